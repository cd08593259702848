import type { Created, Place, Props, ResourceModel, RuleInput } from "../../../model";
import { ec2Id } from "../../../ids";
import { arnOf } from "../kit/arn";
import { APPLY, firstProblem, ipv4Blocks, ipv6Blocks, rule, takesAlong, unique } from "../kit/rules";
import { tagRule } from "../kit/tags";
import { TYPES } from "../kit/types";
import { objects, num, text, textsAt, valuesAt } from "../kit/values";
import { inlinePermissions, keyOf, portProblem, protocolNumber, quotaProblem } from "./permissions";
import { GROUP_HOLDERS, groupMustExist, nameOf, vpcMustExist } from "./shared";

const SOURCE = "terraform-provider-aws internal/service/ec2/vpc_security_group.go";
const DIRECTIONS = ["ingress", "egress"] as const;
const both = (path: string): string[] => DIRECTIONS.map((direction) => `${direction}[].${path}`);

/** Security group names and descriptions, EC2 CreateSecurityGroup. */
const CHARACTERS = /^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]*$/;
export const DESCRIPTION = {
  pattern: CHARACTERS,
  words: "a-z, A-Z, 0-9, spaces and ._-:/()#,@[]+=&;{}!$*",
};
const NAME = { pattern: /^(?!sg-)/, words: "may not begin with sg-" };

export const securityGroup: ResourceModel = {
  type: TYPES.securityGroup,
  shape: {
    source: SOURCE,
    replaceOn: ["description", "name", "namePrefix", "vpcId", "region"],
    conflicts: [["name", "namePrefix"]],
    required: DIRECTIONS.flatMap((direction) =>
      ["fromPort", "toPort", "protocol"].map((property) => `${direction}[].${property}`),
    ),
    lengths: {
      namePrefix: [1, 229],
      name: [0, 255],
      description: [0, 255],
      ...Object.fromEntries(both("description").map((path) => [path, [0, 255] as const])),
    },
    formats: {
      namePrefix: NAME,
      name: NAME,
      ...Object.fromEntries(both("description").map((path) => [path, DESCRIPTION])),
    },
    defaults: { description: "Managed by Pulumi", revokeRulesOnDelete: false },
    autoName: { property: "name", max: 255 },
  },
  rules: [
    vpcMustExist("ec2/securityGroup"),
    rule("ec2/securityGroup:name", "create", "EC2 CreateSecurityGroup: GroupName", ({ inputs }) => {
      const name = text(inputs, "name") ?? "";
      if (name.toLowerCase() === "default") {
        return `InvalidParameterValue: Cannot use reserved security group name: ${name}`;
      }
      if (CHARACTERS.test(name)) return undefined;
      return `InvalidParameterValue: Value (${name}) for parameter GroupName is invalid. Character sets beyond ASCII are not supported.`;
    }),
    rule(
      "ec2/securityGroup:description",
      "create",
      "EC2 CreateSecurityGroup: GroupDescription",
      ({ inputs }) => {
        const description = typeof inputs.description === "string" ? inputs.description : undefined;
        if (description === "")
          return "MissingParameter: The request must contain the parameter GroupDescription";
        if (description === undefined || CHARACTERS.test(description)) return undefined;
        return `InvalidParameterValue: Value (${description}) for parameter GroupDescription is invalid. Character sets beyond ASCII are not supported.`;
      },
    ),
    unique({
      id: "ec2/securityGroup:duplicate",
      type: TYPES.securityGroup,
      source: "EC2 CreateSecurityGroup: InvalidGroup.Duplicate",
      same: ["name", "vpcId"],
      words: (inputs) =>
        `InvalidGroup.Duplicate: The security group '${String(inputs.name)}' already exists for VPC '${String(inputs.vpcId)}'`,
    }),
    ipv4Blocks("ec2/securityGroup:cidr", both("cidrBlocks[]"), SOURCE),
    ipv6Blocks("ec2/securityGroup:ipv6-cidr", both("ipv6CidrBlocks[]"), SOURCE),
    groupMustExist("ec2/securityGroup", "ingress[].securityGroups[]", "ec2/securityGroup:ingress-group"),
    groupMustExist("ec2/securityGroup", "egress[].securityGroups[]", "ec2/securityGroup:egress-group"),
    rule("ec2/securityGroup:protocol", APPLY, "EC2 AuthorizeSecurityGroupIngress: IpProtocol", ({ inputs }) =>
      firstProblem(inputs, both("protocol"), (protocol) =>
        protocolNumber(protocol) === undefined
          ? `InvalidParameterValue: Invalid value '${protocol}' for IP protocol. Unknown protocol.`
          : undefined,
      ),
    ),
    rule("ec2/securityGroup:ports", APPLY, "EC2 AuthorizeSecurityGroupIngress: FromPort, ToPort", badPorts),
    rule("ec2/securityGroup:all-ports", APPLY, SOURCE, allWithPorts),
    rule(
      "ec2/securityGroup:rule-source",
      APPLY,
      "EC2 AuthorizeSecurityGroupIngress: MissingParameter",
      ({ inputs }) =>
        DIRECTIONS.some((direction) =>
          objects(inputs, direction).some(
            (entry) => inlinePermissions({ [direction]: [entry] }, "self").length === 0,
          ),
        )
          ? "MissingParameter: The request must contain the parameter ipRanges, prefixListIds or groups"
          : undefined,
    ),
    rule(
      "ec2/securityGroup:rule-duplicate",
      APPLY,
      "EC2 AuthorizeSecurityGroupIngress: InvalidPermission.Duplicate",
      ({ inputs }) => {
        const keys = inlinePermissions(inputs, "self").map(keyOf);
        const twin = keys.find((key, index) => keys.indexOf(key) < index);
        return twin && `InvalidPermission.Duplicate: the specified rule "${twin}" already exists`;
      },
    ),
    rule(
      "ec2/securityGroup:quota",
      APPLY,
      "Amazon VPC quotas: rules per security group",
      ({ inputs, place }) =>
        DIRECTIONS.map((direction) =>
          quotaProblem(inlinePermissions(inputs, "self"), direction, place.region),
        ).find((problem) => problem !== undefined),
    ),
    tagRule("ec2/securityGroup", { anyCharacter: true }),
    rule("ec2/securityGroup:in-use", "delete", "EC2 DeleteSecurityGroup: DependencyViolation", inUseBy),
  ],
  remove: takesAlong(
    [TYPES.ingressRule, TYPES.egressRule, TYPES.securityGroupRule].map((type) => ({
      type,
      path: "securityGroupId",
    })),
  ),
  create: createGroup,
};

function inlineRules(inputs: Props): Props[] {
  return DIRECTIONS.flatMap((direction) => objects(inputs, direction));
}

function badPorts({ inputs }: RuleInput): string | undefined {
  return inlineRules(inputs)
    .map((entry) => portProblem(text(entry, "protocol"), num(entry, "fromPort"), num(entry, "toPort")))
    .find((problem) => problem !== undefined);
}

function allWithPorts({ inputs }: RuleInput): string | undefined {
  const wrong = inlineRules(inputs).find(
    (entry) =>
      protocolNumber(text(entry, "protocol") ?? "") === "-1" &&
      ((num(entry, "fromPort") ?? 0) !== 0 || (num(entry, "toPort") ?? 0) !== 0),
  );
  return (
    wrong &&
    `from_port (${String(wrong.fromPort)}) and to_port (${String(wrong.toPort)}) must both be 0 to use the 'ALL' "-1" protocol!`
  );
}

/** A rule of the group itself that names it does not keep it; any other group's does. */
function inUseBy({ account, place }: RuleInput): string | undefined {
  const id = account.get(place.urn)?.id;
  if (id === undefined) return undefined;
  const refuse = (name: string): string =>
    `DependencyViolation: resource ${id} has a dependent object: ${name}`;
  for (const { type, path } of GROUP_HOLDERS) {
    const holder = account.ofType(type).find((other) => valuesAt(other.inputs, path).includes(id));
    if (holder) return refuse(nameOf(holder));
  }
  const references = [
    { type: TYPES.ingressRule, path: "referencedSecurityGroupId" },
    { type: TYPES.egressRule, path: "referencedSecurityGroupId" },
    { type: TYPES.securityGroupRule, path: "sourceSecurityGroupId" },
  ];
  for (const { type, path } of references) {
    const holder = account
      .ofType(type)
      .find((other) => other.inputs[path] === id && other.inputs.securityGroupId !== id);
    if (holder) return refuse(nameOf(holder));
  }
  const group = account
    .ofType(TYPES.securityGroup)
    .find(
      (other) =>
        other.id !== id && both("securityGroups[]").some((path) => textsAt(other.inputs, path).includes(id)),
    );
  return group && refuse(nameOf(group));
}

function createGroup(inputs: Props, place: Place): Created {
  const id = ec2Id("sg", place.urn);
  return {
    id,
    outputs: {
      arn: arnOf(place, "ec2", `security-group/${id}`),
      egress: inputs.egress ?? [],
      ingress: inputs.ingress ?? [],
      ownerId: place.accountId,
      // Without one the group lies in the region's default VPC.
      vpcId: inputs.vpcId ?? ec2Id("vpc", `default|${place.accountId}|${place.region}`),
    },
  };
}
