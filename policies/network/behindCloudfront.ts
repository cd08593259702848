/** A load balancer that CloudFront asks is asked by nobody else: else everything at the distribution can be passed by. */
import type { PolicyResource } from "@pulumi/policy";
import { balancerNamed, targetAt } from "../lib/addresses";
import { DISTRIBUTION } from "../lib/distributions";
import { forStack, type Findings } from "../lib/findings";
import { GROUP_KEYS, groupRules, GROUPS, isWide } from "../lib/groupRules";
import {
  balancerOf,
  isPublic,
  LISTENER_RULES,
  listenerOf,
  LISTENERS,
  LOAD_BALANCERS,
} from "../lib/loadBalancers";
import { asList, at, every, isBag, plainText, some, textAt } from "../lib/reading";
import { allReferredTo, givenAt } from "../lib/references";
import { defineRule, ref, type ExampleResource } from "../lib/rule";
import type { Stack } from "../lib/stack";

const ORIGIN = {
  originId: "api",
  customOriginConfig: {
    originProtocolPolicy: "https-only",
    originSslProtocols: ["TLSv1.2"],
    httpPort: 80,
    httpsPort: 443,
  },
};

const behind = (ingress: object): readonly ExampleResource[] => [
  {
    type: "aws:ec2/securityGroup:SecurityGroup",
    name: "entrance",
    props: { ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, ...ingress }] },
  },
  {
    type: LOAD_BALANCERS[0],
    name: "api",
    props: { loadBalancerType: "application", securityGroups: [ref("entrance", "id")] },
  },
  {
    type: LISTENERS[0],
    name: "https",
    props: { loadBalancerArn: ref("api", "arn"), protocol: "HTTPS", defaultActions: [{ type: "forward" }] },
  },
  {
    type: DISTRIBUTION,
    name: "site",
    props: { origins: [{ ...ORIGIN, domainName: ref("api", "dnsName") }] },
  },
];

export const loadBalancerBehindCloudfront = defineRule({
  name: "load-balancer-behind-cloudfront",
  description:
    "A public load balancer that is a distribution's origin answers CloudFront alone, by its security groups or by a header.",
  level: "advisory",
  severity: "medium",
  tags: ["network", "load-balancer", "cloudfront"],
  why: "Whoever finds the load balancer's own name passes by the distribution's firewall, its limits, its log and its cache.",
  fix:
    "Let in the prefix list com.amazonaws.global.cloudfront.origin-facing instead of the internet; or have the origin " +
    "send a secret customHeader that every rule that forwards demands, under a default action of 403. " +
    "An internal load balancer behind a VPC origin needs neither.",
  url: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/restrict-access-to-load-balancer.html",
  controls: {},
  examples: {
    fails: behind({ cidrBlocks: ["0.0.0.0/0"] }),
    passes: behind({ prefixListIds: ["pl-4fa04526"] }),
  },
  validateStack: forStack((stack, findings) => {
    findings.forEach(stack.of([DISTRIBUTION]), (distribution) => {
      findings.each(at(distribution.props, "origins"), (origin, index) => {
        // A bucket has none, and a VPC origin is private.
        if (!isBag(at(origin, "customOriginConfig"))) return;
        const balancer = balancerAt(distribution, index, stack);
        if (balancer && isPublic(balancer)) checkBehind({ distribution, origin, balancer }, stack, findings);
      });
    });
  }),
});

function balancerAt(distribution: PolicyResource, index: number, stack: Stack): PolicyResource | undefined {
  const path = ["origins", index, "domainName"] as const;
  const direct = targetAt(distribution, path, stack.of(LOAD_BALANCERS), "dnsName");
  return direct ?? balancerNamed(textAt(distribution.props, ...path) ?? "", stack);
}

interface Pair {
  readonly distribution: PolicyResource;
  readonly origin: unknown;
  readonly balancer: PolicyResource;
}

function checkBehind({ distribution, origin, balancer }: Pair, stack: Stack, findings: Findings): void {
  if (!admitsInternet(balancer, stack)) return;
  const headers = asList(at(origin, "customHeaders")).map((header) => nameOf(at(header, "name")));
  const listeners = stack
    .of(LISTENERS)
    .filter((one) => balancerOf(one, stack.of(LOAD_BALANCERS)) === balancer);
  if (every(listeners, (listener) => demandsHeader(listener, headers, stack))) return;
  findings.violation(
    `is an origin of ${distribution.name} and answers the internet past it; admit CloudFront's prefix list alone, or demand a header that only the origin's requests have.`,
    balancer,
  );
}

/** False, too, for groups of other stacks: nothing here tells whom they admit. */
function admitsInternet(balancer: PolicyResource, stack: Stack): boolean {
  const groups = allReferredTo(balancer, "securityGroups", stack.of(GROUPS), GROUP_KEYS);
  return some(
    groupRules(stack),
    (rule) =>
      rule.direction() === "ingress" &&
      groups.some((group) => rule.group() === group) &&
      some(rule.addresses(), isWide),
  );
}

/** True for a listener that forwards nothing without a header which the distribution adds. */
function demandsHeader(listener: PolicyResource, headers: readonly string[], stack: Stack): boolean {
  const rules = stack.of(LISTENER_RULES).filter((one) => listenerOf(one, stack.of(LISTENERS)) === listener);
  return (
    !forwards(givenAt(listener, "defaultActions")) &&
    every(rules, (rule) => !forwards(at(rule.props, "actions")) || hasHeader(rule, headers))
  );
}

function hasHeader(rule: PolicyResource, headers: readonly string[]): boolean {
  return some(asList(at(rule.props, "conditions")), (condition) => {
    const name = nameOf(at(condition, "httpHeader", "httpHeaderName"));
    return name !== "" && headers.includes(name);
  });
}

/** Redirects and fixed answers tell nobody anything. */
function forwards(actions: unknown): boolean {
  return some(
    asList(actions),
    (action) => !["redirect", "fixed-response"].includes(plainText(at(action, "type"))),
  );
}

/** Headers have no case. */
function nameOf(header: unknown): string {
  return plainText(header).toLowerCase();
}
