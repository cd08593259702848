/** Pulumi's names for what Terraform's AWS provider has, and back. */
import type { BlockSchema, ProviderSchema } from "./schema";

/** Types whose Terraform name does not follow from their token. */
const TYPE_EXCEPTIONS: Readonly<Partial<Record<string, string>>> = {
  "aws:s3/bucketObject:BucketObject": "aws_s3_bucket_object",
  "aws:s3/bucketObjectv2:BucketObjectv2": "aws_s3_object",
  "aws:s3/bucketV2:BucketV2": "aws_s3_bucket",
  "aws:lb/loadBalancer:LoadBalancer": "aws_lb",
};

/** Properties that Pulumi renamed, by Terraform type. */
const PROPERTY_EXCEPTIONS: Readonly<Partial<Record<string, Readonly<Record<string, string>>>>> = {
  aws_cloudwatch_metric_alarm: { name: "alarm_name" },
  aws_sns_topic_subscription: { topic: "topic_arn" },
};

/** `aws_lb_target_group` of `aws:lb/targetGroup:TargetGroup`; undefined for what is no AWS resource. */
export function terraformType(token: string, schema: ProviderSchema): string | undefined {
  const [provider = "", path = ""] = token.split(":");
  const [module = "", name = ""] = path.split("/");
  if (provider !== "aws") return undefined;
  const words = snakeCase(name);
  // The service is part of most names; EC2's, and those of services with two words, are not or differently.
  const candidates = [
    TYPE_EXCEPTIONS[token],
    `aws_${module}_${words}`,
    `aws_${module.replace("servicediscovery", "service_discovery")}_${words}`,
    `aws_${words}`,
  ];
  const found = candidates.find((candidate) => candidate !== undefined && candidate in schema);
  if (found === undefined) throw new Error(`no Terraform resource type is known for ${token}`);
  return found;
}

export function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

export function camelCase(name: string): string {
  return name.replaceAll(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
}

const memo = new WeakMap<object, ReadonlyMap<string, string>>();

/**
 * The argument or attribute of a Terraform block that Pulumi calls `property`: lists and repeated blocks are
 * plural in Pulumi.
 */
export function argumentOf(property: string, block: BlockSchema, type?: string): string | undefined {
  const exception = type === undefined ? undefined : PROPERTY_EXCEPTIONS[type]?.[property];
  return exception ?? namesOf(block).get(property);
}

/** Pulumi's name for an argument of Terraform, the singular one where both are possible. */
export function propertyOf(argument: string, type?: string): string {
  const exceptions = Object.entries((type === undefined ? undefined : PROPERTY_EXCEPTIONS[type]) ?? {});
  return exceptions.find(([, renamed]) => renamed === argument)?.[0] ?? camelCase(argument);
}

/** The key among a plain object's that Pulumi calls `property`. */
export function keyOf(property: string, keys: readonly string[]): string | undefined {
  return keys.find((key) => spellings(key).includes(property));
}

function namesOf(block: BlockSchema): ReadonlyMap<string, string> {
  let names = memo.get(block);
  if (!names) {
    const all = [...Object.keys(block.attributes ?? {}), ...Object.keys(block.block_types ?? {})];
    const plural = all.flatMap((name) => spellings(name).map((spelling) => [spelling, name] as const));
    // A name as it is comes before another's plural.
    names = new Map([...plural, ...all.map((name) => [camelCase(name), name] as const)]);
    memo.set(block, names);
  }
  return names;
}

function spellings(name: string): string[] {
  const camel = camelCase(name);
  const plural = /[^aeiou]y$/.test(camel) ? `${camel.slice(0, -1)}ies` : `${camel}s`;
  return [camel, plural, `${camel}es`];
}
