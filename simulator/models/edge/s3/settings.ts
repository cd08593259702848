/** The settings of a bucket that are resources of their own and need little more than their data. */
import type { Props, ResourceModel, Rule } from "../../../model";
import type { Shape } from "../../../shape";
import { APPLY, at, entries, fields, text } from "../support";
import {
  bucketExists,
  onlyOne,
  OWNERSHIP,
  ownershipOf,
  PUBLIC_ACCESS_BLOCK,
  VERSIONING,
  versioningOf,
} from "./buckets";

/** The provider's id of a bucket's setting: the bucket, and the expected owner where one is given. */
export function settingId(inputs: Props): string {
  const owner = text(inputs.expectedBucketOwner);
  return text(inputs.bucket) + (owner && `,${owner}`);
}

interface Setting {
  readonly type: string;
  /** Of the rules' ids. */
  readonly prefix: string;
  /** In messages. */
  readonly what: string;
  readonly shape: Shape;
  readonly rules?: readonly Rule[];
  readonly outputs?: (inputs: Props) => Props;
}

/** A model of a setting: its own data and rules, and those that all settings share. */
export function settingModel({ type, prefix, what, shape, rules = [], outputs }: Setting): ResourceModel {
  return {
    type,
    shape: { tags: false, ...shape },
    rules: [bucketExists(prefix), onlyOne(prefix, type, what), ...rules],
    create: (inputs, place) => ({
      id: settingId(inputs),
      outputs: { region: place.region, ...outputs?.(inputs) },
    }),
  };
}

export const ACCOUNT_ID = { pattern: /^\d{12}$/, words: "an account id: 12 digits" } as const;

const PROVIDER = "terraform-provider-aws internal/service/s3";

const publicAccessBlock = settingModel({
  type: PUBLIC_ACCESS_BLOCK,
  prefix: "s3/bucketPublicAccessBlock",
  what: "public access block",
  shape: {
    source: `${PROVIDER}/bucket_public_access_block.go`,
    replaceOn: ["bucket", "region"],
    required: ["bucket"],
    defaults: {
      blockPublicAcls: false,
      blockPublicPolicy: false,
      ignorePublicAcls: false,
      restrictPublicBuckets: false,
    },
  },
});

const ownershipControls = settingModel({
  type: OWNERSHIP,
  prefix: "s3/bucketOwnershipControls",
  what: "ownership control",
  shape: {
    source: `${PROVIDER}/bucket_ownership_controls.go`,
    replaceOn: ["bucket", "region"],
    required: ["bucket", "rule", "rule.objectOwnership"],
    values: { "rule.objectOwnership": ["BucketOwnerPreferred", "ObjectWriter", "BucketOwnerEnforced"] },
  },
});

const versioning = settingModel({
  type: VERSIONING,
  prefix: "s3/bucketVersioning",
  what: "versioning setting",
  shape: {
    source: `${PROVIDER}/bucket_versioning.go`,
    replaceOn: ["bucket", "expectedBucketOwner", "region"],
    required: ["bucket", "versioningConfiguration", "versioningConfiguration.status"],
    values: {
      "versioningConfiguration.status": ["Enabled", "Suspended", "Disabled"],
      "versioningConfiguration.mfaDelete": ["Enabled", "Disabled"],
    },
    lengths: { bucket: [1, 63] },
    formats: { expectedBucketOwner: ACCOUNT_ID },
  },
  rules: [
    {
      id: "s3/bucketVersioning:disabled",
      when: "update",
      source: `${PROVIDER}/bucket_versioning.go: a bucket cannot become unversioned again`,
      refuse: ({ inputs, before }) => {
        const path = "versioningConfiguration.status";
        const status = text(at(before, path));
        return at(inputs, path) === "Disabled" && (status === "Enabled" || status === "Suspended")
          ? `versioning_configuration.status cannot be updated from '${status}' to 'Disabled'`
          : undefined;
      },
    },
  ],
});

const encryption = settingModel({
  type: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  prefix: "s3/bucketServerSideEncryptionConfiguration",
  what: "encryption setting",
  shape: {
    source: `${PROVIDER}/bucket_server_side_encryption_configuration.go`,
    replaceOn: ["bucket", "expectedBucketOwner", "region"],
    required: ["bucket", "rules", "rules[].applyServerSideEncryptionByDefault.sseAlgorithm"],
    values: {
      "rules[].applyServerSideEncryptionByDefault.sseAlgorithm": ["AES256", "aws:kms", "aws:kms:dsse"],
    },
    lengths: { bucket: [1, 63] },
    formats: { expectedBucketOwner: ACCOUNT_ID },
  },
  rules: [
    {
      id: "s3/bucketServerSideEncryptionConfiguration:no-rules",
      when: "check",
      source: `${PROVIDER}/bucket_server_side_encryption_configuration.go`,
      refuse: ({ inputs }) =>
        entries(inputs.rules).length === 0 && inputs.rules !== undefined
          ? "Insufficient rule blocks: at least 1 is required"
          : undefined,
    },
    {
      id: "s3/bucketServerSideEncryptionConfiguration:rules",
      when: APPLY,
      source: "Amazon S3 API Reference, ServerSideEncryptionConfiguration",
      refuse: ({ inputs }) => {
        const count = entries(inputs.rules).length;
        return count <= 1 ? undefined : `MalformedXML: exactly one rule is allowed, not ${count}`;
      },
    },
    {
      id: "s3/bucketServerSideEncryptionConfiguration:key",
      when: APPLY,
      source: "Amazon S3 API Reference, ServerSideEncryptionByDefault: KMSMasterKeyID",
      refuse: ({ inputs }) =>
        entries(inputs.rules)
          .map((rule) => fields(rule.applyServerSideEncryptionByDefault))
          .some((rule) => rule.sseAlgorithm === "AES256" && rule.kmsMasterKeyId !== undefined)
          ? "InvalidArgument: a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse"
          : undefined,
    },
  ],
});

const objectLock = settingModel({
  type: "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
  prefix: "s3/bucketObjectLockConfiguration",
  what: "object lock setting",
  shape: {
    source: `${PROVIDER}/bucket_object_lock_configuration.go`,
    replaceOn: ["bucket", "expectedBucketOwner", "objectLockEnabled", "region"],
    required: ["bucket", "rule.defaultRetention"],
    conflicts: [["rule.defaultRetention.days", "rule.defaultRetention.years"]],
    values: {
      objectLockEnabled: ["Enabled"],
      "rule.defaultRetention.mode": ["GOVERNANCE", "COMPLIANCE"],
    },
    lengths: { bucket: [1, 63] },
    formats: { expectedBucketOwner: ACCOUNT_ID },
    defaults: { objectLockEnabled: "Enabled" },
  },
  rules: [
    {
      id: "s3/bucketObjectLockConfiguration:versioning",
      when: APPLY,
      source: "Amazon S3 API Reference, PutObjectLockConfiguration: InvalidBucketState",
      refuse: ({ inputs, account }) =>
        ["Enabled", true].includes(versioningOf(account, inputs.bucket) as string | boolean)
          ? undefined
          : "InvalidBucketState: Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
    },
    {
      id: "s3/bucketObjectLockConfiguration:retention",
      when: APPLY,
      source: "Amazon S3 API Reference, DefaultRetention",
      refuse: ({ inputs }) => {
        const retention = at(inputs, "rule.defaultRetention");
        if (retention === undefined) return undefined;
        const { mode, days, years } = fields(retention);
        if (mode === undefined) return "MalformedXML: the default retention has no mode";
        if (days === undefined && years === undefined) {
          return "MalformedXML: the default retention has neither days nor years";
        }
        return outside("days", days, 36500) ?? outside("years", years, 100);
      },
    },
  ],
});

function outside(unit: string, period: unknown, most: number): string | undefined {
  if (typeof period !== "number" || (period >= 1 && period <= most)) return undefined;
  return `InvalidArgument: default retention ${unit} must be 1 to ${most}, not ${period}`;
}

/** Access control lists: only where object ownership leaves them on. */
const acl = settingModel({
  type: "aws:s3/bucketAcl:BucketAcl",
  prefix: "s3/bucketAcl",
  what: "access control list",
  shape: {
    source: `${PROVIDER}/bucket_acl.go`,
    replaceOn: ["bucket", "expectedBucketOwner", "region"],
    required: ["bucket"],
    exactlyOneOf: [["acl", "accessControlPolicy"]],
    values: {
      acl: [
        "private",
        "public-read",
        "public-read-write",
        "authenticated-read",
        "aws-exec-read",
        "bucket-owner-read",
        "bucket-owner-full-control",
        "log-delivery-write",
      ],
    },
    lengths: { bucket: [1, 63] },
    formats: { expectedBucketOwner: ACCOUNT_ID },
  },
  rules: [
    {
      id: "s3/bucketAcl:ownership",
      when: APPLY,
      source: "Amazon S3 API Reference, PutBucketAcl: AccessControlListNotSupported",
      refuse: ({ inputs, account }) =>
        ownershipOf(account, inputs.bucket) === "BucketOwnerEnforced"
          ? "AccessControlListNotSupported: The bucket does not allow ACLs; set object ownership to BucketOwnerPreferred first"
          : undefined,
    },
  ],
});

export const settingModels: readonly ResourceModel[] = [
  publicAccessBlock,
  ownershipControls,
  versioning,
  encryption,
  objectLock,
  acl,
];
