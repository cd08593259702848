import assert from "node:assert/strict";
import { secretReaders } from "../../../policies/secrets";
import { assertCompliant, assertViolations, judge, UNKNOWN, type Props, type Resource } from "../support";

const ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret";
const urn = (type: string, name: string): string => `urn:pulumi:prod::test::${type}::${name}`;

function resource(
  type: string,
  name: string,
  props: Props,
  dependencies: Resource["dependencies"] = {},
): Resource {
  return { type, name, urn: urn(type, name), props, dependencies };
}

const SECRET = "aws:secretsmanager/secret:Secret";
const ROLE = "aws:iam/role:Role";
const secret = (name: string, more: Props = {}): Resource =>
  resource(SECRET, name, { name, arn: `${ARN}:${name}-a1B2c3`, ...more });
const role = (name: string, more: Props = {}): Resource =>
  resource(ROLE, name, { name, arn: `arn:aws:iam::111122223333:role/${name}`, ...more });
const rights = (of: string, ...statements: readonly object[]): Resource =>
  resource("aws:iam/rolePolicy:RolePolicy", `${of}-rights`, {
    role: of,
    policy: JSON.stringify({ Statement: statements.map((one) => ({ Effect: "Allow", ...one })) }),
  });
const reads = (...names: readonly string[]): object => ({
  Action: "secretsmanager:GetSecretValue",
  Resource: names.map((name) => (name.includes(":") ? name : `${ARN}:${name}-a1B2c3`)),
});
const task = (name: string, from: readonly string[], more: Props = {}): Resource =>
  resource("aws:ecs/taskDefinition:TaskDefinition", name, {
    family: name,
    executionRoleArn: `arn:aws:iam::111122223333:role/${name}-starts`,
    taskRoleArn: `arn:aws:iam::111122223333:role/${name}-does`,
    containerDefinitions: JSON.stringify([
      { name, secrets: from.map((valueFrom, index) => ({ name: `S${index}`, valueFrom })) },
    ]),
    ...more,
  });
const of = (name: string): string => `${ARN}:${name}-a1B2c3`;

/** Two services with a secret each and one that both get. */
const twoServices = (changes: Readonly<Record<string, Resource>> = {}): Resource[] => {
  const all: Record<string, Resource> = {
    one: secret("one"),
    other: secret("other"),
    both: secret("both"),
    aStarts: role("a-starts"),
    aDoes: role("a-does"),
    bStarts: role("b-starts"),
    bDoes: role("b-does"),
    aReads: rights("a-starts", reads("one", "both")),
    bReads: rights("b-starts", reads("other", "both")),
    a: task("a", [of("one"), `${of("both")}:::v1`]),
    b: task("b", [of("other"), `${of("both")}:password:AWSCURRENT:`]),
    ...changes,
  };
  return Object.values(all);
};

describe("secret-readers", () => {
  it("allows each service its own secrets, and both what both get", () =>
    assertCompliant(secretReaders, twoServices()));

  it("wants each secret read", async () => {
    await assertViolations(secretReaders, twoServices({ aReads: rights("a-starts", reads("one")) }), [
      "a-starts, the execution role, may not read both",
    ]);
    const other = { ...reads("one", "both"), Action: "secretsmanager:DescribeSecret" };
    await assertViolations(secretReaders, twoServices({ aReads: rights("a-starts", other) }), [
      "may not read one",
      "may not read both",
    ]);
    const denied = rights("a-starts", reads("one", "both"), { ...reads("one"), Effect: "Deny" });
    await assertViolations(secretReaders, twoServices({ aReads: denied }), ["may not read one"]);
    const none = task("a", [of("one")], { executionRoleArn: undefined });
    await assertViolations(secretReaders, twoServices({ a: none, aReads: role("x") }), [
      "no executionRoleArn",
    ]);
  });

  it("says nothing of roles of others", () =>
    assertCompliant(
      secretReaders,
      twoServices({
        a: task("a", [of("one")], { executionRoleArn: "arn:aws:iam::111122223333:role/of-others" }),
        aReads: rights("a-starts", reads("one")),
        bReads: rights("b-starts", reads("other", "both")),
      }).filter(({ name }) => name !== "a-starts" && name !== "a-starts-rights"),
    ));

  it("keeps another service's secret from execution and task roles", async () => {
    await assertViolations(
      secretReaders,
      twoServices({ aReads: rights("a-starts", reads("one", "both", "other")) }),
      ["policy lets a-starts read other, which none of the containers that it starts gets"],
    );
    await assertViolations(secretReaders, twoServices({ more: rights("a-does", reads("other")) }), [
      "policy lets a-does read other, which is another service's",
    ]);
    // Its own, which it could be given anyway, and a role of neither service.
    await assertCompliant(secretReaders, twoServices({ more: rights("a-does", reads("one")) }));
    await assertCompliant(
      secretReaders,
      twoServices({ more: role("rotates"), rotate: rights("rotates", reads("one")) }),
    );
  });

  it("takes no wildcard for a name, but the six signs that AWS adds", async () => {
    const named = (pattern: string): Resource[] =>
      twoServices({ aReads: rights("a-starts", reads("both", pattern)) });
    await assertCompliant(secretReaders, named(`${ARN}:one-??????`));
    await assertCompliant(secretReaders, named("arn:aws:secretsmanager:*:*:secret:one-*"));
    await assertViolations(secretReaders, named(`${ARN}:o*`), ["read other"]);
    for (const wide of ["*", `${ARN}:*`, "arn:aws:secretsmanager:*", "arn:aws:secretsmanager:*:*:*"]) {
      await assertViolations(secretReaders, named(wide), ["lets a-starts read every secret"]);
    }
    const except = { Action: "secretsmanager:*", NotResource: of("other") };
    await assertViolations(secretReaders, twoServices({ more: role("x"), except: rights("x", except) }), [
      "lets x read every secret",
    ]);
    await assertCompliant(
      secretReaders,
      twoServices({ more: rights("a-does", { Action: "s3:*", Resource: "*" }) }),
    );
  });

  it("knows AWS's own policies for all secrets, attached or in the role", async () => {
    const arn = "arn:aws:iam::aws:policy/SecretsManagerReadWrite";
    const attachment = resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "attached", {
      role: "a-does",
      policyArn: arn,
    });
    await assertViolations(secretReaders, twoServices({ attachment }), [
      "a-does has arn:aws:iam::aws:policy/Sec",
    ]);
    const within = role("a-does", { managedPolicyArns: [arn] });
    await assertViolations(secretReaders, twoServices({ aDoes: within }), ["a-does has"]);
  });

  it("reads attached and inline policies", async () => {
    const policy = resource("aws:iam/policy:Policy", "shared", {
      arn: "arn:aws:iam::111122223333:policy/shared",
      policy: JSON.stringify({ Statement: [{ Effect: "Allow", ...reads("one", "both") }] }),
    });
    const attachment = resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "attached", {
      role: "a-starts",
      policyArn: "arn:aws:iam::111122223333:policy/shared",
    });
    await assertCompliant(secretReaders, twoServices({ aReads: policy, attachment }));
    const inline = [
      { policy: JSON.stringify({ Statement: [{ Effect: "Allow", ...reads("one", "both") }] }) },
    ];
    await assertCompliant(
      secretReaders,
      twoServices({ aStarts: role("a-starts", { inlinePolicies: inline }), aReads: role("unused") }),
    );
  });

  it("reads parameters by ARN and by name, and secrets of log drivers and registries", async () => {
    const parameter = (resourceName: string): object => ({
      Action: "ssm:GetParameters",
      Resource: `arn:aws:ssm:eu-west-1:111122223333:parameter/${resourceName}`,
    });
    const from = (valueFrom: string, ...statements: readonly object[]): Resource[] =>
      twoServices({ a: task("a", [valueFrom]), aReads: rights("a-starts", ...statements) });
    await assertCompliant(secretReaders, from("/app/key", parameter("app/key")));
    await assertCompliant(secretReaders, from("key", parameter("key")));
    // ECS calls GetParameters, which the right to GetParameter does not allow.
    const single = { ...parameter("key"), Action: "ssm:GetParameter" };
    await assertViolations(secretReaders, from("key", single), ["may not read parameter/key"]);
    await assertCompliant(
      secretReaders,
      from("arn:aws:ssm:eu-west-1:111122223333:parameter/key", parameter("key")),
    );
    await assertViolations(secretReaders, from("/app/key", parameter("app/other")), [
      "may not read parameter/app/key",
    ]);
    await assertViolations(secretReaders, from("key", parameter("key"), parameter("*")), [
      "read every secret",
    ]);
    const container = {
      name: "a",
      logConfiguration: { secretOptions: [{ name: "token", valueFrom: of("one") }] },
      repositoryCredentials: { credentialsParameter: of("both") },
    };
    const a = task("a", [], { containerDefinitions: JSON.stringify([container]) });
    await assertCompliant(secretReaders, twoServices({ a }));
    await assertViolations(secretReaders, twoServices({ a, aReads: rights("a-starts", reads("one")) }), [
      "read both",
    ]);
  });

  it("wants a secret's own key usable", async () => {
    const key = "arn:aws:kms:eu-west-1:111122223333:key/k1";
    const decrypt = (arn: string): object => ({ Action: "kms:Decrypt", Resource: arn });
    const withKey = (kmsKeyId: string, ...statements: readonly object[]): Resource[] =>
      twoServices({
        one: secret("one", { kmsKeyId }),
        aReads: rights("a-starts", reads("one", "both"), ...statements),
      });
    await assertViolations(secretReaders, withKey(key), ["may not decrypt one"]);
    await assertViolations(secretReaders, withKey(key, decrypt(`${key}2`)), ["may not decrypt one"]);
    await assertCompliant(secretReaders, withKey(key, decrypt(key)));
    await assertCompliant(secretReaders, withKey("alias/app", decrypt(key)));
    await assertCompliant(secretReaders, withKey("alias/aws/secretsmanager"));
  });

  it("decides by what things are made of, while a preview knows no ARN", async () => {
    const inPreview = (...readable: readonly string[]): Resource[] => [
      resource(SECRET, "one", { name: UNKNOWN, arn: UNKNOWN }),
      resource(SECRET, "other", { name: UNKNOWN, arn: UNKNOWN }),
      resource(ROLE, "starts", { name: "starts", arn: UNKNOWN }),
      resource(ROLE, "b-starts", { name: "b-starts", arn: UNKNOWN }),
      resource(
        "aws:iam/rolePolicy:RolePolicy",
        "rights",
        { role: "starts", policy: UNKNOWN },
        { policy: readable.map((name) => urn(SECRET, name)) },
      ),
      resource(
        "aws:iam/rolePolicy:RolePolicy",
        "b-rights",
        { role: "b-starts", policy: UNKNOWN },
        { policy: [urn(SECRET, "other")] },
      ),
      resource(
        "aws:ecs/taskDefinition:TaskDefinition",
        "a",
        { executionRoleArn: UNKNOWN, containerDefinitions: UNKNOWN },
        { executionRoleArn: [urn(ROLE, "starts")], containerDefinitions: [urn(SECRET, "one")] },
      ),
      resource(
        "aws:ecs/taskDefinition:TaskDefinition",
        "b",
        { executionRoleArn: UNKNOWN, containerDefinitions: UNKNOWN },
        { executionRoleArn: [urn(ROLE, "b-starts")], containerDefinitions: [urn(SECRET, "other")] },
      ),
    ];
    await assertViolations(secretReaders, inPreview("one"), []);
    const { undecided: wildcards } = await judge(secretReaders, inPreview("one"));
    assert.match(wildcards ?? "", /policy/);
    await assertViolations(secretReaders, inPreview(), ["starts, the execution role, may not read one"]);
    await assertViolations(secretReaders, inPreview("one", "other"), ["policy lets starts read other"]);
    const { undecided } = await judge(secretReaders, [
      resource("aws:ecs/taskDefinition:TaskDefinition", "a", { containerDefinitions: UNKNOWN }),
    ]);
    assert.match(undecided ?? "", /containerDefinitions/);
  });
});
