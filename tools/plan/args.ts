/** What was asked on the command line of `npm run plan`. */
import { parseArgs, type ParseArgsConfig } from "node:util";
import { knownStacks, UserError } from "../stackConfig";
import { nearest } from "../../stacks/nearest";

export const HELP = `Shows what a stack would be on AWS, without AWS: runs the program in this process on a simulated account.
Needs no AWS account, no Pulumi CLI and no Docker, and changes nothing.

Usage: npm run plan -- <stack>            one stack: resources, addresses, routes, sizes, what is missing, policies
       npm run plan -- <stack> <stack>    two stacks side by side, their differences marked

Options:
  --config KEY=VALUE   set a config value for this plan alone; repeatable (harena: is understood)
  --route PATH         only tell which service answers a request for PATH; repeatable
  --json               print JSON and nothing else; secret values appear as [secret]
  --trace              show stack traces of unexpected errors
  -h, --help           show this

Examples:
  npm run plan -- dev
  npm run plan -- dev --config sizing=prod --config architecture=x86_64
  npm run plan -- prod --route /api/user/me --route /health
  npm run plan -- dev prod

Exit codes: 0 planned; 1 the config or the plan is faulty, or a mandatory policy is violated; 2 the command line is; 130 interrupted.`;

export interface PlanArguments {
  readonly help: boolean;
  /** One or two. */
  readonly stacks: readonly string[];
  /** Config values by the key as given, the last of several winning. */
  readonly overrides: Readonly<Record<string, string>>;
  readonly routes: readonly string[];
  readonly json: boolean;
  readonly trace: boolean;
}

const OPTIONS = {
  config: { type: "string", multiple: true },
  route: { type: "string", multiple: true },
  json: { type: "boolean" },
  trace: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const satisfies ParseArgsConfig["options"];

/** @throws UserError with exit code 2 for a command line that cannot be understood */
export function readArguments(args: readonly string[], projectDir: string): PlanArguments {
  const { values, positionals } = parse(args);
  const { help = false, json = false, trace = false, config = [], route: routes = [] } = values;
  if (help) return { help, json, trace, stacks: [], overrides: {}, routes };
  if (positionals.length === 0 || positionals.length > 2) {
    const asked = positionals.length === 0 ? "Which stack?" : "One stack, or two to compare, please.";
    throw misuse(`${asked} There ${list(knownStacks(projectDir))}`);
  }
  const [first, second] = positionals;
  if (first === second) throw misuse(`"${first}" was named twice; name two stacks to compare them`);
  for (const path of routes) {
    if (!path.startsWith("/")) {
      throw misuse(`--route takes a path that starts with "/", such as /api/user/me; got "${path}"`);
    }
  }
  return { help, json, trace, routes, stacks: positionals, overrides: overridesOf(config) };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (fault) {
    const [reason = "", ...rest] = (fault as Error).message.split(". ");
    const option = /^Unknown option '(-+[^']*)'/.exec(reason)?.[1];
    if (option === undefined) throw misuse([reason, ...rest].join(". "));
    const meant = nearest(option, Object.keys(OPTIONS));
    throw misuse(`Unknown option ${option}${meant === undefined ? "" : `; did you mean --${meant}?`}`);
  }
}

const ASSIGNMENT = /^((?:[a-zA-Z][\w-]*:)?[a-zA-Z][\w-]*)=(.*)$/s;

function overridesOf(assignments: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    assignments.map((assignment) => {
      const found = ASSIGNMENT.exec(assignment);
      // What stands after "=" may be a secret: it is not repeated.
      const given = assignment.split("=")[0];
      if (!found) {
        throw misuse(`--config takes KEY=VALUE, such as sizing=prod; got "${given}"`);
      }
      return [found[1], found[2]] as const;
    }),
  );
}

/** A fault of the command line. */
export function misuse(message: string): UserError {
  return new UserError(`${message.replace(/\.$/, "")}; see --help`, 2);
}

function list(stacks: readonly string[]): string {
  return stacks.length === 0 ? "is none yet: pulumi stack init dev" : `are: ${stacks.join(", ")}`;
}
