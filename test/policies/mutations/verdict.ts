/** The whole pack's verdict on a plan. */
import type { ResourceRule, StackRule } from "../../../policies/lib/rule";
import { packOf } from "../../../policies/pack";
import { rules } from "../../../policies/rules";
import { judge, judgeStack, type Resource } from "../support";
import type { Planned } from "./plan";

/** Violations as `rule at resource`, and the rules that could not decide everything. */
export interface Found {
  readonly violations: readonly string[];
  readonly undecided: readonly string[];
}

const resourceRules = rules.filter((rule): rule is ResourceRule => "validateResource" in rule);
const packed = packOf(rules).rules;
/** Among them rules on one resource that have a second look at the stack. */
const stackRules = packed.filter((rule): rule is StackRule => "validateStack" in rule);
const secondLooks = new Map(
  stackRules.flatMap((rule) => ("validateResource" in rule ? [[rule.name, rule]] : [])),
);
const verdicts = new WeakMap<Planned, Promise<Found>>();

/** The whole pack's verdict. A resource that was judged once is not judged again until it is changed. */
export async function verdictOn(
  resources: readonly Planned[],
  touched: readonly Planned[] = [],
): Promise<Found> {
  for (const resource of touched) verdicts.delete(resource);
  const [violations, undecided]: [string[], Set<string>] = [[], new Set()];
  for (const resource of resources) {
    const verdict = verdicts.get(resource) ?? judgeAlone(resource);
    verdicts.set(resource, verdict);
    const found = await verdict;
    violations.push(...found.violations);
    for (const rule of found.undecided) {
      if (!(await waits(rule, resource))) undecided.add(rule);
    }
  }
  const stack = resources.map((resource): Resource => ({
    ...resource,
    props: resource.outputs,
    secrets: resource.secretOutputs,
  }));
  for (const [index, verdict] of (await judgeStack(stackRules, stack)).entries()) {
    const { name } = stackRules[index];
    violations.push(...verdict.urns.map((urn) => `${name} at ${urn?.split("::").at(-1) ?? "the stack"}`));
    if (verdict.undecided) undecided.add(name);
  }
  return { violations, undecided: [...undecided].sort() };
}

/** Whether a rule that could not decide leaves that to its second look. */
async function waits(name: string, resource: Planned): Promise<boolean> {
  const rule = secondLooks.get(name);
  return rule !== undefined && (await judge(rule, alone(resource))).undecided === undefined;
}

function alone(resource: Planned): Resource {
  return { ...resource, props: resource.inputs, secrets: resource.secretInputs };
}

async function judgeAlone(resource: Planned): Promise<Found> {
  const [violations, undecided]: [string[], string[]] = [[], []];
  for (const rule of resourceRules) {
    const verdict = await judge(rule, alone(resource));
    violations.push(...verdict.messages.map(() => `${rule.name} at ${resource.name}`));
    if (verdict.undecided) undecided.push(rule.name);
  }
  return { violations, undecided };
}
