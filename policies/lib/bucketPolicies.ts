/** Which buckets refuse requests without TLS. */
import type { PolicyResource } from "@pulumi/policy";
import { BUCKET_KEYS, BUCKETS, COMPANIONS } from "./buckets";
import { deniesHttp, matches, statementsOf } from "./documents";
import type { Findings } from "./findings";
import { at, some, textAt } from "./reading";
import { referredTo } from "./references";
import type { Stack } from "./stack";

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
  // What a bucket reports of itself may be a policy of former times, whose resource is gone.
  return some(
    policies,
    (policy) =>
      referredTo(policy, "bucket", buckets, BUCKET_KEYS) === bucket &&
      hasDenial(at(policy.props, "policy"), bucket),
  );
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
