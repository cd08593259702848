/** What a check is, and how all of them are run. */
import type { Environment } from "../../stacks/environment";
import { reasonOf } from "./http";

/** What the checks look at. */
export interface Target {
  /** The API's origin. */
  readonly api: URL;
  /** The front end's origin; its checks are left out without it. */
  readonly frontend?: URL;
  readonly environment: Environment;
  /** Headers of every request to the API, e.g. an `Authorization`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export interface Check {
  readonly area: string;
  readonly name: string;
  /** Resolves with what was seen, or a {@link Skipped}. Throws a {@link Failure} for what should not be. */
  readonly run: (target: Target) => Promise<string | Skipped>;
}

/** A check that does not apply to what is checked; says why. */
export class Skipped {
  constructor(readonly reason: string) {}
}

/** What is not as it should be, in words: what was asked, what came, what was expected. */
export class Failure extends Error {}

export interface Outcome {
  readonly area: string;
  readonly name: string;
  readonly status: "passed" | "failed" | "skipped";
  readonly detail: string;
  readonly seconds: number;
}

/** Checks under way at once: few, so that a rate limit is no reason to fail. */
const AT_ONCE = 4;

/**
 * Runs all checks; `onOutcome` hears of each as it ends. The outcomes come in the order of the checks.
 * A fault of the network fails the check that met it, and no other.
 */
export async function runChecks(
  checks: readonly Check[],
  target: Target,
  onOutcome: (outcome: Outcome) => void,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const open = [...checks.entries()];
  const worker = async (): Promise<void> => {
    for (let next = open.shift(); next; next = open.shift()) {
      const [index, check] = next;
      const outcome = await runCheck(check, target);
      outcomes[index] = outcome;
      onOutcome(outcome);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return outcomes;
}

async function runCheck({ area, name, run }: Check, target: Target): Promise<Outcome> {
  const started = performance.now();
  const outcome = (status: Outcome["status"], detail: string): Outcome => ({
    area,
    name,
    status,
    detail,
    seconds: (performance.now() - started) / 1000,
  });
  try {
    const seen = await run(target);
    return seen instanceof Skipped ? outcome("skipped", seen.reason) : outcome("passed", seen);
  } catch (fault) {
    return outcome("failed", reasonOf(fault));
  }
}

/** @throws Failure with the reason when the condition does not hold */
export function expect(condition: boolean, reason: string): asserts condition {
  if (!condition) throw new Failure(reason);
}
