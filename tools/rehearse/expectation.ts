/** What a step is expected to change, as data, and how it differs from what it changed. */
import { KINDS, type Change, type Kind } from "./changes";
import { shortType } from "../plan/tree";
import { count } from "../plan/text";

/** One or more resources to which something of a kind happens. */
export interface Pattern {
  /** One kind, or those of which any will do. */
  readonly kind: Kind | readonly Kind[];
  /** Type token; any when left out. */
  readonly type?: string;
  readonly name: string | RegExp;
  /** True when nothing may happen, too. @default false */
  readonly optional?: boolean;
}

export type Expectation =
  /** Each of these and nothing else. */
  | { readonly kind: "exactly"; readonly changes: readonly Pattern[] }
  /** Changes of these kinds alone; at least one, unless there is no kind. */
  | { readonly kind: "only"; readonly kinds: readonly Kind[] }
  /** Whatever, but none of these. */
  | { readonly kind: "spares"; readonly spared: readonly Pattern[] };

/** How what happened differs from what was expected: a line each; none when it does not. */
export function differences(expected: Expectation, changes: readonly Change[]): string[] {
  switch (expected.kind) {
    case "exactly":
      return [
        ...expected.changes
          .filter(
            (pattern) => pattern.optional !== true && !changes.some((change) => matches(pattern, change)),
          )
          .map((pattern) => `missing: ${patternText(pattern)}`),
        ...changes
          .filter((change) => !expected.changes.some((pattern) => matches(pattern, change)))
          .map((change) => `not expected: ${changeText(change)}`),
      ];
    case "only": {
      const others = changes.filter(({ kind }) => !expected.kinds.includes(kind));
      const none = changes.length === 0 && expected.kinds.length > 0;
      return [
        ...(none ? [`missing: anything ${expected.kinds.join(" or ")}`] : []),
        ...others.map((change) => `not expected: ${changeText(change)}`),
      ];
    }
    case "spares":
      return changes
        .filter((change) => expected.spared.some((pattern) => matches(pattern, change)))
        .map((change) => `must stay: ${changeText(change)}`);
  }
}

export function matches(
  pattern: Pattern,
  { kind, type, name }: Pick<Change, "kind" | "type" | "name">,
): boolean {
  return (
    [pattern.kind].flat().includes(kind) &&
    (pattern.type === undefined || pattern.type === type) &&
    (typeof pattern.name === "string" ? pattern.name === name : pattern.name.test(name))
  );
}

/** What was expected, in a few words for a table. */
export function expectationText(expected: Expectation): string {
  switch (expected.kind) {
    case "exactly":
      return expected.changes.length === 0
        ? "nothing"
        : `exactly ${count(expected.changes.length, "change")}`;
    case "only":
      return expected.kinds.length === 0 ? "nothing" : `only ${expected.kinds.join(", ")}`;
    case "spares":
      return "what holds data or an address stays";
  }
}

function patternText({ kind, type, name }: Pattern): string {
  const kinds = [kind].flat().join(" or ");
  return `${type === undefined ? "anything" : shortType(type)} ${String(name)} ${kinds}`;
}

export function changeText({ kind, type, name, because }: Omit<Change, "urn">): string {
  const reason =
    because.length === 0 || kind === "created" || kind === "deleted" ? "" : ` (${because.join(", ")})`;
  return `${shortType(type)} ${name} ${kind}${reason}`;
}

/** How many of each kind. */
export function tally(changes: readonly Change[]): Readonly<Record<Kind, number>> {
  const all = KINDS.map((kind) => [kind, changes.filter((change) => change.kind === kind).length] as const);
  return Object.fromEntries(all) as Record<Kind, number>;
}
