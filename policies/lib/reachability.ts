/** Which security groups the internet reaches, over as many groups as it takes. */
import type { PolicyResource } from "@pulumi/policy";
import { GROUP_KEYS, groupRules, GROUPS, isWide, type GroupRule } from "./groupRules";
import { LOAD_BALANCERS } from "./loadBalancers";
import type { Findings } from "./findings";
import { allReferredTo } from "./references";
import type { Stack } from "./stack";

/** How the internet comes to a group. */
export interface Way {
  /** The last rule on the way, which lets it in. */
  readonly rule: GroupRule;
  /** The groups on the way, the reached one last. */
  readonly groups: readonly PolicyResource[];
}

/** The groups of load balancers, which are where the internet may come in. */
export function balancerGroups(stack: Stack, findings: Findings): ReadonlySet<PolicyResource> {
  const groups = stack.of(GROUPS);
  return new Set(
    stack
      .of(LOAD_BALANCERS)
      .flatMap((one) => findings.known(() => allReferredTo(one, "securityGroups", groups, GROUP_KEYS), [])),
  );
}

/**
 * The shortest way from the internet to each group that it reaches. Load balancers are no step of a way: what they
 * let through is for their listeners to say.
 */
export function waysIn(stack: Stack, findings: Findings): ReadonlyMap<PolicyResource, Way> {
  const incoming = groupRules(stack).filter(
    ({ direction }) => findings.known<string>(direction, "") === "ingress",
  );
  const entrances = balancerGroups(stack, findings);
  const ways = new Map<PolicyResource, Way>();
  const queue: PolicyResource[] = [];
  const reach = (rule: GroupRule, before: readonly PolicyResource[]): void => {
    const group = findings.known(rule.group, undefined);
    if (!group || ways.has(group)) return;
    ways.set(group, { rule, groups: [...before, group] });
    if (!entrances.has(group)) queue.push(group);
  };
  for (const rule of incoming) {
    if (findings.known(rule.addresses, []).some(isWide)) reach(rule, []);
  }
  for (let next = queue.shift(); next; next = queue.shift()) {
    const before = ways.get(next)?.groups ?? [];
    for (const rule of incoming) {
      if (findings.known(rule.peers, []).includes(next)) reach(rule, before);
    }
  }
  return ways;
}
