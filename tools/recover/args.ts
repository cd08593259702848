/** What was asked on the command line of `npm run recover`. */
import { parseArgs } from "node:util";
import { knownStacks, UserError } from "../stackConfig";
import type { Answers } from "./deployment";

export const HELP = `Puts a stack right whose update was killed: SIGKILL, a lost machine, a runner that timed out. What was being created
then is on AWS or not, and Pulumi does not know: it would make it again, and leave the first one without an owner.

Usage: npm run recover -- <stack> [OPTIONS]

Options:
  --adopt NAME=ID   this interrupted creation is on AWS, with this id (an ARN for load balancers and the like); repeatable
  --forget NAME     this one is not on AWS; repeatable
  --dry-run         only say what would be done
  -h, --help        show this

First run pulumi cancel, if it says that another update is in progress, and make sure that none is. What has an id
that follows from its name is adopted without being asked for. The state as it was is kept in .recovery/. Afterwards the
adopted resources are refreshed, and pulumi up goes on where the update was killed.

Examples:
  npm run recover -- dev
  npm run recover -- dev --adopt network-nat-1=nat-0123456789abcdef0 --forget api-balancer

Exit codes: 0 done, or nothing was interrupted; 1 something must be answered first, or Pulumi failed; 2 the command line
cannot be understood; 130 interrupted.`;

export interface RecoverArguments {
  readonly help: boolean;
  readonly stack: string;
  readonly answers: Answers;
  readonly dryRun: boolean;
}

/** @throws UserError with exit code 2 for a command line that cannot be understood */
export function readArguments(args: readonly string[], projectDir: string): RecoverArguments {
  const { values, positionals } = parse(args);
  const [stack = "", ...more] = positionals;
  const help = values.help ?? false;
  if (!help && (stack === "" || more.length > 0)) {
    throw misuse(`Which stack? One of: ${knownStacks(projectDir).join(", ")}`);
  }
  return {
    help,
    stack,
    dryRun: values["dry-run"] ?? false,
    answers: {
      adopted: new Map((values.adopt ?? []).map(assignment)),
      forgotten: new Set(values.forget ?? []),
    },
  };
}

/** An id may have `=` in it, as a name cannot. */
function assignment(text: string): readonly [name: string, id: string] {
  const at = text.indexOf("=");
  if (at < 1 || at === text.length - 1) {
    throw misuse(`--adopt takes NAME=ID, such as network-nat-1=nat-0123456789abcdef0; got "${text}"`);
  }
  return [text.slice(0, at), text.slice(at + 1)];
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        adopt: { type: "string", multiple: true },
        forget: { type: "string", multiple: true },
        "dry-run": { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
      allowPositionals: true,
    });
  } catch (fault) {
    throw misuse((fault as Error).message.split(". ")[0] ?? "");
  }
}

function misuse(message: string): UserError {
  return new UserError(`${message}; see --help`, 2);
}
