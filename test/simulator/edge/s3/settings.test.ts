import type { Props } from "../../../../simulator/model";
import { describeRules, type Change, type World } from "../../support";
import { shapeBreaks, type Samples } from "../shapes";

const BUCKET = "aws:s3/bucket:Bucket";

const bucket = (world: World): unknown => world.add(BUCKET, { bucket: "site-files" }).id;

/** The cases that every setting of a bucket shares. */
function settingBreaks(type: string, samples: Samples = {}): Record<string, Change | readonly Change[]> {
  return {
    ...shapeBreaks(type, samples),
    bucket: [
      { bucket: "no-such-bucket" },
      (inputs, world) =>
        (inputs.bucket = world.add(BUCKET, { bucket: "files-of-ireland" }, {}, "us-east-1").id),
    ],
    "only-one": (inputs, world) => void world.add(type, structuredClone(inputs)),
  };
}

const ownership = (world: World, name: unknown, objectOwnership: string): void =>
  void world.add("aws:s3/bucketOwnershipControls:BucketOwnershipControls", {
    bucket: name,
    rule: { objectOwnership },
  });

const BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
describeRules(BLOCK, {
  compliant: (world) => ({ bucket: bucket(world), blockPublicPolicy: true }),
  breaks: settingBreaks(BLOCK),
});

const OWNERSHIP = "aws:s3/bucketOwnershipControls:BucketOwnershipControls";
describeRules(OWNERSHIP, {
  compliant: (world) => ({ bucket: bucket(world), rule: { objectOwnership: "BucketOwnerPreferred" } }),
  breaks: settingBreaks(OWNERSHIP),
});

const VERSIONING = "aws:s3/bucketVersioning:BucketVersioning";
describeRules(VERSIONING, {
  compliant: (world) => ({ bucket: bucket(world), versioningConfiguration: { status: "Enabled" } }),
  breaks: {
    ...settingBreaks(VERSIONING),
    disabled: { "versioningConfiguration.status": "Disabled" },
  },
  accepts: { suspension: { "versioningConfiguration.status": "Suspended" } },
});

const ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
describeRules(ENCRYPTION, {
  compliant: (world) => ({
    bucket: bucket(world),
    rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
  }),
  breaks: {
    ...settingBreaks(ENCRYPTION),
    "no-rules": { rules: [] },
    rules: { "rules[1]": { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" } } },
    key: { "rules[0].applyServerSideEncryptionByDefault.kmsMasterKeyId": "arn:aws:kms:eu-west-1:1:key/a" },
  },
  accepts: {
    "a key with aws:kms": {
      "rules[0].applyServerSideEncryptionByDefault": {
        sseAlgorithm: "aws:kms",
        kmsMasterKeyId: "alias/files",
      },
    },
  },
});

const LOCK = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration";
const locked = (world: World): Props => {
  const name = bucket(world);
  world.add(VERSIONING, { bucket: name, versioningConfiguration: { status: "Enabled" } });
  return { bucket: name, rule: { defaultRetention: { mode: "GOVERNANCE", days: 7 } } };
};
describeRules(LOCK, {
  compliant: locked,
  breaks: {
    ...settingBreaks(LOCK, { "rule.defaultRetention.years": 1 }),
    // A bucket of another name or place has no versioning either, which is the next thing S3 would say.
    bucket: (inputs, world) => {
      inputs.bucket = "no-such-bucket";
      world.add(VERSIONING, { bucket: "no-such-bucket", versioningConfiguration: { status: "Enabled" } });
    },
    versioning: (inputs, world) => (inputs.bucket = world.add(BUCKET, { bucket: "unversioned" }).id),
    retention: [
      { "rule.defaultRetention.mode": undefined },
      { "rule.defaultRetention.days": undefined },
      { "rule.defaultRetention.days": 0 },
      { "rule.defaultRetention.days": 36501 },
      { "rule.defaultRetention": { mode: "COMPLIANCE", years: 101 } },
    ],
  },
  accepts: {
    "the longest retention": { "rule.defaultRetention.days": 36500 },
    "the longest retention in years": { "rule.defaultRetention": { mode: "COMPLIANCE", years: 100 } },
    "no rule": { rule: undefined },
  },
});

const ACL = "aws:s3/bucketAcl:BucketAcl";
describeRules(ACL, {
  compliant: (world) => {
    const name = bucket(world);
    ownership(world, name, "BucketOwnerPreferred");
    return { bucket: name, acl: "log-delivery-write" };
  },
  breaks: {
    ...settingBreaks(ACL),
    "exactlyOneOf:acl+accessControlPolicy": [
      { acl: undefined },
      { accessControlPolicy: { owner: { id: "a" } } },
    ],
    bucket: (inputs, world) => {
      inputs.bucket = "no-such-bucket";
      ownership(world, "no-such-bucket", "ObjectWriter");
    },
    ownership: (inputs, world) => (inputs.bucket = world.add(BUCKET, { bucket: "acls-off" }).id),
  },
});

const LOGGING = "aws:s3/bucketLogging:BucketLogging";
describeRules(LOGGING, {
  compliant: (world) => ({
    bucket: bucket(world),
    targetBucket: world.add(BUCKET, { bucket: "the-logs" }).id,
    targetPrefix: "",
  }),
  breaks: {
    ...settingBreaks(LOGGING),
    "required:targetGrants[].grantee.type": { targetGrants: [{ permission: "READ", grantee: {} }] },
    "required:targetObjectKeyFormat.partitionedPrefix.partitionDateSource": {
      targetObjectKeyFormat: { partitionedPrefix: {} },
    },
    "exactlyOneOf:targetObjectKeyFormat.partitionedPrefix+targetObjectKeyFormat.simplePrefix": [
      { targetObjectKeyFormat: {} },
      {
        targetObjectKeyFormat: {
          partitionedPrefix: { partitionDateSource: "EventTime" },
          simplePrefix: { enabled: true },
        },
      },
    ],
    target: [
      { targetBucket: "no-such-bucket" },
      (inputs, world) =>
        (inputs.targetBucket = world.add(BUCKET, { bucket: "far-logs" }, {}, "us-east-1").id),
    ],
    grants: { targetGrants: [{ permission: "READ", grantee: { type: "Group", uri: "http://acs" } }] },
  },
  accepts: {
    "grants where ACLs are on": (inputs, world) => {
      ownership(world, inputs.targetBucket, "ObjectWriter");
      inputs.targetGrants = [{ permission: "READ", grantee: { type: "Group", uri: "http://acs" } }];
    },
  },
});

const NOTIFICATION = "aws:s3/bucketNotification:BucketNotification";
const TOPIC_ARN = "arn:aws:sns:eu-west-1:111122223333:uploads";
describeRules(NOTIFICATION, {
  compliant: (world) => ({
    bucket: bucket(world),
    topics: [{ id: "new", topicArn: TOPIC_ARN, events: ["s3:ObjectCreated:*"] }],
  }),
  breaks: {
    ...settingBreaks(NOTIFICATION, {
      "queues[].queueArn": "arn:aws:sqs:eu-west-1:111122223333:uploads",
      "lambdaFunctions[].events": ["s3:ObjectCreated:Put"],
      "queues[].events": ["s3:ObjectCreated:Put"],
    }),
    event: { "topics[0].events": ["s3:ObjectForgotten:*"] },
    destination: [
      { "topics[0].topicArn": "arn:aws:sqs:eu-west-1:111122223333:uploads" },
      { "topics[0].topicArn": "arn:aws:sns:us-east-1:111122223333:uploads" },
    ],
    ids: { "topics[1]": { id: "new", topicArn: TOPIC_ARN, events: ["s3:ObjectRemoved:*"] } },
  },
});
