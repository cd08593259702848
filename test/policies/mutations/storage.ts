/** What would open, lose or leave unencrypted what is stored. */
import { changed, drop, put, statement, within, type Mutation } from "./mutation";
import { inside, type Mutable } from "./plan";

const BUCKET = "aws:s3/bucket:Bucket";
const BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
const OWNERSHIP = "aws:s3/bucketOwnershipControls:BucketOwnershipControls";
const ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
const LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";
const VERSIONING = "aws:s3/bucketVersioning:BucketVersioning";
const POLICY = "aws:s3/bucketPolicy:BucketPolicy";
const SITE = "aws:cloudfront/distribution:Distribution";
const ACCESS = "aws:cloudfront/originAccessControl:OriginAccessControl";
const LOGS = "aws:cloudwatch/logGroup:LogGroup";
const TOPIC_POLICY = "aws:sns/topicPolicy:TopicPolicy";
const KEY = "aws:kms/key:Key";

const FILES = { at: "frontend-files" };

/** A companion of the front end's bucket is gone. */
function without(what: string, type: string, name: string, rule: string): Mutation {
  return {
    what,
    expect: { [rule]: FILES.at },
    change: (plan) => {
      plan.remove(type, name);
    },
  };
}

/** A companion of the front end's bucket is some other bucket's. */
function elsewhere(what: string, type: string, name: string, rule: string): Mutation {
  return {
    what,
    expect: { [rule]: FILES.at },
    change: (plan) => {
      const companion = plan.get(type, name);
      for (const props of [companion.inputs, companion.outputs]) props.bucket = "some-other-bucket";
      companion.dependencies.bucket = [];
    },
  };
}

/** Something that the program has none of. */
function more(what: string, type: string, inputs: Mutable, rule: string, computed: Mutable = {}): Mutation {
  return {
    what,
    expect: { [rule]: "added" },
    change: (plan) => {
      plan.add({ type, inputs, computed });
    },
  };
}

const OPEN = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }],
};
const TAGS = { Project: "harena", Stack: "any" };

export const mutations: readonly Mutation[] = [
  ...["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"].map((setting) =>
    changed(
      `the files' bucket says no ${setting}`,
      BLOCK,
      "frontend-files-public-access",
      put(false, setting),
      "bucket-blocks-public-access",
      FILES,
    ),
  ),
  changed(
    "the logs' bucket leaves a block out",
    BLOCK,
    "api-logs-public-access",
    drop("restrictPublicBuckets"),
    "bucket-blocks-public-access",
    { at: "api-logs", stacks: ["prod"] },
  ),
  without(
    "the public access block is gone",
    BLOCK,
    "frontend-files-public-access",
    "bucket-blocks-public-access",
  ),
  elsewhere(
    "the block is another bucket's",
    BLOCK,
    "frontend-files-public-access",
    "bucket-blocks-public-access",
  ),
  changed(
    "uploaders own their objects",
    OWNERSHIP,
    "frontend-files-ownership",
    put("ObjectWriter", "rule", "objectOwnership"),
    "bucket-owner-enforced",
    FILES,
  ),
  without("the ownership controls are gone", OWNERSHIP, "frontend-files-ownership", "bucket-owner-enforced"),
  without("the encryption is gone", ENCRYPTION, "frontend-files-encryption", "bucket-encryption"),
  elsewhere(
    "the encryption is another bucket's",
    ENCRYPTION,
    "frontend-files-encryption",
    "bucket-encryption",
  ),
  changed(
    "the encryption is of no known kind",
    ENCRYPTION,
    "frontend-files-encryption",
    put("none", "rules", 0, "applyServerSideEncryptionByDefault", "sseAlgorithm"),
    "bucket-encryption",
    FILES,
  ),
  without("the lifecycle rules are gone", LIFECYCLE, "frontend-files-lifecycle", "bucket-lifecycle"),
  changed(
    "the lifecycle rule is off",
    LIFECYCLE,
    "frontend-files-lifecycle",
    put("Disabled", "rules", 0, "status"),
    "bucket-lifecycle",
    FILES,
  ),
  changed(
    "unfinished uploads stay for a month",
    LIFECYCLE,
    "frontend-files-lifecycle",
    put(31, "rules", 0, "abortIncompleteMultipartUpload", "daysAfterInitiation"),
    "bucket-lifecycle",
    FILES,
  ),
  changed(
    "the lifecycle rule is for some files",
    LIFECYCLE,
    "frontend-files-lifecycle",
    put("assets/", "rules", 0, "filter", "prefix"),
    "bucket-lifecycle",
    FILES,
  ),
  {
    what: "the files' bucket keeps all versions for ever",
    expect: { "bucket-lifecycle": FILES.at },
    stacks: ["dev"],
    change: (plan) => {
      const versioning = plan.add({
        type: VERSIONING,
        inputs: { versioningConfiguration: { status: "Enabled" } },
      });
      plan.refer(versioning, "bucket", plan.get(BUCKET, "frontend-files"), "bucket");
    },
  },
  {
    what: "a bucket that keeps versions is neither protected nor logged, and keeps them all",
    expect: {
      "bucket-lifecycle": FILES.at,
      "data-protected": FILES.at,
      "bucket-access-logged": FILES.at,
    },
    stacks: ["prod"],
    change: (plan) => {
      const versioning = plan.add({
        type: VERSIONING,
        inputs: { versioningConfiguration: { status: "Enabled" } },
      });
      plan.refer(versioning, "bucket", plan.get(BUCKET, "frontend-files"), "bucket");
    },
  },
  more(
    "a bucket has a public ACL",
    "aws:s3/bucketAcl:BucketAcl",
    { bucket: "x", acl: "public-read" },
    "no-public-acl",
  ),
  more(
    "an ACL grants to everybody",
    "aws:s3/bucketAclV2:BucketAclV2",
    {
      bucket: "x",
      accessControlPolicy: {
        grants: [
          {
            permission: "READ",
            grantee: { type: "Group", uri: "http://acs.amazonaws.com/groups/global/AllUsers" },
          },
        ],
      },
    },
    "no-public-acl",
  ),
  more(
    "a file is public",
    "aws:s3/bucketObjectv2:BucketObjectv2",
    { bucket: "x", key: "dump.sql", acl: "public-read" },
    "no-public-acl",
  ),
  changed(
    "everybody may read the files",
    POLICY,
    "frontend-files-policy",
    statement("AllowDistributionRead", (one) => {
      one.Principal = "*";
      delete one.Condition;
    }),
    "resource-policy-closed",
  ),
  changed(
    "everybody's distributions may read the files",
    POLICY,
    "frontend-files-policy",
    statement("AllowDistributionRead", (one) => delete one.Condition),
    "bucket-for-own-distribution",
  ),
  changed(
    "another account's distribution may read the files",
    POLICY,
    "frontend-files-policy",
    statement("AllowDistributionRead", (one) => {
      inside(one, "Condition", "StringEquals")["AWS:SourceArn"] =
        "arn:aws:cloudfront::444455556666:distribution/E2EXAMPLE";
    }),
    "bucket-for-own-distribution",
  ),
  changed(
    "everybody may report to the alarms' topic",
    TOPIC_POLICY,
    "alarms-policy",
    within("policy", ({ Statement }) => {
      (Statement as unknown[]).push(...OPEN.Statement);
    }),
    "resource-policy-closed",
  ),
  changed(
    "the bucket's policy shuts out its owner",
    POLICY,
    "frontend-files-policy",
    within("policy", ({ Statement }) => {
      (Statement as unknown[]).push({ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "*" });
    }),
    "bucket-policy-keeps-owner",
  ),
  more(
    "a queue's policy is open",
    "aws:sqs/queuePolicy:QueuePolicy",
    { policy: JSON.stringify(OPEN) },
    "resource-policy-closed",
  ),
  more(
    "a repository's policy is open",
    "aws:ecr/repositoryPolicy:RepositoryPolicy",
    { policy: JSON.stringify(OPEN) },
    "resource-policy-closed",
  ),
  changed(
    "CloudFront signs nothing",
    ACCESS,
    "frontend-access",
    put("never", "signingBehavior"),
    "cloudfront-bucket-origin",
    { at: "frontend" },
  ),
  changed(
    "viewers may leave the signature out",
    ACCESS,
    "frontend-access",
    put("no-override", "signingBehavior"),
    "cloudfront-bucket-origin",
    { at: "frontend" },
  ),
  changed(
    "CloudFront reaches the bucket as anybody",
    SITE,
    "frontend",
    drop("origins", 0, "originAccessControlId"),
    "cloudfront-bucket-origin",
  ),
  {
    what: "CloudFront asks a bucket that anybody may make",
    expect: {
      "cloudfront-bucket-origin": "frontend",
      "bucket-for-own-distribution": "frontend-files-policy",
    },
    change: (plan) => {
      const site = plan.get(SITE, "frontend");
      for (const props of [site.inputs, site.outputs]) {
        inside(props, "origins", 0).domainName = "gone.s3.eu-west-1.amazonaws.com";
      }
      site.dependencies.origins = site.dependencies.origins.filter(
        (urn) => !urn.endsWith("::frontend-files"),
      );
    },
  },
  changed(
    "the files go along with their bucket",
    BUCKET,
    "frontend-files",
    put(true, "forceDestroy"),
    "no-forced-deletion",
    {
      stacks: ["prod"],
    },
  ),
  changed(
    "a service's logs stay for ever",
    LOGS,
    "user-service-logs",
    drop("retentionInDays"),
    "log-retention",
  ),
  changed(
    "a service's logs go after a month",
    LOGS,
    "search-service-logs",
    put(30, "retentionInDays"),
    "log-retention",
    {
      stacks: ["prod"],
    },
  ),
  {
    what: "a secret is not protected",
    expect: { "data-protected": "DATABASE_URL-secret" },
    stacks: ["prod"],
    change: (plan) => {
      const secret = plan.get("aws:secretsmanager/secret:Secret", "DATABASE_URL-secret");
      Object.assign(secret, { options: { protect: false } });
    },
  },
  changed(
    "the NAT's disk is in the clear",
    "aws:ec2/instance:Instance",
    "network-nat-instance",
    put(false, "rootBlockDevice", "encrypted"),
    "volumes-encrypted",
    { stacks: ["dev"] },
  ),
  changed(
    "the NAT's disk says nothing of encryption",
    "aws:ec2/instance:Instance",
    "network-nat-instance",
    drop("rootBlockDevice"),
    "volumes-encrypted",
    { stacks: ["dev"] },
  ),
  more("a volume is in the clear", "aws:ebs/volume:Volume", { size: 8, tags: TAGS }, "volumes-encrypted"),
  {
    what: "a database is in the clear",
    expect: { "volumes-encrypted": "added" },
    change: (plan) => {
      const database = plan.add({ type: "aws:rds/instance:Instance", inputs: { tags: TAGS } });
      Object.assign(database, { options: { protect: true } });
    },
  },
  {
    what: "a queue is in the clear",
    // Nor has it a policy, which also lets messages travel in the clear.
    expect: { "queue-encrypted": "added", "messages-deny-http": "added" },
    change: (plan) => {
      plan.add({ type: "aws:sqs/queue:Queue", inputs: { sqsManagedSseEnabled: false, tags: TAGS } });
    },
  },
  changed(
    "a task mounts files without TLS",
    "aws:ecs/taskDefinition:TaskDefinition",
    "search-service-task",
    put([{ name: "tmp", efsVolumeConfiguration: { fileSystemId: "fs-0123" } }], "volumes"),
    "file-system-tls",
  ),
  {
    what: "a key never rotates",
    expect: { "key-looked-after": "added" },
    change: (plan) => {
      const key = plan.add({ type: KEY, inputs: { deletionWindowInDays: 30, tags: TAGS } });
      Object.assign(key, { options: { protect: true } });
    },
  },
  {
    what: "a key is gone in a week",
    expect: { "key-looked-after": "added" },
    change: (plan) => {
      const key = plan.add({
        type: KEY,
        inputs: { enableKeyRotation: true, deletionWindowInDays: 7, tags: TAGS },
      });
      Object.assign(key, { options: { protect: true } });
    },
  },
  {
    what: "a topic is without a key",
    // Nor has it a policy, which also lets messages travel in the clear.
    expect: { "topic-encrypted": "added", "messages-deny-http": "added" },
    change: (plan) => {
      plan.add({ type: "aws:sns/topic:Topic", inputs: { name: `harena-${plan.stack}-more`, tags: TAGS } });
    },
  },
];
