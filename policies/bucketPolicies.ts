/** Which buckets refuse requests without TLS. */
import type { PolicyResource } from "@pulumi/policy";
import type { Findings } from "./findings";
import { asList, at, isBag, isUnknownValue, keysOf, plainText, textAt } from "./reading";
import { givenAt, referredTo } from "./references";

const BUCKETS = ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"];
const BUCKET_POLICY = "aws:s3/bucketPolicy:BucketPolicy";

export function checkBuckets(resources: readonly PolicyResource[], findings: Findings): void {
  const buckets = resources.filter(({ type }) => BUCKETS.includes(type));
  const policies = resources.filter(({ type }) => type === BUCKET_POLICY);
  for (const bucket of buckets) {
    findings.attempt(() => {
      if (deniesHttp(bucket, buckets, policies)) return;
      findings.violation(
        "no bucket policy denies s3:* to everybody on the bucket and its objects when aws:SecureTransport is " +
          "false; add an aws.s3.BucketPolicy that does.",
        bucket.urn,
      );
    });
  }
}

/** @throws the unknown value, when what is known has no such statement and the rest might */
function deniesHttp(
  bucket: PolicyResource,
  buckets: readonly PolicyResource[],
  policies: readonly PolicyResource[],
): boolean {
  let doubt: Error | undefined;
  const holds = (check: () => boolean): boolean => {
    try {
      return check();
    } catch (error) {
      if (!isUnknownValue(error)) throw error;
      doubt = error;
      return false;
    }
  };
  const inPolicy = (policy: PolicyResource): boolean =>
    referredTo(policy, "bucket", buckets, ["bucket", "id", "arn"]) === bucket &&
    hasDenial(at(policy.props, "policy"), bucket);
  if (holds(() => hasDenial(givenAt(bucket, "policy"), bucket))) return true;
  if (policies.some((policy) => holds(() => inPolicy(policy)))) return true;
  if (doubt) throw doubt;
  return false;
}

function hasDenial(policy: unknown, bucket: PolicyResource): boolean {
  const document = typeof policy === "string" ? parsed(policy) : policy;
  const denials = asList(at(document, "Statement")).filter(isDenialOfHttp);
  const denied = denials.flatMap((statement) => asList(at(statement, "Resource")));
  return denied.length > 0 && coversBucket(denied, textAt(bucket.props, "bucket"));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Any further condition would narrow the denial, so there may be none. */
function isDenialOfHttp(statement: unknown): boolean {
  const principal = at(statement, "Principal");
  const everybody = asList(isBag(principal) ? at(principal, "AWS") : principal).includes("*");
  const actions = asList(at(statement, "Action"));
  const everything = actions.some((action) => action === "*" || plainText(action).toLowerCase() === "s3:*");
  return (
    at(statement, "Effect") === "Deny" && everybody && everything && isOnlyHttp(at(statement, "Condition"))
  );
}

function isOnlyHttp(condition: unknown): boolean {
  const [operator, ...others] = keysOf(condition);
  if (others.length > 0 || !["Bool", "BoolIfExists"].includes(operator)) return false;
  const [key, ...further] = keysOf(at(condition, operator));
  // Condition keys have no case.
  if (further.length > 0 || key.toLowerCase() !== "aws:securetransport") return false;
  const values = asList(at(condition, operator, key)).map(plainText);
  return values.length === 1 && values[0] === "false";
}

/** Two objects of no likeness stand for all: a pattern for both is a pattern for any. */
const OBJECTS = ["/a", "/z/9"];

function coversBucket(resources: readonly unknown[], bucket: string | undefined): boolean {
  if (bucket === undefined) return false;
  const patterns = resources.map((resource) =>
    wildcard(plainText(resource).replace(/^arn:aws[^:]*:s3:::/, "")),
  );
  return ["", ...OBJECTS].every((key) => patterns.some((pattern) => pattern.test(bucket + key)));
}

/** IAM's `*` and `?`. */
function wildcard(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`, "s");
}
