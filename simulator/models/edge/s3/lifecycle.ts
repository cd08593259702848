import type { Props, ResourceModel, Rule } from "../../../model";
import { APPLY, at, entries, fields, firstTwice, list, text } from "../support";
import { ACCOUNT_ID, settingModel } from "./settings";

const PREFIX = "s3/bucketLifecycleConfiguration";
const ELEMENTS = "Amazon S3 User Guide: Lifecycle configuration elements";
const TRANSITIONS = "Amazon S3 User Guide: Transitioning objects using Amazon S3 Lifecycle";
const MAX_RULES = 1000;

const STORAGE_CLASSES = [
  "GLACIER",
  "STANDARD_IA",
  "ONEZONE_IA",
  "INTELLIGENT_TIERING",
  "DEEP_ARCHIVE",
  "GLACIER_IR",
];

/** From the dearest to store to the cheapest: objects only ever move to the right. */
const WATERFALL = [
  "STANDARD_IA",
  "INTELLIGENT_TIERING",
  "ONEZONE_IA",
  "GLACIER_IR",
  "GLACIER",
  "DEEP_ARCHIVE",
];
const INFREQUENT = ["STANDARD_IA", "ONEZONE_IA"];
const MIN_INFREQUENT_DAYS = 30;

const ACTIONS = [
  "expiration",
  "abortIncompleteMultipartUpload",
  "noncurrentVersionExpiration",
  "noncurrentVersionTransitions",
  "transitions",
];

/** A rule of this model that looks at each lifecycle rule by itself. */
function each(what: string, source: string, refuse: (rule: Props) => string | undefined): Rule {
  return {
    id: `${PREFIX}:${what}`,
    when: APPLY,
    source,
    refuse: ({ inputs }) => {
      for (const rule of entries(inputs.rules)) {
        const reason = refuse(rule);
        if (reason) return `${reason} (rule ${text(rule.id)})`;
      }
      return undefined;
    },
  };
}

const rules: readonly Rule[] = [
  {
    id: `${PREFIX}:rules`,
    when: APPLY,
    source: "Amazon S3 API Reference, PutBucketLifecycleConfiguration: 1 to 1,000 rules",
    refuse: ({ inputs }) => {
      const count = entries(inputs.rules).length;
      if (count >= 1 && count <= MAX_RULES) return undefined;
      return `MalformedXML: a lifecycle configuration has 1 to ${MAX_RULES} rules, not ${count}`;
    },
  },
  {
    id: `${PREFIX}:rule-ids`,
    when: APPLY,
    source: ELEMENTS,
    refuse: ({ inputs }) => {
      const twice = firstTwice(entries(inputs.rules), (rule) => rule.id);
      return (
        twice &&
        `InvalidArgument: Rule ID must be unique. Found same ID for one or more rules: ${text(twice.id)}`
      );
    },
  },
  each("action", ELEMENTS, (rule) =>
    ACTIONS.some((action) => isGiven(rule[action]))
      ? undefined
      : "InvalidRequest: At least one action needs to be specified in a rule",
  ),
  each("filter", ELEMENTS, ({ filter }) => {
    const given = Object.entries(fields(filter)).filter(([, value]) => isGiven(value));
    return given.length > 1
      ? `MalformedXML: a filter has one condition, or several within and; not ${given.map(([key]) => key).join(" and ")}`
      : undefined;
  }),
  each("filter-sizes", ELEMENTS, ({ filter }) => {
    const { objectSizeGreaterThan: least, objectSizeLessThan: most } = fields(fields(filter).and);
    return typeof least === "number" && typeof most === "number" && least >= most
      ? "InvalidRequest: 'ObjectSizeLessThan' has to be a value greater than 'ObjectSizeGreaterThan'"
      : undefined;
  }),
  each("filter-tags", ELEMENTS, ({ filter, abortIncompleteMultipartUpload, expiration }) => {
    const tagged = isGiven(at(filter, "tag")) || isGiven(at(filter, "and.tags"));
    if (!tagged) return undefined;
    if (isGiven(abortIncompleteMultipartUpload)) {
      return "InvalidRequest: AbortIncompleteMultipartUpload cannot be specified with Tags";
    }
    return fields(expiration).expiredObjectDeleteMarker === true
      ? "InvalidRequest: ExpiredObjectDeleteMarker cannot be specified with Tags"
      : undefined;
  }),
  each("expiration", ELEMENTS, ({ expiration }) => {
    if (expiration === undefined) return undefined;
    const { days, date, expiredObjectDeleteMarker } = fields(expiration);
    const given = [isGiven(days), isGiven(date), expiredObjectDeleteMarker === true].filter(Boolean).length;
    return given === 1
      ? undefined
      : "MalformedXML: an expiration needs exactly one of days, date, expiredObjectDeleteMarker";
  }),
  each("expiration-days", ELEMENTS, ({ expiration }) => {
    const { days } = fields(expiration);
    return typeof days === "number" && (days < 1 || !Number.isInteger(days))
      ? "InvalidArgument: 'Days' for Expiration action must be a positive integer"
      : undefined;
  }),
  each("abort-days", ELEMENTS, ({ abortIncompleteMultipartUpload }) => {
    const { daysAfterInitiation: days } = fields(abortIncompleteMultipartUpload);
    return typeof days === "number" && days < 1
      ? "InvalidArgument: 'DaysAfterInitiation' for AbortIncompleteMultipartUpload action must be a positive integer"
      : undefined;
  }),
  each("infrequent-days", TRANSITIONS, ({ transitions, noncurrentVersionTransitions }) => {
    const steps = [
      ...timesOf(transitions, "days"),
      ...timesOf(noncurrentVersionTransitions, "noncurrentDays"),
    ];
    const early = steps.find((step) => INFREQUENT.includes(step.storage) && step.days < MIN_INFREQUENT_DAYS);
    return (
      early &&
      `InvalidArgument: 'Days' in Transition action must be greater than or equal to 30 for storageClass '${early.storage}'`
    );
  }),
  each("transition-classes", TRANSITIONS, ({ transitions }) => {
    const twice = firstTwice(entries(transitions), (step) => step.storageClass);
    return twice && `InvalidArgument: two transitions to the storage class ${text(twice.storageClass)}`;
  }),
  each("transition-order", TRANSITIONS, ({ transitions }) => {
    const steps = [...timesOf(transitions, "days")].sort((a, b) => a.days - b.days);
    const back = steps.find((step, index) => {
      const next = steps.at(index + 1);
      return next && rank(next.storage) < rank(step.storage);
    });
    return back && `InvalidArgument: objects cannot move on from ${back.storage} to a dearer storage class`;
  }),
  each("expiration-order", TRANSITIONS, ({ expiration, transitions }) => {
    const { days } = fields(expiration);
    const last = Math.max(-1, ...timesOf(transitions, "days").map((step) => step.days));
    return typeof days === "number" && days >= 1 && days <= last
      ? "InvalidArgument: 'Days' in the Expiration action must be greater than 'Days' in the Transition action"
      : undefined;
  }),
];

function timesOf(transitions: unknown, days: string): readonly { storage: string; days: number }[] {
  return entries(transitions).map((step) => ({
    storage: text(step.storageClass),
    days: Number(step[days] ?? 0),
  }));
}

function rank(storageClass: string): number {
  return WATERFALL.indexOf(storageClass);
}

function isGiven(value: unknown): boolean {
  return Array.isArray(value)
    ? list(value).length > 0
    : value !== undefined && value !== null && value !== "";
}

const RFC3339 = { pattern: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/, words: "RFC 3339" };

export const bucketLifecycle: ResourceModel = settingModel({
  type: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  prefix: PREFIX,
  what: "lifecycle configuration",
  shape: {
    source: "terraform-provider-aws internal/service/s3/bucket_lifecycle_configuration.go",
    replaceOn: ["bucket", "expectedBucketOwner", "region"],
    required: [
      "bucket",
      "rules[].id",
      "rules[].status",
      "rules[].transitions[].storageClass",
      "rules[].noncurrentVersionExpiration.noncurrentDays",
      "rules[].noncurrentVersionTransitions[].noncurrentDays",
      "rules[].noncurrentVersionTransitions[].storageClass",
      "rules[].filter.tag.key",
      "rules[].filter.tag.value",
    ],
    conflicts: [["rules[].filter", "rules[].prefix"]],
    exactlyOneOf: [["rules[].transitions[].date", "rules[].transitions[].days"]],
    values: {
      "rules[].status": ["Enabled", "Disabled"],
      transitionDefaultMinimumObjectSize: ["all_storage_classes_128K", "varies_by_storage_class"],
      "rules[].transitions[].storageClass": STORAGE_CLASSES,
      "rules[].noncurrentVersionTransitions[].storageClass": STORAGE_CLASSES,
    },
    ranges: {
      "rules[].noncurrentVersionExpiration.noncurrentDays": [1, Infinity],
      "rules[].noncurrentVersionExpiration.newerNoncurrentVersions": [1, Infinity],
      "rules[].noncurrentVersionTransitions[].noncurrentDays": [0, Infinity],
      "rules[].noncurrentVersionTransitions[].newerNoncurrentVersions": [1, Infinity],
      "rules[].transitions[].days": [0, Infinity],
      "rules[].filter.and.objectSizeGreaterThan": [0, Infinity],
      "rules[].filter.and.objectSizeLessThan": [1, Infinity],
    },
    lengths: { bucket: [1, 63], "rules[].id": [1, 255], "rules[].filter.and.tags": [1, Infinity] },
    formats: {
      expectedBucketOwner: ACCOUNT_ID,
      "rules[].expiration.date": RFC3339,
      "rules[].transitions[].date": RFC3339,
    },
    defaults: { transitionDefaultMinimumObjectSize: "all_storage_classes_128K" },
  },
  rules,
});
