import type { ResourceModel, Rule, RuleInput } from "../../../model";
import { ARN, globalArnOf, letters, parseArn } from "../kit/arn";
import { policyRules, policySize } from "../kit/policy";
import { APPLY, byId, inUse, mustExist, rule } from "../kit/rules";
import { tagRule } from "../kit/tags";
import { TYPES } from "../kit/types";
import { text } from "../kit/values";
import { mistakenPath } from "./managed";
import { CREATED, NAME, uniqueName } from "./role";

const MAX_INLINE = 10240;
const MAX_MANAGED = 6144;
const MAX_ATTACHED = 10;

function roleMustExist(prefix: string): Rule {
  return mustExist({
    id: `${prefix}:role`,
    path: "role",
    source: "IAM API: NoSuchEntity",
    find: (name, { account }) => byId(account, TYPES.role, name),
    words: (name) => `NoSuchEntity: The role with name ${name} cannot be found.`,
  });
}

export const rolePolicy: ResourceModel = {
  type: TYPES.rolePolicy,
  shape: {
    source: "terraform-provider-aws internal/service/iam/role_policy.go",
    replaceOn: ["name", "namePrefix", "role"],
    conflicts: [["name", "namePrefix"]],
    required: ["policy", "role"],
    lengths: { namePrefix: [1, 102], name: [1, 128] },
    formats: {
      namePrefix: NAME,
      name: NAME,
      role: { pattern: /^[\w+=,.@-]{1,128}$/, words: "the role's name, not its ARN" },
    },
    autoName: { property: "name", max: 128 },
    tags: false,
  },
  rules: [
    nameOnly(roleMustExist("iam/rolePolicy")),
    ...policyRules("iam/rolePolicy", "policy", "identity"),
    rule(
      "iam/rolePolicy:size",
      APPLY,
      "IAM and AWS STS quotas: role inline policies",
      ({ inputs, account, place }) => {
        const others = account
          .ofType(TYPES.rolePolicy)
          .filter((other) => other.urn !== place.urn && other.inputs.role === inputs.role)
          .map((other) => other.inputs.policy);
        const sum = [...others, inputs.policy].reduce<number>(
          (total, policy) => total + policySize(policy),
          0,
        );
        if (sum <= MAX_INLINE) return undefined;
        return `LimitExceeded: Maximum policy size of ${MAX_INLINE} bytes exceeded for role ${String(inputs.role)}`;
      },
    ),
  ],
  create: (inputs) => ({ id: `${String(inputs.role)}:${String(inputs.name)}`, outputs: {} }),
};

/** Leaves an ARN in place of a name to the shape's own check. */
function nameOnly(existence: Rule): Rule {
  return {
    ...existence,
    refuse: (input) => (text(input.inputs, "role")?.startsWith("arn:") ? undefined : existence.refuse(input)),
  };
}

export const policy: ResourceModel = {
  type: TYPES.policy,
  shape: {
    source: "terraform-provider-aws internal/service/iam/policy.go",
    replaceOn: ["description", "name", "namePrefix", "path"],
    conflicts: [["name", "namePrefix"]],
    required: ["policy"],
    lengths: { namePrefix: [1, 102], name: [1, 128] },
    formats: { namePrefix: NAME, name: NAME },
    defaults: { path: "/" },
    autoName: { property: "name", max: 128 },
  },
  rules: [
    uniqueName(
      "iam/policy:duplicate",
      TYPES.policy,
      (name) => `A policy called ${name} already exists. Duplicate names are not allowed.`,
    ),
    ...policyRules("iam/policy", "policy", "identity", { max: MAX_MANAGED }),
    tagRule("iam/policy"),
    inUse(
      "iam/policy:in-use",
      [{ type: TYPES.rolePolicyAttachment, path: "policyArn" }],
      "IAM DeletePolicy: DeleteConflict",
      () => "DeleteConflict: Cannot delete a policy attached to entities.",
    ),
  ],
  create: (inputs, place) => {
    const arn = globalArnOf(place, "iam", `policy${text(inputs, "path") ?? "/"}${String(inputs.name)}`);
    return { id: arn, outputs: { arn, attachmentCount: 0, policyId: `ANPA${letters(place.urn, 17)}` } };
  },
};

export const rolePolicyAttachment: ResourceModel = {
  type: TYPES.rolePolicyAttachment,
  shape: {
    source: "terraform-provider-aws internal/service/iam/role_policy_attachment.go",
    replaceOn: ["policyArn", "role"],
    deleteBeforeReplace: true,
    required: ["policyArn", "role"],
    formats: { policyArn: ARN },
    tags: false,
  },
  rules: [
    roleMustExist("iam/rolePolicyAttachment"),
    rule("iam/rolePolicyAttachment:policy", "create", "IAM AttachRolePolicy: NoSuchEntity", missingPolicy),
    rule(
      "iam/rolePolicyAttachment:quota",
      "create",
      "IAM and AWS STS quotas: managed policies per role",
      ({ inputs, account, place }) => {
        const attached = account
          .ofType(TYPES.rolePolicyAttachment)
          .filter((other) => other.urn !== place.urn && other.inputs.role === inputs.role)
          .map((other) => other.inputs.policyArn);
        if (new Set([...attached, inputs.policyArn]).size <= MAX_ATTACHED) return undefined;
        return `LimitExceeded: Cannot exceed quota for PoliciesPerRole: ${MAX_ATTACHED}`;
      },
    ),
  ],
  create: (inputs) => ({ id: `${String(inputs.role)}/${String(inputs.policyArn)}`, outputs: {} }),
};

function missingPolicy({ inputs, account, place }: RuleInput): string | undefined {
  const value = text(inputs, "policyArn");
  const arn = parseArn(value);
  if (value === undefined || !arn) return undefined;
  const refusal = (hint = ""): string =>
    `NoSuchEntity: Policy ${value} does not exist or is not attachable.${hint}`;
  if (arn.account === "aws") {
    const right = mistakenPath(arn.resource.replace(/^policy\//, ""));
    return right && refusal(` AWS's own is arn:${arn.partition}:iam::aws:policy/${right}`);
  }
  if (arn.service !== "iam" || !arn.resource.startsWith("policy/")) return refusal();
  return arn.account === place.accountId && !byId(account, TYPES.policy, value) ? refusal() : undefined;
}

export const instanceProfile: ResourceModel = {
  type: TYPES.instanceProfile,
  shape: {
    source: "terraform-provider-aws internal/service/iam/instance_profile.go",
    replaceOn: ["name", "namePrefix", "path"],
    conflicts: [["name", "namePrefix"]],
    lengths: { namePrefix: [1, 102], name: [1, 128] },
    formats: { namePrefix: NAME, name: NAME },
    defaults: { path: "/" },
    autoName: { property: "name", max: 128 },
  },
  rules: [
    uniqueName(
      "iam/instanceProfile:duplicate",
      TYPES.instanceProfile,
      (name) => `Instance Profile ${name} already exists.`,
    ),
    roleMustExist("iam/instanceProfile"),
    tagRule("iam/instanceProfile"),
  ],
  create: (inputs, place) => ({
    id: String(inputs.name),
    outputs: {
      arn: globalArnOf(place, "iam", `instance-profile${text(inputs, "path") ?? "/"}${String(inputs.name)}`),
      createDate: CREATED,
      uniqueId: `AIPA${letters(place.urn, 17)}`,
    },
  }),
};
