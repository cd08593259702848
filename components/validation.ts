import * as pulumi from "@pulumi/pulumi";

/** One wrong argument: its path, and what is wrong with it in a sentence. */
export interface ArgumentProblem {
  readonly propertyPath: string;
  readonly reason: string;
}

/** Throws one error with all problems of a component's arguments; does nothing when there are none. */
export function refuseProblems(component: string, problems: readonly ArgumentProblem[]): void {
  if (problems.length === 0) return;
  const lines = problems.map(({ propertyPath, reason }) => `${propertyPath}: ${reason}`);
  throw new pulumi.InputPropertiesError({
    message: `${component} cannot be created: ${lines.join("; ")}`,
    errors: problems.map((problem) => ({ ...problem })),
  });
}

/** A problem when the number is not an integer of the range. */
export function outside(propertyPath: string, value: number, min: number, max: number): ArgumentProblem[] {
  if (Number.isInteger(value) && value >= min && value <= max) return [];
  return [{ propertyPath, reason: `got ${value}; allowed: whole numbers from ${min} to ${max}` }];
}
