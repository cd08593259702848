import type { Created, Place, Props, ResourceModel, Rule, RuleInput } from "../../../model";
import { ec2Id, hex } from "../../../ids";
import { arnOf } from "../kit/arn";
import { APPLY, ipv4Blocks, ipv6Blocks, rule } from "../kit/rules";
import { tagRule } from "../kit/tags";
import { TYPES } from "../kit/types";
import { num, text } from "../kit/values";
import { vpcOfGroup } from "./lookup";
import {
  keyOf,
  permissionOf,
  permissionsOfGroup,
  permissionsOfLists,
  portProblem,
  protocolNumber,
  quotaProblem,
  type Direction,
  type Permission,
} from "./permissions";
import { DESCRIPTION } from "./securityGroup";
import { groupMustExist } from "./shared";

const SOURCE = "terraform-provider-aws internal/service/ec2/vpc_security_group_ingress_rule.go";
const PEERS = ["cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"] as const;
const PREFIX_LIST = { pattern: /^pl-([0-9a-f]{8}|[0-9a-f]{17})$/, words: "the id of a prefix list: pl-…" };

export const securityGroupIngressRule = single("ingress", "vpc/securityGroupIngressRule", TYPES.ingressRule);
export const securityGroupEgressRule = single("egress", "vpc/securityGroupEgressRule", TYPES.egressRule);

/** The newer types: one rule, one source. */
function single(direction: Direction, prefix: string, type: string): ResourceModel {
  const permissions = (inputs: Props): Permission[] => [permissionOf(direction, inputs)];
  return {
    type,
    shape: {
      source: SOURCE,
      replaceOn: ["securityGroupId", "region"],
      required: ["ipProtocol", "securityGroupId"],
      exactlyOneOf: [PEERS],
      ranges: { fromPort: [-1, 65535], toPort: [-1, 65535] },
      lengths: { description: [0, 255] },
      formats: {
        description: DESCRIPTION,
        prefixListId: PREFIX_LIST,
        referencedSecurityGroupId: { pattern: /^(\d{12}\/)?sg-/, words: "sg-… or ACCOUNT/sg-…" },
      },
    },
    rules: [
      ipv4Blocks(`${prefix}:cidr`, ["cidrIpv4"], SOURCE),
      ipv6Blocks(`${prefix}:ipv6-cidr`, ["cidrIpv6"], SOURCE),
      groupMustExist(prefix, "securityGroupId"),
      referencedGroup(prefix, "referencedSecurityGroupId"),
      ...portRules(prefix, "ipProtocol"),
      rule(`${prefix}:all-ports`, APPLY, `${SOURCE}: documentation of ip_protocol`, ({ inputs }) =>
        protocolNumber(text(inputs, "ipProtocol") ?? "") === "-1" &&
        (num(inputs, "fromPort") ?? num(inputs, "toPort")) !== undefined
          ? "with ip_protocol -1 (all protocols, all ports) from_port and to_port may not be set"
          : undefined,
      ),
      ...groupRules(prefix, direction, permissions),
      tagRule(prefix, { anyCharacter: true }),
    ],
    // A rule keeps its kind of source; another value of the same kind is set in place (ModifySecurityGroupRules).
    replaces: (before, after) =>
      PEERS.filter((source) => (before[source] === undefined) !== (after[source] === undefined)),
    create: (_inputs, place): Created => {
      const id = ec2Id("sgr", place.urn);
      return {
        id,
        outputs: { arn: arnOf(place, "ec2", `security-group-rule/${id}`), securityGroupRuleId: id },
      };
    },
  };
}

const LISTS_SOURCE = "terraform-provider-aws internal/service/ec2/vpc_security_group_rule.go";

/** The older type, with lists of sources; awsx still makes it. */
export const securityGroupRule: ResourceModel = {
  type: TYPES.securityGroupRule,
  shape: {
    source: LISTS_SOURCE,
    replaceOn: [
      "cidrBlocks",
      "fromPort",
      "ipv6CidrBlocks",
      "prefixListIds",
      "protocol",
      "securityGroupId",
      "self",
      "sourceSecurityGroupId",
      "toPort",
      "type",
      "region",
    ],
    deleteBeforeReplace: true,
    required: ["fromPort", "toPort", "protocol", "securityGroupId", "type"],
    conflicts: [
      ["cidrBlocks", "self"],
      ["cidrBlocks", "sourceSecurityGroupId"],
      ["ipv6CidrBlocks", "self"],
      ["ipv6CidrBlocks", "sourceSecurityGroupId"],
      ["self", "sourceSecurityGroupId"],
    ],
    atLeastOneOf: [["cidrBlocks", "ipv6CidrBlocks", "prefixListIds", "self", "sourceSecurityGroupId"]],
    values: { type: ["ingress", "egress"] },
    lengths: { description: [0, 255] },
    formats: { description: DESCRIPTION, "prefixListIds[]": PREFIX_LIST },
    tags: false,
  },
  rules: [
    ipv4Blocks("ec2/securityGroupRule:cidr", ["cidrBlocks[]"], LISTS_SOURCE),
    ipv6Blocks("ec2/securityGroupRule:ipv6-cidr", ["ipv6CidrBlocks[]"], LISTS_SOURCE),
    groupMustExist("ec2/securityGroupRule", "securityGroupId"),
    referencedGroup("ec2/securityGroupRule", "sourceSecurityGroupId"),
    ...portRules("ec2/securityGroupRule", "protocol"),
    ...groupRules("ec2/securityGroupRule", undefined, (inputs) =>
      permissionsOfLists(directionOf(inputs), inputs, String(inputs.securityGroupId)),
    ),
  ],
  create: (_inputs: Props, place: Place): Created => ({
    id: `sgrule-${String(parseInt(hex(place.urn, 8), 16)).padStart(10, "0")}`,
    outputs: { securityGroupRuleId: ec2Id("sgr", place.urn) },
  }),
};

function directionOf(inputs: Props): Direction {
  return inputs.type === "egress" ? "egress" : "ingress";
}

/** A group of another account cannot be looked up: `ACCOUNT/sg-…` is taken as it is. */
function referencedGroup(prefix: string, path: string): Rule {
  return rule(`${prefix}:referenced-group`, APPLY, "EC2 API error codes: InvalidGroup.NotFound", (input) => {
    const id = text(input.inputs, path);
    if (!id?.startsWith("sg-")) return undefined;
    if (vpcOfGroup(input.account, id, input.place.region) !== undefined) return undefined;
    return `InvalidGroup.NotFound: The security group '${id}' does not exist`;
  });
}

function portRules(prefix: string, property: string): Rule[] {
  return [
    rule(`${prefix}:protocol`, APPLY, "EC2 AuthorizeSecurityGroupIngress: IpProtocol", ({ inputs }) => {
      const protocol = text(inputs, property);
      if (protocol === undefined || protocolNumber(protocol) !== undefined) return undefined;
      return `InvalidParameterValue: Invalid value '${protocol}' for IP protocol. Unknown protocol.`;
    }),
    rule(`${prefix}:ports`, APPLY, "EC2 AuthorizeSecurityGroupIngress: FromPort, ToPort", ({ inputs }) =>
      portProblem(text(inputs, property), num(inputs, "fromPort"), num(inputs, "toPort")),
    ),
  ];
}

/** What depends on the group's other rules. */
function groupRules(
  prefix: string,
  direction: Direction | undefined,
  own: (inputs: Props) => Permission[],
): Rule[] {
  const others = ({ inputs, account, place }: RuleInput): Permission[] =>
    permissionsOfGroup(account, text(inputs, "securityGroupId") ?? "", place.urn);
  return [
    rule(
      `${prefix}:duplicate`,
      APPLY,
      "EC2 AuthorizeSecurityGroupIngress: InvalidPermission.Duplicate",
      (input) => {
        const taken = new Set(others(input).map(keyOf));
        const twin = own(input.inputs)
          .map(keyOf)
          .find((key) => taken.has(key));
        return twin && `InvalidPermission.Duplicate: the specified rule "${twin}" already exists`;
      },
    ),
    rule(`${prefix}:quota`, APPLY, "Amazon VPC quotas: rules per security group", (input) => {
      const all = new Map(
        [...others(input), ...own(input.inputs)].map((permission) => [keyOf(permission), permission]),
      );
      return quotaProblem([...all.values()], direction ?? directionOf(input.inputs), input.place.region);
    }),
  ];
}
