/** A plan as data. */
import * as pulumi from "@pulumi/pulumi";
import { SecretValue, type RecordedResource } from "../../simulator";
import type { StackPlan } from "./runProgram";

export interface PlanJson {
  readonly stack: string;
  readonly outputs: unknown;
  /** The stack itself first, the others by URN. */
  readonly resources: readonly ResourceJson[];
  readonly warnings: readonly string[];
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
export async function planJson({ stackConfig, simulation, warnings }: StackPlan): Promise<PlanJson> {
  const resources = await Promise.all((simulation?.resources ?? []).map(resourceJson));
  return {
    stack: stackConfig.stack,
    outputs: await presentable(simulation?.outputs ?? {}),
    resources: resources.sort(byUrn),
    warnings,
  };
}

async function resourceJson(resource: RecordedResource): Promise<ResourceJson> {
  const { urn, type, name, parent, id, inputs, outputs } = resource;
  return {
    urn,
    type,
    name,
    ...(parent !== undefined && { parent }),
    id,
    inputs: await presentable(inputs),
    outputs: await presentable(outputs),
  };
}

function byUrn(a: ResourceJson, b: ResourceJson): number {
  const isRoot = ({ parent }: ResourceJson): number => (parent === undefined ? 0 : 1);
  return isRoot(a) - isRoot(b) || (a.urn < b.urn ? -1 : a.urn > b.urn ? 1 : 0);
}

/** Plain data: secrets masked, files by their path, keys in order. */
export async function presentable(value: unknown): Promise<unknown> {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof SecretValue) return value.toJSON();
  if (Array.isArray(value)) return Promise.all(value.map(presentable));
  if (pulumi.asset.Asset.isInstance(value) || pulumi.asset.Archive.isInstance(value)) return assetJson(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    await Promise.all(entries.map(async ([key, member]) => [key, await presentable(member)] as const)),
  );
}

const SHOWN_TEXT = 60;

/** `path`, `uri` and `text` may be promises in Pulumi's own classes. */
async function assetJson(asset: object): Promise<unknown> {
  const { path, uri, text } = asset as Readonly<Record<string, Promise<unknown> | undefined>>;
  if (path !== undefined) return { file: await path };
  if (uri !== undefined) return { uri: await uri };
  const content = String(await text);
  return { text: content.length > SHOWN_TEXT ? `${content.slice(0, SHOWN_TEXT)}…` : content };
}
