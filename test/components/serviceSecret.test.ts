import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { ServiceSecret, type ServiceSecretArgs } from "../../components/serviceSecret";
import { SecretValue } from "../../simulator";
import { failure, plan } from "../support/plan";

const SECRET = "aws:secretsmanager/secret:Secret";
const VERSION = "aws:secretsmanager/secretVersion:SecretVersion";
const MARKER = "marker-5c1d";

const args: ServiceSecretArgs = {
  secretName: "DATABASE_URL",
  description: "The database's address",
  source: { kind: "value", value: pulumi.secret(MARKER) },
};
const make =
  (changes: Partial<ServiceSecretArgs> = {}) =>
  (): unknown => {
    const secret = new ServiceSecret("DATABASE_URL", { ...args, ...changes });
    return { arn: secret.arn, valueFrom: secret.valueFrom, kmsKeyArn: secret.kmsKeyArn };
  };

describe("ServiceSecret", () => {
  it("stores a value, and names it with its version", async () => {
    const made = await plan(make({ recoveryDays: 0 }));
    const component = made.one("harena:secrets:ServiceSecret");
    assert.deepEqual(made.children(component), [
      `${SECRET} DATABASE_URL-secret`,
      `${VERSION} DATABASE_URL-version`,
    ]);
    const secret = made.one(SECRET);
    assert.deepEqual(secret.inputs, {
      namePrefix: "harena/dev/DATABASE_URL-",
      description: "The database's address",
      recoveryWindowInDays: 0,
    });
    assert.equal(secret.options.protect, false);
    assert.deepEqual(made.inputs(VERSION), { secretId: secret.id, secretString: MARKER });
    const { arn, valueFrom, kmsKeyArn } = made.simulation.outputs;
    assert.equal(arn, secret.outputs.arn);
    assert.equal(valueFrom, `${String(arn)}:::${String(made.one(VERSION).outputs.versionId)}`);
    assert.equal(kmsKeyArn, "");
    assert.deepEqual(component.registeredOutputs, { arn, valueFrom, kmsKeyArn });
  });

  it("keeps the value a secret, and shows it nowhere", async () => {
    const made = await plan(make());
    assert.ok(made.one(VERSION).inputs.secretString instanceof SecretValue);
    assert.ok(made.one(VERSION).outputs.secretString instanceof SecretValue);
    assert.doesNotMatch(JSON.stringify(made.resources), new RegExp(MARKER));
    assert.doesNotMatch(JSON.stringify(made.simulation.outputs), new RegExp(MARKER));
  });

  it("can be restored for 30 days unless told otherwise, and is protected when asked", async () => {
    const made = await plan(make({ protect: true }));
    assert.equal(made.inputs(SECRET).recoveryWindowInDays, 30);
    assert.equal(made.one(SECRET).options.protect, true);
    // A rotation replaces the version: that must stay possible.
    assert.equal(made.one(VERSION).options.protect, false);
  });

  it("gives another version, and the same secret, for another value", async () => {
    const before = await plan(make());
    const after = await plan(make({ source: { kind: "value", value: pulumi.secret("another-value") } }));
    assert.deepEqual(after.one(SECRET).inputs, before.one(SECRET).inputs);
    assert.notDeepEqual(after.inputs(VERSION), before.inputs(VERSION));
  });

  it("generates letters and digits", async () => {
    const made = await plan(make({ source: { kind: "generated", length: 64 } }));
    const value = made.one("random:index/randomPassword:RandomPassword");
    assert.deepEqual(value.inputs, { length: 64, special: false });
    assert.ok(made.one(VERSION).inputs.secretString instanceof SecretValue);
    assert.match(String(made.inputs(VERSION).secretString), /^[A-Za-z0-9]{64}$/);
  });

  it("adopts an existing secret without reading its value", async () => {
    const arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shared/database-Ab12Cd";
    const made = await plan(make({ source: { kind: "existing", arn } }));
    assert.deepEqual(made.children(made.one("harena:secrets:ServiceSecret")), []);
    assert.deepEqual(made.simulation.invokes.map(({ token }) => token).sort(), [
      "aws:secretsmanager/getSecret:getSecret",
      "aws:secretsmanager/getSecretVersions:getSecretVersions",
    ]);
    assert.equal(made.simulation.outputs.arn, arn);
    assert.match(
      String(made.simulation.outputs.valueFrom),
      /^arn:aws:secretsmanager:.*-Ab12Cd:::[0-9a-f-]+$/,
    );
  });

  it("refuses what AWS would, before anything is made", async () => {
    const cases: [Partial<ServiceSecretArgs>, string][] = [
      [{ recoveryDays: 6 }, "recoveryDays: got 6; allowed: whole numbers from 7 to 30"],
      [{ recoveryDays: 31 }, "recoveryDays: got 31; allowed: whole numbers from 7 to 30"],
      [
        { source: { kind: "generated", length: 8 } },
        "source.length: got 8; allowed: whole numbers from 32 to 4096",
      ],
      [
        { source: { kind: "existing", arn: "DATABASE_URL" } },
        'source.arn: got "DATABASE_URL"; allowed: the ARN of a Secrets Manager secret',
      ],
    ];
    for (const [changes, text] of cases) {
      const error = await failure(make(changes));
      assert.equal(error.message, `the secret DATABASE_URL cannot be created: ${text}`);
    }
  });
});
