/** How the rules about container definitions are written down. */
import type { Props, Rule, RuleInput } from "../../../model";

/** What is wrong; nothing, or false, when all is well. */
export type Problem = string | false | undefined;

/** A rule about all containers of a task definition. */
export type About = (
  what: string,
  refuse: (containers: readonly Props[], input: RuleInput) => Problem,
) => Rule;

/** A rule about each container by itself. */
export type Each = (what: string, refuse: (container: Props, input: RuleInput) => Problem) => Rule;

/** The first problem that one of the items has. */
export function first<T>(items: readonly T[], test: (item: T) => Problem): Problem {
  for (const item of items) {
    const problem = test(item);
    if (problem) return problem;
  }
  return undefined;
}
