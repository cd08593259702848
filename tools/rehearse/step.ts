/** The shape of a step, and what steps work with. */
import type { Cloud } from "../../simulator/cloud/client";
import type { Environment } from "../../stacks/environment";
import type { Pattern, Expectation } from "./expectation";
import type { Operation, Outcome, RehearsedStack } from "./rehearsedStack";
import type { WorkingCopy } from "./workingCopy";

/** What a step may look at and change. */
export interface StepContext {
  readonly copy: WorkingCopy;
  readonly stack: RehearsedStack;
  readonly cloud: Cloud;
  /** As it was before the first step. */
  readonly environment: Environment;
  /** How the steps before went, by name. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
}

/** What a step has prepared, known once its edit is made. */
export interface Prepared {
  readonly expected: Expectation;
  /** Of each pair the first must be done before the second is begun. */
  readonly order?: readonly (readonly [first: Pattern, second: Pattern])[];
  /** Types of which nothing may be made in the account. */
  readonly unmade?: readonly string[];
}

export interface Step {
  /** For `--step`. */
  readonly name: string;
  /** What somebody does, in a few words. */
  readonly title: string;
  readonly operation: Operation;
  /** Names of steps that must have run. */
  readonly needs: readonly string[];
  /** True for a step that only makes another one possible: it is not rehearsed for its own sake. */
  readonly auxiliary?: boolean;
  /** Why the stack cannot do it; undefined when it can. */
  readonly impossible?: (context: StepContext) => string | undefined;
  readonly prepare: (context: StepContext) => Prepared | Promise<Prepared>;
  /** The step must fail, and its errors match this. */
  readonly fails?: RegExp;
}
