/** What happens to a thing after its creation: changes in place, replacements, the end. */
import { isDeepStrictEqual } from "node:util";
import { Account, type Existing } from "./account";
import type { Duration, Place, Props, ResourceModel } from "./model";
import { pathsOf } from "./paths";

/**
 * The properties at the top level that the provider sees as changed. Both sides are settled inputs, settled
 * for the same place: an automatic name is not a change.
 */
export function changes(model: ResourceModel, before: Props, after: Props): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (property) => !isUnchanged(model, property, before, after),
  );
}

function isUnchanged(model: ResourceModel, property: string, before: Props, after: Props): boolean {
  const { kept = [], unordered = [] } = model.shape;
  const [former, next] = [before[property], after[property]];
  if (isAbsent(next) && (isAbsent(former) || kept.includes(property))) return true;
  const same = unordered.includes(property)
    ? isDeepStrictEqual(sorted(former), sorted(next))
    : isDeepStrictEqual(former, next);
  return same || (model.same?.(property, before, after) ?? false);
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

/** Order of a set's members that depends on nothing but what they are; an absent set is an empty one. */
function sorted(value: unknown): unknown {
  if (!Array.isArray(value)) return isAbsent(value) ? [] : value;
  return (value as unknown[]).map((item) => [JSON.stringify(item), item] as const).sort(byText);
}

function byText([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1;
}

/** The properties whose change cannot be made in place, as paths; the two sides as in {@link changes}. */
export function replacements(model: ResourceModel, before: Props, after: Props): string[] {
  const changed = changes(model, before, after);
  const declared = model.shape.replaceOn.filter(
    (path) =>
      changed.includes(path.split(/[.[]/)[0] ?? path) &&
      (changed.includes(path) || !isDeepStrictEqual(at(before, path), at(after, path))),
  );
  return [...new Set([...declared, ...(model.replaces?.(before, after) ?? [])])];
}

function at(inputs: Props, path: string): unknown[] {
  return pathsOf(inputs, path).flatMap(({ value }) => (isAbsent(value) ? [] : [value]));
}

/**
 * Whether the provider asks the engine to delete before it makes the replacement: declared, or because the
 * program gives the name (`nameRequiresDeleteBeforeReplace` of pulumi-terraform-bridge).
 *
 * @param given the inputs as the program gives them
 */
export function deletesFirst(model: ResourceModel, given: Props): boolean {
  const { deleteBeforeReplace = false, autoName } = model.shape;
  return deleteBeforeReplace || (autoName !== undefined && !isAbsent(given[autoName.property]));
}

/** Puts a thing that was made or changed into the account, with what AWS remembers of it. */
export function put(model: ResourceModel, place: Place, account: Account, existing: Existing): void {
  account.add(existing);
  model.note?.(place, account, existing);
}

/** The thing as it is after an update in place to these settled inputs. */
export function updated(
  model: ResourceModel,
  inputs: Props,
  place: Place,
  account: Account,
  before: Existing,
): Existing {
  const outputs = model.update?.(inputs, place, account, before);
  if (outputs) return { ...before, inputs, outputs };
  const stays = [...(model.shape.kept ?? []), ...(model.stable ?? [])].filter(
    (name) => isAbsent(inputs[name]) && !(model.recomputed ?? []).includes(name),
  );
  const computed = { ...inputs, ...model.create(inputs, place, account).outputs };
  return { ...before, inputs, outputs: { ...computed, ...pick(before.outputs, stays) } };
}

function pick(outputs: Props, names: readonly string[]): Props {
  return Object.fromEntries(names.flatMap((name) => (name in outputs ? [[name, outputs[name]]] : [])));
}

/** Deletes the thing as AWS does, after its refusals: what lingers is remembered. */
export function remove(model: ResourceModel, place: Place, account: Account, existing: Existing): void {
  model.remove?.(place, account, existing);
  account.remove(existing.urn);
}

/** Typical seconds that an operation takes; 0 where AWS answers at once. */
export function secondsOf(
  model: ResourceModel,
  operation: "create" | "update" | "delete",
  inputs: Props,
  account: Account = new Account(),
): number {
  const duration: Duration = model.durations?.[operation] ?? 0;
  return typeof duration === "number" ? duration : duration(inputs, account);
}
