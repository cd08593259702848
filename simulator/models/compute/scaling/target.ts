import { hex } from "../../../ids";
import type { ResourceModel } from "../../../model";
import { arnOf, globalArnOf } from "../../foundation/kit/arn";
import { APPLY, rule } from "../../foundation/kit/rules";
import { tagRule } from "../../foundation/kit/tags";
import { SCALABLE_TARGET } from "../references";
import { capacityProblem, IDENTITY, NAMESPACES, scaledService } from "./shared";

const PREFIX = "appautoscaling/target";
const API = "Application Auto Scaling API, RegisterScalableTarget";

const ACTORS = ["aws:appautoscaling/policy:Policy", "aws:appautoscaling/scheduledAction:ScheduledAction"];

export const target: ResourceModel = {
  type: SCALABLE_TARGET,
  shape: {
    source: "terraform-provider-aws internal/service/appautoscaling/target.go",
    replaceOn: ["resourceId", "scalableDimension", "serviceNamespace", "region"],
    required: ["maxCapacity", "minCapacity", "resourceId", "scalableDimension", "serviceNamespace"],
    values: { serviceNamespace: NAMESPACES },
    ranges: { minCapacity: [0, 2147483647], maxCapacity: [0, 2147483647] },
  },
  rules: [
    rule(`${PREFIX}:dimension`, APPLY, API, ({ inputs }) =>
      inputs.serviceNamespace === "ecs" && inputs.scalableDimension !== "ecs:service:DesiredCount"
        ? `ValidationException: Unsupported service namespace, resource type or scalable dimension: ${String(inputs.scalableDimension)}`
        : undefined,
    ),
    rule(`${PREFIX}:resource-id`, APPLY, API, ({ inputs }) =>
      inputs.serviceNamespace === "ecs" && !/^service\/[^/:]+\/[^/:]+$/.test(String(inputs.resourceId))
        ? `ValidationException: The resource ID of an ECS service is service/CLUSTERNAME/SERVICENAME, got ${String(inputs.resourceId)}`
        : undefined,
    ),
    rule(`${PREFIX}:exists:resourceId`, APPLY, API, ({ inputs, account }) => {
      const named =
        inputs.serviceNamespace === "ecs" && /^service\/[^/:]+\/[^/:]+$/.test(String(inputs.resourceId));
      return named && !scaledService(account, inputs.resourceId)
        ? `ValidationException: ECS service doesn't exist: ${String(inputs.resourceId)}`
        : undefined;
    }),
    rule(`${PREFIX}:daemon`, APPLY, API, ({ inputs, account }) =>
      scaledService(account, inputs.resourceId)?.outputs.schedulingStrategy === "DAEMON"
        ? "ValidationException: Services with the daemon scheduling strategy cannot be scaled"
        : undefined,
    ),
    rule(`${PREFIX}:capacity`, APPLY, API, ({ inputs }) =>
      capacityProblem(inputs.minCapacity, inputs.maxCapacity),
    ),
    tagRule(PREFIX),
  ],
  // "Deregistering a scalable target deletes the scaling policies and the scheduled actions that are associated with it."
  remove: (_place, account, self) => {
    for (const other of ACTORS.flatMap((type) => account.ofType(type))) {
      if (IDENTITY.every((property) => other.inputs[property] === self.inputs[property])) {
        account.remove(other.urn);
      }
    }
  },
  create: (inputs, place) => ({
    id: String(inputs.resourceId),
    outputs: {
      arn: arnOf(place, "application-autoscaling", `scalable-target/${hex(place.urn, 34)}`),
      roleArn: globalArnOf(
        place,
        "iam",
        "role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService",
      ),
    },
  }),
};
