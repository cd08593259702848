import assert from "node:assert/strict";
import { inspect } from "node:util";
import { Account, type AccountRecord, type Existing } from "../../simulator/account";

const thing = (urn: string, outputs: object = {}, type = "aws:sqs/queue:Queue"): Existing => ({
  urn,
  type,
  id: urn,
  region: "eu-west-1",
  inputs: {},
  outputs: { ...outputs },
});

describe("an account", () => {
  it("keeps the order of creation through updates", () => {
    const account = new Account();
    for (const urn of ["one", "two", "one"]) account.add(thing(urn, { name: urn }));
    assert.deepEqual(
      account.all().map(({ urn }) => urn),
      ["one", "two"],
    );
    assert.deepEqual(account.ofType("aws:sqs/queue:Queue"), account.all());
  });

  it("holds two generations of one URN", () => {
    const account = new Account();
    account.add(thing("urn"));
    account.add(thing("urn#2"));
    account.remove("urn");
    assert.deepEqual(
      account.all().map(({ urn }) => urn),
      ["urn#2"],
    );
  });

  it("comes back from its history and from its shortest history", () => {
    const account = new Account("999988887777");
    const history: AccountRecord[] = [];
    account.watch((record) => history.push(JSON.parse(JSON.stringify(record)) as AccountRecord));
    account.add(thing("one", { secret: "s3cret" }));
    account.add(thing("two"));
    account.remove("one");
    account.remove("never there");
    account.addPushedTag("v1", "web");
    account.addPushedTag("v0");
    account.remember("topic", "kept", { count: 2 });
    account.remember("topic", "dropped", 1);
    account.remember("topic", "dropped", null);
    assert.equal(history.length, 8);
    for (const records of [history, account.toRecords()]) {
      const again = Account.fromRecords(account.id, records);
      assert.deepEqual(again.toRecords(), account.toRecords());
      assert.deepEqual(again.all(), [thing("two")]);
      assert.deepEqual(again.memories("topic"), [["kept", { count: 2 }]]);
      assert.equal(again.recall("topic", "dropped"), undefined);
      assert.ok(
        again.hasPushed("v1", "web") && again.hasPushed("v0", "any") && !again.hasPushed("v1", "any"),
      );
    }
  });

  it("shows nothing of what it holds", () => {
    const account = new Account();
    account.add(thing("one", { secret: "s3cret" }));
    account.remember("topic", "key", "s3cret");
    assert.doesNotMatch(inspect(account) + JSON.stringify(account), /s3cret/);
  });
});
