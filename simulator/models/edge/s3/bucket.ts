import type { Place, Props, ResourceModel, Rule } from "../../../model";
import type { Shape } from "../../../shape";
import { shortType } from "../../../shapeRules";
import { DELIVERED_LOGS } from "../../memory";
import { list, text } from "../support";
import { BUCKET_TYPES } from "./buckets";
import { bucketNameRules } from "./names";
import { OBJECT_TYPES } from "./objects";

/** Hosted zones of S3's website endpoints: AWS General Reference, Amazon S3 endpoints and quotas. */
const WEBSITE_ZONES: Readonly<Record<string, string>> = {
  "us-east-1": "Z3AQBSTGFJSTF",
  "us-east-2": "Z2O1EMRO9K5GLX",
  "us-west-1": "Z2F56UZL2M1ACD",
  "us-west-2": "Z3BJ6K6RIION7M",
  "eu-central-1": "Z21DNDUVLTQW6Q",
  "eu-west-1": "Z1BKCTXD74EZPE",
  "eu-west-2": "Z3GKZC51ZF0DB4",
  "eu-west-3": "Z3R1K369G5AVDG",
  "eu-north-1": "Z3BAZG2TWCNX0D",
};

/** Regions whose website endpoints join `s3-website` and the region with a hyphen. */
const HYPHENATED = [
  "us-east-1",
  "us-west-1",
  "us-west-2",
  "us-gov-west-1",
  "eu-west-1",
  "ap-northeast-1",
  "ap-southeast-1",
  "ap-southeast-2",
  "sa-east-1",
];

const shape: Shape = {
  source: "terraform-provider-aws internal/service/s3/bucket.go",
  replaceOn: [
    "bucket",
    "bucketPrefix",
    "bucketNamespace",
    "objectLockEnabled",
    "objectLockConfiguration.objectLockEnabled",
    "region",
  ],
  conflicts: [
    ["bucket", "bucketPrefix"],
    ["acl", "grants"],
  ],
  values: {
    acl: [
      "private",
      "public-read",
      "public-read-write",
      "authenticated-read",
      "aws-exec-read",
      "log-delivery-write",
    ],
    bucketNamespace: ["account-regional", "global"],
    accelerationStatus: ["Enabled", "Suspended"],
    requestPayer: ["BucketOwner", "Requester"],
    "grants[].type": ["CanonicalUser", "Group"],
    "serverSideEncryptionConfiguration.rule.applyServerSideEncryptionByDefault.sseAlgorithm": [
      "AES256",
      "aws:kms",
      "aws:kms:dsse",
    ],
    "objectLockConfiguration.objectLockEnabled": ["Enabled"],
  },
  ranges: {
    "lifecycleRules[].expiration.days": [0, Infinity],
    "lifecycleRules[].noncurrentVersionExpiration.days": [1, Infinity],
  },
  lengths: { bucket: [0, 63], bucketPrefix: [0, 37], "lifecycleRules[].id": [0, 255] },
  defaults: { forceDestroy: false, objectLockEnabled: false, requestPayer: "BucketOwner" },
  autoName: { property: "bucket", max: 63 },
};

/** The deprecated alias spells the nested blocks differently, which nobody should start to use. */
const aliasShape: Shape = {
  ...shape,
  values: Object.fromEntries(
    Object.entries(shape.values ?? {}).filter(([path]) => !path.includes("Configuration.")),
  ),
  ranges: {},
};

const rulesFor = (prefix: string): readonly Rule[] => [
  ...bucketNameRules(prefix),
  {
    id: `${prefix}:acl`,
    when: "create",
    source: "Amazon S3 User Guide: Controlling ownership of objects and disabling ACLs",
    refuse: ({ inputs }) =>
      (inputs.acl !== undefined && inputs.acl !== "private") || list(inputs.grants).length > 0
        ? "AccessControlListNotSupported: The bucket does not allow ACLs: object ownership of a new bucket is BucketOwnerEnforced"
        : undefined,
  },
  {
    id: `${prefix}:not-empty`,
    when: "delete",
    source: "Amazon S3 API Reference, DeleteBucket: BucketNotEmpty",
    refuse: ({ inputs, account }) =>
      inputs.forceDestroy !== true &&
      (account.recall(DELIVERED_LOGS, text(inputs.bucket)) !== undefined ||
        OBJECT_TYPES.some((type) =>
          account.ofType(type).some((object) => object.inputs.bucket === inputs.bucket),
        ))
        ? `BucketNotEmpty: The bucket ${text(inputs.bucket)} is not empty; set forceDestroy and run an update first`
        : undefined,
  },
];

function create(inputs: Props, place: Place): { id: string; outputs: Props } {
  const name = text(inputs.bucket);
  const { region, partition } = place;
  const join = HYPHENATED.includes(region) ? "-" : ".";
  const websiteDomain = `s3-website${join}${region}.amazonaws.com`;
  return {
    id: name,
    outputs: {
      arn: `arn:${partition}:s3:::${name}`,
      bucket: name,
      bucketDomainName: `${name}.s3.amazonaws.com`,
      bucketRegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
      bucketRegion: region,
      region,
      hostedZoneId: WEBSITE_ZONES[region] ?? "",
      ...(inputs.website !== undefined && { websiteDomain, websiteEndpoint: `${name}.${websiteDomain}` }),
    },
  };
}

/** The bucket under both of its tokens. */
export const bucketModels: readonly ResourceModel[] = BUCKET_TYPES.map((type) => ({
  type,
  shape: type === BUCKET_TYPES[0] ? shape : aliasShape,
  rules: rulesFor(shortType(type)),
  create,
  // With a bucket go all its settings and, where it may be deleted with them, its objects.
  remove: (_place, account, self) => {
    account.remember(DELIVERED_LOGS, text(self.outputs.bucket), null);
    for (const other of account.all()) {
      if (other.type.startsWith("aws:s3/bucket") && other.urn !== self.urn) {
        if (other.inputs.bucket === self.outputs.bucket) account.remove(other.urn);
      }
    }
  },
}));
