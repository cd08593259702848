/** A measured process: plans the real dev stack, or a generated catalogue of the size given, and renders the report. */
import { faultLines } from "../plan/faults";
import { takeNoTraces } from "../plan/quiet";
import { report, resourceCount } from "../plan/report";
import type { StackRequest } from "../plan/resolveStack";
import { runProgram } from "../plan/runProgram";
import { painter } from "../plan/text";
import { generatedCatalogue, generateProject } from "./generated";
import { finish } from "./measured";

async function measure(request: StackRequest): Promise<void> {
  const plan = await runProgram(request);
  const faults = faultLines(plan, false);
  if (faults.length > 0) {
    process.stderr.write(`${faults.join("\n")}\n`);
    process.exitCode = 1;
    return;
  }
  report(painter(false), plan);
  finish({ resources: resourceCount(plan) });
}

async function run(size: string | undefined): Promise<void> {
  if (size === undefined) {
    await measure({ stack: "dev" });
    return;
  }
  const { request, remove } = generateProject(generatedCatalogue(Number(size)));
  try {
    await measure(request);
  } finally {
    remove();
  }
}

takeNoTraces();
void run(process.argv[2]);
