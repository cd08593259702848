/** Which buckets refuse requests without TLS. */
import type { PolicyResource } from "@pulumi/policy";
import { BUCKET_KEYS, BUCKETS, COMPANIONS } from "./buckets";
import { deniesHttp, matches, statementsOf } from "./documents";
import type { Findings } from "./findings";
import { at, isGiven, some, textAt, type Bag } from "./reading";
import { referredTo } from "./references";
import type { Stack } from "./stack";

/** URNs of the buckets to which the program itself gives a policy. */
const inline = new Set<string>();

/**
 * Remembers whether the program gives a bucket its policy inline. Rules on the stack see outputs, in which the
 * policy may as well be what S3 reports: one of former times, whose resource is gone.
 */
export function noteInline(bucket: Bag, urn: string): void {
  if (isGiven(() => at(bucket, "policy"))) inline.add(urn);
  else inline.delete(urn);
}

export function checkBuckets(stack: Stack, findings: Findings): void {
  const buckets = stack.of(BUCKETS);
  findings.forEach(buckets, (bucket) => {
    if (refusesHttp(bucket, buckets, stack.of(COMPANIONS.policy))) return;
    findings.violation(
      "no bucket policy denies s3:* to everybody on the bucket and its objects when aws:SecureTransport is " +
        "false; add an aws.s3.BucketPolicy that does.",
      bucket,
    );
  });
}

/** @throws the unknown value, when what is known has no such statement and the rest might */
function refusesHttp(
  bucket: PolicyResource,
  buckets: readonly PolicyResource[],
  policies: readonly PolicyResource[],
): boolean {
  return some([...policies, ...(inline.has(bucket.urn) ? [bucket] : [])], (policy) => {
    const isItsOwn = policy === bucket || referredTo(policy, "bucket", buckets, BUCKET_KEYS) === bucket;
    return isItsOwn && hasDenial(at(policy.props, "policy"), bucket);
  });
}

function hasDenial(policy: unknown, bucket: PolicyResource): boolean {
  const denied = (statementsOf(policy) ?? [])
    .filter((statement) => deniesHttp(statement) && statement.actions.some(isEverything))
    .flatMap(({ resources }) => resources);
  return denied.length > 0 && coversBucket(denied, textAt(bucket.props, "bucket"));
}

function isEverything(action: string): boolean {
  return action === "*" || action.toLowerCase() === "s3:*";
}

/** Two objects of no likeness stand for all: a pattern for both is a pattern for any. */
const OBJECTS = ["/a", "/z/9"];

function coversBucket(resources: readonly string[], bucket: string | undefined): boolean {
  if (bucket === undefined) return false;
  const patterns = resources.map((resource) => resource.replace(/^arn:aws[^:]*:s3:::/, ""));
  return ["", ...OBJECTS].every((key) => patterns.some((pattern) => matches(pattern, bucket + key)));
}
