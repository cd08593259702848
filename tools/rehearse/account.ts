/** Whether what the engine's state says is there is what the account holds. */
import { disagreements } from "../../simulator/cloud/agreement";
import { SCHEDULED } from "../../simulator/models/foundation/secrets/secretsManager";
import type { Remembered, Thing } from "../../simulator/cloud/client";
import { shortType } from "../plan/tree";
import { nameOf, typeOf } from "./changes";
import type { State } from "./rehearsedStack";

/** Files with a hash in their names, which a site keeps for tabs that were opened before. */
export function outlives({ type, inputs }: Pick<Thing, "type" | "inputs">): boolean {
  return type === "aws:s3/bucketObjectv2:BucketObjectv2" && String(inputs.cacheControl).includes("immutable");
}

/** A line for each difference. */
export function disagreementsOf(state: State, things: readonly Thing[]): string[] {
  return [
    ...state.pending.map(
      ({ type, resource }) => `${tell(resource.urn)}: the engine does not know how its ${type} ended`,
    ),
    // What is to be deleted once more may be gone already.
    ...disagreements(
      state.resources.filter((resource) => resource.delete !== true || isThere(resource.id, things)),
      things,
      { outlives },
    ).map(({ urn, text }) => `state and account differ: ${tell(urn)}: ${text}`),
  ];
}

/**
 * What is left after a destroy and should not be. Nothing outlives a stack but what Pulumi never made, such as the
 * hosted zone: a site's kept files go with their bucket, and a secret in its recovery window is none any more.
 */
export function survivors(state: State, things: readonly Thing[]): string[] {
  return [
    ...state.resources
      .filter(({ custom, type }) => custom && !type.startsWith("pulumi:"))
      .map(({ urn }) => `still in the state: ${tell(urn)}`),
    ...things
      .filter(({ urn }) => urn.startsWith("urn:pulumi:"))
      .map(({ urn, id }) => `still in the account: ${tell(urn)} (${id})`),
  ];
}

/** What AWS keeps of a destroyed stack, by the account's topic of memory; the runbook tells of the same. */
export const LINGERING: Readonly<Record<string, string>> = {
  [SCHEDULED]: "secrets in their recovery window",
  "task definition revisions": "inactive task definitions",
};

const SECRET = "aws:secretsmanager/secret:Secret";

/**
 * What AWS should not keep of a destroyed stack, and what it should and does not: a secret with a recovery window.
 *
 * @param before the state before it was destroyed
 */
export function wronglyLeft({ resources }: State, remembered: readonly Remembered[]): string[] {
  const restorable = remembered.filter(({ topic }) => topic === SCHEDULED);
  const names = resources
    .filter(({ type, inputs = {} }) => type === SECRET && inputs.recoveryWindowInDays !== 0)
    .map(({ outputs = {} }) => String(outputs.name));
  return [
    ...remembered
      .filter(({ topic }) => !(topic in LINGERING))
      .map(({ topic, key }) => `left in the account: ${topic}: ${key}`),
    ...names
      .filter((name) => !restorable.some(({ key }) => key.endsWith(`|${name}`)))
      .map((name) => `gone for good, in spite of its recovery window: ${name}`),
    ...restorable
      .filter(({ key }) => !names.some((name) => key.endsWith(`|${name}`)))
      .map(({ key }) => `in a recovery window that it should not have: ${key}`),
  ];
}

/** `4 secrets in their recovery window`, and so on. */
export function leftText(remembered: readonly Remembered[]): string[] {
  return Object.entries(LINGERING).flatMap(([topic, what]) => {
    const number = remembered.filter((one) => one.topic === topic).length;
    return number === 0 ? [] : [`${number} ${what}`];
  });
}

function isThere(id: string | undefined, things: readonly Thing[]): boolean {
  return things.some((thing) => thing.id === id);
}

function tell(urn: string): string {
  return `${shortType(typeOf(urn))} ${nameOf(urn)}`;
}
