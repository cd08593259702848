/** `npm run plan -- <stack> [<stack>]`: shows what a stack would be on AWS. */
import { resolve } from "node:path";
import { UserError } from "../stackConfig";
import { HELP, misuse, readArguments, type PlanArguments } from "./args";
import type { Violation } from "../policies/judge";
import type { StackPlan } from "./runProgram";
import { painter } from "./text";

export interface Surroundings {
  /** The folder that holds `Pulumi.yaml` and the stacks' files. */
  readonly projectDir: string;
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
  /** Whether the reader of `out` sees colours. */
  readonly colours: boolean;
}

/** Runs the command and tells its exit code; throws nothing that the user can mend. */
export async function main(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { projectDir, out, err } = surroundings;
  try {
    const asked = readArguments(args, projectDir);
    if (asked.help) {
      out(HELP);
      return 0;
    }
    return asked.routes.length > 0
      ? await showRoutes(asked, surroundings)
      : await showPlans(asked, surroundings);
  } catch (fault) {
    if (!(fault instanceof UserError)) throw fault;
    err(fault.exitCode === 2 ? misuse(fault.message.replace(/; see --help$/, "")).message : fault.message);
    return fault.exitCode;
  }
}

/** Reads the config only: what a path meets is known before any resource is. */
async function showRoutes(
  asked: PlanArguments,
  { projectDir, out, err, colours }: Surroundings,
): Promise<number> {
  const { resolveStack } = await import("./resolveStack");
  const { faultLines } = await import("./faults");
  const { answerRoutes, routeLines } = await import("./routesTable");
  const { stacks, overrides, routes, json, trace } = asked;
  const resolved = stacks.map((stack) => resolveStack({ projectDir, stack, overrides }));
  const faults = resolved.flatMap((stack) => faultLines({ ...stack, refusals: [], warnings: [] }, trace));
  const environments = resolved.flatMap(({ environment }) => environment ?? []);
  if (faults.length > 0) {
    faults.forEach(err);
    return 1;
  }
  if (json) {
    const answers = environments.map((environment) => ({
      stack: environment.stack,
      routes: answerRoutes(environment, routes),
    }));
    out(JSON.stringify(answers.length === 1 ? answers[0] : answers, undefined, 2));
  } else {
    for (const environment of environments) routeLines(painter(colours), environment, routes).forEach(out);
  }
  return 0;
}

async function showPlans(
  asked: PlanArguments,
  { projectDir, out, err, colours }: Surroundings,
): Promise<number> {
  const { judged, runProgram } = await import("./runProgram");
  const { faultLines } = await import("./faults");
  const { stacks, overrides, json, trace } = asked;
  const plans = [];
  for (const stack of stacks) {
    plans.push(await judged(await runProgram({ projectDir, stack, overrides }), projectDir));
  }
  const faults = plans.flatMap((plan) => faultLines(plan, trace));
  if (faults.length > 0) {
    faults.forEach(err);
    return 1;
  }
  if (json) {
    const { planJson } = await import("./json");
    const documents = plans.map(planJson);
    out(JSON.stringify(documents.length === 1 ? documents[0] : documents, undefined, 2));
    return exitCodeOf(plans);
  }
  const { report } = await import("./report");
  const { compare } = await import("./compare");
  const [first, second] = [plans.at(0), plans.at(1)];
  const paint = painter(colours);
  const lines = first && second ? compare(paint, first, second) : first ? report(paint, first) : [];
  out(lines.join("\n"));
  return exitCodeOf(plans);
}

/** A violation of a mandatory policy fails a plan as it would fail `pulumi preview`. */
function exitCodeOf(plans: readonly StackPlan[]): number {
  const isMandatory = ({ level }: Violation): boolean => level === "mandatory";
  return plans.some(({ verdict }) => verdict?.violations.some(isMandatory)) ? 1 : 0;
}

/** Milliseconds of silence after which the wait is explained. */
const PATIENCE = 2000;

/** Says on a terminal that there is something to wait for; the result takes its place. */
function showProgress(): () => void {
  if (!process.stderr.isTTY) return () => undefined;
  const state = { shown: false };
  const timer = setTimeout(() => {
    state.shown = true;
    process.stderr.write("Running the program on the simulated account …");
  }, PATIENCE);
  return () => {
    clearTimeout(timer);
    if (state.shown) process.stderr.write("\r\u001b[K");
    state.shown = false;
  };
}

async function runHere(): Promise<void> {
  const args = process.argv.slice(2);
  process.on("SIGINT", () => process.exit(130));
  // The reader may have seen enough (`| head`).
  process.stdout.on("error", (fault: NodeJS.ErrnoException) => {
    if (fault.code !== "EPIPE") throw fault;
    process.exit(process.exitCode);
  });
  const endProgress = showProgress();
  const { NO_COLOR = "" } = process.env;
  const help = args.includes("--help") || args.includes("-h");
  if (!help && !args.includes("--trace")) (await import("./quiet")).takeNoTraces();
  const exitCode = await main(args, {
    projectDir: resolve(__dirname, "../.."),
    out: (text) => {
      endProgress();
      process.stdout.write(`${text}\n`);
    },
    err: (text) => {
      endProgress();
      process.stderr.write(`${text}\n`);
    },
    colours: process.stdout.isTTY && NO_COLOR === "",
  }).catch(async (fault: unknown) => {
    const { errorLines } = await import("./faults");
    const error = fault instanceof Error ? fault : new Error(String(fault));
    process.stderr.write(`${errorLines(error, args.includes("--trace")).join("\n")}\n`);
    return 1;
  });
  endProgress();
  process.exitCode = exitCode;
}

if (require.main === module) void runHere();
