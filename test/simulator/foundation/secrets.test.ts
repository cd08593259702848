import { describeType, policyBreaks, policyOf, ROOT, tagBreaks } from "./cases";

const SECRET = "aws:secretsmanager/secret:Secret";
const PARAMETER = "aws:ssm/parameter:Parameter";
const KEY_STATEMENT = { Effect: "Allow", Principal: { AWS: ROOT }, Action: "kms:*", Resource: "*" };
const SECRET_STATEMENT = {
  Effect: "Allow",
  Principal: { AWS: ROOT },
  Action: "secretsmanager:GetSecretValue",
  Resource: "*",
};

describeType(SECRET, {
  compliant: () => ({ name: "harena/dev/SECRET_KEY", recoveryWindowInDays: 7 }),
  breaks: {
    "recovery-window": [
      { recoveryWindowInDays: 6 },
      { recoveryWindowInDays: 31 },
      { recoveryWindowInDays: 1 },
    ],
    duplicate: (inputs, world) => void world.add(SECRET, inputs),
    "scheduled-deletion": (inputs, world) => {
      world.delete(world.add(SECRET, { ...inputs, recoveryWindowInDays: 7 }));
    },
    key: [{ kmsKeyId: "alias/gone" }, { kmsKeyId: "arn:aws:kms:eu-west-1:111122223333:key/gone" }],
    ...policyBreaks("policy", "resource", SECRET_STATEMENT, 20480),
    ...tagBreaks(),
  },
  accepts: {
    "no recovery window": { recoveryWindowInDays: 0 },
    "the longest recovery window": { recoveryWindowInDays: 30 },
    "the same name in another region": (inputs, world) => void world.add(SECRET, inputs, {}, "us-east-1"),
    "AWS's own key": { kmsKeyId: "alias/aws/secretsmanager" },
  },
});

describeType("aws:secretsmanager/secretVersion:SecretVersion", {
  compliant: (world) => ({ secretId: world.add(SECRET, { name: "one" }).id, secretString: "value" }),
  samples: { secretBinary: "dmFsdWU=", secretStringWo: "value" },
  breaks: {
    "conflicts:secretString+secretStringWo": { secretStringWo: "value", secretStringWoVersion: 1 },
    "conflicts:secretBinary+secretStringWo": {
      secretString: undefined,
      secretBinary: "dmFsdWU=",
      secretStringWo: "value",
      secretStringWoVersion: 1,
    },
    "format:secretBinary": { secretString: undefined, secretBinary: "no base64!" },
    "write-only": [{ secretString: undefined, secretStringWo: "value" }, { secretStringWoVersion: 1 }],
    secret: [
      { secretId: "gone" },
      { secretId: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:gone-abcdef" },
    ],
    empty: [{ secretString: undefined }, { secretString: "" }],
    size: [
      { secretString: "a".repeat(65537) },
      { secretString: "é".repeat(32769) },
      { secretString: undefined, secretBinary: Buffer.alloc(65537).toString("base64") },
    ],
  },
  accepts: {
    "65536 bytes": { secretString: "a".repeat(65536) },
    "65536 bytes of binary": {
      secretString: undefined,
      secretBinary: Buffer.alloc(65536).toString("base64"),
    },
    "a secret by its name": { secretId: "one" },
  },
});

describeType("aws:secretsmanager/secretPolicy:SecretPolicy", {
  compliant: (world) => ({
    secretArn: world.add(SECRET, { name: "one" }).id,
    policy: policyOf(SECRET_STATEMENT),
  }),
  breaks: {
    "format:secretArn": (inputs, world) => {
      world.add(SECRET, { name: "one-by-name" });
      inputs.secretArn = "one-by-name";
    },
    secret: { secretArn: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:gone-abcdef" },
    ...policyBreaks("policy", "resource", SECRET_STATEMENT, 20480),
    public: [
      { blockPublicPolicy: true, policy: policyOf({ ...SECRET_STATEMENT, Principal: "*" }) },
      { blockPublicPolicy: true, policy: policyOf({ ...SECRET_STATEMENT, Principal: { AWS: "*" } }) },
    ],
  },
  accepts: {
    "an open policy that is not to be blocked": { policy: policyOf({ ...SECRET_STATEMENT, Principal: "*" }) },
  },
});

describeType(PARAMETER, {
  compliant: () => ({ name: "/harena/dev/url", type: "String", value: "https://example.com" }),
  breaks: {
    "length:name": { name: `/${"a".repeat(2048)}` },
    "length:allowedPattern": { allowedPattern: `.*${"a?".repeat(512)}` },
    "required-with": [{ value: undefined, valueWo: "value" }, { valueWoVersion: 1 }],
    name: [
      { name: "a/b" },
      { name: "/aws/x" },
      { name: "ssm-x" },
      { name: "a b" },
      { name: "/a".repeat(16) },
    ],
    duplicate: (inputs, world) => void world.add(PARAMETER, inputs),
    "type-change": [{ type: "SecureString" }, { type: "StringList" }],
    "secure-value": { type: "SecureString", value: undefined, insecureValue: "x" },
    size: [{ value: "a".repeat(4097) }, { tier: "Advanced", value: "a".repeat(8193) }],
    pattern: { allowedPattern: "\\d+" },
    key: { type: "SecureString", keyId: "alias/gone" },
    ...tagBreaks(),
  },
  accepts: {
    "4096 bytes": { value: "a".repeat(4096) },
    "15 levels": { name: "/a".repeat(15) },
    "an existing one to overwrite": (inputs, world) => {
      world.add(PARAMETER, inputs);
      inputs.overwrite = true;
    },
  },
});

describeType("aws:kms/key:Key", {
  compliant: () => ({ description: "logs", enableKeyRotation: true, rotationPeriodInDays: 90 }),
  breaks: {
    "values:customerMasterKeySpec": { enableKeyRotation: false, customerMasterKeySpec: "AES_128" },
    "length:xksKeyId": { customKeyStoreId: "cks-1", xksKeyId: "a".repeat(129) },
    "required-with": [{ enableKeyRotation: undefined, xksKeyId: "x" }, { xksKeyId: "x" }],
    ...policyBreaks("policy", "resource", KEY_STATEMENT, 32768),
    // Faults of the only statement that keeps the account in: the lockout check is out of the way.
    ...withoutLockout(policyBreaks("policy", "resource", KEY_STATEMENT)),
    lockout: {
      policy: policyOf({ ...KEY_STATEMENT, Principal: { Service: "logs.eu-west-1.amazonaws.com" } }),
    },
    rotation: { customerMasterKeySpec: "RSA_2048" },
    ...tagBreaks(),
  },
  accepts: { "a policy for the account": { policy: policyOf(KEY_STATEMENT) } },
});

function withoutLockout(breaks: ReturnType<typeof policyBreaks>): ReturnType<typeof policyBreaks> {
  return Object.fromEntries(
    Object.entries(breaks).map(([id, changes]) => [
      id,
      [changes].flat().map((change) => ({
        ...(change as Readonly<Record<string, unknown>>),
        bypassPolicyLockoutSafetyCheck: true,
      })),
    ]),
  );
}

describeType("aws:kms/alias:Alias", {
  compliant: (world) => ({ name: "alias/logs", targetKeyId: world.add("aws:kms/key:Key").id }),
  breaks: {
    "conflicts:name+namePrefix": { namePrefix: "alias/other" },
    "length:name": { name: `alias/${"a".repeat(251)}` },
    "format:name": [{ name: "logs" }, { name: "alias/aws/logs" }, { name: "alias/a b" }],
    "format:namePrefix": { name: undefined, namePrefix: "logs" },
    duplicate: (inputs, world) => void world.add("aws:kms/alias:Alias", inputs),
    key: { targetKeyId: "gone" },
  },
  accepts: {
    "a key by its ARN": (inputs, world) => void (inputs.targetKeyId = world.account.all()[0]?.outputs.arn),
  },
});
