import assert from "node:assert/strict";
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Account, type AccountRecord } from "../../../simulator/account";
import { Journal } from "../../../simulator/cloud/journal";
import { lock } from "../../../simulator/cloud/lock";

const note = (key: string, value: unknown): AccountRecord => ({ record: "remember", topic: "t", key, value });

describe("the account's journal", () => {
  let home: string;
  beforeEach(() => (home = mkdtempSync(join(tmpdir(), "cloud-"))));
  afterEach(() => {
    rmSync(home, { recursive: true });
  });
  const path = (): string => join(home, "journal.jsonl");

  it("gives back what was flushed, in order, readable by its owner alone", async () => {
    const { journal } = Journal.open(home);
    journal.append(note("a", 1));
    journal.append(note("b", 2));
    await Promise.all([journal.flush(), journal.flush()]);
    journal.append(note("a", null));
    await journal.flush();
    // No close: as after a SIGKILL.
    assert.deepEqual(Journal.open(home).records, [note("a", 1), note("b", 2), note("a", null)]);
    assert.equal(statSync(path()).mode & 0o777, 0o600);
  });

  it("resolves a flush only when its records are written", async () => {
    const { journal } = Journal.open(home);
    for (let round = 0; round < 20; round++) {
      journal.append(note(`k${round}`, round));
      const flushed = journal.flush();
      journal.append(note(`later${round}`, round));
      await flushed;
      assert.match(readFileSync(path(), "utf8"), new RegExp(`"k${round}"`));
    }
    await journal.flush();
    assert.equal(Journal.open(home).records.length, 40);
  });

  it("drops a last line that a crash cut short", async () => {
    const { journal } = Journal.open(home);
    journal.append(note("a", 1));
    await journal.flush();
    appendFileSync(path(), '{"record":"remember","topic":"t","ke');
    const { journal: next, records } = Journal.open(home);
    assert.deepEqual(records, [note("a", 1)]);
    next.append(note("b", 2));
    await next.flush();
    assert.deepEqual(Journal.open(home).records, [note("a", 1), note("b", 2)]);
  });

  it("refuses a file that is no journal without showing what is in it", () => {
    writeFileSync(path(), "geheim\n");
    assert.throws(
      () => Journal.open(home),
      (fault: Error) =>
        fault.message.includes("journal.jsonl:1 is not a record") && !fault.message.includes("geheim"),
    );
  });

  it("shrinks to what leads to the same account, and goes on", async () => {
    const { journal } = Journal.open(home);
    const account = new Account();
    account.watch((record) => {
      journal.append(record);
    });
    for (let round = 0; round < 3000; round++) account.remember("t", "k", round);
    await journal.flush();
    assert.ok(journal.isLong(account.toRecords().length));
    journal.compact(account.toRecords());
    account.remember("t", "other", 1);
    await journal.flush();
    const { records } = Journal.open(home);
    assert.equal(records.length, 2);
    assert.deepEqual(Account.fromRecords("1", records).memories("t"), [
      ["k", 2999],
      ["other", 1],
    ]);
    assert.deepEqual(readdirSync(home), ["journal.jsonl"]);
  });
});

describe("the account's lock", () => {
  let home: string;
  beforeEach(() => (home = mkdtempSync(join(tmpdir(), "cloud-"))));
  afterEach(() => {
    rmSync(home, { recursive: true });
  });
  const path = (): string => join(home, "lock");

  it("refuses a second owner and says who the first is", () => {
    const release = lock(home);
    assert.throws(() => lock(home), new RegExp(`in use by process ${process.pid}: wait for it to end`));
    release();
    lock(home)();
    assert.deepEqual(readdirSync(home), []);
  });

  it("takes over from a process that is gone", () => {
    writeFileSync(path(), JSON.stringify({ pid: 2 ** 22 + 1, started: "1" }));
    lock(home)();
  });

  it("takes over from a process whose number another one has now", () => {
    writeFileSync(path(), JSON.stringify({ pid: process.pid, started: "1" }));
    lock(home)();
  });

  it("takes over what is not a lock at all", () => {
    writeFileSync(path(), "");
    lock(home)();
    assert.deepEqual(readdirSync(home), []);
  });
});
