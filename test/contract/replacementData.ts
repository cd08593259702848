/** Where the simulator and provider 5.100 differ about replacements, and changes that cannot be tried alone. */

/** Differences that are the provider's age, with the reason, by type and property. */
export const OTHERWISE: Readonly<Record<string, string>> = {
  "aws:ecs/service:Service deploymentController":
    "5.100 replaces the service; the released provider changes the controller in place",
};

/** Why a change cannot be tried: one value only, a name that must change with it, or a value that no state holds. */
export const UNTRIED: readonly string[] = [];
