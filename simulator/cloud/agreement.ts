/** Whether what the engine believes and what exists in the account are the same. */
import { isDeepStrictEqual } from "node:util";
import { SECRET_MASK } from "../secret";
import type { Thing } from "./protocol";
import type { StateResource } from "./stateResource";
import { isMarked, isSecretWire, type Wire } from "./values";

export interface Disagreement {
  /**
   * `missing`: the engine believes in something that does not exist; `orphan`: something exists that the engine
   * knows nothing of; `id`: there is one of that URN, with another id; `output`: a property differs.
   */
  readonly kind: "missing" | "orphan" | "id" | "output";
  readonly urn: string;
  /** In a sentence, without secret values. */
  readonly text: string;
}

export interface AgreementOptions {
  /** What stays when Pulumi forgets it, by design. @default nothing */
  readonly outlives?: (thing: Thing) => boolean;
}

/**
 * Every difference between the resources of an engine's state (checkpoint or export; secrets may be encrypted)
 * and an account's contents. Things that no program made (a hosted zone that was there before) do not count.
 */
export function disagreements(
  resources: readonly StateResource[],
  things: readonly Thing[],
  { outlives = () => false }: AgreementOptions = {},
): Disagreement[] {
  const left = new Set(things);
  const found: Disagreement[] = [];
  const exact = index(things, (thing) => `${thing.urn}\n${thing.id}`);
  const renamed = index(things, (thing) => `${thing.type}\n${thing.id}`);
  const unmatched: StateResource[] = [];
  for (const resource of resources.filter(isOwned)) {
    const id = resource.id ?? "";
    const thing =
      takeLikest(exact.get(`${resource.urn}\n${id}`), resource, left) ??
      take(renamed.get(`${resource.type}\n${id}`), left);
    if (thing) found.push(...differences(resource, thing));
    else unmatched.push(resource);
  }
  const byUrn = index([...left], ({ urn }) => urn);
  for (const resource of unmatched) found.push(lost(resource, take(byUrn.get(resource.urn), left)));
  for (const thing of left) {
    if (!thing.urn.startsWith("urn:pulumi:") || outlives(thing)) continue;
    found.push({ kind: "orphan", urn: thing.urn, text: `${thing.id} exists, but not in the state` });
  }
  return found;
}

/** What the engine manages by itself: no components, no providers, nothing that it only reads. */
function isOwned({ custom = false, external = false, type }: StateResource): boolean {
  return custom && !external && !type.startsWith("pulumi:");
}

function index(things: readonly Thing[], keyOf: (thing: Thing) => string): Map<string, Thing[]> {
  const map = new Map<string, Thing[]>();
  for (const thing of things) map.set(keyOf(thing), [...(map.get(keyOf(thing)) ?? []), thing]);
  return map;
}

function take(candidates: readonly Thing[] | undefined, left: Set<Thing>): Thing | undefined {
  const thing = candidates?.find((candidate) => left.has(candidate));
  if (thing) left.delete(thing);
  return thing;
}

/** A replacement may have the id of what it replaces: of two task definitions both have their family's name. */
function takeLikest(
  candidates: readonly Thing[] = [],
  resource: StateResource,
  left: Set<Thing>,
): Thing | undefined {
  const unlikeness = (thing: Thing): number => differences(resource, thing).length;
  const free = candidates.filter((candidate) => left.has(candidate));
  return take(free.length < 2 ? free : [...free].sort((a, b) => unlikeness(a) - unlikeness(b)), left);
}

function lost({ urn, id = "" }: StateResource, other: Thing | undefined): Disagreement {
  return other
    ? { kind: "id", urn, text: `the state has the id ${id}, but ${other.id} exists` }
    : { kind: "missing", urn, text: `${id} is in the state, but does not exist` };
}

function differences(resource: StateResource, thing: Thing): Disagreement[] {
  const believed = resource.outputs ?? {};
  const names = [...new Set([...Object.keys(believed), ...Object.keys(thing.outputs)])].sort();
  return names.flatMap((name) => {
    const [state, account] = [normal(believed[name]), normal(thing.outputs[name])];
    if (isSame(state, account)) return [];
    const text = `${name} is ${shown(state)} in the state and ${shown(account)} in the account`;
    return [{ kind: "output" as const, urn: resource.urn, text }];
  });
}

/** A secret equals anything: neither side shows it. */
function isSame(one: unknown, other: unknown): boolean {
  if (one === SECRET_MASK || other === SECRET_MASK) return true;
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, at) => isSame(item, other[at]));
  }
  if (isRecord(one) && isRecord(other)) {
    const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
    return [...keys].every((key) => isSame(one[key], other[key]));
  }
  return isDeepStrictEqual(one, other);
}

/** Secrets as a mask, files as their digests, whichever side they come from. */
function normal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normal);
  if (!isRecord(value)) return value;
  if (isSecretWire(value)) return SECRET_MASK;
  if (typeof value.hash === "string" && (isMarked(value) || isAsset(value))) return `file ${value.hash}`;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, normal(item)]));
}

function isAsset(value: Wire): boolean {
  return Object.keys(value).every((key) => ["hash", "path", "text", "uri", "assets"].includes(key));
}

function isRecord(value: unknown): value is Wire {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** Longest value that is shown, in characters. */
const SHOWN = 200;

function shown(value: unknown): string {
  const text = value === undefined ? "absent" : JSON.stringify(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
