import { problemReport } from "../../stacks/config";
import type { Environment } from "../../stacks/environment";
import { resolveStack, type ResolvedStack } from "../plan/resolveStack";
import { UserError } from "../stackConfig";

/**
 * A whole environment, though its secrets may be stand-ins.
 * @throws UserError that tells everything that is wrong with the stack's config
 */
export function environmentOf(
  stack: string,
  overrides: Readonly<Record<string, string>>,
): ResolvedStack & { readonly environment: Environment } {
  const resolved = resolveStack({ stack, overrides });
  const { environment, problems } = resolved;
  if (!environment) throw new UserError(problemReport(stack, problems));
  return { ...resolved, environment };
}
