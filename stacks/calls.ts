/** Who calls whom: the order in which services are created, and the cycles that make one impossible. */

interface Caller {
  readonly name: string;
  readonly calls?: readonly string[];
}

/**
 * Callees before their callers, otherwise by name; services on a cycle, and those that call them, come
 * last by name. Calls to unknown services are left out of account.
 */
export function calleesFirst<T extends Caller>(services: readonly T[]): readonly T[] {
  const waiting = [...services].sort((a, b) => compare(a.name, b.name));
  const ordered: T[] = [];
  while (waiting.length > 0) {
    const ready = waiting.findIndex(
      ({ name, calls = [] }) =>
        !calls.some((callee) => callee !== name && waiting.some((other) => other.name === callee)),
    );
    ordered.push(...waiting.splice(Math.max(ready, 0), 1));
  }
  return ordered;
}

/** Each cycle once, from its first name in the alphabet back to it: `["a", "b", "a"]`. */
export function cyclesOf(services: readonly Caller[]): readonly (readonly string[])[] {
  const callees = new Map(services.map(({ name, calls = [] }) => [name, [...calls].sort(compare)]));
  const cycles = new Map<string, readonly string[]>();
  const visit = (path: readonly string[]): void => {
    const [start = ""] = path;
    for (const callee of callees.get(path.at(-1) ?? "") ?? []) {
      if (callee === start && path.length > 1) cycles.set(path.join(), [...path, callee]);
      else if (callee > start && !path.includes(callee)) visit([...path, callee]);
    }
  };
  for (const name of [...callees.keys()].sort(compare)) visit([name]);
  return [...cycles.values()];
}

/** By code units, the same everywhere. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
