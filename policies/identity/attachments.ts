/** AWS's own policies, and what people use instead of roles. */
import { forTypes } from "../lib/findings";
import { at, plainText } from "../lib/reading";
import { ROLE } from "../lib/rolePolicies";
import { defineRule, type ExampleResource } from "../lib/rule";

/** Where each type names managed policies. */
const ATTACHED: Readonly<Record<string, string>> = {
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": "policyArn",
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": "policyArn",
  "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": "policyArn",
  "aws:iam/policyAttachment:PolicyAttachment": "policyArn",
  "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": "policyArns",
  "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive": "policyArns",
  "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment": "managedPolicyArn",
  [ROLE]: "managedPolicyArns",
};

/** All rights, or the right to give oneself all rights. */
const ADMINISTRATORS =
  /^arn:[\w-]+:iam::aws:policy\/(?:job-function\/)?(?:AdministratorAccess(?:-Amplify|-AWSElasticBeanstalk)?|PowerUserAccess|IAMFullAccess|SystemAdministrator|DatabaseAdministrator|NetworkAdministrator)$/;
const FULL = /^arn:[\w-]+:iam::aws:policy\/(?:[\w-]+\/)*\w*FullAccess\w*$/;

const attachment = (policy: string): readonly ExampleResource[] => [
  {
    type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    name: "app",
    props: { role: "app", policyArn: `arn:aws:iam::aws:policy/${policy}` },
  },
];

const SCOPED = attachment("AmazonSSMManagedInstanceCore");

export const iamManagedAdmin = defineRule({
  name: "iam-managed-admin",
  description: "Nobody has AWS's policies for administrators.",
  level: "mandatory",
  severity: "critical",
  tags: ["identity", "iam"],
  why: "Whoever takes over what has the role has the account.",
  controls: {
    fsbp: ["IAM.18"],
    cis: ["1.16"],
    checkov: ["CKV_AWS_274", "CKV2_AWS_56"],
    cdkNag: ["AwsSolutions-IAM4"],
  },
  fix: "Write a policy with the actions and resources that are needed.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
  examples: { fails: attachment("AdministratorAccess"), passes: SCOPED },
  validateResource: forTypes(Object.keys(ATTACHED), (props, findings, { type }) => {
    findings.each(at(props, ATTACHED[type]), (arn) => {
      if (!ADMINISTRATORS.test(plainText(arn))) return;
      findings.violation(`has ${plainText(arn)}; write a policy with what is needed.`);
    });
  }),
});

export const iamManagedWide = defineRule({
  name: "iam-managed-wide",
  description: "Nobody has one of AWS's policies for a whole service.",
  level: "advisory",
  severity: "medium",
  tags: ["identity", "iam"],
  why: "AmazonS3FullAccess deletes every bucket of the account, and AWS adds to it as the service grows.",
  controls: { fsbp: ["IAM.21"], cdkNag: ["AwsSolutions-IAM4"] },
  fix: "Write a policy with the actions and resources that are needed.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html",
  examples: { fails: attachment("AmazonS3FullAccess"), passes: SCOPED },
  validateResource: forTypes(Object.keys(ATTACHED), (props, findings, { type }) => {
    findings.each(at(props, ATTACHED[type]), (arn) => {
      const name = plainText(arn);
      if (!FULL.test(name) || ADMINISTRATORS.test(name)) return;
      findings.violation(`has ${name}; write a policy with what is needed.`);
    });
  }),
});

const CREDENTIALS: Readonly<Record<string, string>> = {
  "aws:iam/accessKey:AccessKey": "an access key",
  "aws:iam/userLoginProfile:UserLoginProfile": "a password",
  "aws:iam/serviceSpecificCredential:ServiceSpecificCredential": "a password for one service",
};

export const iamNoAccessKeys = defineRule({
  name: "iam-no-access-keys",
  description: "The stack makes no access keys or passwords.",
  level: "mandatory",
  severity: "high",
  tags: ["identity", "iam", "secrets"],
  why: "A key is good until somebody takes it back, wherever it has got to; a role's credentials last for hours.",
  controls: { fsbp: ["IAM.3", "IAM.4"], cis: ["1.4", "1.14"], checkov: ["CKV_AWS_273"] },
  fix: "Let services take on a role; let people come by IAM Identity Center, and pipelines by OIDC.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-workloads-use-roles",
  examples: {
    fails: [{ type: "aws:iam/accessKey:AccessKey", name: "ci", props: { user: "ci" } }],
    passes: [{ type: ROLE, name: "ci", props: { name: "ci" } }],
  },
  validateResource: forTypes([...Object.keys(CREDENTIALS), ROLE], (_, findings, { type }) => {
    if (type in CREDENTIALS)
      findings.violation(`is ${CREDENTIALS[type]}, which does not expire; use a role.`);
  }),
});

const USERS = [
  "aws:iam/user:User",
  "aws:iam/userPolicy:UserPolicy",
  "aws:iam/userPolicyAttachment:UserPolicyAttachment",
];

export const iamNoUsers = defineRule({
  name: "iam-no-users",
  description: "The stack makes no users, and gives none rights of their own.",
  level: "advisory",
  severity: "medium",
  tags: ["identity", "iam"],
  why: "Users are for keys and passwords that last; rights of single users are missed when somebody leaves.",
  controls: { fsbp: ["IAM.2"], cis: ["1.15"], checkov: ["CKV_AWS_40", "CKV_AWS_273"] },
  fix: "Use a role, and groups of the identity provider for people.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-2",
  examples: {
    fails: [{ type: USERS[0], name: "ci", props: { name: "ci" } }],
    passes: [{ type: ROLE, name: "ci", props: { name: "ci" } }],
  },
  validateResource: forTypes([...USERS, ROLE], (_, findings, { type }) => {
    if (USERS.includes(type)) findings.violation("is for a user; use a role.");
  }),
});
