import type { Rule } from "../../../model";
import { firstProblem, rule } from "./rules";

/** The provider's check that strings hold JSON. */
export function jsonRule(id: string, paths: readonly string[], source: string): Rule {
  return rule(id, "check", source, ({ inputs }) =>
    firstProblem(inputs, paths, (text) =>
      isJson(text) ? undefined : `contains an invalid JSON: ${text.slice(0, 80)}`,
    ),
  );
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
