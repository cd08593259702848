/** Where the time of a rehearsal goes. */
import type { StepResult } from "./rehearsal";

export interface Phase {
  readonly name: string;
  /** Wall clock. */
  readonly seconds: number;
}

/** Measures what comes before the first step. */
export class Stopwatch {
  readonly phases: Phase[] = [];
  private readonly started = Date.now();

  async time<T>(name: string, body: () => T | Promise<T>): Promise<T> {
    const begun = Date.now();
    try {
      return await body();
    } finally {
      this.phases.push({ name, seconds: (Date.now() - begun) / 1000 });
    }
  }

  /** Since the stopwatch was made. */
  get seconds(): number {
    return (Date.now() - this.started) / 1000;
  }
}

/** The steps' time by what it was spent on, in all steps together. */
export function stepPhases(results: readonly StepResult[]): Phase[] {
  const outcomes = results.flatMap(({ outcome }) => outcome ?? []);
  const sum = (name: string, part: (outcome: (typeof outcomes)[number]) => number): Phase => ({
    name,
    seconds: outcomes.reduce((total, outcome) => total + part(outcome), 0),
  });
  return [
    sum("steps: start of the engine", ({ phases }) => phases.start),
    sum("steps: program, policies and resources", ({ phases }) => phases.resources),
    sum("steps: end of the engine", ({ phases }) => phases.end),
    {
      name: "steps: edits and checks",
      seconds: results.reduce((total, { overhead }) => total + overhead, 0),
    },
  ];
}
