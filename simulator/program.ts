/** Runs a Pulumi program to its end, whatever it throws, and wherever. */
import * as pulumi from "@pulumi/pulumi";
import { waitForRegistrations } from "./monitor";

/** Seconds without any sign of life after which a program is given up. */
const PATIENCE = 15;

/**
 * What the program threw first, if anything. A fault inside an Output surfaces as a rejection that
 * nobody awaits. It ends the program at once, as in Node.js itself: what waits for that Output would
 * wait for ever. Other listeners step aside meanwhile.
 *
 * @param activity a number that changes with every registration and invoke
 */
export async function runToEnd(program: () => unknown, activity: () => number): Promise<Error | undefined> {
  const others = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  const watch = new FaultWatch(activity);
  try {
    return (await Promise.race([finish(program), watch.fault])) ?? watch.first();
  } finally {
    watch.stop();
    for (const other of others) process.on("unhandledRejection", other);
  }
}

async function finish(program: () => unknown): Promise<Error | undefined> {
  let thrown: Error | undefined;
  try {
    await pulumi.runtime.runInPulumiStack(
      () => Promise.resolve(program()) as Promise<Record<string, unknown>>,
    );
  } catch (fault) {
    thrown = asError(fault);
  }
  await waitForRegistrations();
  // Node.js reports a rejection a turn after it happened.
  await turns(3);
  await waitForRegistrations();
  return thrown;
}

/** Resolves `fault` with the first rejection that stays unhandled, or when nothing moves any more. */
class FaultWatch {
  readonly fault: Promise<Error>;
  private readonly unhandled = new Map<unknown, Error>();
  private readonly timer: NodeJS.Timeout;
  private report: (fault: Error) => void = () => undefined;

  constructor(activity: () => number) {
    this.fault = new Promise((resolve) => (this.report = resolve));
    process.on("unhandledRejection", this.onUnhandled);
    process.on("rejectionHandled", this.onHandled);
    let seen = -1;
    let idle = 0;
    this.timer = setInterval(() => {
      idle = activity() === seen ? idle + 1 : 0;
      seen = activity();
      if (idle >= PATIENCE) this.report(new Error("the program waits for a value that never arrives"));
    }, 1000);
  }

  /** The first rejection that nobody has handled so far. */
  first(): Error | undefined {
    return [...this.unhandled.values()][0];
  }

  stop(): void {
    clearInterval(this.timer);
    process.off("unhandledRejection", this.onUnhandled);
    process.off("rejectionHandled", this.onHandled);
  }

  private readonly onUnhandled = (fault: unknown, promise: unknown): void => {
    this.unhandled.set(promise, asError(fault));
    // Somebody may still come to handle it.
    void turns(10).then(() => {
      if (this.unhandled.has(promise)) this.report(asError(fault));
    });
  };

  private readonly onHandled = (promise: unknown): void => {
    this.unhandled.delete(promise);
  };
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate);
}

export function asError(fault: unknown): Error {
  return fault instanceof Error ? fault : new Error(String(fault));
}
