/** State and account in a form in which two lives of a stack are equal although their generated ids are not. */
import type { Thing } from "../../simulator/cloud/client";
import { outlives } from "./account";
import type { State, StateResource } from "./rehearsedStack";

export interface Canonical {
  /** What exists, a line each, sorted: URN and inputs, with every generated value named by where it comes from. */
  readonly account: readonly string[];
  /** What the engine knows, likewise. */
  readonly state: readonly string[];
}

/** How the provider ends a name that the program left to it: an input, then, and generated all the same. */
const AUTOMATIC = /-[0-9a-f]{7}$/;

/** Shorter values are no ids: they could stand in any text. */
const SHORTEST = 6;

/** What a word of a sentence has not: digits, dashes and dots, or nothing but capitals, as CloudFront's ids. */
const GENERATED = /[\d.-]|^[A-Z]{10,}$/;

export function canonical(state: State, things: readonly Thing[]): Canonical {
  const own = things.filter(({ urn }) => urn.startsWith("urn:pulumi:"));
  const plain = naming(own);
  return {
    account: own
      // Those that earlier lives left are not this one's.
      .filter((thing) => !outlives(thing) || state.resources.some(({ urn }) => urn === thing.urn))
      .map(({ urn, inputs }) => `${urn} ${plain(JSON.stringify(sorted(inputs)))}`)
      .sort(),
    state: state.resources
      .filter(({ type }) => !type.startsWith("pulumi:providers:"))
      .map(line(plain))
      .sort(),
  };
}

/** How two differ: lines that only one of them has. */
export function unlike(actual: Canonical, wanted: Canonical): string[] {
  return (["account", "state"] as const).flatMap((part) => [
    ...wanted[part]
      .filter((one) => !actual[part].includes(one))
      .map((one) => `${part}: missing, or not like this: ${one}`),
    ...surplus(actual[part], wanted[part]).map((one) => `${part}: too much, or not like this: ${one}`),
  ]);
}

/** Counted: two of the same are one too many. */
function surplus(actual: readonly string[], wanted: readonly string[]): string[] {
  const left = [...wanted];
  return actual.filter((one) => {
    const at = left.indexOf(one);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function line(plain: (text: string) => string): (resource: StateResource) => string {
  return ({ urn, parent, protect = false, delete: pending = false, initErrors, dependencies, inputs }) => {
    const told = {
      parent,
      protect,
      pending,
      initErrors,
      dependencies: sortedList(dependencies),
      inputs: masked(inputs),
    };
    return `${urn} ${plain(JSON.stringify(sorted(told)))}`;
  };
}

/** Replaces generated values, longer ones first, since one may be a part of another. */
function naming(things: readonly Thing[]): (text: string) => string {
  const names = new Map<string, string>();
  for (const { urn, id, inputs, outputs } of [...things].sort((a, b) => (a.urn < b.urn ? -1 : 1))) {
    const given = JSON.stringify(inputs);
    for (const [property, value] of [["id", id] as const, ...Object.entries(outputs)]) {
      if (typeof value !== "string" || value.length < SHORTEST || names.has(value)) continue;
      if (given.includes(JSON.stringify(value)) && !AUTOMATIC.test(value)) continue;
      names.set(value, `{${urn.split("::").slice(2).join("::")}.${property}}`);
    }
  }
  const values = [...names.keys()]
    .filter((value) => GENERATED.test(value))
    .sort((a, b) => b.length - a.length);
  return (text) => values.reduce((left, value) => left.replaceAll(value, names.get(value) ?? value), text);
}

function sortedList(list: unknown): unknown {
  return Array.isArray(list) ? list.map(String).sort() : list;
}

/** Ciphertext is another at every encryption. */
function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== "object" || value === null) return value;
  if ("ciphertext" in value) return "[secret]";
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, masked(item)]));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}
