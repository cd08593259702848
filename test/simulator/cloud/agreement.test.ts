import assert from "node:assert/strict";
import { disagreements } from "../../../simulator/cloud/agreement";
import type { Thing } from "../../../simulator/cloud/protocol";
import type { StateResource } from "../../../simulator/cloud/stateResource";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const TYPE = "aws:sns/topic:Topic";
const URN = `urn:pulumi:dev::p::${TYPE}::t`;

const thing = (changes: Partial<Thing> = {}): Thing => ({
  urn: URN,
  key: URN,
  type: TYPE,
  id: "arn:t",
  region: "eu-west-1",
  inputs: {},
  outputs: { arn: "arn:t", tags: { a: "1" } },
  ...changes,
});

const resource = (changes: Partial<StateResource> = {}): StateResource => ({
  urn: URN,
  type: TYPE,
  custom: true,
  id: "arn:t",
  outputs: { arn: "arn:t", tags: { a: "1" } },
  ...changes,
});

const kinds = (...args: Parameters<typeof disagreements>): string[] =>
  disagreements(...args).map(({ kind, text }) => `${kind}: ${text}`);

describe("agreement of state and account", () => {
  it("is silent when both are the same", () => {
    assert.deepEqual(kinds([resource()], [thing()]), []);
  });

  it("leaves out components, providers, what is only read and what no program made", () => {
    const others = [
      resource({ custom: false, urn: "urn:pulumi:dev::p::c::c", id: "" }),
      resource({ type: "pulumi:providers:aws", urn: "urn:pulumi:dev::p::pulumi:providers:aws::p", id: "1" }),
      resource({ external: true, urn: "urn:pulumi:dev::p::x::x", id: "read" }),
    ];
    assert.deepEqual(kinds(others, [thing({ urn: "urn:existing::zone", id: "Z1" })]), []);
  });

  it("tells what is missing, what nobody knows of and what has another id", () => {
    assert.deepEqual(kinds([resource()], []), ["missing: arn:t is in the state, but does not exist"]);
    assert.deepEqual(kinds([], [thing()]), ["orphan: arn:t exists, but not in the state"]);
    assert.deepEqual(kinds([resource({ id: "arn:u" })], [thing()]), [
      "id: the state has the id arn:u, but arn:t exists",
    ]);
  });

  it("lets things outlive the stack that are said to", () => {
    assert.deepEqual(kinds([], [thing()], { outlives: ({ type }) => type === TYPE }), []);
  });

  it("matches both generations of a replacement, and a thing whose URN was changed by an alias", () => {
    const second = thing({ key: `${URN}#2`, id: "arn:t2", outputs: {} });
    const pending = resource({ delete: true });
    assert.deepEqual(kinds([resource({ id: "arn:t2", outputs: {} }), pending], [thing(), second]), []);
    assert.deepEqual(kinds([resource({ urn: `${URN}-renamed` })], [thing()]), []);
  });

  it("tells two generations of one id apart by what they are, as of a task definition's family", () => {
    const [first, second] = [{ revision: 1 }, { revision: 2 }];
    const state = [resource({ outputs: second }), resource({ outputs: first, delete: true })];
    const account = [thing({ outputs: first }), thing({ key: `${URN}#2`, outputs: second })];
    assert.deepEqual(kinds(state, account), []);
  });

  it("tells which property differs", () => {
    assert.deepEqual(kinds([resource()], [thing({ outputs: { arn: "arn:t", tags: { a: "2" }, more: 1 } })]), [
      "output: more is absent in the state and 1 in the account",
      'output: tags is {"a":"1"} in the state and {"a":"2"} in the account',
    ]);
  });

  it("takes secrets for equal wherever they are, and shows none", () => {
    const state = resource({
      outputs: {
        plain: { [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:geheim" },
        nested: [{ name: "a", value: "clear" }],
      },
    });
    const account = thing({ outputs: { plain: "x", nested: [{ name: "b", value: "[secret]" }] } });
    const texts = kinds([state], [account]);
    assert.equal(texts.length, 1);
    assert.match(texts[0] ?? "", /^output: nested is/);
    assert.ok(!texts.join().includes("geheim"));
  });

  it("compares files by their digests", () => {
    const source = { [SIGNATURE]: "c44067f5952c0a294b673a41bacd8c17", hash: "12", path: "./a" };
    const state = resource({ outputs: { source } });
    assert.deepEqual(kinds([state], [thing({ outputs: { source: { hash: "12", path: "/x/a" } } })]), []);
    assert.equal(kinds([state], [thing({ outputs: { source: { hash: "13", path: "./a" } } })]).length, 1);
  });
});
