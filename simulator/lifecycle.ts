/** What happens to a thing after its creation: changes in place, replacements, the end. */
import { isDeepStrictEqual } from "node:util";
import type { Account, Existing } from "./account";
import type { Duration, Place, Props, ResourceModel } from "./model";
import { pathsOf } from "./paths";

/**
 * The properties whose change cannot be made in place, as paths. Both sides are settled inputs, settled for
 * the same place: an automatic name is not a change.
 */
export function replacements(model: ResourceModel, before: Props, after: Props): string[] {
  const declared = model.shape.replaceOn.filter(
    (path) => !isDeepStrictEqual(at(before, path), at(after, path)),
  );
  return [...new Set([...declared, ...(model.replaces?.(before, after) ?? [])])];
}

function at(inputs: Props, path: string): unknown[] {
  return pathsOf(inputs, path).flatMap(({ value }) => (value === undefined || value === null ? [] : [value]));
}

/** The thing as it is after an update in place to these settled inputs. */
export function updated(
  model: ResourceModel,
  inputs: Props,
  place: Place,
  account: Account,
  before: Existing,
): Existing {
  const outputs = model.update?.(inputs, place, account, before) ?? {
    ...inputs,
    ...model.create(inputs, place, account).outputs,
    ...Object.fromEntries((model.stable ?? []).map((name) => [name, before.outputs[name]])),
  };
  return { ...before, inputs, outputs };
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
): number {
  const duration: Duration = model.durations?.[operation] ?? 0;
  return typeof duration === "number" ? duration : duration(inputs);
}
