/** Who may read what is stored: nobody by ACL, nobody by an open policy, CloudFront for its own distribution only. */
import type { PolicyResource } from "@pulumi/policy";
import { BUCKET_KEYS, BUCKETS, COMPANIONS } from "../lib/buckets";
import { DISTRIBUTION } from "../lib/distributions";
import { demanded, isAllow, matches, statementsOf, type Statement } from "../lib/documents";
import { letsEverybodyIn } from "../lib/exposure";
import { configTexts, forStack, forTypes, type Config, type Findings } from "../lib/findings";
import { asList, at, isBag, plainText, shown, textAt } from "../lib/reading";
import { givenAt, referredTo } from "../lib/references";
import { defineRule, json, ref, type ExampleResource } from "../lib/rule";
import type { Stack } from "../lib/stack";

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

const CLOUDFRONT = "cloudfront.amazonaws.com";
const SITE: readonly ExampleResource[] = [
  { type: "aws:s3/bucket:Bucket", name: "files", props: { bucket: "files" } },
  {
    type: DISTRIBUTION,
    name: "site",
    props: { origins: [{ originId: "files", domainName: ref("files", "bucketRegionalDomainName") }] },
  },
];

export const bucketForOwnDistribution = defineRule({
  name: "bucket-for-own-distribution",
  description: "A bucket lets CloudFront in for the distribution that has it as an origin, and for no other.",
  why: "CloudFront asks on behalf of any account's distribution unless the policy names one.",
  level: "mandatory",
  severity: "high",
  tags: ["storage", "s3", "cloudfront"],
  controls: { fsbp: ["CloudFront.13"], checkov: ["CKV2_AWS_46"], cdkNag: ["AwsSolutions-S5"] },
  fix: "Give the statement the condition StringEquals, AWS:SourceArn: the distribution's ARN.",
  url: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html",
  examples: {
    fails: [...SITE, sitePolicy({})],
    passes: [...SITE, sitePolicy({ Condition: { StringEquals: { "AWS:SourceArn": ref("site", "arn") } } })],
  },
  validateStack: forStack((stack, findings) => {
    const policies = [...stack.of(COMPANIONS.policy), ...stack.of(BUCKETS)];
    findings.forEach(policies, (policy) => {
      const statements = statementsOf(givenAt(policy, "policy")) ?? [];
      for (const one of statements.filter(isForCloudFront)) {
        findings.attempt(() => {
          checkSource(one, policy, stack, findings);
        });
      }
    });
  }),
});

function sitePolicy(more: Readonly<Record<string, unknown>>): ExampleResource {
  return {
    type: COMPANIONS.policy[0],
    name: "policy",
    props: { bucket: ref("files", "bucket"), ...statement({ Principal: { Service: CLOUDFRONT }, ...more }) },
  };
}

function isForCloudFront(one: Statement): boolean {
  return isAllow(one) && one.principals.some(({ kind, value }) => kind === "Service" && value === CLOUDFRONT);
}

function checkSource(one: Statement, policy: PolicyResource, stack: Stack, findings: Findings): void {
  const buckets = stack.of(BUCKETS);
  const bucket = buckets.includes(policy) ? policy : referredTo(policy, "bucket", buckets, BUCKET_KEYS);
  const sources = demanded(one, "aws:SourceArn");
  if (sources.length === 0) {
    findings.violation(
      `policy: ${one.path} lets CloudFront in for any distribution; demand AWS:SourceArn.`,
      policy,
    );
  }
  for (const source of sources) {
    const distribution = stack.of([DISTRIBUTION]).find(({ props }) => at(props, "arn") === source);
    if (distribution && originBucketsOf(distribution, stack).includes(bucket)) continue;
    findings.violation(
      `policy: ${one.path} lets CloudFront in for ${shown(source)}, which is no distribution of this stack with this bucket as an origin.`,
      policy,
    );
  }
}

function originBucketsOf(
  distribution: PolicyResource,
  stack: Stack,
): readonly (PolicyResource | undefined)[] {
  return asList(at(distribution.props, "origins")).map((_, index) =>
    originBucket(distribution, index, stack),
  );
}

function originBucket(distribution: PolicyResource, index: number, stack: Stack): PolicyResource | undefined {
  return referredTo(distribution, ["origins", index, "domainName"], stack.of(BUCKETS), [
    "bucketRegionalDomainName",
    "bucketDomainName",
  ]);
}

const ACCESS_CONTROL = "aws:cloudfront/originAccessControl:OriginAccessControl";
const SIGNED: ExampleResource = {
  type: ACCESS_CONTROL,
  name: "access",
  props: { originAccessControlOriginType: "s3", signingBehavior: "always", signingProtocol: "sigv4" },
};

export const cloudfrontBucketOrigin = defineRule({
  name: "cloudfront-bucket-origin",
  description:
    "CloudFront reaches buckets by origin access control that signs every request, and only buckets that are the stack's.",
  why:
    "Without a signature the bucket must be public; and an origin whose bucket is gone can be taken over by whoever " +
    "makes a bucket of that name.",
  level: "mandatory",
  severity: "high",
  tags: ["storage", "s3", "cloudfront"],
  controls: {
    fsbp: ["CloudFront.12", "CloudFront.13"],
    checkov: ["CKV2_AWS_46"],
    cdkNag: ["AwsSolutions-CFR6", "AwsSolutions-CFR7"],
  },
  fix: "Give the origin an aws.cloudfront.OriginAccessControl of type s3 with signingBehavior always, and the bucket's regional domain name.",
  url: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html",
  config: {
    foreignBuckets: {
      type: "array",
      items: { type: "string" },
      default: [],
      description: "Domain names of buckets outside the stack that may be origins; `*` stands for any text.",
    },
  },
  examples: {
    fails: SITE,
    passes: [
      SITE[0],
      SIGNED,
      {
        ...SITE[1],
        props: {
          origins: [
            {
              originId: "files",
              domainName: ref("files", "bucketRegionalDomainName"),
              originAccessControlId: ref("access", "id"),
            },
          ],
        },
      },
    ],
  },
  validateStack: forStack((stack, findings, config) => {
    findings.forEach(stack.of([DISTRIBUTION]), (distribution) => {
      findings.each(at(distribution.props, "origins"), (origin, index) => {
        checkOrigin({ distribution, origin, index }, stack, findings, config);
      });
    });
  }),
});

interface Origin {
  readonly distribution: PolicyResource;
  readonly origin: unknown;
  readonly index: number;
}

function checkOrigin(
  { distribution, origin, index }: Origin,
  stack: Stack,
  findings: Findings,
  config: Config,
): void {
  const path = `origins[${index}]`;
  // Anything else is a custom origin, or one in a VPC.
  if (isBag(at(origin, "customOriginConfig")) || isBag(at(origin, "vpcOriginConfig"))) {
    const domain = textAt(origin, "domainName") ?? "";
    if (/\.s3-website[.-]/.test(domain)) {
      findings.violation(
        `${path} is a bucket's website, which must be public; use its regional domain name.`,
        distribution,
      );
    }
    return;
  }
  findings.attempt(() => {
    if (originBucket(distribution, index, stack)) return;
    const domain = textAt(origin, "domainName") ?? "";
    if (configTexts(config, "foreignBuckets").some((pattern) => matches(pattern, domain))) return;
    findings.violation(
      `${path}.domainName is ${shown(domain)}, no bucket of this stack; refer to one.`,
      distribution,
    );
  });
  findings.attempt(() => {
    const problem = accessProblem(distribution, origin, index, stack);
    if (problem !== undefined) findings.violation(`${path}${problem}`, distribution);
  });
}

function accessProblem(
  distribution: PolicyResource,
  origin: unknown,
  index: number,
  stack: Stack,
): string | undefined {
  const path = ["origins", index, "originAccessControlId"] as const;
  const control = referredTo(distribution, path, stack.of([ACCESS_CONTROL]), ["id"]);
  if (control) {
    const signs =
      at(control.props, "signingBehavior") === "always" && at(control.props, "signingProtocol") === "sigv4";
    if (signs && at(control.props, "originAccessControlOriginType") === "s3") return undefined;
    return ".originAccessControlId does not sign every request to S3; set type s3, signingBehavior always, signingProtocol sigv4.";
  }
  // Another stack's cannot be seen.
  return plainText(at(origin, "originAccessControlId")) === ""
    ? " has no originAccessControlId; give it one."
    : undefined;
}
