/** Small readers of plain properties and of the account that the edge models share. */
import type { Account, Existing } from "../../account";
import type { Place, Props, RefusalTime } from "../../model";

/** Answers of the API, which a change of an existing resource can get as well as its creation. */
export const APPLY: readonly RefusalTime[] = ["create", "update"];

/** The value as an object; an empty one for anything else. */
export function fields(value: unknown): Props {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Props) : {};
}

/** The objects of a list. */
export function entries(value: unknown): readonly Props[] {
  return list(value).map(fields);
}

/** The items of a list; none for anything else. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** The strings of a list. */
export function texts(value: unknown): readonly string[] {
  return list(value).filter((item) => typeof item === "string");
}

/** The value as text; the empty string for anything but a string. */
export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The value at a dotted path through nested objects. */
export function at(value: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((inner, key) => fields(inner)[key], value);
}

/** The first item whose key an earlier item has too. */
export function firstTwice<T>(items: readonly T[], keyOf: (item: T) => unknown): T | undefined {
  const seen = new Set<unknown>();
  return items.find((item) => {
    const key = keyOf(item);
    if (seen.has(key)) return true;
    seen.add(key);
    return false;
  });
}

/** The resource of that type by id, ARN or name; none for a reference that is not given. */
export function find(account: Account, type: string, reference: unknown): Existing | undefined {
  return typeof reference === "string" ? account.find(type, reference) : undefined;
}

/** Everything of these types but the resource at `place` itself. */
export function others(account: Account, place: Place, ...types: readonly string[]): readonly Existing[] {
  return account.all().filter((resource) => types.includes(resource.type) && resource.urn !== place.urn);
}

/** The parts of an Amazon Resource Name; undefined when it is none. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly accountId: string;
  readonly resource: string;
}

export function parseArn(value: unknown): Arn | undefined {
  const match = /^arn:([^:]+):([^:]+):([^:]*):([^:]*):(.+)$/.exec(text(value));
  if (!match) return undefined;
  const [, partition = "", service = "", region = "", accountId = "", resource = ""] = match;
  return { partition, service, region, accountId, resource };
}

/** A DNS name without its trailing dot, in lower case. */
export function dnsName(value: unknown): string {
  return text(value).toLowerCase().replace(/\.$/, "");
}

/** An ARN as the provider checks it before anything is sent. */
export const ARN_FORMAT = {
  pattern:
    /^(arn:aws(-[a-z]+)*:[^:]+:([a-z]{2}(-[a-z]+)+-\d{1,2})?:(\d{12}|aws|aws-managed|third-party)?:.+)?$/,
  words: "an ARN: arn:partition:service:region:account:resource",
} as const;
