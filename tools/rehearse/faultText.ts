/** How a fault is written on a command line, and told in a report. */
import type { Fault } from "../../simulator/cloud/client";
import { nearest } from "../../stacks/nearest";
import { shortType } from "../plan/tree";
import { UserError } from "../stackConfig";

type FaultKind = Fault["kind"];
type FaultOperation = NonNullable<Fault["operation"]>;

/** What goes wrong, in AWS's terms. */
export const FAULT_KINDS: Readonly<Record<FaultKind, string>> = {
  throttle: "too many requests",
  quota: "a service quota is reached",
  timeout: "no answer in time, and nothing happened",
  invalid: "a parameter is refused",
  noAnswer: "it happened, but waiting for it failed",
  rollback: "ECS rolls a deployment back (services only)",
};

const OPERATIONS: readonly FaultOperation[] = ["create", "update", "delete"];

export const FAULT_HELP = `WHAT is [KIND:][OPERATION:]TARGET. TARGET is a type (aws:ecs/service:Service), a resource's name (api-balancer) or a
number N, for the N-th operation. OPERATION is create, update or delete; any when left out. KIND is one of:
${Object.entries(FAULT_KINDS)
  .map(([kind, meaning]) => `  ${kind.padEnd(10)} ${meaning}${kind === "invalid" ? " (when left out)" : ""}`)
  .join("\n")}`;

/** @throws UserError with exit code 2 for a text that names nothing */
export function faultOf(text: string): Fault {
  const parts = text.split(":");
  const kind = isKind(parts[0]) ? (parts.shift() as FaultKind) : "invalid";
  const operation = isOperation(parts[0]) ? (parts.shift() as FaultOperation) : undefined;
  const target = parts.join(":");
  const fault = { kind, ...(operation && { operation }) };
  if (/^\d+$/.test(target) && Number(target) > 0) return { ...fault, nth: Number(target) };
  if (/^[\w-]+:[\w./-]+:\w+$/.test(target)) return { ...fault, type: target };
  if (/^[A-Za-z_][\w./-]*$/.test(target)) return { ...fault, name: target };
  const meant = nearest(parts[0] ?? "", Object.keys(FAULT_KINDS));
  const hint = meant === undefined ? "" : ` (did you mean ${meant}?)`;
  throw new UserError(
    `--fail takes a type, a name or a number, with a kind before it if you like: throttle:create:aws:ecs/service:Service; got "${text}"${hint}; see --help`,
    2,
  );
}

/** `throttle at create of ecs.Service user-service-service` */
export function faultText({ kind, operation, type, name, nth }: Fault): string {
  const what = [type && shortType(type), name].filter((part) => part !== undefined).join(" ");
  const which = nth !== undefined && nth > 1 ? `, the ${nth}th` : "";
  return `${kind} at ${operation ?? "any operation"}${what === "" ? "" : ` of ${what}`}${which}`;
}

function isKind(text: string | undefined): boolean {
  return text !== undefined && Object.hasOwn(FAULT_KINDS, text);
}

function isOperation(text: string | undefined): boolean {
  return OPERATIONS.some((operation) => operation === text);
}
