import { createHash } from "node:crypto";
import type { Place } from "../../../model";
import type { Format } from "../../../shape";

type Where = Pick<Place, "partition" | "region" | "accountId">;

/** What the provider's own check of an ARN takes, verify.ValidARN. */
export const ARN: Format = {
  pattern:
    /^$|^arn:aws(-[a-z]+)*:[^:]+:([a-z]{2}(-[a-z]+)+-\d)?:(\d{12}|aws|aws-managed|third-party|cw.{10})?:.+$/s,
  words: "an ARN (arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE)",
};

export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

export function parseArn(value: unknown): Arn | undefined {
  if (typeof value !== "string" || value === "" || !ARN.pattern.test(value)) return undefined;
  const [, partition = "", service = "", region = "", account = "", ...resource] = value.split(":");
  return { partition, service, region, account, resource: resource.join(":") };
}

/** The ARN of a regional resource. */
export function arnOf(place: Where, service: string, resource: string): string {
  return ["arn", place.partition, service, place.region, place.accountId, resource].join(":");
}

/** The ARN of a resource of a global service: it names no region. */
export function globalArnOf(place: Where, service: string, resource: string): string {
  return arnOf({ ...place, region: "" }, service, resource);
}

/** A UUID that is the same in every run for the same seed. */
export function uuid(seed: string): string {
  const digits = createHash("sha256").update(seed).digest("hex");
  const parts = [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20)];
  return [...parts, digits.slice(20, 32)].join("-");
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Upper-case letters and digits, as IAM and Secrets Manager use them in ids. */
export function letters(seed: string, length: number): string {
  const bytes = createHash("sha256").update(seed).digest();
  return Array.from({ length }, (_, index) => ALPHABET[(bytes[index % bytes.length] ?? 0) % 32]).join("");
}
