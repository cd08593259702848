/** What was asked on the command line of `npm run rehearse:faults`. */
import { parseArgs } from "node:util";
import { PROGRAM_DIR } from "../plan/programDir";
import { knownStacks } from "../stackConfig";
import { misuse } from "./args";

export const HELP = `Lets operations of deployments fail as AWS would, on the real Pulumi engine and a simulated account, at creation, at
an update (to the other sizing) and at deletion. After each, the same command once more must make everything as if
nothing had failed: state and account agree and are as they would have been, nothing is doubled or orphaned, and
the error had named the resource.

Usage: npm run rehearse:faults [-- OPTIONS]

Options:
  --stacks LIST   default: dev,prod
  --count N       faults in all, a multiple of three per stack is best; default: 54
  --seed N        another seed, another sample; default: 1
  --jobs N        stacks at a time; default: 2
  --json          print the results as JSON and nothing else
  -h, --help      show this

Exit codes: 0 all recovered; 1 something did not; 2 the command line cannot be understood; 130 interrupted.`;

export interface FaultArguments {
  readonly help: boolean;
  readonly stacks: readonly string[];
  readonly count: number;
  readonly seed: number;
  readonly jobs: number;
  readonly json: boolean;
}

/** @throws UserError with exit code 2 for a command line that cannot be understood */
export function readArguments(args: readonly string[]): FaultArguments {
  const { values } = parse(args);
  const whole = (name: "count" | "seed" | "jobs", usual: number): number => {
    const given = values[name];
    if (given === undefined) return usual;
    if (/^[1-9]\d{0,5}$/.test(given)) return Number(given);
    throw misuse(`--${name} takes a number from 1; got "${given}"`);
  };
  const stacks = (values.stacks ?? "dev,prod").split(",");
  const known = knownStacks(PROGRAM_DIR);
  for (const stack of stacks) {
    if (!known.includes(stack)) throw misuse(`There is no stack "${stack}", only: ${known.join(", ")}`);
  }
  return {
    help: values.help ?? false,
    json: values.json ?? false,
    stacks: [...new Set(stacks)],
    count: whole("count", 54),
    seed: whole("seed", 1),
    jobs: whole("jobs", 2),
  };
}

function parse(args: readonly string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const options = {
    stacks: text,
    count: text,
    seed: text,
    jobs: text,
    json: flag,
    help: { ...flag, short: "h" },
  } as const;
  try {
    return parseArgs({ args: [...args], options });
  } catch (fault) {
    const [reason = ""] = (fault as Error).message.split(". ");
    throw misuse(reason);
  }
}
