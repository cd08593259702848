/** ECS services and what belongs to them. */
import type { PolicyResource } from "@pulumi/policy";
import { ARN_KEYS, TARGET_GROUPS } from "./loadBalancers";
import { asList, at, isUnknownValue, plainText, textAt } from "./reading";
import { dependenciesAmong, referredTo } from "./references";
import type { Stack } from "./stack";
import { ECS_SERVICE, TASK_DEFINITION, TASK_KEYS } from "./taskDefinitions";

export const ECS_CLUSTER = "aws:ecs/cluster:Cluster";
export const CAPACITY_PROVIDERS = "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders";
export const SCALING_TARGET = "aws:appautoscaling/target:Target";

/** True for a service that keeps a number of tasks, and not one on each machine. */
export function isReplicated(read: (key: string) => unknown): boolean {
  return (read("schedulingStrategy") ?? "REPLICA") === "REPLICA";
}

export function taskOf(service: PolicyResource, stack: Stack): PolicyResource | undefined {
  return referredTo(service, "taskDefinition", stack.of([TASK_DEFINITION]), TASK_KEYS);
}

/** The target groups of the stack to which a service's tasks are added. */
export function targetGroupsOf(service: PolicyResource, stack: Stack): readonly PolicyResource[] {
  const groups = stack.of(TARGET_GROUPS);
  return asList(at(service.props, "loadBalancers")).flatMap(
    (_, index) => referredTo(service, ["loadBalancers", index, "targetGroupArn"], groups, ARN_KEYS) ?? [],
  );
}

/** What scales a service; undefined for one whose number of tasks is the program's. */
export function scalingOf(service: PolicyResource, stack: Stack): PolicyResource | undefined {
  return stack.of([SCALING_TARGET]).find((target) => {
    try {
      // `service/<cluster>/<service>`
      const [kind, cluster, name] = plainText(at(target.props, "resourceId")).split("/");
      const itsCluster = textAt(service.props, "cluster")?.split("/").at(-1) ?? "default";
      return kind === "service" && name === at(service.props, "name") && cluster === itsCluster;
    } catch (error) {
      if (!isUnknownValue(error)) throw error;
      return dependenciesAmong(target, "resourceId", stack.of([ECS_SERVICE])).includes(service);
    }
  });
}

/** True for a strategy by which every task may be taken away at two minutes' notice. */
export function isSpotOnly(strategies: unknown): boolean {
  const providers = asList(strategies).map((strategy) => ({
    spot: plainText(at(strategy, "capacityProvider")).endsWith("SPOT"),
    used: Number(at(strategy, "base") ?? 0) + Number(at(strategy, "weight") ?? 0) > 0,
  }));
  const used = providers.filter((provider) => provider.used);
  return used.length > 0 && used.every(({ spot }) => spot);
}
