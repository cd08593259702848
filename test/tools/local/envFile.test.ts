import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  appendToEnvFile,
  envExample,
  generated,
  placeholders,
  readEnvFile,
  secretProblems,
} from "../../../tools/local/envFile";
import { neededSecrets } from "../../../tools/local/twin";
import { twinOf } from "./fixture";

const SOUND = {
  DATABASE_URL: "postgresql://u:p@db.example.com:5432/harena",
  BONSAI_URL: "https://u:p@bonsai.example.com",
  SECRET_KEY: "k".repeat(32),
  DEEPSEEK_API_KEY: "d".repeat(20),
};

describe("the file of secrets", () => {
  let folder = "";
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "harena-test-"))));
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("is read as Compose reads it; empty values are none", () => {
    const file = join(folder, ".env.local");
    assert.deepEqual(readEnvFile(file), {});
    writeFileSync(file, "# c\nA=1 # not this\nB='x # y$z'\nC=\n\nD=a=b\n");
    assert.deepEqual(readEnvFile(file), { A: "1", B: "x # y$z", D: "a=b" });
  });

  it("grows at its end, for its owner alone", () => {
    const file = join(folder, ".env.local");
    appendToEnvFile(file, { A: "1" });
    writeFileSync(file, `${readFileSync(file, "utf8")}B=2`);
    appendToEnvFile(file, { C: "3" });
    appendToEnvFile(file, {});
    assert.deepEqual(readFileSync(file, "utf8").split("\n").slice(1), ["A=1", "B=2", "C=3", ""]);
    assert.match(readFileSync(file, "utf8"), /^# Secrets of the local twin/);
    assert.equal(statSync(file).mode & 0o777, 0o600);
  });
});

describe("the secrets of a twin", () => {
  it("are those that its services read; its own database needs a password instead of an address", () => {
    assert.deepEqual(neededSecrets(twinOf()), [
      "BONSAI_URL",
      "DATABASE_URL",
      "DEEPSEEK_API_KEY",
      "SECRET_KEY",
    ]);
    assert.deepEqual(neededSecrets(twinOf({ withDatabase: true })), [
      "BONSAI_URL",
      "DEEPSEEK_API_KEY",
      "POSTGRES_PASSWORD",
      "SECRET_KEY",
    ]);
  });

  it("are sound, missing or wrong, each with those that read it", () => {
    assert.deepEqual(secretProblems(twinOf(), SOUND), []);
    const { BONSAI_URL: _, ...rest } = SOUND;
    const wrong = { ...rest, DATABASE_URL: "postgresql://u:p@localhost/harena", SECRET_KEY: "short" };
    const all = ["user_service", "search_service", "conversation_service"];
    assert.deepEqual(
      secretProblems(twinOf(), wrong).map(({ name, kind, readers }) => [name, kind, readers]),
      [
        ["BONSAI_URL", "missing", ["search_service"]],
        ["DATABASE_URL", "invalid", all],
        ["SECRET_KEY", "invalid", all],
      ],
    );
    assert.doesNotMatch(JSON.stringify(secretProblems(twinOf(), wrong)), /u:p@|short/);
  });

  it("are generated where nobody has to choose them, and never anew", () => {
    const twin = twinOf({ withDatabase: true });
    const fresh = generated(twin, {});
    assert.deepEqual(Object.keys(fresh), ["POSTGRES_PASSWORD", "SECRET_KEY"]);
    assert.match(fresh.SECRET_KEY ?? "", /^[0-9a-f]{64}$/);
    assert.notEqual(generated(twin, {}).SECRET_KEY, fresh.SECRET_KEY);
    assert.deepEqual(generated(twin, fresh), {});
  });

  it("have stand-ins that pass every check", () => {
    for (const withDatabase of [true, false]) {
      const twin = twinOf({ withDatabase });
      assert.deepEqual(secretProblems(twin, placeholders(twin, {})), []);
      assert.deepEqual(placeholders(twin, { ...SOUND, POSTGRES_PASSWORD: "x" }), {});
    }
  });

  it("are named in the example without values", () => {
    const names = envExample(twinOf({ withDatabase: true })).match(/^\w+=.*$/gm);
    assert.deepEqual(names, ["BONSAI_URL=", "DEEPSEEK_API_KEY=", "POSTGRES_PASSWORD=", "SECRET_KEY="]);
  });
});
