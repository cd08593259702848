import type { Props } from "./model";

/** A property that a path led to; `value` is undefined where the property is absent. */
export interface Found {
  /** The path with the index of each item in it: `conditions[0].pathPattern`. */
  readonly path: string;
  readonly value: unknown;
}

interface Step {
  readonly key: string;
  readonly items: boolean;
}

const steps = new Map<string, readonly Step[]>();

/**
 * Everything that a path of a shape leads to: `a.b` is property `b` of the object `a`, `a[]` each item
 * of the list `a`, `*` every key of an object. Nothing is found below a parent that is absent.
 */
export function pathsOf(inputs: Props, path: string): Found[] {
  return stepsOf(path).reduce<Found[]>(
    (parents, step) => parents.flatMap((parent) => advance(parent, step)),
    [{ path: "", value: inputs }],
  );
}

function stepsOf(path: string): readonly Step[] {
  let known = steps.get(path);
  if (!known) {
    known = path.split(".").map((part) => ({ key: part.replace(/\[\]$/, ""), items: part.endsWith("[]") }));
    steps.set(path, known);
  }
  return known;
}

function advance(parent: Found, { key, items }: Step): Found[] {
  if (parent.value === null || typeof parent.value !== "object") return [];
  const record = parent.value as Props;
  const keys = key === "*" ? Object.keys(record) : [key];
  return keys.flatMap((name) => {
    const path = parent.path ? `${parent.path}.${name}` : name;
    const value = record[name];
    if (!items) return [{ path, value }];
    return Array.isArray(value)
      ? value.map((item: unknown, index) => ({ path: `${path}[${index}]`, value: item }))
      : [];
  });
}
