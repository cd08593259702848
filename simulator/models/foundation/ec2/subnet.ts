import type { Created, Place, Props, ResourceModel, RuleInput } from "../../../model";
import { ec2Id, hex } from "../../../ids";
import { ARN, arnOf } from "../kit/arn";
import { contains, overlaps, parseBlock, type Block } from "../kit/cidr";
import { inUse, ipv4Blocks, ipv6Blocks, requiredWith, rule } from "../kit/rules";
import { tagRule } from "../kit/tags";
import { TYPES } from "../kit/types";
import { text } from "../kit/values";
import { isZoneOf, zoneId, zonesOf } from "../kit/zones";
import { findVpc } from "./lookup";
import { nameOf, SUBNET_HOLDERS, vpcMustExist } from "./shared";

const SOURCE = "terraform-provider-aws internal/service/ec2/vpc_subnet.go";

export const subnet: ResourceModel = {
  type: TYPES.subnet,
  shape: {
    source: SOURCE,
    replaceOn: [
      "availabilityZone",
      "availabilityZoneId",
      "cidrBlock",
      "ipv4IpamPoolId",
      "ipv4NetmaskLength",
      "ipv6IpamPoolId",
      "ipv6Native",
      "ipv6NetmaskLength",
      "outpostArn",
      "vpcId",
      "region",
    ],
    required: ["vpcId"],
    conflicts: [
      ["availabilityZone", "availabilityZoneId"],
      ["ipv4IpamPoolId", "customerOwnedIpv4Pool"],
      ["ipv4NetmaskLength", "cidrBlock"],
      ["ipv4NetmaskLength", "customerOwnedIpv4Pool"],
      ["ipv6NetmaskLength", "ipv6CidrBlock"],
    ],
    values: {
      privateDnsHostnameTypeOnLaunch: ["ip-name", "resource-name"],
      ipv6NetmaskLength: [44, 48, 52, 56, 60, 64],
    },
    ranges: { ipv4NetmaskLength: [16, 28] },
    formats: { outpostArn: ARN },
    defaults: {
      assignIpv6AddressOnCreation: false,
      enableDns64: false,
      enableResourceNameDnsARecordOnLaunch: false,
      enableResourceNameDnsAaaaRecordOnLaunch: false,
      ipv6Native: false,
      mapPublicIpOnLaunch: false,
    },
  },
  rules: [
    ipv4Blocks("ec2/subnet:cidr", ["cidrBlock"], SOURCE),
    ipv6Blocks("ec2/subnet:ipv6-cidr", ["ipv6CidrBlock"], SOURCE),
    requiredWith(
      "ec2/subnet:required-with",
      {
        customerOwnedIpv4Pool: ["mapCustomerOwnedIpOnLaunch", "outpostArn"],
        mapCustomerOwnedIpOnLaunch: ["customerOwnedIpv4Pool", "outpostArn"],
        ipv4NetmaskLength: ["ipv4IpamPoolId"],
        ipv6NetmaskLength: ["ipv6IpamPoolId"],
      },
      SOURCE,
    ),
    vpcMustExist("ec2/subnet"),
    rule("ec2/subnet:range", "create", "EC2 CreateSubnet: InvalidSubnet.Range", outsideVpc),
    rule("ec2/subnet:overlap", "create", "EC2 CreateSubnet: InvalidSubnet.Conflict", overlapping),
    rule("ec2/subnet:zone", "create", "EC2 CreateSubnet: InvalidParameterValue", ({ inputs, place }) => {
      const zone = text(inputs, "availabilityZone");
      if (zone === undefined || isZoneOf(place.region, zone)) return undefined;
      const known = zonesOf(place.region).map(({ name }) => name);
      return (
        `InvalidParameterValue: Value (${zone}) for parameter availabilityZone is invalid. ` +
        `Subnets can currently only be created in the following availability zones: ${known.join(", ")}.`
      );
    }),
    tagRule("ec2/subnet", { anyCharacter: true }),
    inUse(
      "ec2/subnet:in-use",
      SUBNET_HOLDERS,
      "EC2 DeleteSubnet: DependencyViolation",
      (self, holder) =>
        `DependencyViolation: The subnet '${self.id}' has dependencies and cannot be deleted: ${nameOf(holder)}`,
    ),
  ],
  create: createSubnet,
};

function blockOf(props: Props | undefined): Block | undefined {
  return parseBlock(text(props, "cidrBlock") ?? "");
}

function outsideVpc({ inputs, account, place }: RuleInput): string | undefined {
  const block = blockOf(inputs);
  const vpc = findVpc(account, text(inputs, "vpcId") ?? "", place.region);
  if (!block || !vpc) return undefined;
  const around = blockOf(vpc.outputs);
  const sized = block.prefix >= 16 && block.prefix <= 28;
  if (sized && (!around || contains(around, block))) return undefined;
  return `InvalidSubnet.Range: The CIDR '${String(inputs.cidrBlock)}' is invalid.`;
}

function overlapping({ inputs, account, place }: RuleInput): string | undefined {
  const block = blockOf(inputs);
  if (!block) return undefined;
  const other = account.ofType(TYPES.subnet).find((existing) => {
    if (existing.urn === place.urn || existing.inputs.vpcId !== inputs.vpcId) return false;
    const taken = blockOf(existing.inputs);
    return taken !== undefined && overlaps(taken, block);
  });
  if (!other) return undefined;
  return (
    `InvalidSubnet.Conflict: The CIDR '${String(inputs.cidrBlock)}' conflicts with another subnet: ` +
    `${other.id} (${String(other.inputs.cidrBlock)})`
  );
}

function createSubnet(inputs: Props, place: Place): Created {
  const id = ec2Id("subnet", place.urn);
  const byZoneId = zonesOf(place.region).find((zone) => zone.id === inputs.availabilityZoneId)?.name;
  const zone = text(inputs, "availabilityZone") ?? byZoneId ?? `${place.region}a`;
  return {
    id,
    outputs: {
      arn: arnOf(place, "ec2", `subnet/${id}`),
      availabilityZone: zone,
      availabilityZoneId: zoneId(zone),
      ipv6CidrBlockAssociationId: inputs.ipv6CidrBlock ? `subnet-cidr-assoc-${hex(place.urn, 17)}` : "",
      ownerId: place.accountId,
    },
  };
}
