/** Who may read what is stored: nobody by ACL, nobody by an open policy, and always its owner. */
import { BUCKETS, COMPANIONS } from "../lib/buckets";
import { coversAction, isDeny, isEverybody, statementsOf } from "../lib/documents";
import { letsEverybodyIn } from "../lib/exposure";
import { forTypes } from "../lib/findings";
import { at, plainText } from "../lib/reading";
import { defineRule, json } from "../lib/rule";

const OBJECTS = ["bucketObject:BucketObject", "bucketObjectv2:BucketObjectv2", "objectCopy:ObjectCopy"].map(
  (type) => `aws:s3/${type}`,
);
const PUBLIC_ACLS = ["public-read", "public-read-write", "authenticated-read"];
/** `AllUsers` is the internet; `AuthenticatedUsers` is everybody with any AWS account. */
const PUBLIC_GROUP = /\/groups\/global\/(?:AllUsers|AuthenticatedUsers)$/;

export const noPublicAcl = defineRule({
  name: "no-public-acl",
  description: "No ACL of a bucket or an object lets everybody in.",
  why: "A public ACL opens files to the whole internet; an authenticated one, to everybody with any AWS account.",
  level: "mandatory",
  severity: "critical",
  tags: ["storage", "s3"],
  controls: {
    fsbp: ["S3.2", "S3.3"],
    checkov: ["CKV_AWS_20", "CKV_AWS_57"],
    cdkNag: ["S3BucketPublicReadProhibited", "S3BucketPublicWriteProhibited"],
  },
  fix: "Leave the ACL out, and serve public files by CloudFront with origin access control.",
  url: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html",
  examples: {
    fails: [
      { type: "aws:s3/bucketAcl:BucketAcl", name: "files", props: { bucket: "files", acl: "public-read" } },
    ],
    passes: [
      { type: "aws:s3/bucketAcl:BucketAcl", name: "files", props: { bucket: "files", acl: "private" } },
    ],
  },
  validateResource: forTypes([...BUCKETS, ...COMPANIONS.acl, ...OBJECTS], (props, findings) => {
    findings.attempt(() => {
      const acl = plainText(at(props, "acl"));
      if (PUBLIC_ACLS.includes(acl))
        findings.violation(`acl is ${acl}, which lets everybody in; leave it out.`);
    });
    const grants = [() => at(props, "grants"), () => at(props, "accessControlPolicy", "grants")];
    findings.each(grants, (read) => {
      findings.each((read as () => unknown)(), (grant) => {
        const uri = plainText(at(grant, "uri") ?? at(grant, "grantee", "uri"));
        if (PUBLIC_GROUP.test(uri))
          findings.violation(`a grant is for ${uri}, which is everybody; remove it.`);
      });
    });
  }),
});

/** Where each type that can have a policy holds it. */
const POLICIES: readonly string[] = [
  ...BUCKETS,
  ...COMPANIONS.policy,
  "aws:sns/topic:Topic",
  "aws:sns/topicPolicy:TopicPolicy",
  "aws:sqs/queue:Queue",
  "aws:sqs/queuePolicy:QueuePolicy",
  "aws:ecr/repositoryPolicy:RepositoryPolicy",
];

const statement = (more: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => ({
  policy: json({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*", ...more }],
  }),
});

export const resourcePolicyClosed = defineRule({
  name: "resource-policy-closed",
  description: "No policy of a bucket, topic, queue or repository lets everybody in.",
  why: "A statement for * without a condition is for every AWS account and, with some services, for nobody's, too.",
  level: "mandatory",
  severity: "critical",
  tags: ["storage", "s3", "sns", "sqs", "ecr"],
  controls: {
    fsbp: ["S3.6", "SNS.4", "SQS.3"],
    checkov: ["CKV_AWS_70", "CKV_AWS_169", "CKV_AWS_385", "CKV_AWS_32", "CKV_AWS_168"],
    cdkNag: ["AwsSolutions-S5"],
  },
  fix: "Name the accounts, roles or services as principals, or add a condition on the source's account or ARN.",
  url: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
  examples: {
    fails: [
      {
        type: COMPANIONS.policy[0],
        name: "files",
        props: { bucket: "files", ...statement({ Principal: "*" }) },
      },
    ],
    passes: [
      {
        type: COMPANIONS.policy[0],
        name: "files",
        props: { bucket: "files", ...statement({ Principal: { AWS: "arn:aws:iam::111122223333:root" } }) },
      },
    ],
  },
  validateResource: forTypes(POLICIES, (props, findings) => {
    for (const { path } of (statementsOf(at(props, "policy")) ?? []).filter(letsEverybodyIn)) {
      findings.violation(
        `policy: ${path} allows everybody; name principals, or a condition that only they meet.`,
      );
    }
  }),
});

export const bucketPolicyKeepsOwner = defineRule({
  name: "bucket-policy-keeps-owner",
  description: "No bucket policy shuts out everybody, the bucket's owner among them.",
  why: "Such a policy cannot be changed any more but by the account's root user, and neither can the files be had back.",
  level: "advisory",
  severity: "medium",
  tags: ["storage", "s3"],
  controls: { checkov: ["CKV_AWS_93"] },
  fix: "Give the denial a condition, or leave s3:PutBucketPolicy out of it.",
  url: "https://repost.aws/knowledge-center/s3-accidentally-denied-access",
  examples: {
    fails: [
      {
        type: COMPANIONS.policy[0],
        name: "files",
        props: { bucket: "files", ...statement({ Effect: "Deny", Principal: "*", Action: "s3:*" }) },
      },
    ],
    passes: [
      {
        type: COMPANIONS.policy[0],
        name: "files",
        props: {
          bucket: "files",
          ...statement({ Effect: "Deny", Principal: "*", Action: "s3:DeleteObject" }),
        },
      },
    ],
  },
  validateResource: forTypes([...COMPANIONS.policy, ...BUCKETS], (props, findings) => {
    for (const one of statementsOf(at(props, "policy")) ?? []) {
      const everybody = one.principals.some(isEverybody) && one.conditions.length === 0;
      if (!isDeny(one) || !everybody || !coversAction(one, "s3:PutBucketPolicy")) continue;
      findings.violation(`policy: ${one.path} shuts out everybody, its owner too; narrow it.`);
    }
  }),
});
