import assert from "node:assert/strict";
import type { Rule } from "../../policies/rules";
import {
  containerEnvironmentSecrets,
  dockerBuildArgsSecrets,
  parameterSecureString,
} from "../../policies/secrets";
import { isSecretName } from "../../policies/lib/secretNames";
import { secretFormIn } from "../../policies/lib/secretValues";
import { assertCompliant, assertViolations, judge, UNKNOWN, type Props, type Resource } from "./support";

/** Joined here, so that no scanner of this repository takes an example for a leak. */
const joined = (...parts: readonly string[]): string => parts.join("");
const PASSWORD_URL = "postgresql://harena:hunter2hunter2@db.example.com:5432/harena";
const RANDOM = "fK9zQ2mXw7LpR4tYb8NvC3hJd6SgA1eU5iOoP0qT";

const SECRETS: readonly [string, string][] = [
  ["a URL with a password", PASSWORD_URL],
  ["a URL with a password and no user", "redis://:hunter2@cache:6379"],
  ["an AWS access key", joined("AKIA", "IOSFODNN7EXAMPLE")],
  ["an AWS access key", joined("ASIA", "IOSFODNN7EXAMPLE")],
  ["a private key", "-----BEGIN PRIVATE KEY-----\nMII"],
  ["a private key", "-----BEGIN RSA PRIVATE KEY-----\nMII"],
  ["a private key", "-----BEGIN PGP PRIVATE KEY BLOCK-----"],
  ["a GitHub token", joined("ghp", "_", "a1".repeat(18))],
  ["a GitHub token", joined("github", "_pat_", "a1".repeat(18))],
  ["a GitLab token", joined("glpat", "-", "a1".repeat(10))],
  ["a Slack token", joined("xoxb", "-", "1234567890-abc")],
  ["a Slack token", joined("https://hooks.slack", ".com/services/T0001/B0001/abcdef")],
  ["a Stripe key", joined("sk_", "live_", "a1".repeat(12))],
  ["an LLM provider's key", joined("sk", "-", "0a".repeat(16))],
  ["a Google key", joined("AIza", "Sy".repeat(17), "x")],
  ["a package registry's token", joined("npm", "_", "a1".repeat(18))],
  ["a SendGrid key", joined("SG", ".", "a1".repeat(11), ".", "b2".repeat(21))],
  ["a Hugging Face token", joined("hf", "_", "aB".repeat(17))],
  ["a Pulumi token", joined("pul", "-", "0f".repeat(20))],
  ["a JSON web token", joined("eyJhbGciOiJIUzI1NiJ9", ".", "eyJzdWIiOiIxIn0abc", ".", "abcdefgh123")],
  ["an authorization header", "Bearer abcdef0123456789"],
  ["a value given to a secret's name", "Server=db;User=app;Password=hunter2;"],
  ["a value given to a secret's name", "https://api.example.com/v1?access_token=abc123"],
  ["a long random string", RANDOM],
  ["a long random string", "wJalrXUtnFEMI/K7MDENG/bPxRfiCY3X4mPlK9yQ"],
];

const HARMLESS = [
  "",
  "8000",
  "true",
  "HS256",
  "https://api.harena.com/v1/users?page=2",
  "http://search-service:8000",
  "https://a.example.com,https://b.example.com:8443",
  "https://user@example.com/path",
  "postgresql://harena@db.example.com:5432/harena",
  "postgresql://harena:${DB_PASSWORD}@db.example.com/harena",
  "postgresql://<user>:<password>@db.example.com/harena",
  "postgresql://harena:****@db.example.com/harena",
  "arn:aws:secretsmanager:eu-west-1:111122223333:secret:harena/dev/SECRET_KEY-c715fd7b3bd3b018f379ccea60-Y5MWDC:::c5642705",
  "111122223333.dkr.ecr.eu-west-1.amazonaws.com/harena/dev/user-service@sha256:dcc157ca75a4291c744249b2b7d7e48790b1d21d469a7a3d25cee9abd3fbc9e6",
  "dcc157ca75a4291c744249b2b7d7e48790b1d21d469a7a3d25cee9abd3fbc9e6",
  "89b2051f0c1d4e5a6b7c8d9e0f1a2b3c4d5e6f70",
  "sha384-oqVuAfXRKap7fdgcCY5uykM6R9GqQ8K3uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC",
  "123e4567-e89b-12d3-a456-426614174000",
  "harena/dev/DATABASE_URL-f3de1903cc7c3c6762a4f797a9-2M3U6A",
  "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-2023-04",
  "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384",
  "/usr/local/lib/Python3/sitePackages/HttpClient2/AsyncConnection",
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
  "My-Service-V2-Worker-1A-Zone-B-Production-3C",
  "task-definition-family-1-for-the-search-service",
  "risk-assessment-model-2024-final-version-3",
  "-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQ\n-----END CERTIFICATE-----",
  "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAu1SU1L\n-----END PUBLIC KEY-----",
  "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQC7vbqajDhA8f2Kx9Lm4Qw me@host",
  "psql --password=$DB_PASSWORD --host=db",
  "bearer of good news",
];

describe("forms of secrets", () => {
  for (const [what, value] of SECRETS) {
    it(`finds ${what}`, () => {
      assert.equal(secretFormIn(value)?.replace(" and no user", ""), what.replace(" and no user", ""));
      assert.ok(secretFormIn(`before ${value} after`));
    });
  }
  for (const value of HARMLESS) {
    it(`finds nothing in ${value.slice(0, 60)}`, () => {
      assert.equal(secretFormIn(value), undefined);
    });
  }
  it("takes 32 random characters, not 31", () => {
    assert.equal(secretFormIn(RANDOM.slice(0, 31)), undefined);
    assert.equal(secretFormIn(RANDOM.slice(0, 32)), "a long random string");
  });
});

describe("names of secrets", () => {
  for (const name of [
    "DB_PASSWORD",
    "PGPASSWORD",
    "MYSQL_PWD",
    "jwtSecret",
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
  ]) {
    it(`takes ${name} for one`, () => {
      assert.ok(isSecretName(name));
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
  ]) {
    it(`takes ${name || "an empty name"} for none`, () => {
      assert.ok(!isSecretName(name));
    });
  }
});

/** One rule, and where a pair of name and value goes in a resource that it judges. */
type Place = readonly [string, Rule, (name: string, value: unknown) => Resource];

const task = (container: Props): Resource => ({
  type: "aws:ecs/taskDefinition:TaskDefinition",
  props: {
    family: "app",
    containerDefinitions: JSON.stringify([{ name: "proxy" }, { name: "app", ...container }]),
  },
});

const PLACES: readonly Place[] = [
  [
    "a container's environment",
    containerEnvironmentSecrets,
    (name, value) => task({ environment: [{ name, value }] }),
  ],
  [
    "an environment in capitals",
    containerEnvironmentSecrets,
    (Name, Value) => task({ Environment: [{ Name, Value }] }),
  ],
  ["a label", containerEnvironmentSecrets, (name, value) => task({ dockerLabels: { [name]: value } })],
  [
    "a log option",
    containerEnvironmentSecrets,
    (name, value) => task({ logConfiguration: { options: { [name]: value } } }),
  ],
  ...["docker:index/image:Image", "docker:image:Image"].map((type): Place => [
    type,
    dockerBuildArgsSecrets,
    (name, value) => ({ type, props: { build: { args: { [name]: value } } } }),
  ]),
  [
    "docker-build",
    dockerBuildArgsSecrets,
    (name, value) => ({ type: "docker-build:index:Image", props: { buildArgs: { [name]: value } } }),
  ],
  ...["value", "insecureValue"].flatMap((key) =>
    ["String", "StringList"].map((type): Place => [
      `a ${type}'s ${key}`,
      parameterSecureString,
      (name, value) => ({
        type: "aws:ssm/parameter:Parameter",
        props: { type, name: `/harena/dev/${name}`, [key]: value },
      }),
    ]),
  ),
];

for (const [place, rule, resource] of PLACES) {
  describe(`${rule.name}: ${place}`, () => {
    it("allows what is harmless", async () => {
      for (const value of HARMLESS) await assertCompliant(rule, resource("SETTING", value));
      for (const value of [
        "arn:aws:ssm:eu-west-1:1:parameter/x",
        "/run/secrets/db",
        "${OTHER}",
        "$(cat /run/x)",
        "{{resolve:x}}",
        "true",
        "https://example.com",
      ]) {
        await assertCompliant(rule, resource("DB_PASSWORD", value));
      }
    });
    it("reports each form of a secret, and shows no part of it", async () => {
      for (const [what, value] of SECRETS) {
        const { messages, undecided } = await judge(rule, resource("SETTING", value));
        assert.equal(messages.length, 1, what);
        assert.equal(undecided, undefined);
        for (let start = 0; start + 12 <= value.length; start++) {
          assert.ok(!messages[0].includes(value.slice(start, start + 12)), messages[0]);
        }
      }
    });
    it("reports a secret by its name, and does not show it", async () => {
      const { messages } = await judge(rule, resource("DB_PASSWORD", "hunter2"));
      assert.equal(messages.length, 1);
      assert.match(messages[0], /by its name/);
      assert.ok(!messages[0].includes("hunter2"));
    });
    it("takes a team's word for its names, but not against a known form", async () => {
      const named =
        rule === parameterSecureString
          ? (name: string): string => `/harena/dev/${name}`
          : (name: string): string => name;
      await assertViolations(rule, resource("PIN", "1234"), ["by its name"], { secretNames: [named("PIN")] });
      await assertCompliant(rule, resource("PAD_TOKEN", "[PAD]"), { plainNames: [named("PAD_TOKEN")] });
      const plain = { plainNames: [named("VAPID_KEY"), "it"] };
      await assertCompliant(rule, resource("VAPID_KEY", RANDOM), plain);
      await assertViolations(rule, resource("VAPID_KEY", PASSWORD_URL), ["a URL with a password"], plain);
    });
  });
}

describe("container-environment-secrets", () => {
  for (const [where, container] of [
    ["command[1]", (value: string) => ({ command: ["serve", value] })],
    ["entryPoint[0]", (value: string) => ({ entryPoint: [value] })],
    ["healthCheck.command[1]", (value: string) => ({ healthCheck: { command: ["CMD-SHELL", value] } })],
  ] as const) {
    it(`reads ${where}`, async () => {
      await assertCompliant(containerEnvironmentSecrets, task(container("exit 0")));
      for (const [, value] of SECRETS) {
        await assertViolations(containerEnvironmentSecrets, task(container(`--x ${value}`)), [
          `(app): ${where} holds `,
        ]);
      }
      await assertViolations(containerEnvironmentSecrets, task(container("DB_PASSWORD=hunter2 serve")), [
        / holds (?!.*hunter2)/,
      ]);
    });
  }
  it("reports every container and variable", () =>
    assertViolations(
      containerEnvironmentSecrets,
      task({
        environment: [
          { name: "A_TOKEN", value: "x1" },
          { name: "B", value: "1" },
          { name: "C", value: PASSWORD_URL },
        ],
      }),
      ['containerDefinitions[1] (app): environment variable "A_TOKEN"', '"C" holds a URL with a password'],
    ));
  it("leaves secrets by ARN alone", () =>
    assertCompliant(
      containerEnvironmentSecrets,
      task({ secrets: [{ name: "DB_PASSWORD", valueFrom: "arn:aws:ssm:x" }] }),
    ));
  it("reports definitions that are no list", async () => {
    for (const containerDefinitions of ["{", "{}", undefined]) {
      await assertViolations(
        containerEnvironmentSecrets,
        { type: "aws:ecs/taskDefinition:TaskDefinition", props: { containerDefinitions } },
        ["no JSON list"],
      );
    }
  });
  it("is undecided while the definitions are unknown", async () => {
    const props = { containerDefinitions: UNKNOWN };
    const verdict = await judge(containerEnvironmentSecrets, {
      type: "aws:ecs/taskDefinition:TaskDefinition",
      props,
    });
    assert.deepEqual(verdict.messages, []);
    assert.match(verdict.undecided ?? "", /containerDefinitions/);
  });
});

describe("docker-build-args-secrets", () => {
  it("finds one argument while another is unknown", async () => {
    const props = { build: { args: { FIRST: UNKNOWN, API_TOKEN: "x1y2" } } };
    const verdict = await judge(dockerBuildArgsSecrets, { type: "docker:index/image:Image", props });
    assert.equal(verdict.messages.length, 1);
    assert.match(verdict.undecided ?? "", /FIRST/);
  });
  it("needs no arguments, and no values of those that the environment gives", async () => {
    await assertCompliant(dockerBuildArgsSecrets, { type: "docker:index/image:Image", props: {} });
    await assertCompliant(dockerBuildArgsSecrets, {
      type: "docker:index/image:Image",
      props: { build: { args: { TOKEN: null } } },
    });
  });
});

describe("parameter-secure-string", () => {
  const parameter = (props: Props, name?: string): Resource => ({
    type: "aws:ssm/parameter:Parameter",
    props,
    ...(name && { name }),
  });
  it("allows secrets in a SecureString", () =>
    assertCompliant(
      parameterSecureString,
      parameter({ type: "SecureString", name: "/db-password", value: PASSWORD_URL }),
    ));
  it("reads the resource's name, too", async () => {
    await assertViolations(
      parameterSecureString,
      parameter({ type: "String", value: "hunter2" }, "db-password"),
      ["by its name"],
    );
    const unknown = { type: "String", name: UNKNOWN, value: "hunter2" };
    assert.equal((await judge(parameterSecureString, parameter(unknown, "db-password"))).messages.length, 1);
    const other = await judge(parameterSecureString, parameter(unknown, "setting"));
    assert.deepEqual(other.messages, []);
    assert.match(other.undecided ?? "", /name/);
  });
  it("is undecided while the value is unknown", async () => {
    const verdict = await judge(
      parameterSecureString,
      parameter({ type: "String", name: "/db-password", value: UNKNOWN }),
    );
    assert.deepEqual(verdict.messages, []);
    assert.match(verdict.undecided ?? "", /value/);
  });
});
