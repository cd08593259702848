/** Which faults are tried: a sample over kinds, types and phases, the same for the same seed. */
import type { Fault, Operation } from "../../simulator/cloud/client";
import { nameOf } from "./changes";
import { pick, randomNumbers } from "./random";

/** What a stack goes through, in this order. */
export type FaultPhase = "up" | "update" | "destroy";

export const FAULT_PHASES: readonly FaultPhase[] = ["up", "update", "destroy"];

/** What an undisturbed life did, phase by phase. */
export type Done = Readonly<Record<FaultPhase, readonly Operation[]>>;

/** A life with a fault in each of its phases. */
export type FaultyLife = Readonly<Partial<Record<FaultPhase, Fault>>>;

const SERVICE = "aws:ecs/service:Service";

/** A service quota is met by what is made; ECS rolls back what is deployed. */
const KINDS_OF: Readonly<Record<FaultPhase, readonly Fault["kind"][]>> = {
  up: ["noAnswer", "throttle", "rollback", "quota", "timeout", "invalid"],
  update: ["noAnswer", "rollback", "throttle", "invalid", "timeout", "quota"],
  destroy: ["noAnswer", "throttle", "timeout", "invalid"],
};

/**
 * @param count number of faults, three to a life
 * @param done the operations among which the faults are chosen
 */
export function planFaults(done: Done, count: number, seed: number): FaultyLife[] {
  const random = randomNumbers(seed);
  const used = new Map<string, number>();
  const lives: Partial<Record<FaultPhase, Fault>>[] = [];
  for (let made = 0; made < count; made += 1) {
    const [turn, place] = [Math.floor(made / FAULT_PHASES.length), made % FAULT_PHASES.length];
    const phase = FAULT_PHASES[place] ?? "up";
    const kinds = KINDS_OF[phase];
    const kind = kinds[(turn + seed) % kinds.length] ?? "throttle";
    const fault = choose(kind, done[phase], used, random);
    if (fault) lives[turn] = { ...lives[turn], [phase]: fault };
  }
  return lives;
}

/** Of the operations that can fail so, one of the types that were chosen least. */
function choose(
  kind: Fault["kind"],
  operations: readonly Operation[],
  used: Map<string, number>,
  random: () => number,
): Fault | undefined {
  const candidates = operations.filter((operation) => isPossible(kind, operation));
  if (candidates.length === 0) return undefined;
  const keyOf = ({ operation, type }: Operation): string => `${operation} ${type}`;
  const least = Math.min(...candidates.map((one) => used.get(keyOf(one)) ?? 0));
  const chosen = pick(
    candidates.filter((one) => (used.get(keyOf(one)) ?? 0) === least),
    random,
  );
  used.set(keyOf(chosen), least + 1);
  const { type, urn, operation } = chosen;
  return { kind, operation: operation as NonNullable<Fault["operation"]>, type, name: nameOf(urn) };
}

function isPossible(kind: Fault["kind"], { operation, type }: Operation): boolean {
  // Random values are made by the engine's side alone.
  if (!["create", "update", "delete"].includes(operation) || !/^(aws|docker):/.test(type)) return false;
  if (kind === "rollback") return type === SERVICE && operation !== "delete";
  return kind !== "quota" || operation === "create";
}
