/** What was asked on the command line of `npm run rehearse`. */
import { parseArgs, type ParseArgsConfig } from "node:util";
import type { Fault } from "../../simulator/cloud/client";
import { nearest } from "../../stacks/nearest";
import { overridesOf } from "./assignments";
import { faultOf, FAULT_HELP } from "./faultText";
import { knownStacks, UserError } from "../stackConfig";

export const HELP = `Takes a stack through its whole life on the real Pulumi engine and a simulated AWS account: preview, up, an idle
preview, changes, destroy, with the policy pack on. Touches no account, no file of yours, and not your Pulumi.

Usage: npm run rehearse -- <stack>

Options:
  --step NAME        only this step and those that it needs; repeatable
  --set KEY=VALUE    set a config value for this rehearsal alone; repeatable (harena: is understood)
  --fail WHAT        let an operation of the first deployment fail as AWS would, then repeat it; repeatable
  --no-policies      without the policy pack
  --report DIR       where rehearsal-<stack>.json and .md go; default: .rehearsal
  --export FILE      write the stack as \`pulumi stack export\` gives it, as it is after the last step before destroy
  --keep             keep state and account, and say how to look at them with the ordinary CLI
  --json             print the report as JSON and nothing else
  --trace            show stack traces of unexpected errors; takes twice as long
  -h, --help         show this

${FAULT_HELP}

Steps, in this order (prod lifts its protection first):
  preview, up, idle           first preview, first deployment, a preview that must find nothing to do
  source, secret              one service's source changed, one secret rotated
  service-added, service-removed
                              a catalogue entry more, and one less
  frontend, pin, alarms       one file changed, a service back on an earlier tag, alarms and budget changed
  rollback, retry             a deployment that ECS rolls back must fail, the next one repairs it
  resized, released, resized-back
                              the other sizing, and back
  destroy

Examples:
  npm run rehearse -- dev
  npm run rehearse -- prod --step resized --report /tmp/rehearsal
  npm run rehearse -- dev --step up --fail throttle:aws:ecs/service:Service
  npm run rehearse -- dev --step up --set architecture=x86_64 --keep

Exit codes: 0 all went as expected; 1 something did not; 2 the command line cannot be understood; 130 interrupted.`;

export interface RehearseArguments {
  readonly help: boolean;
  readonly stack: string;
  readonly steps: readonly string[];
  readonly overrides: Readonly<Record<string, string>>;
  readonly faults: readonly Fault[];
  readonly policies: boolean;
  readonly reportDir: string;
  readonly exportFile?: string;
  readonly keep: boolean;
  readonly json: boolean;
}

const OPTIONS = {
  step: { type: "string", multiple: true },
  set: { type: "string", multiple: true },
  fail: { type: "string", multiple: true },
  "no-policies": { type: "boolean" },
  report: { type: "string" },
  export: { type: "string" },
  keep: { type: "boolean" },
  json: { type: "boolean" },
  trace: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const satisfies ParseArgsConfig["options"];

/**
 * @param stepNames the names of all steps that there are
 * @throws UserError with exit code 2 for a command line that cannot be understood
 */
export function readArguments(
  args: readonly string[],
  projectDir: string,
  stepNames: readonly string[],
): RehearseArguments {
  const { values, positionals } = parse(args);
  const help = values.help ?? false;
  const stack = positionals.at(0) ?? "";
  if (!help && positionals.length !== 1) {
    const stacks = knownStacks(projectDir).join(", ");
    throw misuse(`${stack === "" ? "Which stack?" : "One stack at a time, please."} There are: ${stacks}`);
  }
  const { step: steps = [] } = values;
  for (const name of steps) if (!stepNames.includes(name)) throw misuse(unknown("step", name, stepNames));
  return {
    help,
    stack,
    steps,
    overrides: overridesOf(values.set ?? []),
    faults: (values.fail ?? []).map(faultOf),
    policies: values["no-policies"] !== true,
    reportDir: values.report ?? ".rehearsal",
    ...(values.export !== undefined && { exportFile: values.export }),
    keep: values.keep ?? false,
    json: values.json ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (fault) {
    const [reason = ""] = (fault as Error).message.split(". ");
    const option = /^Unknown option '--?([^']*)'/.exec(reason)?.[1];
    throw misuse(option === undefined ? reason : unknown("option", `--${option}`, Object.keys(OPTIONS)));
  }
}

function unknown(what: string, given: string, known: readonly string[]): string {
  const meant = nearest(given.replace(/^--/, ""), known);
  const prefix = given.startsWith("--") ? "--" : "";
  return `Unknown ${what} ${given}${meant === undefined ? "" : `; did you mean ${prefix}${meant}?`}`;
}

/** A fault of the command line. */
export function misuse(message: string): UserError {
  return new UserError(`${message.replace(/\.$/, "")}; see --help`, 2);
}
