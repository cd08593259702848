import {
  roleTrustAccount,
  roleTrustAnyone,
  roleTrustFederated,
  roleTrustSource,
} from "../../../policies/identity";
import type { Rule } from "../../../policies/rules";
import { assertCompliant, assertViolations, type Resource } from "../support";

const role = (statement: object): Resource => ({
  type: "aws:iam/role:Role",
  props: {
    assumeRolePolicy: JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", ...statement }],
    }),
  },
});

const GITHUB = "token.actions.githubusercontent.com";
const EKS = "oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE";
const federated = (provider: string, Condition?: object): object => ({
  Action: "sts:AssumeRoleWithWebIdentity",
  Principal: {
    Federated:
      provider.includes("/") || provider === GITHUB ? `arn:aws:iam::1:oidc-provider/${provider}` : provider,
  },
  Condition,
});
const sub = (value: string | readonly string[], operator = "StringLike", provider = GITHUB): object =>
  federated(provider, { [operator]: { [`${provider}:sub`]: value } });
const ROOT = { AWS: "arn:aws:iam::111122223333:root" };
const TASKS = { Service: "ecs-tasks.amazonaws.com" };
const under = (operator: string, key: string, value: string): object => ({
  Condition: { [operator]: { [key]: value } },
});

/** A statement, and the rule that finds it; every other rule on trust must not. */
const CASES: readonly (readonly [string, object, Rule | undefined])[] = [
  ["everybody", { Principal: "*" }, roleTrustAnyone],
  ["every account", { Principal: { AWS: "*" } }, roleTrustAnyone],
  ["every account beside one", { Principal: { AWS: ["arn:aws:iam::1:role/a", "*"] } }, roleTrustAnyone],
  ["every service", { Principal: { Service: "*" } }, roleTrustAnyone],
  ["every identity provider", { Principal: { Federated: "*" } }, roleTrustAnyone],
  [
    "everybody with TLS",
    { Principal: "*", ...under("Bool", "aws:SecureTransport", "true") },
    roleTrustAnyone,
  ],
  [
    "everybody of an organization",
    { Principal: "*", ...under("StringEquals", "aws:PrincipalOrgID", "o-1") },
    undefined,
  ],
  ["nobody", { Effect: "Deny", Principal: "*" }, undefined],
  ["a service of machines", { Principal: { Service: "ec2.amazonaws.com" } }, undefined],
  ["a role", { Principal: { AWS: "arn:aws:iam::111122223333:role/deployer" } }, undefined],
  ["an account", { Principal: ROOT }, roleTrustAccount],
  ["an account by its number", { Principal: { AWS: ["444455556666"] } }, roleTrustAccount],
  ["an account in China", { Principal: { AWS: "arn:aws-cn:iam::111122223333:root" } }, roleTrustAccount],
  [
    "an account with a secret of its own",
    { Principal: ROOT, ...under("StringEquals", "sts:ExternalId", "x") },
    undefined,
  ],
  [
    "an account's deployers",
    { Principal: ROOT, ...under("ArnLike", "aws:PrincipalArn", "arn:aws:iam::1:role/d-*") },
    undefined,
  ],
  ["tasks of every account", { Principal: TASKS }, roleTrustSource],
  [
    "tasks of an account",
    { Principal: TASKS, ...under("StringEquals", "aws:SourceAccount", "111122223333") },
    undefined,
  ],
  [
    "tasks by ARN",
    { Principal: TASKS, ...under("ArnLike", "aws:SourceArn", "arn:aws:ecs:eu-west-1:111122223333:*") },
    undefined,
  ],
  [
    "tasks of any account, as a condition",
    { Principal: TASKS, ...under("StringLike", "aws:SourceAccount", "*") },
    roleTrustSource,
  ],
  [
    "tasks of an account, if one is told",
    { Principal: TASKS, ...under("StringEqualsIfExists", "aws:SourceAccount", "1") },
    roleTrustSource,
  ],
  ["schedules of every account", { Principal: { Service: "scheduler.amazonaws.com" } }, roleTrustSource],
  [
    "flow logs of every account",
    { Principal: { Service: ["vpc-flow-logs.amazonaws.com"] } },
    roleTrustSource,
  ],
  ["GitHub without a condition", federated(GITHUB), roleTrustFederated],
  [
    "GitHub by audience",
    federated(GITHUB, { StringEquals: { [`${GITHUB}:aud`]: "sts.amazonaws.com" } }),
    roleTrustFederated,
  ],
  ["GitHub, any subject", sub("*"), roleTrustFederated],
  ["GitHub, any repository", sub("repo:*"), roleTrustFederated],
  ["GitHub, any owner", sub("repo:*/app:*"), roleTrustFederated],
  ["GitHub, one repository and any", sub(["repo:harena/app:*", "*"]), roleTrustFederated],
  ["GitHub, if it tells", sub("repo:harena/app:*", "StringLikeIfExists"), roleTrustFederated],
  ["GitHub, one repository", sub("repo:harena/app:*"), undefined],
  ["GitHub, one branch", sub("repo:harena/app:ref:refs/heads/main", "StringEquals"), undefined],
  ["GitHub, one owner", sub("repo:harena/*"), undefined],
  ["a cluster without a condition", federated(EKS), roleTrustFederated],
  ["a cluster's account", sub("system:serviceaccount:app:app", "StringEquals", EKS), undefined],
  [
    "Cognito by pool",
    federated("cognito-identity.amazonaws.com", {
      StringEquals: { "cognito-identity.amazonaws.com:aud": "eu-west-1:x" },
    }),
    undefined,
  ],
  ["Cognito without a condition", federated("cognito-identity.amazonaws.com"), roleTrustFederated],
  [
    "a directory",
    { Action: "sts:AssumeRoleWithSAML", Principal: { Federated: "arn:aws:iam::1:saml-provider/idp" } },
    undefined,
  ],
];

const RULES = [roleTrustAnyone, roleTrustAccount, roleTrustFederated, roleTrustSource];

describe("who may take on a role", () => {
  for (const [what, statement, finds] of CASES) {
    it(`is judged for ${what}`, async () => {
      for (const rule of RULES) {
        if (rule === finds) await assertViolations(rule, role(statement), ["assumeRolePolicy: Statement[0]"]);
        else await assertCompliant(rule, role(statement));
      }
    });
  }
  it("is for a team to say, by service", async () => {
    const ec2 = role({ Principal: { Service: "ec2.amazonaws.com" } });
    await assertViolations(roleTrustSource, ec2, ["ec2.amazonaws.com"], { services: ["ec2.amazonaws.com"] });
    await assertCompliant(roleTrustSource, role({ Principal: TASKS }), { services: [] });
  });
});
