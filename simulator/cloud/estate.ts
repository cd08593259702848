/** The account's contents as the provider knows them: which thing a URN and an id mean, and its checked inputs. */
import { isDeepStrictEqual } from "node:util";
import type { Account, Existing } from "../account";
import { plainUrn, type Place, type ResourceModel } from "../model";
import { holdsSecret } from "../secret";
import { importIdOf } from "./puts";
import type { ProviderSettings } from "./settings";
import { decode, DEFAULTS_KEY, encode, plainProps, secretWire, type Wire } from "./values";

/** How the topics begin that are the cloud's own, and no memory of AWS's. */
export const OWN = "cloud: ";
/** How many things each URN has had. */
const GENERATIONS = `${OWN}generations`;
/** The inputs of each thing as the engine keeps them, with their secrets marked. */
const CHECKED = `${OWN}inputs`;

/** Ids that say nothing: several things have the same. */
const COMMON_IDS: ReadonlySet<string> = new Set(["none", ""]);

export class Estate {
  /** The keys of the things that exist, oldest first, by URN. */
  readonly #keys = new Map<string, string[]>();

  constructor(readonly account: Account) {
    for (const { urn } of account.all()) this.#note(urn);
    // AWS takes along what cannot be without the thing that is deleted.
    account.watch((record) => {
      if (record.record === "remove") this.#forget(record.urn);
    });
  }

  /** The key of the next thing that is made for the URN: ids and automatic names are never used twice. */
  nextKey(urn: string): string {
    const made = this.#made(urn);
    return made === 0 ? urn : `${urn}#${made + 1}`;
  }

  /** The key of the thing that the URN means now, or of the one to come. */
  currentKey(urn: string): string {
    return this.#keys.get(urn)?.at(-1) ?? this.nextKey(urn);
  }

  place(key: string, name: string, settings: ProviderSettings, inputs: Wire): Place {
    const region = inputs.region;
    return {
      urn: key,
      name,
      accountId: this.account.id,
      region: typeof region === "string" && region !== "" ? region : settings.region,
      partition: "aws",
      defaultTags: settings.defaultTags,
    };
  }

  /** The thing of that id; of two under one URN the newest. */
  locate(urn: string, type: string, id: string): Existing | undefined {
    return this.#own(urn, id).at(-1) ?? this.#renamed(type, id);
  }

  /**
   * The thing that a delete means: of two under one URN the oldest, and of two with one id the one of that ARN, since a
   * task definition's id is its family.
   *
   * @param arn as the engine's state has it; undefined for what has none
   */
  condemned(urn: string, type: string, id: string, arn: unknown): Existing | undefined {
    const isMeant = (thing: Existing): boolean =>
      typeof arn !== "string" || typeof thing.outputs.arn !== "string" || thing.outputs.arn === arn;
    const own = this.#own(urn, id);
    return own.length > 0 ? own.find(isMeant) : this.#renamed(type, id);
  }

  /** The thing that an import means, by the id that the provider's documentation gives it. */
  importable(type: string, id: string): Existing | undefined {
    return this.account.ofType(type).findLast((thing) => importIdOf(thing) === id);
  }

  /** All things under a URN, oldest first. */
  allOf(urn: string): readonly Existing[] {
    return (this.#keys.get(urn) ?? []).flatMap((key) => this.account.get(key) ?? []);
  }

  #own(urn: string, id: string): readonly Existing[] {
    return this.allOf(urn).filter((thing) => thing.id === id);
  }

  /** Renamed with an alias, or imported: another URN than the one that it was made under. */
  #renamed(type: string, id: string): Existing | undefined {
    if (COMMON_IDS.has(id)) return undefined;
    return this.account.ofType(type).find((thing) => thing.id === id);
  }

  /** Notes the inputs of a thing that is about to be put into the account, and that its key is taken. */
  note(key: string, checked: Wire): void {
    const urn = plainUrn(key);
    if (key === this.nextKey(urn)) {
      this.account.remember(GENERATIONS, urn, this.#made(urn) + 1);
      this.#note(key);
    }
    this.account.remember(CHECKED, key, checked);
  }

  /** Puts back what was taken out of the account on trial. */
  restore(thing: Existing, checked: Wire): void {
    this.account.add(thing);
    this.#note(thing.urn);
    this.account.remember(CHECKED, thing.urn, checked);
  }

  /** The inputs of a thing as the engine gave them. */
  checkedOf(thing: Existing): Wire {
    return (this.account.recall(CHECKED, thing.urn) ?? {}) as Wire;
  }

  #made(urn: string): number {
    return Number(this.account.recall(GENERATIONS, urn) ?? 0);
  }

  #forget(key: string): void {
    const urn = plainUrn(key);
    const left = (this.#keys.get(urn) ?? []).filter((other) => other !== key);
    if (left.length > 0) this.#keys.set(urn, left);
    else this.#keys.delete(urn);
    this.account.remember(CHECKED, key, null);
  }

  #note(key: string): void {
    const urn = plainUrn(key);
    this.#keys.set(urn, [...(this.#keys.get(urn) ?? []), key]);
  }
}

/** A thing's outputs for the wire: inputs come back as they were given, secret values marked. */
export function outputsWire(model: ResourceModel, thing: Existing, checked: Wire): Wire {
  const plain = plainProps(checked);
  const secret = secretOutputsOf(model, checked);
  const state: Wire = {};
  for (const [key, value] of Object.entries(thing.outputs)) {
    if (value === undefined) continue;
    const given = checked[key];
    if (given !== undefined && isDeepStrictEqual(plain[key], value)) state[key] = given;
    else state[key] = secret.has(key) ? secretWire(encode(value)) : encode(value);
  }
  return state;
}

/** The names of a type's outputs that hold secrets, given these inputs. */
export function secretOutputsOf(model: ResourceModel, checked: Wire): ReadonlySet<string> {
  const given = Object.keys(checked).filter(
    (key) => key !== DEFAULTS_KEY && holdsSecret(decode(checked[key])),
  );
  return new Set([...(model.secretOutputs ?? []), ...given, ...(given.includes("tags") ? ["tagsAll"] : [])]);
}
