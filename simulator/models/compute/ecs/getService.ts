import type { Existing } from "../../../account";
import type { InvokeModel, Props } from "../../../model";
import { hex } from "../../../ids";
import { TYPES } from "../../foundation/kit/types";
import { object, objects } from "../../foundation/kit/values";
import { ROLLED_BACK } from "../../memory";
import { clusterNameOf } from "./service";

/** When the simulated deployments happened: a time that never changes. */
const DEPLOYED_AT = "2025-01-01T00:00:00Z";

/** A service as deployed: steady, with the tasks and the task definition that it was given. */
export const getService: InvokeModel = {
  token: "aws:ecs/getService:getService",
  answer: (args, _place, account) => {
    const clusterName = clusterNameOf(account, args.clusterArn);
    const found = account
      .ofType(TYPES.ecsService)
      .find(
        ({ inputs, outputs, id }) =>
          (outputs.name === args.serviceName || id === args.serviceName) &&
          clusterNameOf(account, inputs.cluster) === clusterName,
      );
    if (!found) {
      throw new Error(`reading ECS Service (${String(args.serviceName)}): couldn't find resource`);
    }
    const { outputs } = found;
    const count = Number(outputs.desiredCount);
    return {
      id: found.id,
      arn: found.id,
      region: found.region,
      serviceName: outputs.name,
      clusterArn: args.clusterArn,
      status: "ACTIVE",
      ...pick(outputs, COPIED),
      desiredCount: count,
      runningCount: count,
      pendingCount: 0,
      createdAt: DEPLOYED_AT,
      deployments: [deployment(found.urn, outputs, count)],
      events: events(found, account.recall(ROLLED_BACK, found.urn) !== undefined),
      deploymentConfigurations: [
        {
          maximumPercent: outputs.deploymentMaximumPercent,
          minimumHealthyPercent: outputs.deploymentMinimumHealthyPercent,
          deploymentCircuitBreakers: asList(object(outputs, "deploymentCircuitBreaker")),
        },
      ],
      networkConfigurations: asList(object(outputs, "networkConfiguration")),
      capacityProviderStrategies: objects(outputs, "capacityProviderStrategies"),
      loadBalancers: objects(outputs, "loadBalancers"),
      taskSets: [],
      tags: outputs.tagsAll ?? {},
    };
  },
};

const COPIED = [
  "taskDefinition",
  "availabilityZoneRebalancing",
  "enableEcsManagedTags",
  "enableExecuteCommand",
  "healthCheckGracePeriodSeconds",
  "launchType",
  "platformVersion",
  "propagateTags",
  "schedulingStrategy",
];

function deployment(urn: string, outputs: Props, count: number): Props {
  return {
    id: `ecs-svc/${hex(`deployment|${urn}`, 19)}`,
    status: "PRIMARY",
    rolloutState: "COMPLETED",
    rolloutStateReason: "ECS deployment completed.",
    taskDefinition: outputs.taskDefinition,
    desiredCount: count,
    runningCount: count,
    pendingCount: 0,
    failedTasks: 0,
    createdAt: DEPLOYED_AT,
    updatedAt: DEPLOYED_AT,
  };
}

/**
 * What ECS tells of a deployment, the newest first (Amazon ECS Developer Guide, "Service event messages").
 *
 * @param isRolledBack whether the last deployment failed, so that the service runs what it ran before
 */
function events({ urn, outputs }: Existing, isRolledBack: boolean): Props[] {
  const service = `(service ${String(outputs.name)})`;
  const id = (which: string): string => `ecs-svc/${hex(`${which} deployment|${urn}`, 19)}`;
  const failed = [
    ...(outputs.taskDefinition === "" ? [] : [`${service} rolling back to deployment ${id("former")}.`]),
    `${service} (deployment ${id("failed")}) deployment failed: tasks failed to start.`,
  ];
  const messages = isRolledBack ? failed : [`${service} has reached a steady state.`];
  return messages.map((message, index) => ({
    id: hex(`event ${index}|${urn}`, 32),
    createdAt: DEPLOYED_AT,
    message,
  }));
}

function pick(from: Props, keys: readonly string[]): Props {
  return Object.fromEntries(keys.filter((key) => from[key] !== undefined).map((key) => [key, from[key]]));
}

function asList(value: Props | undefined): Props[] {
  return value ? [value] : [];
}
