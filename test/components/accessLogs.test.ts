import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { AccessLogs, type AccessLogsArgs } from "../../components/accessLogs";
import { failure, json, plan, type Plan } from "../support/plan";

const BUCKET = "aws:s3/bucket:Bucket";
const POLICY = "aws:s3/bucketPolicy:BucketPolicy";
const LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";
const ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";

const make = (changes: Partial<AccessLogsArgs> = {}): Promise<Plan> =>
  plan(() => {
    const logs = new AccessLogs("api-logs", { retentionDays: 90, ...changes });
    return { ready: pulumi.all(logs.ready.map((resource) => resource.urn)) };
  });

describe("AccessLogs", () => {
  it("is a private bucket and nothing else", async () => {
    const made = await make();
    const component = made.one("harena:storage:AccessLogs");
    assert.deepEqual(made.children(component), ["harena:storage:PrivateBucket api-logs"]);
    const bucket = made.one(BUCKET);
    assert.deepEqual(bucket.inputs, { bucketPrefix: "harena-dev-api-logs-", forceDestroy: false });
    assert.deepEqual(component.registeredOutputs, { bucketName: bucket.outputs.bucket });
  });

  it("lets load balancers of this account write below the account's own folder, and nobody without TLS", async () => {
    const made = await make();
    const arn = String(made.one(BUCKET).outputs.arn);
    assert.deepEqual(json(made.inputs(POLICY).policy), {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "DenyWithoutTls",
          Effect: "Deny",
          Principal: "*",
          Action: "s3:*",
          Resource: [arn, `${arn}/*`],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
        {
          Sid: "LoadBalancerLogs",
          Effect: "Allow",
          Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
          Action: "s3:PutObject",
          Resource: `${arn}/AWSLogs/111122223333/*`,
        },
      ],
    });
  });

  it("is encrypted with S3's own keys, the only ones that log delivery can use", async () => {
    const { rules } = (await make()).inputs(ENCRYPTION);
    assert.deepEqual(rules, [
      { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" }, bucketKeyEnabled: true },
    ]);
  });

  it("throws log files away after their time", async () => {
    const { rules } = (await make({ retentionDays: 30 })).inputs(LIFECYCLE);
    assert.deepEqual(rules, [
      {
        id: "abort-incomplete-uploads",
        status: "Enabled",
        filter: { prefix: "" },
        abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
      },
      { id: "expire", status: "Enabled", filter: { prefix: "" }, expiration: { days: 30 } },
    ]);
  });

  it("can be deleted with its files when asked", async () => {
    assert.equal((await make({ forceDestroy: true })).inputs(BUCKET).forceDestroy, true);
  });

  it("names its policy among what must exist before the first file", async () => {
    const made = await make();
    const ready = made.simulation.outputs.ready as string[];
    assert.ok(ready.includes(made.one(POLICY).urn));
  });

  it("takes a day and a hundred years", async () => {
    for (const retentionDays of [1, 36_500]) {
      const rules = (await make({ retentionDays })).inputs(LIFECYCLE).rules as { expiration?: unknown }[];
      assert.deepEqual(rules[1]?.expiration, { days: retentionDays });
    }
  });

  for (const retentionDays of [0, 1.5, 36_501]) {
    it(`refuses ${retentionDays} days`, async () => {
      const error = await failure(() => new AccessLogs("api-logs", { retentionDays }));
      assert.equal(
        error.message,
        `the access logs api-logs cannot be created: retentionDays: got ${retentionDays}; allowed: whole numbers from 1 to 36500`,
      );
    });
  }
});
