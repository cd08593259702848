import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { TaskRoles, type TaskRolesArgs } from "../../components/taskRoles";
import type { Statement } from "../../components/iam";
import type { SimulationOptions } from "../../simulator";
import { json, plan, type Plan } from "../support/plan";

const ROLE = "aws:iam/role:Role";
const POLICY = "aws:iam/rolePolicy:RolePolicy";
const LOGS = "arn:aws:logs:eu-west-1:111122223333:log-group:/harena/dev/user-service";
const REPOSITORY = "arn:aws:ecr:eu-west-1:111122223333:repository/user-service";
const [KEY, OTHER_KEY] = ["1111", "2222"].map(
  (end) => `arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-0000-0000-00000000${end}`,
);

const secret = (name: string, kmsKeyArn = ""): TaskRolesArgs["secrets"][number] => ({
  arn: pulumi.output(arnOf(name)),
  kmsKeyArn: pulumi.output(kmsKeyArn),
});
const arnOf = (name: string): string =>
  `arn:aws:secretsmanager:eu-west-1:111122223333:secret:harena/dev/${name}-Ab12Cd`;

const make = (changes: Partial<TaskRolesArgs> = {}, options: SimulationOptions = {}): Promise<Plan> =>
  plan(() => {
    const roles = new TaskRoles("user-service", {
      logGroupArn: LOGS,
      repositoryArn: REPOSITORY,
      secrets: [],
      execCommand: false,
      ...changes,
    });
    return { ready: pulumi.all(roles.ready.map((resource) => resource.urn)) };
  }, options);

/** The statements of a role's one policy. */
function statements(made: Plan, name: string): unknown {
  const { Version, Statement } = json(made.inputs(POLICY, name).policy) as Record<string, unknown>;
  assert.equal(Version, "2012-10-17");
  return Statement;
}

const execution = [
  { Sid: "RegistryLogin", Effect: "Allow", Action: ["ecr:GetAuthorizationToken"], Resource: "*" },
  {
    Sid: "PullImage",
    Effect: "Allow",
    Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
    Resource: REPOSITORY,
  },
  {
    Sid: "WriteLogs",
    Effect: "Allow",
    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
    Resource: `${LOGS}:*`,
  },
];
const read = (...names: string[]): object => ({
  Sid: "ReadSecrets",
  Effect: "Allow",
  Action: ["secretsmanager:GetSecretValue"],
  Resource: names.map(arnOf),
});
const decrypt = (...keys: (string | undefined)[]): object => ({
  Sid: "DecryptSecrets",
  Effect: "Allow",
  Action: ["kms:Decrypt"],
  Resource: keys,
  Condition: { StringLike: { "kms:ViaService": "secretsmanager.*.amazonaws.com" } },
});
const exec = {
  Sid: "EcsExec",
  Effect: "Allow",
  Action: [
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
  ],
  Resource: "*",
};

describe("TaskRoles", () => {
  it("is two roles, one of which may do nothing", async () => {
    const made = await make();
    const component = made.one("harena:containers:TaskRoles");
    assert.deepEqual(made.children(component), [
      `${ROLE} user-service-execution`,
      `${ROLE} user-service-task`,
      `${POLICY} user-service-execution`,
    ]);
    assert.deepEqual(component.registeredOutputs, {
      executionRoleArn: made.one(ROLE, "user-service-execution").outputs.arn,
      taskRoleArn: made.one(ROLE, "user-service-task").outputs.arn,
      documents: { "user-service-execution": { policy: json(made.inputs(POLICY).policy) } },
    });
    assert.deepEqual(made.simulation.outputs.ready, [made.one(POLICY).urn]);
  });

  for (const [kind, purpose] of [
    ["execution", "Starts the tasks"],
    ["task", "The application's own rights"],
  ] as const) {
    it(`lets only ECS tasks of this account take on the ${kind} role`, async () => {
      const { assumeRolePolicy, ...role } = (await make()).inputs(ROLE, `user-service-${kind}`);
      assert.deepEqual(role, {
        name: `harena-dev-user-service-${kind}`,
        description: `user-service: ${purpose}`,
      });
      assert.deepEqual(json(assumeRolePolicy), {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: ["sts:AssumeRole"],
            Principal: { Service: "ecs-tasks.amazonaws.com" },
            Condition: {
              StringEquals: { "aws:SourceAccount": "111122223333" },
              ArnLike: { "aws:SourceArn": "arn:aws:ecs:eu-west-1:111122223333:*" },
            },
          },
        ],
      });
    });
  }

  it("pulls one image and writes one log, without secrets", async () => {
    const made = await make();
    const { policy, ...inputs } = made.inputs(POLICY);
    assert.equal(typeof policy, "string");
    assert.deepEqual(inputs, { name: "execution", role: "harena-dev-user-service-execution" });
    assert.deepEqual(statements(made, "user-service-execution"), execution);
  });

  it("reads its own secrets, and decrypts nothing while AWS's key does", async () => {
    const made = await make({ secrets: [secret("DATABASE_URL"), secret("SECRET_KEY")] });
    assert.deepEqual(statements(made, "user-service-execution"), [
      ...execution,
      read("DATABASE_URL", "SECRET_KEY"),
    ]);
  });

  it("decrypts with each customer managed key once, for Secrets Manager alone", async () => {
    const made = await make({
      secrets: [secret("A", KEY), secret("B"), secret("C", OTHER_KEY), secret("D", KEY)],
    });
    assert.deepEqual(statements(made, "user-service-execution"), [
      ...execution,
      read("A", "B", "C", "D"),
      decrypt(KEY, OTHER_KEY),
    ]);
  });

  it("gives the application the rights of ECS Exec only where it is allowed", async () => {
    const made = await make({ execCommand: true });
    const { policy, ...inputs } = made.inputs(POLICY, "user-service-task");
    assert.equal(typeof policy, "string");
    assert.deepEqual(inputs, { name: "task", role: "harena-dev-user-service-task" });
    assert.deepEqual(statements(made, "user-service-task"), [exec]);
    assert.deepEqual(
      made.simulation.outputs.ready,
      ["execution", "task"].map((kind) => made.one(POLICY, `user-service-${kind}`).urn),
    );
  });

  it("gives the application what is listed, behind ECS Exec", async () => {
    const own: Statement = {
      Sid: "Own",
      Effect: "Allow",
      Action: ["s3:GetObject"],
      Resource: pulumi.output("arn:aws:s3:::files/*"),
    };
    const plain = { ...own, Resource: "arn:aws:s3:::files/*" };
    const alone = await make({ taskStatements: [own] });
    assert.deepEqual(statements(alone, "user-service-task"), [plain]);
    const both = await make({ taskStatements: [own], execCommand: true });
    assert.deepEqual(statements(both, "user-service-task"), [exec, plain]);
    assert.deepEqual(statements(both, "user-service-execution"), execution);
  });

  it("has names that IAM takes, however long the stack is called", async () => {
    const made = await make({}, { stack: "s".repeat(100) });
    const names = made.ofType(ROLE).map(({ inputs }) => String(inputs.name));
    assert.deepEqual(
      names.map(({ length }) => length),
      [64, 64],
    );
    assert.notEqual(names[0], names[1]);
  });
});
