import type { Account, Existing } from "../../../account";
import type { Place, Props, ResourceModel, RuleInput } from "../../../model";
import { ARN, arnOf, letters, uuid } from "../kit/arn";
import { parsePolicy, policyRules, statementsOf } from "../kit/policy";
import { APPLY, mustExist, rule, takesAlong, unique } from "../kit/rules";
import { tagRule } from "../kit/tags";
import { TYPES } from "../kit/types";
import { asList, isOn, num, object, text } from "../kit/values";
import { keyReference } from "./kms";

const SOURCE = "terraform-provider-aws internal/service/secretsmanager/secret.go";
const VERSION_SOURCE = "terraform-provider-aws internal/service/secretsmanager/secret_version.go";
const NAME = { pattern: /^[0-9A-Za-z/_+=.@-]*$/, words: "letters, digits and /_+=.@-" };
const MAX_BYTES = 65536;

export const secret: ResourceModel = {
  type: TYPES.secret,
  shape: {
    source: SOURCE,
    replaceOn: ["name", "namePrefix", "type", "region"],
    conflicts: [["name", "namePrefix"]],
    required: ["replicas[].region"],
    values: { type: ["SalesforceClientSecret", "BigIDClientSecret", "SnowflakeKeyPairAuthentication"] },
    lengths: { namePrefix: [1, 486], name: [1, 512], description: [0, 2048] },
    formats: { namePrefix: NAME, name: NAME },
    defaults: { recoveryWindowInDays: 30, forceOverwriteReplicaSecret: false },
    autoName: { property: "name", max: 512 },
  },
  rules: [
    rule("secretsmanager/secret:recovery-window", "check", SOURCE, ({ inputs }) => {
      const days = num(inputs, "recoveryWindowInDays");
      if (days === undefined || days === 0 || (days >= 7 && days <= 30)) return undefined;
      return `expected recovery_window_in_days to be 0 or in the range (7 - 30), got ${days}`;
    }),
    unique({
      id: "secretsmanager/secret:duplicate",
      type: TYPES.secret,
      source: "Secrets Manager CreateSecret: ResourceExistsException",
      same: ["name"],
      words: (inputs) =>
        `ResourceExistsException: The operation failed because the secret ${String(inputs.name)} already exists.`,
    }),
    rule(
      "secretsmanager/secret:scheduled-deletion",
      "create",
      "Secrets Manager DeleteSecret: RecoveryWindowInDays; the provider retries for two minutes",
      ({ inputs, place, account }) =>
        account.recall(SCHEDULED, scheduledKey(place, inputs.name)) === undefined
          ? undefined
          : "InvalidRequestException: You can't create this secret because a secret with this name is already scheduled for deletion.",
    ),
    keyReference("secretsmanager/secret", "kmsKeyId"),
    ...policyRules("secretsmanager/secret", "policy", "resource", { max: 20480 }),
    tagRule("secretsmanager/secret"),
  ],
  create: (inputs, place) => {
    const arn = arnOf(place, "secretsmanager", `secret:${String(inputs.name)}-${letters(place.urn, 6)}`);
    return { id: arn, outputs: { arn, policy: inputs.policy ?? "", replicas: inputs.replicas ?? [] } };
  },
  // The window that the state holds counts, not the one that the program would give now.
  remove: (place, account, self) => {
    withSecret(place, account, self);
    const days = num(self.inputs, "recoveryWindowInDays");
    if (days !== 0) account.remember(SCHEDULED, scheduledKey(place, self.inputs.name), { days });
  },
};

/** The account's memory of secrets in their recovery window, by region and name. */
export const SCHEDULED = "secrets scheduled for deletion";

function scheduledKey({ region }: Pick<Place, "region">, name: unknown): string {
  return `${region}|${String(name)}`;
}

const withSecret = takesAlong([
  { type: TYPES.secretVersion, path: "secretId" },
  { type: TYPES.secretPolicy, path: "secretArn" },
]);

/** A secret by its ARN or name; with an ARN of another account nothing can be looked up. */
export function findSecret(account: Account, reference: string, region: string): Existing | undefined {
  const found = account.find(TYPES.secret, reference);
  return found?.region === region ? found : undefined;
}

function secretMustExist(prefix: string, path: string): ReturnType<typeof mustExist> {
  return mustExist({
    id: `${prefix}:secret`,
    path,
    source: "Secrets Manager API: ResourceNotFoundException",
    find: (id, { account, place }) => findSecret(account, id, place.region),
    words: () => "ResourceNotFoundException: Secrets Manager can't find the specified secret.",
  });
}

export const secretVersion: ResourceModel = {
  type: TYPES.secretVersion,
  shape: {
    source: VERSION_SOURCE,
    replaceOn: ["secretBinary", "secretId", "secretString", "secretStringWoVersion", "region"],
    required: ["secretId"],
    conflicts: [
      ["secretString", "secretBinary"],
      ["secretString", "secretStringWo"],
      ["secretBinary", "secretStringWo"],
    ],
    formats: { secretBinary: { pattern: /^[A-Za-z0-9+/]*={0,2}$/, words: "base64" } },
    tags: false,
  },
  rules: [
    rule("secretsmanager/secretVersion:write-only", "check", VERSION_SOURCE, ({ inputs }) =>
      (inputs.secretStringWo === undefined) === (inputs.secretStringWoVersion === undefined)
        ? undefined
        : "all of `secret_string_wo,secret_string_wo_version` must be specified",
    ),
    secretMustExist("secretsmanager/secretVersion", "secretId"),
    rule(
      "secretsmanager/secretVersion:empty",
      APPLY,
      "Secrets Manager PutSecretValue: SecretString",
      ({ inputs }) =>
        valueOf(inputs) === undefined
          ? "InvalidRequestException: You must provide either SecretString or SecretBinary."
          : undefined,
    ),
    rule(
      "secretsmanager/secretVersion:size",
      APPLY,
      "Secrets Manager quotas: secret value size",
      ({ inputs }) => {
        const bytes = Buffer.byteLength(valueOf(inputs) ?? "", inputs.secretBinary ? "base64" : "utf8");
        if (bytes <= MAX_BYTES) return undefined;
        return `ValidationException: the secret value has ${bytes} bytes, more than the ${MAX_BYTES} allowed`;
      },
    ),
  ],
  create: (inputs, place, account) => {
    const secretId = String(inputs.secretId);
    const versionId = uuid(place.urn);
    const arn = text(account.find(TYPES.secret, secretId)?.outputs, "arn") ?? secretId;
    return {
      id: `${secretId}|${versionId}`,
      outputs: {
        arn,
        hasSecretStringWo: inputs.secretStringWo !== undefined,
        secretArn: arn,
        versionId,
        versionStages: asList(inputs.versionStages).length > 0 ? inputs.versionStages : ["AWSCURRENT"],
      },
    };
  },
  secretOutputs: ["secretString", "secretBinary", "secretStringWo"],
};

function valueOf(inputs: Props): string | undefined {
  return text(inputs, "secretString") ?? text(inputs, "secretBinary") ?? text(inputs, "secretStringWo");
}

export const secretPolicy: ResourceModel = {
  type: TYPES.secretPolicy,
  shape: {
    source: "terraform-provider-aws internal/service/secretsmanager/secret_policy.go",
    replaceOn: ["secretArn", "region"],
    required: ["policy", "secretArn"],
    formats: { secretArn: ARN },
    tags: false,
  },
  rules: [
    secretMustExist("secretsmanager/secretPolicy", "secretArn"),
    ...policyRules("secretsmanager/secretPolicy", "policy", "resource", { max: 20480 }),
    rule(
      "secretsmanager/secretPolicy:public",
      APPLY,
      "Secrets Manager PutResourcePolicy: PublicPolicyException",
      publicPolicy,
    ),
  ],
  create: (inputs) => ({ id: String(inputs.secretArn), outputs: {} }),
};

function publicPolicy({ inputs }: RuleInput): string | undefined {
  if (!isOn(inputs, "blockPublicPolicy")) return undefined;
  const open = statementsOf(parsePolicy(inputs.policy)).some(
    ({ Effect, Principal, Condition }) =>
      Effect === "Allow" &&
      Condition === undefined &&
      (Principal === "*" || object({ Principal }, "Principal")?.AWS === "*"),
  );
  return open ? "PublicPolicyException: This resource policy grants broad access to the secret." : undefined;
}
