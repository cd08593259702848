/** What the S3 models ask about a bucket and the settings that exist beside it. */
import type { Account, Existing } from "../../../account";
import type { Rule } from "../../../model";
import { APPLY, at, others, find } from "../support";

/** The bucket's token, and the deprecated alias that names the same resource. */
export const BUCKET_TYPES = ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"] as const;

export const POLICY = "aws:s3/bucketPolicy:BucketPolicy";
export const PUBLIC_ACCESS_BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
export const OWNERSHIP = "aws:s3/bucketOwnershipControls:BucketOwnershipControls";
export const VERSIONING = "aws:s3/bucketVersioning:BucketVersioning";

export function findBucket(account: Account, name: unknown): Existing | undefined {
  return BUCKET_TYPES.map((type) => find(account, type, name)).find((bucket) => bucket !== undefined);
}

/** The resource of that type that belongs to the bucket. */
export function settingOf(account: Account, type: string, bucket: unknown): Existing | undefined {
  return account.ofType(type).find((setting) => setting.inputs.bucket === bucket);
}

/** Object ownership; since April 2023 new buckets have ACLs switched off. */
export function ownershipOf(account: Account, bucket: unknown): unknown {
  return at(settingOf(account, OWNERSHIP, bucket)?.inputs, "rule.objectOwnership") ?? "BucketOwnerEnforced";
}

/** One setting of Block Public Access; since April 2023 new buckets have all four on. */
export function blocksPublic(
  account: Account,
  bucket: unknown,
  setting: "blockPublicAcls" | "blockPublicPolicy",
): boolean {
  const block = settingOf(account, PUBLIC_ACCESS_BLOCK, bucket);
  return block ? block.inputs[setting] === true : true;
}

export function versioningOf(account: Account, bucket: unknown): unknown {
  const status = at(settingOf(account, VERSIONING, bucket)?.inputs, "versioningConfiguration.status");
  return status ?? at(findBucket(account, bucket)?.inputs, "versioning.enabled");
}

/** The bucket that a setting, a policy or an object names has to be there, in the same region. */
export function bucketExists(prefix: string): Rule {
  return {
    id: `${prefix}:bucket`,
    when: APPLY,
    source: "Amazon S3 API Reference, Error responses: NoSuchBucket, PermanentRedirect",
    refuse: ({ inputs, place, account }) => {
      const bucket = findBucket(account, inputs.bucket);
      if (!bucket) return `NoSuchBucket: The specified bucket does not exist: ${String(inputs.bucket)}`;
      if (bucket.region !== place.region) {
        return `PermanentRedirect: the bucket ${bucket.id} is in ${bucket.region}, the request went to ${place.region}`;
      }
      return undefined;
    },
  };
}

/** S3 keeps one setting of each kind: a second resource overwrites the first without an error. */
export function onlyOne(prefix: string, type: string, what: string): Rule {
  return {
    id: `${prefix}:only-one`,
    when: APPLY,
    source: "AWS provider: several such resources on one bucket undo each other at every update",
    refuse: ({ inputs, place, account }) =>
      others(account, place, type).some((other) => other.inputs.bucket === inputs.bucket)
        ? `the bucket ${String(inputs.bucket)} has another ${what} already: the two would overwrite each other`
        : undefined,
  };
}
