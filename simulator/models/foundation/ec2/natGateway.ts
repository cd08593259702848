import type { Created, Place, Props, ResourceModel, RuleInput } from "../../../model";
import type { Account } from "../../../account";
import { ec2Id } from "../../../ids";
import { addressIn } from "../kit/cidr";
import { byId, rule } from "../kit/rules";
import { tagRule } from "../kit/tags";
import { TYPES } from "../kit/types";
import { asList, text, textsAt } from "../kit/values";
import { allocationMustExist, holderOf } from "./addresses";
import { blockOfSubnet, findSubnet, gatewayOf, vpcOfSubnet } from "./lookup";
import { subnetMustExist, vpcMustExist } from "./shared";

const SOURCE = "terraform-provider-aws internal/service/ec2/vpc_nat_gateway.go";
const CREATE = "EC2 CreateNatGateway";
const MAX_PER_ZONE = 5;

export const natGateway: ResourceModel = {
  type: TYPES.natGateway,
  shape: {
    source: SOURCE,
    replaceOn: [
      "allocationId",
      "availabilityMode",
      "connectivityType",
      "privateIp",
      "subnetId",
      "vpcId",
      "region",
    ],
    conflicts: [["secondaryPrivateIpAddressCount", "secondaryPrivateIpAddresses"]],
    values: { connectivityType: ["private", "public"], availabilityMode: ["zonal", "regional"] },
    formats: {
      privateIp: { pattern: /^\d{1,3}(\.\d{1,3}){3}$/, words: "an IPv4 address" },
    },
    defaults: { connectivityType: "public", availabilityMode: "zonal" },
  },
  rules: [
    rule("ec2/natGateway:private-address", "check", SOURCE, ({ inputs }) =>
      isPrivate(inputs) &&
      (text(inputs, "allocationId") ?? asList(inputs.secondaryAllocationIds)[0]) !== undefined
        ? 'allocation_id is not supported with connectivity_type = "private"'
        : undefined,
    ),
    rule("ec2/natGateway:public-secondary-count", "check", SOURCE, ({ inputs }) =>
      !isPrivate(inputs) && inputs.secondaryPrivateIpAddressCount !== undefined
        ? 'secondary_private_ip_address_count is not supported with connectivity_type = "public"'
        : undefined,
    ),
    rule("ec2/natGateway:missing", "create", `${CREATE}: MissingParameter`, missing),
    subnetMustExist("ec2/natGateway"),
    vpcMustExist("ec2/natGateway"),
    allocationMustExist("ec2/natGateway", "allocationId"),
    rule(
      "ec2/natGateway:already-associated",
      "create",
      `${CREATE}: Resource.AlreadyAssociated`,
      addressTaken,
    ),
    rule("ec2/natGateway:no-internet-gateway", "create", `${CREATE}: Gateway.NotAttached`, noGateway),
    rule("ec2/natGateway:quota", "create", "Amazon VPC quotas: NAT gateways per Availability Zone", tooMany),
    tagRule("ec2/natGateway", { anyCharacter: true }),
  ],
  replaces: (before, after) =>
    after.connectivityType === "private" &&
    after.secondaryPrivateIpAddressCount !== undefined &&
    before.secondaryPrivateIpAddressCount !== after.secondaryPrivateIpAddressCount
      ? ["secondaryPrivateIpAddressCount"]
      : [],
  create: createGateway,
};

function isPrivate(inputs: Props): boolean {
  return inputs.connectivityType === "private";
}

function isRegional(inputs: Props): boolean {
  return inputs.availabilityMode === "regional";
}

function missing({ inputs }: RuleInput): string | undefined {
  const needs = isRegional(inputs)
    ? ["vpcId"]
    : isPrivate(inputs)
      ? ["subnetId"]
      : ["subnetId", "allocationId"];
  const absent = needs.find((property) => text(inputs, property) === undefined);
  return absent && `MissingParameter: The request must contain the parameter ${absent}`;
}

function addressTaken({ inputs, account, place }: RuleInput): string | undefined {
  for (const id of [...textsAt(inputs, "allocationId"), ...textsAt(inputs, "secondaryAllocationIds[]")]) {
    const holder = holderOf(account, id, place.urn);
    if (holder) {
      return `Resource.AlreadyAssociated: Elastic IP address [${id}] is already associated with ${holder.id}`;
    }
  }
  return undefined;
}

function noGateway({ inputs, account, place }: RuleInput): string | undefined {
  if (isPrivate(inputs)) return undefined;
  const vpc = vpcOfSubnet(account, text(inputs, "subnetId"), place.region) ?? text(inputs, "vpcId");
  if (vpc === undefined || byId(account, TYPES.vpc, vpc) === undefined || gatewayOf(account, vpc))
    return undefined;
  return `Gateway.NotAttached: Network ${vpc} has no Internet gateway attached`;
}

function tooMany({ inputs, account, place }: RuleInput): string | undefined {
  const zoneOf = (props: Props): unknown =>
    findSubnet(account, text(props, "subnetId") ?? "", place.region)?.outputs.availabilityZone;
  const zone = zoneOf(inputs);
  if (zone === undefined) return undefined;
  const others = account
    .ofType(TYPES.natGateway)
    .filter((other) => other.urn !== place.urn && zoneOf(other.inputs) === zone);
  if (others.length < MAX_PER_ZONE) return undefined;
  return `NatGatewayLimitExceeded: Performing this operation would exceed the limit of ${MAX_PER_ZONE} NAT gateways`;
}

function createGateway(inputs: Props, place: Place, account: Account): Created {
  const block = blockOfSubnet(account, text(inputs, "subnetId"), place.region);
  const address = byId(account, TYPES.eip, text(inputs, "allocationId") ?? "");
  return {
    id: ec2Id("nat", place.urn),
    outputs: {
      associationId: address ? ec2Id("eipassoc", place.urn) : "",
      networkInterfaceId: ec2Id("eni", place.urn),
      privateIp: text(inputs, "privateIp") ?? (block ? addressIn(block, place.urn) : ""),
      publicIp: text(address?.outputs, "publicIp") ?? "",
      secondaryAllocationIds: inputs.secondaryAllocationIds ?? [],
      secondaryPrivateIpAddressCount: inputs.secondaryPrivateIpAddressCount ?? 0,
      secondaryPrivateIpAddresses: inputs.secondaryPrivateIpAddresses ?? [],
    },
  };
}
