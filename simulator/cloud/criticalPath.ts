/** What a deployment's time is made of: its longest chain of operations that truly wait for each other. */
import type { Change, Operation } from "./protocol";
import type { StateResource } from "./stateResource";

/** One operation on the critical path. */
export interface CriticalStep {
  readonly urn: string;
  readonly type: string;
  readonly operation: Change;
  /** What AWS takes for it. */
  readonly seconds: number;
  /** When it ran, in seconds since the deployment began. */
  readonly start: number;
  readonly end: number;
  /** The operation that it had to wait for: of those it depends on, the last to end. */
  readonly waitedFor?: { readonly urn: string; readonly operation: Change; readonly end: number };
  /** Seconds for which it could have run but did not: the engine waited for something it does not depend on. */
  readonly late: number;
}

export interface CriticalPath {
  /** Seconds from the first start to the last end. */
  readonly makespan: number;
  /** Seconds of the longest chain: no schedule can be shorter. */
  readonly seconds: number;
  /** The longest chain, first operation first; only those that take time. */
  readonly steps: readonly CriticalStep[];
}

type Done = Operation & { readonly operation: Change };

/**
 * Compares what happened with what had to.
 * @param resources the dependencies: the state after a deployment, with the one before it for what was deleted
 */
export function criticalPath(
  operations: readonly Operation[],
  resources: readonly StateResource[],
): CriticalPath {
  const done = operations.filter(isChange);
  if (done.length === 0) return { makespan: 0, seconds: 0, steps: [] };
  const plan = new Plan(done, resources);
  const last = done.reduce((longest, next) => (plan.finish(next) > plan.finish(longest) ? next : longest));
  const began = Math.min(...done.map(({ start }) => start));
  return {
    makespan: Math.max(...done.map(({ end }) => end)) - began,
    seconds: plan.finish(last),
    steps: plan.chain(last).map((operation) => plan.step(operation, began)),
  };
}

function isChange(operation: Operation): operation is Done {
  return ["create", "update", "delete"].includes(operation.operation) && operation.error === undefined;
}

/** The operations as a graph, and when each could end at the earliest. */
class Plan {
  readonly #builds = new Map<string, Done[]>();
  readonly #deletes = new Map<string, Done[]>();
  readonly #needs = new Map<string, Set<string>>();
  readonly #neededBy = new Map<string, Set<string>>();
  readonly #finish = new Map<Done, number>();
  readonly #before = new Map<Done, readonly Done[]>();
  readonly #orders: ReadonlyMap<Done, number>;

  constructor(
    /** In the order in which they began. */
    done: readonly Done[],
    resources: readonly StateResource[],
  ) {
    this.#orders = new Map(done.map((operation, order) => [operation, order]));
    for (const operation of done) {
      push(operation.operation === "delete" ? this.#deletes : this.#builds, operation.urn, operation);
    }
    for (const resource of resources) {
      for (const need of needsOf(resource)) {
        add(this.#needs, resource.urn, need);
        add(this.#neededBy, need, resource.urn);
      }
    }
  }

  /** Seconds after the beginning, when nothing but true dependencies is waited for. */
  finish(operation: Done): number {
    const known = this.#finish.get(operation);
    if (known !== undefined) return known;
    const ready = Math.max(0, ...this.#waits(operation).map((other) => this.finish(other)));
    this.#finish.set(operation, ready + operation.seconds);
    return ready + operation.seconds;
  }

  /** The longest chain that ends with the operation, without what takes no time. */
  chain(operation: Done): Done[] {
    const before = this.#waits(operation);
    const own = operation.seconds > 0 ? [operation] : [];
    if (before.length === 0) return own;
    const slowest = before.reduce((one, other) => (this.finish(other) > this.finish(one) ? other : one));
    return [...this.chain(slowest), ...own];
  }

  step(operation: Done, began: number): CriticalStep {
    const before = this.#waits(operation);
    const last = before.reduce<Done | undefined>(
      (latest, other) => (latest && latest.end >= other.end ? latest : other),
      undefined,
    );
    const { urn, type, operation: change, seconds, start, end } = operation;
    return {
      urn,
      type,
      operation: change,
      seconds,
      start: start - began,
      end: end - began,
      late: Math.max(0, start - (last?.end ?? began)),
      ...(last && { waitedFor: { urn: last.urn, operation: last.operation, end: last.end - began } }),
    };
  }

  #waits(operation: Done): readonly Done[] {
    const known = this.#before.get(operation);
    if (known) return known;
    const all =
      operation.operation === "delete" ? this.#beforeDelete(operation) : this.#beforeBuild(operation);
    // What began later was not waited for, whatever a state says: so there is no cycle.
    const before = all.filter((other) => this.#order(other) < this.#order(operation));
    this.#before.set(operation, before);
    return before;
  }

  /** What it depends on, and what happened to the resource itself before: its former self had to go first. */
  #beforeBuild(operation: Done): Done[] {
    return [...this.#earlier(operation), ...this.#reach(operation.urn, this.#needs, this.#builds)];
  }

  /** What depends on it has to be gone, or to have turned to the replacement. */
  #beforeDelete(operation: Done): Done[] {
    const earlier = this.#earlier(operation);
    return [
      ...earlier,
      ...this.#reach(operation.urn, this.#neededBy, this.#deletes),
      ...(earlier.length > 0 ? this.#reach(operation.urn, this.#neededBy, this.#builds) : []),
    ];
  }

  #earlier(operation: Done): Done[] {
    const { urn } = operation;
    const same = [...(this.#builds.get(urn) ?? []), ...(this.#deletes.get(urn) ?? [])];
    return same.filter((other) => this.#order(other) < this.#order(operation));
  }

  #order(operation: Done): number {
    return this.#orders.get(operation) ?? 0;
  }

  /** The operations of the nearest neighbours that have any; through those without, on to theirs. */
  #reach(
    urn: string,
    edges: ReadonlyMap<string, ReadonlySet<string>>,
    among: ReadonlyMap<string, readonly Done[]>,
  ): Done[] {
    const found: Done[] = [];
    const seen = new Set([urn]);
    const queue = [...(edges.get(urn) ?? [])];
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      if (seen.has(next)) continue;
      seen.add(next);
      const operations = among.get(next);
      if (operations) found.push(...operations);
      else queue.push(...(edges.get(next) ?? []));
    }
    return found;
  }
}

function needsOf({ parent, dependencies = [], propertyDependencies = {} }: StateResource): string[] {
  const properties = Object.values(propertyDependencies).flatMap((urns) => urns ?? []);
  return [...(parent === undefined ? [] : [parent]), ...dependencies, ...properties];
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

function add<K, V>(map: Map<K, Set<V>>, key: K, value: V): void {
  const set = map.get(key);
  if (set) set.add(value);
  else map.set(key, new Set([value]));
}
