/** In which properties two plans of the same program differ. */
import { groupBy } from "./groupBy";
import type { NormalResource } from "./normalise";
import { shortType } from "./tree";

export interface Comparison {
  readonly onlyFirst: readonly NormalResource[];
  readonly onlySecond: readonly NormalResource[];
  readonly differences: readonly Difference[];
}

/** One property, of all resources of a type that differ in it in the same way. */
export interface Difference {
  readonly type: string;
  readonly path: string;
  readonly first: string;
  readonly second: string;
  readonly names: readonly string[];
}

export function compareResources(
  first: readonly NormalResource[],
  second: readonly NormalResource[],
): Comparison {
  const others = new Map(second.map((resource) => [resource.key, resource]));
  const keys = new Set(first.map(({ key }) => key));
  const single = first.flatMap((resource) => {
    const other = others.get(resource.key);
    if (!other) return [];
    return differing(resource.inputs, other.inputs, "").map((change) => ({ ...change, resource }));
  });
  const alike = groupBy(single, ({ path, first: a, second: b, resource }) =>
    JSON.stringify([resource.type, path, a, b]),
  );
  return {
    onlyFirst: first.filter(({ key, custom }) => custom && !others.has(key)),
    onlySecond: second.filter(({ key, custom }) => custom && !keys.has(key)),
    differences: [...alike.values()].flatMap((members) => {
      const one = members.at(0);
      if (!one) return [];
      const { path, first: a, second: b, resource } = one;
      const names = members.map((member) => member.resource.name);
      return [{ type: shortType(resource.type), path, first: a, second: b, names }];
    }),
  };
}

interface Change {
  readonly path: string;
  readonly first: string;
  readonly second: string;
}

function differing(first: unknown, second: unknown, path: string): Change[] {
  const [a, b] = membersOf(first, second);
  if (!a || !b) {
    const [one, other] = [show(first), show(second)];
    return one === other ? [] : [{ path, first: one, second: other }];
  }
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return keys.flatMap((key) => differing(a[key], b[key], join(path, key, Array.isArray(first))));
}

type Members = Readonly<Record<string, unknown>>;

/** Members of two structures; nothing for plain values. Lists of named things are compared by name. */
function membersOf(first: unknown, second: unknown): readonly (Members | undefined)[] {
  if (!Array.isArray(first) || !Array.isArray(second)) {
    return [first, second].map((value) =>
      typeof value === "object" && value !== null ? (value as Members) : undefined,
    );
  }
  const lists: readonly (readonly unknown[])[] = [first, second];
  const byName = lists.every(isNamed) && lists.some(({ length }) => length > 1);
  return lists.map((list) =>
    Object.fromEntries(list.map((member, index) => [byName ? nameOf(member) : String(index), member])),
  );
}

function isNamed(list: readonly unknown[]): boolean {
  const names = list.map(nameOf);
  return !names.includes("") && new Set(names).size === names.length;
}

function nameOf(member: unknown): string {
  return typeof member === "object" && member !== null && "name" in member ? String(member.name) : "";
}

function join(path: string, key: string, list: boolean): string {
  if (list) return `${path}[${key}]`;
  return path === "" ? key : `${path}.${key}`;
}

function show(value: unknown): string {
  if (value === undefined) return "–";
  return typeof value === "string" ? value : JSON.stringify(value);
}
