/** The kinds of refusals that many types share. */
import type { Account, Existing } from "../../../account";
import type { Props, RefusalTime, ResourceModel, Rule, RuleInput } from "../../../model";
import { ipv4BlockProblem, ipv6BlockProblem } from "./cidr";
import { textsAt, valuesAt } from "./values";

/** The times at which AWS sees a resource's settings. */
export const APPLY: readonly RefusalTime[] = ["create", "update"];

export function rule(id: string, when: Rule["when"], source: string, refuse: Rule["refuse"]): Rule {
  return { id, when, source, refuse };
}

/** The resource of that type with exactly that id in a region (in the account for global services). */
export function byId(account: Account, type: string, id: string, region?: string): Existing | undefined {
  const found = account.find(type, id);
  return found?.id === id && (region === undefined || found.region === region) ? found : undefined;
}

interface Reference {
  readonly id: string;
  readonly path: string;
  readonly source: string;
  readonly find: (reference: string, input: RuleInput) => unknown;
  readonly words: (reference: string, input: RuleInput) => string;
}

/** Refuses a reference to something that does not exist. */
export function mustExist({ id, path, source, find, words }: Reference): Rule {
  return rule(id, APPLY, source, (input) => {
    const missing = textsAt(input.inputs, path).find((reference) => find(reference, input) === undefined);
    return missing === undefined ? undefined : words(missing, input);
  });
}

interface Identity {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  /** The properties that make a resource the same one; the region counts unless `global`. */
  readonly same: readonly string[];
  readonly global?: boolean;
  readonly words: (inputs: Props) => string;
}

/** Refuses a second resource of the same identity. */
export function unique({ id, type, source, same, global = false, words }: Identity): Rule {
  const identity = (props: Props): string => JSON.stringify(same.map((property) => props[property] ?? null));
  return rule(id, "create", source, ({ inputs, place, account }) => {
    const wanted = identity(inputs);
    const twin = account
      .ofType(type)
      .some(
        (other) =>
          other.urn !== place.urn &&
          (global || other.region === place.region) &&
          identity(other.outputs) === wanted,
      );
    return twin ? words(inputs) : undefined;
  });
}

/** The provider's `RequiredWith`: a property that makes no sense without others. */
export function requiredWith(
  id: string,
  needs: Readonly<Record<string, readonly string[]>>,
  source: string,
): Rule {
  return rule(id, "check", source, ({ inputs }) => {
    for (const [property, others] of Object.entries(needs)) {
      if (inputs[property] === undefined) continue;
      const missing = others.filter((other) => inputs[other] === undefined);
      if (missing.length > 0)
        return `"${property}": all of \`${[property, ...others].join(",")}\` must be specified`;
    }
    return undefined;
  });
}

export function ipv4Blocks(id: string, paths: readonly string[], source: string): Rule {
  return rule(id, "check", source, ({ inputs }) => firstProblem(inputs, paths, ipv4BlockProblem));
}

export function ipv6Blocks(id: string, paths: readonly string[], source: string): Rule {
  return rule(id, "check", source, ({ inputs }) => firstProblem(inputs, paths, ipv6BlockProblem));
}

/** The first problem that one of the strings at the paths has. */
export function firstProblem(
  inputs: Props,
  paths: readonly string[],
  problem: (text: string) => string | undefined,
): string | undefined {
  for (const text of paths.flatMap((path) => textsAt(inputs, path))) {
    const words = problem(text);
    if (words !== undefined) return words;
  }
  return undefined;
}

/** A place in another type's inputs that names what cannot be deleted while it is named there. */
export interface Holder {
  readonly type: string;
  readonly path: string;
}

/** Refuses to delete what others still use. `key` is what they use it by. @default its id */
export function inUse(
  id: string,
  holders: readonly Holder[],
  source: string,
  words: (self: Existing, holder: Existing) => string,
  key: (self: Existing) => unknown = (self) => self.id,
): Rule {
  return rule(id, "delete", source, ({ place, account }) => {
    const self = account.get(place.urn);
    if (!self) return undefined;
    const wanted = key(self);
    for (const { type, path } of holders) {
      const holder = account
        .ofType(type)
        .find((other) => other.urn !== self.urn && valuesAt(other.inputs, path).includes(wanted));
      if (holder) return words(self, holder);
    }
    return undefined;
  });
}

/** Deletes with a thing what cannot be without it. `key` is what it is named by there. @default its id */
export function takesAlong(
  holders: readonly Holder[],
  key: (self: Existing) => unknown = (self) => self.id,
): NonNullable<ResourceModel["remove"]> {
  return (_place, account, self) => {
    for (const { type, path } of holders) {
      for (const other of account.ofType(type)) {
        if (valuesAt(other.inputs, path).includes(key(self))) account.remove(other.urn);
      }
    }
  };
}
