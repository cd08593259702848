import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { secretIn } from "../../../policies/lib/namedValues";
import { isPublicName, isSecretName, mayBeSecret, mayNameSecret } from "../../../policies/lib/secretNames";
import { secretFormIn, unwrapped } from "../../../policies/lib/secretValues";
import { HARMLESS, PASSWORD_URL, RANDOM, SECRETS } from "./samples";

const NO_WORD = { secret: [], plain: [] };

describe("forms of secrets", () => {
  for (const [what, value] of SECRETS) {
    it(`finds ${what} in ${value.slice(0, 12)}…`, () => {
      assert.equal(secretFormIn(value), what);
      assert.ok(secretFormIn(`before ${value} after`));
    });
    it(`finds ${what} in base64 (${value.slice(0, 12)}…)`, () => {
      assert.ok(secretFormIn(Buffer.from(`first line\n${value}\n`).toString("base64")));
      assert.ok(secretFormIn(gzipSync(`first line\n${value}\n`).toString("base64")));
    });
  }
  for (const value of HARMLESS) {
    it(`finds nothing in ${value.slice(0, 60)}`, () => {
      assert.equal(secretFormIn(value), undefined);
      assert.equal(secretIn("SETTING", value, NO_WORD), undefined);
    });
  }
  it("has enough harmless values to count on", () => {
    assert.ok(new Set(HARMLESS).size >= 80);
  });

  it("takes 32 random characters, not 31", () => {
    assert.equal(secretFormIn(RANDOM.slice(0, 31)), undefined);
    assert.equal(secretFormIn(RANDOM.slice(0, 32)), "a long random string");
    assert.equal(secretFormIn(RANDOM, { entropy: false }), undefined);
  });

  it("takes in code what is in quotes only", () => {
    const look = { kind: "code" } as const;
    assert.ok(secretFormIn('const API_KEY = "hunter2"', look));
    assert.ok(secretFormIn("headers: { token: 'hunter2' }", look));
    assert.ok(secretFormIn(`const SEED = "${RANDOM}"`, look));
    for (const code of [
      "const token=event.token;a.password=b.password",
      "const TOKEN_HEADER = 'x-token'",
      `function ${RANDOM}() {}`,
      "const token = process.env.TOKEN",
      "const apiKey = '${API_KEY}'",
    ]) {
      assert.equal(secretFormIn(code, look), undefined, code);
    }
  });

  it("unwraps text only, once", () => {
    assert.equal(unwrapped(Buffer.from("a text in base64").toString("base64")), "a text in base64");
    assert.equal(unwrapped(gzipSync("a compressed text").toString("base64")), "a compressed text");
    for (const none of [
      "short",
      "not base64!",
      Buffer.from([0, 1, 2, 255, 254, 9, 8, 7, 6, 5, 4, 3]).toString("base64"),
    ]) {
      assert.equal(unwrapped(none), undefined);
    }
  });
});

describe("names of secrets", () => {
  for (const name of [
    "DB_PASSWORD",
    "PGPASSWORD",
    "MYSQL_PWD",
    "jwtSecret",
    "JWTSecret",
    "SECRET_KEY",
    "SECRET_KEY_BASE",
    "DEEPSEEK_API_KEY",
    "apikey",
    "GITHUB_TOKEN",
    "TOKEN_V2",
    "PASSWORD_OLD",
    "API_KEY_2",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "private-key",
    "/harena/dev/db-password",
    "com.example.api_key",
    "DB_PASS",
    "PASSWORD_SALT",
    "GOOGLE_CREDENTIALS",
    "JWT_KEY",
    "_authToken",
  ]) {
    it(`takes ${name} for one`, () => {
      assert.ok(isSecretName(name));
      assert.ok(!isPublicName(name));
    });
  }
  for (const name of [
    "",
    "PWD",
    "PASS",
    "ALGORITHM",
    "PORT",
    "TOKEN_URL",
    "MAX_TOKENS",
    "ACCESS_TOKEN_EXPIRE_MINUTES",
    "PASSWORD_MIN_LENGTH",
    "SECRET_ARN",
    "SECRET_NAME",
    "API_KEY_HEADER",
    "PUBLIC_KEY",
    "PARTITION_KEY",
    "KEY",
    "KEY_ID",
    "TOKENIZERS_PARALLELISM",
    "PASSWORD_FILE",
    "DATABASE_URL",
    "COMPASS",
    "SERVICE",
    "PAD_TOKEN",
    "NEXT_TOKEN",
    "CLIENT_ID",
  ]) {
    it(`takes ${name || "an empty name"} for none`, () => {
      assert.ok(!isSecretName(name));
    });
  }

  it("takes any other key's generated value for one, and no public key's", () => {
    const hex = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b";
    for (const name of ["DEEPSEEK_KEY", "FERNET_KEY", "LICENSE_KEY", "SIGNATURE", "AUTH", "keys"]) {
      assert.ok(mayNameSecret(name), name);
      assert.equal(secretIn(name, hex, NO_WORD), "is a generated value under a key's name");
      assert.equal(secretIn(name, "id", NO_WORD), undefined, name);
    }
    for (const name of ["CACHE_KEY", "S3_KEY", "PUBLIC_KEY", "GIT_COMMIT", "CONTENT_HASH", "PARTITION_KEY"]) {
      assert.equal(secretIn(name, hex, NO_WORD), undefined, name);
    }
    assert.equal(secretIn("DEEPSEEK_KEY", hex.slice(0, 31), NO_WORD), undefined);
    assert.ok(secretIn("DEEPSEEK_KEY", hex.slice(0, 32), NO_WORD));
  });

  it("takes no random value for one whose name says that it is public", () => {
    for (const name of [
      "AUTH0_CLIENT_ID",
      "VAPID_PUBLIC_KEY",
      "RECAPTCHA_SITE_KEY",
      "IMAGE_DIGEST",
      "ETAG",
    ]) {
      assert.ok(isPublicName(name), name);
      assert.equal(secretIn(name, RANDOM, NO_WORD), undefined, name);
      assert.equal(secretIn(name, PASSWORD_URL, NO_WORD), "holds a URL with a password", name);
    }
    assert.equal(secretIn("SEED", RANDOM, NO_WORD), "holds a long random string");
  });

  it("lets a secret's name have a reference, a switch or a place for a value", () => {
    for (const value of [
      "",
      "true",
      "0",
      "1",
      "arn:aws:ssm:eu-west-1:1:parameter/x",
      "/run/secrets/db",
      "harena/dev/database",
      "${OTHER}",
      "$OTHER",
      "$(cat /run/x)",
      "{{resolve:x}}",
      "<password>",
      "****",
      "$.detail.token",
      "process.env.TOKEN",
      "https://example.com",
    ]) {
      assert.ok(!mayBeSecret(value), value);
      assert.equal(secretIn("DB_PASSWORD", value, NO_WORD), undefined, value);
    }
    for (const value of ["hunter2", "changeme", "2", "a/B1c2D3e4"]) {
      assert.ok(mayBeSecret(value), value);
    }
    assert.equal(secretIn("DB_PASSWORD", 1234, NO_WORD), "is a secret by its name");
    assert.equal(secretIn("DB_PASSWORD", { a: 1 }, NO_WORD), undefined);
  });

  it("takes a team's word, but not against a known form", () => {
    assert.ok(secretIn("PIN", "1234", { secret: ["PIN"], plain: [] }));
    assert.ok(secretIn("CONFIG", '{"PIN": "1234"}', { secret: ["PIN"], plain: [] }));
    assert.equal(secretIn("PAD_SECRET", "[PAD]", { secret: [], plain: ["PAD_SECRET"] }), undefined);
    assert.equal(secretIn("VAPID_KEY", RANDOM, { secret: [], plain: ["VAPID_KEY"] }), undefined);
    assert.ok(secretIn("VAPID_KEY", PASSWORD_URL, { secret: [], plain: ["VAPID_KEY"] }));
  });
});
