/** By which host names the internet reaches load balancers and distributions, and whether certificates cover them. */
import type { PolicyResource } from "@pulumi/policy";
import { certificateAt, namesOf } from "./certificates";
import { DISTRIBUTION } from "./distributions";
import type { Findings } from "./findings";
import { isCovered } from "./hostnames";
import {
  ARN_KEYS,
  balancerOf,
  LISTENER_CERTIFICATES,
  LISTENER_RULES,
  listenerOf,
  listenerProtocol,
  LISTENERS,
  LOAD_BALANCERS,
} from "./loadBalancers";
import { asList, at, ifKnown, isUnknownValue, plainText, readers, textAt } from "./reading";
import { dependenciesAmong, givenAt, referredTo, type Path } from "./references";
import type { Stack } from "./stack";

export const RECORD = "aws:route53/record:Record";

export function checkHostNames(stack: Stack, findings: Findings): void {
  findings.forEach(stack.of([DISTRIBUTION]), (distribution) => {
    checkAliases(distribution, stack, findings);
  });
  findings.forEach(stack.of(LISTENER_RULES), (rule) => {
    checkHostHeaders(rule, stack, findings);
  });
  findings.forEach(stack.of([RECORD]), (record) => {
    checkRecord(record, stack, findings);
  });
}

function checkAliases(distribution: PolicyResource, stack: Stack, findings: Findings): void {
  const certificate = certificateAt(distribution, ["viewerCertificate", "acmCertificateArn"], stack);
  if (!certificate) return;
  const names = namesOf(certificate);
  findings.each(givenAt(distribution, "aliases"), (alias) => {
    if (isCovered(plainText(alias), names)) return;
    findings.violation(
      `alias ${plainText(alias)} is on no certificate: ${certificate.name} covers ${names.join(", ")}.`,
      distribution,
    );
  });
}

function checkHostHeaders(rule: PolicyResource, stack: Stack, findings: Findings): void {
  const listener = listenerOf(rule, stack.of(LISTENERS));
  if (!listener || listenerProtocol(listener) !== "HTTPS") return;
  const names = listenerNames(listener, stack);
  if (!names) return;
  findings.each(at(rule.props, "conditions"), (condition) => {
    findings.each(at(condition, "hostHeader", "values"), (value) => {
      const host = plainText(value);
      // Other patterns match hosts that nobody can list.
      if (/[*?]/.test(host.replace(/^\*\./, "")) || isCovered(host, names)) return;
      findings.violation(
        `host header ${host} is on no certificate of its listener: ${names.join(", ")}.`,
        rule,
      );
    });
  });
}

/** Names on all certificates of an HTTPS listener; undefined when one of them is another stack's. */
function listenerNames(listener: PolicyResource, stack: Stack): readonly string[] | undefined {
  const further = stack
    .of(LISTENER_CERTIFICATES)
    .filter((one) => referredTo(one, "listenerArn", stack.of(LISTENERS), ARN_KEYS) === listener);
  const certificates = [listener, ...further].map((one) => certificateAt(one, "certificateArn", stack));
  const known = certificates.filter((one) => one !== undefined);
  return known.length === certificates.length ? known.flatMap(namesOf) : undefined;
}

function checkRecord(record: PolicyResource, stack: Stack, findings: Findings): void {
  const name = recordName(record);
  for (const path of targetsOf(record)) {
    const distribution = targetAt(record, path, stack.of([DISTRIBUTION]), "domainName");
    if (distribution) checkServed(record, name, distribution, findings);
    const balancer = targetAt(record, path, stack.of(LOAD_BALANCERS), "dnsName");
    if (balancer) checkCertified(record, name, balancer, stack, findings);
  }
}

/** Where a record names what it leads to. */
function targetsOf(record: PolicyResource): readonly Path[] {
  return [
    ...readers(givenAt(record, "aliases")).map((_, index) => ["aliases", index, "name"] as const),
    ...(givenAt(record, "type") === "CNAME" ? [["records", 0] as const] : []),
  ];
}

/** The load balancer of the stack to which a host name leads; undefined for none. */
export function balancerNamed(host: string, stack: Stack): PolicyResource | undefined {
  const balancers = stack.of(LOAD_BALANCERS);
  return stack
    .of([RECORD])
    .filter((record) => ifKnown(() => recordName(record), undefined) === host)
    .flatMap((record) => targetsOf(record).map((path) => targetAt(record, path, balancers, "dnsName")))
    .find((balancer) => balancer !== undefined);
}

/** CloudFront answers 403 for a host that is none of its aliases. */
function checkServed(
  record: PolicyResource,
  name: string,
  distribution: PolicyResource,
  findings: Findings,
): void {
  const aliases = asList(givenAt(distribution, "aliases")).map(plainText);
  if (isCovered(name, aliases)) return;
  findings.violation(`leads ${name} to distribution ${distribution.name}, which has no such alias.`, record);
}

function checkCertified(
  record: PolicyResource,
  name: string,
  balancer: PolicyResource,
  stack: Stack,
  findings: Findings,
): void {
  const encrypted = stack
    .of(LISTENERS)
    .filter(
      (one) => listenerProtocol(one) === "HTTPS" && balancerOf(one, stack.of(LOAD_BALANCERS)) === balancer,
    );
  for (const listener of encrypted) {
    const names = listenerNames(listener, stack);
    if (!names || isCovered(name, names)) continue;
    findings.violation(
      `leads ${name} to ${balancer.name}, whose certificate covers ${names.join(", ")}.`,
      record,
    );
  }
}

/** The name in full. A preview knows only what was given, which may leave out the zone's domain. */
function recordName(record: PolicyResource): string {
  const full = ifKnown(() => textAt(record.props, "fqdn"), undefined);
  const given = textAt(record.props, "name") ?? "";
  return full ?? (given.includes(".") ? given : plainText(at(record.props, "fqdn")));
}

/** By the name itself, which may have `dualstack.` before it, or by where the value comes from. */
export function targetAt(
  resource: PolicyResource,
  path: Path,
  candidates: readonly PolicyResource[],
  key: string,
): PolicyResource | undefined {
  try {
    const [top, ...rest] = typeof path === "string" ? [path] : path;
    const value = plainText(at(resource.props, top, ...rest))
      .replace(/^dualstack\./, "")
      .replace(/\.$/, "");
    if (value === "") return undefined;
    return candidates.find((one) => ifKnown(() => textAt(one.props, key), undefined) === value);
  } catch (error) {
    if (!isUnknownValue(error)) throw error;
    return dependenciesAmong(resource, path, candidates).at(0);
  }
}
