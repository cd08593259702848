import assert from "node:assert/strict";
import { calleesFirst, cyclesOf } from "../../stacks/calls";
import { holdsCredential, namesCredential } from "../../stacks/credentials";
import { domainIn, isDomain, isEmail, isRegion, isTimeOfDay, isTimeZone, liesIn } from "../../stacks/formats";
import { nearest } from "../../stacks/nearest";
import { show, spell } from "../../stacks/problems";
import { schema } from "../../stacks/schema";

interface Sides {
  readonly check: (text: string) => boolean;
  readonly yes: readonly string[];
  readonly no: readonly string[];
}

const reads = (key: keyof typeof schema) => (text: string) => schema[key].read(text).refusals.length === 0;

const forms: Readonly<Record<string, Sides>> = {
  "a domain": {
    check: isDomain,
    yes: ["harena.com", "a.b-c.io", "xn--caf-dma.fr", `${"a".repeat(63)}.com`],
    no: [
      "",
      "harena",
      "-a.com",
      "a-.com",
      "a..com",
      "Harena.com",
      "harena.com.",
      "1.2.3.4",
      `${"a".repeat(64)}.com`,
    ],
  },
  "the domain of a stack": {
    check: reads("domain"),
    yes: [`${"a".repeat(56)}.com`],
    no: [`${"a".repeat(57)}.com`],
  },
  "an e-mail address": {
    check: isEmail,
    yes: ["ops@harena.com", "a+b@x.y.z"],
    no: ["ops", "ops@harena", "a b@x.y", "a@b@x.y", "@x.y", "a@x."],
  },
  "a time of day": {
    check: isTimeOfDay,
    yes: ["00:00", "09:30", "23:59"],
    no: ["24:00", "9:30", "12:60", "12:00:00", ""],
  },
  "a time zone": {
    check: isTimeZone,
    yes: ["UTC", "Europe/Paris", "America/Argentina/Buenos_Aires", "Etc/GMT+2"],
    no: ["", "Paris", "Europe/Atlantis", "+01:00", "CET"],
  },
  "a region": {
    check: isRegion,
    yes: ["eu-west-1", "us-gov-west-1", "ap-southeast-7"],
    no: ["eu-west", "EU-WEST-1", "eu-west-1a", "europe"],
  },
  "a network's block": {
    check: reads("vpcCidr"),
    yes: ["10.0.0.0/16", "10.255.240.0/20", "172.16.0.0/16", "172.31.0.0/16", "192.168.0.0/16"],
    no: [
      "10.0.0.0/15",
      "10.0.0.0/21",
      "172.15.0.0/16",
      "172.32.0.0/16",
      "192.169.0.0/16",
      "11.0.0.0/16",
      "10.0.8.0/20",
    ],
  },
  "a database's address": {
    check: reads("databaseAddress"),
    yes: ["203.0.113.10", "203.0.113.10/32", "203.0.113.0/24", "0.0.0.0/0"],
    no: ["203.0.113.256", "203.0.113.1/24", "203.0.113.0/33", "2001:db8::1", "0.0.0.1/0"],
  },
  "a budget": {
    check: reads("monthlyBudget"),
    yes: ["0.01", "36"],
    no: ["0", "-1", "", "NaN", "Infinity", "36 USD"],
  },
  "a front end's folder": {
    check: reads("frontendDist"),
    yes: ["dist", "./dist", "a/../dist", "..dist"],
    no: ["", "..", "../dist", "a/../../dist", "/dist", "C:/dist", "a\\dist"],
  },
  "a service's pinned image": {
    check: (text) => schema.imageTags.read(JSON.stringify({ user_service: text })).refusals.length === 0,
    yes: [
      "v1",
      "a".repeat(128),
      `123456789012.dkr.ecr.eu-west-1.amazonaws.com/a/b:v1@sha256:${"0".repeat(64)}`,
      "123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com/a:v1",
      "123456789012.dkr.ecr.eu-west-1.amazonaws.com/a/b:v1",
      "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/a:v1",
      `123456789012.dkr.ecr.eu-west-1.amazonaws.com/a@sha256:${"0".repeat(64)}`,
    ],
    no: [
      "",
      ".v1",
      "a".repeat(129),
      "123456789012.dkr.ecr.eu-west-1.amazonaws.com/a",
      "123456789012.dkr.ecr.eu-west-1.amazonaws.com/a--b:v1",
      `123456789012.dkr.ecr.eu-west-1.amazonaws.com/a@sha256:${"0".repeat(64)}:v1`,
      "12345678901.dkr.ecr.eu-west-1.amazonaws.com/a:v1",
      `123456789012.dkr.ecr.eu-west-1.amazonaws.com/a@sha256:${"0".repeat(63)}`,
      "docker.io/library/nginx:1",
    ],
  },
  "a credential's name": {
    check: namesCredential,
    yes: [
      "PASSWORD",
      "DB_PASSWORD",
      "JWT_SECRET",
      "SECRET_KEY",
      "STRIPE_API_KEY",
      "apikey",
      "GITHUB_TOKEN",
      "SENTRY_DSN",
    ],
    no: [
      "ACCESS_TOKEN_EXPIRE_MINUTES",
      "PASSWORD_MIN_LENGTH",
      "PUBLIC_KEY",
      "ALGORITHM",
      "MONKEY",
      "USER_SERVICE_URL",
    ],
  },
  "text with a credential": {
    check: holdsCredential,
    yes: [
      "postgresql://u:p@h/db",
      "redis://:p@h:6379",
      "sk-0123456789abcdef",
      "-----BEGIN PRIVATE KEY-----",
      "-----BEGIN RSA PRIVATE KEY-----",
      "AKIAIOSFODNN7EXAMPLE",
      "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.x",
    ],
    no: ["http://user-service:8000", "postgresql://h:5432/db", "https://u@h/", "task-1", "https://h/a:b@c"],
  },
};

describe("the form of", () => {
  for (const [what, { check, yes, no }] of Object.entries(forms)) {
    it(what, () => {
      for (const text of yes) assert.equal(check(text), true, text);
      for (const text of no) assert.equal(check(text), false, text);
    });
  }
});

describe("domains", () => {
  it("are found in what people paste", () => {
    assert.equal(domainIn(" https://Dev.Harena.com:443/path?x#y "), "dev.harena.com");
    assert.equal(domainIn("harena.com."), "harena.com");
    assert.equal(domainIn("localhost"), undefined);
  });

  it("lie in their own zone and those above, by whole labels", () => {
    assert.equal(liesIn("harena.com", "harena.com"), true);
    assert.equal(liesIn("a.b.harena.com", "harena.com"), true);
    assert.equal(liesIn("notharena.com", "harena.com"), false);
    assert.equal(liesIn("harena.com", "dev.harena.com"), false);
  });
});

describe("calls", () => {
  it("order callees first, whatever the order given, and survive cycles", () => {
    const services = [
      { name: "a", calls: ["c"] },
      { name: "b" },
      { name: "c", calls: ["b", "unknown"] },
      { name: "x", calls: ["y", "x"] },
      { name: "y", calls: ["x"] },
    ];
    const names = (given: typeof services): string[] => calleesFirst(given).map(({ name }) => name);
    assert.deepEqual(names(services), ["b", "c", "a", "x", "y"]);
    assert.deepEqual(names(services.toReversed()), ["b", "c", "a", "x", "y"]);
  });

  it("have each of their cycles named once", () => {
    const services = [
      { name: "c", calls: ["a"] },
      { name: "b", calls: ["a", "c"] },
      { name: "a", calls: ["b"] },
      { name: "d", calls: ["a", "d"] },
    ];
    assert.deepEqual(cyclesOf(services), [
      ["a", "b", "a"],
      ["a", "b", "c", "a"],
    ]);
  });
});

describe("mistyped names", () => {
  it("are guessed when one is near, without regard to case and separators", () => {
    assert.equal(nearest("domian", ["domain", "sizing"]), "domain");
    assert.equal(nearest("alarm_email", ["alarmEmail"]), "alarmEmail");
    assert.equal(nearest("cpus", ["cpu", "memory"]), "cpu");
  });

  it("are not guessed when none is", () => {
    assert.equal(nearest("colour", ["domain", "sizing"]), undefined);
    assert.equal(nearest("anything", []), undefined);
  });
});

describe("messages", () => {
  it("show values on one short line", () => {
    assert.equal(show('a\n"b"'), '"a\\n\\"b\\""');
    assert.equal(show("x".repeat(100)), `"${"x".repeat(79)}…`);
    assert.equal(
      show({ url: "postgresql://u:p@h/db" }),
      "a value with a credential in it, which is not shown",
    );
  });

  it("spell places as the CLI does", () => {
    assert.equal(spell(["services", "user_service", "cpu"]), "harena:services.user_service.cpu");
    assert.equal(spell(["imageTags", "my-service"]), 'harena:imageTags["my-service"]');
  });
});
