import assert from "node:assert/strict";
import type { Props } from "../../../../simulator/model";
import { findModel } from "../../../../simulator/registry";
import { describeRules, World } from "../../support";
import { shapeBreaks } from "../shapes";

const BUCKET = "aws:s3/bucket:Bucket";
const LOAD_BALANCER = "aws:lb/loadBalancer:LoadBalancer";
const logsTo = (bucket: unknown): Props => ({ accessLogs: { bucket, enabled: true } });

for (const type of [BUCKET, "aws:s3/bucketV2:BucketV2"]) {
  describeRules(type, {
    compliant: () => ({ bucket: "site-files" }),
    breaks: {
      ...shapeBreaks(type, {
        bucketPrefix: "site-",
        grants: [{ type: "Group", permissions: ["READ"] }],
        acl: "private",
      }),
      // The compliant inputs name the bucket already.
      "length:bucketPrefix": { bucket: undefined, bucketPrefix: "p".repeat(38) },
      "conflicts:acl+grants": { acl: "private", grants: [{ type: "Group", permissions: ["READ"] }] },
      name: [
        { bucket: "ab" },
        { bucket: "Site-Files" },
        { bucket: "site_files" },
        { bucket: "-site" },
        { bucket: "site-" },
        { bucket: "site..files" },
        { bucket: "192.168.5.4" },
        { bucket: "xn--site" },
        { bucket: "sthree-site" },
        { bucket: "amzn-s3-demo-site" },
        { bucket: "site-s3alias" },
        { bucket: "site--ol-s3" },
        { bucket: "site.mrap" },
        { bucket: "site--x-s3" },
        { bucket: "site--table-s3" },
      ],
      "name-taken": [
        (inputs, world) => void world.add(BUCKET, { bucket: inputs.bucket }),
        (inputs, world) =>
          void world.add("aws:s3/bucketV2:BucketV2", { bucket: inputs.bucket }, {}, "us-east-1"),
      ],
      acl: [{ acl: "public-read" }, { grants: [{ type: "Group", permissions: ["READ"] }] }],
      "not-empty": [
        (inputs, world) =>
          void world.add("aws:s3/bucketObjectv2:BucketObjectv2", { bucket: inputs.bucket, key: "a" }),
        (inputs, world) => void world.add(LOAD_BALANCER, logsTo(inputs.bucket)),
      ],
    },
    allows: {
      delete: {
        "objects, when it may": (inputs, world) => {
          world.add("aws:s3/bucketObjectv2:BucketObjectv2", { bucket: inputs.bucket, key: "a" });
          world.add(LOAD_BALANCER, logsTo(inputs.bucket));
          inputs.forceDestroy = true;
        },
        "objects of others": (inputs, world) => {
          world.add("aws:s3/bucketObjectv2:BucketObjectv2", { bucket: "other", key: "a" });
          world.add(LOAD_BALANCER, logsTo("other"));
          world.add(LOAD_BALANCER, { accessLogs: { bucket: inputs.bucket, enabled: false } });
        },
      },
    },
    accepts: {
      "the shortest name": { bucket: "abc" },
      "the longest name": { bucket: "a".repeat(63) },
      "the longest prefix": { bucket: undefined, bucketPrefix: "p".repeat(37) },
      "a private access control list": { acl: "private" },
    },
  });
}

describe("outputs of s3/bucket", () => {
  it("follow the name and the region", () => {
    const { id, outputs } = new World().add(BUCKET, {
      bucket: "site-files",
      website: { indexDocument: "index.html" },
    });
    assert.equal(id, "site-files");
    assert.equal(outputs.arn, "arn:aws:s3:::site-files");
    assert.equal(outputs.bucketDomainName, "site-files.s3.amazonaws.com");
    assert.equal(outputs.bucketRegionalDomainName, "site-files.s3.eu-west-1.amazonaws.com");
    assert.equal(outputs.hostedZoneId, "Z1BKCTXD74EZPE");
    assert.equal(outputs.websiteEndpoint, "site-files.s3-website-eu-west-1.amazonaws.com");
  });

  it("have a dot before the region of younger website endpoints, and none without a website", () => {
    const world = new World();
    const site = world.add(BUCKET, { bucket: "site-files", website: {} }, {}, "eu-central-1");
    assert.equal(site.outputs.websiteEndpoint, "site-files.s3-website.eu-central-1.amazonaws.com");
    assert.equal("websiteEndpoint" in world.add(BUCKET, { bucket: "plain" }).outputs, false);
  });

  it("name a bucket after its prefix, within 63 characters", () => {
    const { id } = new World().add(BUCKET, { bucketPrefix: "p".repeat(37) });
    assert.match(id, /^p{37}[a-z0-9]{26}$/);
  });

  it("list what replaces a bucket", () => {
    const { replaceOn } = findModel(BUCKET).shape;
    assert.deepEqual([...replaceOn].sort(), [
      "bucket",
      "bucketNamespace",
      "bucketPrefix",
      "objectLockConfiguration.objectLockEnabled",
      "objectLockEnabled",
      "region",
    ]);
  });
});
