/** Which services use the roles of a stack, by the properties that hand them over. */
import type { PolicyResource } from "@pulumi/policy";
import type { Findings } from "./findings";
import { ifKnown } from "./reading";
import { givenAt, referredTo, type Path } from "./references";
import { ROLE, ROLE_KEYS } from "./rolePolicies";
import type { Stack } from "./stack";

interface Use {
  readonly type: string;
  readonly path: Path;
  /** Any of these may be trusted; the first must be. */
  readonly services: readonly [string, ...string[]];
}

const use = (type: string, path: Path, ...services: [string, ...string[]]): Use => ({
  type,
  path,
  services: services.map((service) => `${service}.amazonaws.com`) as [string, ...string[]],
});

const USES: readonly Use[] = [
  use("aws:ecs/taskDefinition:TaskDefinition", "executionRoleArn", "ecs-tasks"),
  use("aws:ecs/taskDefinition:TaskDefinition", "taskRoleArn", "ecs-tasks"),
  use("aws:ecs/service:Service", "iamRole", "ecs"),
  use("aws:ec2/flowLog:FlowLog", "iamRoleArn", "vpc-flow-logs"),
  use("aws:iam/instanceProfile:InstanceProfile", "role", "ec2"),
  use("aws:scheduler/schedule:Schedule", ["target", "roleArn"], "scheduler"),
  use("aws:cloudwatch/eventTarget:EventTarget", "roleArn", "events"),
  use("aws:pipes/pipe:Pipe", "roleArn", "pipes"),
  use("aws:sfn/stateMachine:StateMachine", "roleArn", "states"),
  use("aws:lambda/function:Function", "role", "lambda", "edgelambda"),
  use("aws:codebuild/project:Project", "serviceRole", "codebuild"),
  use("aws:codepipeline/pipeline:Pipeline", "roleArn", "codepipeline"),
  use("aws:backup/selection:Selection", "iamRoleArn", "backup"),
  use("aws:rds/instance:Instance", "monitoringRoleArn", "monitoring.rds"),
  use(
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
    ["extendedS3Configuration", "roleArn"],
    "firehose",
  ),
  use("aws:s3/bucketReplicationConfig:BucketReplicationConfig", "role", "s3", "batchoperations.s3"),
  use("aws:apprunner/service:Service", ["instanceConfiguration", "instanceRoleArn"], "tasks.apprunner"),
];

export interface RoleUse {
  readonly role: PolicyResource;
  readonly by: PolicyResource;
  readonly services: readonly [string, ...string[]];
}

/** Every use of the stack's roles. One that cannot be placed yet leaves the rule undecided. */
export function roleUses(stack: Stack, findings: Findings): readonly RoleUse[] {
  const roles = stack.of([ROLE]);
  const found: RoleUse[] = [];
  for (const { type, path, services } of USES) {
    findings.forEach(stack.of([type]), (by) => {
      if (ifKnown(() => givenAt(by, path), "unknown") === undefined) return;
      const role = referredTo(by, path, roles, ROLE_KEYS);
      if (role) found.push({ role, by, services });
    });
  }
  return found;
}
