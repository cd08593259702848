/** `npm run rehearse -- <stack>`: a stack's whole life on the real engine and a simulated account. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { getEngine, type Engine } from "../engine/find";
import { findOptions, lineWriter } from "../engine/options";
import { Progress } from "../engine/progress";
import { PROGRAM_DIR } from "../plan/programDir";
import { painter } from "../plan/text";
import { UserError } from "../stackConfig";
import { HELP, misuse, readArguments, type RehearseArguments } from "./args";
import { environmentOf } from "./environmentOf";
import { stepPhases, Stopwatch } from "./phases";
import { chosenSteps, type Rehearsal, type StepResult } from "./rehearsal";
import { stackEnv } from "./rehearsedStack";
import { markdown, reportLines, rounded, stepReport, type RehearsalReport } from "./report";
import { withRehearsal } from "./session";
import { STEP_NAMES, stepsOf } from "./steps";
import { takeNoTraces } from "./traces";

export interface Surroundings {
  /** Where relative paths of the command line begin. */
  readonly cwd: string;
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
  readonly colours: boolean;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** Called with what ends everything at once. */
  readonly onForce: (force: () => void) => void;
}

/** Runs the command and tells its exit code. */
export async function main(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { out, err, signal, progress } = surroundings;
  try {
    const asked = readArguments(args, PROGRAM_DIR, STEP_NAMES);
    if (asked.help) {
      out(HELP);
      return 0;
    }
    return await rehearse(asked, surroundings);
  } catch (fault) {
    progress.clear();
    if (signal.aborted) {
      err("Interrupted; nothing is left running.");
      return 130;
    }
    if (!(fault instanceof UserError)) throw fault;
    err(fault.exitCode === 2 ? misuse(fault.message.replace(/; see --help$/, "")).message : fault.message);
    return fault.exitCode;
  }
}

async function rehearse(asked: RehearseArguments, surroundings: Surroundings): Promise<number> {
  const { cwd, out, err, colours, progress, signal } = surroundings;
  const watch = new Stopwatch();
  const resolved = environmentOf(asked.stack, asked.overrides);
  const engine = await watch.time("finding the engine", () => getEngine(findOptions(progress, signal)));
  const say = (text: string): void => {
    progress.update(text);
  };
  return withRehearsal(
    { ...asked, resolved, engine, watch, signal, progress: say, onForce: surroundings.onForce },
    async (rehearsal) => {
      await performAll(rehearsal, asked, surroundings);
      progress.clear();
      const report = reportOf(rehearsal, asked, watch, engine);
      const folder = resolve(cwd, asked.reportDir);
      writeReports(report, folder);
      if (asked.json) out(JSON.stringify(report, undefined, 2));
      else reportLines(painter(colours), report).forEach(out);
      err(`Report: ${join(folder, `rehearsal-${asked.stack}.md`)} and .json`);
      if (asked.keep) keptLines(rehearsal).forEach(err);
      return report.passed ? 0 : 1;
    },
  );
}

async function performAll(
  rehearsal: Rehearsal,
  { steps, faults, stack, exportFile }: RehearseArguments,
  { progress, cwd }: Surroundings,
): Promise<void> {
  const all = stepsOf(rehearsal.parts.resolved.environment);
  for (const step of chosenSteps(all, steps)) {
    if (step.operation === "destroy" && exportFile !== undefined)
      await exportTo(rehearsal, resolve(cwd, exportFile));
    if (step.name === "up") {
      for (const fault of faults) tell(stack, await rehearsal.performBroken(step, fault), progress);
    }
    const result = await rehearsal.perform(step);
    tell(stack, result, progress);
    // Without a first deployment nothing else can be said.
    if (step.name === "up" && result.outcome?.succeeded !== true) break;
  }
  const last = rehearsal.results.at(-1)?.step.operation;
  if (exportFile !== undefined && last !== "destroy") await exportTo(rehearsal, resolve(cwd, exportFile));
}

function tell(
  stack: string,
  { step, outcome, skipped, faults, overhead }: StepResult,
  progress: Progress,
): void {
  const seconds = rounded((outcome?.seconds ?? 0) + overhead);
  const verdict =
    skipped !== undefined ? "skipped" : `${faults.length === 0 ? "ok" : "FAILED"}, ${seconds} s`;
  progress.tell(`${stack} · ${step.name}: ${verdict}`);
}

async function exportTo(rehearsal: Rehearsal, file: string): Promise<void> {
  writeFileSync(file, await rehearsal.stack.cli("stack", "export"));
}

function reportOf(
  rehearsal: Rehearsal,
  { stack, policies }: RehearseArguments,
  watch: Stopwatch,
  { version, origin }: Engine,
): RehearsalReport {
  const steps = rehearsal.results.map(stepReport);
  return {
    stack,
    engine: { version, origin },
    policies,
    passed: steps.every(({ verdict }) => verdict !== "failed"),
    seconds: rounded(watch.seconds),
    steps,
    phases: [...watch.phases, ...stepPhases(rehearsal.results)].map(({ name, seconds }) => ({
      name,
      seconds: rounded(seconds),
    })),
    ...(rehearsal.timing && { timing: rehearsal.timing }),
    ...(rehearsal.left && { left: rehearsal.left }),
  };
}

function writeReports(report: RehearsalReport, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `rehearsal-${report.stack}`);
  writeFileSync(`${file}.json`, `${JSON.stringify(report, undefined, 2)}\n`);
  writeFileSync(`${file}.md`, `${markdown(report)}\n`);
}

/** How to go on with the ordinary CLI. */
function keptLines({ parts: { copy, engine, resolved } }: Rehearsal): string[] {
  const variables = Object.entries(stackEnv(copy)).map(([key, value]) => `  export ${key}='${value}'`);
  return [
    "",
    `Kept in ${copy.root}; to look at the stack:`,
    ...variables,
    `  cd ${copy.projectDir}`,
    `  ${engine.path} stack --stack ${resolved.stackConfig.stack} --show-ids`,
    `The account is in ${copy.account}. To be rid of all of it: rm -r ${copy.root}`,
  ];
}

async function runHere(): Promise<void> {
  const { argv } = process;
  if (!argv.includes("--trace")) takeNoTraces();
  const interrupted = new AbortController();
  let force = (): void => undefined;
  const stop = (): void => {
    if (interrupted.signal.aborted) {
      force();
      process.exit(130);
    }
    process.stderr.write("\nInterrupted; waiting for the engine to stop (again: at once) …\n");
    interrupted.abort();
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  const progress = new Progress();
  const { NO_COLOR = "" } = process.env;
  process.exitCode = await main(argv.slice(2), {
    cwd: process.cwd(),
    out: lineWriter(progress, process.stdout),
    err: lineWriter(progress, process.stderr),
    colours: process.stdout.isTTY && NO_COLOR === "",
    progress,
    signal: interrupted.signal,
    onForce: (next) => (force = next),
  });
}

if (require.main === module) void runHere();
