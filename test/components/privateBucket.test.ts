import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { bucketPrefix, PrivateBucket, type PrivateBucketArgs } from "../../components/privateBucket";
import { json, plan, type Plan } from "../support/plan";

const BUCKET = "aws:s3/bucket:Bucket";
const POLICY = "aws:s3/bucketPolicy:BucketPolicy";
const LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";
const ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
const PUBLIC_ACCESS = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
const OWNERSHIP = "aws:s3/bucketOwnershipControls:BucketOwnershipControls";
const VERSIONING = "aws:s3/bucketVersioning:BucketVersioning";
const LOGGING = "aws:s3/bucketLogging:BucketLogging";

const incompleteUploads = {
  id: "abort-incomplete-uploads",
  status: "Enabled",
  filter: { prefix: "" },
  abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
};

function bucketPlan(args?: PrivateBucketArgs): Promise<Plan> {
  return plan(() => {
    const bucket = new PrivateBucket("files", args);
    return { ready: pulumi.all(bucket.ready.map((resource) => resource.urn)) };
  });
}

/** The statements of the bucket's policy. */
function statements(result: Plan): unknown[] {
  const { Version, Statement } = json(result.inputs(POLICY).policy) as {
    Version: string;
    Statement: unknown[];
  };
  assert.equal(Version, "2012-10-17");
  return Statement;
}

describe("a private bucket", () => {
  it("is a bucket and its settings, and nothing more", async () => {
    const result = await bucketPlan();
    const component = result.one("harena:storage:PrivateBucket");
    assert.deepEqual(
      result.children(component),
      [
        `${BUCKET} files`,
        `${LIFECYCLE} files-lifecycle`,
        `${OWNERSHIP} files-ownership`,
        `${POLICY} files-policy`,
        `${PUBLIC_ACCESS} files-public-access`,
        `${ENCRYPTION} files-encryption`,
      ].sort(),
    );
    assert.equal(result.resources.length, 8);
  });

  it("is named after project and stack, and is kept when it holds anything", async () => {
    const result = await bucketPlan();
    assert.deepEqual(result.inputs(BUCKET), { bucketPrefix: "harena-dev-files-", forceDestroy: false });
  });

  it("lets nothing be public, has no access control lists and encrypts", async () => {
    const result = await bucketPlan();
    const bucket = result.one(BUCKET).outputs.bucket;
    assert.deepEqual(result.inputs(PUBLIC_ACCESS), {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    assert.deepEqual(result.inputs(OWNERSHIP), { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } });
    assert.deepEqual(result.inputs(ENCRYPTION), {
      bucket,
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" }, bucketKeyEnabled: true }],
    });
    assert.deepEqual(result.inputs(LIFECYCLE), { bucket, rules: [incompleteUploads] });
  });

  it("denies everything without TLS, on the bucket and in it", async () => {
    const result = await bucketPlan();
    const arn = result.one(BUCKET).outputs.arn as string;
    assert.equal(result.inputs(POLICY).bucket, result.one(BUCKET).outputs.bucket);
    assert.deepEqual(statements(result), [
      {
        Sid: "DenyWithoutTls",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [arn, `${arn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ]);
  });

  it("adds the caller's statements after its own, with values known later", async () => {
    const result = await bucketPlan({
      policyStatements: (arn) => [
        {
          Sid: "Logs",
          Effect: "Allow",
          Principal: { Service: "logging.s3.amazonaws.com" },
          Action: "s3:PutObject",
          Resource: pulumi.interpolate`${arn}/logs/*`,
          Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
        },
      ],
    });
    const arn = result.one(BUCKET).outputs.arn as string;
    assert.equal(statements(result).length, 2);
    assert.deepEqual(statements(result)[1], {
      Sid: "Logs",
      Effect: "Allow",
      Principal: { Service: "logging.s3.amazonaws.com" },
      Action: "s3:PutObject",
      Resource: `${arn}/logs/*`,
      Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
    });
  });

  it("configures one thing at a time where S3 takes no two", async () => {
    const result = await bucketPlan({ versioning: true });
    assert.deepEqual(result.waitsFor(result.one(PUBLIC_ACCESS)), ["files", "files-ownership"]);
    assert.deepEqual(result.waitsFor(result.one(POLICY)), ["files", "files-public-access"]);
    assert.deepEqual(result.waitsFor(result.one(LIFECYCLE)), ["files", "files-versioning"]);
  });

  it("takes a KMS key, versions, rules, a log and leave to be emptied", async () => {
    const result = await plan(() => {
      const logs = new PrivateBucket("logs", {
        policyStatements: (arn) => [
          {
            Effect: "Allow",
            Principal: { Service: "logging.s3.amazonaws.com" },
            Action: "s3:PutObject",
            Resource: pulumi.interpolate`${arn}/*`,
          },
        ],
      });
      const key = new aws.kms.Key("key", { enableKeyRotation: true });
      new PrivateBucket(
        "files",
        {
          encryptionKeyArn: key.arn,
          versioning: true,
          lifecycleRules: [
            { id: "old", status: "Enabled", noncurrentVersionExpiration: { noncurrentDays: 30 } },
          ],
          accessLogs: { bucketName: logs.bucketName, prefix: "files/" },
          forceDestroy: true,
        },
        { dependsOn: [...logs.ready] },
      );
    });
    const bucket = result.one(BUCKET, "files").outputs.bucket;
    assert.equal(result.inputs(BUCKET, "files").forceDestroy, true);
    assert.deepEqual(result.inputs(ENCRYPTION, "files-encryption").rules, [
      {
        applyServerSideEncryptionByDefault: {
          sseAlgorithm: "aws:kms",
          kmsMasterKeyId: result.one("aws:kms/key:Key").outputs.arn,
        },
        bucketKeyEnabled: true,
      },
    ]);
    assert.deepEqual(result.inputs(VERSIONING), {
      bucket,
      versioningConfiguration: { status: "Enabled" },
    });
    assert.deepEqual(result.inputs(LIFECYCLE, "files-lifecycle").rules, [
      incompleteUploads,
      { id: "old", status: "Enabled", noncurrentVersionExpiration: { noncurrentDays: 30 } },
    ]);
    assert.deepEqual(result.inputs(LOGGING), {
      bucket,
      targetBucket: result.one(BUCKET, "logs").outputs.bucket,
      targetPrefix: "files/",
    });
  });

  it("tells its name, ARN and domain name, and what must be ready", async () => {
    const result = await bucketPlan({ versioning: true });
    const { bucket, arn, bucketRegionalDomainName } = result.one(BUCKET).outputs;
    assert.deepEqual(result.one("harena:storage:PrivateBucket").registeredOutputs, {
      bucketName: bucket,
      arn,
      bucketRegionalDomainName,
      documents: { "files-policy": { policy: json(result.inputs(POLICY).policy) } },
    });
    const ready = result.simulation.outputs.ready as string[];
    assert.deepEqual(ready.map((urn) => result.at(urn).name).sort(), [
      "files-encryption",
      "files-lifecycle",
      "files-ownership",
      "files-policy",
      "files-public-access",
      "files-versioning",
    ]);
  });
});

describe("a bucket's prefix", () => {
  it("ends in a hyphen and leaves room for the provider's suffix", () => {
    const prefix = bucketPrefix("files", { project: "harena", stack: "a-very-long-name-of-a-stack-indeed" });
    assert.ok(prefix.length <= 37, prefix);
    assert.match(prefix, /^a-very-long-name-of-a-[a-z0-9-]+-$/);
  });

  it("has none of the characters that S3 refuses and Pulumi allows", () => {
    assert.equal(bucketPrefix("files", { project: "Harena_App", stack: "QA.1" }), "harena-app-qa-1-files-");
  });
});
