import type { Created, Place, Props, ResourceModel, Rule } from "../../../model";
import { ARN, globalArnOf, letters } from "../kit/arn";
import { policyRules } from "../kit/policy";
import { APPLY, rule, takesAlong } from "../kit/rules";
import { tagRule } from "../kit/tags";
import { TYPES } from "../kit/types";
import { asList, isOn, text, textsAt } from "../kit/values";

const SOURCE = "terraform-provider-aws internal/service/iam/role.go";
/** IAM API Reference, CreateRole: RoleName, and its siblings. */
export const NAME = { pattern: /^[\w+=,.@-]+$/, words: "letters, digits and _+=,.@-" };
/** When everything in the simulated account was made: plans are compared, and a clock would differ. */
export const CREATED = "2025-01-01T00:00:00Z";
const MAX_MANAGED = 10;

export const role: ResourceModel = {
  type: TYPES.role,
  shape: {
    source: SOURCE,
    replaceOn: ["name", "namePrefix", "path"],
    conflicts: [["name", "namePrefix"]],
    required: ["assumeRolePolicy"],
    ranges: { maxSessionDuration: [3600, 43200] },
    lengths: {
      namePrefix: [1, 38],
      name: [1, 64],
      description: [0, 1000],
      path: [0, 512],
      "inlinePolicies[].name": [1, 128],
    },
    formats: {
      namePrefix: NAME,
      name: NAME,
      path: { pattern: /^\/(.*\/)?$/, words: "begins and ends with /" },
      description: { pattern: /^[^“‘]*$/, words: "no typographic quotes" },
      permissionsBoundary: ARN,
      "managedPolicyArns[]": ARN,
      "inlinePolicies[].name": NAME,
    },
    defaults: { path: "/", maxSessionDuration: 3600, forceDetachPolicies: false },
    autoName: { property: "name", max: 64 },
  },
  rules: [
    uniqueName("iam/role:duplicate", TYPES.role, (name) => `Role with name ${name} already exists.`),
    ...policyRules("iam/role", "assumeRolePolicy", "trust", { max: 2048, quota: "ACLSizePerRole" }),
    ...policyRules("iam/role", "inlinePolicies[].policy", "identity"),
    rule(
      "iam/role:managed-policies",
      APPLY,
      "IAM and AWS STS quotas: managed policies per role",
      ({ inputs }) =>
        asList(inputs.managedPolicyArns).length > MAX_MANAGED
          ? `LimitExceeded: Cannot exceed quota for PoliciesPerRole: ${MAX_MANAGED}`
          : undefined,
    ),
    tagRule("iam/role"),
    policiesLeft(),
  ],
  create: createRole,
  remove: takesAlong([
    { type: TYPES.rolePolicyAttachment, path: "role" },
    { type: TYPES.rolePolicy, path: "role" },
  ]),
};

/** IAM's names are compared without regard to case, over the whole account. */
export function uniqueName(id: string, type: string, words: (name: string) => string): Rule {
  return rule(id, "create", "IAM API: EntityAlreadyExists", ({ inputs, account, place }) => {
    const name = text(inputs, "name");
    const twin = account
      .ofType(type)
      .some(
        (other) =>
          other.urn !== place.urn && text(other.outputs, "name")?.toLowerCase() === name?.toLowerCase(),
      );
    return twin && name !== undefined ? `EntityAlreadyExists: ${words(name)}` : undefined;
  });
}

function policiesLeft(): Rule {
  return rule("iam/role:in-use", "delete", "IAM DeleteRole: DeleteConflict", ({ account, place }) => {
    const self = account.get(place.urn);
    if (!self || isOn(self.inputs, "forceDetachPolicies")) return undefined;
    const names = (type: string): boolean =>
      account.ofType(type).some((other) => other.inputs.role === self.id);
    if (names(TYPES.rolePolicyAttachment))
      return "DeleteConflict: Cannot delete entity, must detach all policies first.";
    if (names(TYPES.rolePolicy)) return "DeleteConflict: Cannot delete entity, must delete policies first.";
    return undefined;
  });
}

function createRole(inputs: Props, place: Place): Created {
  const name = text(inputs, "name") ?? "";
  return {
    id: name,
    outputs: {
      arn: globalArnOf(place, "iam", `role${text(inputs, "path") ?? "/"}${name}`),
      createDate: CREATED,
      inlinePolicies: inputs.inlinePolicies ?? [],
      managedPolicyArns: textsAt(inputs, "managedPolicyArns[]"),
      uniqueId: `AROA${letters(place.urn, 17)}`,
    },
  };
}
