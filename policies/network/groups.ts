/** Security groups: what they admit, what they say, and that each rule is written in one way. */
import type { PolicyResource } from "@pulumi/policy";
import { forStack, forTypes, type Findings } from "../lib/findings";
import {
  DEFAULT_SECURITY_GROUP,
  EGRESS_RULE,
  GROUP_RULE,
  groupRules,
  GROUPS,
  INGRESS_RULE,
  isWide,
  portsOf,
  SECURITY_GROUP,
  STANDALONE_RULES,
  type GroupRule,
} from "../lib/groupRules";
import { asList, at, isGiven, plainText, type Bag } from "../lib/reading";
import { defineRule, ref, type ExampleResource } from "../lib/rule";
import { checkSecurityGroup, SECURITY_GROUP_TYPES } from "../lib/securityGroups";

const ingress = (port: number): ExampleResource[] => [
  {
    type: INGRESS_RULE,
    name: "in",
    props: {
      securityGroupId: "sg-0a1b2c",
      ipProtocol: "tcp",
      fromPort: port,
      toPort: port,
      cidrIpv4: "0.0.0.0/0",
    },
  },
];

export const securityGroupOpenToWorld = defineRule({
  name: "security-group-open-to-world",
  description: "Security groups admit the whole internet to ports 80 and 443 only.",
  level: "mandatory",
  severity: "high",
  tags: ["network", "security-group"],
  why: "Only the web is for everybody; databases, SSH and application ports are not.",
  fix: "Admit another security group or a narrower range of addresses instead, or name the port in furtherPorts.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-18",
  controls: {
    fsbp: ["EC2.18", "EC2.19"],
    cis: ["5.2", "5.3"],
    checkov: ["CKV_AWS_24", "CKV_AWS_25", "CKV_AWS_260", "CKV_AWS_277"],
    cdkNag: ["AwsSolutions-EC23"],
  },
  config: {
    furtherPorts: {
      type: "array",
      items: { type: "integer", minimum: 0, maximum: 65_535 },
      default: [],
      description: "Ports beside 80 and 443 to which the internet may come.",
    },
  },
  examples: { fails: ingress(8000), passes: ingress(443) },
  validateResource: forTypes(SECURITY_GROUP_TYPES, (props, findings, { type, config }) => {
    const further = asList(config.furtherPorts).filter((port): port is number => typeof port === "number");
    checkSecurityGroup(type, props, findings, [80, 443, ...further]);
  }),
});

const egress = (ipProtocol: string, ports: object = {}): ExampleResource[] => [
  {
    type: EGRESS_RULE,
    name: "out",
    props: { securityGroupId: "sg-0a1b2c", ipProtocol, cidrIpv4: "0.0.0.0/0", ...ports },
  },
];

export const egressLimited = defineRule({
  name: "egress-limited",
  description: "No security group lets everything out to the whole internet.",
  level: "advisory",
  severity: "low",
  tags: ["network", "security-group"],
  why: "Whoever takes over a task sends what it finds by any port, and fetches its tools by any protocol.",
  fix: "Let out only the ports that are needed, such as 443.",
  url: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
  controls: { checkov: ["CKV_AWS_382"] },
  examples: { fails: egress("-1"), passes: egress("tcp", { fromPort: 443, toPort: 443 }) },
  validateResource: forTypes([...GROUPS, GROUP_RULE, EGRESS_RULE], (props, findings, { type }) => {
    if (type === EGRESS_RULE) checkEgress(props, "", "ipProtocol", ["cidrIpv4", "cidrIpv6"], findings);
    else if (type !== GROUP_RULE) {
      findings.each(at(props, "egress"), (rule, index) => {
        checkEgress(rule, `egress[${index}].`, "protocol", ["cidrBlocks", "ipv6CidrBlocks"], findings);
      });
    } else if (at(props, "type") === "egress") {
      checkEgress(props, "", "protocol", ["cidrBlocks", "ipv6CidrBlocks"], findings);
    }
  }),
});

function checkEgress(
  rule: unknown,
  path: string,
  protocolKey: string,
  addressKeys: readonly string[],
  findings: Findings,
): void {
  const { first, last, protocol } = portsOf((key) => at(rule, key), protocolKey);
  if (protocol !== "-1" && (first > 1 || last < 65_535)) return;
  for (const key of addressKeys) {
    findings.each(at(rule, key), (address) => {
      if (isWide(plainText(address))) {
        findings.violation(`${path}${key} lets everything out to ${plainText(address)}; name the ports.`);
      }
    });
  }
}

const group = (props: object): ExampleResource[] => [
  { type: SECURITY_GROUP, name: "tasks", props: { ...props } },
];

/** What the provider writes where nothing is given. */
const NO_DESCRIPTION = "Managed by Pulumi";

export const securityGroupsDescribed = defineRule({
  name: "security-groups-described",
  description: "Security groups and their rules say what they are for.",
  level: "advisory",
  severity: "low",
  tags: ["network", "security-group"],
  why: "A rule that nobody can explain is a rule that nobody dares to remove.",
  fix: "Give each group and each rule a description of its purpose.",
  url: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
  controls: { checkov: ["CKV_AWS_23"], cdkNag: ["AwsSolutions-EC27"] },
  examples: { fails: group({}), passes: group({ description: "Tasks of the shop" }) },
  validateResource: forTypes([SECURITY_GROUP, ...STANDALONE_RULES], (props, findings, { type }) => {
    checkDescription(props, type === SECURITY_GROUP ? "the group" : "the rule", findings);
    if (type !== SECURITY_GROUP) return;
    for (const direction of ["ingress", "egress"]) {
      findings.each(at(props, direction), (rule, index) => {
        checkDescription(rule, `${direction}[${index}]`, findings);
      });
    }
  }),
});

function checkDescription(described: unknown, what: string, findings: Findings): void {
  const given = isGiven(() => at(described, "description"));
  if (given && at(described, "description") !== NO_DESCRIPTION) return;
  findings.violation(`${what} has no description; say what it is for.`);
}

const mixed = (inline: object): ExampleResource[] => [
  { type: SECURITY_GROUP, name: "tasks", props: { description: "Tasks", ...inline } },
  {
    type: INGRESS_RULE,
    name: "in",
    props: {
      securityGroupId: ref("tasks", "id"),
      ipProtocol: "tcp",
      fromPort: 8000,
      toPort: 8000,
      cidrIpv4: "10.0.0.0/16",
    },
  },
];

export const securityGroupRulesMixed = defineRule({
  name: "security-group-rules-in-one-way",
  description: "A security group has its rules inline or as resources of their own, not both.",
  level: "mandatory",
  severity: "medium",
  tags: ["network", "security-group"],
  why: "The provider takes inline rules for the whole truth and removes the others, one update on, one update off.",
  fix: "Make every rule of the group an aws.vpc.SecurityGroupIngressRule or SecurityGroupEgressRule.",
  url: "https://www.pulumi.com/registry/packages/aws/api-docs/ec2/securitygroup/",
  controls: {},
  examples: {
    fails: mixed({ ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["10.0.0.0/16"] }] }),
    passes: mixed({}),
  },
  validateStack: forStack((stack, findings) => {
    const all = groupRules(stack);
    const separate = all.filter(({ path }) => path === "");
    findings.forEach(stack.of(GROUPS), (one) => {
      const itsOwn = separate.filter((rule) => findings.known(rule.group, undefined) === one);
      if (itsOwn.length === 0) return;
      const inline = all.filter(({ resource, path }) => resource === one && path !== "");
      // Once refreshed, a group's state shows the rules that are resources, too.
      const real = inline.filter((rule) => !findings.known(() => isEcho(rule, itsOwn), true));
      if (real.length === 0) return;
      const names = itsOwn.map(({ resource }) => resource.name).join(", ");
      findings.violation(
        `${real[0].path.slice(0, -1)} is inline, and ${names} are resources; choose one way.`,
        one,
      );
    });
  }),
});

/** True when other rules of the group, each by itself a part, say the same as this one. */
function isEcho(inline: GroupRule, rules: readonly GroupRule[]): boolean {
  const same = rules.filter((rule) => {
    const [a, b] = [rule.ports(), inline.ports()];
    return (
      rule.direction() === inline.direction() &&
      a.protocol === b.protocol &&
      a.first === b.first &&
      a.last === b.last
    );
  });
  const said = new Set<string | PolicyResource>(same.flatMap((rule) => partsOf(rule)));
  const parts = partsOf(inline);
  return parts.length > 0 && parts.every((part) => said.has(part));
}

function partsOf(rule: GroupRule): readonly (string | PolicyResource)[] {
  return [...rule.addresses(), ...rule.prefixLists(), ...rule.peers()];
}

const defaultGroup = (props: Bag): ExampleResource[] => [
  { type: DEFAULT_SECURITY_GROUP, name: "default", props: { vpcId: "vpc-0a1b2c", ...props } },
];

export const defaultSecurityGroupClosed = defineRule({
  name: "default-security-group-closed",
  description: "A VPC's default security group, where a program adopts it, has no rule.",
  level: "mandatory",
  severity: "medium",
  tags: ["network", "security-group"],
  why: "Whatever is made without a group gets this one.",
  fix: "Leave ingress and egress of the aws.ec2.DefaultSecurityGroup empty.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-2",
  controls: {
    fsbp: ["EC2.2"],
    cis: ["5.4"],
    checkov: ["CKV2_AWS_12"],
    cdkNag: ["VPCDefaultSecurityGroupClosed"],
  },
  examples: {
    fails: defaultGroup({ ingress: [{ protocol: "-1", fromPort: 0, toPort: 0, self: true }] }),
    passes: defaultGroup({}),
  },
  validateResource: forTypes([DEFAULT_SECURITY_GROUP], (props, findings) => {
    for (const direction of ["ingress", "egress"]) {
      findings.attempt(() => {
        const count = asList(at(props, direction)).length;
        if (count > 0) findings.violation(`${direction} has ${count} rules; leave the default group empty.`);
      });
    }
  }),
});
