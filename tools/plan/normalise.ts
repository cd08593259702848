/** A stack's resources without what is different only because the stack is another one. */
import type { Environment } from "../../stacks/environment";
import type { PlanJson, ResourceJson } from "./json";

export interface NormalResource {
  /** The same for the same resource of two stacks. */
  readonly key: string;
  readonly type: string;
  readonly name: string;
  /** Name of the top-level component. */
  readonly group: string;
  readonly custom: boolean;
  /** Inputs as plain data; JSON texts parsed. */
  readonly inputs: unknown;
}

/**
 * Stack name and domains become placeholders, and what AWS would make up (ids, ARNs, addresses, made names)
 * becomes the name of the resource that it belongs to.
 */
export function normalise(environment: Environment, plan: PlanJson): NormalResource[] {
  const plain = replacer([...madeUp(plan.resources), ...ownNames(environment)]);
  const named = (text: string): string =>
    plain(text).replace(FILE_HASH, "-<hash>$1").replace(VALIDATION, "_<token>");
  const groupOf = groups(plan.resources);
  return plan.resources
    .filter(({ type }) => !type.startsWith("pulumi:"))
    .map((resource) => ({
      key: named(resource.urn.split("::").slice(2).join("::")),
      type: resource.type,
      name: named(resource.name),
      group: groupOf(resource),
      custom: !isComponent(resource),
      inputs: withoutHashes(deep(resource.inputs, named) as Inputs),
    }));
}

/** In the name of a built file: another API address gives another content, and so another name. */
const FILE_HASH = /-[\w-]{8}(\.(?:js|css|map))/g;
/** First label of the record by which ACM sees who owns a name. */
const VALIDATION = /(?<![\w-])_[0-9a-f]{32}(?=\.)/g;
/** At the end of a name that was cut to its limit: it is made from the whole name, the stack's included. */
const CUT_NAME = /-[0-9a-f]{6}$/;

type Inputs = Readonly<Record<string, unknown>>;

function withoutHashes(inputs: Inputs): Inputs {
  const { name, sourceHash } = inputs;
  return {
    ...inputs,
    ...(typeof name === "string" && CUT_NAME.test(name) && { name: "<name cut to its limit>" }),
    ...(sourceHash !== undefined && { sourceHash: "<hash>" }),
  };
}

function isComponent({ type }: ResourceJson): boolean {
  return type.startsWith("harena:") || type.startsWith("awsx:");
}

type Replacement = readonly [text: string, by: string];

function ownNames({ stack, domain, apiDomain, frontendDomains }: Environment): Replacement[] {
  return [
    [apiDomain, "api.<domain>"],
    ...frontendDomains.map((name): Replacement => [name, name.replace(domain, "<domain>")]),
    [domain, "<domain>"],
    [stack, "<stack>"],
  ];
}

/** Outputs by which resources refer to one another. */
const REFERENCES =
  /^(?:id|name|bucket)$|(?:Id|Arn|arn|Ip|Suffix|omainName|dnsName|Url|Digest|version|resourceRecordName|resourceRecordValue)$/;
/** Shorter ones, such as `on` or `cpu`, are words, and no references. */
const SHORTEST_REFERENCE = 8;

function madeUp(resources: readonly ResourceJson[]): Replacement[] {
  const found = new Map<string, string>();
  for (const { name, id, inputs, outputs } of resources) {
    const given = new Set<unknown>(Object.values(inputs as Inputs));
    const made = Object.entries(outputs as Inputs).filter(([key]) => !(key in (inputs as Inputs)));
    for (const [key, text] of [["id", id] as const, ...made.flatMap(([key, value]) => textsOf(key, value))]) {
      const refers = text.length >= SHORTEST_REFERENCE && REFERENCES.test(key) && !given.has(text);
      if (refers && !found.has(text)) found.set(text, `<${name}.${key}>`);
    }
  }
  return [...found];
}

/** All texts of a structure by their nearest key. */
function textsOf(key: string, value: unknown): (readonly [key: string, text: string])[] {
  if (typeof value === "string") return [[key, value]];
  if (Array.isArray(value)) return value.flatMap((member) => textsOf(key, member));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([inner, member]) => textsOf(inner, member));
}

/** Replaces whole words only; longer ones first. */
function replacer(replacements: readonly Replacement[]): (text: string) => string {
  const by = new Map(replacements);
  const texts = [...by.keys()].sort((a, b) => b.length - a.length).map(escape);
  const pattern = new RegExp(`(?<![A-Za-z0-9])(?:${texts.join("|")})(?![A-Za-z0-9])`, "g");
  // What a resource is called may hold the stack's name and domain itself.
  const once = (text: string): string => text.replace(pattern, (match) => by.get(match) ?? match);
  return (text) => once(once(text));
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function deep(value: unknown, plain: (text: string) => string): unknown {
  if (typeof value === "string") {
    const parsed = /^[[{]/.test(value) ? parse(value) : undefined;
    return parsed === undefined ? plain(value) : deep(parsed, plain);
  }
  if (Array.isArray(value)) return value.map((member) => deep(member, plain));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [plain(key), deep(member, plain)]));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function groups(resources: readonly ResourceJson[]): (resource: ResourceJson) => string {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  return (resource) => {
    let top = resource;
    for (;;) {
      const parent = byUrn.get(top.parent ?? "");
      if (parent?.parent === undefined) return top.name;
      top = parent;
    }
  };
}
