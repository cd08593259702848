import type { Account, Existing } from "../../../account";
import type { Props, Rule, RuleInput } from "../../../model";
import { APPLY, rule } from "../../foundation/kit/rules";
import { TYPES } from "../../foundation/kit/types";
import { SCALABLE_TARGET, show } from "../references";

export const NAMESPACES = [
  ...["ecs", "elasticmapreduce", "ec2", "appstream", "dynamodb", "rds", "sagemaker", "custom-resource"],
  ...["comprehend", "lambda", "cassandra", "kafka", "elasticache", "neptune", "workspaces"],
];

/** The part of a scalable thing's identity that target, policy and schedule share. */
export const IDENTITY = ["resourceId", "scalableDimension", "serviceNamespace"] as const;

/** The ECS service that `service/CLUSTER/SERVICE` means. */
export function scaledService(account: Account, resourceId: unknown): Existing | undefined {
  const [kind = "", cluster = "", name = ""] = String(resourceId).split("/");
  if (kind !== "service") return undefined;
  return account
    .ofType(TYPES.ecsService)
    .find((service) => service.id.endsWith(`:service/${cluster}/${name}`));
}

/** The scalable target must be registered before anything acts on it. */
export function targetRegistered(prefix: string, api: string): Rule {
  return rule(`${prefix}:exists:target`, APPLY, api, ({ inputs, account }: RuleInput) => {
    const found = account
      .ofType(SCALABLE_TARGET)
      .some((target) => IDENTITY.every((property) => target.inputs[property] === inputs[property]));
    return found || IDENTITY.some((property) => inputs[property] === undefined)
      ? undefined
      : `ObjectNotFoundException: No scalable target registered for service namespace: ${String(inputs.serviceNamespace)}, resource ID: ${String(inputs.resourceId)}, scalable dimension: ${String(inputs.scalableDimension)}`;
  });
}

/** What is wrong with a pair of capacities. */
export function capacityProblem(minimum: unknown, maximum: unknown): string | undefined {
  if (minimum === undefined || maximum === undefined || Number(minimum) <= Number(maximum)) return undefined;
  return `ValidationException: Minimum capacity cannot be greater than maximum capacity, got ${show(minimum)} and ${show(maximum)}`;
}

export function suffixOf(inputs: Props): string {
  return `resource/${String(inputs.serviceNamespace)}/${String(inputs.resourceId)}`;
}
