/** Runs a Pulumi program to its end, whatever it throws, and wherever. */
import * as pulumi from "@pulumi/pulumi";

/**
 * What the program threw first, if anything. A fault inside an Output surfaces as a rejection that
 * nobody awaits: it is the program's fault like any other, so other listeners step aside meanwhile.
 */
export async function runToEnd(program: () => unknown): Promise<Error | undefined> {
  const faults = new Map<unknown, Error>();
  const onFault = (fault: unknown, promise: unknown): void => void faults.set(promise, asError(fault));
  const onHandled = (promise: unknown): void => void faults.delete(promise);
  const others = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", onFault);
  process.on("rejectionHandled", onHandled);
  try {
    await pulumi.runtime.runInPulumiStack(
      () => Promise.resolve(program()) as Promise<Record<string, unknown>>,
    );
  } catch (fault) {
    faults.set(undefined, asError(fault));
  }
  try {
    await settled();
  } finally {
    process.off("unhandledRejection", onFault);
    process.off("rejectionHandled", onHandled);
    for (const other of others) process.on("unhandledRejection", other);
  }
  return faults.get(undefined) ?? [...faults.values()][0];
}

/** Resolves when no registration is under way and Node.js has reported every rejection. */
async function settled(): Promise<void> {
  await pulumi.runtime.waitForRPCs();
  for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
  await pulumi.runtime.waitForRPCs();
}

export function asError(fault: unknown): Error {
  return fault instanceof Error ? fault : new Error(String(fault));
}
