/** Which stacks are for development: what matters in production only is not asked of them. */
import type { PolicyConfigSchema } from "@pulumi/policy";
import { configTexts, type Config } from "./findings";
import { matches } from "./documents";

const DEVELOPMENT = ["dev", "dev-*", "pr-*", "test", "test-*", "sandbox*"];

/** The setting of every rule that asks {@link isDevelopment}. */
export const developmentStacks: PolicyConfigSchema["properties"] = {
  developmentStacks: {
    type: "array",
    items: { type: "string" },
    default: DEVELOPMENT,
    description: "Names of the stacks that need not keep this rule; `*` stands for any text.",
  },
};

/** @param where any resource of the stack, by its URN */
export function isDevelopment({ urn }: { readonly urn: string }, config: Config): boolean {
  const [, , stack] = urn.split(":");
  const patterns =
    config.developmentStacks === undefined ? DEVELOPMENT : configTexts(config, "developmentStacks");
  return patterns.some((pattern) => matches(pattern, stack));
}
