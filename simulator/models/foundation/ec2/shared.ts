/** Rules that several EC2 types share. */
import type { Rule } from "../../../model";
import { mustExist, rule } from "../kit/rules";
import { TYPES } from "../kit/types";
import { text, textsAt } from "../kit/values";
import { findSubnet, findVpc, vpcOfGroup, vpcOfSubnet } from "./lookup";

export function vpcMustExist(prefix: string): Rule {
  return mustExist({
    id: `${prefix}:vpc`,
    path: "vpcId",
    source: "EC2 API error codes: InvalidVpcID.NotFound",
    find: (id, { account, place }) => findVpc(account, id, place.region),
    words: (id) => `InvalidVpcID.NotFound: The vpc ID '${id}' does not exist`,
  });
}

export function subnetMustExist(prefix: string, path = "subnetId"): Rule {
  return mustExist({
    id: `${prefix}:subnet`,
    path,
    source: "EC2 API error codes: InvalidSubnetID.NotFound",
    find: (id, { account, place }) => findSubnet(account, id, place.region),
    words: (id) => `InvalidSubnetID.NotFound: The subnet ID '${id}' does not exist`,
  });
}

export function groupMustExist(prefix: string, path: string, id = `${prefix}:security-group`): Rule {
  return mustExist({
    id,
    path,
    source: "EC2 API error codes: InvalidGroup.NotFound",
    find: (group, { account, place }) => vpcOfGroup(account, group, place.region),
    words: (group) => `InvalidGroup.NotFound: The security group '${group}' does not exist`,
  });
}

/** Security groups and subnet of one interface lie in one VPC. */
export function groupsInSubnetsVpc(prefix: string, path: string, subnetPath = "subnetId"): Rule {
  const source = "EC2 RunInstances, CreateNetworkInterface: InvalidParameter";
  return rule(`${prefix}:networks`, ["create", "update"], source, ({ inputs, account, place }) => {
    const subnet = textsAt(inputs, subnetPath).at(0);
    const vpc = vpcOfSubnet(account, subnet, place.region);
    if (vpc === undefined) return undefined;
    for (const group of textsAt(inputs, path)) {
      const other = vpcOfGroup(account, group, place.region);
      if (other === undefined || other === vpc) continue;
      return `InvalidParameter: Security group ${group} and subnet ${subnet ?? ""} belong to different networks.`;
    }
    return undefined;
  });
}

/** A default quota of a region: `max` resources of a type for which `counts`. */
export function quota(id: string, type: string, max: number, code: string, source: string): Rule {
  return rule(id, "create", source, ({ account, place }) => {
    const others = account
      .ofType(type)
      .filter((other) => other.urn !== place.urn && other.region === place.region);
    return others.length < max
      ? undefined
      : `${code}: The maximum number has been reached: ${max} in ${place.region} by default`;
  });
}

/** Everything of EC2's and its customers' types that sits in a subnet. */
export const SUBNET_HOLDERS = [
  { type: TYPES.networkInterface, path: "subnetId" },
  { type: TYPES.instance, path: "subnetId" },
  { type: TYPES.natGateway, path: "subnetId" },
  { type: TYPES.vpcEndpoint, path: "subnetIds[]" },
  { type: TYPES.loadBalancer, path: "subnets[]" },
  { type: TYPES.loadBalancer, path: "subnetMappings[].subnetId" },
  { type: TYPES.ecsService, path: "networkConfiguration.subnets[]" },
] as const;

/** Everything that puts a security group on a network interface. */
export const GROUP_HOLDERS = [
  { type: TYPES.networkInterface, path: "securityGroups[]" },
  { type: TYPES.instance, path: "vpcSecurityGroupIds[]" },
  { type: TYPES.vpcEndpoint, path: "securityGroupIds[]" },
  { type: TYPES.loadBalancer, path: "securityGroups[]" },
  { type: TYPES.ecsService, path: "networkConfiguration.securityGroups[]" },
] as const;

/** For messages: a type's last part and the id. */
export function nameOf(existing: { readonly type: string; readonly id: string }): string {
  return `${existing.type.split(":").pop() ?? existing.type} ${text(existing, "id") ?? ""}`;
}
