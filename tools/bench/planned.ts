/**
 * A measured process: plans the real stack `dev`, or a generated catalogue of the size given, and renders the report;
 * with the policies' verdict if asked.
 */
import { faultLines } from "../plan/faults";
import { takeNoTraces } from "../plan/quiet";
import { report, resourceCount } from "../plan/report";
import type { StackRequest } from "../plan/resolveStack";
import { judged, runProgram } from "../plan/runProgram";
import { painter } from "../plan/text";
import { generatedCatalogue, generateProject } from "./generated";
import { finish } from "./measured";

async function measure(request: StackRequest, withVerdict: boolean): Promise<void> {
  const planned = await runProgram(request);
  const plan = withVerdict ? await judged(planned) : planned;
  const faults = faultLines(plan, false);
  if (faults.length > 0) {
    process.stderr.write(`${faults.join("\n")}\n`);
    process.exitCode = 1;
    return;
  }
  report(painter(false), plan);
  finish({ resources: resourceCount(plan) });
}

async function run(subject: string, withVerdict: boolean): Promise<void> {
  if (subject === "dev") {
    await measure({ stack: subject }, withVerdict);
    return;
  }
  const { request, remove } = generateProject(generatedCatalogue(Number(subject)));
  try {
    await measure(request, withVerdict);
  } finally {
    remove();
  }
}

takeNoTraces();
void run(process.argv[2], process.argv[3] === "judged");
