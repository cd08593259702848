/** CloudFront reads the buckets that it is to read, for its own distribution, with a signature. */
import type { PolicyResource } from "@pulumi/policy";
import { BUCKET_KEYS, BUCKETS, COMPANIONS, companionsOf } from "../lib/buckets";
import { DISTRIBUTION } from "../lib/distributions";
import { demanded, isAllow, matches, statementsOf, type Statement } from "../lib/documents";
import { configTexts, forStack, type Config, type Findings } from "../lib/findings";
import { asList, at, ifKnown, isBag, plainText, shown, textAt } from "../lib/reading";
import { givenAt, referredTo } from "../lib/references";
import { defineRule, json, ref, type ExampleResource } from "../lib/rule";
import type { Stack } from "../lib/stack";

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
    const check = (policy: PolicyResource): void => {
      for (const one of (statementsOf(givenAt(policy, "policy")) ?? []).filter(isForCloudFront)) {
        findings.attempt(() => {
          checkSource(one, policy, stack, findings);
        });
      }
    };
    findings.forEach(stack.of(COMPANIONS.policy), check);
    findings.forEach(stack.of(BUCKETS), (bucket) => {
      // A bucket with a policy resource shows that policy, too, as it was when it was last read.
      if (companionsOf(bucket, "policy", stack).length === 0) check(bucket);
    });
  }),
});

function sitePolicy(more: Readonly<Record<string, unknown>>): ExampleResource {
  return {
    type: COMPANIONS.policy[0],
    name: "policy",
    props: {
      bucket: ref("files", "bucket"),
      policy: json({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: CLOUDFRONT },
            Action: "s3:GetObject",
            Resource: "*",
            ...more,
          },
        ],
      }),
    },
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
    // An ARN that is known already is none that a preview does not know.
    const distribution = stack
      .of([DISTRIBUTION])
      .find(({ props }) => ifKnown(() => at(props, "arn"), undefined) === source);
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
