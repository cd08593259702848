import type { Account, Existing } from "../../../account";
import type { Props } from "../../../model";
import type { Format } from "../../../shape";
import { TYPES } from "../../foundation/kit/types";
import { objects, text } from "../../foundation/kit/values";
import { LISTENER, LISTENER_RULE } from "../references";

// elbv2/validate.go and CreateLoadBalancer: letters, digits and hyphens, none at either end.
export const NAME: Format = {
  pattern: /^(?!-)[0-9A-Za-z-]*(?<!-)$/,
  words: "only alphanumeric characters and hyphens, and none of the latter at either end",
};

export const NAME_PREFIX: Format = {
  pattern: /^(?!-)[0-9A-Za-z-]*$/,
  words: "only alphanumeric characters and hyphens, and not a hyphen first",
};

/** The target groups that a listener's or rule's actions forward to. */
export function targetGroupsOf(actions: readonly Props[]): string[] {
  return actions.flatMap((action) => {
    const forward = action.forward as Props | undefined;
    const listed = objects(forward, "targetGroups").map((group) => text(group, "arn"));
    return [text(action, "targetGroupArn"), ...listed].filter((arn) => arn !== undefined);
  });
}

/** ARN of the load balancer that a listener or rule belongs to. */
export function loadBalancerArnOf(account: Account, resource: Existing | undefined): string | undefined {
  if (resource?.type !== LISTENER_RULE) return text(resource?.inputs, "loadBalancerArn");
  return loadBalancerArnOf(account, account.find(LISTENER, resource.inputs.listenerArn));
}

/** Listeners and rules that forward to a target group. */
export function usersOf(account: Account, targetGroupArn: string): Existing[] {
  return forwarders(account).filter((user) => targetGroupsOf(actionsOf(user)).includes(targetGroupArn));
}

function forwarders(account: Account): Existing[] {
  return [...account.ofType(LISTENER), ...account.ofType(LISTENER_RULE)];
}

function actionsOf(resource: Existing): Props[] {
  return objects(resource.inputs, resource.type === LISTENER ? "defaultActions" : "actions");
}

/** The VPC of a load balancer, by its subnets. */
export function vpcOf(loadBalancer: Existing | undefined): string | undefined {
  return text(loadBalancer?.outputs, "vpcId");
}

/** The subnets of a load balancer's inputs. */
export function subnetIdsOf(inputs: Props): string[] {
  const mapped = objects(inputs, "subnetMappings").map((mapping) => text(mapping, "subnetId"));
  const listed = (inputs.subnets as unknown[] | undefined) ?? [];
  return [...listed, ...mapped].filter((id): id is string => typeof id === "string");
}

export function subnetsOf(account: Account, inputs: Props): Existing[] {
  return subnetIdsOf(inputs).flatMap((id) => account.find(TYPES.subnet, id) ?? []);
}
