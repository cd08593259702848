/**
 * Typed reads of a resource's properties, which come to a rule as anything. During a preview a read of a value
 * that nobody knows yet throws; rules let it, and {@link Findings} sees to it that nothing else is lost.
 */

export type Bag = Readonly<Record<string, unknown>>;

export function isBag(value: unknown): value is Bag {
  return typeof value === "object" && value !== null;
}

/** What lies at a path, or undefined where any step of it is missing. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((inner, step) => (isBag(inner) ? inner[step] : undefined), value);
}

export function textAt(value: unknown, ...path: readonly (string | number)[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === "string" ? found : undefined;
}

/** The text of a plain value; nothing for objects, lists and what is missing. */
export function plainText(value: unknown): string {
  return ["string", "number", "boolean"].includes(typeof value)
    ? `${value as string | number | boolean}`
    : "";
}

/** Policies and container definitions often allow one value where they mean a list. */
export function asList(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as readonly unknown[]) : [value];
}

/** The keys of an object; none for anything else. Reads no value, so it never throws. */
export function keysOf(value: unknown): readonly string[] {
  return isBag(value) ? Object.keys(value) : [];
}

/** True for the error by which `@pulumi/policy` tells that a preview does not know a value. */
export function isUnknownValue(error: unknown): error is Error {
  // The class itself is missing from the package's types.
  return error instanceof Error && "unknownTypeSentinel" in error;
}

/** True when there is a value, known yet or not. */
export function isGiven(read: () => unknown): boolean {
  try {
    const value = read();
    return value !== undefined && value !== null && value !== "";
  } catch (error) {
    if (isUnknownValue(error)) return true;
    throw error;
  }
}

/** How a violation shows what it found. Never give it what may be a secret. */
export function shown(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}

/** What a read finds; `otherwise` where a preview does not know it yet. */
export function ifKnown<T, U>(read: () => T, otherwise: U): T | U {
  try {
    return read();
  } catch (error) {
    if (isUnknownValue(error)) return otherwise;
    throw error;
  }
}

/**
 * The first known item for which the check holds.
 *
 * @throws the first unknown value, when it holds for none that is known but might for another
 */
export function find<T>(
  items: readonly T[],
  check: (item: T, index: number) => boolean,
): { readonly item: T } | undefined {
  let doubt: Error | undefined;
  for (let index = 0; index < items.length; index++) {
    try {
      const item = items[index];
      if (check(item, index)) return { item };
    } catch (error) {
      if (!isUnknownValue(error)) throw error;
      doubt ??= error;
    }
  }
  if (doubt) throw doubt;
  return undefined;
}

/** True when the check holds for any item; throws as {@link find} does. */
export function some<T>(items: readonly T[], check: (item: T, index: number) => boolean): boolean {
  return find(items, check) !== undefined;
}

/**
 * True when the check holds for all items.
 *
 * @throws the first unknown value, when it fails for none that is known but might for another
 */
export function every<T>(items: readonly T[], check: (item: T, index: number) => boolean): boolean {
  return !some(items, (item, index) => !check(item, index));
}

/** The items of a list one by one: reading an unknown one throws, reading its neighbours does not. */
export function readers(list: unknown): readonly (() => unknown)[] {
  const items = asList(list);
  return Array.from({ length: items.length }, (_, index) => () => items[index]);
}

/** The texts of a list, or of a single value. Reading one that a preview does not know throws, its neighbours do not. */
export function texts(value: unknown): readonly string[] {
  const found: string[] = [];
  readers(value).forEach((read, index) => {
    try {
      found.push(plainText(read()));
    } catch (error) {
      if (!isUnknownValue(error)) throw error;
      Object.defineProperty(found, index, {
        enumerable: true,
        get: () => {
          throw error;
        },
      });
    }
  });
  return found;
}
