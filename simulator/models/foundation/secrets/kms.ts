import type { ResourceModel, Rule } from "../../../model";
import { hex } from "../../../ids";
import { arnOf, parseArn, uuid } from "../kit/arn";
import { parsePolicy, policyRules, statementsOf } from "../kit/policy";
import { APPLY, byId, mustExist, requiredWith, rule, unique } from "../kit/rules";
import { tagRule } from "../kit/tags";
import { TYPES } from "../kit/types";
import { asList, isOn, isProps, text } from "../kit/values";

const SOURCE = "terraform-provider-aws internal/service/kms/key.go";
const ALIAS_NAME = {
  pattern: /^alias\/(?!aws\/)[a-zA-Z0-9/_-]+$/,
  words: "must begin with 'alias/', have only [a-zA-Z0-9/_-], and not begin with 'alias/aws/'",
};

export const key: ResourceModel = {
  type: TYPES.key,
  shape: {
    source: SOURCE,
    replaceOn: ["customKeyStoreId", "customerMasterKeySpec", "keyUsage", "multiRegion", "xksKeyId", "region"],
    values: {
      keyUsage: ["ENCRYPT_DECRYPT", "SIGN_VERIFY", "GENERATE_VERIFY_MAC", "KEY_AGREEMENT"],
      customerMasterKeySpec: [
        "SYMMETRIC_DEFAULT",
        ...["RSA_2048", "RSA_3072", "RSA_4096"],
        ...["ECC_NIST_P256", "ECC_NIST_P384", "ECC_NIST_P521", "ECC_SECG_P256K1"],
        ...["HMAC_224", "HMAC_256", "HMAC_384", "HMAC_512"],
        ...["SM2", "ML_DSA_44", "ML_DSA_65", "ML_DSA_87"],
      ],
    },
    ranges: { deletionWindowInDays: [7, 30], rotationPeriodInDays: [90, 2560] },
    lengths: { description: [0, 8192], customKeyStoreId: [1, 22], xksKeyId: [1, 128] },
    defaults: {
      bypassPolicyLockoutSafetyCheck: false,
      customerMasterKeySpec: "SYMMETRIC_DEFAULT",
      enableKeyRotation: false,
      isEnabled: true,
      keyUsage: "ENCRYPT_DECRYPT",
    },
  },
  rules: [
    requiredWith(
      "kms/key:required-with",
      { rotationPeriodInDays: ["enableKeyRotation"], xksKeyId: ["customKeyStoreId"] },
      SOURCE,
    ),
    ...policyRules("kms/key", "policy", "resource", { max: 32768 }),
    rule("kms/key:lockout", APPLY, "KMS CreateKey: MalformedPolicyDocumentException", ({ inputs, place }) => {
      const policy = parsePolicy(inputs.policy);
      if (!policy || statementsOf(policy).length === 0 || isOn(inputs, "bypassPolicyLockoutSafetyCheck"))
        return undefined;
      const keeps = statementsOf(policy).some(
        ({ Effect, Principal }) =>
          Effect === "Allow" && isProps(Principal) && ownAccount(Principal.AWS, place.accountId),
      );
      return keeps
        ? undefined
        : "MalformedPolicyDocumentException: The new key policy will not allow you to update the key policy in the future.";
    }),
    rule("kms/key:rotation", APPLY, "KMS EnableKeyRotation: UnsupportedOperationException", ({ inputs }) =>
      isOn(inputs, "enableKeyRotation") && inputs.customerMasterKeySpec !== "SYMMETRIC_DEFAULT"
        ? "UnsupportedOperationException: automatic rotation is for symmetric encryption keys only"
        : undefined,
    ),
    tagRule("kms/key"),
  ],
  create: (inputs, place) => {
    const id = isOn(inputs, "multiRegion") ? `mrk-${hex(place.urn, 32)}` : uuid(place.urn);
    return {
      id,
      outputs: {
        arn: arnOf(place, "kms", `key/${id}`),
        keyId: id,
        multiRegion: inputs.multiRegion ?? false,
        policy: inputs.policy ?? defaultPolicy(place.partition, place.accountId),
        rotationPeriodInDays: inputs.rotationPeriodInDays ?? 365,
      },
    };
  },
};

function ownAccount(principal: unknown, accountId: string): boolean {
  return asList(principal).some(
    (value) => value === "*" || value === accountId || parseArn(value)?.account === accountId,
  );
}

function defaultPolicy(partition: string, accountId: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Id: "key-default-1",
    Statement: [
      {
        Sid: "Enable IAM User Permissions",
        Effect: "Allow",
        Principal: { AWS: `arn:${partition}:iam::${accountId}:root` },
        Action: "kms:*",
        Resource: "*",
      },
    ],
  });
}

export const alias: ResourceModel = {
  type: TYPES.keyAlias,
  shape: {
    source: "terraform-provider-aws internal/service/kms/alias.go",
    replaceOn: ["name", "namePrefix", "region"],
    required: ["targetKeyId"],
    conflicts: [["name", "namePrefix"]],
    lengths: { name: [1, 256] },
    formats: { name: ALIAS_NAME, namePrefix: ALIAS_NAME },
    tags: false,
  },
  rules: [
    unique({
      id: "kms/alias:duplicate",
      type: TYPES.keyAlias,
      source: "KMS CreateAlias: AlreadyExistsException",
      same: ["name"],
      words: (inputs) =>
        `AlreadyExistsException: An alias with the name ${String(inputs.name)} already exists`,
    }),
    keyReference("kms/alias", "targetKeyId"),
  ],
  create: (inputs, place, account) => {
    const given =
      text(inputs, "name") ?? `${text(inputs, "namePrefix") ?? `alias/${place.name}-`}${hex(place.urn, 7)}`;
    const target = account.find(TYPES.key, inputs.targetKeyId);
    return {
      id: given,
      outputs: {
        arn: arnOf(place, "kms", given),
        name: given,
        targetKeyArn: text(target?.outputs, "arn") ?? String(inputs.targetKeyId),
      },
    };
  },
};

/** A reference to a key of this account: id, ARN, or alias; AWS's own `alias/aws/…` are always there. */
export function keyReference(prefix: string, path: string): Rule {
  return mustExist({
    id: `${prefix}:key`,
    path,
    source: "KMS API: NotFoundException",
    find: (reference, { account, place }) => {
      const arn = parseArn(reference);
      const name = arn ? arn.resource.replace(/^key\//, "") : reference;
      if (name.startsWith("alias/aws/") || (arn && arn.account !== place.accountId)) return reference;
      const found =
        byId(account, TYPES.key, name, place.region) ?? byId(account, TYPES.keyAlias, name, place.region);
      return arn && arn.region !== place.region ? undefined : found;
    },
    words: (reference) => `NotFoundException: Key '${reference}' does not exist`,
  });
}
