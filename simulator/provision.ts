/** Creates a resource in the simulated account: checks, refusals, defaults, names, computed outputs. */
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "./account";
import { hex } from "./ids";
import { put } from "./lifecycle";
import {
  plainUrn,
  type Place,
  type Props,
  type Refusal,
  type RefusalTime,
  type ResourceModel,
  type Rule,
  type RuleInput,
} from "./model";
import { findModel } from "./registry";
import { holdsSecret, masker, revealAll, SecretValue } from "./secret";
import type { AutoName } from "./shape";
import { shapeRules } from "./shapeRules";

export interface Provisioned {
  readonly id: string;
  /** Inputs and outputs together, secrets (and the properties named) as {@link SecretValue}s. */
  mask(secretOutputs: readonly string[]): Props;
  /** The same for Pulumi's mocks: secrets wrapped as secret Outputs. */
  state(secretOutputs: readonly string[]): Props;
}

/**
 * Creates the resource and reports what would have been refused; a refused resource exists all the same.
 * Secrets among the inputs come as {@link SecretValue}s.
 */
export function createResource(
  type: string,
  inputs: Props,
  place: Place,
  account: Account,
  onRefusal: (refusal: Refusal) => void,
): Provisioned {
  const model = findModel(type);
  const given = revealAll(inputs) as Props;
  const settled = settle(model, given, place);
  const times: readonly RefusalTime[] = ["check", "create"];
  const mask = masker(inputs);
  for (const refusal of refusalsOf(model, times, { inputs: settled, given, place, account })) {
    onRefusal({ ...refusal, reason: mask(refusal.reason) });
  }
  const created = model.create(settled, place, account);
  const outputs: Props = { ...settled, ...created.outputs };
  const existing = { urn: place.urn, type, id: created.id, region: place.region, inputs: settled, outputs };
  put(model, place, account, existing);
  const secretly = (named: readonly string[], wrap: (value: unknown) => unknown): Props => {
    const secret = new Set([...(model.secretOutputs ?? []), ...named, ...secretKeysOf(inputs)]);
    return Object.fromEntries(
      Object.entries(outputs).map(([key, value]) => [key, secret.has(key) ? wrap(value) : value]),
    );
  };
  return {
    id: created.id,
    mask: (named) => secretly(named, (value) => new SecretValue(value)),
    state: (named) => secretly(named, (value) => pulumi.secret(value)),
  };
}

function secretKeysOf(inputs: Props): string[] {
  const keys = Object.keys(inputs).filter((key) => holdsSecret(inputs[key]));
  return keys.includes("tags") ? [...keys, "tagsAll"] : keys;
}

/**
 * Everything that the model refuses at the given times. What fails the provider's own checks is never
 * sent to AWS, so AWS's answers count only when those checks pass.
 */
export function refusalsOf(model: ResourceModel, times: readonly RefusalTime[], input: RuleInput): Refusal[] {
  const checks = times.includes("check") ? judge(model, ["check"], input) : [];
  const answers = times.filter((time) => time !== "check");
  return checks.length > 0 ? checks : judge(model, answers, input);
}

function judge(model: ResourceModel, times: readonly RefusalTime[], input: RuleInput): Refusal[] {
  const refusals: Refusal[] = [];
  for (const rule of rulesOf(model)) {
    const when = times.find((time) =>
      Array.isArray(rule.when) ? rule.when.includes(time) : rule.when === time,
    );
    const reason = when && rule.refuse(input);
    if (when && reason) {
      refusals.push({ rule: rule.id, urn: plainUrn(input.place.urn), reason, source: rule.source, when });
    }
  }
  return refusals;
}

const memo = new WeakMap<ResourceModel, readonly Rule[]>();

/** The declared validation of the model as rules, then its own rules. */
export function rulesOf(model: ResourceModel): readonly Rule[] {
  let rules = memo.get(model);
  if (!rules) {
    rules = [...shapeRules(model.type, model.shape), ...model.rules];
    memo.set(model, rules);
  }
  return rules;
}

/** Inputs with the provider's defaults, an automatic name and the default tags filled in. */
export function settle(model: ResourceModel, inputs: Props, place: Place): Props {
  const { autoName, defaults = {}, tags = true } = model.shape;
  const given = Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== undefined));
  const plainDefaults = Object.fromEntries(Object.entries(defaults).filter(([key]) => !/[.[]/.test(key)));
  const settled = {
    ...plainDefaults,
    ...nameOf(autoName, given, place),
    ...given,
    ...(tags && { tagsAll: { ...place.defaultTags, ...(given.tags as Props | undefined) } }),
  };
  return model.complete?.(settled) ?? settled;
}

function nameOf(autoName: AutoName | undefined, inputs: Props, place: Place): Props {
  if (!autoName || inputs[autoName.property] !== undefined) return {};
  const prefix = inputs[`${autoName.property}Prefix`];
  if (typeof prefix === "string") {
    // The provider appends a time stamp and a counter, 26 characters in all.
    return { [autoName.property]: (prefix + hex(`prefix|${place.urn}`, 26)).slice(0, autoName.max) };
  }
  const suffix = (autoName.separator ?? "-") + hex(`name|${place.urn}`, 7);
  return { [autoName.property]: place.name.slice(0, autoName.max - suffix.length) + suffix };
}

/** Default tags of a provider resource, whose nested config travels as JSON text. */
export function defaultTagsOf(settings: Props): Record<string, string> {
  const raw = settings.defaultTags;
  const parsed = (typeof raw === "string" ? JSON.parse(raw) : raw) as
    { tags?: Record<string, string> } | undefined;
  return parsed?.tags ?? {};
}
