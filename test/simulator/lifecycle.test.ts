import assert from "node:assert/strict";
import { Account } from "../../simulator/account";
import { remove, replacements, secondsOf, updated } from "../../simulator/lifecycle";
import { plainUrn, type Place, type ResourceModel } from "../../simulator/model";

const place: Place = {
  urn: "urn",
  name: "thing",
  accountId: "111122223333",
  region: "eu-west-1",
  partition: "aws",
  defaultTags: {},
};

const model: ResourceModel = {
  type: "test:index/thing:Thing",
  shape: { source: "test", replaceOn: ["name", "items[].kind", "box.size"] },
  rules: [],
  create: (inputs) => ({
    id: "id",
    outputs: { arn: `arn:${String(inputs.name)}`, revision: 1, color: "red" },
  }),
};

describe("a thing's life", () => {
  it("tells which changes replace", () => {
    const before = { name: "a", items: [{ kind: 1, note: "x" }], box: { size: 1 }, free: 1 };
    const after = { name: "a", items: [{ kind: 1, note: "y" }], box: { size: 1 }, free: 2 };
    assert.deepEqual(replacements(model, before, after), []);
    assert.deepEqual(replacements(model, before, { ...after, name: "b" }), ["name"]);
    assert.deepEqual(replacements(model, before, { ...after, items: [{ kind: 2 }] }), ["items[].kind"]);
    assert.deepEqual(replacements(model, before, { ...after, items: [] }), ["items[].kind"]);
    assert.deepEqual(replacements(model, before, { ...after, box: undefined }), ["box.size"]);
    const conditional: ResourceModel = {
      ...model,
      replaces: (old, next) => (Number(next.free) > Number(old.free) ? ["free", "name"] : []),
    };
    assert.deepEqual(replacements(conditional, before, { ...after, name: "b" }), ["name", "free"]);
    assert.deepEqual(replacements(conditional, after, before), []);
  });

  it("computes what an update leaves, keeping what is stable", () => {
    const account = new Account();
    const before = {
      urn: "urn",
      type: model.type,
      id: "id",
      region: "eu-west-1",
      inputs: {},
      outputs: { revision: 7 },
    };
    const plain = updated(model, { name: "n" }, place, account, before);
    assert.deepEqual(plain.outputs, { name: "n", arn: "arn:n", revision: 1, color: "red" });
    assert.deepEqual(plain.inputs, { name: "n" });
    const stable = updated({ ...model, stable: ["revision"] }, { name: "n" }, place, account, before);
    assert.equal(stable.outputs.revision, 7);
    const own: ResourceModel = {
      ...model,
      update: (inputs, _place, _account, { outputs }) => ({ ...outputs, ...inputs }),
    };
    assert.deepEqual(updated(own, { name: "n" }, place, account, before).outputs, { revision: 7, name: "n" });
  });

  it("lets a deleted thing leave something behind", () => {
    const account = new Account();
    const existing = { urn: "urn", type: model.type, id: "id", region: "eu-west-1", inputs: {}, outputs: {} };
    account.add(existing);
    const lingering: ResourceModel = {
      ...model,
      remove: (_place, where, { id }) => {
        where.remember("names", id, "taken");
      },
    };
    remove(lingering, place, account, existing);
    assert.deepEqual(account.all(), []);
    assert.equal(account.recall("names", "id"), "taken");
  });

  it("knows how long an operation takes", () => {
    const slow: ResourceModel = {
      ...model,
      durations: { create: 90, update: ({ count }) => 10 * Number(count), source: "test" },
    };
    assert.equal(secondsOf(slow, "create", {}), 90);
    assert.equal(secondsOf(slow, "update", { count: 3 }), 30);
    assert.equal(secondsOf(slow, "delete", {}), 0);
    assert.equal(secondsOf(model, "create", {}), 0);
  });

  it("shows people the plain URN", () => {
    assert.equal(plainUrn("urn:pulumi:dev::harena::t::name#12"), "urn:pulumi:dev::harena::t::name");
    assert.equal(plainUrn("urn:pulumi:dev::harena::t::name"), "urn:pulumi:dev::harena::t::name");
    assert.equal(plainUrn("urn:pulumi:dev::harena::t::name#x"), "urn:pulumi:dev::harena::t::name#x");
  });
});
