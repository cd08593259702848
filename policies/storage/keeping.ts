/** What is stored is kept: from accidents, and for as long as it should be. */
import type { PolicyResource } from "@pulumi/policy";
import { BUCKETS, companionsOf, COMPANIONS } from "../lib/buckets";
import { isVersioned } from "../lib/bucketSettings";
import { configNumber, configTexts, forStack, forTypes, type Config } from "../lib/findings";
import { asList, at, isGiven, shown, type Bag } from "../lib/reading";
import { givenAt } from "../lib/references";
import { mend } from "../lib/remedies";
import { defineRule, ref, type ExampleResource } from "../lib/rule";
import { developmentStacks, isDevelopment } from "../lib/stages";

const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";
const DEVELOPMENT_DAYS = 1;
const LEAST_DAYS = 365;
const MOST_DAYS = 3653;

export const logRetention = defineRule({
  name: "log-retention",
  description:
    "Every log group keeps its events for a given time: long enough to look back, and not for ever.",
  why: "A log group without retention is kept and paid for until somebody deletes it; with too little of it, what happened is gone when somebody asks.",
  level: "advisory",
  severity: "medium",
  tags: ["storage", "logs", "cost"],
  controls: {
    fsbp: ["CloudWatch.16"],
    checkov: ["CKV_AWS_66", "CKV_AWS_338"],
    cdkNag: ["CloudWatchLogGroupRetentionPeriod"],
  },
  fix: "Set retentionInDays. Where the pack may remediate, it gives the least that is allowed.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-16",
  config: {
    ...developmentStacks,
    minDays: { type: "integer", minimum: 1, default: LEAST_DAYS, description: "The fewest days." },
    developmentMinDays: {
      type: "integer",
      minimum: 1,
      default: DEVELOPMENT_DAYS,
      description: "The fewest days in a stack for development.",
    },
    maxDays: { type: "integer", minimum: 1, default: MOST_DAYS, description: "The most days." },
  },
  examples: {
    fails: [{ type: LOG_GROUP, name: "app", props: { name: "/app" } }],
    passes: [{ type: LOG_GROUP, name: "app", props: { name: "/app", retentionInDays: 365 } }],
  },
  validateResource: forTypes([LOG_GROUP], (props, findings, about) => {
    const [least, most] = [leastDays(about, about.config), configNumber(about.config, "maxDays", MOST_DAYS)];
    const days = retentionOf(props);
    if (days !== undefined && days >= least && days <= most) return;
    const found = days === undefined ? "not set, so that events stay for ever" : shown(days);
    findings.violation(`retentionInDays is ${found}; it must be between ${least} and ${most}.`);
  }),
  remediateResource: (args) => {
    if (args.type !== LOG_GROUP || retentionOf(args.props) !== undefined) return undefined;
    const least = leastDays(args, args.getConfig<Config>());
    return mend(args.props, { retentionInDays: ACCEPTED_DAYS.find((days) => days >= least) ?? MOST_DAYS });
  },
});

/** What CloudWatch Logs accepts. */
const ACCEPTED_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

function leastDays(where: { readonly urn: string }, config: Config): number {
  return isDevelopment(where, config)
    ? configNumber(config, "developmentMinDays", DEVELOPMENT_DAYS)
    : configNumber(config, "minDays", LEAST_DAYS);
}

/** Days; undefined for events that never expire, which the provider also writes as 0. */
function retentionOf(props: Bag): number | undefined {
  // Its events expire after two days, whatever one says.
  if (at(props, "logGroupClass") === "DELIVERY") return undefined;
  const days = at(props, "retentionInDays");
  return typeof days === "number" && days > 0 ? days : undefined;
}

const KEPT: ExampleResource = { type: BUCKETS[0], name: "files", props: { bucket: "files" } };
const VERSIONS: ExampleResource = {
  type: COMPANIONS.versioning[0],
  name: "versions",
  props: { bucket: ref("files", "bucket"), versioningConfiguration: { status: "Enabled" } },
};

export const bucketAccessLogged = defineRule({
  name: "bucket-access-logged",
  description: "Every bucket that keeps versions, because its files matter, logs who asked for which.",
  why: "After a leak the first question is who read what, and no other log of AWS's is made by itself.",
  level: "advisory",
  severity: "low",
  tags: ["storage", "s3", "logs"],
  controls: { fsbp: ["S3.9"], checkov: ["CKV_AWS_18"], cdkNag: ["AwsSolutions-S1"] },
  fix: "Add an aws.s3.BucketLogging for the bucket, to another bucket.",
  url: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html",
  config: {
    ...developmentStacks,
    everyBucket: {
      type: "boolean",
      default: false,
      description: "Whether buckets that keep no versions must log, too.",
    },
  },
  examples: {
    fails: [KEPT, VERSIONS],
    passes: [
      KEPT,
      VERSIONS,
      {
        type: COMPANIONS.logging[0],
        name: "log",
        props: { bucket: ref("files", "bucket"), targetBucket: "logs" },
      },
    ],
  },
  validateStack: forStack((stack, findings, config) => {
    findings.forEach(stack.of(BUCKETS), (bucket) => {
      if (isDevelopment(bucket, config) || (config.everyBucket !== true && !isVersioned(bucket, stack)))
        return;
      if (asList(givenAt(bucket, "loggings")).length > 0 || isGiven(() => givenAt(bucket, "logging"))) return;
      if (companionsOf(bucket, "logging", stack).length > 0) return;
      findings.violation("logs no request; add an aws.s3.BucketLogging for it.", bucket);
    });
  }),
});

/** How each type is told to delete what it holds along with itself. */
const FORCES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(BUCKETS.map((type) => [type, "forceDestroy"])),
  "aws:s3/directoryBucket:DirectoryBucket": "forceDestroy",
  "aws:backup/vault:Vault": "forceDestroy",
  "aws:ecr/repository:Repository": "forceDelete",
  "aws:ecrpublic/repository:Repository": "forceDestroy",
};

export const noForcedDeletion = defineRule({
  name: "no-forced-deletion",
  description: "Nothing that still holds data is deleted with its contents.",
  why: "With force, one renamed bucket in one update takes every file with it; without, AWS refuses.",
  level: "advisory",
  severity: "medium",
  tags: ["storage", "s3", "ecr"],
  controls: {},
  fix: "Leave the option out, and empty the bucket or repository by hand when it is to go.",
  url: "https://www.pulumi.com/registry/packages/aws/api-docs/s3/bucket/",
  config: developmentStacks,
  examples: {
    fails: [{ type: BUCKETS[0], name: "files", props: { forceDestroy: true } }],
    passes: [{ type: BUCKETS[0], name: "files", props: {} }],
  },
  validateResource: forTypes(Object.keys(FORCES), (props, findings, about) => {
    const force = FORCES[about.type];
    if (isDevelopment(about, about.config) || at(props, force) !== true) return;
    findings.violation(
      `${force} is true; leave it out, so that AWS refuses to delete what still holds data.`,
    );
  }),
});

const PROTECTED_TYPES = [
  "aws:dynamodb/table:Table",
  "aws:efs/fileSystem:FileSystem",
  "aws:kms/key:Key",
  "aws:rds/cluster:Cluster",
  "aws:rds/instance:Instance",
  "aws:secretsmanager/secret:Secret",
];

export const dataProtected = defineRule({
  name: "data-protected",
  description: "Secrets, keys, databases and buckets that keep versions are protected from deletion.",
  why: "A renamed component deletes what it made and makes it anew; with data, there is no anew.",
  level: "advisory",
  severity: "medium",
  tags: ["storage", "secrets", "kms", "s3"],
  controls: {},
  fix: "Give the resource the option protect: true, or its component, which hands it down.",
  url: "https://www.pulumi.com/docs/iac/concepts/resources/options/protect/",
  config: {
    ...developmentStacks,
    types: {
      type: "array",
      items: { type: "string" },
      default: PROTECTED_TYPES,
      description: "Types of resources to protect, beside buckets that keep versions.",
    },
  },
  examples: {
    fails: [{ type: "aws:secretsmanager/secret:Secret", name: "database", props: {} }],
    passes: [
      { type: "aws:secretsmanager/secret:Secret", name: "database", props: {}, options: { protect: true } },
    ],
  },
  validateStack: forStack((stack, findings, config) => {
    const types = config.types === undefined ? PROTECTED_TYPES : configTexts(config, "types");
    const check = (resource: PolicyResource): void => {
      if (resource.opts.protect || isDevelopment(resource, config)) return;
      findings.violation("is not protected from deletion; give it the option protect: true.", resource);
    };
    findings.forEach(stack.of(types), check);
    findings.forEach(stack.of(BUCKETS), (bucket) => {
      if (isVersioned(bucket, stack)) check(bucket);
    });
  }),
});
