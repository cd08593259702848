/** Runs the real program, `index.ts`, for one stack on the simulated account. */
import { createRequire } from "node:module";
import { join, sep } from "node:path";
import { simulate, type Refusal, type Simulation } from "../../simulator";
import type { Verdict } from "../policies/judge";
import { PROGRAM_DIR } from "./programDir";
import { resolveStack, type ResolvedStack, type StackRequest } from "./resolveStack";

export interface StackPlan extends ResolvedStack {
  /** Absent when the config has problems. */
  readonly simulation?: Simulation;
  /** What AWS, or its provider, would refuse. */
  readonly refusals: readonly Refusal[];
  /** What is allowed but probably not meant; each a whole sentence. */
  readonly warnings: readonly string[];
  /** What the policies say; absent until {@link judged}. */
  readonly verdict?: Verdict;
}

/** The plan with the policies' verdict, where the program ran to its end. @throws UserError for faulty settings */
export async function judged(plan: StackPlan, projectDir = PROGRAM_DIR): Promise<StackPlan> {
  if (!plan.simulation || plan.simulation.error) return plan;
  const { judgeStack } = await import("../policies/judge");
  const { readSettings } = await import("../policies/settings");
  return { ...plan, verdict: await judgeStack(plan.simulation, readSettings(projectDir)) };
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Plans one stack; never throws for the program's own faults. Plans of one process queue up: the program's
 * modules and its working directory are the process's.
 *
 * @throws UserError for a stack without a config file, and for files that are no Pulumi YAML
 */
export function runProgram(request: StackRequest): Promise<StackPlan> {
  const run = last.then(() => planOne(request));
  last = run.catch(() => undefined);
  return run;
}

async function planOne(request: StackRequest): Promise<StackPlan> {
  const resolved = resolveStack(request);
  const { environment, stackConfig } = resolved;
  if (!environment) return { ...resolved, refusals: [], warnings: [] };
  const { project, stack, config, secretKeys } = stackConfig;
  const simulation = await inProject(() =>
    withCatalogue(request, () => simulate({ project, stack, config, secretKeys }, freshProgram)),
  );
  const logged = simulation.logs.filter(({ severity }) => severity === "warning" || severity === "error");
  const warnings = [...new Set([...environment.warnings, ...logged.map(({ message }) => message)])];
  return { ...resolved, simulation, refusals: simulation.refusals, warnings };
}

const load = createRequire(__filename);
const PROGRAM = join(PROGRAM_DIR, "index.ts");
const STACKS = join(PROGRAM_DIR, "stacks") + sep;
const SERVICES = join(STACKS, "services.ts");

type Exports = Readonly<Record<string, unknown>>;

/** The program's exports, from a module that nobody has loaded before; its components may have been. */
function freshProgram(): Exports {
  forget((file) => file === PROGRAM);
  return { ...(load(PROGRAM) as Exports) };
}

/** Paths in the environment are relative to the project, where Pulumi's CLI runs the program, too. */
async function inProject<T>(body: () => Promise<T>): Promise<T> {
  const before = process.cwd();
  if (before === PROGRAM_DIR) return body();
  process.chdir(PROGRAM_DIR);
  try {
    return await body();
  } finally {
    process.chdir(before);
  }
}

/**
 * Lets the program find another catalogue than the release's. Compiled exports are read-only with some
 * compilers, so the module is replaced, and what has read it is loaded anew.
 */
async function withCatalogue<T>(
  { catalogue, healthService }: StackRequest,
  body: () => Promise<T>,
): Promise<T> {
  if (catalogue === undefined && healthService === undefined) return body();
  const exports = load(SERVICES) as Exports;
  const services = load.cache[SERVICES];
  if (!services) throw new Error(`${SERVICES} is not where it was loaded from`);
  const readers = (file: string): boolean => file.startsWith(STACKS) && file !== SERVICES;
  const kept = forget(readers);
  services.exports = {
    ...exports,
    __esModule: true,
    ...(catalogue !== undefined && { catalogue }),
    ...(healthService !== undefined && { healthService }),
  };
  try {
    return await body();
  } finally {
    services.exports = exports;
    forget(readers);
    Object.assign(load.cache, kept);
  }
}

/** Takes modules out of the cache, and gives them. */
function forget(chosen: (file: string) => boolean): NodeJS.Dict<NodeJS.Module> {
  const files = Object.keys(load.cache).filter(chosen);
  const kept = Object.fromEntries(files.map((file) => [file, load.cache[file]]));
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the only way to unload a module
  for (const file of files) delete load.cache[file];
  return kept;
}
