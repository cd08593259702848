/**
 * Nothing of a test outlives it: not when it fails, not when it is interrupted, and not when the one before was killed.
 * Docker would start it again with the engine.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { runner, type Run } from "../../tools/local/run";

const interruption = new AbortController();
/** Of the tests as a whole, by Ctrl-C. */
export const interrupted = interruption.signal;

const projects = new Set<string>();
const underway = new Set<Promise<unknown>>();

/** Programs of this machine; an interruption of the tests reaches them, and waits for their end. */
export const run = tracked(runner(interruption.signal));

/** Goes on when the tests are interrupted. */
const cleaner = runner(new AbortController().signal);

function tracked({ capture }: Pick<Run, "capture">): Run {
  return {
    capture: (...args) => awaited(capture(...args)),
    // What is shown would hide the tests' names: it is kept for a failure.
    show: async (...args) => {
      const { code, stdout, stderr } = await awaited(capture(...args));
      if (code !== 0) console.log(stdout + stderr);
      return code;
    },
  };
}

/** Work that an interruption waits for; it must end by itself when the tests are `interrupted`. */
export function awaited<Result>(work: Promise<Result>): Promise<Result> {
  underway.add(work);
  void work.finally(() => underway.delete(work));
  return work;
}

/** A folder of its own for a test, which goes with this process. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "harena-local-"));
  process.once("exit", () => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** What a test starts without Compose carries this, and its project's name. */
const LABEL = "harena.test";

export function labelOf(project: string): string {
  return `${LABEL}=${project}`;
}

/** From here on the project is removed when the tests end. What an earlier run has left of it goes now. */
export async function begin(project: string): Promise<void> {
  projects.add(project);
  await sweep(project);
}

/** @throws AssertionError when something of the project is still there, which is removed then */
export async function assertGone(project: string): Promise<void> {
  const left = (await thingsOf(project)).map(({ kind, id }) => `${kind} ${id}`);
  await sweep(project);
  projects.delete(project);
  assert.deepEqual(left, []);
}

const KINDS = [
  { kind: "container", list: ["ps", "--all"], remove: ["rm", "--force", "--volumes"] },
  { kind: "network", list: ["network", "ls"], remove: ["network", "rm"] },
  { kind: "volume", list: ["volume", "ls"], remove: ["volume", "rm", "--force"] },
] as const;

interface Thing {
  readonly kind: (typeof KINDS)[number]["kind"];
  readonly id: string;
}

/** Containers first, which hold on to the others. */
async function thingsOf(project: string): Promise<Thing[]> {
  const found: Thing[] = [];
  for (const { kind, list } of KINDS) {
    for (const label of [`com.docker.compose.project=${project}`, labelOf(project)]) {
      const { stdout } = await cleaner.capture("docker", [...list, "--quiet", "--filter", `label=${label}`]);
      found.push(
        ...stdout
          .split("\n")
          .filter(Boolean)
          .map((id) => ({ kind, id })),
      );
    }
  }
  return found;
}

async function sweep(project: string): Promise<void> {
  const things = await thingsOf(project);
  for (const { kind, remove } of KINDS) {
    const ids = things.filter((thing) => thing.kind === kind).map(({ id }) => id);
    if (ids.length > 0) await cleaner.capture("docker", [...remove, ...ids]);
  }
}

async function endAll(exitCode: number): Promise<void> {
  interruption.abort();
  await Promise.allSettled(underway);
  for (const project of projects) await sweep(project);
  process.exit(exitCode);
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void endAll(128 + constants.signals[signal]));
}
