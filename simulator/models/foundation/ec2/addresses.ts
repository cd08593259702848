import type { Account, Existing } from "../../../account";
import type { Created, Place, Props, ResourceModel, RuleInput } from "../../../model";
import { ec2Id } from "../../../ids";
import { arnOf } from "../kit/arn";
import { publicAddress } from "../kit/cidr";
import { byId, inUse, mustExist, rule } from "../kit/rules";
import { tagRule } from "../kit/tags";
import { TYPES } from "../kit/types";
import { text, valuesAt } from "../kit/values";
import { findInterface, publicDnsName } from "./lookup";
import { quota } from "./shared";

export const eip: ResourceModel = {
  type: TYPES.eip,
  shape: {
    source: "terraform-provider-aws internal/service/ec2/ec2_eip.go",
    replaceOn: ["address", "domain", "ipamPoolId", "networkBorderGroup", "publicIpv4Pool", "region"],
    values: { domain: ["vpc"] },
    defaults: { domain: "vpc" },
  },
  rules: [
    quota(
      "ec2/eip:quota",
      TYPES.eip,
      5,
      "AddressLimitExceeded",
      "Amazon VPC quotas: Elastic IP addresses per Region",
    ),
    instanceMustExist("ec2/eip", "instance"),
    interfaceMustExist("ec2/eip", "networkInterface"),
    tagRule("ec2/eip", { anyCharacter: true }),
    inUse(
      "ec2/eip:in-use",
      [
        { type: TYPES.natGateway, path: "allocationId" },
        { type: TYPES.natGateway, path: "secondaryAllocationIds[]" },
        { type: TYPES.loadBalancer, path: "subnetMappings[].allocationId" },
      ],
      "EC2 ReleaseAddress: AuthFailure for addresses of NAT gateways and load balancers",
      (self) =>
        `AuthFailure: You do not have permission to access the specified resource: ${self.id} is in use`,
    ),
  ],
  create: createEip,
};

function createEip(inputs: Props, place: Place): Created {
  const id = ec2Id("eipalloc", place.urn);
  const address = publicAddress(place.urn);
  const attached = text(inputs, "instance") ?? text(inputs, "networkInterface");
  return {
    id,
    outputs: {
      allocationId: id,
      arn: arnOf(place, "ec2", `elastic-ip/${id}`),
      associationId: attached === undefined ? "" : ec2Id("eipassoc", place.urn),
      carrierIp: "",
      customerOwnedIp: "",
      instance: inputs.instance ?? "",
      networkBorderGroup: inputs.networkBorderGroup ?? place.region,
      networkInterface: inputs.networkInterface ?? "",
      privateDns: "",
      privateIp: "",
      ptrRecord: "",
      publicDns: publicDnsName(address, place),
      publicIp: address,
      publicIpv4Pool: inputs.publicIpv4Pool ?? "amazon",
    },
  };
}

export const eipAssociation: ResourceModel = {
  type: TYPES.eipAssociation,
  shape: {
    source: "terraform-provider-aws internal/service/ec2/ec2_eip_association.go",
    replaceOn: [
      "allocationId",
      "allowReassociation",
      "instanceId",
      "networkInterfaceId",
      "privateIpAddress",
      "publicIp",
      "region",
    ],
    tags: false,
  },
  rules: [
    rule("ec2/eipAssociation:address", "create", "EC2 AssociateAddress: MissingParameter", ({ inputs }) =>
      (text(inputs, "allocationId") ?? text(inputs, "publicIp"))
        ? undefined
        : "MissingParameter: Either publicIp or allocationId must be specified",
    ),
    rule("ec2/eipAssociation:target", "create", "EC2 AssociateAddress: MissingParameter", ({ inputs }) => {
      const given = [text(inputs, "instanceId"), text(inputs, "networkInterfaceId")].filter(Boolean);
      if (given.length === 1) return undefined;
      return `${given.length === 0 ? "MissingParameter" : "InvalidParameterCombination"}: Either instance ID or network interface id must be specified`;
    }),
    allocationMustExist("ec2/eipAssociation", "allocationId"),
    instanceMustExist("ec2/eipAssociation", "instanceId"),
    interfaceMustExist("ec2/eipAssociation", "networkInterfaceId"),
    rule(
      "ec2/eipAssociation:already-associated",
      "create",
      "EC2 AssociateAddress: Resource.AlreadyAssociated; addresses of NAT gateways cannot be moved",
      reassociation,
    ),
  ],
  create: (inputs, place, account) => ({
    id: ec2Id("eipassoc", place.urn),
    outputs: {
      publicIp:
        text(inputs, "publicIp") ??
        text(byId(account, TYPES.eip, text(inputs, "allocationId") ?? "")?.outputs, "publicIp") ??
        "",
    },
  }),
};

export function allocationMustExist(prefix: string, path: string): ReturnType<typeof mustExist> {
  return mustExist({
    id: `${prefix}:allocation`,
    path,
    source: "EC2 API error codes: InvalidAllocationID.NotFound",
    find: (id, { account, place }) => byId(account, TYPES.eip, id, place.region),
    words: (id) => `InvalidAllocationID.NotFound: The allocation ID '${id}' does not exist`,
  });
}

function instanceMustExist(prefix: string, path: string): ReturnType<typeof mustExist> {
  return mustExist({
    id: `${prefix}:instance`,
    path,
    source: "EC2 API error codes: InvalidInstanceID.NotFound",
    find: (id, { account, place }) => byId(account, TYPES.instance, id, place.region),
    words: (id) => `InvalidInstanceID.NotFound: The instance ID '${id}' does not exist`,
  });
}

function interfaceMustExist(prefix: string, path: string): ReturnType<typeof mustExist> {
  return mustExist({
    id: `${prefix}:network-interface`,
    path,
    source: "EC2 API error codes: InvalidNetworkInterfaceID.NotFound",
    find: (id, { account, place }) => findInterface(account, id, place.region),
    words: (id) => `InvalidNetworkInterfaceID.NotFound: The networkInterface ID '${id}' does not exist`,
  });
}

/** What an address is associated with, by anything but the resource `except`. */
export function holderOf(account: Account, allocationId: string, except: string): Existing | undefined {
  const own = byId(account, TYPES.eip, allocationId);
  if (own && (text(own.inputs, "instance") ?? text(own.inputs, "networkInterface"))) return own;
  const holds = [
    { type: TYPES.natGateway, path: "allocationId" },
    { type: TYPES.natGateway, path: "secondaryAllocationIds[]" },
    { type: TYPES.eipAssociation, path: "allocationId" },
  ];
  for (const { type, path } of holds) {
    const holder = account
      .ofType(type)
      .find((other) => other.urn !== except && valuesAt(other.inputs, path).includes(allocationId));
    if (holder) return holder;
  }
  return undefined;
}

/** An association moves an address silently, unless that is forbidden or a NAT gateway has it. */
function reassociation({ inputs, account, place }: RuleInput): string | undefined {
  const id = text(inputs, "allocationId");
  const holder = id === undefined ? undefined : holderOf(account, id, place.urn);
  if (!holder || (holder.type !== TYPES.natGateway && inputs.allowReassociation !== false)) return undefined;
  return `Resource.AlreadyAssociated: resource ${String(id)} is already associated with ${holder.id}`;
}
