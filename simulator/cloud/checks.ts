/** The provider's Check: defaults and names filled in, and the provider's own validation. */
import type { Account } from "../account";
import type { Place, Props, ResourceModel, RuleInput } from "../model";
import { rulesOf, settle } from "../provision";
import { masker, revealAll } from "../secret";
import {
  decodeProps,
  DEFAULTS_KEY,
  encode,
  guarded,
  isMarked,
  isSecretWire,
  plainProps,
  secretWire,
  Unknown,
  UnknownRead,
  type Wire,
} from "./values";

export interface Checked {
  readonly inputs: Wire;
  /** What the provider refuses, secret values masked. */
  readonly failures: readonly string[];
}

/** Checks what the program gave; `olds` are the inputs of the resource that exists, if one does. */
export function check(
  model: ResourceModel,
  olds: Wire | undefined,
  news: Wire,
  place: Place,
  account: Account,
): Checked {
  const inputs = fillIn(model, olds, news, place);
  return { inputs, failures: failuresOf(model, inputs, news, place, account) };
}

/**
 * Checked inputs as the models see them, {@link Unknown} where a preview does not know them. What the provider
 * looks up while it checks (a digest of files) stands among them already and is not looked up again.
 */
export function settled(model: ResourceModel, plain: Props, place: Place): Props {
  const { complete: _lookUp, ...rest } = model;
  const inputs = settle(rest, plain, place);
  return plain.tags instanceof Unknown && "tagsAll" in inputs
    ? { ...inputs, tagsAll: Unknown.value }
    : inputs;
}

/** What the program itself gave, among checked inputs. */
export function givenOf(checked: Wire): Props {
  const filled = defaultsOf(checked);
  return Object.fromEntries(Object.entries(plainProps(checked)).filter(([key]) => !filled.includes(key)));
}

/** The names of what {@link check} filled in. */
export function defaultsOf(checked: Wire): readonly string[] {
  const names = checked[DEFAULTS_KEY];
  return Array.isArray(names) ? names.map(String) : [];
}

function fillIn(model: ResourceModel, olds: Wire | undefined, news: Wire, place: Place): Wire {
  const { defaults = {}, tags = true } = model.shape;
  const filled: Wire = {};
  for (const [key, value] of Object.entries(defaults)) {
    if (!/[.[]/.test(key) && !isGiven(news, key)) filled[key] = encode(value);
  }
  Object.assign(filled, nameOf(model, olds, news, place));
  const inputs = { ...news, ...filled, ...(tags && tagsOf(news.tags, place.defaultTags)) };
  const completed = completedBy(model, inputs);
  return { ...(merged(inputs, completed) as Wire), [DEFAULTS_KEY]: Object.keys(filled).sort() };
}

function completedBy(model: ResourceModel, inputs: Wire): Props {
  const known = guarded(plainProps(inputs), () => undefined);
  return attempt(() => model.complete?.(known)) ?? {};
}

/** The wire's values, with what the other side has beside them. */
function merged(wire: unknown, more: unknown): unknown {
  if (wire === undefined) return encode(more);
  if (!isRecord(wire) || !isRecord(more) || isMarked(wire)) return wire;
  const keys = new Set([...Object.keys(wire), ...Object.keys(more)]);
  return Object.fromEntries([...keys].map((key) => [key, merged(wire[key], more[key])]));
}

function isRecord(value: unknown): value is Wire {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function isGiven(inputs: Wire, key: string): boolean {
  return inputs[key] !== undefined && inputs[key] !== null;
}

/** An automatic name is kept as long as the resource exists; one made from a prefix is AWS's, not an input. */
function nameOf(model: ResourceModel, olds: Wire | undefined, news: Wire, place: Place): Wire {
  const property = model.shape.autoName?.property;
  if (property === undefined || isGiven(news, property) || isGiven(news, `${property}Prefix`)) return {};
  if (olds && isGiven(olds, property) && defaultsOf(olds).includes(property)) {
    return { [property]: olds[property] };
  }
  return { [property]: settle(model, plainProps(news), place)[property] };
}

/** The AWS provider adds its default tags to the inputs. */
function tagsOf(tags: unknown, defaults: Readonly<Record<string, string>>): Wire {
  if (Object.keys(defaults).length === 0) return {};
  if (tags === undefined || tags === null) return { tags: { ...defaults } };
  if (isSecretWire(tags)) {
    const { tags: merged } = tagsOf((tags as Wire).value, defaults);
    return { tags: secretWire(merged) };
  }
  return typeof tags === "object" ? { tags: { ...defaults, ...tags } } : {};
}

function failuresOf(
  model: ResourceModel,
  checked: Wire,
  news: Wire,
  place: Place,
  account: Account,
): string[] {
  const decoded = decodeProps(news);
  const mask = masker(decoded);
  let unknownReads = 0;
  const guard = (props: Props): Props => guarded(props, () => (unknownReads += 1));
  const input: RuleInput = {
    inputs: guard(settled(model, plainProps(checked), place)),
    given: guard(revealAll(decoded) as Props),
    place,
    account,
  };
  const failures: string[] = [];
  for (const rule of rulesOf(model)) {
    if (rule.when !== "check" && !rule.when.includes("check")) continue;
    const before = unknownReads;
    const reason = attempt(() => rule.refuse(input));
    // A rule that met something unknown has not decided, even if it caught that and went on.
    if (reason !== undefined && reason !== "" && unknownReads === before) failures.push(mask(reason));
  }
  return failures;
}

/** What is found out without the unknown; undefined otherwise. */
function attempt<T>(find: () => T): T | undefined {
  try {
    return find();
  } catch (fault) {
    if (fault instanceof UnknownRead) return undefined;
    throw fault;
  }
}
