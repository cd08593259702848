/** `npm run bench`: what a plan costs, as multiples of a program that only loads the SDKs. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { PROGRAM_DIR } from "../plan/programDir";
import { painter, section, table } from "../plan/text";
import { UserError } from "../stackConfig";
import type { Measured } from "./measured";

const HELP = `Measures plans in processes of their own, each from cold, against a program that only loads the same SDKs, and the
policies' verdict against the plan without it.

Usage: npm run bench -- [--runs N] [--json]

  --runs N   rounds, of which the median counts (default 3)
  --json     print JSON and nothing else

Exit codes: 0 measured, whether or not the targets are met; 1 a plan failed; 2 the command line is faulty.`;

interface Subject {
  readonly name: string;
  readonly command: readonly string[];
  /** Name of the subject whose processor time is the measure. @default the first */
  readonly of?: string;
  /** Most times that one's processor time. */
  readonly ratio?: number;
  /** Most seconds of a whole process, on a machine that does nothing else. */
  readonly seconds?: number;
}

const SUBJECTS: readonly Subject[] = [
  { name: "SDKs", command: ["baseline.ts"] },
  { name: "3", command: ["planned.ts", "dev"], ratio: 1.5, seconds: 5 },
  { name: "10", command: ["planned.ts", "10"] },
  { name: "50", command: ["planned.ts", "50"], ratio: 2.5 },
  // The command itself: with the policies' verdict.
  { name: "3 judged", command: ["planned.ts", "dev", "judged"], of: "3", ratio: 1.3 },
  { name: "50 judged", command: ["planned.ts", "50", "judged"], of: "50", ratio: 1.3 },
];

export interface Sample extends Measured {
  readonly seconds: number;
}

export interface Result extends Sample {
  readonly name: string;
  readonly runs: number;
  /** Processor time as a multiple of another subject's. */
  readonly ratio: number;
  /** That one's name. */
  readonly of: string;
  readonly targets: readonly Target[];
}

interface Target {
  readonly what: string;
  readonly met: boolean;
}

/** Medians of the samples of every subject. */
export function summarise(samples: readonly (readonly Sample[])[]): Result[] {
  const middle = (index: number, of: (sample: Sample) => number): number =>
    median((samples[index] ?? []).map(of));
  return SUBJECTS.map(({ name, of = SUBJECTS[0].name, ratio: most, seconds: longest }, index) => {
    const seconds = middle(index, (sample) => sample.seconds);
    const cpu = middle(index, (sample) => sample.cpu);
    const measure = SUBJECTS.findIndex((subject) => subject.name === of);
    const ratio = cpu / middle(measure, (sample) => sample.cpu);
    return {
      name,
      runs: samples[index]?.length ?? 0,
      resources: middle(index, ({ resources }) => resources),
      seconds,
      cpu,
      memory: middle(index, ({ memory }) => memory),
      ratio,
      of,
      targets: [
        ...(most === undefined ? [] : [{ what: `at most ${most} x`, met: ratio <= most }]),
        ...(longest === undefined ? [] : [{ what: `at most ${longest} s`, met: seconds <= longest }]),
      ],
    };
  });
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[half] ?? NaN)
    : ((sorted[half - 1] ?? NaN) + (sorted[half] ?? NaN)) / 2;
}

/** One process of its own, under the loader of this one. */
function measure({ name, command: [script = "", ...args] }: Subject): Promise<Sample> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...process.execArgv, join(__dirname, script), ...args], {
      cwd: PROGRAM_DIR,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [out, err] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
    child.on("error", reject);
    child.on("close", (exitCode) => {
      const seconds = (performance.now() - started) / 1000;
      if (exitCode === 0) resolve({ ...(JSON.parse(out) as Measured), seconds });
      else reject(new UserError(`${name}: the plan failed\n${err.trim()}`));
    });
  });
}

/** In rounds, so that a busy minute of the machine hits all subjects alike. */
async function measureAll(runs: number, onProgress: (text: string) => void): Promise<Sample[][]> {
  const samples: Sample[][] = SUBJECTS.map(() => []);
  for (let round = 1; round <= runs; round++) {
    for (const [index, subject] of SUBJECTS.entries()) {
      onProgress(`round ${round} of ${runs}: ${subject.name} …`);
      samples[index]?.push(await measure(subject));
    }
  }
  return samples;
}

export function render(results: readonly Result[]): string[] {
  const columns = [
    { title: "services" },
    { title: "resources", align: "right" },
    { title: "seconds", align: "right" },
    { title: "CPU s", align: "right" },
    { title: "ratio", align: "right" },
    { title: "to" },
    { title: "peak MiB", align: "right" },
    { title: "targets" },
  ] as const;
  const rows = results.map(({ name, resources, seconds, cpu, ratio, of, memory, targets }) => [
    name,
    String(resources),
    seconds.toFixed(1),
    cpu.toFixed(1),
    ratio.toFixed(2),
    of,
    memory.toFixed(0),
    targets.map(({ what, met }) => `${what}: ${met ? "met" : "missed"}`).join(", "),
  ]);
  const paint = painter(false);
  return [
    ...section(paint, `MEDIANS OF ${results[0]?.runs ?? 0}`, table(paint, columns, rows)).slice(1),
    "",
    "Ratios are of processor time, which other work on the machine changes little; seconds are elapsed time.",
  ];
}

function readRuns(args: readonly string[]): { help: boolean; json: boolean; runs: number } {
  const options = {
    runs: { type: "string", default: "3" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  } as const;
  try {
    const { values } = parseArgs({ args: [...args], options });
    if (!/^[1-9]\d{0,2}$/.test(values.runs)) {
      throw new Error(`--runs takes a whole number from 1 to 999; got "${values.runs}"`);
    }
    return { help: values.help, json: values.json, runs: Number(values.runs) };
  } catch (fault) {
    throw new UserError(`${(fault as Error).message.split(". ")[0] ?? ""}; see --help`, 2);
  }
}

export async function main(
  args: readonly string[],
  out: (text: string) => void,
  err: (text: string) => void,
): Promise<number> {
  try {
    const { help, json, runs } = readRuns(args);
    if (help) {
      out(HELP);
      return 0;
    }
    const results = summarise(await measureAll(runs, err));
    out(json ? JSON.stringify(results, undefined, 2) : render(results).join("\n"));
    return 0;
  } catch (fault) {
    if (!(fault instanceof UserError)) throw fault;
    err(fault.message);
    return fault.exitCode;
  }
}

async function runHere(): Promise<void> {
  process.exitCode = await main(
    process.argv.slice(2),
    (text) => process.stdout.write(`${text}\n`),
    (text) => process.stderr.write(`${text}\n`),
  );
}

if (require.main === module) void runHere();
