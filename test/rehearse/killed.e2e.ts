/** An engine that is killed in the middle of an update of the real program, and `npm run recover` after it. */
import assert from "node:assert/strict";
import type { Cloud, Thing } from "../../simulator/cloud/client";
import { importIdOf } from "../../simulator/cloud/puts";
import { getEngine } from "../../tools/engine/find";
import { findOptions } from "../../tools/engine/options";
import { Progress } from "../../tools/engine/progress";
import { recover } from "../../tools/recover/cli";
import { disagreementsOf, survivors } from "../../tools/rehearse/account";
import { canonical, unlike, type Canonical } from "../../tools/rehearse/canonical";
import { nameOf } from "../../tools/rehearse/changes";
import { environmentOf } from "../../tools/rehearse/environmentOf";
import { Stopwatch } from "../../tools/rehearse/phases";
import type { Rehearsal } from "../../tools/rehearse/rehearsal";
import type { Outcome, RehearsedStack } from "../../tools/rehearse/rehearsedStack";
import { withRehearsal } from "../../tools/rehearse/session";
import type { WorkingCopy } from "../../tools/rehearse/workingCopy";

const ALLOW = { "harena:allowDestroy": "true" };

/** What the engine is waiting for when it is killed: what takes longest, and what is replaced. */
const KILLS = [
  { stack: "dev", phase: "up", waitsFor: "aws:lb/loadBalancer:LoadBalancer" },
  { stack: "dev", phase: "update", waitsFor: "aws:ec2/natGateway:NatGateway" },
  { stack: "prod", phase: "up", waitsFor: "aws:ecs/service:Service" },
] as const;

const OTHER = { dev: "prod", prod: "dev" } as const;

describe("an engine that was killed", function () {
  this.timeout(300_000);

  for (const { stack: name, phase, waitsFor } of KILLS) {
    it(`is recovered from: ${name}, ${phase}, while it waits for ${waitsFor}`, () =>
      opened(name, async ({ stack, parts: { cloud, copy } }) => {
        const begin = async (): Promise<void> => {
          stack.setConfig({ ...ALLOW, "harena:sizing": name });
          if (phase === "up") return;
          succeeded(await stack.run("up"));
          stack.setConfig({ "harena:sizing": OTHER[name] });
        };
        await begin();
        succeeded(await stack.run("up"));
        const wanted = await look(stack, cloud);
        await gone(stack, cloud);

        await begin();
        await killed(stack, cloud, waitsFor);
        await stack.cli("cancel", "--yes");
        await recovered(name, stack, cloud, copy);
        succeeded(await stack.run("up"));
        assert.deepEqual(disagreementsOf(stack.state(), await cloud.contents()), []);
        assert.deepEqual(unlike(await look(stack, cloud), wanted), []);
        await gone(stack, cloud);
      }));
  }
});

async function opened(name: string, body: (rehearsal: Rehearsal) => Promise<void>): Promise<void> {
  const quiet = (): void => undefined;
  const { signal } = new AbortController();
  const engine = await getEngine(findOptions(new Progress({ write: quiet }), signal));
  await withRehearsal(
    {
      resolved: environmentOf(name, {}),
      engine,
      checkpoints: true,
      policies: false,
      keep: false,
      watch: new Stopwatch(),
      signal,
      progress: quiet,
      onForce: quiet,
    },
    body,
  );
}

/** Kills the engine as soon as the cloud has such a thing under way. */
async function killed(stack: RehearsedStack, cloud: Cloud, type: string): Promise<void> {
  await cloud.mark();
  const dying = stack.run("up");
  const isUnderWay = async (): Promise<boolean> =>
    (await cloud.operations()).some((one) => one.type === type && one.operation === "create");
  while (!(await isUnderWay())) await new Promise((resolve) => setTimeout(resolve, 5));
  stack.kill();
  assert.equal((await dying).succeeded, false);
  const pending = stack.state().pending.filter((one) => one.type === "creating");
  assert.ok(
    pending.some(({ resource }) => resource.type === type),
    "the engine was killed at another moment",
  );
}

/** What somebody does who has read the runbook: asks, looks into the account, and answers. */
async function recovered(
  name: string,
  stack: RehearsedStack,
  cloud: Cloud,
  copy: WorkingCopy,
): Promise<void> {
  const parts = {
    projectDir: copy.projectDir,
    pulumi: (args: readonly string[]) => stack.cli(...args),
  };
  const asking = told();
  const exitCode = await recover([name], asking, parts);
  const questions = asking.lines.filter((line) => line.startsWith("  ?"));
  assert.equal(exitCode, questions.length > 0 ? 1 : 0, asking.lines.join("\n"));
  if (exitCode === 0) return;
  const things = await cloud.contents();
  const known = new Set(stack.state().resources.map(({ id }) => id));
  const answers = stack
    .state()
    .pending.filter(({ resource }) => questions.some((line) => line.endsWith(` ${nameOf(resource.urn)}`)))
    .flatMap(({ resource }) => answer(resource.urn, things, known));
  const answered = told();
  assert.equal(await recover([name, ...answers], answered, parts), 0, answered.lines.join("\n"));
}

function answer(urn: string, things: readonly Thing[], known: ReadonlySet<string | undefined>): string[] {
  const thing = things.find((one) => one.urn === urn && !known.has(one.id));
  return thing ? ["--adopt", `${urn}=${importIdOf(thing)}`] : ["--forget", urn];
}

function told() {
  const lines: string[] = [];
  const say = (line: string): void => {
    lines.push(line);
  };
  return { lines, out: say, err: say, status: () => undefined, signal: new AbortController().signal };
}

async function look(stack: RehearsedStack, cloud: Cloud): Promise<Canonical> {
  return canonical(stack.state(), await cloud.contents());
}

async function gone(stack: RehearsedStack, cloud: Cloud): Promise<void> {
  succeeded(await stack.run("destroy"));
  assert.deepEqual(survivors(stack.state(), await cloud.contents()), []);
}

function succeeded({ succeeded: did, errors }: Outcome): void {
  assert.ok(did, errors.join("\n"));
}
