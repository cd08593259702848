/** Security group rules of all the types that can make one, in one form. */
import type { Account, Existing } from "../../../account";
import type { Props } from "../../../model";
import { byId } from "../kit/rules";
import { TYPES } from "../kit/types";
import { asList, isOn, num, objects, text } from "../kit/values";
import { entriesOf } from "./prefixLists";

export type Direction = "ingress" | "egress";

/** One rule of a group: whom it lets through, on which ports. */
export interface Permission {
  readonly direction: Direction;
  /** IANA number as text, `-1` for all. */
  readonly protocol: string;
  readonly from: number;
  readonly to: number;
  /** A CIDR block, prefix list or security group. */
  readonly peer: string;
}

const NUMBERS: Readonly<Record<string, string | undefined>> = {
  all: "-1",
  icmp: "1",
  tcp: "6",
  udp: "17",
  icmpv6: "58",
};

/** The IANA number of a protocol; nothing when there is no such protocol. */
export function protocolNumber(protocol: string): string | undefined {
  const known = NUMBERS[protocol.toLowerCase()];
  if (known !== undefined) return known;
  return protocol === "-1" || (/^\d{1,3}$/.test(protocol) && Number(protocol) <= 255) ? protocol : undefined;
}

/** What AWS says of the protocol and ports, each one a rule's suffix and words. */
export function portProblem(protocol: string | undefined, from?: number, to?: number): string | undefined {
  const number = protocolNumber(protocol ?? "");
  if (number === undefined || number === "-1") return undefined;
  const isPorts = number === "6" || number === "17";
  if (isPorts && (from === undefined || to === undefined)) {
    return `InvalidParameterValue: Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.`;
  }
  const [low, high, words] = isPorts ? [0, 65535, "TCP/UDP port"] : [-1, 255, "ICMP type/code"];
  const isIcmp = number === "1" || number === "58";
  const bad = [from, to].find((port) => port !== undefined && (port < low || port > high));
  if ((isPorts || isIcmp) && bad !== undefined) {
    return `InvalidParameterValue: Invalid value '${bad}' for portRange: ${words} must be ${low} to ${high}`;
  }
  if (isPorts && (from ?? 0) > (to ?? 0)) {
    return `InvalidParameterValue: Invalid TCP/UDP port range (${from}:${to})`;
  }
  return undefined;
}

/** The permissions of a rule in the argument form of `vpc/securityGroup*Rule`. */
export function permissionOf(direction: Direction, rule: Props): Permission {
  const peer = ["cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"]
    .map((property) => text(rule, property))
    .find((value) => value !== undefined);
  return {
    direction,
    ...portsOf(text(rule, "ipProtocol"), rule),
    peer: (peer ?? "").toLowerCase(),
  };
}

/** The permissions of a rule that takes lists: `ec2/securityGroupRule` and in-line rules. */
export function permissionsOfLists(direction: Direction, rule: Props, group: string): Permission[] {
  const peers = [
    ...asList(rule.cidrBlocks),
    ...asList(rule.ipv6CidrBlocks),
    ...asList(rule.prefixListIds),
    ...asList(rule.securityGroups),
    ...asList(rule.sourceSecurityGroupId),
    ...(isOn(rule, "self") ? [group] : []),
  ];
  const ports = portsOf(text(rule, "protocol"), rule);
  return peers.map((peer) => ({ direction, ...ports, peer: String(peer).toLowerCase() }));
}

function portsOf(protocol: string | undefined, rule: Props): Pick<Permission, "protocol" | "from" | "to"> {
  const number = protocolNumber(protocol ?? "") ?? "";
  if (number === "-1") return { protocol: number, from: -1, to: -1 };
  return { protocol: number, from: num(rule, "fromPort") ?? -1, to: num(rule, "toPort") ?? -1 };
}

/** All permissions of a group but those that the resource `except` makes. */
export function permissionsOfGroup(account: Account, group: string, except: string): Permission[] {
  const own = byId(account, TYPES.securityGroup, group);
  const rules = [TYPES.ingressRule, TYPES.egressRule, TYPES.securityGroupRule]
    .flatMap((type) => account.ofType(type))
    .filter((rule) => rule.urn !== except && rule.inputs.securityGroupId === group);
  return [
    ...(own && own.urn !== except ? inlinePermissions(own.inputs, group) : []),
    ...rules.flatMap(permissions),
  ];
}

function permissions(rule: Existing): Permission[] {
  if (rule.type === TYPES.ingressRule) return [permissionOf("ingress", rule.inputs)];
  if (rule.type === TYPES.egressRule) return [permissionOf("egress", rule.inputs)];
  const direction = rule.inputs.type === "egress" ? "egress" : "ingress";
  return permissionsOfLists(direction, rule.inputs, String(rule.inputs.securityGroupId));
}

export function inlinePermissions(group: Props, id: string): Permission[] {
  return (["ingress", "egress"] as const).flatMap((direction) =>
    objects(group, direction).flatMap((rule) => permissionsOfLists(direction, rule, id)),
  );
}

export function keyOf(permission: Permission): string {
  const { direction, protocol, from, to, peer } = permission;
  return [direction, protocol, from, to, peer].join(" ");
}

const MAX_RULES = 60;

/** What the quota of rules says of a group with these permissions; a prefix list counts as its entries. */
export function quotaProblem(
  all: readonly Permission[],
  direction: Direction,
  region: string,
): string | undefined {
  const used = all
    .filter((permission) => permission.direction === direction)
    .reduce((sum, { peer }) => sum + (peer.startsWith("pl-") ? entriesOf(peer, region) : 1), 0);
  if (used <= MAX_RULES) return undefined;
  return (
    "RulesPerSecurityGroupLimitExceeded: The maximum number of rules per security group has been reached: " +
    `${used} of ${MAX_RULES}`
  );
}
