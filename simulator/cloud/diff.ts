/** What differs between two sets of inputs, in the form of Pulumi's detailed diffs. */
import { isDeepStrictEqual } from "node:util";
import { changes, replacements } from "../lifecycle";
import type { Props, ResourceModel } from "../model";
import { guarded, holdsUnknown, Unknown, UnknownRead } from "./values";

export type ChangeKind = "add" | "delete" | "update";

/** One changed property. */
export interface Change {
  /** As Pulumi writes paths: `containers[0].image`, `tags["a.b"]`. */
  readonly path: string;
  /** The same as shapes write it: `containers[].image`. */
  readonly pattern: string;
  readonly kind: ChangeKind;
}

type Step = string | number;

/** Every leaf that differs; a value that is not known yet differs from anything. */
export function changesOf(before: Props, after: Props): Change[] {
  const changes: Change[] = [];
  visit([], before, after, changes);
  return changes;
}

function visit(steps: readonly Step[], before: unknown, after: unknown, into: Change[]): void {
  if (same(before, after)) return;
  if (isRecord(before) && isRecord(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      visit([...steps, key], before[key], after[key], into);
    }
  } else if (Array.isArray(before) && Array.isArray(after)) {
    for (let index = 0; index < Math.max(before.length, after.length); index++) {
      visit([...steps, index], before[index], after[index], into);
    }
  } else {
    const kind = isAbsent(before) ? "add" : isAbsent(after) ? "delete" : "update";
    into.push({ path: pathOf(steps), pattern: patternOf(steps), kind });
  }
}

function same(before: unknown, after: unknown): boolean {
  if (isAbsent(before) && isAbsent(after)) return true;
  return !holdsUnknown(after) && isDeepStrictEqual(before, after);
}

/** The Terraform SDK makes no difference between an empty block and none. */
function isAbsent(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isRecord(value) && Object.keys(value).length === 0;
}

function isRecord(value: unknown): value is Props {
  return value !== null && typeof value === "object" && !Array.isArray(value) && !(value instanceof Unknown);
}

function pathOf(steps: readonly Step[]): string {
  return steps
    .map((step, index) => {
      if (typeof step === "number") return `[${step}]`;
      if (!/^[A-Za-z_$][\w$]*$/.test(step)) return `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join("");
}

function patternOf(steps: readonly Step[]): string {
  return steps
    .map((step, index) => (typeof step === "number" ? "[]" : index === 0 ? step : `.${step}`))
    .join("");
}

/** True when the change is to one of the paths, to a part of it or to what it is a part of. */
export function concerns(change: Change, paths: readonly string[]): boolean {
  return paths.some(
    (path) => path === change.pattern || isWithin(change.pattern, path) || isWithin(path, change.pattern),
  );
}

function isWithin(inner: string, outer: string): boolean {
  return inner.startsWith(outer) && /^[.[]/.test(inner.slice(outer.length));
}

/** `tags` of `tags["a"]`. */
export function topLevel(path: string): string {
  return path.split(/[.[]/)[0] ?? path;
}

export interface Difference {
  readonly changes: readonly (Change & { readonly replaces: boolean })[];
  /** Top-level names. */
  readonly replaces: readonly string[];
  readonly stables: readonly string[];
  readonly deleteBeforeReplace: boolean;
}

export function difference(model: ResourceModel, before: Props, after: Props, isFirst: boolean): Difference {
  const careful = carefully(model);
  const changed = changes(careful, before, after);
  const paths = changed.length === 0 ? [] : replacements(careful, before, after);
  const leaves = changesOf(before, after)
    .filter(({ path }) => changed.includes(topLevel(path)))
    .map((change) => ({ ...change, replaces: concerns(change, paths) }));
  const replaces = [...new Set(leaves.filter((change) => change.replaces).map(({ path }) => topLevel(path)))];
  const stables = [...new Set(model.shape.replaceOn.map(topLevel))].filter((key) => !replaces.includes(key));
  return { changes: leaves, replaces, stables, deleteBeforeReplace: replaces.length > 0 && isFirst };
}

/** A model whose own comparisons leave open what depends on the unknown: it differs, and replaces nothing. */
function carefully(model: ResourceModel): ResourceModel {
  const { same, replaces } = model;
  const decided = <T>(find: (after: Props) => T | undefined, after: Props, open: T): T => {
    try {
      return find(guarded(after, () => undefined)) ?? open;
    } catch (fault) {
      if (fault instanceof UnknownRead) return open;
      throw fault;
    }
  };
  return {
    ...model,
    same: (property, before, after) => decided((known) => same?.(property, before, known), after, false),
    replaces: (before, after) => decided((known) => replaces?.(before, known), after, []),
  };
}
