/** Operations that fail on purpose, as AWS lets them fail. */
import type { Change, Fault, FiredFault } from "./protocol";
import type { Subject } from "./resources";

/** The type whose deployments AWS rolls back by itself. */
const SERVICE = "aws:ecs/service:Service";

interface Counted {
  readonly fault: Fault;
  seen: number;
}

export class Faults {
  #counted: Counted[] = [];
  #fired: FiredFault[] = [];

  /** Replaces all faults; counting begins anew. */
  inject(faults: readonly Fault[]): void {
    this.#counted = faults.map((fault) => ({ fault, seen: 0 }));
    this.#fired = [];
  }

  fired(): readonly FiredFault[] {
    return this.#fired;
  }

  /** The fault that hits this operation, if one does; every matching fault counts it. */
  next(subject: Subject, operation: Change): Fault["kind"] | undefined {
    let hit: Fault | undefined;
    for (const counted of this.#counted) {
      const { fault } = counted;
      if (!matches(fault, subject, operation)) continue;
      counted.seen += 1;
      const { nth = 1, times = 1 } = fault;
      if (counted.seen >= nth && counted.seen < nth + times) hit ??= fault;
    }
    if (hit) this.#fired.push({ fault: hit, urn: subject.urn, operation });
    return hit?.kind;
  }
}

function matches({ kind, operation, type, name }: Fault, subject: Subject, happening: Change): boolean {
  if (kind === "rollback" && (subject.type !== SERVICE || happening === "delete")) return false;
  return (
    (operation ?? happening) === happening &&
    (type ?? subject.type) === subject.type &&
    (name ?? subject.name) === subject.name
  );
}

/** AWS's answers where nothing happened, with their HTTP status. */
export const REFUSED: Readonly<
  Record<Exclude<Fault["kind"], "noAnswer" | "rollback">, readonly [status: number, reason: string]>
> = {
  throttle: [400, "ThrottlingException: Rate exceeded"],
  quota: [400, "LimitExceededException: The quota of your account for this kind of resource is used up."],
  timeout: [408, "RequestTimeout: The request timed out before AWS had an answer. Please try again."],
  invalid: [
    400,
    "ValidationException: 1 validation error detected: a value in the request failed to satisfy its constraint.",
  ],
};

/** What the provider says when it gave up waiting. */
export function gaveUp(type: string, operation: Change, about: string): string {
  const thing = type.split(":")[2] ?? type;
  const state = { create: "ACTIVE", update: "ACTIVE", delete: "DELETED" }[operation];
  return `waiting for ${thing} (${about}) ${operation}: timeout while waiting for state to become '${state}' (last state: 'PENDING', timeout: 20m0s)`;
}
