/** A plan as data. */
import { SecretValue, type RecordedResource } from "../../simulator";
import type { Verdict } from "../policies/judge";
import type { StackPlan } from "./runProgram";

export interface PlanJson {
  readonly stack: string;
  readonly outputs: unknown;
  /** The stack itself first, the others by URN. */
  readonly resources: readonly ResourceJson[];
  readonly warnings: readonly string[];
  /** The policies' verdict. */
  readonly policies?: Verdict;
}

export interface ResourceJson {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly parent?: string;
  readonly id: string;
  readonly inputs: unknown;
  readonly outputs: unknown;
}

/** The same plan gives the same text: resources in the order of their URNs, keys in that of the alphabet. */
export function planJson({ stackConfig, simulation, warnings, verdict }: StackPlan): PlanJson {
  const resources = (simulation?.resources ?? []).map(resourceJson);
  return {
    stack: stackConfig.stack,
    outputs: presentable(simulation?.outputs ?? {}),
    resources: resources.sort(byUrn),
    warnings,
    ...(verdict && { policies: verdict }),
  };
}

function resourceJson(resource: RecordedResource): ResourceJson {
  const { urn, type, name, parent, id, inputs, outputs } = resource;
  return {
    urn,
    type,
    name,
    ...(parent !== undefined && { parent }),
    id,
    inputs: presentable(inputs),
    outputs: presentable(outputs),
  };
}

function byUrn(a: ResourceJson, b: ResourceJson): number {
  const isRoot = ({ parent }: ResourceJson): number => (parent === undefined ? 0 : 1);
  return isRoot(a) - isRoot(b) || (a.urn < b.urn ? -1 : a.urn > b.urn ? 1 : 0);
}

/** Plain data: secrets masked, keys in order. */
function presentable(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof SecretValue) return value.toJSON();
  if (Array.isArray(value)) return value.map(presentable);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, member]) => [key, presentable(member)]));
}
