/** `npm run rehearse:faults`: samples of what may fail in a deployment, and whether one repetition mends it. */
import { fork } from "node:child_process";
import { getEngine } from "../engine/find";
import { findOptions, lineWriter } from "../engine/options";
import { duration, Progress } from "../engine/progress";
import { count, painter, section, table, type Paint } from "../plan/text";
import { UserError } from "../stackConfig";
import { environmentOf } from "./environmentOf";
import { FaultSuite, type FaultResult } from "./faultSuite";
import { HELP, readArguments, type FaultArguments } from "./faultsArgs";
import { faultText } from "./faultText";
import { Stopwatch } from "./phases";
import { withRehearsal } from "./session";
import { takeNoTraces } from "./traces";

/** What a process is asked to do, and what it tells. */
interface Job {
  readonly stack: string;
  readonly count: number;
  readonly seed: number;
}
type Told = { readonly result: FaultResult } | { readonly progress: string } | { readonly failure: string };

interface Surroundings {
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
  readonly colours: boolean;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

async function main(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { out, err, colours, progress, signal } = surroundings;
  try {
    const asked = readArguments(args);
    if (asked.help) {
      out(HELP);
      return 0;
    }
    const started = Date.now();
    await getEngine(findOptions(progress, signal));
    const results = await runJobs(asked, surroundings);
    progress.clear();
    if (asked.json) out(JSON.stringify(results, undefined, 2));
    else resultLines(painter(colours), results, Date.now() - started).forEach(out);
    return results.length >= asked.count && results.every(({ problems }) => problems.length === 0) ? 0 : 1;
  } catch (fault) {
    progress.clear();
    if (signal.aborted) {
      err("Interrupted; nothing is left running.");
      return 130;
    }
    if (!(fault instanceof UserError)) throw fault;
    err(fault.message);
    return fault.exitCode;
  }
}

/** A stack a process: a program's modules and its working directory are the process's. */
async function runJobs(
  { stacks, count: all, seed, jobs }: FaultArguments,
  surroundings: Surroundings,
): Promise<FaultResult[]> {
  const waiting = stacks.map((stack, index) => ({
    stack,
    seed: seed + index,
    count: Math.floor(all / stacks.length) + (index < all % stacks.length ? 1 : 0),
  }));
  const results: FaultResult[] = [];
  const work = async (): Promise<void> => {
    for (let job = waiting.shift(); job; job = waiting.shift()) {
      results.push(...(await runJob(job, surroundings)));
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return results;
}

function runJob(job: Job, { progress, signal }: Surroundings): Promise<FaultResult[]> {
  return new Promise((done, fail) => {
    const results: FaultResult[] = [];
    const { execArgv } = process;
    const child = fork(__filename, ["--job", JSON.stringify(job)], { execArgv, detached: true });
    const stop = (): void => {
      child.kill("SIGINT");
    };
    signal.addEventListener("abort", stop);
    let failure: string | undefined;
    child.on("message", (message) => {
      const told = message as Told;
      if ("progress" in told) progress.update(told.progress);
      else if ("failure" in told) failure = told.failure;
      else {
        results.push(told.result);
        const { problems, seconds, phase, fault } = told.result;
        const verdict = problems.length === 0 ? "recovered" : "NOT RECOVERED";
        progress.tell(`${job.stack} · ${phase}, ${faultText(fault)}: ${verdict}, ${seconds.toFixed(1)} s`);
      }
    });
    child.on("error", fail);
    child.on("exit", () => {
      signal.removeEventListener("abort", stop);
      if (failure === undefined && !signal.aborted) done(results);
      else fail(new UserError(failure ?? "interrupted"));
    });
  });
}

function resultLines(paint: Paint, results: readonly FaultResult[], milliseconds: number): string[] {
  const columns = [
    { title: "stack" },
    { title: "at" },
    { title: "what fails", max: 70 },
    { title: "s", align: "right" },
    { title: "" },
  ] as const;
  const rows = results.map(({ stack, phase, fault, seconds, problems }) => [
    stack,
    phase,
    faultText(fault),
    seconds.toFixed(1),
    problems.length === 0 ? "ok" : "FAILED",
  ]);
  const broken = results.filter(({ problems }) => problems.length > 0);
  return [
    ...section(paint, "FAULTS", table(paint, columns, rows)),
    ...broken.flatMap(({ stack, phase, fault, problems }) =>
      section(paint, `FAILED: ${stack}, ${phase}, ${faultText(fault)}`, problems.slice(0, MOST_SHOWN)),
    ),
    "",
    broken.length === 0
      ? paint(
          "green",
          `One repetition mended each of ${count(results.length, "fault")}, in ${duration(milliseconds)}.`,
        )
      : paint("red", `${count(broken.length, "fault")} of ${results.length} did not mend.`),
  ];
}

/** A stack that is all wrong is wrong in hundreds of lines. */
const MOST_SHOWN = 20;

/** The process of one stack. */
async function work(job: Job): Promise<void> {
  const interrupted = new AbortController();
  process.on("SIGINT", () => {
    interrupted.abort();
  });
  process.on("disconnect", () => {
    interrupted.abort();
  });
  const tell = (told: Told): void => {
    if (process.connected) process.send?.(told);
  };
  const { signal } = interrupted;
  try {
    const progress = new Progress({ write: () => undefined });
    const engine = await getEngine(findOptions(progress, signal));
    await withRehearsal(
      {
        resolved: environmentOf(job.stack, {}),
        engine,
        policies: false,
        keep: false,
        watch: new Stopwatch(),
        signal,
        progress: (text) => {
          tell({ progress: text });
        },
        onForce: () => undefined,
      },
      (rehearsal) =>
        new FaultSuite(rehearsal, (result) => {
          tell({ result });
        }).run(job.count, job.seed),
    );
  } catch (fault) {
    tell({ failure: fault instanceof UserError ? fault.message : String((fault as Error).stack) });
  }
  process.disconnect();
}

async function runHere(): Promise<void> {
  takeNoTraces();
  const [flag, job] = process.argv.slice(2);
  if (flag === "--job") {
    await work(JSON.parse(job) as Job);
    return;
  }
  const interrupted = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (interrupted.signal.aborted) process.exit(130);
      interrupted.abort();
    });
  }
  const progress = new Progress();
  const { NO_COLOR = "" } = process.env;
  process.exitCode = await main(process.argv.slice(2), {
    out: lineWriter(progress, process.stdout),
    err: lineWriter(progress, process.stderr),
    colours: process.stdout.isTTY && NO_COLOR === "",
    progress,
    signal: interrupted.signal,
  });
}

if (require.main === module) void runHere();
