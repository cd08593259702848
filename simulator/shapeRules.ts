/** Turns the declarative shape of a type into rules with stable ids: `lb/targetGroup:range:port`. */
import { pathsOf, type Found } from "./paths";
import type { Props, Rule } from "./model";
import type { Shape } from "./shape";

const memo = new WeakMap<Shape, readonly Rule[]>();

/** `lb/targetGroup` of `aws:lb/targetGroup:TargetGroup`, `docker/image` of `docker:index/image:Image`. */
export function shortType(type: string): string {
  const [provider = "", module = ""] = type.split(":");
  return module.startsWith("index/") ? `${provider}/${module.slice("index/".length)}` : module;
}

/** The rules that the shape stands for; made once for each shape. */
export function shapeRules(type: string, shape: Shape): readonly Rule[] {
  const known = memo.get(shape);
  if (known) return known;
  const rule = ruleMaker(shortType(type), shape.source);
  const rules = [
    ...presenceRules(shape, rule),
    ...valueRules(shape, rule),
    ...(shape.properties ? [rule("properties", refuseUnknown(shape.properties))] : []),
  ];
  memo.set(shape, rules);
  return rules;
}

type Refuse = (inputs: Props) => string | undefined;
type MakeRule = (suffix: string, refuse: Refuse) => Rule;

function ruleMaker(prefix: string, source: string): MakeRule {
  return (suffix, refuse) => ({
    id: `${prefix}:${suffix}`,
    when: "check",
    source,
    // What the program gave: a name that the provider makes from a prefix conflicts with nothing.
    refuse: ({ inputs, given }) => refuse(suffix.startsWith("conflicts:") ? (given ?? inputs) : inputs),
  });
}

function presenceRules(shape: Shape, rule: MakeRule): Rule[] {
  const sets = (kind: string, list: readonly (readonly string[])[] | undefined, make: Check): Rule[] =>
    (list ?? []).map((paths) => rule(`${kind}:${paths.join("+")}`, eachParent(paths, make)));
  return [
    ...(shape.required ?? []).map((path) => rule(`required:${path}`, refuseMissing(path))),
    ...sets("conflicts", shape.conflicts, conflict),
    ...sets("exactlyOneOf", shape.exactlyOneOf, exactlyOne),
    ...sets("atLeastOneOf", shape.atLeastOneOf, atLeastOne),
  ];
}

function valueRules(shape: Shape, rule: MakeRule): Rule[] {
  const each = <T>(
    kind: string,
    table: Readonly<Record<string, T>> | undefined,
    test: (found: Found, limit: T) => string | undefined,
  ): Rule[] =>
    Object.entries(table ?? {}).map(([path, limit]) =>
      rule(`${kind}:${path}`, (inputs) =>
        isGenerated(shape, path, inputs)
          ? undefined
          : firstOf(pathsOf(inputs, path), (found) => (isSet(found.value) ? test(found, limit) : undefined)),
      ),
    );
  return [
    ...each("values", shape.values, outOfValues),
    ...each("range", shape.ranges, outOfRange),
    ...each("length", shape.lengths, outOfLength),
    ...each("format", shape.formats, ({ path, value }, { pattern, words }) =>
      pattern.test(String(value)) ? undefined : `invalid value for ${path} (${words}), got ${shown(value)}`,
    ),
  ];
}

/** A name that was made from a prefix: the prefix is what is checked. */
function isGenerated({ autoName }: Shape, path: string, inputs: Props): boolean {
  return autoName?.property === path && isSet(inputs[`${path}Prefix`]);
}

function outOfValues({ path, value }: Found, allowed: readonly unknown[]): string | undefined {
  // The bridge converts between a schema's string and a number or boolean of the same text.
  if (allowed.some((item) => String(item) === String(value))) return undefined;
  return `expected ${path} to be one of [${allowed.map(shown).join(" ")}], got ${shown(value)}`;
}

function outOfRange(
  { path, value }: Found,
  [minimum, maximum]: readonly [number, number],
): string | undefined {
  const number = Number(value);
  if (number >= minimum && number <= maximum) return undefined;
  return `expected ${path} to be in the range (${minimum} - ${maximum}), got ${shown(value)}`;
}

function outOfLength(
  { path, value }: Found,
  [minimum, maximum]: readonly [number, number],
): string | undefined {
  const size = sizeOf(value);
  if (size === undefined || (size >= minimum && size <= maximum)) return undefined;
  if (typeof value === "string") {
    return `expected length of ${path} to be in the range (${minimum} - ${maximum}), got ${size}: ${shown(value)}`;
  }
  return `expected ${path} to have ${minimum} to ${maximum} items, got ${size}`;
}

function sizeOf(value: unknown): number | undefined {
  if (typeof value === "string" || Array.isArray(value)) return value.length;
  return value !== null && typeof value === "object" ? Object.keys(value).length : undefined;
}

function refuseMissing(path: string): Refuse {
  return (inputs) =>
    firstOf(pathsOf(inputs, path), (found) =>
      found.value === undefined || found.value === null
        ? `Missing required argument: the argument "${found.path}" is required, but no definition was found`
        : undefined,
    );
}

function refuseUnknown(properties: readonly string[]): Refuse {
  const known = new Set(properties);
  return (inputs) => {
    const unknown = Object.keys(inputs).filter((key) => !known.has(key) && !key.startsWith("__"));
    return unknown.length === 0
      ? undefined
      : `Unsupported argument: an argument named ${unknown.map(shown).join(", ")} is not expected here`;
  };
}

type Check = (paths: readonly string[], given: readonly string[]) => string | undefined;

/** Runs the check in every parent that the paths share: `rules[].a` with `rules[].b` in each rule. */
function eachParent(paths: readonly string[], check: Check): Refuse {
  const rows = (inputs: Props): Found[][] => {
    const columns = paths.map((path) => pathsOf(inputs, path));
    return (columns[0] ?? []).map((_, row) => columns.flatMap((column) => column[row] ?? []));
  };
  return (inputs) =>
    firstOf(rows(inputs), (row) =>
      check(
        row.map((found) => found.path),
        row.filter((found) => isSet(found.value)).map((found) => found.path),
      ),
    );
}

const conflict: Check = (_paths, given) =>
  given.length > 1
    ? `Conflicting configuration arguments: "${given[0]}" conflicts with ${given.slice(1).join(", ")}`
    : undefined;

const exactlyOne: Check = (paths, given) => {
  if (given.length === 1) return undefined;
  const list = paths.join(",");
  return given.length === 0
    ? `Invalid combination of arguments: one of "${list}" must be specified`
    : `Invalid combination of arguments: only one of "${list}" can be specified, but "${given.join(",")}" were specified`;
};

const atLeastOne: Check = (paths, given) =>
  given.length === 0 ? `Missing required argument: one of "${paths.join(",")}" must be specified` : undefined;

/** The Terraform SDK takes an empty string or list for "not given" in these comparisons. */
function isSet(value: unknown): boolean {
  return (
    value !== undefined && value !== null && value !== "" && !(Array.isArray(value) && value.length === 0)
  );
}

function firstOf<T>(items: readonly T[], test: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const reason = test(item);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** A value as the messages show it. */
function shown(value: unknown): string {
  return JSON.stringify(value);
}
