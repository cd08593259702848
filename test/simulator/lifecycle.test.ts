import assert from "node:assert/strict";
import { Account } from "../../simulator/account";
import { changes, deletesFirst, remove, replacements, secondsOf, updated } from "../../simulator/lifecycle";
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

  it("compares as the provider does", () => {
    const set: ResourceModel = {
      ...model,
      shape: { ...model.shape, replaceOn: ["zones", "kept"], kept: ["kept"], unordered: ["zones"] },
      same: (property, old, next) =>
        property === "password" && old.password !== undefined && next.password !== undefined,
    };
    const before = { zones: ["a", "b"], kept: "x", gone: null };
    assert.deepEqual(changes(set, before, { zones: ["b", "a"] }), []);
    assert.deepEqual(changes(model, before, { zones: ["b", "a"] }), ["zones", "kept"]);
    assert.deepEqual(changes(set, { zones: [] }, {}), []);
    assert.deepEqual(replacements(set, before, { zones: ["b", "c"] }), ["zones"]);
    assert.deepEqual(replacements(set, before, { zones: ["b", "a"], kept: "y" }), ["kept"]);
    assert.deepEqual(changes(set, { password: 1 }, { password: 2 }), []);
    assert.deepEqual(changes(set, { password: 1 }, {}), ["password"]);
  });

  it("keeps what the program stopped giving", () => {
    const keeping: ResourceModel = { ...model, shape: { ...model.shape, kept: ["zone"] } };
    const before = { urn: "urn", type: model.type, id: "id", region: "", inputs: {}, outputs: { zone: "a" } };
    assert.equal(updated(keeping, {}, place, new Account(), before).outputs.zone, "a");
    assert.equal(updated(keeping, { zone: "b" }, place, new Account(), before).outputs.zone, "b");
    assert.equal(updated(model, {}, place, new Account(), before).outputs.zone, undefined);
  });

  it("deletes first what has a given name, and what the provider declares", () => {
    const named: ResourceModel = {
      ...model,
      shape: { ...model.shape, autoName: { property: "name", max: 9 } },
    };
    const declared: ResourceModel = { ...model, shape: { ...model.shape, deleteBeforeReplace: true } };
    assert.ok(deletesFirst(named, { name: "n" }) && deletesFirst(declared, {}));
    assert.ok(!deletesFirst(named, { namePrefix: "n" }) && !deletesFirst(model, { name: "n" }));
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
