import assert from "node:assert/strict";
import { inspect } from "node:util";
import { SecretValue } from "../../../simulator/secret";
import {
  decode,
  encode,
  guarded,
  holdsUnknown,
  plainProps,
  secretWire,
  Unknown,
  UNKNOWN_WIRE,
  UnknownRead,
} from "../../../simulator/cloud/values";

const SIGNATURE = "4dabf18193072939515e22adb298388d";

describe("wire values", () => {
  it("tells secrets, unknowns, resources, outputs and assets apart", () => {
    const wire = {
      secret: secretWire("s3cret"),
      unknown: UNKNOWN_WIRE,
      number: "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
      resource: { [SIGNATURE]: "5cf8f73096256a8f31e491e813e4eb8e", urn: "urn:x", id: "vpc-1" },
      output: { [SIGNATURE]: "d0e6a833031e9bbcd3f4e8bde6ca49a4", value: 5 },
      pending: { [SIGNATURE]: "d0e6a833031e9bbcd3f4e8bde6ca49a4", dependencies: [] },
      asset: { [SIGNATURE]: "c44067f5952c0a294b673a41bacd8c17", path: "a.js", hash: "12", __mark: true },
      list: [1, { deep: null }],
    };
    const { secret, ...rest } = decode(wire) as Record<string, unknown>;
    assert.ok(secret instanceof SecretValue);
    assert.equal(secret.reveal(), "s3cret");
    assert.deepEqual(rest, {
      unknown: Unknown.value,
      number: Unknown.value,
      resource: "vpc-1",
      output: 5,
      pending: Unknown.value,
      asset: { path: "a.js", hash: "12" },
      list: [1, { deep: null }],
    });
    assert.ok(!inspect(decode(wire)).includes("s3cret"));
  });

  it("leaves the bridge's notes out and reveals secrets for the models", () => {
    assert.deepEqual(plainProps({ a: secretWire({ b: secretWire("x") }), __defaults: ["name"] }), {
      a: { b: "x" },
    });
  });

  it("encodes what protobuf's structs can hold", () => {
    assert.deepEqual(encode({ a: undefined, b: [undefined, 1], c: Unknown.value, d: null }), {
      b: [null, 1],
      c: UNKNOWN_WIRE,
      d: null,
    });
  });

  it("throws when what is unknown is read, however deep, and only then", () => {
    const reads: string[] = [];
    const inputs = guarded(
      { known: { a: [1] }, open: Unknown.value, list: [{ x: Unknown.value, y: 2 }] },
      () => reads.push("read"),
    );
    assert.deepEqual(inputs.known, { a: [1] });
    assert.equal(inputs.list[0]?.y, 2);
    assert.deepEqual(reads, []);
    assert.throws(() => inputs.open, UnknownRead);
    assert.throws(() => inputs.list[0]?.x, /x is not known yet/);
    assert.throws(() => JSON.stringify(inputs), UnknownRead);
    assert.throws(() => ({ ...inputs }), UnknownRead);
    assert.equal(reads.length, 4);
  });

  it("finds the unknown inside secrets and lists", () => {
    assert.ok(holdsUnknown(new SecretValue([Unknown.value])));
    assert.ok(!holdsUnknown({ a: [1, null, "x"] }));
  });
});
