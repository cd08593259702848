import assert from "node:assert/strict";
import { takesNoResource } from "../../../policies/lib/unscopedActions";
import {
  iamNoAdmin,
  iamPrivilegeEscalation,
  iamResourceWide,
  iamServiceWide,
} from "../../../policies/identity";
import type { Rule } from "../../../policies/rules";
import { assertCompliant, assertViolations, judge, UNKNOWN, type Resource } from "../support";

const document = (...statements: readonly object[]): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: statements.map((one) => ({ Effect: "Allow", Resource: "*", ...one })),
  });
const policy = (...statements: readonly object[]): Resource => ({
  type: "aws:iam/rolePolicy:RolePolicy",
  props: { policy: document(...statements) },
});
const TABLE = "arn:aws:dynamodb:eu-west-1:111122223333:table/jobs";

/** A statement, and what each rule says of it, in a part of its message; nothing of the others. */
const CASES: readonly (readonly [string, object, Readonly<Record<string, string>>])[] = [
  ["everything", { Action: "*" }, { "iam-no-admin": "allows *" }],
  ["everything by service", { Action: "*:*" }, { "iam-no-admin": "allows *:*" }],
  ["everything on a table", { Action: ["*"], Resource: TABLE }, { "iam-no-admin": "allows *" }],
  ["all but some actions", { NotAction: "iam:*" }, { "iam-no-admin": "NotAction" }],
  ["a denial of everything", { Effect: "Deny", Action: "*" }, {}],
  [
    "a service on a table",
    { Action: "dynamodb:*", Resource: TABLE },
    { "iam-service-wide": "allows dynamodb:*" },
  ],
  ["a service without resources", { Action: "ssmmessages:*" }, {}],
  ["a pattern within a service", { Action: "dynamodb:Get*", Resource: TABLE }, {}],
  ["one action on anything", { Action: "s3:GetObject" }, { "iam-resource-wide": "allows s3:GetObject on *" }],
  ["actions without resources", { Action: ["ecr:GetAuthorizationToken", "cloudwatch:PutMetricData"] }, {}],
  [
    "reads without resources",
    { Action: ["ec2:Describe*", "logs:DescribeLogGroups", "s3:ListAllMyBuckets"] },
    {},
  ],
  [
    "both kinds of actions",
    { Action: ["logs:DescribeLogGroups", "logs:PutLogEvents"] },
    { "iam-resource-wide": "allows logs:PutLogEvents on *" },
  ],
  [
    "one action on anything of a cluster",
    { Action: "ecs:RunTask", Condition: { ArnEquals: { "ecs:cluster": "arn:aws:ecs:x" } } },
    {},
  ],
  [
    "one action on anything, with TLS",
    { Action: "s3:GetObject", Condition: { Bool: { "aws:SecureTransport": "true" } } },
    { "iam-resource-wide": "s3:GetObject" },
  ],
  ["a wildcard behind a name", { Action: "s3:GetObject", Resource: "arn:aws:s3:::reports/*" }, {}],
  [
    "all but some resources",
    { Action: "s3:GetObject", Resource: undefined, NotResource: "arn:aws:s3:::private/*" },
    { "iam-resource-wide": "NotResource" },
  ],
  [
    "any role to pass",
    { Action: "iam:PassRole" },
    { "iam-privilege-escalation": "allows iam:PassRole on *" },
  ],
  [
    "any role of an account to pass",
    { Action: "iam:PassRole", Resource: "arn:aws:iam::111122223333:role/*" },
    { "iam-privilege-escalation": "on arn:aws:iam::111122223333:role/*" },
  ],
  ["some roles to pass", { Action: "iam:PassRole", Resource: "arn:aws:iam::111122223333:role/app-*" }, {}],
  [
    "any role to pass to a service",
    {
      Action: "iam:PassRole",
      Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
    },
    { "iam-privilege-escalation": "iam:PassRole" },
  ],
  [
    "any policy to change",
    { Action: "iam:CreatePolicyVersion" },
    { "iam-privilege-escalation": "iam:CreatePolicyVersion" },
  ],
  [
    "any role to take on, in any case",
    { Action: "STS:assumerole" },
    { "iam-privilege-escalation": "sts:AssumeRole" },
  ],
  ["a role to take on", { Action: "sts:AssumeRole", Resource: "arn:aws:iam::111122223333:role/app" }, {}],
  [
    "any role to take on, by its tag",
    { Action: "sts:AssumeRole", Condition: { StringEquals: { "aws:ResourceTag/team": "app" } } },
    {},
  ],
  [
    "all of IAM",
    { Action: "iam:*" },
    { "iam-privilege-escalation": "and ", "iam-service-wide": "allows iam:*" },
  ],
];

const RULES: readonly Rule[] = [iamNoAdmin, iamPrivilegeEscalation, iamServiceWide, iamResourceWide];

describe("what policies allow", () => {
  for (const [what, statement, expected] of CASES) {
    it(`is judged for ${what}`, async () => {
      for (const rule of RULES) {
        const parts = rule.name in expected ? [expected[rule.name]] : [];
        await assertViolations(rule, policy(statement), parts);
        // Another statement hides none, and is none itself.
        const fine = { Action: "s3:GetObject", Resource: "arn:aws:s3:::reports/*" };
        await assertViolations(
          rule,
          policy(fine, statement),
          parts.map((part) => new RegExp(`Statement\\[1\\].*${escaped(part)}`)),
        );
      }
    });
  }

  const places: readonly (readonly [string, (policy: string) => Readonly<Record<string, unknown>>])[] = [
    ["aws:iam/policy:Policy", (text) => ({ policy: text })],
    ["aws:iam/userPolicy:UserPolicy", (text) => ({ policy: text })],
    ["aws:iam/groupPolicy:GroupPolicy", (text) => ({ policy: text })],
    ["aws:iam/role:Role", (text) => ({ inlinePolicies: [{ name: "none" }, { name: "it", policy: text }] })],
    ["aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy", (text) => ({ inlinePolicy: text })],
  ];
  for (const [type, props] of places) {
    it(`is judged in ${type}`, async () => {
      await assertViolations(iamNoAdmin, { type, props: props(document({ Action: "*" })) }, ["allows *"]);
      await assertCompliant(iamNoAdmin, { type, props: props(document({ Action: "s3:GetObject" })) });
    });
  }

  it("is known in one policy while another is not", async () => {
    const inlinePolicies = [{ policy: UNKNOWN }, { policy: document({ Action: "*" }) }];
    const verdict = await judge(iamNoAdmin, { type: "aws:iam/role:Role", props: { inlinePolicies } });
    assert.equal(verdict.messages.length, 1);
    assert.match(verdict.undecided ?? "", /inlinePolicies\.0\.policy/);
  });

  it("is for a team to say", async () => {
    await assertCompliant(iamServiceWide, policy({ Action: "sqs:*" }), { services: ["sqs"] });
    await assertViolations(iamServiceWide, policy({ Action: "ssmmessages:*" }), ["ssmmessages"], {
      services: [],
    });
    await assertCompliant(iamResourceWide, policy({ Action: "new:Thing" }), {
      unscopedActions: ["new:Thing"],
    });
    await assertViolations(iamResourceWide, policy({ Action: "new:Thing" }), ["new:Thing"]);
  });
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

describe("actions without resources", () => {
  for (const action of [
    "ecr:GetAuthorizationToken",
    "ssmmessages:OpenDataChannel",
    "ssmmessages:*",
    "logs:DescribeLogGroups",
    "cloudwatch:PutMetricData",
    "cloudwatch:putmetricdata",
    "sts:GetCallerIdentity",
    "xray:PutTraceSegments",
    "ec2:DescribeInstances",
    "ec2:Describe*",
    "kms:ListKeys",
    "ecs:DescribeTaskDefinition",
    "elasticloadbalancing:DescribeLoadBalancers",
    "secretsmanager:ListSecrets",
  ]) {
    it(`are known: ${action}`, () => {
      assert.ok(takesNoResource(action));
    });
  }
  for (const action of [
    "s3:GetObject",
    "s3:*",
    "ecr:BatchGetImage",
    "logs:PutLogEvents",
    "secretsmanager:GetSecretValue",
    "ecs:RunTask",
    "kms:Decrypt",
    "sqs:SendMessage",
    "iam:PassRole",
    "unknown:Thing",
    "s3",
    "",
  ]) {
    it(`are not ${action || "nothing"}`, () => {
      assert.ok(!takesNoResource(action));
    });
  }
});
