/** `npm run load -- <url>`: puts load on a running system and measures how it answers. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { runCommand, type Streams } from "../command";
import { painter } from "../plan/text";
import { environmentOf } from "../smoke/cli";
import { ask } from "../smoke/http";
import { UserError } from "../stackConfig";
import { HELP, readArguments, type LoadArguments } from "./args";
import { measure, type Second } from "./measure";
import { page, tableLines, type LoadReport } from "./report";
import { scenariosOf } from "./scenarios";
import { faultsOf, ms } from "./verdict";

export async function main(args: readonly string[], streams: Streams): Promise<number> {
  const asked = readArguments(args);
  const { out, err, colours } = streams;
  if (asked.help) {
    out(HELP);
    return 0;
  }
  const report = await load(asked, streams);
  const files = writeReport(report, asked.report);
  if (asked.json) out(JSON.stringify(report, undefined, 2));
  else {
    tableLines(painter(colours), report).forEach(out);
    out(`\nReport: ${files.join(", ")}`);
  }
  report.faults.forEach(err);
  return report.faults.length === 0 ? 0 : 1;
}

async function load(asked: LoadArguments, { err, status, signal }: Streams): Promise<LoadReport> {
  const { api, duration, connections, rate, maxErrors } = asked;
  const scenarios = scenariosOf(environmentOf(asked.stack), asked.paths, asked.p95);
  await ask(api, { headers: asked.headers, signal }).catch((fault: unknown) => {
    throw new UserError(`nothing to load: ${fault instanceof Error ? fault.message : String(fault)}`);
  });
  const startedAt = new Date().toISOString();
  let elapsed = 0;
  const onSecond = ({ requests, failed, p95 }: Second): void => {
    elapsed++;
    const line = `${elapsed} of ${duration} s: ${requests} requests a second, ${failed} failed, p95 ${ms(p95)}`;
    // Without a terminal a line now and then, so that a log shows that it lives.
    if (process.stderr.isTTY) status(line);
    else if (elapsed % 10 === 0) err(line);
  };
  const routes = await measure(scenarios, { ...asked, signal, onSecond });
  const faults = routes.flatMap((route) => faultsOf(route, maxErrors));
  return { api: api.origin, startedAt, duration, connections, rate, maxErrors, routes, faults };
}

function writeReport(report: LoadReport, folder: string): string[] {
  mkdirSync(resolve(folder), { recursive: true });
  const files = [join(folder, "load.html"), join(folder, "load.json")];
  writeFileSync(files[0], page(report));
  writeFileSync(files[1], `${JSON.stringify(report, undefined, 2)}\n`);
  return files;
}

if (require.main === module) void runCommand(main);
