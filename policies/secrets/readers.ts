/** Who may read which secret: the tasks that get it, and nobody else in the stack. */
import type { PolicyResource } from "@pulumi/policy";
import { matches, type Statement } from "../lib/documents";
import { forStack, type Findings } from "../lib/findings";
import { allowing, covering, grantsOf, type Grant, type RoleGrants } from "../lib/grants";
import { at, ifKnown, plainText, some } from "../lib/reading";
import { givenAt, referredTo } from "../lib/references";
import { ROLE, ROLE_KEYS, ROLE_POLICY } from "../lib/rolePolicies";
import { defineRule, json, ref, type ExampleResource } from "../lib/rule";
import type { Stack } from "../lib/stack";
import { TASK_DEFINITION } from "../lib/taskDefinitions";
import { isSame, SECRET, usedSecrets, type UsedSecret } from "./usedSecrets";

const READ: readonly string[] = ["secretsmanager:GetSecretValue", "secretsmanager:BatchGetSecretValue"];
const READ_PARAMETER: readonly string[] = [
  "ssm:GetParameters",
  "ssm:GetParameter",
  "ssm:GetParametersByPath",
  "ssm:GetParameterHistory",
];
/** AWS's own policies that let a role read every secret or parameter. */
const READS_ALL =
  /:policy\/(?:.*\/)?(?:AdministratorAccess|PowerUserAccess|SecretsManagerReadWrite|AWSSecretsManagerClientReadOnlyAccess|AmazonSSMFullAccess|AmazonSSMReadOnlyAccess)$/;

const example = (resource: unknown): readonly ExampleResource[] => [
  { type: SECRET, name: "db", props: { name: "db" } },
  { type: ROLE, name: "starter", props: { name: "starter" } },
  {
    type: ROLE_POLICY,
    name: "reads",
    props: {
      role: ref("starter", "name"),
      policy: json({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: READ[0], Resource: resource }],
      }),
    },
  },
  {
    type: TASK_DEFINITION,
    name: "app",
    props: {
      family: "app",
      executionRoleArn: ref("starter", "arn"),
      containerDefinitions: json([
        { name: "app", secrets: [{ name: "DATABASE_URL", valueFrom: ref("db", "arn") }] },
      ]),
    },
  },
];

export const secretReaders = defineRule({
  name: "secret-readers",
  description:
    "Each secret that a container gets may be read by its task's execution role, and by no other service's role.",
  level: "mandatory",
  severity: "high",
  tags: ["secrets", "iam", "ecs"],
  why: "A role that reads every secret makes each hole in one service a hole in all; one that reads too few starts nothing.",
  controls: { checkov: ["CKV_AWS_287", "CKV_AWS_288", "CKV_AWS_355"], cdkNag: ["AwsSolutions-IAM5"] },
  fix:
    "Allow secretsmanager:GetSecretValue (ssm:GetParameters for parameters) on exactly the ARNs that the containers " +
    "name, in the execution role of their task alone; with a key of your own, kms:Decrypt on it, too.",
  url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html#task-execution-secrets",
  examples: { fails: example("*"), passes: example(ref("db", "arn")) },
  validateStack: forStack((stack, findings) => {
    const roles = grantsOf(stack, findings);
    const tasks = tasksOf(stack, findings);
    findings.forEach(stack.of([TASK_DEFINITION]), (task) => {
      checkOwnRole(task, roles, stack, findings);
    });
    for (const one of roles) checkReach(one, tasks, findings);
  }),
});

interface Task {
  readonly task: PolicyResource;
  readonly secrets: readonly UsedSecret[];
  readonly execution: PolicyResource | undefined;
  readonly own: PolicyResource | undefined;
}

function tasksOf(stack: Stack, findings: Findings): readonly Task[] {
  const roles = stack.of([ROLE]);
  const tasks: Task[] = [];
  findings.forEach(stack.of([TASK_DEFINITION]), (task) => {
    tasks.push({
      task,
      secrets: usedSecrets(task, stack),
      execution: referredTo(task, "executionRoleArn", roles, ROLE_KEYS),
      own: referredTo(task, "taskRoleArn", roles, ROLE_KEYS),
    });
  });
  return tasks;
}

function checkOwnRole(
  task: PolicyResource,
  roles: readonly RoleGrants[],
  stack: Stack,
  findings: Findings,
): void {
  const secrets = usedSecrets(task, stack);
  if (secrets.length === 0) return;
  if (plainText(ifKnown(() => givenAt(task, "executionRoleArn"), "unknown")) === "") {
    findings.violation(
      "has containers with secrets and no executionRoleArn; without it, nothing can read them.",
      task,
    );
    return;
  }
  const role = referredTo(task, "executionRoleArn", stack.of([ROLE]), ROLE_KEYS);
  const granted = roles.find((one) => one.role === role);
  // A role of others: nothing in this stack says what it may do.
  if (!granted || granted.managed.some(({ arn }) => READS_ALL.test(arn))) return;
  for (const secret of secrets) {
    if (!granted.grants.some((grant) => mayRead(grant, secret))) {
      findings.violation(
        `${granted.role.name}, the execution role, may not read ${secret.name}; allow ${actionsFor(secret)[0]} on its ARN.`,
        task,
      );
    } else {
      findings.attempt(() => {
        checkKey(task, secret, granted, stack, findings);
      });
    }
  }
}

function mayRead(grant: Grant, secret: UsedSecret): boolean {
  const byOrigin = secret.resource === undefined || isMadeOf(grant, secret);
  return allows(grant, secret, actionsFor(secret).slice(0, 1), byOrigin);
}

/** @param byOrigin what a document allows of which a preview does not know enough: what is made of a secret's ARN */
function allows(
  { statements }: Grant,
  secret: UsedSecret,
  actions: readonly string[],
  byOrigin: boolean,
): boolean {
  if (statements === undefined) return byOrigin;
  const covered = ifKnown(
    () => allowing(statements, actions, (one) => coversSecret(one, secret)) !== undefined,
    byOrigin,
  );
  return covered || (secret.arn === undefined && byOrigin);
}

function isMadeOf(grant: Grant, { resource }: UsedSecret): boolean {
  return resource !== undefined && grant.madeOf([resource]).length > 0;
}

function actionsFor({ isParameter }: UsedSecret): readonly string[] {
  return isParameter ? READ_PARAMETER : READ;
}

/** Secrets with a key of their own need it, too; AWS's own key is everybody's. */
function checkKey(
  task: PolicyResource,
  { resource, name, isParameter }: UsedSecret,
  { role, grants }: RoleGrants,
  stack: Stack,
  findings: Findings,
): void {
  if (!resource) return;
  const property = isParameter ? "keyId" : "kmsKeyId";
  const key = referredTo(resource, property, stack.of(KEYS), ["arn", "keyId", "id"]);
  const given = ifKnown(() => plainText(givenAt(resource, property)), "unknown");
  if (!key && (given === "" || given.startsWith("alias/aws/"))) return;
  const arn = key ? ifKnown(() => plainText(at(key.props, "arn")), undefined) : given;
  const decrypts = ({ statements, madeOf }: Grant): boolean =>
    statements === undefined
      ? !key || madeOf([key]).length > 0
      : allowing(statements, ["kms:Decrypt"], (one) =>
          // An alias or a bare id says too little of the ARN.
          arn?.startsWith("arn:") && !arn.includes(":alias/") ? covering(arn)(one) : true,
        ) !== undefined;
  if (grants.some(decrypts)) return;
  findings.violation(
    `${role.name}, the execution role, may not decrypt ${name}, which has a key of its own; allow kms:Decrypt on it.`,
    task,
  );
}

const KEYS = [
  "aws:kms/key:Key",
  "aws:kms/replicaKey:ReplicaKey",
  "aws:kms/externalKey:ExternalKey",
  "aws:kms/alias:Alias",
];

/** What a role may read beyond what its own tasks get. */
function checkReach({ role, grants, managed }: RoleGrants, tasks: readonly Task[], findings: Findings): void {
  const starts = tasks.filter(({ execution }) => execution === role);
  const serves = tasks.filter(({ execution, own }) => execution === role || own === role);
  const proper = serves.flatMap(({ secrets }) => secrets);
  const foreign = tasks
    .flatMap(({ secrets }) => secrets)
    .filter((secret) => !proper.some((one) => isSame(one, secret)));
  for (const { arn, resource } of managed) {
    if (!READS_ALL.test(arn)) continue;
    findings.violation(
      `${role.name} has ${arn}, by which it may read every secret; name the ARNs it needs.`,
      resource,
    );
  }
  for (const grant of grants) {
    // What an unknown document is made of tells much of it, but no wildcard.
    findings.attempt(grant.decide);
    const wide = findings.known(() => grant.statements && wideIn(grant.statements), undefined);
    if (wide) {
      findings.violation(
        `policy: ${wide.path} lets ${role.name} read every secret; name the ARNs it needs.`,
        grant.resource,
      );
    } else if (serves.length > 0) {
      checkForeign(grant, role, foreign, starts.length > 0, findings);
    }
  }
}

function checkForeign(
  grant: Grant,
  role: PolicyResource,
  foreign: readonly UsedSecret[],
  isExecution: boolean,
  findings: Findings,
): void {
  const told = new Set<string>();
  for (const secret of foreign) {
    const reads = allows(grant, secret, actionsFor(secret), isMadeOf(grant, secret));
    if (!reads || told.has(secret.name)) continue;
    told.add(secret.name);
    findings.violation(
      `policy lets ${role.name} read ${secret.name}, which ${isExecution ? "none of the containers that it starts gets" : "is another service's"}; take it away.`,
      grant.resource,
    );
  }
}

function wideIn(statements: readonly Statement[]): Statement | undefined {
  return (
    allowing(statements, READ, (one) => isWide(one, "secretsmanager", "secret")) ??
    allowing(statements, READ_PARAMETER, (one) => isWide(one, "ssm", "parameter"))
  );
}

/** True for resources that do not say which secret: `*`, `arn:aws:secretsmanager:*:*:secret:*`, all but some. */
function isWide({ resources, notResources }: Statement, service: string, kind: string): boolean {
  if (notResources.length > 0) return true;
  return some(resources, (pattern) => {
    const [, , patternService = "*", , , ...rest] = pattern.split(":");
    const named = rest.join(":").replace(new RegExp(`^${kind}[:/]`), "");
    return matches(patternService, service) && /^\/?(?:[*?]|$)/.test(named);
  });
}

/** Region and account may be unknown for a parameter that is given by its bare name. */
function coversSecret(statement: Statement, { arn }: UsedSecret): boolean {
  if (arn === undefined)
    return statement.notResources.length > 0 || some(statement.resources, (one) => one === "*");
  const [, , service, region, , ...rest] = arn.split(":");
  if (region !== "*") return covering(arn)(statement);
  return statement.resources.some((pattern) => {
    const [, , patternService = "*", , , ...patternRest] = pattern.split(":");
    return (
      pattern === "*" || (matches(patternService, service) && matches(patternRest.join(":"), rest.join(":")))
    );
  });
}
