/** The resources that a bucket is not complete without, each found by its reference to the bucket. */
import type { PolicyResource } from "@pulumi/policy";
import { BUCKETS, companionsOf } from "../lib/buckets";
import { configNumber, forStack, type Config, type Findings } from "../lib/findings";
import {
  algorithmsOf,
  expiresVersions,
  isVersioned,
  lifecycleRulesOf,
  uploadDaysOf,
} from "../lib/bucketSettings";
import { at, plainText, shown, some } from "../lib/reading";
import { defineRule, ref, type ExampleResource } from "../lib/rule";
import type { Stack } from "../lib/stack";

const URL = "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html";

const BUCKET: ExampleResource = { type: "aws:s3/bucket:Bucket", name: "files", props: { bucket: "files" } };
const files = ref("files", "bucket");

/** The settings that keep the public out, which are `false` where they are not given. */
const BLOCKS = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];
const ACCOUNT_BLOCK = ["aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock"];

export const bucketBlocksPublicAccess = defineRule({
  name: "bucket-blocks-public-access",
  description: "Every bucket blocks public access in all four ways, or its account does.",
  why: "One policy or ACL written in haste opens a bucket to everybody; the block makes S3 refuse it.",
  level: "mandatory",
  severity: "critical",
  tags: ["storage", "s3"],
  controls: {
    fsbp: ["S3.1", "S3.2", "S3.3", "S3.8"],
    cis: ["2.1.4"],
    checkov: ["CKV_AWS_53", "CKV_AWS_54", "CKV_AWS_55", "CKV_AWS_56", "CKV2_AWS_6"],
    cdkNag: ["AwsSolutions-S2"],
  },
  fix: "Add an aws.s3.BucketPublicAccessBlock for the bucket with all four settings true.",
  url: `${URL}#s3-8`,
  examples: {
    fails: [
      BUCKET,
      {
        type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        name: "block",
        props: { bucket: files, blockPublicAcls: true, ignorePublicAcls: true },
      },
    ],
    passes: [
      BUCKET,
      {
        type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        name: "block",
        props: { bucket: files, ...Object.fromEntries(BLOCKS.map((setting) => [setting, true])) },
      },
    ],
  },
  validateStack: forStack((stack, findings) => {
    const ofAccount = missingBlocks(stack.of(ACCOUNT_BLOCK));
    findings.forEach(stack.of(BUCKETS), (bucket) => {
      const open = missingBlocks(companionsOf(bucket, "publicAccessBlock", stack)).filter((setting) =>
        ofAccount.includes(setting),
      );
      if (open.length === 0) return;
      findings.violation(
        `does not block public access: ${open.join(", ")} must be true in its aws.s3.BucketPublicAccessBlock.`,
        bucket,
      );
    });
  }),
});

/** The settings that none of these blocks has. */
function missingBlocks(blocks: readonly PolicyResource[]): readonly string[] {
  return BLOCKS.filter((setting) => !some(blocks, (block) => at(block.props, setting) === true));
}

export const bucketOwnerEnforced = defineRule({
  name: "bucket-owner-enforced",
  description: "Every bucket is owned by its account alone, with ACLs off.",
  why: "With ACLs, whoever uploads an object can open it to others, and no policy of the bucket shows it.",
  level: "advisory",
  severity: "medium",
  tags: ["storage", "s3"],
  controls: { fsbp: ["S3.12"], checkov: ["CKV2_AWS_65"] },
  fix: "Add an aws.s3.BucketOwnershipControls for the bucket with objectOwnership BucketOwnerEnforced.",
  url: `${URL}#s3-12`,
  examples: {
    fails: [BUCKET, ownership("ObjectWriter")],
    passes: [BUCKET, ownership("BucketOwnerEnforced")],
  },
  validateStack: forStack((stack, findings) => {
    findings.forEach(stack.of(BUCKETS), (bucket) => {
      const given = companionsOf(bucket, "ownership", stack).map((one) =>
        at(one.props, "rule", "objectOwnership"),
      );
      if (given.length > 0 && given.every((one) => one === "BucketOwnerEnforced")) return;
      findings.violation(
        given.length === 0
          ? "has no aws.s3.BucketOwnershipControls; add one with objectOwnership BucketOwnerEnforced."
          : `has object ownership ${given.map(shown).join(", ")}; it must be BucketOwnerEnforced.`,
        bucket,
      );
    });
  }),
});

function ownership(objectOwnership: string): ExampleResource {
  return {
    type: "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
    name: "ownership",
    props: { bucket: files, rule: { objectOwnership } },
  };
}

const KMS = ["aws:kms", "aws:kms:dsse"];

export const bucketEncryption = defineRule({
  name: "bucket-encryption",
  description: "Every bucket says how it encrypts its objects: with S3's keys, or with KMS.",
  why:
    "S3 encrypts every new object since 2023, whatever a bucket says, so nothing is stored in the clear; but a bucket " +
    "that says nothing shows neither which key protects it nor that somebody changed it.",
  level: "advisory",
  severity: "medium",
  tags: ["storage", "s3", "encryption"],
  controls: {
    fsbp: ["S3.17"],
    checkov: ["CKV_AWS_19", "CKV_AWS_145"],
    cdkNag: ["S3BucketServerSideEncryptionEnabled", "S3DefaultEncryptionKMS"],
  },
  fix: "Add an aws.s3.BucketServerSideEncryptionConfiguration for the bucket with AES256 or aws:kms.",
  url: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-bucket-encryption.html",
  config: {
    requireKms: {
      type: "boolean",
      default: false,
      description: "Whether keys must be in KMS, where their use is logged and can be withdrawn.",
    },
  },
  examples: { fails: [BUCKET], passes: [BUCKET, encryption("AES256")] },
  validateStack: forStack((stack, findings, config) => {
    const allowed = config.requireKms === true ? KMS : ["AES256", ...KMS];
    findings.forEach(stack.of(BUCKETS), (bucket) => {
      checkEncryption(algorithmsOf(bucket, stack), allowed, bucket, findings);
    });
  }),
});

function checkEncryption(
  given: readonly unknown[],
  allowed: readonly string[],
  bucket: PolicyResource,
  findings: Findings,
): void {
  const names = given.map(plainText);
  if (names.length > 0 && names.every((name) => allowed.includes(name))) return;
  findings.violation(
    names.length === 0
      ? "does not say how it encrypts; add an aws.s3.BucketServerSideEncryptionConfiguration."
      : `encrypts with ${given.map(shown).join(", ")}; allowed: ${allowed.join(", ")}.`,
    bucket,
  );
}

function encryption(sseAlgorithm: string): ExampleResource {
  return {
    type: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    name: "encryption",
    props: { bucket: files, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm } }] },
  };
}

export const bucketVersioned = defineRule({
  name: "bucket-versioned",
  description: "Every bucket keeps former versions of its objects.",
  why: "Without versions, an overwritten or deleted object is gone, by mistake as by ransom.",
  level: "advisory",
  severity: "low",
  tags: ["storage", "s3"],
  controls: {
    fsbp: ["S3.14"],
    checkov: ["CKV_AWS_21"],
    cdkNag: ["S3BucketVersioningEnabled"],
  },
  fix: "Add an aws.s3.BucketVersioning for the bucket with status Enabled, and expire noncurrent versions.",
  url: `${URL}#s3-14`,
  examples: { fails: [BUCKET, versioning("Suspended")], passes: [BUCKET, versioning("Enabled")] },
  validateStack: forStack((stack, findings) => {
    findings.forEach(stack.of(BUCKETS), (bucket) => {
      if (isVersioned(bucket, stack)) return;
      findings.violation("keeps no versions; add an aws.s3.BucketVersioning with status Enabled.", bucket);
    });
  }),
});

function versioning(status: string): ExampleResource {
  return {
    type: "aws:s3/bucketVersioning:BucketVersioning",
    name: "versioning",
    props: { bucket: files, versioningConfiguration: { status } },
  };
}

export const bucketLifecycle = defineRule({
  name: "bucket-lifecycle",
  description: "Every bucket gives up unfinished uploads, and former versions where it keeps them.",
  why: "What no listing shows is paid for, for ever: the parts of broken uploads, and versions nobody will ask for.",
  level: "advisory",
  severity: "low",
  tags: ["storage", "s3", "cost"],
  controls: { fsbp: ["S3.10", "S3.13"], checkov: ["CKV2_AWS_61", "CKV_AWS_300"] },
  fix:
    "Add an aws.s3.BucketLifecycleConfiguration for the bucket with rules for all objects: abortIncompleteMultipartUpload, " +
    "and noncurrentVersionExpiration where the bucket has versions.",
  url: `${URL}#s3-13`,
  config: {
    uploadDays: {
      type: "integer",
      minimum: 1,
      default: 7,
      description: "Days after which an unfinished upload must be gone.",
    },
  },
  examples: {
    fails: [BUCKET],
    passes: [
      BUCKET,
      lifecycle({ id: "uploads", abortIncompleteMultipartUpload: { daysAfterInitiation: 7 } }),
    ],
  },
  validateStack: forStack((stack, findings, config) => {
    findings.forEach(stack.of(BUCKETS), (bucket) => {
      checkLifecycle(bucket, stack, config, findings);
    });
  }),
});

function checkLifecycle(bucket: PolicyResource, stack: Stack, config: Config, findings: Findings): void {
  const rules = lifecycleRulesOf(bucket, stack);
  const days = configNumber(config, "uploadDays", 7);
  if (!some(rules, (rule) => uploadDaysOf(rule) <= days)) {
    findings.violation(
      `no lifecycle rule for all objects gives up unfinished uploads within ${days} days; add abortIncompleteMultipartUpload.`,
      bucket,
    );
  }
  findings.attempt(() => {
    if (!isVersioned(bucket, stack) || some(rules, expiresVersions)) return;
    findings.violation(
      "keeps every version for ever; add a lifecycle rule for all objects with noncurrentVersionExpiration.",
      bucket,
    );
  });
}

function lifecycle(rule: Readonly<Record<string, unknown>>): ExampleResource {
  return {
    type: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    name: "lifecycle",
    props: { bucket: files, rules: [{ status: "Enabled", filter: { prefix: "" }, ...rule }] },
  };
}
