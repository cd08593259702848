/** Roles that may too much, or that too many may take on. */
import { changed, put, statement, within, type Mutation } from "./mutation";
import { inside, type Mutable } from "./plan";

const ROLE = "aws:iam/role:Role";
const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
const TASK = "aws:ecs/taskDefinition:TaskDefinition";
const POLICY = "user-service-execution";

/** One policy more for the application's own role, as somebody adds it who is short of time. */
function allowing(what: string, more: Mutable, rules: readonly string[]): Mutation {
  return {
    what,
    expect: Object.fromEntries(rules.map((rule) => [rule, "added"])),
    change: (plan) => {
      const Statement = [{ Effect: "Allow", Resource: "*", ...more }];
      const policy = plan.add({
        type: ROLE_POLICY,
        inputs: { policy: JSON.stringify({ Version: "2012-10-17", Statement }) },
      });
      plan.refer(policy, "role", plan.get(ROLE, "user-service-task"), "name");
    },
  };
}

/** One statement more in the policy of a service's execution role, which is made of ARNs. */
function alsoAllowing(what: string, more: Mutable, rules: readonly string[]): Mutation {
  return {
    what,
    expect: Object.fromEntries(rules.map((rule) => [rule, POLICY])),
    change: (plan) => {
      plan.changeJson(ROLE_POLICY, POLICY, "policy", (document) => {
        (document.Statement as unknown[]).push({ Effect: "Allow", Resource: "*", ...more });
      });
    },
  };
}

const ADMIN = "iam-no-admin";
const ESCALATION = "iam-privilege-escalation";
const WIDE = "iam-resource-wide";
const SERVICE = "iam-service-wide";
const READERS = "secret-readers";
const ANY_ROLE = "arn:aws:iam::111122223333:role/*";

const grants: readonly Mutation[] = [
  allowing("every action on everything", { Action: "*" }, [ADMIN, READERS]),
  allowing("every action of every service on everything", { Action: ["*:*"] }, [ADMIN, READERS]),
  allowing("every action on one bucket", { Action: "*", Resource: "arn:aws:s3:::reports" }, [ADMIN]),
  allowing("everything but IAM", { NotAction: "iam:*" }, [ADMIN, READERS]),
  allowing("any role to pass", { Action: "iam:PassRole" }, [ESCALATION]),
  allowing("any role of the account to pass", { Action: "iam:PassRole", Resource: ANY_ROLE }, [ESCALATION]),
  allowing(
    "any role to pass to one service",
    {
      Action: "iam:PassRole",
      Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
    },
    [ESCALATION],
  ),
  ...[
    "iam:CreatePolicyVersion",
    "iam:AttachRolePolicy",
    "iam:PutRolePolicy",
    "iam:UpdateAssumeRolePolicy",
    "iam:CreateAccessKey",
    "sts:AssumeRole",
    "ecs:ExecuteCommand",
    "lambda:UpdateFunctionCode",
    "s3:PutBucketPolicy",
  ].map((action) => allowing(`${action} on everything`, { Action: [action] }, [ESCALATION])),
  allowing("all of IAM", { Action: "iam:*" }, [ESCALATION, SERVICE]),
  allowing("a pattern of IAM's actions that change rights", { Action: "iam:Put*" }, [ESCALATION, WIDE]),
  allowing(
    "all of DynamoDB on one table",
    { Action: "dynamodb:*", Resource: "arn:aws:dynamodb:eu-west-1:111122223333:table/jobs" },
    [SERVICE],
  ),
  allowing("every file of every bucket", { Action: ["s3:GetObject"] }, [WIDE]),
  allowing("every log group to write to", { Action: ["logs:PutLogEvents", "logs:CreateLogStream"] }, [WIDE]),
  allowing("every key to decrypt with", { Action: "kms:Decrypt" }, [WIDE]),
  allowing(
    "everything but one bucket to read",
    { Action: "s3:GetObject", Resource: undefined, NotResource: "arn:aws:s3:::private/*" },
    [WIDE],
  ),
  allowing("every parameter to read", { Action: "ssm:GetParameters" }, [WIDE, READERS]),
  alsoAllowing("every action on everything, to who starts tasks", { Action: "*" }, [ADMIN, READERS]),
  alsoAllowing("any role to pass, to who starts tasks", { Action: "iam:PassRole" }, [ESCALATION]),
  alsoAllowing("every image of every repository", { Action: "ecr:BatchGetImage" }, [WIDE]),
  {
    what: "a role's inline policy with everything",
    expect: { [ADMIN]: "user-service-task", [READERS]: "user-service-task" },
    change: (plan) => {
      plan.change(ROLE, "user-service-task", (props) => {
        props.inlinePolicies = [
          {
            name: "all",
            policy: JSON.stringify({ Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] }),
          },
        ];
      });
    },
  },
];

/** Who may take on the application's own role. */
function trusting(what: string, change: (statement: Mutable) => void, rules: readonly string[]): Mutation {
  return {
    what,
    expect: Object.fromEntries(rules.map((rule) => [rule, "user-service-task"])),
    change: (plan) => {
      plan.change(ROLE, "user-service-task", statement(0, change, "assumeRolePolicy"));
    },
  };
}

const USERS = "role-trust-users";
const GITHUB = "token.actions.githubusercontent.com";
const SUB = `${GITHUB}:sub`;
const federated =
  (condition: Mutable) =>
  (one: Mutable): void => {
    one.Principal = { Federated: `arn:aws:iam::111122223333:oidc-provider/${GITHUB}` };
    one.Action = "sts:AssumeRoleWithWebIdentity";
    one.Condition = condition;
  };

const trust: readonly Mutation[] = [
  trusting(
    "everybody may be the application",
    (one) => {
      one.Principal = "*";
      delete one.Condition;
    },
    ["role-trust-anyone", USERS],
  ),
  trusting(
    "every AWS account may be the application",
    (one) => {
      one.Principal = { AWS: ["*"], Service: "ecs-tasks.amazonaws.com" };
      one.Condition = { Bool: { "aws:SecureTransport": "true" } };
    },
    ["role-trust-anyone", "role-trust-source"],
  ),
  trusting(
    "everybody in the account may be the application",
    (one) => {
      one.Principal = { AWS: "arn:aws:iam::111122223333:root", Service: "ecs-tasks.amazonaws.com" };
    },
    ["role-trust-account"],
  ),
  trusting(
    "everybody in another account may be the application",
    (one) => {
      one.Principal = { AWS: "444455556666", Service: "ecs-tasks.amazonaws.com" };
    },
    ["role-trust-account"],
  ),
  trusting("tasks of every account may be the application", (one) => delete one.Condition, [
    "role-trust-source",
  ]),
  trusting(
    "the account of the condition is any",
    (one) => (one.Condition = { StringLike: { "aws:SourceAccount": "*" } }),
    ["role-trust-source"],
  ),
  trusting(
    "functions may be the application, too",
    (one) => (one.Principal = { Service: ["ecs-tasks.amazonaws.com", "lambda.amazonaws.com"] }),
    [USERS],
  ),
  trusting(
    "only functions may be the application",
    (one) => (one.Principal = { Service: "lambda.amazonaws.com" }),
    [USERS],
  ),
  trusting(
    "any repository may be the application",
    federated({ StringEquals: { [`${GITHUB}:aud`]: "sts.amazonaws.com" } }),
    ["role-trust-federated", USERS],
  ),
  trusting(
    "repositories of any owner may be the application",
    federated({ StringLike: { [SUB]: "repo:*" } }),
    ["role-trust-federated", USERS],
  ),
];

const roles: readonly Mutation[] = [
  {
    what: "the application has the execution role",
    expect: { "task-roles-apart": "user-service-task" },
    change: (plan) => {
      plan.refer(
        plan.get(TASK, "user-service-task"),
        "taskRoleArn",
        plan.get(ROLE, "user-service-execution"),
      );
      plan.get(TASK, "user-service-task").dependencies.taskRoleArn = [
        plan.get(ROLE, "user-service-execution").urn,
      ];
    },
  },
  {
    what: "two services have one task role",
    expect: { "task-role-shared": "user-service-task" },
    change: (plan) => {
      plan.refer(plan.get(TASK, "search-service-task"), "taskRoleArn", plan.get(ROLE, "user-service-task"));
      plan.get(TASK, "search-service-task").dependencies.taskRoleArn = [
        plan.get(ROLE, "user-service-task").urn,
      ];
    },
  },
  {
    what: "two services have one execution role",
    expect: { "task-role-shared": "conversation-service-execution", [READERS]: "search-service-task" },
    change: (plan) => {
      const role = plan.get(ROLE, "conversation-service-execution");
      plan.refer(plan.get(TASK, "search-service-task"), "executionRoleArn", role);
      plan.get(TASK, "search-service-task").dependencies.executionRoleArn = [role.urn];
    },
  },
];

/** A policy of AWS's attached to a service's task role. */
function attaching(policy: string, rules: readonly string[]): Mutation {
  return {
    what: `${policy} attached`,
    expect: Object.fromEntries(rules.map((rule) => [rule, "added"])),
    change: (plan) => {
      const attachment = plan.add({
        type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        inputs: { policyArn: `arn:aws:iam::aws:policy/${policy}` },
      });
      plan.refer(attachment, "role", plan.get(ROLE, "user-service-task"), "name");
    },
  };
}

const added = (what: string, type: string, inputs: Mutable, rule: string): Mutation => ({
  what,
  expect: { [rule]: "added" },
  change: (plan) => {
    plan.add({ type, inputs: { ...inputs, tags: { Project: "harena", Stack: plan.stack } } });
  },
});

const anyone = (service: object = {}): string =>
  JSON.stringify({
    Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*", ...service }],
  });

const others: readonly Mutation[] = [
  attaching("AdministratorAccess", ["iam-managed-admin", READERS]),
  attaching("IAMFullAccess", ["iam-managed-admin"]),
  attaching("PowerUserAccess", ["iam-managed-admin", READERS]),
  attaching("AmazonS3FullAccess", ["iam-managed-wide"]),
  changed(
    "an administrator's policy in the role itself",
    ROLE,
    "user-service-task",
    put(["arn:aws:iam::aws:policy/job-function/SystemAdministrator"], "managedPolicyArns"),
    "iam-managed-admin",
  ),
  added("an access key", "aws:iam/accessKey:AccessKey", { user: "ci" }, "iam-no-access-keys"),
  added(
    "a password for a person",
    "aws:iam/userLoginProfile:UserLoginProfile",
    { user: "ada" },
    "iam-no-access-keys",
  ),
  added("a user", "aws:iam/user:User", { path: "/ci/" }, "iam-no-users"),
  added("a policy of a user", "aws:iam/userPolicy:UserPolicy", { user: "ci", policy: "{}" }, "iam-no-users"),
  added(
    "a key for everybody",
    "aws:kms/keyPolicy:KeyPolicy",
    { keyId: "k", policy: anyone() },
    "access-policy-closed",
  ),
  added(
    "an event bus for everybody",
    "aws:cloudwatch/eventBusPolicy:EventBusPolicy",
    { policy: anyone({ Action: "events:PutEvents" }) },
    "access-policy-closed",
  ),
  added(
    "logs that everybody may write",
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
    { policyName: "all", policyDocument: anyone({ Action: "logs:PutLogEvents" }) },
    "access-policy-closed",
  ),
  added(
    "a function that everybody may call",
    "aws:lambda/permission:Permission",
    { action: "lambda:InvokeFunction", function: "f", principal: "*" },
    "access-policy-closed",
  ),
  added(
    "a function that everybody's buckets may call",
    "aws:lambda/permission:Permission",
    { action: "lambda:InvokeFunction", function: "f", principal: "s3.amazonaws.com" },
    "access-policy-source",
  ),
  changed(
    "alarms of every account may post to the topic",
    "aws:sns/topicPolicy:TopicPolicy",
    "alarms-policy",
    within("policy", (document) => {
      delete inside(document, "Statement", 0).Condition;
    }),
    "access-policy-source",
  ),
];

export const mutations: readonly Mutation[] = [...grants, ...trust, ...roles, ...others];
