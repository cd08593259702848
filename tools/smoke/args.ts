/** What was asked on the command line of `npm run smoke`. */
import { parseArgs, type ParseArgsConfig } from "node:util";
import { nearest } from "../../stacks/nearest";
import { UserError } from "../stackConfig";

export const HELP = `Checks a running system from outside, end to end: the local twin or a deployed stack.
What is checked follows from the service catalogue: every route and health path, the 404, CORS, streamed answers;
over HTTPS the redirect, TLS versions and certificate; with --frontend the pages, their caching and their headers.

Usage: npm run smoke -- <url of the API> [options]

Options:
  --frontend URL        check the front end at this address, too
  --stack NAME          whose config the services have (default dev)
  --header "NAME: TEXT" send this header with every request to the API; repeatable
  --no-streams          leave out the streamed answers, which take over a minute
  --json                print JSON and nothing else
  --junit FILE          write a JUnit report as well
  -h, --help            show this

Examples:
  npm run smoke -- http://localhost:8000
  npm run smoke -- https://api.dev.harena.com --frontend https://dev.harena.com --junit smoke.xml

Exit codes: 0 all passed; 1 a check failed; 2 the command line is faulty; 130 interrupted.`;

export interface SmokeArguments {
  readonly help: boolean;
  readonly api: URL;
  readonly frontend?: URL;
  readonly stack: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly streams: boolean;
  readonly json: boolean;
  readonly junit?: string;
}

const OPTIONS = {
  frontend: { type: "string" },
  stack: { type: "string", default: "dev" },
  header: { type: "string", multiple: true, default: [] },
  "no-streams": { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  junit: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const satisfies ParseArgsConfig["options"];

/** @throws UserError with exit code 2 for a command line that cannot be understood */
export function readArguments(args: readonly string[]): SmokeArguments {
  const { values, positionals } = parse(args, OPTIONS);
  const address = positionals.at(0);
  if (!values.help && (address === undefined || positionals.length > 1)) {
    throw misuse(
      `Give the address of one API, such as http://localhost:8000; got ${positionals.join(" ") || "none"}`,
    );
  }
  const { frontend, junit } = values;
  return {
    help: values.help,
    api: values.help ? new URL("http://localhost:8000") : originOf("the API", address ?? ""),
    ...(frontend !== undefined && { frontend: originOf("--frontend", frontend) }),
    stack: values.stack,
    headers: Object.fromEntries(values.header.map(headerOf)),
    streams: !values["no-streams"],
    json: values.json,
    ...(junit !== undefined && { junit }),
  };
}

/** `parseArgs`, whose complaints become one line that names the option that was probably meant. */
export function parse<O extends NonNullable<ParseArgsConfig["options"]>>(
  args: readonly string[],
  options: O,
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (fault) {
    const [reason = ""] = (fault as Error).message.split(". ");
    const option = /^Unknown option '(-+[^']*)'/.exec(reason)?.[1];
    const meant = option === undefined ? undefined : nearest(option.replace(/^-+/, ""), Object.keys(options));
    throw misuse(
      option === undefined ? reason : `Unknown option ${option}${meant ? `; did you mean --${meant}?` : ""}`,
    );
  }
}

export function misuse(message: string): UserError {
  return new UserError(`${message}; see --help`, 2);
}

/** An address without path: routes have their own. */
export function originOf(what: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !["http:", "https:"].includes(url.protocol) || url.username !== "") {
    throw misuse(
      `${what} takes an address such as https://api.dev.harena.com; got "${url ? url.origin : text}"`,
    );
  }
  if (url.pathname !== "/" || url.search !== "") {
    throw misuse(
      `${what} takes an address without a path; got "${url.origin}${url.pathname}"; use ${url.origin}`,
    );
  }
  return url;
}

/** What stands behind the colon may be a secret: it is not repeated. */
export function headerOf(text: string): readonly [string, string] {
  const found = /^([A-Za-z][\w-]*):\s*(.+)$/.exec(text);
  if (!found) {
    throw misuse(
      `--header takes "Name: text", such as "Authorization: Bearer …"; got a text without such a name`,
    );
  }
  return [found[1], found[2]];
}
