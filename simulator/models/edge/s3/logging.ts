/** Server access logs and event notifications of a bucket. */
import type { ResourceModel, Rule } from "../../../model";
import { APPLY, ARN_FORMAT, entries, firstTwice, list, parseArn, text, texts } from "../support";
import { findBucket, ownershipOf } from "./buckets";
import { ACCOUNT_ID, settingModel } from "./settings";

const LOGGING = "s3/bucketLogging";

const loggingRules: readonly Rule[] = [
  {
    id: `${LOGGING}:target`,
    when: APPLY,
    source: "Amazon S3 API Reference, PutBucketLogging: InvalidTargetBucketForLogging",
    refuse: ({ inputs, account, place }) => {
      const target = findBucket(account, inputs.targetBucket);
      const wrong = !target
        ? "does not exist"
        : target.region !== place.region
          ? `is in ${target.region}`
          : "";
      return (
        wrong && `InvalidTargetBucketForLogging: the target bucket ${text(inputs.targetBucket)} ${wrong}`
      );
    },
  },
  {
    id: `${LOGGING}:grants`,
    when: APPLY,
    source: "Amazon S3 User Guide: Enabling server access logging, target grants",
    refuse: ({ inputs, account }) =>
      list(inputs.targetGrants).length > 0 &&
      ownershipOf(account, inputs.targetBucket) === "BucketOwnerEnforced"
        ? "InvalidArgument: target grants need a target bucket whose object ownership is not BucketOwnerEnforced"
        : undefined,
  },
];

const bucketLogging = settingModel({
  type: "aws:s3/bucketLogging:BucketLogging",
  prefix: LOGGING,
  what: "logging setting",
  shape: {
    source: "terraform-provider-aws internal/service/s3/bucket_logging.go",
    replaceOn: ["bucket", "expectedBucketOwner", "region"],
    required: [
      "bucket",
      "targetBucket",
      "targetPrefix",
      "targetGrants[].permission",
      "targetGrants[].grantee.type",
      "targetObjectKeyFormat.partitionedPrefix.partitionDateSource",
    ],
    exactlyOneOf: [["targetObjectKeyFormat.partitionedPrefix", "targetObjectKeyFormat.simplePrefix"]],
    values: {
      "targetGrants[].permission": ["FULL_CONTROL", "READ", "WRITE"],
      "targetGrants[].grantee.type": ["CanonicalUser", "AmazonCustomerByEmail", "Group"],
      "targetObjectKeyFormat.partitionedPrefix.partitionDateSource": ["EventTime", "DeliveryTime"],
    },
    lengths: { bucket: [1, 63] },
    formats: { expectedBucketOwner: ACCOUNT_ID },
  },
  rules: loggingRules,
});

const NOTIFICATION = "s3/bucketNotification";
const TARGETS = [
  { list: "topics", arn: "topicArn", service: "sns" },
  { list: "queues", arn: "queueArn", service: "sqs" },
  { list: "lambdaFunctions", arn: "lambdaFunctionArn", service: "lambda" },
] as const;

const EVENT =
  /^s3:(ObjectCreated|ObjectRemoved|ObjectRestore|Replication|LifecycleExpiration|ObjectTagging|ObjectAcl|TestEvent|ReducedRedundancyLostObject|LifecycleTransition|IntelligentTiering)(:(\*|[A-Za-z]+))?$/;

const notificationRules: readonly Rule[] = [
  {
    id: `${NOTIFICATION}:event`,
    when: APPLY,
    source: "Amazon S3 User Guide: Supported event types",
    refuse: ({ inputs }) => {
      const events = TARGETS.flatMap((target) =>
        entries(inputs[target.list]).flatMap((x) => texts(x.events)),
      );
      const wrong = events.find((event) => !EVENT.test(event));
      return wrong && `InvalidArgument: A specified event is not supported for notifications: ${wrong}`;
    },
  },
  {
    id: `${NOTIFICATION}:destination`,
    when: APPLY,
    source: "Amazon S3 API Reference, PutBucketNotificationConfiguration",
    refuse: ({ inputs, place }) => {
      for (const target of TARGETS) {
        const wrong = entries(inputs[target.list]).find((item) => {
          const arn = parseArn(item[target.arn]);
          return arn?.service !== target.service || arn.region !== place.region;
        });
        if (wrong) {
          return `InvalidArgument: Unable to validate the following destination configurations: ${text(wrong[target.arn])} is no ${target.service} ARN in ${place.region}`;
        }
      }
      return undefined;
    },
  },
  {
    id: `${NOTIFICATION}:ids`,
    when: APPLY,
    source: "Amazon S3 API Reference, PutBucketNotificationConfiguration: Id",
    refuse: ({ inputs }) => {
      const ids = TARGETS.flatMap((target) => entries(inputs[target.list]).map((x) => x.id));
      const twice = firstTwice(
        ids.filter((id) => id !== undefined),
        (id) => id,
      );
      return twice === undefined
        ? undefined
        : `InvalidArgument: Same ID used for multiple configurations: ${text(twice)}`;
    },
  },
];

const bucketNotification = settingModel({
  type: "aws:s3/bucketNotification:BucketNotification",
  prefix: NOTIFICATION,
  what: "notification setting",
  shape: {
    source: "terraform-provider-aws internal/service/s3/bucket_notification.go",
    replaceOn: ["bucket", "region"],
    required: [
      "bucket",
      ...TARGETS.map((target) => `${target.list}[].events`),
      "topics[].topicArn",
      "queues[].queueArn",
    ],
    formats: Object.fromEntries(TARGETS.map((target) => [`${target.list}[].${target.arn}`, ARN_FORMAT])),
    defaults: { eventbridge: false },
  },
  rules: notificationRules,
});

export const loggingModels: readonly ResourceModel[] = [bucketLogging, bucketNotification];
