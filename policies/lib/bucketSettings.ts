/** What a bucket's companions say, also where the bucket itself says it, as the older type does. */
import type { PolicyResource } from "@pulumi/policy";
import { companionsOf } from "./buckets";
import { asList, at, isGiven, keysOf, plainText, some } from "./reading";
import { givenAt } from "./references";
import type { Stack } from "./stack";

/**
 * The algorithms by which a bucket's rules encrypt. What a bucket itself says counts for keys in KMS only: AES256 is
 * what S3 reports of every bucket, given or not.
 */
export function algorithmsOf(bucket: PolicyResource, stack: Stack): readonly unknown[] {
  const companions = companionsOf(bucket, "encryption", stack);
  const algorithm = (rule: unknown): unknown =>
    at(rule, "applyServerSideEncryptionByDefault", "sseAlgorithm");
  const given = companions.flatMap((one) => asList(at(one.props, "rules"))).map(algorithm);
  const inline = asList(givenAt(bucket, ["serverSideEncryptionConfiguration", "rule"])).map(algorithm);
  return given.length > 0 ? given : inline.filter((one) => one !== "AES256");
}

export function isVersioned(bucket: PolicyResource, stack: Stack): boolean {
  if (givenAt(bucket, ["versioning", "enabled"]) === true) return true;
  return some(
    companionsOf(bucket, "versioning", stack),
    (one) => at(one.props, "versioningConfiguration", "status") === "Enabled",
  );
}

/** The lifecycle rules that are on and hold for every object. */
export function lifecycleRulesOf(bucket: PolicyResource, stack: Stack): readonly unknown[] {
  const companions = companionsOf(bucket, "lifecycle", stack);
  const rules = companions.flatMap((one) => asList(at(one.props, "rules")));
  return (rules.length > 0 ? rules : asList(givenAt(bucket, "lifecycleRules"))).filter(isForAll);
}

function isForAll(rule: unknown): boolean {
  const filter = at(rule, "filter");
  const isOn = at(rule, "status") === "Enabled" || at(rule, "enabled") === true;
  const narrowed = keysOf(filter).some((key) => key !== "prefix" && isGiven(() => at(filter, key)));
  const prefix = plainText(at(filter, "prefix")) + plainText(at(rule, "prefix"));
  return isOn && !narrowed && prefix === "" && keysOf(at(rule, "tags")).length === 0;
}

/** Days after which a lifecycle rule gives up unfinished uploads. */
export function uploadDaysOf(rule: unknown): number {
  const days =
    at(rule, "abortIncompleteMultipartUpload", "daysAfterInitiation") ??
    at(rule, "abortIncompleteMultipartUploadDays");
  return typeof days === "number" && days > 0 ? days : Infinity;
}

export function expiresVersions(rule: unknown): boolean {
  const expiration = at(rule, "noncurrentVersionExpiration");
  return typeof (at(expiration, "noncurrentDays") ?? at(expiration, "days")) === "number";
}
