/** What was asked on the command line of `npm run local`. */
import { parseArgs, type ParseArgsConfig } from "node:util";
import { nearest } from "../../stacks/nearest";
import { profiles } from "../../stacks/profiles";
import { UserError } from "../stackConfig";

export const COMMANDS = ["up", "down", "logs", "status", "render"] as const;
export type Command = (typeof COMMANDS)[number];

/** Requests of one client address in five minutes, as prod's web ACL has it. */
export const PROD_RATE_LIMIT = profiles.prod.wafRateLimit;

export const HELP = `Runs the services of the catalogue on this machine's Docker, as they run on AWS: same images, names, routes, rewrites,
timeouts, limits and read-only file systems, behind a gateway on 127.0.0.1. Works with Compose 2 and 1.29.

Usage: npm run local -- up              builds, starts, waits until all is healthy, prints the addresses
       npm run local -- status          what runs, and what each service says of its health
       npm run local -- logs [SERVICE …] [--follow]
       npm run local -- down [--volumes]
       npm run local -- render DIR      writes docker-compose.yml, nginx.conf and .env.example, which need no more of this project

Options:
  --stack NAME             whose config and sizes (default dev)
  --app DIR                the application's checkout, instead of the stack's harena:appPath
  --secrets FILE           its secrets, NAME=value a line, not for Git (default .env.local); what is missing is listed
  --placeholders           stand-ins for secrets that are missing: enough for the example application
  --with-db                a PostgreSQL container instead of the database of DATABASE_URL
  --copies SERVICE=N       more than one container of a service; repeatable
  --port N                 of the gateway on 127.0.0.1 (default 8000)
  --name NAME              tells twins on one machine apart (default harena-local)
  --rate-limit N|off       requests of one address in five minutes (default ${PROD_RATE_LIMIT ?? "off"}, as prod's web ACL)
  --timeout SECONDS        how long "up" waits for health (default 180)
  --base-image IMAGE       of the services, as build argument PYTHON_IMAGE (default the Dockerfile's)
  --gateway-image IMAGE    nginx 1.18 or later (default nginx:stable-alpine)
  --database-image IMAGE   PostgreSQL (default postgres:16-alpine)
  --build-network NAME     network of the builds, such as host
  --follow                 with logs: goes on until Ctrl-C
  --volumes                with down: deletes the database's data too
  -h, --help               show this

Examples:
  npm run local -- up --with-db --placeholders
  npm run local -- up --app ../harena --copies user_service=2
  npm run local -- logs conversation_service --follow
  npm run local -- render ../harena/deploy --app ../harena

Exit codes: 0 done; 1 it failed, or something is not healthy; 2 the command line is faulty; 130 interrupted.`;

export interface LocalArguments {
  readonly command: Command | "help";
  /** Services of `logs`; the folder of `render`. */
  readonly operands: readonly string[];
  readonly stack: string;
  readonly app?: string;
  readonly envFile: string;
  readonly placeholders: boolean;
  readonly withDatabase: boolean;
  readonly copies: Readonly<Record<string, number>>;
  readonly port: number;
  readonly name: string;
  /** Undefined for none. */
  readonly rateLimit?: number;
  /** Seconds. */
  readonly timeout: number;
  readonly baseImage?: string;
  readonly gatewayImage: string;
  readonly databaseImage: string;
  readonly buildNetwork?: string;
  readonly follow: boolean;
  readonly volumes: boolean;
}

const OPTIONS = {
  stack: { type: "string", default: "dev" },
  app: { type: "string" },
  secrets: { type: "string", default: ".env.local" },
  placeholders: { type: "boolean", default: false },
  "with-db": { type: "boolean", default: false },
  copies: { type: "string", multiple: true, default: [] as string[] },
  port: { type: "string", default: "8000" },
  name: { type: "string", default: "harena-local" },
  "rate-limit": { type: "string", default: String(PROD_RATE_LIMIT ?? "off") },
  timeout: { type: "string", default: "180" },
  "base-image": { type: "string" },
  "gateway-image": { type: "string", default: "nginx:stable-alpine" },
  "database-image": { type: "string", default: "postgres:16-alpine" },
  "build-network": { type: "string" },
  follow: { type: "boolean", default: false },
  volumes: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const satisfies ParseArgsConfig["options"];

/** @throws UserError with exit code 2 for a command line that cannot be understood */
export function readArguments(args: readonly string[]): LocalArguments {
  const { values, positionals } = parse(args);
  const [word, ...operands] = positionals;
  const command = values.help ? "help" : commandOf(word);
  checkOperands(command, operands);
  return {
    command,
    operands,
    stack: values.stack,
    ...(values.app !== undefined && { app: values.app }),
    envFile: values.secrets,
    placeholders: values.placeholders,
    withDatabase: values["with-db"],
    copies: copiesOf(values.copies),
    port: wholeNumber("--port", values.port, 1, 65_535),
    name: nameOf(values.name),
    ...(values["rate-limit"] !== "off" && {
      rateLimit: wholeNumber("--rate-limit", values["rate-limit"], 10, 2_000_000),
    }),
    timeout: wholeNumber("--timeout", values.timeout, 1, 3600),
    ...(values["base-image"] !== undefined && { baseImage: values["base-image"] }),
    gatewayImage: values["gateway-image"],
    databaseImage: values["database-image"],
    ...(values["build-network"] !== undefined && { buildNetwork: values["build-network"] }),
    follow: values.follow,
    volumes: values.volumes,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (fault) {
    const [reason = "", ...rest] = (fault as Error).message.split(". ");
    const option = /^Unknown option '(-+[^']*)'/.exec(reason)?.[1];
    if (option === undefined) throw misuse([reason, ...rest].join(". "));
    const meant = nearest(option.replace(/^-+/, ""), Object.keys(OPTIONS));
    throw misuse(`Unknown option ${option}${meant === undefined ? "" : `; did you mean --${meant}?`}`);
  }
}

function commandOf(word: string | undefined): Command {
  const command = COMMANDS.find((known) => known === word);
  if (command !== undefined) return command;
  const known = `one of ${COMMANDS.join(", ")}`;
  if (word === undefined) throw misuse(`What to do? Give ${known}`);
  const meant = nearest(word, COMMANDS);
  throw misuse(
    `There is no command "${word}", only ${known}${meant === undefined ? "" : `; did you mean ${meant}?`}`,
  );
}

function checkOperands(command: Command | "help", operands: readonly string[]): void {
  if (command === "help" || command === "logs") return;
  if (command === "render" && operands.length !== 1) throw misuse("render takes the folder to write into");
  if (command !== "render" && operands.length > 0) {
    throw misuse(`${command} takes no "${operands[0] ?? ""}"`);
  }
}

function copiesOf(assignments: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    assignments.map((assignment) => {
      const found = /^([a-z0-9_]+)=(.+)$/.exec(assignment);
      if (!found) throw misuse(`--copies takes SERVICE=N, such as user_service=2; got "${assignment}"`);
      return [found[1], wholeNumber("--copies", found[2], 1, 20)] as const;
    }),
  );
}

function wholeNumber(option: string, text: string, min: number, max: number): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw misuse(`${option} takes a whole number from ${min} to ${max}; got "${text}"`);
}

/** What Compose takes for a project's name, and Docker for a part of an image's. */
function nameOf(name: string): string {
  if (/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name) && name.length <= 40) return name;
  throw misuse(`--name takes up to 40 lower-case letters, digits and inner hyphens; got "${name}"`);
}

/** A fault of the command line. */
function misuse(message: string): UserError {
  return new UserError(`${message.replace(/\.$/, "")}; see --help`, 2);
}
