/** The policy pack's verdict on a simulated stack, in this process: what the engine would say, without the engine. */
import type {
  PolicyProviderResource,
  PolicyResource,
  PolicyResourceOptions,
  ReportViolation,
  ResourceValidationArgs,
  Severity,
} from "@pulumi/policy";
import { concerns } from "../../policies/lib/findings";
import type { Exemption } from "../../policies/lib/exemptions";
import type { ResourceRule, Rule, StackRule } from "../../policies/lib/rule";
import { markSecrets, secretPathsIn } from "../../policies/lib/secretMarks";
import { packOf } from "../../policies/pack";
import { rules } from "../../policies/rules";
import type { RecordedResource, Simulation } from "../../simulator";
import { revealAll, SecretValue } from "../../simulator/secret";
import { settingsOf, type RuleSettings } from "./settings";

export interface Violation {
  readonly rule: string;
  readonly level: "mandatory" | "advisory";
  readonly severity: Severity;
  /** URN of the resource that is at fault; the stack's where the rule names none. */
  readonly urn: string;
  readonly message: string;
  readonly fix: string;
}

export interface Verdict {
  /** Mandatory ones first, each level by severity. */
  readonly violations: readonly Violation[];
  /** Violations that are accepted, by the exemption that says why. */
  readonly exempted: readonly Exempted[];
  /** How many rules judged. */
  readonly rules: number;
}

export interface Exempted extends Pick<Exemption, "policy" | "resource" | "reason" | "expires"> {
  readonly violations: number;
}

type Props = Record<string, unknown>;

/**
 * @param document the content of the project's policy settings
 * @param now what exemptions expire by
 * @throws UserError for settings that name what there is not
 */
export async function judgeStack(
  simulation: Simulation,
  document: Props = {},
  now?: () => Date,
): Promise<Verdict> {
  const pack = packOf(rules, now);
  const settings = settingsOf(pack.rules, document);
  const active = pack.rules.filter(({ name }) => settings.get(name)?.level !== "disabled");
  const violations: Violation[] = [];
  const stackUrn = simulation.resources.at(0)?.urn ?? "";
  const reporter = (rule: Rule, urn: string): ReportViolation => {
    return (message, other) => violations.push(violationOf(rule, settings, other ?? urn, message));
  };
  const resources = simulation.resources.map((resource) => policyResource(resource, simulation));
  for (const [index, resource] of resources.entries()) {
    const inputs = revealed(simulation.resources[index].inputs);
    await judgeResource(active, settings, { ...resource, props: inputs }, reporter);
  }
  link(resources, simulation.resources);
  for (const rule of active.filter((one): one is StackRule => "validateStack" in one)) {
    await rule.validateStack({ ...context(rule, settings), resources }, reporter(rule, stackUrn));
  }
  const exempted = [...pack.ledger.inForce()].map(([{ policy, resource, reason, expires }, count]) => {
    return { policy, resource, reason, expires, violations: count };
  });
  return { violations: violations.sort(bySeverity), exempted, rules: active.length };
}

async function judgeResource(
  active: readonly Rule[],
  settings: ReadonlyMap<string, RuleSettings>,
  resource: PolicyResource,
  reporter: (rule: Rule, urn: string) => ReportViolation,
): Promise<void> {
  const resourceRules = active.filter((one): one is ResourceRule => "validateResource" in one);
  let { props } = resource as { props: Props };
  for (const rule of resourceRules.filter(({ name }) => settings.get(name)?.level === "remediate")) {
    const args = argsOf(resource, props, rule, settings);
    props = (await unlessNotApplicable(() => rule.remediateResource?.(args))) ?? props;
  }
  for (const rule of resourceRules) {
    const validations = [rule.validateResource ?? []].flat().filter((one) => concerns(one, resource.type));
    if (validations.length === 0) continue;
    const args = argsOf(resource, props, rule, settings);
    for (const validate of validations) {
      await unlessNotApplicable(() => validate(args, reporter(rule, resource.urn)));
    }
  }
}

function argsOf(
  { type, name, urn, opts, provider }: PolicyResource,
  props: Props,
  rule: Rule,
  settings: ReadonlyMap<string, RuleSettings>,
): ResourceValidationArgs {
  const nothing = { isType: () => false, asType: () => undefined };
  return {
    type,
    name,
    urn,
    opts,
    props,
    ...(provider && { provider }),
    ...nothing,
    ...context(rule, settings),
  };
}

/** A rule's word that it does not apply, which it gives by throwing. */
class NotApplicable extends Error {}

/** Made once: a stack trace for each of a hundred thousand would take longer than the rules. */
const NOT_APPLICABLE = new NotApplicable();

async function unlessNotApplicable<T>(run: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await run();
  } catch (fault) {
    if (fault instanceof NotApplicable) return undefined;
    throw fault;
  }
}

function context(rule: Rule, settings: ReadonlyMap<string, RuleSettings>) {
  return {
    stackTags: new Map<string, string>(),
    // The engine promises its callers whatever they ask for, too.
    getConfig: () => (settings.get(rule.name)?.config ?? {}) as never,
    notApplicable: (): never => {
      throw NOT_APPLICABLE;
    },
  };
}

/** As rules on a stack see a resource: outputs, with the id among them; a component's are what it registers. */
function policyResource(resource: RecordedResource, simulation: Simulation): PolicyResource {
  const { type, name, urn, id, options, custom, registeredOutputs } = resource;
  const outputs = registeredOutputs ?? resource.outputs;
  const provider = providerOf(options.provider, simulation.resources);
  return {
    type,
    name,
    urn,
    props: revealed({ ...outputs, ...(custom && { id }) }),
    opts: optionsOf(options),
    ...(provider && { provider }),
    dependencies: [],
    propertyDependencies: {},
    isType: () => false,
    asType: () => undefined,
  };
}

/** `reference` is `URN::id`; empty for the default provider. */
function providerOf(
  reference: string,
  resources: readonly RecordedResource[],
): PolicyProviderResource | undefined {
  const found = reference === "" ? undefined : resources.find(({ urn }) => reference.startsWith(`${urn}::`));
  return (
    found && { type: found.type, name: found.name, urn: found.urn, props: revealAll(found.inputs) as Props }
  );
}

/** Plain values, as rules see them, with the secret ones among them noted. */
function revealed(values: Props): Props {
  const plain = revealAll(values) as Props;
  markSecrets(
    plain,
    secretPathsIn(values, (value) => value instanceof SecretValue),
  );
  return plain;
}

function optionsOf({
  protect,
  ignoreChanges,
  deleteBeforeReplace,
}: RecordedResource["options"]): PolicyResourceOptions {
  return {
    protect,
    ignoreChanges: [...ignoreChanges],
    aliases: [],
    customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
    additionalSecretOutputs: [],
    ...(deleteBeforeReplace !== undefined && { deleteBeforeReplace }),
  };
}

function link(resources: readonly PolicyResource[], recorded: readonly RecordedResource[]): void {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const found = (urns: readonly string[]): PolicyResource[] => urns.flatMap((urn) => byUrn.get(urn) ?? []);
  for (const [index, { options, parent }] of recorded.entries()) {
    const resource = resources[index];
    const mother = byUrn.get(parent ?? "");
    if (mother) resource.parent = mother;
    resource.dependencies = found(options.dependsOn);
    for (const [property, urns] of Object.entries(options.propertyDependencies)) {
      resource.propertyDependencies[property] = found(urns);
    }
  }
}

function violationOf(
  rule: Rule,
  settings: ReadonlyMap<string, RuleSettings>,
  urn: string,
  message: string,
): Violation {
  return {
    rule: rule.name,
    // What was to be mended and was not is as bad as any.
    level: settings.get(rule.name)?.level === "advisory" ? "advisory" : "mandatory",
    severity: rule.severity ?? "medium",
    urn,
    message,
    fix: rule.remediationSteps ?? "",
  };
}

const SEVERITIES: readonly Severity[] = ["critical", "high", "medium", "low"];

function bySeverity(a: Violation, b: Violation): number {
  const rank = ({ level, severity }: Violation): number =>
    (level === "mandatory" ? 0 : SEVERITIES.length) + SEVERITIES.indexOf(severity);
  return rank(a) - rank(b);
}
