import type { Existing } from "../../../account";
import type { Created, Place, Props, ResourceModel } from "../../../model";
import { ec2Id, hex } from "../../../ids";
import { arnOf } from "../kit/arn";
import { parseBlock } from "../kit/cidr";
import { APPLY, inUse, ipv4Blocks, ipv6Blocks, requiredWith, rule } from "../kit/rules";
import { tagRule } from "../kit/tags";
import { TYPES } from "../kit/types";
import { isOn, text, textsAt } from "../kit/values";
import { nameOf, quota, vpcMustExist } from "./shared";

const SOURCE = "terraform-provider-aws internal/service/ec2/vpc_.go";

export const vpc: ResourceModel = {
  type: TYPES.vpc,
  shape: {
    source: SOURCE,
    replaceOn: ["cidrBlock", "ipv4IpamPoolId", "ipv4NetmaskLength", "region"],
    conflicts: [
      ["cidrBlock", "ipv4NetmaskLength"],
      ["assignGeneratedIpv6CidrBlock", "ipv6IpamPoolId"],
      ["ipv6CidrBlock", "ipv6NetmaskLength"],
      ["ipv6CidrBlock", "assignGeneratedIpv6CidrBlock"],
    ],
    values: { instanceTenancy: ["default", "dedicated"], ipv6NetmaskLength: [44, 48, 52, 56, 60] },
    ranges: { ipv4NetmaskLength: [16, 28] },
    defaults: { enableDnsSupport: true, instanceTenancy: "default" },
  },
  rules: [
    ipv4Blocks("ec2/vpc:cidr", ["cidrBlock"], SOURCE),
    ipv6Blocks("ec2/vpc:ipv6-cidr", ["ipv6CidrBlock"], SOURCE),
    requiredWith(
      "ec2/vpc:required-with",
      {
        ipv4NetmaskLength: ["ipv4IpamPoolId"],
        ipv6CidrBlock: ["ipv6IpamPoolId"],
        ipv6NetmaskLength: ["ipv6IpamPoolId"],
        ipv6CidrBlockNetworkBorderGroup: ["assignGeneratedIpv6CidrBlock"],
      },
      SOURCE,
    ),
    rule("ec2/vpc:cidr-size", "check", SOURCE, ({ inputs }) => {
      const block = parseBlock(text(inputs, "cidrBlock") ?? "");
      if (!block || (block.prefix >= 16 && block.prefix <= 28)) return undefined;
      return `expected "cidr_block" to contain a network value with between 16 and 28 significant bits, got: ${block.prefix}`;
    }),
    rule("ec2/vpc:cidr-missing", "create", "EC2 CreateVpc: MissingParameter", ({ inputs }) =>
      (text(inputs, "cidrBlock") ?? text(inputs, "ipv4IpamPoolId"))
        ? undefined
        : "MissingParameter: Either 'cidrBlock' or 'ipv4IpamPoolId' must be provided.",
    ),
    rule("ec2/vpc:dns-hostnames", APPLY, "EC2 ModifyVpcAttribute: EnableDnsHostnames", ({ inputs }) =>
      isOn(inputs, "enableDnsHostnames") && inputs.enableDnsSupport === false
        ? "InvalidParameterValue: DNS hostnames need DNS support: enableDnsSupport must be true"
        : undefined,
    ),
    quota("ec2/vpc:quota", TYPES.vpc, 5, "VpcLimitExceeded", "Amazon VPC quotas: VPCs per Region"),
    tagRule("ec2/vpc", { anyCharacter: true }),
    inUse(
      "ec2/vpc:in-use",
      [TYPES.subnet, TYPES.internetGateway, TYPES.vpcEndpoint, TYPES.securityGroup, TYPES.routeTable].map(
        (type) => ({ type, path: "vpcId" }),
      ),
      "EC2 DeleteVpc: DependencyViolation",
      (self, holder) =>
        `DependencyViolation: The vpc '${self.id}' has dependencies and cannot be deleted: ${nameOf(holder)}`,
    ),
  ],
  replaces: (before, after) =>
    before.instanceTenancy !== after.instanceTenancy && after.instanceTenancy !== "default"
      ? ["instanceTenancy"]
      : [],
  create: createVpc,
};

function createVpc(inputs: Props, place: Place): Created {
  const id = ec2Id("vpc", place.urn);
  const mainTable = ec2Id("rtb", `main|${place.urn}`);
  const ipv6 = isOn(inputs, "assignGeneratedIpv6CidrBlock");
  return {
    id,
    outputs: {
      arn: arnOf(place, "ec2", `vpc/${id}`),
      defaultNetworkAclId: ec2Id("acl", place.urn),
      defaultRouteTableId: mainTable,
      defaultSecurityGroupId: ec2Id("sg", `default|${place.urn}`),
      dhcpOptionsId: ec2Id("dopt", `${place.accountId}|${place.region}`),
      enableDnsHostnames: isOn(inputs, "enableDnsHostnames"),
      enableNetworkAddressUsageMetrics: isOn(inputs, "enableNetworkAddressUsageMetrics"),
      ipv6AssociationId: ipv6 ? `vpc-cidr-assoc-${hex(place.urn, 17)}` : "",
      mainRouteTableId: mainTable,
      ownerId: place.accountId,
    },
  };
}

/** What may hold public addresses in a VPC. */
const PUBLIC_TYPES = [TYPES.natGateway, TYPES.loadBalancer, TYPES.instance];

function isPublic({ type, inputs, outputs }: Existing): boolean {
  if (type === TYPES.natGateway) return inputs.connectivityType !== "private";
  return type === TYPES.loadBalancer ? inputs.internal !== true : text(outputs, "publicIp") !== undefined;
}

export const internetGateway: ResourceModel = {
  type: TYPES.internetGateway,
  shape: {
    source: "terraform-provider-aws internal/service/ec2/vpc_internet_gateway.go",
    replaceOn: ["region"],
  },
  rules: [
    vpcMustExist("ec2/internetGateway"),
    rule(
      "ec2/internetGateway:already-attached",
      APPLY,
      "EC2 AttachInternetGateway: Resource.AlreadyAssociated",
      ({ inputs, account, place }) => {
        const id = text(inputs, "vpcId");
        const other = account
          .ofType(TYPES.internetGateway)
          .find((gateway) => gateway.urn !== place.urn && id !== undefined && gateway.inputs.vpcId === id);
        return (
          other &&
          `Resource.AlreadyAssociated: resource ${String(id)} is already attached to network ${other.id}`
        );
      },
    ),
    tagRule("ec2/internetGateway", { anyCharacter: true }),
    rule(
      "ec2/internetGateway:in-use",
      "delete",
      "EC2 DetachInternetGateway: DependencyViolation",
      ({ account, place }) => {
        const vpcId = account.get(place.urn)?.inputs.vpcId;
        const subnets = new Set(
          account
            .ofType(TYPES.subnet)
            .filter((subnet) => subnet.inputs.vpcId === vpcId)
            .map((subnet) => subnet.id),
        );
        const user = PUBLIC_TYPES.flatMap((type) => account.ofType(type)).find(
          (other) =>
            isPublic(other) &&
            [
              ...textsAt(other.outputs, "subnetId"),
              ...textsAt(other.inputs, "subnets[]"),
              ...textsAt(other.inputs, "subnetMappings[].subnetId"),
            ].some((subnet) => subnets.has(subnet)),
        );
        return (
          user &&
          `DependencyViolation: Network ${String(vpcId)} has some mapped public address(es): ${user.id}`
        );
      },
    ),
  ],
  create: (inputs, place) => {
    const id = ec2Id("igw", place.urn);
    return {
      id,
      outputs: {
        arn: arnOf(place, "ec2", `internet-gateway/${id}`),
        ownerId: place.accountId,
        vpcId: inputs.vpcId ?? "",
      },
    };
  },
};
