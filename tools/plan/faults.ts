/** Why there is no plan, as one line for each reason. */
import * as pulumi from "@pulumi/pulumi";
import { problemReport } from "../../stacks/config";
import type { Refusal } from "../../simulator";
import { UserError } from "../stackConfig";
import type { StackPlan } from "./runProgram";
import { count } from "./text";
import { shortType } from "./tree";

/** Lines for stderr; none when the plan went well. */
export function faultLines(plan: StackPlan, trace: boolean): string[] {
  const { stackConfig, problems, simulation, refusals } = plan;
  if (problems.length > 0) return [problemReport(stackConfig.stack, problems), ...encryptedHint(plan)];
  const error = simulation?.error ? errorLines(simulation.error, trace) : [];
  if (refusals.length === 0) return error;
  const verb = refusals.length === 1 ? "is" : "are";
  return [
    ...error,
    `Stack ${stackConfig.stack}: ${count(refusals.length, "thing")} ${verb} refused:`,
    ...refusals.map(refusalLine),
  ];
}

/** What is wrong for a reason that the user knows is told without a stack trace. */
export function errorLines(error: Error, trace: boolean): string[] {
  if (trace) return [error.stack ?? error.message];
  return isExpected(error)
    ? [error.message]
    : [error.message, "Unexpected; --trace shows where it happened."];
}

function isExpected(error: Error): boolean {
  return (
    error instanceof UserError ||
    pulumi.RunError.isInstance(error) ||
    pulumi.InputPropertyError.isInstance(error) ||
    pulumi.InputPropertiesError.isInstance(error)
  );
}

function refusalLine({ urn, reason, source }: Refusal): string {
  const [, , types = "", name = ""] = urn.split("::");
  const type = shortType(types.split("$").at(-1) ?? "");
  return `  ${type} ${name}: ${reason.replace(/\s+/g, " ")} (${source})`;
}

/** A required key may be there all the same. */
function encryptedHint({ encrypted, problems }: StackPlan): string[] {
  const keys = problems.filter(({ kind }) => kind === "missing").map(({ key }) => key);
  const hidden = keys.filter((key) => encrypted.includes(key));
  return hidden.length === 0
    ? []
    : [`  ${hidden.join(", ")}: encrypted, so a plan needs --config ${hidden[0] ?? ""}=VALUE`];
}
