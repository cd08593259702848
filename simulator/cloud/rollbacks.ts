/** Deployments that ECS takes back, which the provider calls a success. */
import type { Account, Existing } from "../account";
import type { Props } from "../model";
import { ROLLED_BACK } from "../models/memory";

/**
 * Outputs that AWS may change behind the engine's back and that the provider compares with the inputs: a
 * service whose deployment was rolled back runs its former task definition.
 */
export const WATCHED: Readonly<Record<string, readonly string[]>> = {
  "aws:ecs/service:Service": ["taskDefinition"],
};

/** Lets ECS tell of it, or of the deployment that is fine again. */
export function noteRollback(account: Account, { type, urn }: Existing, isRolledBack: boolean): void {
  if (type in WATCHED) account.remember(ROLLED_BACK, urn, isRolledBack ? true : null);
}

/** A service after its deployment was taken back: it runs what it ran before, which is nothing at first. */
export function rolledBack(service: Existing, before: Props): Existing {
  const former = Object.fromEntries((WATCHED[service.type] ?? []).map((name) => [name, before[name] ?? ""]));
  return {
    ...service,
    inputs: { ...service.inputs, ...former },
    outputs: { ...service.outputs, ...former },
  };
}
