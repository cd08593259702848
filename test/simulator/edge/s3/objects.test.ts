import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describeRules, World, type Change } from "../../support";
import { shapeBreaks } from "../shapes";

const BUCKET = "aws:s3/bucket:Bucket";
const V1 = "aws:s3/bucketObject:BucketObject";
const V2 = "aws:s3/bucketObjectv2:BucketObjectv2";

const setting = (world: { add: World["add"] }, objectOwnership: string, blockPublicAcls: boolean): void => {
  world.add("aws:s3/bucketOwnershipControls:BucketOwnershipControls", {
    bucket: "site-files",
    rule: { objectOwnership },
  });
  world.add("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", {
    bucket: "site-files",
    blockPublicAcls,
  });
};

const publicRead =
  (objectOwnership: string, blockPublicAcls: boolean): Change =>
  (inputs, world) => {
    setting(world, objectOwnership, blockPublicAcls);
    inputs.acl = "public-read";
  };

for (const type of [V1, V2]) {
  describeRules(type, {
    compliant: (world) => ({
      bucket: world.add(BUCKET, { bucket: "site-files" }).id,
      key: "assets/app.js",
      content: "export {}",
      contentType: "text/javascript",
    }),
    breaks: {
      ...shapeBreaks(type, { etag: "abc", kmsKeyId: "arn:aws:kms:eu-west-1:111122223333:key/a", source: {} }),
      bucket: { bucket: "no-such-bucket" },
      "key-length": { key: "é".repeat(513) },
      "key-taken": [
        (inputs, world) => void world.add(V2, structuredClone(inputs)),
        (inputs, world) => void world.add(V1, { bucket: inputs.bucket, key: "/assets//app.js", content: "" }),
      ],
      source: { content: undefined, source: { path: "/no/such/file" } },
      base64: { content: undefined, contentBase64: "no base64!" },
      header: [{ contentType: "text/html\n" }, { cacheControl: "max-âge=1" }],
      metadata: { metadata: { Build: "1" } },
      tags: (inputs) =>
        (inputs.tags = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`tag${index}`, "x"]))),
      acl: { acl: "public-read" },
      "public-acl": publicRead("ObjectWriter", true),
      locked: [{ objectLockLegalHoldStatus: "ON" }, { objectLockMode: "GOVERNANCE" }],
    },
    accepts: {
      "the longest key": { key: "k".repeat(1024) },
      "a file": { content: undefined, source: { path: __filename } },
      "an empty object": { content: undefined },
      "a public object where that is wanted": publicRead("BucketOwnerPreferred", false),
    },
  });
}

describe("outputs of s3 objects", () => {
  const md5 = (content: string | Buffer): string => createHash("md5").update(content).digest("hex");
  const add = (inputs: object, type = V2): ReturnType<World["add"]> => {
    const world = new World();
    world.add(BUCKET, { bucket: "site-files" });
    return world.add(type, { bucket: "site-files", key: "a.txt", ...inputs });
  };

  it("give the digest of the content as entity tag", () => {
    assert.equal(add({ content: "ü" }).outputs.etag, md5("ü"));
    assert.equal(add({ contentBase64: "AAEC" }).outputs.etag, md5(Buffer.from([0, 1, 2])));
    assert.equal(add({}).outputs.etag, md5(""));
  });

  it("give the digest of files and of texts with all kinds of quotes", () => {
    const source = { path: __filename };
    assert.equal(add({ source }).outputs.etag, md5(readFileSync(__filename)));
    for (const text of [
      "plain",
      "it's",
      `"both" 'kinds'`,
      "all `three` \"kinds' ${of}",
      "line\n\tline\\",
      "é\u0000",
    ]) {
      assert.equal(add({ source: { text: text } }).outputs.etag, md5(text), text);
    }
    assert.equal(add({ source: { text: "x".repeat(100_000) } }).outputs.etag, md5("x".repeat(100_000)));
  });

  it("hide the digest behind a KMS key, and still change with the content", () => {
    const kmsKeyId = "arn:aws:kms:eu-west-1:111122223333:key/a";
    const [one, two] = [add({ kmsKeyId, content: "1" }), add({ kmsKeyId, content: "2" })];
    assert.notEqual(one.outputs.etag, md5("1"));
    assert.notEqual(one.outputs.etag, two.outputs.etag);
    assert.equal(one.outputs.serverSideEncryption, "aws:kms");
  });

  it("identify an object by bucket and key, the older type by its key", () => {
    assert.equal(add({}).id, "site-files/a.txt");
    assert.equal(add({}, V1).id, "a.txt");
    assert.equal(add({}).outputs.arn, "arn:aws:s3:::site-files/a.txt");
  });

  it("take the logical name for a missing key and drop superfluous slashes", () => {
    assert.equal(add({ key: undefined }).outputs.key, "existing-2");
    assert.equal(add({ key: "/a//b.txt" }).outputs.key, "a/b.txt");
  });

  it("have versions in versioned buckets only", () => {
    const world = new World();
    world.add(BUCKET, { bucket: "site-files" });
    world.add("aws:s3/bucketVersioning:BucketVersioning", {
      bucket: "site-files",
      versioningConfiguration: { status: "Enabled" },
    });
    assert.match(
      String(world.add(V2, { bucket: "site-files", key: "a" }).outputs.versionId),
      /^[0-9a-f]{32}$/,
    );
    assert.equal(add({}).outputs.versionId, "");
  });
});
