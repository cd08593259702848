/** Where tasks are connected: every type that runs them, each with its subnets and security groups. */
import type { PolicyResource } from "@pulumi/policy";
import { GROUP_KEYS, GROUPS } from "./groupRules";
import { isGiven } from "./reading";
import { allReferredTo, givenAt } from "./references";
import type { Stack } from "./stack";

/** Where each type that runs tasks says how they are connected. */
export const TASK_NETWORKS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  "aws:ecs/service:Service": ["networkConfiguration"],
  "aws:ecs/taskSet:TaskSet": ["networkConfiguration"],
  "aws:cloudwatch/eventTarget:EventTarget": ["ecsTarget", "networkConfiguration"],
  "aws:scheduler/schedule:Schedule": ["target", "ecsParameters", "networkConfiguration"],
};

export const SUBNET = "aws:ec2/subnet:Subnet";

export interface TaskNetwork {
  readonly resource: PolicyResource;
  /** Of the stack's own; throws where a preview cannot tell. */
  readonly groups: () => readonly PolicyResource[];
  readonly subnets: () => readonly PolicyResource[];
}

/** Of everything in a stack that runs tasks in a VPC. */
export function taskNetworks(stack: Stack): readonly TaskNetwork[] {
  return stack.of(Object.keys(TASK_NETWORKS)).flatMap((resource) => {
    const path = TASK_NETWORKS[resource.type];
    if (!isGiven(() => givenAt(resource, path))) return [];
    return {
      resource,
      groups: () => allReferredTo(resource, [...path, "securityGroups"], stack.of(GROUPS), GROUP_KEYS),
      subnets: () => allReferredTo(resource, [...path, "subnets"], stack.of([SUBNET]), ["id", "arn"]),
    };
  });
}
