/** Who may take on a role. */
import type { ResourceValidation } from "@pulumi/policy";
import { demanded, isAllow, statementsOf, type Statement } from "../lib/documents";
import { letsEverybodyIn } from "../lib/exposure";
import { configTexts, forTypes, type Config } from "../lib/findings";
import { at } from "../lib/reading";
import { ROLE } from "../lib/rolePolicies";
import { defineRule, json, type ExampleResource } from "../lib/rule";

const trust = (principal: unknown, more: object = {}): readonly ExampleResource[] => [
  {
    type: ROLE,
    name: "app",
    props: {
      assumeRolePolicy: json({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: principal, ...more }],
      }),
    },
  },
];

function forTrust(
  check: (statement: Statement, say: (message: string) => void, config: Config) => void,
): ResourceValidation {
  return forTypes([ROLE], (role, findings, { config }) => {
    for (const statement of (statementsOf(at(role, "assumeRolePolicy")) ?? []).filter(isAllow)) {
      findings.attempt(() => {
        check(
          statement,
          (message) => {
            findings.violation(`assumeRolePolicy: ${statement.path} ${message}`);
          },
          config,
        );
      });
    }
  });
}

export const roleTrustAnyone = defineRule({
  name: "role-trust-anyone",
  description: "No role can be taken on by everybody.",
  level: "mandatory",
  severity: "critical",
  tags: ["identity", "iam"],
  why: "Every AWS account has it then, and whoever knows its ARN finds it.",
  controls: { checkov: ["CKV_AWS_60"] },
  fix: "Name the services, roles or accounts that take it on.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
  examples: { fails: trust("*"), passes: trust({ Service: "ec2.amazonaws.com" }) },
  validateResource: forTrust((statement, say) => {
    const everyService = statement.principals.some(({ kind, value }) => kind !== "AWS" && value === "*");
    if (letsEverybodyIn(statement) || everyService)
      say("lets everybody take on the role; name the principals.");
  }),
});

export const roleTrustAccount = defineRule({
  name: "role-trust-account",
  description: "No role trusts a whole account without a condition on who of it.",
  level: "advisory",
  severity: "medium",
  tags: ["identity", "iam"],
  why: "Whoever may assume roles in that account, by whichever policy, has this one.",
  controls: { checkov: ["CKV_AWS_61"] },
  fix: "Name the role as principal, or add a condition on aws:PrincipalArn or sts:ExternalId.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html",
  examples: {
    fails: trust({ AWS: "arn:aws:iam::111122223333:root" }),
    passes: trust({ AWS: "arn:aws:iam::111122223333:role/deployer" }),
  },
  validateResource: forTrust((statement, say) => {
    const accounts = statement.principals.filter(
      ({ kind, value }) => kind === "AWS" && /^(?:\d{12}|arn:[\w-]+:iam::\d{12}:root)$/.test(value),
    );
    const narrowed = statement.conditions.some(({ key }) =>
      /^(?:aws:principal(?:arn|tag\/.+)|aws:userid|aws:sourceidentity|sts:externalid|aws:multifactorauthpresent)$/.test(
        key,
      ),
    );
    if (accounts.length === 0 || narrowed) return;
    say(
      `trusts everybody in ${accounts.map(({ value }) => value).join(", ")}; name the role, or add a condition.`,
    );
  }),
});

const GITHUB = "token.actions.githubusercontent.com";
const FEDERATED = { Federated: `arn:aws:iam::111122223333:oidc-provider/${GITHUB}` };
const WEB_IDENTITY = { Action: "sts:AssumeRoleWithWebIdentity" };

export const roleTrustFederated = defineRule({
  name: "role-trust-federated",
  description: "Roles for web identities say whose: GitHub's by repository, others by subject.",
  level: "mandatory",
  severity: "critical",
  tags: ["identity", "iam", "ci"],
  why: "GitHub signs tokens for every workflow of the world: without a condition on sub, each of them has the role.",
  controls: { checkov: ["CKV_AWS_358", "CKV_AWS_393"] },
  fix: 'Add StringEquals or StringLike on "<provider>:sub", such as repo:owner/name:ref:refs/heads/main.',
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html",
  examples: {
    fails: trust(FEDERATED, {
      ...WEB_IDENTITY,
      Condition: { StringEquals: { [`${GITHUB}:aud`]: "sts.amazonaws.com" } },
    }),
    passes: trust(FEDERATED, {
      ...WEB_IDENTITY,
      Condition: { StringEquals: { [`${GITHUB}:sub`]: "repo:harena/app:ref:refs/heads/main" } },
    }),
  },
  validateResource: forTrust((statement, say) => {
    for (const { kind, value } of statement.principals) {
      const provider = kind === "Federated" ? providerOf(value) : undefined;
      if (provider === undefined || namesSubject(statement, provider)) continue;
      say(
        `lets ${provider === GITHUB ? "workflows of any repository" : `everybody at ${provider}`} take on the role; demand ${provider}:sub.`,
      );
    }
  }),
});

/** The issuer's address; undefined for SAML, which lets in only whom the company's own directory lets. */
function providerOf(value: string): string | undefined {
  if (value.includes(":saml-provider/")) return undefined;
  return value.includes(":oidc-provider/")
    ? value.split(":oidc-provider/")[1]
    : value === "*"
      ? undefined
      : value;
}

/** Those whose tokens name the application as their audience, and the user as nothing that one could list. */
const BY_AUDIENCE = [
  "cognito-identity.amazonaws.com",
  "accounts.google.com",
  "graph.facebook.com",
  "www.amazon.com",
];

function namesSubject(statement: Statement, provider: string): boolean {
  const keys = BY_AUDIENCE.includes(provider) ? ["sub", "aud", "app_id"] : ["sub"];
  const values = keys.flatMap((key) => demanded(statement, `${provider}:${key}`));
  const isNamed = provider === GITHUB ? /^repo:[^*?/]+\// : /^[^*?]/;
  return values.length > 0 && values.every((value) => isNamed.test(value));
}

/** Services that say for whom they act, whose roles can so be kept from acting for other accounts. */
const DEPUTIES = [
  "appflow",
  "backup",
  "bedrock",
  "codebuild",
  "codepipeline",
  "delivery.logs",
  "ecs-tasks",
  "events",
  "firehose",
  "glue",
  "monitoring.rds",
  "pipes",
  "sagemaker",
  "scheduler",
  "ssm",
  "states",
  "transfer",
  "vpc-flow-logs",
].map((service) => `${service}.amazonaws.com`);

export const roleTrustSource = defineRule({
  name: "role-trust-source",
  description:
    "Roles of services that act for many accounts say for which: aws:SourceAccount or aws:SourceArn.",
  level: "advisory",
  severity: "medium",
  tags: ["identity", "iam"],
  why: "The service's name alone is the same for every account: it could be made to use the role for another's resource.",
  controls: {},
  fix: "Add StringEquals on aws:SourceAccount, or ArnLike on aws:SourceArn.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
  examples: {
    fails: trust({ Service: "scheduler.amazonaws.com" }),
    passes: trust(
      { Service: "scheduler.amazonaws.com" },
      { Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } } },
    ),
  },
  config: {
    services: {
      type: "array",
      items: { type: "string" },
      default: DEPUTIES,
      description: "Services whose roles must say for whom they act.",
    },
  },
  validateResource: forTrust((statement, say, config) => {
    const deputies = config.services === undefined ? DEPUTIES : configTexts(config, "services");
    const services = statement.principals.filter(
      ({ kind, value }) => kind === "Service" && deputies.includes(value),
    );
    const sources = ["aws:SourceAccount", "aws:SourceArn", "aws:SourceOrgID", "aws:SourceOrgPaths"];
    if (services.length === 0 || sources.some((key) => isSomebody(demanded(statement, key)))) return;
    say(
      `trusts ${services.map(({ value }) => value).join(", ")} for every account; demand aws:SourceAccount.`,
    );
  }),
});

/** `*` is a value, and names nobody. */
function isSomebody(values: readonly string[]): boolean {
  return values.length > 0 && values.every((value) => !/^[*?]/.test(value));
}
