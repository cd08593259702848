import assert from "node:assert/strict";
import { changesOf, concerns, topLevel } from "../../../simulator/cloud/diff";
import { Unknown } from "../../../simulator/cloud/values";

describe("detailed diffs", () => {
  it("names each leaf that was added, deleted or updated as Pulumi writes paths", () => {
    const before = { name: "a", tags: { "a.b": "1", gone: "x" }, rules: [{ port: 1 }, { port: 2 }] };
    const after = {
      name: "a",
      tags: { "a.b": "2" },
      rules: [{ port: 1 }, { port: 3 }, { port: 4 }],
      size: 1,
    };
    assert.deepEqual(changesOf(before, after), [
      { path: 'tags["a.b"]', pattern: "tags.a.b", kind: "update" },
      { path: "tags.gone", pattern: "tags.gone", kind: "delete" },
      { path: "rules[1].port", pattern: "rules[].port", kind: "update" },
      { path: "rules[2]", pattern: "rules[]", kind: "add" },
      { path: "size", pattern: "size", kind: "add" },
    ]);
  });

  it("takes empty blocks, null and absence for the same", () => {
    assert.deepEqual(changesOf({ a: [], b: null }, { c: {}, d: undefined }), []);
  });

  it("counts what is unknown as changed, also inside", () => {
    assert.deepEqual(
      changesOf({ a: "x", b: { c: 1, d: 2 } }, { a: Unknown.value, b: { c: Unknown.value, d: 2 } }).map(
        ({ path }) => path,
      ),
      ["a", "b.c"],
    );
  });

  it("relates changes to the paths that replace", () => {
    const [change] = changesOf({ network: { subnets: ["a"] } }, { network: { subnets: ["b"] } });
    assert.ok(change);
    assert.ok(concerns(change, ["network"]));
    assert.ok(concerns(change, ["network.subnets"]));
    assert.ok(concerns(change, ["network.subnets[]"]));
    assert.ok(!concerns(change, ["net", "network.groups", "network.subnetsX"]));
    assert.equal(topLevel("rules[1].port"), "rules");
  });
});
