/** What the load balancer rules check. */
import type { PolicyResource } from "@pulumi/policy";
import type { Findings } from "./findings";
import { asList, at, isGiven, isUnknownValue, plainText, shown, textAt, type Bag } from "./reading";
import { givenAt, referredTo } from "./references";
import { isListenerPolicyModern } from "./tls";

/** The provider has had these names for the same resources. */
const MODULES = ["lb", "alb", "elasticloadbalancingv2", "applicationloadbalancing"];
const aliased = (token: string): readonly string[] => MODULES.map((module) => `aws:${module}/${token}`);

export const LOAD_BALANCERS = aliased("loadBalancer:LoadBalancer");
export const LISTENERS = aliased("listener:Listener");
export const LISTENER_RULES = aliased("listenerRule:ListenerRule");

/** 302 is not remembered by browsers. A load balancer has no 308 yet, which is as permanent. */
const PERMANENT = ["HTTP_301", "HTTP_308"];

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
export function checkLoadBalancers(resources: readonly PolicyResource[], findings: Findings): void {
  const of = (types: readonly string[]): PolicyResource[] =>
    resources.filter(({ type }) => types.includes(type));
  const [balancers, listeners] = [of(LOAD_BALANCERS), of(LISTENERS)];
  for (const rule of of(LISTENER_RULES)) {
    findings.attempt(() => {
      checkRule(rule, listeners, findings);
    });
  }
  for (const balancer of balancers) {
    findings.attempt(() => {
      if (!isPublic(balancer) || hasHttpsListener(balancer, balancers, listeners)) return;
      findings.violation("faces the internet and has no HTTPS listener; add one on port 443.", balancer.urn);
    });
  }
}

function checkRule(rule: PolicyResource, listeners: readonly PolicyResource[], findings: Findings): void {
  const listener = referredTo(rule, "listenerArn", listeners, ["arn", "id"]);
  if (!listener || protocolOf((property) => givenAt(listener, property)) !== "HTTP") return;
  checkRedirect(at(rule.props, "actions"), "actions", findings, rule.urn);
}

/** Application load balancers only: others pass connections on, and TLS may end behind them. */
function isPublic(balancer: PolicyResource): boolean {
  const type = givenAt(balancer, "loadBalancerType") ?? "application";
  return type === "application" && givenAt(balancer, "internal") !== true;
}

/** @throws the unknown value, when a listener that might be the one cannot be placed yet */
function hasHttpsListener(
  balancer: PolicyResource,
  balancers: readonly PolicyResource[],
  listeners: readonly PolicyResource[],
): boolean {
  let doubt: Error | undefined;
  for (const listener of listeners) {
    try {
      if (protocolOf((property) => givenAt(listener, property)) !== "HTTPS") continue;
      if (referredTo(listener, "loadBalancerArn", balancers, ["arn", "id"]) === balancer) return true;
    } catch (error) {
      if (!isUnknownValue(error)) throw error;
      doubt = error;
    }
  }
  if (doubt) throw doubt;
  return false;
}

/** The provider's own default: HTTPS with a certificate, else HTTP. Gateway listeners have no port. */
function protocolOf(read: (property: string) => unknown): string {
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
