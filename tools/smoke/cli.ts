/** `npm run smoke -- <url>`: checks a running system from outside, end to end. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { runCommand, type Streams } from "../command";
import { resolveStack } from "../plan/resolveStack";
import { painter } from "../plan/text";
import { UserError } from "../stackConfig";
import { problemLine } from "../../stacks/config";
import type { Environment } from "../../stacks/environment";
import { apiChecks } from "./api";
import { HELP, readArguments, type SmokeArguments } from "./args";
import { runChecks, type Check, type Outcome } from "./check";
import { frontendChecks, frontendOf } from "./frontend";
import { junit, outcomeLine, summaryLine } from "./report";
import { tlsChecks } from "./tls";

/** The environment of a stack, its secrets aside. @throws UserError when its config is faulty */
export function environmentOf(stack: string): Environment {
  const { environment, problems } = resolveStack({ stack });
  if (!environment) throw new UserError(problems.map(problemLine).join("\n"));
  return environment;
}

/** Every check that applies to what was asked; the long ones first, so that the others run beside them. */
export function checksFor(
  environment: Environment,
  asked: Pick<SmokeArguments, "frontend" | "streams">,
): Check[] {
  const isStream = ({ name }: Check): boolean => name.includes(" streams for ");
  const api = apiChecks(environment);
  return [
    ...(asked.streams ? api.filter(isStream) : []),
    ...api.filter((check) => !isStream(check)),
    ...tlsChecks("API", (target) => target.api),
    ...(asked.frontend ? [...frontendChecks, ...tlsChecks("front end", frontendOf)] : []),
  ];
}

export async function main(args: readonly string[], streams: Streams): Promise<number> {
  const asked = readArguments(args);
  if (asked.help) {
    streams.out(HELP);
    return 0;
  }
  const environment = environmentOf(asked.stack);
  const checks = checksFor(environment, asked);
  const outcomes = await runAndTell(checks, asked, environment, streams);
  if (asked.json) streams.out(JSON.stringify({ api: asked.api.origin, outcomes }, undefined, 2));
  else streams.out(`\n${summaryLine(outcomes)}`);
  if (asked.junit !== undefined) {
    const file = resolve(asked.junit);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, junit(outcomes, asked.api));
  }
  return outcomes.some(({ status }) => status === "failed") ? 1 : 0;
}

async function runAndTell(
  checks: readonly Check[],
  { api, frontend, headers, json }: SmokeArguments,
  environment: Environment,
  { out, status, colours, signal }: Streams,
): Promise<Outcome[]> {
  const started = performance.now();
  let ended = 0;
  const tick = (): void => {
    const seconds = Math.round((performance.now() - started) / 1000);
    status(`${ended} of ${checks.length} checks, ${seconds} s …`);
  };
  const timer = setInterval(tick, 1000);
  try {
    return await runChecks(
      checks,
      { api, environment, headers, signal, ...(frontend && { frontend }) },
      (outcome) => {
        ended++;
        if (!json) out(outcomeLine(painter(colours), outcome));
        tick();
      },
    );
  } finally {
    clearInterval(timer);
  }
}

if (require.main === module) void runCommand(main);
