/** What runs by the clock may do its own work and no other, and is missed when it does not run. */
import type { PolicyResource } from "@pulumi/policy";
import { BUCKETS } from "../lib/buckets";
import { coversAction, coversResource, isAllow, type Statement } from "../lib/documents";
import { forStack, type Findings } from "../lib/findings";
import { at, isBag, isGiven, plainText, some } from "../lib/reading";
import { referredTo } from "../lib/references";
import { policiesOf, ROLE, ROLE_KEYS, ROLE_POLICY } from "../lib/rolePolicies";
import { defineRule, json, ref, type ExampleResource } from "../lib/rule";
import type { Stack } from "../lib/stack";
import { TASK_DEFINITION, TASK_KEYS } from "../lib/taskDefinitions";

const GUIDE = "https://docs.aws.amazon.com/scheduler/latest/UserGuide";
const SCHEDULE = "aws:scheduler/schedule:Schedule";
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";

const TASK: ExampleResource = {
  type: TASK_DEFINITION,
  name: "task",
  props: {
    family: "backup",
    arnWithoutRevision: "arn:aws:ecs:eu-west-1:111122223333:task-definition/backup",
    taskRoleArn: ref("role", "arn"),
  },
};
const ROLE_OF_TASK: ExampleResource = { type: ROLE, name: "role", props: { name: "backup" } };

function schedule(more: Readonly<Record<string, unknown>>): ExampleResource {
  return {
    type: SCHEDULE,
    name: "schedule",
    props: {
      target: {
        roleArn: ref("starter", "arn"),
        ecsParameters: { taskDefinitionArn: ref("task", "arnWithoutRevision") },
        ...more,
      },
    },
  };
}

export const scheduleMissed = defineRule({
  name: "schedule-missed",
  description: "A schedule that cannot start its target leaves a message in a queue, or turns an alarm on.",
  why: "The scheduler gives up after a day without a word; a backup that never ran is noticed when it is needed.",
  level: "advisory",
  severity: "medium",
  tags: ["operations", "scheduler"],
  controls: {},
  fix: "Give target.deadLetterConfig a queue, or add an alarm on the metrics of AWS/Scheduler.",
  url: `${GUIDE}/configuring-schedule-dlq.html`,
  examples: {
    fails: [schedule({})],
    passes: [schedule({ deadLetterConfig: { arn: "arn:aws:sqs:eu-west-1:111122223333:missed" } })],
  },
  validateStack: forStack((stack, findings) => {
    const watched = stack.of([ALARM]).some(({ props }) => at(props, "namespace") === "AWS/Scheduler");
    findings.forEach(stack.of([SCHEDULE]), ({ props, urn }) => {
      if (watched || isGiven(() => at(props, "target", "deadLetterConfig", "arn"))) return;
      findings.violation(
        "has no target.deadLetterConfig, and no alarm watches AWS/Scheduler; add one of them.",
        { urn },
      );
    });
  }),
});

function starter(task: unknown): readonly ExampleResource[] {
  const statement = { Effect: "Allow", Action: "ecs:RunTask", Resource: task };
  return [
    { type: ROLE, name: "starter", props: { name: "starter" } },
    {
      type: ROLE_POLICY,
      name: "start",
      props: {
        role: ref("starter", "name"),
        policy: json({ Version: "2012-10-17", Statement: [statement] }),
      },
    },
  ];
}

export const scheduleRoleScope = defineRule({
  name: "schedule-role-scope",
  description:
    "The role of a schedule may start its own task and hand over that task's two roles, and no others.",
  why: "Who may start any task with any role may do whatever any role in the account may.",
  level: "advisory",
  severity: "high",
  tags: ["operations", "scheduler", "iam", "ecs"],
  controls: {},
  fix: "Allow ecs:RunTask on the task definition's family alone, and iam:PassRole on its execution role and its task role alone.",
  url: `${GUIDE}/setting-up.html`,
  examples: {
    fails: [ROLE_OF_TASK, TASK, ...starter("*"), schedule({})],
    passes: [ROLE_OF_TASK, TASK, ...starter(ref("task", "arnWithoutRevision")), schedule({})],
  },
  validateStack: forStack((stack, findings) => {
    findings.forEach(stack.of([SCHEDULE]), (one) => {
      if (!isBag(at(one.props, "target", "ecsParameters"))) return;
      const role = referredTo(one, ["target", "roleArn"], stack.of([ROLE]), ROLE_KEYS);
      const task = taskOf(one, stack);
      // Those of other stacks cannot be seen.
      if (!role || !task) return;
      for (const { statements } of policiesOf(role, stack)) {
        findings.attempt(() => {
          for (const statement of statements().filter(isAllow)) checkScope(statement, task, role, findings);
        });
      }
    });
  }),
});

function taskOf(one: PolicyResource, stack: Stack): PolicyResource | undefined {
  const path = ["target", "ecsParameters", "taskDefinitionArn"] as const;
  return referredTo(one, path, stack.of([TASK_DEFINITION]), TASK_KEYS);
}

function checkScope(
  statement: Statement,
  task: PolicyResource,
  role: PolicyResource,
  findings: Findings,
): void {
  const family = plainText(at(task.props, "family"));
  const roles = ["executionRoleArn", "taskRoleArn"].map((key) => plainText(at(task.props, key)));
  const isOwnTask = (arn: string): boolean =>
    new RegExp(`:task-definition/${family}(?::[\\d*]+)?$`).test(arn);
  const limits: readonly (readonly [string, (arn: string) => boolean])[] = [
    ["ecs:RunTask", isOwnTask],
    ["iam:PassRole", (arn) => roles.includes(arn)],
  ];
  for (const [action, isOwn] of limits) {
    if (!coversAction(statement, action)) continue;
    const others =
      statement.notResources.length > 0
        ? ["everything else"]
        : statement.resources.filter((arn) => !isOwn(arn));
    if (others.length === 0) continue;
    findings.violation(
      `${statement.path} allows ${action} on ${others.join(", ")}; name what ${task.name} needs alone.`,
      role,
    );
  }
}

const PUT = "s3:PutObject";
const DELETIONS = ["s3:DeleteObject", "s3:DeleteObjectVersion"];

const BACKUPS: ExampleResource = { type: BUCKETS[0], name: "backups", props: { bucket: "backups" } };

function writer(action: unknown): ExampleResource {
  const files = "arn:aws:s3:::backups/*";
  return {
    type: ROLE_POLICY,
    name: "write",
    props: {
      role: ref("role", "name"),
      policy: json({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: action, Resource: files }],
      }),
    },
  };
}

export const backupWrittenOnce = defineRule({
  name: "backup-written-once",
  description:
    "A bucket that a scheduled task writes to is written by that task alone, and nobody may delete from it.",
  why: "Ransomware deletes the backups first: with a role that may write and delete, it needs no other.",
  level: "advisory",
  severity: "high",
  tags: ["operations", "scheduler", "backup", "s3", "iam"],
  controls: {},
  fix: "Allow s3:PutObject to the task's role alone, s3:DeleteObject to none, and let a lifecycle rule expire what is old.",
  url: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html",
  examples: {
    fails: [BACKUPS, ROLE_OF_TASK, TASK, schedule({}), writer("s3:*")],
    passes: [BACKUPS, ROLE_OF_TASK, TASK, schedule({}), writer(PUT)],
  },
  validateStack: forStack((stack, findings) => {
    findings.forEach(stack.of([SCHEDULE]), (one) => {
      const task = taskOf(one, stack);
      const role = task && referredTo(task, "taskRoleArn", stack.of([ROLE]), ROLE_KEYS);
      if (!role) return;
      for (const bucket of stack.of(BUCKETS)) {
        findings.attempt(() => {
          if (mayDo(role, PUT, bucket, stack)) checkBackups(bucket, role, stack, findings);
        });
      }
    });
  }),
});

function checkBackups(
  bucket: PolicyResource,
  writer: PolicyResource,
  stack: Stack,
  findings: Findings,
): void {
  findings.forEach(stack.of([ROLE]), (role) => {
    if (role !== writer && mayDo(role, PUT, bucket, stack)) {
      findings.violation(
        `may write to ${bucket.name}, which is ${writer.name}'s alone; take ${PUT} away.`,
        role,
      );
    }
    for (const action of DELETIONS) {
      if (!mayDo(role, action, bucket, stack)) continue;
      findings.violation(`may delete from ${bucket.name}; take ${action} away.`, role);
      return;
    }
  });
}

function mayDo(role: PolicyResource, action: string, bucket: PolicyResource, stack: Stack): boolean {
  const file = (): string => `arn:aws:s3:::${plainText(at(bucket.props, "bucket"))}/file`;
  return some(policiesOf(role, stack), ({ statements }) =>
    some(
      statements(),
      (statement) =>
        isAllow(statement) && coversAction(statement, action) && coversResource(statement, file()),
    ),
  );
}
