/** How long the first deployment would take on AWS, and what it waits for. */
import { criticalPath, type CriticalPath } from "../../simulator/cloud/criticalPath";
import type { Operation } from "../../simulator/cloud/client";
import { shortType } from "../plan/tree";
import { nameOf, typeOf } from "./changes";
import type { State } from "./rehearsedStack";

export interface DeploymentTiming {
  /** Virtual seconds from the first operation to the end of the last. */
  readonly makespan: number;
  /** Virtual seconds of the longest chain of operations that must wait for each other. */
  readonly critical: number;
  readonly path: readonly Link[];
}

/** One operation of the longest chain. */
export interface Link {
  readonly name: string;
  readonly type: string;
  /** Virtual seconds since the deployment began. */
  readonly start: number;
  readonly seconds: number;
  /** What it waited for, by name. */
  readonly after?: string;
  /** Virtual seconds for which it could have run and did not. */
  readonly late: number;
}

/** How much longer than its longest chain a deployment may take. */
const SLACK = 1.1;

export function deploymentTiming(operations: readonly Operation[], { resources }: State): DeploymentTiming {
  const { makespan, seconds, steps }: CriticalPath = criticalPath(operations, resources);
  return {
    makespan,
    critical: seconds,
    path: steps.map(({ urn, start, seconds: takes, waitedFor, late }) => ({
      name: nameOf(urn),
      type: shortType(typeOf(urn)),
      start,
      seconds: takes,
      ...(waitedFor && { after: nameOf(waitedFor.urn) }),
      late,
    })),
  };
}

/** What is wrong with a deployment that takes longer than it must. */
export function timingFaults({ makespan, critical }: DeploymentTiming): string[] {
  return makespan <= SLACK * critical
    ? []
    : [`it takes ${Math.round(makespan)} s on AWS, and its longest chain only ${Math.round(critical)} s`];
}
