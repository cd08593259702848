import {
  secretPolicyClosed,
  secretRecovery,
  secretRotation,
  secretSharedKey,
  secretUnused,
  secretVersionPinned,
} from "../../../policies/secrets";
import { assertCompliant, assertViolations, UNKNOWN, type Props, type Resource } from "../support";

const SECRET = "aws:secretsmanager/secret:Secret";
const VERSION = "aws:secretsmanager/secretVersion:SecretVersion";
const TASK = "aws:ecs/taskDefinition:TaskDefinition";
const ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-a1B2c3";
const urn = (type: string, name: string): string => `urn:pulumi:prod::test::${type}::${name}`;

const secret = (more: Props = {}): Resource => ({
  type: SECRET,
  name: "db",
  urn: urn(SECRET, "db"),
  props: { arn: ARN, id: ARN, ...more },
});
const task = (...from: readonly string[]): Resource => ({
  type: TASK,
  name: "app",
  urn: urn(TASK, "app"),
  props: {
    containerDefinitions: JSON.stringify([
      { name: "app", secrets: from.map((valueFrom, index) => ({ name: `S${index}`, valueFrom })) },
    ]),
  },
});
/** As in a preview that knows no ARN. */
const unborn = (...sources: readonly (readonly [string, string])[]): Resource => ({
  type: TASK,
  name: "app",
  urn: urn(TASK, "app"),
  props: { containerDefinitions: UNKNOWN },
  dependencies: { containerDefinitions: sources.map(([type, name]) => urn(type, name)) },
});

describe("secret-version-pinned", () => {
  it("wants the version's id behind the ARN", async () => {
    await assertCompliant(secretVersionPinned, [secret(), task(`${ARN}:::0b8a9dbe`)]);
    await assertCompliant(secretVersionPinned, [secret(), task(`${ARN}:password::0b8a9dbe`)]);
    for (const from of [ARN, `${ARN}:password::`, `${ARN}::AWSCURRENT:`]) {
      await assertViolations(secretVersionPinned, [secret(), task(from)], ["takes db without a version id"]);
    }
    await assertViolations(secretVersionPinned, [secret(), task(`${ARN}:::v1`, ARN)], ["takes db"]);
  });
  it("leaves secrets of others and parameters alone", () =>
    assertCompliant(secretVersionPinned, [secret(), task(ARN.replace("db", "other"), "/app/parameter")]));
  it("decides by what the definitions are made of, in a preview", async () => {
    const unknown = secret({ arn: UNKNOWN, id: UNKNOWN });
    const version: Resource = {
      type: VERSION,
      name: "db",
      urn: urn(VERSION, "db"),
      props: { secretId: UNKNOWN },
      dependencies: { secretId: [urn(SECRET, "db")] },
    };
    await assertCompliant(secretVersionPinned, [unknown, version, unborn([SECRET, "db"], [VERSION, "db"])]);
    await assertViolations(secretVersionPinned, [unknown, version, unborn([SECRET, "db"])], ["takes db"]);
  });
});

describe("secret-unused", () => {
  it("wants something to use each secret", async () => {
    await assertCompliant(secretUnused, [secret(), task(ARN)]);
    await assertViolations(
      secretUnused,
      [secret(), task(ARN.replace("db", "other"))],
      ["is used by no container"],
    );
    await assertCompliant(secretUnused, [secret({ arn: UNKNOWN }), unborn([SECRET, "db"])]);
  });
  it("takes neither its own version nor a right to read it for a use", async () => {
    for (const type of [VERSION, "aws:iam/rolePolicy:RolePolicy", "pulumi:pulumi:Stack"]) {
      const user: Resource = { type, props: {}, dependencies: { it: [urn(SECRET, "db")] } };
      await assertViolations(secretUnused, [secret(), user], ["is used by no container"]);
    }
    const user: Resource = {
      type: "aws:lambda/function:Function",
      props: {},
      dependencies: { it: [urn(SECRET, "db")] },
    };
    await assertCompliant(secretUnused, [secret(), user]);
  });
});

describe("secret-recovery", () => {
  it("wants a window, outside development", async () => {
    await assertViolations(secretRecovery, secret({ recoveryWindowInDays: 0 }), [
      "recoveryWindowInDays is 0",
    ]);
    for (const recoveryWindowInDays of [7, 30, undefined]) {
      await assertCompliant(secretRecovery, secret({ recoveryWindowInDays }));
    }
    const development = {
      ...secret({ recoveryWindowInDays: 0 }),
      urn: `urn:pulumi:dev::test::${SECRET}::db`,
    };
    await assertCompliant(secretRecovery, development);
    await assertViolations(secretRecovery, development, ["is 0"], { developmentStacks: [] });
  });
});

describe("secret-rotation", () => {
  const rotation = (automaticallyAfterDays?: number): Resource => ({
    type: "aws:secretsmanager/secretRotation:SecretRotation",
    props: { secretId: ARN, rotationRules: { automaticallyAfterDays } },
  });
  it("wants 90 days at most, and a rotation only where one is required", async () => {
    await assertCompliant(secretRotation, [secret(), rotation(90)]);
    await assertViolations(
      secretRotation,
      [secret(), rotation(91)],
      ["rotates every 91 days; it must be 90 or fewer"],
    );
    await assertCompliant(secretRotation, [secret(), rotation(91)], { maxDays: 91 });
    await assertCompliant(secretRotation, [secret(), rotation()]);
    await assertCompliant(secretRotation, [secret()]);
    await assertViolations(secretRotation, [secret()], ["never rotates"], { required: true });
    await assertCompliant(secretRotation, [secret(), rotation(30)], { required: true });
  });
});

const policy = (Principal: unknown, more: object = {}): string =>
  JSON.stringify({
    Statement: [
      { Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: "*", Principal, ...more },
    ],
  });

describe("secret-policy-closed", () => {
  it("lets nobody have everybody in", async () => {
    for (const principal of ["*", { AWS: "*" }, { AWS: ["arn:aws:iam::111122223333:root", "*"] }]) {
      await assertViolations(secretPolicyClosed, secret({ policy: policy(principal) }), [
        "Statement[0] allows everybody",
      ]);
    }
    for (const fine of [
      undefined,
      policy({ AWS: "arn:aws:iam::111122223333:role/app" }),
      policy("*", { Effect: "Deny" }),
      policy("*", { Condition: { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3" } } }),
    ]) {
      await assertCompliant(secretPolicyClosed, secret({ policy: fine }));
    }
  });
});

describe("secret-shared-key", () => {
  it("wants a key for secrets that other accounts read", async () => {
    const shared = policy({ AWS: "arn:aws:iam::444455556666:role/reader" });
    await assertViolations(
      secretSharedKey,
      [secret({ policy: shared })],
      ["has readers in other accounts and no key"],
    );
    await assertViolations(
      secretSharedKey,
      [secret({ policy: shared, kmsKeyId: "alias/aws/secretsmanager" })],
      ["no key"],
    );
    await assertCompliant(secretSharedKey, [secret({ policy: shared, kmsKeyId: "alias/own" })]);
    await assertCompliant(secretSharedKey, [secret({ policy: policy({ AWS: "111122223333" }) })]);
    await assertCompliant(secretSharedKey, [secret()]);
    await assertViolations(secretSharedKey, [secret()], ["has no key of its own"], { required: true });
    const attached: Resource = {
      type: "aws:secretsmanager/secretPolicy:SecretPolicy",
      props: { secretArn: ARN, policy: shared },
    };
    await assertViolations(secretSharedKey, [secret(), attached], ["has readers in other accounts"]);
  });
});
