/** What the load balancer rules check. */
import type { PolicyResource } from "@pulumi/policy";
import type { Findings } from "./findings";
import { asList, at, isGiven, plainText, shown, some, textAt, type Bag } from "./reading";
import { givenAt, referredTo } from "./references";
import type { Stack } from "./stack";
import { isListenerPolicyModern } from "./tls";

/** The provider has had these names for the same resources. */
const MODULES = ["lb", "alb", "elasticloadbalancingv2", "applicationloadbalancing"];
const aliased = (token: string): readonly string[] => MODULES.map((module) => `aws:${module}/${token}`);

export const LOAD_BALANCERS = aliased("loadBalancer:LoadBalancer");
export const LISTENERS = aliased("listener:Listener");
export const LISTENER_RULES = aliased("listenerRule:ListenerRule");
export const TARGET_GROUPS = aliased("targetGroup:TargetGroup");
export const LISTENER_CERTIFICATES = aliased("listenerCertificate:ListenerCertificate");

/** By which of their properties others name load balancers, listeners and target groups. */
export const ARN_KEYS = ["arn", "id"];

/** 302 is not remembered by browsers. A load balancer has no 308 yet, which is as permanent. */
export const PERMANENT = ["HTTP_301", "HTTP_308"];

export function checkListener(listener: Bag, findings: Findings, allowedPolicies: readonly string[]): void {
  const protocol = protocolOf((property) => at(listener, property));
  if (protocol === "HTTP") checkRedirect(at(listener, "defaultActions"), "defaultActions", findings);
  if (protocol !== "HTTPS" && protocol !== "TLS") return;
  // Left out, AWS takes ELBSecurityPolicy-2016-08, which allows TLS 1.0.
  const policy = textAt(listener, "sslPolicy");
  if (policy !== undefined && (isListenerPolicyModern(policy) || allowedPolicies.includes(policy))) return;
  findings.violation(
    `sslPolicy is ${shown(policy)}, which may allow less than TLS 1.2; use ELBSecurityPolicy-TLS13-1-2-2021-06.`,
  );
}

/** Rules that answer on a plain listener, and load balancers that the internet reaches without TLS. */
export function checkLoadBalancers(stack: Stack, findings: Findings): void {
  const [balancers, listeners] = [stack.of(LOAD_BALANCERS), stack.of(LISTENERS)];
  findings.forEach(stack.of(LISTENER_RULES), (rule) => {
    checkRule(rule, listeners, findings);
  });
  findings.forEach(balancers, (balancer) => {
    if (!isPublic(balancer) || hasHttpsListener(balancer, balancers, listeners)) return;
    findings.violation("faces the internet and has no HTTPS listener; add one on port 443.", balancer);
  });
}

function checkRule(rule: PolicyResource, listeners: readonly PolicyResource[], findings: Findings): void {
  const listener = listenerOf(rule, listeners);
  if (!listener || listenerProtocol(listener) !== "HTTP") return;
  checkRedirect(at(rule.props, "actions"), "actions", findings, rule.urn);
}

/** Application load balancers only: others pass connections on, and TLS may end behind them. */
export function isPublic(balancer: PolicyResource): boolean {
  const type = givenAt(balancer, "loadBalancerType") ?? "application";
  return type === "application" && givenAt(balancer, "internal") !== true;
}

/** @throws the unknown value, when a listener that might be the one cannot be placed yet */
function hasHttpsListener(
  balancer: PolicyResource,
  balancers: readonly PolicyResource[],
  listeners: readonly PolicyResource[],
): boolean {
  return some(
    listeners,
    (listener) => listenerProtocol(listener) === "HTTPS" && balancerOf(listener, balancers) === balancer,
  );
}

/** The load balancer of a listener; undefined for one of another stack. */
export function balancerOf(
  listener: PolicyResource,
  balancers: readonly PolicyResource[],
): PolicyResource | undefined {
  return referredTo(listener, "loadBalancerArn", balancers, ARN_KEYS);
}

/** The listener of a rule; undefined for one of another stack. */
export function listenerOf(
  rule: PolicyResource,
  listeners: readonly PolicyResource[],
): PolicyResource | undefined {
  return referredTo(rule, "listenerArn", listeners, ARN_KEYS);
}

/** `HTTP`, `HTTPS`, `TCP` … as the provider takes it where it is left out. */
export function listenerProtocol(listener: PolicyResource): string {
  return protocolOf((property) => givenAt(listener, property));
}

/** The provider's own default: HTTPS with a certificate, else HTTP. Gateway listeners have no port. */
export function protocolOf(read: (property: string) => unknown): string {
  const given = read("protocol");
  if (typeof given === "string") return given.toUpperCase();
  if (isGiven(() => read("certificateArn"))) return "HTTPS";
  return isGiven(() => read("port")) ? "HTTP" : "";
}

function checkRedirect(actions: unknown, path: string, findings: Findings, urn?: string): void {
  const count = asList(actions).length;
  if (count !== 1) {
    findings.violation(
      `${path} has ${count} actions; on an HTTP listener it must be one redirect to HTTPS.`,
      urn,
    );
    return;
  }
  const type = textAt(actions, 0, "type")?.toLowerCase();
  if (type !== "redirect") {
    findings.violation(
      `${path}[0].type is ${shown(type)}; an HTTP listener may only redirect to HTTPS.`,
      urn,
    );
    return;
  }
  const expect = (key: string, fallback: string | undefined, allowed: readonly string[]): void => {
    findings.attempt(() => {
      const value = at(actions, 0, "redirect", key) ?? fallback;
      if (allowed.includes(plainText(value).toUpperCase())) return;
      findings.violation(
        `${path}[0].redirect.${key} is ${shown(value)}; it must be ${allowed.join(" or ")}.`,
        urn,
      );
    });
  };
  // What is left out stays as the request had it.
  expect("protocol", "#{protocol}", ["HTTPS"]);
  expect("port", "#{port}", ["443"]);
  expect("statusCode", undefined, PERMANENT);
}
