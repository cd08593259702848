import { createHash } from "node:crypto";
import type { Account } from "../../../account";
import type { Place, Props, ResourceModel, Rule } from "../../../model";
import type { Shape } from "../../../shape";
import { hex } from "../../../ids";
import { APPLY, ARN_FORMAT, fields, others, text } from "../support";
import { readAsset } from "./assets";
import { blocksPublic, bucketExists, ownershipOf, versioningOf } from "./buckets";

const OBJECT = "aws:s3/bucketObject:BucketObject";
const OBJECT_V2 = "aws:s3/bucketObjectv2:BucketObjectv2";

/** The types of objects in a bucket. */
export const OBJECT_TYPES = [OBJECT, OBJECT_V2] as const;

const MAX_KEY_BYTES = 1024;
const MAX_TAGS = 10;

/** Properties that travel as HTTP headers. */
const HEADERS = ["contentType", "cacheControl", "contentDisposition", "contentEncoding", "contentLanguage"];

const KEYS = "Amazon S3 User Guide: Naming Amazon S3 objects";

function shapeOf(source: string, extra: Partial<Shape>): Shape {
  return {
    source: `terraform-provider-aws internal/service/s3/${source}`,
    replaceOn: ["bucket", "key", "region"],
    required: ["bucket"],
    conflicts: [
      ["source", "content", "contentBase64"],
      ["etag", "kmsKeyId"],
    ],
    formats: {
      kmsKeyId: ARN_FORMAT,
      objectLockRetainUntilDate: { pattern: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/, words: "RFC 3339" },
    },
    defaults: { forceDestroy: false, storageClass: "STANDARD", ...extra.defaults },
    values: {
      acl: [
        "private",
        "public-read",
        "public-read-write",
        "authenticated-read",
        "aws-exec-read",
        "bucket-owner-read",
        "bucket-owner-full-control",
      ],
      serverSideEncryption: ["AES256", "aws:kms", "aws:kms:dsse"],
      storageClass: [
        "STANDARD",
        "REDUCED_REDUNDANCY",
        "GLACIER",
        "STANDARD_IA",
        "ONEZONE_IA",
        "INTELLIGENT_TIERING",
        "DEEP_ARCHIVE",
        "OUTPOSTS",
        "GLACIER_IR",
        "SNOW",
        "EXPRESS_ONEZONE",
      ],
      objectLockMode: ["GOVERNANCE", "COMPLIANCE"],
      objectLockLegalHoldStatus: ["ON", "OFF"],
      ...extra.values,
    },
  };
}

/** Pulumi takes the logical name for a key that is left out; the provider drops leading slashes. */
function keyOf(inputs: Props, place: Place): string {
  return (text(inputs.key) || place.name).replace(/^(\.?\/)+/, "").replace(/\/{2,}/g, "/");
}

function objectRules(prefix: string): readonly Rule[] {
  return [bucketExists(prefix), ...keyRules(prefix), ...contentRules(prefix), ...accessRules(prefix)];
}

function keyRules(prefix: string): readonly Rule[] {
  return [
    {
      id: `${prefix}:key-length`,
      when: APPLY,
      source: KEYS,
      refuse: ({ inputs, place }) => {
        const size = Buffer.byteLength(keyOf(inputs, place));
        return size > MAX_KEY_BYTES
          ? `KeyTooLongError: Your key is too long: ${size} bytes of ${MAX_KEY_BYTES}`
          : undefined;
      },
    },
    {
      id: `${prefix}:key-taken`,
      when: APPLY,
      source: "Amazon S3 API Reference, PutObject: an object of the same key is overwritten",
      refuse: ({ inputs, place, account }) => {
        const id = `${text(inputs.bucket)}/${keyOf(inputs, place)}`;
        return others(account, place, ...OBJECT_TYPES).some(
          (object) => object.outputs.arn === arnOf(id, place),
        )
          ? `the object ${id} exists already: the two would overwrite each other`
          : undefined;
      },
    },
  ];
}

function contentRules(prefix: string): readonly Rule[] {
  return [
    {
      id: `${prefix}:source`,
      when: APPLY,
      source: "terraform-provider-aws internal/service/s3/object.go: opening S3 object source",
      refuse: ({ inputs }) => {
        if (inputs.source === undefined) return undefined;
        const content = readAsset(inputs.source);
        return content.kind === "missing"
          ? `opening S3 object source (${content.path}): open ${content.path}: no such file or directory`
          : undefined;
      },
    },
    {
      id: `${prefix}:base64`,
      when: APPLY,
      source: "terraform-provider-aws internal/service/s3/object.go: decoding content_base64",
      refuse: ({ inputs }) =>
        /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text(inputs.contentBase64))
          ? undefined
          : "decoding content_base64: illegal base64 data",
    },
    {
      id: `${prefix}:header`,
      when: APPLY,
      source: "RFC 9110, section 5.5: field values",
      refuse: ({ inputs }) => {
        const wrong = HEADERS.find((name) => /[^\t\x20-\x7e]/.test(text(inputs[name])));
        return wrong && `invalid header field value for ${wrong}: ${JSON.stringify(inputs[wrong])}`;
      },
    },
    {
      id: `${prefix}:metadata`,
      when: "check",
      source: "terraform-provider-aws internal/service/s3/object.go: validateMetadataIsLowerCase",
      refuse: ({ inputs }) => {
        const wrong = Object.keys(fields(inputs.metadata)).find((key) => key !== key.toLowerCase());
        return wrong && `Metadata must be lowercase only. Offending key: ${wrong}`;
      },
    },
    {
      id: `${prefix}:tags`,
      when: APPLY,
      source: "Amazon S3 User Guide: Categorizing your objects using tags",
      refuse: ({ inputs }) =>
        Object.keys(fields(inputs.tagsAll)).length > MAX_TAGS
          ? `BadRequest: Object tags cannot be greater than ${MAX_TAGS}, the provider's default tags included`
          : undefined,
    },
  ];
}

function accessRules(prefix: string): readonly Rule[] {
  return [
    {
      id: `${prefix}:acl`,
      when: APPLY,
      source: "Amazon S3 User Guide: Controlling ownership of objects and disabling ACLs",
      refuse: ({ inputs, account }) =>
        !["", "private", "bucket-owner-full-control"].includes(text(inputs.acl)) &&
        ownershipOf(account, inputs.bucket) === "BucketOwnerEnforced"
          ? "AccessControlListNotSupported: The bucket does not allow ACLs"
          : undefined,
    },
    {
      id: `${prefix}:public-acl`,
      when: APPLY,
      source: "Amazon S3 User Guide: Blocking public access, BlockPublicAcls",
      refuse: ({ inputs, account }) =>
        /^public-|^authenticated-read$/.test(text(inputs.acl)) &&
        ownershipOf(account, inputs.bucket) !== "BucketOwnerEnforced" &&
        blocksPublic(account, inputs.bucket, "blockPublicAcls")
          ? "AccessDenied: because public access control lists (ACLs) are prevented by the BlockPublicAcls setting in S3 Block Public Access"
          : undefined,
    },
    {
      id: `${prefix}:locked`,
      when: "delete",
      source: "Amazon S3 User Guide: Locking objects with Object Lock",
      refuse: ({ inputs }) =>
        inputs.forceDestroy !== true &&
        (inputs.objectLockLegalHoldStatus === "ON" || inputs.objectLockMode !== undefined)
          ? "AccessDenied: because object protected by object lock; set forceDestroy and run an update first"
          : undefined,
    },
  ];
}

function arnOf(id: string, place: Place): string {
  return `arn:${place.partition}:s3:::${id}`;
}

/** The bytes that are uploaded; undefined where only the engine knows them. */
function bytesOf(inputs: Props): Buffer | undefined {
  if (inputs.content !== undefined) return Buffer.from(text(inputs.content));
  if (inputs.contentBase64 !== undefined) return Buffer.from(text(inputs.contentBase64), "base64");
  if (inputs.source === undefined) return Buffer.alloc(0);
  const content = readAsset(inputs.source);
  return content.kind === "bytes" ? content.bytes : undefined;
}

function outputsOf(inputs: Props, place: Place, account: Account): Props {
  const key = keyOf(inputs, place);
  const bytes = bytesOf(inputs);
  const encryption = inputs.serverSideEncryption ?? (inputs.kmsKeyId === undefined ? "AES256" : "aws:kms");
  // With a KMS key the entity tag is no digest of the content.
  const etag =
    encryption === "AES256" && bytes
      ? createHash("md5").update(bytes).digest("hex")
      : hex(`${place.urn}|${bytes?.toString("base64") ?? ""}`, 32);
  const versioned = ["Enabled", true].includes(versioningOf(account, inputs.bucket) as string | boolean);
  return {
    key,
    arn: arnOf(`${text(inputs.bucket)}/${key}`, place),
    etag: inputs.etag ?? etag,
    versionId: versioned ? hex(`${place.urn}|${etag}`, 32) : "",
    contentType: inputs.contentType ?? "application/octet-stream",
    serverSideEncryption: encryption,
    kmsKeyId: inputs.kmsKeyId ?? "",
    region: place.region,
  };
}

/** What another content changes. */
const RECOMPUTED = ["etag", "versionId"];

export const objectModels: readonly ResourceModel[] = [
  {
    type: OBJECT,
    shape: shapeOf("bucket_object.go", { defaults: { acl: "private" } }),
    rules: objectRules("s3/bucketObject"),
    create: (inputs, place, account) => {
      const outputs = outputsOf(inputs, place, account);
      return { id: text(outputs.key), outputs };
    },
    recomputed: RECOMPUTED,
  },
  {
    type: OBJECT_V2,
    shape: shapeOf("object.go", {
      values: { checksumAlgorithm: ["CRC32", "CRC32C", "SHA1", "SHA256", "CRC64NVME"] },
    }),
    rules: objectRules("s3/bucketObjectv2"),
    create: (inputs, place, account) => {
      const outputs = outputsOf(inputs, place, account);
      return { id: `${text(inputs.bucket)}/${text(outputs.key)}`, outputs };
    },
    recomputed: RECOMPUTED,
  },
];
