import type { Account } from "../../../account";
import type { Created, Place, Props, ResourceModel, Rule } from "../../../model";
import { ec2Id, hex } from "../../../ids";
import { arnOf } from "../kit/arn";
import { addressIn, contains, parseBlock } from "../kit/cidr";
import { APPLY, byId, mustExist, rule } from "../kit/rules";
import { tagRule } from "../kit/tags";
import { TYPES } from "../kit/types";
import { objects, text, textsAt } from "../kit/values";
import { blockOfSubnet, findSubnet, privateDnsName } from "./lookup";
import { groupMustExist, groupsInSubnetsVpc, subnetMustExist } from "./shared";

export const networkInterface: ResourceModel = {
  type: TYPES.networkInterface,
  shape: {
    source: "terraform-provider-aws internal/service/ec2/vpc_network_interface.go",
    replaceOn: ["subnetId", "interfaceType", "region"],
    required: ["subnetId", "attachments[].instance", "attachments[].deviceIndex"],
    conflicts: [
      ["privateIps", "privateIpLists"],
      ["privateIpsCount", "privateIpLists"],
      ["ipv6AddressCount", "ipv6Addresses"],
      ["ipv6AddressCount", "ipv6AddressLists"],
      ["ipv6Addresses", "ipv6AddressLists"],
      ["ipv4Prefixes", "ipv4PrefixCount"],
      ["ipv6Prefixes", "ipv6PrefixCount"],
    ],
    values: { interfaceType: ["efa", "efa-only", "branch", "trunk"] },
    defaults: { sourceDestCheck: true, privateIpListEnabled: false, ipv6AddressListEnabled: false },
  },
  rules: [
    subnetMustExist("ec2/networkInterface"),
    groupMustExist("ec2/networkInterface", "securityGroups[]"),
    groupsInSubnetsVpc("ec2/networkInterface", "securityGroups[]"),
    groupQuota("ec2/networkInterface", "securityGroups[]"),
    addressInSubnet("ec2/networkInterface", ["privateIp", "privateIps[]", "privateIpLists[]"]),
    mustExist({
      id: "ec2/networkInterface:instance",
      path: "attachments[].instance",
      source: "EC2 API error codes: InvalidInstanceID.NotFound",
      find: (id, { account, place }) => byId(account, TYPES.instance, id, place.region),
      words: (id) => `InvalidInstanceID.NotFound: The instance ID '${id}' does not exist`,
    }),
    tagRule("ec2/networkInterface", { anyCharacter: true }),
    rule(
      "ec2/networkInterface:in-use",
      "delete",
      "EC2 DeleteNetworkInterface: InvalidParameterValue; attachments of its own are undone first",
      ({ account, place }) => {
        const id = account.get(place.urn)?.id;
        const user = account
          .ofType(TYPES.instance)
          .find((instance) => interfacesOf(instance.inputs).some((used) => used === id));
        return user && `InvalidParameterValue: Network interface '${String(id)}' is currently in use.`;
      },
    ),
  ],
  // The primary address stays for good; AWS takes the first one given.
  replaces: (before, after) => {
    const [former, next] = [before, after].map((inputs) => textsAt(inputs, "privateIps[]"));
    const [formerList, nextList] = [before, after].map((inputs) => textsAt(inputs, "privateIpLists[]"));
    return [
      ...(former.length > 0 && next.length > 0 && !next.includes(former[0] ?? "") ? ["privateIps"] : []),
      ...(formerList.length > 0 && nextList.length > 0 && formerList[0] !== nextList[0]
        ? ["privateIpLists"]
        : []),
    ];
  },
  create: createInterface,
};

/** The network interfaces that an instance is given instead of making one. */
export function interfacesOf(instance: Props): string[] {
  return [
    ...textsAt(instance, "primaryNetworkInterface.networkInterfaceId"),
    ...textsAt(instance, "networkInterfaces[].networkInterfaceId"),
  ];
}

/** Five security groups an interface at most, by default. */
export function groupQuota(prefix: string, path: string): Rule {
  const source = "Amazon VPC quotas: Security groups per network interface";
  return rule(`${prefix}:security-groups`, APPLY, source, ({ inputs }) =>
    new Set(textsAt(inputs, path)).size > 5
      ? "SecurityGroupsPerInterfaceLimitExceeded: You have reached the maximum number of security groups: 5"
      : undefined,
  );
}

export function addressInSubnet(prefix: string, paths: readonly string[]): Rule {
  const source = "EC2 RunInstances, CreateNetworkInterface: InvalidParameterValue";
  return rule(`${prefix}:private-address`, "create", source, ({ inputs, account, place }) => {
    const block = blockOfSubnet(account, text(inputs, "subnetId"), place.region);
    if (!block) return undefined;
    const outside = paths
      .flatMap((path) => textsAt(inputs, path))
      .find((address) => {
        const alone = parseBlock(`${address}/32`);
        return !alone || !contains(block, alone);
      });
    return (
      outside && `InvalidParameterValue: Address ${outside} does not fall within the subnet's address range`
    );
  });
}

function createInterface(inputs: Props, place: Place, account: Account): Created {
  const id = ec2Id("eni", place.urn);
  const subnetId = text(inputs, "subnetId");
  const block = blockOfSubnet(account, subnetId, place.region);
  const given = [...textsAt(inputs, "privateIp"), ...textsAt(inputs, "privateIps[]")];
  const address = given[0] ?? (block ? addressIn(block, place.urn) : "");
  const subnet = findSubnet(account, subnetId ?? "", place.region);
  const vpc = byId(account, TYPES.vpc, text(subnet?.outputs, "vpcId") ?? "");
  return {
    id,
    outputs: {
      arn: arnOf(place, "ec2", `network-interface/${id}`),
      attachments: objects(inputs, "attachments").map((attachment, index) => ({
        ...attachment,
        attachmentId: `eni-attach-${hex(`${place.urn}|${index}`, 17)}`,
      })),
      interfaceType: inputs.interfaceType ?? "interface",
      macAddress: `06:${(hex(place.urn, 10).match(/../g) ?? []).join(":")}`,
      outpostArn: "",
      ownerId: place.accountId,
      privateDnsName: address && privateDnsName(address, place),
      privateIp: address,
      privateIps: given.length > 0 ? [...new Set([address, ...given])] : [address],
      securityGroups: inputs.securityGroups ?? [text(vpc?.outputs, "defaultSecurityGroupId") ?? ""],
    },
  };
}
