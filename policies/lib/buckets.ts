/** Buckets, and the resources that belong to each. */
import type { PolicyResource } from "@pulumi/policy";
import { referringTo } from "./references";
import type { Stack } from "./stack";

const versions = (name: string, type: string): readonly string[] => [
  `aws:s3/${name}:${type}`,
  `aws:s3/${name}V2:${type}V2`,
];

export const BUCKETS = versions("bucket", "Bucket");
/** By which of its properties others name a bucket. */
export const BUCKET_KEYS = ["bucket", "id", "arn"];

/** Companions, each in every name that the provider has had for it. */
export const COMPANIONS = {
  policy: ["aws:s3/bucketPolicy:BucketPolicy"],
  publicAccessBlock: ["aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"],
  ownership: ["aws:s3/bucketOwnershipControls:BucketOwnershipControls"],
  encryption: versions("bucketServerSideEncryptionConfiguration", "BucketServerSideEncryptionConfiguration"),
  versioning: ["aws:s3/bucketVersioning:BucketVersioning", "aws:s3/bucketVersioningV2:BucketVersioningV2"],
  lifecycle: versions("bucketLifecycleConfiguration", "BucketLifecycleConfiguration"),
  logging: ["aws:s3/bucketLogging:BucketLogging", "aws:s3/bucketLoggingV2:BucketLoggingV2"],
  acl: ["aws:s3/bucketAcl:BucketAcl", "aws:s3/bucketAclV2:BucketAclV2"],
  objectLock: versions("bucketObjectLockConfiguration", "BucketObjectLockConfiguration"),
  website: versions("bucketWebsiteConfiguration", "BucketWebsiteConfiguration"),
} as const satisfies Readonly<Record<string, readonly string[]>>;

/**
 * A bucket's companions of one kind.
 *
 * @throws the unknown value, when none was found and one that might be its own cannot be placed yet
 */
export function companionsOf(
  bucket: PolicyResource,
  kind: keyof typeof COMPANIONS,
  stack: Stack,
): readonly PolicyResource[] {
  return referringTo(bucket, stack.of(COMPANIONS[kind]), "bucket", stack.of(BUCKETS), BUCKET_KEYS);
}
