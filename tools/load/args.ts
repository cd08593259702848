/** What was asked on the command line of `npm run load`. */
import type { ParseArgsConfig } from "node:util";
import { headerOf, misuse, originOf, parse } from "../smoke/args";

export const HELP = `Puts load on a running system, the local twin or a deployed stack, and measures how it answers.
One scenario for each route of the service catalogue, all at once. Requests go to the given address alone, no redirect is
followed, and everything ends after the given time. Load only what is yours; a web ACL limits the rate of one client.

Usage: npm run load -- <url of the API> [options]

Options:
  --duration SECONDS    how long, 1 to 600 (default 30)
  --connections N       connections in all, 1 to 200 (default 12)
  --rate N              requests a second in all, 1 to 10000 (default 50)
  --path PATH           ask for this path instead of a made-up one of the route that takes it; repeatable
  --max-errors PERCENT  most of a route's requests that may fail (default 1)
  --p95 MILLISECONDS    most that 95 of 100 answers of a route may take (default: each service's latencySeconds, beyond
                        which it alarms in production)
  --stack NAME          whose config the services have (default dev)
  --header "NAME: TEXT" send this header with every request; repeatable
  --report FOLDER       where load.html and load.json go (default .load)
  --json                print JSON and nothing else
  -h, --help            show this

A request fails when it is not answered within 10 s, or with 5xx, 429 or 403; other answers count as answers.

Examples:
  npm run load -- http://localhost:8000
  npm run load -- https://api.dev.harena.com --rate 20 --duration 120 --path /api/v1/search/transactions

Exit codes: 0 within the limits; 1 beyond them; 2 the command line is faulty; 130 interrupted.`;

export interface LoadArguments {
  readonly help: boolean;
  readonly api: URL;
  readonly duration: number;
  readonly connections: number;
  /** Requests a second, of all scenarios together. */
  readonly rate: number;
  readonly paths: readonly string[];
  /** Share of a route's requests that may fail, 0 to 1. */
  readonly maxErrors: number;
  /** Milliseconds. @default each service's own */
  readonly p95?: number;
  readonly stack: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly report: string;
  readonly json: boolean;
}

const OPTIONS = {
  duration: { type: "string", default: "30" },
  connections: { type: "string", default: "12" },
  rate: { type: "string", default: "50" },
  path: { type: "string", multiple: true, default: [] as string[] },
  "max-errors": { type: "string", default: "1" },
  p95: { type: "string" },
  stack: { type: "string", default: "dev" },
  header: { type: "string", multiple: true, default: [] as string[] },
  report: { type: "string", default: ".load" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const satisfies ParseArgsConfig["options"];

/** @throws UserError with exit code 2 for a command line that cannot be understood */
export function readArguments(args: readonly string[]): LoadArguments {
  const { values, positionals } = parse(args, OPTIONS);
  const { help, stack, report, json, header, path, p95 } = values;
  if (!help && positionals.length !== 1) {
    throw misuse(
      `Give the address of one API, such as http://localhost:8000; got ${positionals.join(" ") || "none"}`,
    );
  }
  for (const one of path) {
    if (!one.startsWith("/")) throw misuse(`--path takes a path that starts with "/"; got "${one}"`);
  }
  return {
    help,
    api: help ? new URL("http://localhost:8000") : originOf("the API", positionals[0]),
    duration: numberOf("--duration", values.duration, 1, 600),
    connections: numberOf("--connections", values.connections, 1, 200),
    rate: numberOf("--rate", values.rate, 1, 10_000),
    paths: path,
    maxErrors: numberOf("--max-errors", values["max-errors"], 0, 100, false) / 100,
    ...(p95 !== undefined && { p95: numberOf("--p95", p95, 1, 60_000) }),
    stack,
    headers: Object.fromEntries(header.map(headerOf)),
    report,
    json,
  };
}

function numberOf(option: string, text: string, least: number, most: number, whole = true): number {
  const number = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (number >= least && number <= most && (!whole || Number.isInteger(number))) return number;
  throw misuse(`${option} takes a ${whole ? "whole " : ""}number from ${least} to ${most}; got "${text}"`);
}
