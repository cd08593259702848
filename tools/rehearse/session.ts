/** What a rehearsal needs around it, made before it and cleared away after it, however it ends. */
import { Cloud } from "../../simulator/cloud/client";
import { PolicyServer } from "./policyServer";
import { Rehearsal, type RehearsalParts } from "./rehearsal";
import type { Stopwatch } from "./phases";
import { WorkingCopy } from "./workingCopy";

export interface SessionOptions extends Pick<
  RehearsalParts,
  "resolved" | "engine" | "checkpoints" | "progress" | "signal"
> {
  readonly policies: boolean;
  readonly keep: boolean;
  readonly watch: Stopwatch;
  readonly onForce: (force: () => void) => void;
}

export async function withRehearsal<T>(
  options: SessionOptions,
  body: (rehearsal: Rehearsal) => Promise<T>,
): Promise<T> {
  const { resolved, engine, checkpoints, progress, signal, watch, keep } = options;
  progress("Copying the project …");
  const before = process.cwd();
  const copy = await watch.time(
    "copy of the project",
    () => new WorkingCopy(resolved as Required<typeof resolved>),
  );
  let [cloud, policies, rehearsal]: [Cloud?, PolicyServer?, Rehearsal?] = [];
  options.onForce(() => {
    rehearsal?.stack.kill();
    policies?.stop();
    if (!keep) copy.remove();
  });
  try {
    // Where Pulumi runs the program and its providers: paths are relative to it.
    process.chdir(copy.projectDir);
    progress("Starting the simulated cloud and the policy pack …");
    [cloud, policies] = await watch.time("start of cloud and policies", () =>
      Promise.all([
        Cloud.start({ home: copy.account, clock: true }),
        options.policies ? PolicyServer.start(copy.root) : undefined,
      ]),
    );
    signal.throwIfAborted();
    const parts: RehearsalParts = {
      resolved,
      engine,
      copy,
      cloud,
      progress,
      signal,
      ...(policies && { policies }),
      ...(checkpoints !== undefined && { checkpoints }),
    };
    rehearsal = await watch.time("new stack and its config", () => Rehearsal.open(parts));
    return await body(rehearsal);
  } finally {
    policies?.stop();
    await cloud?.stop();
    process.chdir(before);
    if (!keep) copy.remove();
  }
}
