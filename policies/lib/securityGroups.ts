/** Which security group rules admit the whole internet, in the three ways in which they are written. */
import type { Findings } from "./findings";
import { isWide } from "./groupRules";
import { at, plainText, type Bag } from "./reading";

const GROUPS = ["aws:ec2/securityGroup:SecurityGroup", "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"];
const GROUP_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule";
const INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

export const SECURITY_GROUP_TYPES: readonly string[] = [...GROUPS, GROUP_RULE, INGRESS_RULE];

/** By name, and by number as the provider also takes them. */
const WITH_PORTS = ["tcp", "6", "udp", "17"];

export function checkSecurityGroup(
  type: string,
  props: Bag,
  findings: Findings,
  ports: readonly number[],
): void {
  if (type === INGRESS_RULE) {
    checkIngress(props, "", "ipProtocol", ["cidrIpv4", "cidrIpv6"], findings, ports);
  } else if (type === GROUP_RULE) {
    if (at(props, "type") === "egress") return;
    checkIngress(props, "", "protocol", ["cidrBlocks", "ipv6CidrBlocks"], findings, ports);
  } else {
    findings.each(at(props, "ingress"), (rule, index) => {
      checkIngress(rule, `ingress[${index}].`, "protocol", ["cidrBlocks", "ipv6CidrBlocks"], findings, ports);
    });
  }
}

function checkIngress(
  rule: unknown,
  path: string,
  protocolKey: string,
  addressKeys: readonly string[],
  findings: Findings,
  allowed: readonly number[],
): void {
  // Allowed ports are allowed from anywhere, so an unknown address behind them leaves no doubt.
  const opened = openedPorts(rule, protocolKey, allowed);
  if (opened === undefined) return;
  for (const key of addressKeys) {
    findings.attempt(() => {
      findings.each(at(rule, key), (address) => {
        if (!isWide(plainText(address))) return;
        findings.violation(
          `${path}${key} admits ${plainText(address)} to ${opened}; the internet may come to ${allowed.join(", ")} only.`,
        );
      });
    });
  }
}

/** What a rule opens beyond the allowed ports, in words; undefined for nothing. */
function openedPorts(rule: unknown, protocolKey: string, allowed: readonly number[]): string | undefined {
  const protocol = plainText(at(rule, protocolKey) ?? "-1").toLowerCase();
  if (protocol === "-1" || protocol === "all") return "all ports and protocols";
  // What ICMP calls ports are its types and codes.
  if (!WITH_PORTS.includes(protocol)) return `protocol ${protocol}`;
  const [from, to] = [portAt(rule, "fromPort", 0), portAt(rule, "toPort", 65_535)];
  const [first, last] = [Math.min(from, to), Math.max(from, to)];
  for (let port = first; port <= last; port++) {
    if (!allowed.includes(port)) return first === last ? `port ${first}` : `ports ${first}-${last}`;
  }
  return undefined;
}

function portAt(rule: unknown, key: string, fallback: number): number {
  const port = Number(at(rule, key) ?? fallback);
  return Number.isInteger(port) ? port : fallback;
}
