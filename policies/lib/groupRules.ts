/** Security-group rules of a whole stack, in the three ways in which they are written, as one list. */
import type { PolicyResource } from "@pulumi/policy";
import { asList, at, ifKnown, plainText } from "./reading";
import { allReferredTo, givenAt, referredTo, type Path } from "./references";
import type { Stack } from "./stack";

export const SECURITY_GROUP = "aws:ec2/securityGroup:SecurityGroup";
export const DEFAULT_SECURITY_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";
export const GROUP_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule";
export const INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
export const EGRESS_RULE = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";

export const GROUPS: readonly string[] = [SECURITY_GROUP, DEFAULT_SECURITY_GROUP];
export const STANDALONE_RULES: readonly string[] = [GROUP_RULE, INGRESS_RULE, EGRESS_RULE];

/** By which of their properties others name a security group. */
export const GROUP_KEYS = ["id", "arn"];

/** One rule. Every member reads on demand, and throws where a preview does not know. */
export interface GroupRule {
  /** Where a violation belongs: the rule, or the group that holds it inline. */
  readonly resource: PolicyResource;
  /** For messages: `ingress[0].`, or nothing for a rule that is a resource. */
  readonly path: string;
  readonly direction: () => "ingress" | "egress";
  /** The group that it is a rule of; undefined for one of another stack. */
  readonly group: () => PolicyResource | undefined;
  /** Groups at the other end. */
  readonly peers: () => readonly PolicyResource[];
  /** CIDR blocks at the other end, of both versions; each reads on demand. */
  readonly addresses: () => readonly string[];
  /** Ids of prefix lists at the other end. */
  readonly prefixLists: () => readonly string[];
  readonly ports: () => Ports;
}

export interface Ports {
  readonly protocol: string;
  readonly first: number;
  readonly last: number;
}

export function groupRules(stack: Stack): readonly GroupRule[] {
  const groups = stack.of(GROUPS);
  return [
    ...groups.flatMap((group) => [
      ...inlineRules(group, "ingress", groups),
      ...inlineRules(group, "egress", groups),
    ]),
    ...stack.of([GROUP_RULE]).map((rule) => classicRule(rule, groups)),
    ...stack.of([INGRESS_RULE]).map((rule) => modernRule(rule, "ingress", groups)),
    ...stack.of([EGRESS_RULE]).map((rule) => modernRule(rule, "egress", groups)),
  ];
}

function inlineRules(
  group: PolicyResource,
  direction: "ingress" | "egress",
  groups: readonly PolicyResource[],
): readonly GroupRule[] {
  // What the provider would compute are the rules that other resources make.
  const count = asList(givenAt(group, direction)).length;
  return Array.from({ length: count }, (_, index) => {
    const read = (key: string): unknown => at(group.props, direction, index, key);
    return {
      resource: group,
      path: `${direction}[${index}].`,
      direction: () => direction,
      group: () => group,
      peers: () => [
        ...allReferredTo(group, [direction, index, "securityGroups"], groups, GROUP_KEYS),
        ...(read("self") === true ? [group] : []),
      ],
      addresses: () => [...texts(read("cidrBlocks")), ...texts(read("ipv6CidrBlocks"))],
      prefixLists: () => texts(read("prefixListIds")),
      ports: () => portsOf(read, "protocol"),
    };
  });
}

function classicRule(rule: PolicyResource, groups: readonly PolicyResource[]): GroupRule {
  const read = (key: string): unknown => givenAt(rule, key);
  const group = (): PolicyResource | undefined => referredTo(rule, "securityGroupId", groups, GROUP_KEYS);
  return {
    resource: rule,
    path: "",
    direction: () => (read("type") === "egress" ? "egress" : "ingress"),
    group,
    peers: () => {
      const other = peerAt(rule, "sourceSecurityGroupId", groups);
      const self = read("self") === true ? group() : undefined;
      return [other, self].flatMap((one) => one ?? []);
    },
    addresses: () => [...texts(read("cidrBlocks")), ...texts(read("ipv6CidrBlocks"))],
    prefixLists: () => texts(read("prefixListIds")),
    ports: () => portsOf(read, "protocol"),
  };
}

function modernRule(
  rule: PolicyResource,
  direction: "ingress" | "egress",
  groups: readonly PolicyResource[],
): GroupRule {
  const read = (key: string): unknown => givenAt(rule, key);
  return {
    resource: rule,
    path: "",
    direction: () => direction,
    group: () => referredTo(rule, "securityGroupId", groups, GROUP_KEYS),
    peers: () => [peerAt(rule, "referencedSecurityGroupId", groups)].flatMap((one) => one ?? []),
    addresses: () => [...texts(read("cidrIpv4")), ...texts(read("cidrIpv6"))],
    prefixLists: () => texts(read("prefixListId")),
    ports: () => portsOf(read, "ipProtocol"),
  };
}

function peerAt(
  rule: PolicyResource,
  path: Path,
  groups: readonly PolicyResource[],
): PolicyResource | undefined {
  return isMissing(rule, path) ? undefined : referredTo(rule, path, groups, GROUP_KEYS);
}

/** Unknown without depending on anything is what the provider computes: nothing that was given. */
function isMissing(rule: PolicyResource, path: Path): boolean {
  return ifKnown(() => givenAt(rule, path), "unknown") === undefined;
}

function texts(value: unknown): readonly string[] {
  return asList(value).map(plainText);
}

/** Left out, or `-1` and `all` as the protocol, ports are all ports. */
export function portsOf(read: (key: string) => unknown, protocolKey: string): Ports {
  const given = plainText(read(protocolKey) ?? "-1").toLowerCase();
  const protocol = given === "all" ? "-1" : (NUMBERS[given] ?? given);
  if (!["tcp", "udp"].includes(protocol)) return { protocol, first: 0, last: 65_535 };
  const port = (key: string, fallback: number): number => {
    const number = Number(read(key) ?? fallback);
    return Number.isInteger(number) ? number : fallback;
  };
  const [from, to] = [port("fromPort", 0), port("toPort", 65_535)];
  return { protocol, first: Math.min(from, to), last: Math.max(from, to) };
}

/** Protocols by number, as the provider also takes them. */
const NUMBERS: Readonly<Record<string, string>> = { "6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6" };

/** `0.0.0.0/0`, `::/0` and their other spellings: nothing else has a prefix of no bits. */
export function isWorld(address: string): boolean {
  return /\/0+$/.test(address.trim());
}

/** Also halves and quarters of the internet, by which some avoid to say `0.0.0.0/0`. */
export function isWide(address: string): boolean {
  const bits = Number(/\/(\d+)$/.exec(address.trim())?.[1] ?? 128);
  return bits <= (address.includes(":") ? 8 : 4);
}
