/** Config values on a command line: `KEY=VALUE`. */
import { UserError } from "../stackConfig";

const ASSIGNMENT = /^((?:[a-zA-Z][\w-]*:)?[a-zA-Z][\w-]*)=(.*)$/s;

/**
 * By key as given, the last of several winning.
 * @throws UserError with exit code 2 for anything else
 */
export function overridesOf(assignments: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    assignments.map((assignment) => {
      const found = ASSIGNMENT.exec(assignment);
      if (found) return [found[1], found[2]] as const;
      // What stands after "=" may be a secret: it is not repeated.
      const [given = ""] = assignment.split("=");
      throw new UserError(`--set takes KEY=VALUE, such as sizing=prod; got "${given}"; see --help`, 2);
    }),
  );
}
