/** What policies allow: not everything, not to become anybody, not on everything. */
import { coversAction, type Statement } from "../lib/documents";
import { configTexts } from "../lib/findings";
import { find, some } from "../lib/reading";
import { defineRule } from "../lib/rule";
import { takesNoResource } from "../lib/unscopedActions";
import {
  forGrants,
  isAnything,
  isEverything,
  isNarrowed,
  isWholeService,
  policyWith,
  reachesAnything,
} from "./statements";

const BUCKET = "arn:aws:s3:::reports/*";
const READ_REPORTS = { Action: "s3:GetObject", Resource: BUCKET };

export const iamNoAdmin = defineRule({
  name: "iam-no-admin",
  description: "No policy allows every action, or every action but some.",
  level: "mandatory",
  severity: "critical",
  tags: ["identity", "iam"],
  why: "Whoever takes over what has the role has the account.",
  controls: {
    fsbp: ["IAM.1"],
    cis: ["1.16"],
    checkov: ["CKV_AWS_62", "CKV_AWS_63", "CKV_AWS_274", "CKV2_AWS_40"],
    cdkNag: ["AwsSolutions-IAM5"],
  },
  fix: "List the actions that are needed.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-1",
  examples: { fails: policyWith({ Action: "*", Resource: "*" }), passes: policyWith(READ_REPORTS) },
  validateResource: forGrants(({ actions, notActions }, say) => {
    const everything = actions.find(isEverything);
    if (everything !== undefined) say(`allows ${everything}; list the actions that are needed.`);
    if (notActions.length > 0) say("allows everything but NotAction; list what is needed as Action.");
  }),
});

export const iamServiceWide = defineRule({
  name: "iam-service-wide",
  description: "No policy allows every action of a service.",
  level: "advisory",
  severity: "medium",
  tags: ["identity", "iam"],
  why: "What may read files with s3:* deletes buckets, too, and has each new action of the service with the rest.",
  controls: { fsbp: ["IAM.21"], cdkNag: ["AwsSolutions-IAM5"] },
  fix: "List the actions that are needed.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-21",
  examples: { fails: policyWith({ Action: "s3:*", Resource: BUCKET }), passes: policyWith(READ_REPORTS) },
  config: {
    services: {
      type: "array",
      items: { type: "string" },
      default: ["ssmmessages", "ec2messages"],
      description: "Services of which everything may be allowed.",
    },
  },
  validateResource: forGrants(({ actions }, say, config) => {
    const allowed =
      config.services === undefined ? ["ssmmessages", "ec2messages"] : configTexts(config, "services");
    const wide = actions.filter(
      (action) => isWholeService(action) && !allowed.includes(action.split(":")[0]),
    );
    for (const action of wide) say(`allows ${action}; list the actions that are needed.`);
  }),
});

/** By each of these on a resource of one's choice, one gets rights or credentials that one was not given. */
const ESCALATING: readonly string[] = [
  "iam:AddUserToGroup",
  "iam:AttachGroupPolicy",
  "iam:AttachRolePolicy",
  "iam:AttachUserPolicy",
  "iam:CreateAccessKey",
  "iam:CreateLoginProfile",
  "iam:CreatePolicyVersion",
  "iam:CreateServiceSpecificCredential",
  "iam:DeactivateMFADevice",
  "iam:DeleteRolePermissionsBoundary",
  "iam:DeleteUserPermissionsBoundary",
  "iam:PutGroupPolicy",
  "iam:PutRolePermissionsBoundary",
  "iam:PutRolePolicy",
  "iam:PutUserPermissionsBoundary",
  "iam:PutUserPolicy",
  "iam:SetDefaultPolicyVersion",
  "iam:UpdateAssumeRolePolicy",
  "iam:UpdateLoginProfile",
  "sts:AssumeRole",
  "ecs:ExecuteCommand",
  "ec2-instance-connect:SendSSHPublicKey",
  "kms:CreateGrant",
  "kms:PutKeyPolicy",
  "lambda:AddPermission",
  "lambda:UpdateFunctionCode",
  "s3:PutBucketPolicy",
  "secretsmanager:PutResourcePolicy",
  "ssm:SendCommand",
  "ssm:StartSession",
];
const PASS_ROLE = "iam:PassRole";

export const iamPrivilegeEscalation = defineRule({
  name: "iam-privilege-escalation",
  description: "No policy allows to pass any role, or to change anybody's rights, code or credentials.",
  level: "mandatory",
  severity: "critical",
  tags: ["identity", "iam"],
  why: "With iam:PassRole on *, a task that may start tasks starts one as an administrator.",
  controls: {
    checkov: ["CKV_AWS_286", "CKV_AWS_287", "CKV_AWS_289", "CKV_AWS_290"],
    cdkNag: ["AwsSolutions-IAM5"],
  },
  fix: "Name the roles that may be passed, and the resources that may be changed.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
  examples: {
    fails: policyWith({ Action: PASS_ROLE, Resource: "*" }),
    passes: policyWith({ Action: PASS_ROLE, Resource: "arn:aws:iam::111122223333:role/report" }),
  },
  validateResource: forGrants((statement, say) => {
    if (isAdmin(statement) || !reachesAnything(statement)) return;
    // A condition on the service still lets it be any role.
    const passes = coversAction(statement, PASS_ROLE) ? [PASS_ROLE] : [];
    const others = isNarrowed(statement)
      ? []
      : ESCALATING.filter((action) => coversAction(statement, action));
    const found = [...passes, ...others];
    if (found.length === 0) return;
    const more = found.length > SHOWN ? ` and ${found.length - SHOWN} more` : "";
    say(
      `allows ${found.slice(0, SHOWN).join(", ")}${more} on ${anythingIn(statement) ?? "all but some"}; name the resources.`,
    );
  }),
});

const SHOWN = 3;

function anythingIn({ resources, notResources }: Statement): string | undefined {
  return notResources.length > 0 ? undefined : find(resources, isAnything)?.item;
}

/** {@link iamNoAdmin} has said it. */
function isAdmin({ actions, notActions }: Statement): boolean {
  return notActions.length > 0 || actions.some(isEverything);
}

export const iamResourceWide = defineRule({
  name: "iam-resource-wide",
  description:
    "Policies name the resources of actions that take one, and say what is allowed, not what is not.",
  level: "advisory",
  severity: "medium",
  tags: ["identity", "iam"],
  why: "With s3:GetObject on *, it reads every bucket of the account: other teams' and those to come, too.",
  controls: { checkov: ["CKV_AWS_355", "CKV_AWS_288", "CKV_AWS_290"], cdkNag: ["AwsSolutions-IAM5"] },
  fix: "Give the ARNs, with a wildcard behind the name at most; or narrow the statement by a condition on the resource.",
  url: "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
  examples: {
    fails: policyWith({ Action: "s3:GetObject", Resource: "*" }),
    passes: policyWith({ Action: ["ecr:GetAuthorizationToken", "cloudwatch:PutMetricData"], Resource: "*" }),
  },
  config: {
    unscopedActions: {
      type: "array",
      items: { type: "string" },
      default: [],
      description: "Further actions that take no resource, beside those that the rule knows.",
    },
  },
  validateResource: forGrants((statement, say, config) => {
    if (isAdmin(statement)) return;
    if (statement.notResources.length > 0) {
      say("allows everything but NotResource; list what is needed as Resource.");
      return;
    }
    if (!some(statement.resources, (one) => one === "*") || isNarrowed(statement)) return;
    const further = configTexts(config, "unscopedActions");
    const wide = statement.actions.filter(
      (action) =>
        !takesNoResource(action) &&
        !isWholeService(action) &&
        !further.includes(action) &&
        !ESCALATES.has(action.toLowerCase()),
    );
    if (wide.length > 0) say(`allows ${wide.join(", ")} on *; name the resources.`);
  }),
});

/** Those {@link iamPrivilegeEscalation} has said. */
const ESCALATES = new Set([PASS_ROLE, ...ESCALATING].map((action) => action.toLowerCase()));
