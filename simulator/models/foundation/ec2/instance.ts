import type { Account } from "../../../account";
import type { Created, Place, Props, ResourceModel, RuleInput } from "../../../model";
import { ec2Id } from "../../../ids";
import { arnOf } from "../kit/arn";
import { addressIn, publicAddress } from "../kit/cidr";
import { byId, mustExist, rule } from "../kit/rules";
import { tagRule } from "../kit/tags";
import { TYPES } from "../kit/types";
import { isOn, object, text } from "../kit/values";
import { findImage } from "./images";
import { findInterface, findSubnet, blockOfSubnet, privateDnsName, publicDnsName } from "./lookup";
import { addressInSubnet, groupQuota, interfacesOf } from "./networkInterface";
import { groupMustExist, groupsInSubnetsVpc, subnetMustExist } from "./shared";

const SOURCE = "terraform-provider-aws internal/service/ec2/ec2_instance.go";
const RUN = "EC2 RunInstances";

/** What an interface of its own is incompatible with, since the interface has it. */
const INTERFACE_SETTINGS = [
  "associatePublicIpAddress",
  "subnetId",
  "privateIp",
  "secondaryPrivateIps",
  "vpcSecurityGroupIds",
  "securityGroups",
  "ipv6Addresses",
  "ipv6AddressCount",
  "sourceDestCheck",
] as const;

const IPV4 = { pattern: /^(\d{1,3}\.){3}\d{1,3}$/, words: "an IPv4 address" };

export const instance: ResourceModel = {
  type: TYPES.instance,
  shape: {
    source: SOURCE,
    replaceOn: [
      "ami",
      "associatePublicIpAddress",
      "availabilityZone",
      "ebsOptimized",
      "hostId",
      "ipv6Addresses",
      "keyName",
      "privateIp",
      "securityGroups",
      "subnetId",
      "tenancy",
      "placementGroup",
      "hibernation",
      "ephemeralBlockDevices",
      "cpuOptions",
      "ebsBlockDevices",
      "rootBlockDevice.encrypted",
      "rootBlockDevice.kmsKeyId",
      "networkInterfaces",
      "launchTemplate",
      "primaryNetworkInterface",
      "region",
    ],
    required: [
      "networkInterfaces[].deviceIndex",
      "networkInterfaces[].networkInterfaceId",
      "primaryNetworkInterface.networkInterfaceId",
      "ebsBlockDevices[].deviceName",
    ],
    atLeastOneOf: [
      ["ami", "launchTemplate"],
      ["instanceType", "launchTemplate"],
    ],
    conflicts: [
      ...INTERFACE_SETTINGS.map((setting) => ["networkInterfaces", setting]),
      ...INTERFACE_SETTINGS.map((setting) => ["primaryNetworkInterface", setting]),
      ["primaryNetworkInterface", "networkInterfaces"],
      ["userData", "userDataBase64"],
      ["ipv6AddressCount", "ipv6Addresses"],
      ["placementGroup", "hostResourceGroupArn"],
    ],
    values: {
      tenancy: ["default", "dedicated", "host"],
      "metadataOptions.httpEndpoint": ["enabled", "disabled"],
      "metadataOptions.httpTokens": ["optional", "required"],
      "metadataOptions.httpProtocolIpv6": ["enabled", "disabled"],
      "metadataOptions.instanceMetadataTags": ["enabled", "disabled"],
      "creditSpecification.cpuCredits": ["standard", "unlimited"],
      "rootBlockDevice.volumeType": ["standard", "io1", "io2", "gp2", "gp3", "sc1", "st1"],
      "maintenanceOptions.autoRecovery": ["default", "disabled"],
    },
    ranges: { "metadataOptions.httpPutResponseHopLimit": [1, 64] },
    lengths: { userData: [0, 16384] },
    formats: {
      privateIp: IPV4,
      "secondaryPrivateIps[]": IPV4,
      userDataBase64: { pattern: /^[A-Za-z0-9+/\s]*={0,2}\s*$/, words: "base64" },
    },
    // sourceDestCheck is true by default; left out here, since a given value conflicts with an interface.
    defaults: { userDataReplaceOnChange: false, getPasswordData: false, forceDestroy: false },
  },
  rules: [
    rule("ec2/instance:ami-format", "create", `${RUN}: InvalidAMIID.Malformed`, ({ inputs }) => {
      const ami = text(inputs, "ami");
      if (ami === undefined || /^ami-([0-9a-f]{8}|[0-9a-f]{17})$/.test(ami)) return undefined;
      return `InvalidAMIID.Malformed: Invalid id: "${ami}"`;
    }),
    rule("ec2/instance:instance-type", "create", `${RUN}: InvalidParameterValue`, ({ inputs }) => {
      const type = text(inputs, "instanceType");
      if (type === undefined || INSTANCE_TYPE.test(type)) return undefined;
      return `InvalidParameterValue: Invalid value '${type}' for InstanceType.`;
    }),
    rule("ec2/instance:architecture", "create", `${RUN}: InvalidParameterValue`, wrongArchitecture),
    subnetMustExist("ec2/instance"),
    groupMustExist("ec2/instance", "vpcSecurityGroupIds[]"),
    groupsInSubnetsVpc("ec2/instance", "vpcSecurityGroupIds[]"),
    groupQuota("ec2/instance", "vpcSecurityGroupIds[]"),
    addressInSubnet("ec2/instance", ["privateIp", "secondaryPrivateIps[]"]),
    rule(
      "ec2/instance:network-interface",
      "create",
      `${RUN}: InvalidNetworkInterfaceID.NotFound`,
      (input) => {
        const missing = interfacesOf(input.inputs).find(
          (id) => !findInterface(input.account, id, input.place.region),
        );
        return (
          missing && `InvalidNetworkInterfaceID.NotFound: The networkInterface ID '${missing}' does not exist`
        );
      },
    ),
    rule(
      "ec2/instance:network-interface-in-use",
      "create",
      `${RUN}: InvalidNetworkInterface.InUse`,
      interfaceTaken,
    ),
    mustExist({
      id: "ec2/instance:instance-profile",
      path: "iamInstanceProfile",
      source: `${RUN}: InvalidParameterValue; the argument is the profile's name`,
      find: (name, { account }) => byId(account, TYPES.instanceProfile, name),
      words: (name) =>
        `InvalidParameterValue: Value (${name}) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name`,
    }),
    rule("ec2/instance:profile-role", "create", `${RUN}: InvalidParameterValue`, ({ inputs, account }) => {
      const profile = byId(account, TYPES.instanceProfile, text(inputs, "iamInstanceProfile") ?? "");
      if (!profile || text(profile.inputs, "role") !== undefined) return undefined;
      return `InvalidParameterValue: IAM Instance Profile "${profile.id}" has no associated IAM Roles`;
    }),
    tagRule("ec2/instance", { anyCharacter: true }),
    rule(
      "ec2/instance:termination-protection",
      "delete",
      "EC2 TerminateInstances: OperationNotPermitted",
      ({ account, place }) => {
        const self = account.get(place.urn);
        if (!isOn(self?.inputs, "disableApiTermination") || isOn(self?.inputs, "forceDestroy"))
          return undefined;
        return `OperationNotPermitted: The instance '${String(self?.id)}' may not be terminated.`;
      },
    ),
  ],
  replaces: (before, after) => [
    ...["userData", "userDataBase64"].filter(
      (property) =>
        isOn(after, "userDataReplaceOnChange") &&
        after[property] !== undefined &&
        before[property] !== after[property],
    ),
    ...(archOf(before) === archOf(after) ? [] : ["instanceType"]),
  ],
  create: createInstance,
};

/** An instance can be stopped and started as another type of the same architecture only. */
function archOf(inputs: Props): string | undefined {
  const type = text(inputs, "instanceType");
  return type && architectureOf(type);
}

const INSTANCE_TYPE =
  /^[a-z][a-z0-9-]*\d[a-z0-9-]*\.(nano|micro|small|medium|large|\d*xlarge|metal(-\d+xl)?)$/;

/** Graviton families have a `g` right after their generation's number; `a1` was the first. */
function architectureOf(instanceType: string): "arm64" | "x86_64" {
  return /^(a1|[a-z]+\d+g[a-z]*)\./.test(instanceType) ? "arm64" : "x86_64";
}

function wrongArchitecture({ inputs, place }: RuleInput): string | undefined {
  const type = text(inputs, "instanceType");
  const image = findImage(text(inputs, "ami") ?? "", place.region);
  if (type === undefined || !image || !INSTANCE_TYPE.test(type)) return undefined;
  const wanted = architectureOf(type);
  if (wanted === image.architecture) return undefined;
  return (
    `InvalidParameterValue: The architecture '${wanted}' of the specified instance type does not match the ` +
    `architecture '${image.architecture}' of the specified AMI.`
  );
}

function interfaceTaken({ inputs, account, place }: RuleInput): string | undefined {
  const wanted = new Set(interfacesOf(inputs));
  if (wanted.size === 0) return undefined;
  for (const other of account.ofType(TYPES.instance)) {
    const shared =
      other.urn === place.urn ? undefined : interfacesOf(other.inputs).find((id) => wanted.has(id));
    if (shared) return `InvalidNetworkInterface.InUse: Interface: ${shared} in use.`;
  }
  return undefined;
}

function createInstance(inputs: Props, place: Place, account: Account): Created {
  const id = ec2Id("i", place.urn);
  const given = interfacesOf(inputs).at(0);
  const own = given === undefined ? undefined : byId(account, TYPES.networkInterface, given);
  const subnetId = text(inputs, "subnetId") ?? text(own?.outputs, "subnetId");
  const subnet = findSubnet(account, subnetId ?? "", place.region);
  const block = blockOfSubnet(account, subnetId, place.region);
  const address =
    text(inputs, "privateIp") ??
    text(own?.outputs, "privateIp") ??
    (block ? addressIn(block, place.urn) : "");
  const isPublic = inputs.associatePublicIpAddress ?? subnet?.outputs.mapPublicIpOnLaunch ?? false;
  const publicIp = isPublic === true ? publicAddress(place.urn) : "";
  return {
    id,
    outputs: {
      arn: arnOf(place, "ec2", `instance/${id}`),
      associatePublicIpAddress: isPublic,
      availabilityZone: subnet?.outputs.availabilityZone ?? inputs.availabilityZone ?? `${place.region}a`,
      instanceState: "running",
      metadataOptions: {
        httpEndpoint: "enabled",
        httpProtocolIpv6: "disabled",
        ...object(inputs, "metadataOptions"),
      },
      outpostArn: "",
      passwordData: "",
      primaryNetworkInterfaceId: given ?? ec2Id("eni", place.urn),
      privateDns: address && privateDnsName(address, place),
      privateIp: address,
      publicDns: publicIp && publicDnsName(publicIp, place),
      publicIp,
      subnetId: subnetId ?? "",
      sourceDestCheck: inputs.sourceDestCheck ?? own?.outputs.sourceDestCheck ?? true,
      vpcSecurityGroupIds: inputs.vpcSecurityGroupIds ?? own?.outputs.securityGroups ?? [],
    },
  };
}
