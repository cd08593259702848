import assert from "node:assert/strict";
import * as rules from "../../policies/storage";
import { asResources, judge, UNKNOWN, type Props, type Resource } from "./support";
import { from, inDevelopment, remedied, resource, table } from "./table";

const bucket = resource("aws:s3/bucket:Bucket", "files", { bucket: "files", arn: "arn:aws:s3:::files" });
const older = resource("aws:s3/bucketV2:BucketV2", "files", { bucket: "files", arn: "arn:aws:s3:::files" });

const ALL = {
  blockPublicAcls: true,
  blockPublicPolicy: true,
  ignorePublicAcls: true,
  restrictPublicBuckets: true,
};

function companion(type: string, props: Props, of: Resource = bucket): Resource {
  return from(resource(`aws:s3/${type}`, "companion", { bucket: "files", ...props }), "bucket", of);
}

const block = (props: Props): Resource => companion("bucketPublicAccessBlock:BucketPublicAccessBlock", props);
const account = (props: Props): Resource =>
  resource("aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock", "account", props);

table(rules.bucketBlocksPublicAccess, {
  "needs a block": {
    on: [bucket],
    finds: ["blockPublicAcls, blockPublicPolicy, ignorePublicAcls, restrictPublicBuckets"],
  },
  "needs one for the older type": { on: [older], finds: ["does not block public access"], at: ["files"] },
  "takes a whole block": { on: [bucket, block(ALL)] },
  "takes a block for the older type": { on: [older, block(ALL)] },
  "names what is missing": {
    on: [bucket, block({ ...ALL, ignorePublicAcls: false })],
    finds: ["access: ignorePublicAcls must"],
  },
  "takes no block of another bucket": {
    on: [bucket, block({ ...ALL, bucket: "other" })],
    finds: ["does not block"],
  },
  "takes the account's block": { on: [bucket, account(ALL)] },
  "takes what bucket and account block together": {
    on: [
      bucket,
      block({ blockPublicAcls: true, ignorePublicAcls: true }),
      account({ ...ALL, blockPublicAcls: false }),
    ],
  },
  "finds a block by dependency where the name is unknown": {
    on: [
      { ...bucket, props: { bucket: UNKNOWN } },
      block({ ...ALL, bucket: UNKNOWN, restrictPublicBuckets: false }),
    ],
    finds: ["restrictPublicBuckets"],
  },
  "decides what is known beside an unknown setting": {
    on: [bucket, block({ ...ALL, ignorePublicAcls: UNKNOWN })],
    undecided: true,
  },
});

const ownership = (objectOwnership: unknown): Resource =>
  companion("bucketOwnershipControls:BucketOwnershipControls", { rule: { objectOwnership } });

table(rules.bucketOwnerEnforced, {
  "needs controls": { on: [bucket], finds: ["has no aws.s3.BucketOwnershipControls"] },
  "takes enforced ownership": { on: [bucket, ownership("BucketOwnerEnforced")] },
  "refuses preferred ownership": {
    on: [older, ownership("BucketOwnerPreferred")],
    finds: ['"BucketOwnerPreferred"'],
  },
});

function encryption(type: string, sseAlgorithm: string): Resource {
  return companion(type, { rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm } }] });
}
const CURRENT = "bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
const V2 = "bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2";

const inline = (sseAlgorithm: string): Resource => ({
  ...bucket,
  props: {
    ...bucket.props,
    serverSideEncryptionConfiguration: { rule: { applyServerSideEncryptionByDefault: { sseAlgorithm } } },
  },
});

table(rules.bucketEncryption, {
  "needs a configuration": { on: [bucket], finds: ["does not say how it encrypts"] },
  "takes S3's keys": { on: [bucket, encryption(CURRENT, "AES256")] },
  "takes KMS by the older type": { on: [older, encryption(V2, "aws:kms")] },
  "takes KMS twice": { on: [bucket, encryption(CURRENT, "aws:kms:dsse")] },
  "takes the bucket's own keys in KMS": { on: [inline("aws:kms")] },
  "takes S3's report of its default for nothing": {
    on: [inline("AES256")],
    finds: ["does not say how it encrypts"],
  },
  "refuses what is none": { on: [bucket, encryption(CURRENT, "none")], finds: ['encrypts with "none"'] },
  "asks for KMS where told": {
    on: [bucket, encryption(CURRENT, "AES256")],
    config: { requireKms: true },
    finds: ["allowed: aws:kms, aws:kms:dsse"],
  },
  "takes KMS where told": { on: [bucket, encryption(CURRENT, "aws:kms")], config: { requireKms: true } },
  "refuses a rule without an algorithm": {
    on: [bucket, companion(CURRENT, { rules: [{}] })],
    finds: ["encrypts with nothing"],
  },
});

const versioning = (status: string, type = "bucketVersioning:BucketVersioning"): Resource =>
  resource(`aws:s3/${type}`, "versioning", { bucket: "files", versioningConfiguration: { status } });

table(rules.bucketVersioned, {
  "needs versions": { on: [bucket], finds: ["keeps no versions"] },
  "takes versions": { on: [bucket, versioning("Enabled")] },
  "takes them by the older type": {
    on: [older, versioning("Enabled", "bucketVersioningV2:BucketVersioningV2")],
  },
  "takes the bucket's own": {
    on: [{ ...bucket, props: { ...bucket.props, versioning: { enabled: true } } }],
  },
  "refuses suspended ones": { on: [bucket, versioning("Suspended")], finds: ["keeps no versions"] },
});

const lifecycle = (...given: readonly Props[]): Resource =>
  companion("bucketLifecycleConfiguration:BucketLifecycleConfiguration", {
    rules: given.map((rule) => ({ status: "Enabled", ...rule })),
  });
const uploads = (daysAfterInitiation: number): Props => ({
  abortIncompleteMultipartUpload: { daysAfterInitiation },
});
const expiry = { noncurrentVersionExpiration: { noncurrentDays: 30 } };

table(rules.bucketLifecycle, {
  "needs rules": { on: [bucket], finds: ["gives up unfinished uploads within 7 days"] },
  "takes a rule of seven days": { on: [bucket, lifecycle(uploads(7))] },
  "refuses one of eight": { on: [bucket, lifecycle(uploads(8))], finds: ["within 7 days"] },
  "takes eight where told": { on: [bucket, lifecycle(uploads(8))], config: { uploadDays: 8 } },
  "refuses a rule that is off": {
    on: [bucket, lifecycle({ ...uploads(7), status: "Disabled" })],
    finds: ["unfinished"],
  },
  "takes an empty filter": { on: [bucket, lifecycle({ ...uploads(7), filter: {} })] },
  "refuses a rule for a folder": {
    on: [bucket, lifecycle({ ...uploads(7), filter: { prefix: "a/" } })],
    finds: ["unfinished"],
  },
  "refuses a rule for a tag": {
    on: [bucket, lifecycle({ ...uploads(7), filter: { tag: { key: "a", value: "b" } } })],
    finds: ["unfinished"],
  },
  "takes the older type's rule": {
    on: [
      older,
      companion("bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2", {
        rules: [{ status: "Enabled", ...uploads(1) }],
      }),
    ],
  },
  "takes the bucket's own rules": {
    on: [
      {
        ...bucket,
        props: {
          ...bucket.props,
          lifecycleRules: [{ enabled: true, abortIncompleteMultipartUploadDays: 7 }],
        },
      },
    ],
  },
  "asks for an end of versions": {
    on: [bucket, lifecycle(uploads(7)), versioning("Enabled")],
    finds: ["keeps every version for ever"],
  },
  "takes one": { on: [bucket, lifecycle(uploads(7), expiry), versioning("Enabled")] },
});

const EVERYBODY = "http://acs.amazonaws.com/groups/global/AllUsers";
const grants = (uri: string): Props => ({
  accessControlPolicy: { grants: [{ permission: "READ", grantee: { uri } }] },
});

for (const type of [
  "bucketAcl:BucketAcl",
  "bucketAclV2:BucketAclV2",
  "bucket:Bucket",
  "bucketV2:BucketV2",
  "bucketObjectv2:BucketObjectv2",
]) {
  const acl = (given: unknown): Resource => resource(`aws:s3/${type}`, "it", { acl: given });
  describe(`no-public-acl for ${type}`, () => {
    it("finds each public ACL and no other", async () => {
      for (const open of ["public-read", "public-read-write", "authenticated-read"]) {
        assert.equal((await judge(rules.noPublicAcl, acl(open))).messages.length, 1, open);
      }
      for (const closed of ["private", "bucket-owner-full-control", "log-delivery-write", undefined]) {
        assert.deepEqual((await judge(rules.noPublicAcl, acl(closed))).messages, [], closed);
      }
    });
  });
}

table(rules.noPublicAcl, {
  "finds a grant for everybody": {
    on: resource("aws:s3/bucketAclV2:BucketAclV2", "it", grants(EVERYBODY)),
    finds: ["AllUsers"],
  },
  "finds a bucket's own grant": {
    on: resource("aws:s3/bucket:Bucket", "it", {
      grants: [{ uri: EVERYBODY.replace("AllUsers", "AuthenticatedUsers") }],
    }),
    finds: ["AuthenticatedUsers"],
  },
  "takes a grant for log delivery": {
    on: resource(
      "aws:s3/bucketAclV2:BucketAclV2",
      "it",
      grants("http://acs.amazonaws.com/groups/s3/LogDelivery"),
    ),
  },
  "finds a grant beside an unknown ACL": {
    on: resource("aws:s3/bucketAclV2:BucketAclV2", "it", { acl: UNKNOWN, ...grants(EVERYBODY) }),
    finds: ["AllUsers"],
    undecided: true,
  },
});

function policy(type: string, statement: Props): Resource {
  const document = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "*", Resource: "*", ...statement }],
  };
  return resource(type, "policy", { policy: JSON.stringify(document) });
}
const closed = (statement: Props): Resource => policy("aws:s3/bucketPolicy:BucketPolicy", statement);
const demand = (operator: string, key: string, value: unknown): Props => ({
  Principal: "*",
  Condition: { [operator]: { [key]: value } },
});

table(rules.resourcePolicyClosed, {
  ...Object.fromEntries(
    [
      "aws:s3/bucket:Bucket",
      "aws:s3/bucketV2:BucketV2",
      "aws:s3/bucketPolicy:BucketPolicy",
      "aws:sns/topic:Topic",
      "aws:sns/topicPolicy:TopicPolicy",
      "aws:sqs/queue:Queue",
      "aws:sqs/queuePolicy:QueuePolicy",
      "aws:ecr/repositoryPolicy:RepositoryPolicy",
    ].map((type) => [
      `finds everybody for ${type}`,
      { on: policy(type, { Principal: "*" }), finds: ["Statement[0] allows everybody"] },
    ]),
  ),
  "finds everybody in a list": {
    on: closed({ Principal: { AWS: ["111122223333", "*"] } }),
    finds: ["everybody"],
  },
  "finds everybody but one": { on: closed({ NotPrincipal: { AWS: "111122223333" } }), finds: ["everybody"] },
  "takes an account": { on: closed({ Principal: { AWS: "111122223333" } }) },
  "takes a service": { on: closed({ Principal: { Service: "delivery.logs.amazonaws.com" } }) },
  "takes a denial": { on: closed({ Effect: "Deny", Principal: "*" }) },
  "takes everybody in an organisation": {
    on: closed(demand("StringEquals", "aws:PrincipalOrgID", "o-0123456789")),
  },
  "takes everybody of an account": { on: closed(demand("StringEquals", "AWS:SourceOwner", "111122223333")) },
  "finds a condition that everybody meets": {
    on: closed(demand("StringLike", "aws:PrincipalArn", "*")),
    finds: ["everybody"],
  },
  "finds an ARN of any account": {
    on: closed(demand("ArnLike", "aws:SourceArn", "arn:aws:sns:*:*:alarms")),
    finds: ["everybody"],
  },
  "takes a bucket as the source": { on: closed(demand("ArnLike", "aws:SourceArn", "arn:aws:s3:::files")) },
  "finds any bucket as the source": {
    on: closed(demand("ArnLike", "aws:SourceArn", "arn:aws:s3:::*")),
    finds: ["everybody"],
  },
  "finds a condition that need not be met": {
    on: closed(demand("StringEqualsIfExists", "aws:PrincipalOrgID", "o-0123456789")),
    finds: ["everybody"],
  },
  "finds a condition on TLS alone": {
    on: closed(demand("Bool", "aws:SecureTransport", "true")),
    finds: ["everybody"],
  },
  "takes addresses": { on: closed(demand("IpAddress", "aws:SourceIp", "203.0.113.0/24")) },
  "finds every address": {
    on: closed(demand("IpAddress", "aws:SourceIp", "0.0.0.0/0")),
    finds: ["everybody"],
  },
  "takes no policy": { on: resource("aws:sns/topic:Topic", "it", {}) },
  "cannot tell an unknown one": {
    on: resource("aws:sns/topic:Topic", "it", { policy: UNKNOWN }),
    undecided: true,
  },
});

table(rules.bucketPolicyKeepsOwner, {
  "takes a denial under a condition": {
    on: closed({
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    }),
  },
  "refuses one of everything": {
    on: closed({ Effect: "Deny", Principal: { AWS: "*" }, Action: "s3:*" }),
    finds: ["shuts out everybody"],
  },
  "refuses one of its own change": {
    on: closed({ Effect: "Deny", Principal: "*", Action: "s3:Put*" }),
    finds: ["shuts out everybody"],
  },
  "takes one of deletions": { on: closed({ Effect: "Deny", Principal: "*", Action: "s3:DeleteObject" }) },
  "takes one for an account": { on: closed({ Effect: "Deny", Principal: { AWS: "111122223333" } }) },
  "takes leave for everybody, which is another rule's": { on: closed({ Principal: "*" }) },
});

const ARN = "arn:aws:cloudfront::111122223333:distribution/E1";
const DOMAIN = "files.s3.eu-west-1.amazonaws.com";
const filed = resource("aws:s3/bucket:Bucket", "files", {
  bucket: "files",
  bucketRegionalDomainName: DOMAIN,
});
const site = (domainName: unknown, more: Props = {}): Resource =>
  from(
    resource("aws:cloudfront/distribution:Distribution", "site", {
      arn: ARN,
      origins: [{ domainName, ...more }],
    }),
    "origins",
    filed,
  );
const forCloudFront = (condition: unknown): Resource => {
  const document = {
    Statement: {
      Effect: "Allow",
      Principal: { Service: "cloudfront.amazonaws.com" },
      Action: "s3:GetObject",
      Condition: condition,
    },
  };
  return companion("bucketPolicy:BucketPolicy", { policy: JSON.stringify(document) }, filed);
};

const OLD = JSON.stringify({
  Statement: [
    { Effect: "Allow", Principal: { Service: "cloudfront.amazonaws.com" }, Action: "s3:GetObject" },
  ],
});

table(rules.bucketForOwnDistribution, {
  "takes the own distribution": {
    on: [filed, site(DOMAIN), forCloudFront({ StringEquals: { "AWS:SourceArn": ARN } })],
  },
  "needs a condition": {
    on: [filed, site(DOMAIN), forCloudFront(undefined)],
    finds: ["any distribution"],
    at: ["companion"],
  },
  "refuses the account alone": {
    on: [filed, site(DOMAIN), forCloudFront({ StringEquals: { "AWS:SourceAccount": "111122223333" } })],
    finds: ["any distribution"],
  },
  "refuses a pattern": {
    on: [
      filed,
      site(DOMAIN),
      forCloudFront({ StringLike: { "AWS:SourceArn": "arn:aws:cloudfront::111122223333:*" } }),
    ],
    finds: ["no distribution of this stack"],
  },
  "refuses a distribution of another bucket": {
    on: [
      filed,
      site("other.s3.eu-west-1.amazonaws.com"),
      forCloudFront({ StringEquals: { "AWS:SourceArn": ARN } }),
    ],
    finds: ["with this bucket as an origin"],
  },
  "holds for a bucket's own policy": {
    on: [{ ...filed, props: { ...filed.props, policy: OLD } }],
    finds: ["any distribution"],
  },
  "goes by the policy resource where a bucket shows an older one": {
    on: [
      { ...filed, props: { ...filed.props, policy: OLD } },
      site(DOMAIN),
      forCloudFront({ StringEquals: { "AWS:SourceArn": ARN } }),
    ],
  },
  "cannot tell an unknown policy": {
    on: [filed, from(companion("bucketPolicy:BucketPolicy", { policy: UNKNOWN }), "policy", filed)],
    undecided: true,
  },
});

const control = (props: Props): Resource =>
  resource("aws:cloudfront/originAccessControl:OriginAccessControl", "access", {
    id: "E2",
    originAccessControlOriginType: "s3",
    signingBehavior: "always",
    signingProtocol: "sigv4",
    ...props,
  });
const SIGNED = { originAccessControlId: "E2" };

table(rules.cloudfrontBucketOrigin, {
  "takes a signed origin": { on: [filed, site(DOMAIN, SIGNED), control({})] },
  "needs a signature": {
    on: [filed, site(DOMAIN), control({})],
    finds: ["has no originAccessControlId"],
    at: ["site"],
  },
  "refuses one that is never given": {
    on: [filed, site(DOMAIN, SIGNED), control({ signingBehavior: "never" })],
    finds: ["does not sign"],
  },
  "refuses one that viewers replace": {
    on: [filed, site(DOMAIN, SIGNED), control({ signingBehavior: "no-override" })],
    finds: ["does not sign"],
  },
  "refuses one for functions": {
    on: [filed, site(DOMAIN, SIGNED), control({ originAccessControlOriginType: "lambda" })],
    finds: ["does not sign"],
  },
  "takes another stack's": { on: [filed, site(DOMAIN, { originAccessControlId: "E9" })] },
  "needs a bucket of the stack": {
    on: [filed, site("gone.s3.amazonaws.com", SIGNED), control({})],
    finds: ['"gone.s3.amazonaws.com", no bucket of this stack'],
  },
  "takes a foreign bucket where told": {
    on: [site("gone.s3.amazonaws.com", SIGNED), control({})],
    config: { foreignBuckets: ["gone.*"] },
  },
  "refuses a bucket's website": {
    on: [
      site("files.s3-website-eu-west-1.amazonaws.com", {
        customOriginConfig: { originProtocolPolicy: "http-only" },
      }),
    ],
    finds: ["is a bucket's website"],
  },
  "leaves custom origins alone": {
    on: [site("api.example.com", { customOriginConfig: { originProtocolPolicy: "https-only" } })],
  },
  "decides by dependency in a preview": {
    on: [
      { ...filed, props: {} },
      from(site(UNKNOWN, { originAccessControlId: UNKNOWN }), "origins", filed, control({})),
      control({ id: UNKNOWN, signingBehavior: "never" }),
    ],
    finds: ["does not sign"],
  },
});

const flagged: readonly [string, (value: unknown) => Props, string][] = [
  ["aws:ebs/volume:Volume", (encrypted) => ({ encrypted }), "encrypted"],
  [
    "aws:ec2/instance:Instance",
    (encrypted) => ({ rootBlockDevice: { encrypted } }),
    "rootBlockDevice.encrypted",
  ],
  [
    "aws:ec2/instance:Instance",
    (encrypted) => ({
      rootBlockDevice: { encrypted: true },
      ebsBlockDevices: [{ encrypted: true }, { encrypted }],
    }),
    "ebsBlockDevices[1].encrypted",
  ],
  [
    "aws:ec2/spotInstanceRequest:SpotInstanceRequest",
    (encrypted) => ({ rootBlockDevice: { encrypted } }),
    "rootBlockDevice.encrypted",
  ],
  [
    "aws:ec2/launchConfiguration:LaunchConfiguration",
    (encrypted) => ({ rootBlockDevice: { encrypted } }),
    "rootBlockDevice.encrypted",
  ],
  [
    "aws:ec2/launchTemplate:LaunchTemplate",
    (encrypted) => ({ blockDeviceMappings: [{ ebs: { encrypted } }] }),
    "blockDeviceMappings[0].ebs.encrypted",
  ],
  [
    "aws:ecs/service:Service",
    (encrypted) => ({ volumeConfiguration: { managedEbsVolume: { encrypted } } }),
    "volumeConfiguration.managedEbsVolume.encrypted",
  ],
  ["aws:efs/fileSystem:FileSystem", (encrypted) => ({ encrypted }), "encrypted"],
  [
    "aws:elasticache/replicationGroup:ReplicationGroup",
    (atRestEncryptionEnabled) => ({ atRestEncryptionEnabled }),
    "atRestEncryptionEnabled",
  ],
  ["aws:rds/cluster:Cluster", (storageEncrypted) => ({ storageEncrypted }), "storageEncrypted"],
  ["aws:rds/instance:Instance", (storageEncrypted) => ({ storageEncrypted }), "storageEncrypted"],
];
for (const [type, props, path] of flagged) {
  describe(`volumes-encrypted for ${type}, ${path}`, () => {
    it("holds", async () => {
      const on = (value: unknown): Resource => resource(type, "it", props(value));
      for (const fine of [true, "true"]) {
        assert.deepEqual((await judge(rules.volumesEncrypted, on(fine))).messages, []);
      }
      for (const bad of [false, "false", undefined]) {
        const { messages } = await judge(rules.volumesEncrypted, on(bad));
        assert.equal(messages.length, 1);
        assert.ok(messages[0].startsWith(`${path} is`), messages[0]);
      }
    });
  });
}

table(rules.volumesEncrypted, {
  "asks an instance without a root device": {
    on: resource("aws:ec2/instance:Instance", "it", {}),
    finds: ["rootBlockDevice.encrypted is nothing"],
  },
  "does not where the account encrypts": {
    on: resource("aws:ec2/instance:Instance", "it", {}),
    config: { encryptedByDefault: true },
  },
  "refuses false even then": {
    on: resource("aws:ebs/volume:Volume", "it", { encrypted: false }),
    config: { encryptedByDefault: true },
    finds: ["encrypted is false"],
  },
  "does not take it for databases": {
    on: resource("aws:rds/instance:Instance", "it", {}),
    config: { encryptedByDefault: true },
    finds: ["storageEncrypted is nothing"],
  },
  "takes a service without volumes": { on: resource("aws:ecs/service:Service", "it", {}) },
  "takes a template without volumes": {
    on: resource("aws:ec2/launchTemplate:LaunchTemplate", "it", {
      blockDeviceMappings: [{ deviceName: "a" }],
    }),
  },
});

const queue = (props: Props): Resource => resource("aws:sqs/queue:Queue", "it", props);
table(rules.queueEncrypted, {
  "takes AWS's default": { on: queue({}) },
  "takes it in words": { on: queue({ sqsManagedSseEnabled: true }) },
  "refuses it off": { on: queue({ sqsManagedSseEnabled: false }), finds: ["sqsManagedSseEnabled is false"] },
  "takes a key instead": { on: queue({ sqsManagedSseEnabled: false, kmsMasterKeyId: UNKNOWN }) },
});

const topic = (props: Props): Resource => resource("aws:sns/topic:Topic", "it", props);
table(rules.topicEncrypted, {
  "needs a key": { on: topic({}), finds: ["has no kmsMasterKeyId"] },
  "takes an empty one for none": { on: topic({ kmsMasterKeyId: "" }), finds: ["has no kmsMasterKeyId"] },
  "takes a key, known or not": { on: topic({ kmsMasterKeyId: UNKNOWN }) },
});

const key = (props: Props, type = "key:Key"): Resource => resource(`aws:kms/${type}`, "it", props);
table(rules.keyLookedAfter, {
  "takes a key that rotates": { on: key({ enableKeyRotation: true }) },
  "refuses one that does not": { on: key({}), finds: ["enableKeyRotation is not true"] },
  "does not ask asymmetric keys": { on: key({ customerMasterKeySpec: "RSA_2048" }) },
  "does not ask replicas": { on: key({}, "replicaKey:ReplicaKey") },
  "takes fourteen days": { on: key({ enableKeyRotation: true, deletionWindowInDays: 14 }) },
  "refuses thirteen": {
    on: key({ enableKeyRotation: true, deletionWindowInDays: 13 }),
    finds: ["must be 14 or more"],
  },
  "takes seven where told": {
    on: key({ enableKeyRotation: true, deletionWindowInDays: 7 }),
    config: { deletionDays: 7 },
  },
  "refuses a disabled one": {
    on: key({ enableKeyRotation: true, isEnabled: false }),
    finds: ["is disabled"],
  },
  "refuses one without the lockout check": {
    on: key({ enableKeyRotation: UNKNOWN, bypassPolicyLockoutSafetyCheck: true }),
    finds: ["bypassPolicyLockoutSafetyCheck"],
    undecided: true,
  },
});

const mounting = (transitEncryption: unknown): Resource =>
  resource("aws:ecs/taskDefinition:TaskDefinition", "it", {
    volumes: [{ name: "tmp" }, { name: "data", efsVolumeConfiguration: { transitEncryption } }],
  });
table(rules.fileSystemTls, {
  "takes TLS": { on: mounting("ENABLED") },
  "refuses none": {
    on: mounting("DISABLED"),
    finds: ["volumes[1].efsVolumeConfiguration.transitEncryption"],
  },
  "refuses AWS's default, which is none": { on: mounting(undefined), finds: ["must be ENABLED"] },
});

const logs = (props: Props): Resource => resource("aws:cloudwatch/logGroup:LogGroup", "it", props);
table(rules.logRetention, {
  "refuses none": { on: logs({}), finds: ["not set, so that events stay for ever"] },
  "refuses zero, which is none": { on: logs({ retentionInDays: 0 }), finds: ["for ever"] },
  "takes a year": { on: logs({ retentionInDays: 365 }) },
  "refuses less": { on: logs({ retentionInDays: 180 }), finds: ["is 180; it must be between 365 and 3653"] },
  "takes the most": { on: logs({ retentionInDays: 3653 }) },
  "refuses more where told": {
    on: logs({ retentionInDays: 400 }),
    config: { maxDays: 365 },
    finds: ["between 365 and 365"],
  },
  "takes a day in development": { on: inDevelopment(logs({ retentionInDays: 1 })) },
  "refuses none in development": { on: inDevelopment(logs({})), finds: ["between 1 and 3653"] },
  "asks for more in development where told": {
    on: inDevelopment(logs({ retentionInDays: 1 })),
    config: { developmentMinDays: 7 },
    finds: ["between 7"],
  },
  "takes other names for development": {
    on: inDevelopment(logs({ retentionInDays: 7 })),
    config: { developmentStacks: ["play*"] },
    finds: ["between 365"],
  },
});

describe("log-retention as a remedy", () => {
  const remedy = (one: Resource, config?: object): unknown => remedied(rules.logRetention, one, config);

  it("gives the least that CloudWatch takes and the rule allows", () => {
    assert.deepEqual(remedy(logs({ name: "a" })), { name: "a", retentionInDays: 365 });
    assert.deepEqual(remedy(logs({}), { minDays: 366 }), { retentionInDays: 400 });
    assert.deepEqual(remedy(inDevelopment(logs({ retentionInDays: 0 }))), { retentionInDays: 1 });
  });

  it("leaves alone what is given, and other types", () => {
    assert.equal(remedy(logs({ retentionInDays: 7 })), undefined);
    assert.equal(remedy(topic({})), undefined);
  });
});

const log = companion("bucketLogging:BucketLogging", { targetBucket: "logs" });
const olderLog = companion("bucketLoggingV2:BucketLoggingV2", { targetBucket: "logs" }, older);
table(rules.bucketAccessLogged, {
  "asks a bucket with versions": {
    on: [bucket, versioning("Enabled")],
    finds: ["logs no request"],
    at: ["files"],
  },
  "takes a log": { on: [bucket, versioning("Enabled"), log] },
  "takes one of the older type": { on: [older, versioning("Enabled"), olderLog] },
  "takes no other bucket's": {
    on: [bucket, versioning("Enabled"), { ...log, props: { bucket: "other" } }],
    finds: ["logs no request"],
  },
  "does not ask others": { on: [bucket] },
  "asks all where told": { on: [bucket], config: { everyBucket: true }, finds: ["logs no request"] },
  "does not ask in development": { on: [inDevelopment(bucket)], config: { everyBucket: true } },
});

for (const [type, force] of [
  ["aws:s3/bucket:Bucket", "forceDestroy"],
  ["aws:s3/bucketV2:BucketV2", "forceDestroy"],
  ["aws:ecr/repository:Repository", "forceDelete"],
  ["aws:backup/vault:Vault", "forceDestroy"],
]) {
  table(rules.noForcedDeletion, {
    [`refuses force for ${type}`]: {
      on: resource(type, "it", { [force]: true }),
      finds: [`${force} is true`],
    },
    [`takes none for ${type}`]: { on: resource(type, "it", { [force]: false }) },
    [`takes it in development for ${type}`]: { on: inDevelopment(resource(type, "it", { [force]: true })) },
  });
}

const secret = resource("aws:secretsmanager/secret:Secret", "database", {});
table(rules.dataProtected, {
  "asks for a secret's protection": { on: [secret], finds: ["is not protected"], at: ["database"] },
  "takes it": { on: [{ ...secret, options: { protect: true } }] },
  "does not ask in development": { on: [inDevelopment(secret)] },
  "asks for other types where told": {
    on: [secret, topic({})],
    config: { types: ["aws:sns/topic:Topic"] },
    finds: ["not protected"],
    at: ["it"],
  },
  "asks for a bucket with versions": {
    on: [bucket, versioning("Enabled")],
    finds: ["not protected"],
    at: ["files"],
  },
  "takes a bucket without": { on: [bucket] },
});

describe("the examples of storage", () => {
  it("differ from what passes in one thing", async () => {
    for (const rule of rules.rules) {
      const { fails } = rule.examples;
      const subjects = "validateStack" in rule ? [asResources(fails)] : asResources(fails);
      const found = await Promise.all(subjects.map(async (subject) => (await judge(rule, subject)).messages));
      assert.equal(found.flat().length, 1, `${rule.name}: ${found.flat().join(" | ")}`);
    }
  });
});
