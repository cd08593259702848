/** How long the first deployment would take on AWS, and what it waits for. */
import type { Operation } from "../../simulator/cloud/client";
import { nameOf, typeOf } from "./changes";
import { shortType } from "../plan/tree";

export interface DeploymentTiming {
  /** Virtual seconds from the first operation to the end of the last. */
  readonly makespan: number;
  /** Virtual seconds of the longest chain of operations that wait for each other. */
  readonly critical: number;
  readonly path: readonly Link[];
}

export interface Link {
  readonly name: string;
  readonly type: string;
  readonly start: number;
  readonly seconds: number;
}

export function deploymentTiming(operations: readonly Operation[]): DeploymentTiming {
  const made = operations.filter(({ operation }) => operation === "create");
  const makespan = Math.max(0, ...made.map(({ end }) => end));
  const path = chain(made);
  return { makespan, critical: path.reduce((sum, { seconds }) => sum + seconds, 0), path };
}

/** From the last operation to end backwards: each one waited for another that ended when it began. */
function chain(operations: readonly Operation[]): Link[] {
  const links: Link[] = [];
  let current = operations.reduce<Operation | undefined>(
    (last, one) => (last === undefined || one.end > last.end ? one : last),
    undefined,
  );
  while (current) {
    const { urn, start, end } = current;
    if (end > start)
      links.unshift({ name: nameOf(urn), type: shortType(typeOf(urn)), start, seconds: end - start });
    const before: Operation[] = operations.filter((one) => one.end <= start && one.end > one.start);
    current = before.reduce<Operation | undefined>(
      (last, one) => (last === undefined || one.end > last.end ? one : last),
      undefined,
    );
  }
  return links;
}
