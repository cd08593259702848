/** The whole program, run for tests: plans are made once for all tests that ask for the same. */
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after } from "mocha";
import { faultLines } from "../../tools/plan/faults";
import { planJson, type ResourceJson } from "../../tools/plan/json";
import { main } from "../../tools/plan/cli";
import { PROGRAM_DIR } from "../../tools/plan/programDir";
import type { StackRequest } from "../../tools/plan/resolveStack";
import { runProgram, type StackPlan } from "../../tools/plan/runProgram";

const plans = new Map<string, Promise<StackPlan>>();

/** A plan of the release's catalogue that must go well. */
export async function planned(request: StackRequest): Promise<StackPlan> {
  const key = JSON.stringify(request);
  const made = plans.get(key) ?? runProgram(request);
  plans.set(key, made);
  return sound(await made);
}

/** Asserts that a plan has no fault. */
export function sound(plan: StackPlan): StackPlan {
  assert.deepEqual(faultLines(plan, true), []);
  assert.equal(plan.simulation?.error, undefined);
  assert.deepEqual(plan.refusals, []);
  return plan;
}

/** Resources as JSON by URN; without the stack itself, whose outputs name every service. */
export function resourcesOf(plan: StackPlan): Map<string, ResourceJson> {
  const { resources } = planJson(plan);
  return new Map(resources.filter(({ type }) => type !== "pulumi:pulumi:Stack").map((one) => [one.urn, one]));
}

export interface Told {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `npm run plan` in this process. */
export async function runPlan(args: readonly string[], projectDir = PROGRAM_DIR): Promise<Told> {
  const [out, err]: [string[], string[]] = [[], []];
  const exitCode = await main(args, {
    projectDir,
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    colours: false,
  });
  return { exitCode, out: out.join("\n"), err: err.join("\n") };
}

const folders: string[] = [];

/** A folder with the project's config files and these, by name. */
export function projectWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), "harena-plan-"));
  folders.push(folder);
  for (const name of ["Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.prod.yaml"]) {
    cpSync(path.join(PROGRAM_DIR, name), path.join(folder, name));
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  return folder;
}

after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
