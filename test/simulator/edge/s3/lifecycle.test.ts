import { describeRules } from "../../support";
import { shapeBreaks } from "../shapes";

const TYPE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";
const DATE = "2030-01-01T00:00:00Z";
const TAG = { key: "kind", value: "dump" };

describeRules(TYPE, {
  compliant: (world) => ({
    bucket: world.add("aws:s3/bucket:Bucket", { bucket: "backups" }).id,
    rules: [
      {
        id: "age",
        status: "Enabled",
        filter: { prefix: "dumps/" },
        transitions: [
          { days: 30, storageClass: "STANDARD_IA" },
          { days: 90, storageClass: "GLACIER" },
        ],
        expiration: { days: 365 },
        noncurrentVersionExpiration: { noncurrentDays: 30 },
      },
    ],
  }),
  breaks: {
    ...shapeBreaks(TYPE, { "rules[].prefix": "dumps/" }),
    "exactlyOneOf:rules[].transitions[].date+rules[].transitions[].days": [
      { "rules[0].transitions[0].date": DATE },
      { "rules[0].transitions[0].days": undefined },
    ],
    "format:rules[].transitions[].date": {
      "rules[0].transitions[0]": { date: "2030-01-01", storageClass: "GLACIER" },
    },
    "format:rules[].expiration.date": { "rules[0].expiration": { date: "2030-01-01" } },
    "length:rules[].filter.and.tags": { "rules[0].filter": { and: { tags: {} } } },
    bucket: { bucket: "no-such-bucket" },
    "only-one": (inputs, world) => void world.add(TYPE, structuredClone(inputs)),
    rules: [
      { rules: [] },
      (inputs) =>
        (inputs.rules = Array.from({ length: 1001 }, (_, index) => ({
          id: `rule-${index}`,
          status: "Enabled",
          expiration: { days: 1 },
        }))),
    ],
    "rule-ids": { "rules[1]": { id: "age", status: "Enabled", expiration: { days: 9 } } },
    action: { "rules[0]": { id: "idle", status: "Enabled", filter: {} } },
    filter: { "rules[0].filter": { prefix: "dumps/", objectSizeGreaterThan: 10 } },
    "filter-sizes": {
      "rules[0].filter": { and: { objectSizeGreaterThan: 20, objectSizeLessThan: 20 } },
    },
    "filter-tags": [
      {
        "rules[0].filter": { tag: TAG },
        "rules[0].abortIncompleteMultipartUpload": { daysAfterInitiation: 1 },
      },
      {
        "rules[0].filter": { and: { prefix: "a", tags: { kind: "dump" } } },
        "rules[0].expiration": { expiredObjectDeleteMarker: true },
      },
    ],
    expiration: [{ "rules[0].expiration": {} }, { "rules[0].expiration.date": DATE }],
    "expiration-days": { "rules[0].expiration.days": 0 },
    "abort-days": { "rules[0].abortIncompleteMultipartUpload": { daysAfterInitiation: 0 } },
    "infrequent-days": [
      { "rules[0].transitions[0].days": 29 },
      { "rules[0].noncurrentVersionTransitions": [{ noncurrentDays: 29, storageClass: "ONEZONE_IA" }] },
    ],
    "transition-classes": { "rules[0].transitions[1].storageClass": "STANDARD_IA" },
    "transition-order": { "rules[0].transitions[0].storageClass": "DEEP_ARCHIVE" },
    "expiration-order": { "rules[0].expiration.days": 90 },
  },
  accepts: {
    "an expiration one day after the last transition": { "rules[0].expiration.days": 91 },
    "no filter": { "rules[0].filter": undefined },
    "an object moved at once to Glacier": { "rules[0].transitions": [{ days: 0, storageClass: "GLACIER" }] },
    "an expiration by date": { "rules[0].expiration": { date: DATE } },
    "unfinished uploads alone": {
      "rules[0]": {
        id: "uploads",
        status: "Enabled",
        abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
      },
    },
  },
});
