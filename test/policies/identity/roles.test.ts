import assert from "node:assert/strict";
import { roleTrustUsers, taskRoleShared, taskRolesApart } from "../../../policies/identity";
import { assertCompliant, assertViolations, judge, UNKNOWN, type Props, type Resource } from "../support";

const ROLE = "aws:iam/role:Role";
const TASK = "aws:ecs/taskDefinition:TaskDefinition";
const urn = (type: string, name: string): string => `urn:pulumi:prod::test::${type}::${name}`;
const arn = (name: string): string => `arn:aws:iam::111122223333:role/${name}`;

const role = (name: string, ...services: readonly string[]): Resource => ({
  type: ROLE,
  name,
  urn: urn(ROLE, name),
  props: {
    name,
    arn: arn(name),
    assumeRolePolicy: JSON.stringify({
      Statement: [{ Effect: "Allow", Principal: { Service: services.map((one) => `${one}.amazonaws.com`) } }],
    }),
  },
});
const task = (name: string, execution: string, own: string, more: Props = {}): Resource => ({
  type: TASK,
  name,
  urn: urn(TASK, name),
  props: { family: name, executionRoleArn: arn(execution), taskRoleArn: arn(own), ...more },
});
/** In a preview that knows no ARN. */
const unborn = (name: string, execution: string, own: string): Resource => ({
  ...task(name, execution, own, { executionRoleArn: UNKNOWN, taskRoleArn: UNKNOWN }),
  dependencies: { executionRoleArn: [urn(ROLE, execution)], taskRoleArn: [urn(ROLE, own)] },
});
const roles = [role("starts", "ecs-tasks"), role("does", "ecs-tasks"), role("does-too", "ecs-tasks")];
const unknownRoles = roles.map((one) => ({ ...one, props: { ...one.props, arn: UNKNOWN } }));

describe("task-roles-apart", () => {
  it("wants two roles, in the stack or not, known or not", async () => {
    await assertCompliant(taskRolesApart, [...roles, task("a", "starts", "does")]);
    await assertViolations(taskRolesApart, [...roles, task("a", "does", "does")], ["are the same role"]);
    await assertViolations(taskRolesApart, [task("a", "of-others", "of-others")], ["are the same role"]);
    await assertCompliant(taskRolesApart, [task("a", "of-others", "other")]);
    await assertCompliant(taskRolesApart, [
      task("a", "", "", { executionRoleArn: undefined, taskRoleArn: undefined }),
    ]);
    await assertCompliant(taskRolesApart, [...unknownRoles, unborn("a", "starts", "does")]);
    await assertViolations(
      taskRolesApart,
      [...unknownRoles, unborn("a", "does", "does")],
      ["are the same role"],
    );
  });
});

describe("task-role-shared", () => {
  it("wants roles of one family each", async () => {
    const shared = [...roles, task("a", "starts", "does"), task("b", "starts", "does-too")];
    await assertViolations(taskRoleShared, shared, ["is a role of a and b"]);
    const { urns } = await judge(taskRoleShared, shared);
    assert.deepEqual(urns, [urn(ROLE, "starts")]);
    await assertCompliant(taskRoleShared, [...roles, task("a", "starts", "does")]);
    const sameFamily = [
      ...roles,
      task("a", "starts", "does"),
      task("a-once", "starts", "does", { family: "a" }),
    ];
    await assertCompliant(taskRoleShared, sameFamily);
    await assertViolations(
      taskRoleShared,
      [...unknownRoles, unborn("a", "starts", "does"), unborn("b", "does-too", "does")],
      ["is a role of a and b"],
    );
  });
});

describe("role-trust-users", () => {
  const function_ = (name: string): Resource => ({
    type: "aws:lambda/function:Function",
    name: "f",
    props: { role: arn(name) },
  });
  it("wants a role trusted by who uses it, and by nobody else", async () => {
    await assertCompliant(roleTrustUsers, [...roles, task("a", "starts", "does")]);
    await assertViolations(
      roleTrustUsers,
      [role("does", "ecs-tasks", "lambda"), task("a", "x", "does")],
      ["trusts lambda.amazonaws.com, which nothing in the stack has use it"],
    );
    await assertCompliant(roleTrustUsers, [
      role("does", "ecs-tasks", "lambda"),
      task("a", "x", "does"),
      function_("does"),
    ]);
    await assertViolations(
      roleTrustUsers,
      [role("f", "ecs-tasks"), function_("f")],
      ["trusts ecs-tasks.amazonaws.com", "does not trust lambda.amazonaws.com, by which f uses it"],
    );
    // Nobody of the stack uses it.
    await assertCompliant(roleTrustUsers, [role("deploys", "codedeploy")]);
    await assertCompliant(roleTrustUsers, [role("edge", "lambda", "edgelambda"), function_("edge")]);
  });
  it("knows machines, flow logs, schedules and events", async () => {
    for (const [type, props, service] of [
      ["aws:iam/instanceProfile:InstanceProfile", { role: "it" }, "ec2"],
      ["aws:ec2/flowLog:FlowLog", { iamRoleArn: arn("it") }, "vpc-flow-logs"],
      ["aws:scheduler/schedule:Schedule", { target: { roleArn: arn("it") } }, "scheduler"],
      ["aws:cloudwatch/eventTarget:EventTarget", { roleArn: arn("it") }, "events"],
    ] as const) {
      const user: Resource = { type, name: "user", props };
      await assertCompliant(roleTrustUsers, [role("it", service), user]);
      await assertViolations(
        roleTrustUsers,
        [role("it", service, "glue"), user],
        ["trusts glue.amazonaws.com"],
      );
    }
  });
});
