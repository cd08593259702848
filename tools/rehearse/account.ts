/** Whether what the engine's state says is there is what the account holds. */
import type { Thing } from "../../simulator/cloud/client";
import { nameOf } from "./changes";
import { shortType } from "../plan/tree";
import type { State, StateResource } from "./rehearsedStack";

/** Made and deleted outside of any account: the engine's state is all that there is of them. */
function isInAccount({ custom, type }: StateResource): boolean {
  return custom && !type.startsWith("pulumi:");
}

/** Files with a hash in their names, which a site keeps for tabs that were opened before. */
function isRetained({ type, inputs }: Thing): boolean {
  return type === "aws:s3/bucketObjectv2:BucketObjectv2" && String(inputs.cacheControl).includes("immutable");
}

/** What was there before any stack, such as the zone of a domain. */
function isForeign({ urn }: Thing): boolean {
  return urn === "";
}

/** A line for each difference. */
export function disagreementsOf(
  state: State,
  things: readonly Thing[],
  _before: ReadonlySet<string>,
): string[] {
  const known = state.resources.filter(isInAccount);
  const key = ({ urn, id = "" }: { readonly urn: string; readonly id?: string }): string => `${urn} ${id}`;
  const inState = new Set(known.map(key));
  const inAccount = new Set(things.map(key));
  return [
    ...state.pending.map(
      ({ type, resource }) => `${type} of ${tell(resource)}: the engine does not know how it ended`,
    ),
    ...known
      // What is to be deleted once more may be gone already.
      .filter((resource) => resource.delete !== true && !inAccount.has(key(resource)))
      .map((resource) => `in the state, not in the account: ${tell(resource)}`),
    ...things
      .filter((thing) => !inState.has(key(thing)) && !isRetained(thing) && !isForeign(thing))
      .map((thing) => `in the account, not in the state: ${tell(thing)}`),
  ];
}

/** What is left after a destroy and should not be: nothing outlives a stack but what is in its recovery window. */
export function survivors(things: readonly Thing[], state: State): string[] {
  return [
    ...state.resources.filter(isInAccount).map((resource) => `still in the state: ${tell(resource)}`),
    ...things.filter((thing) => !isForeign(thing)).map((thing) => `still in the account: ${tell(thing)}`),
  ];
}

function tell({
  urn,
  type,
  id,
}: {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
}): string {
  return `${shortType(type)} ${nameOf(urn)}${id === undefined ? "" : ` (${id})`}`;
}
