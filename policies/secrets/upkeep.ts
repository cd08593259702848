/** Secrets are used, reach running tasks when they change, and can be restored. */
import type { PolicyResource } from "@pulumi/policy";
import { configNumber, forStack, forTypes, type Config } from "../lib/findings";
import { at, ifKnown, isUnknownValue, plainText, some } from "../lib/reading";
import { dependenciesAmong, referredTo } from "../lib/references";
import { defineRule, json, ref, type ExampleResource } from "../lib/rule";
import { developmentStacks, isDevelopment } from "../lib/stages";
import type { Stack } from "../lib/stack";
import { containersOf, secretsOf, TASK_DEFINITION } from "../lib/taskDefinitions";
import { SECRET, SECRET_KEYS, SECRET_POLICY, SECRET_VERSION, usedSecrets } from "./usedSecrets";

const ROTATION = "aws:secretsmanager/secretRotation:SecretRotation";

const task = (valueFrom: unknown): readonly ExampleResource[] => [
  { type: SECRET, name: "db", props: {} },
  {
    type: TASK_DEFINITION,
    name: "app",
    props: { containerDefinitions: json([{ name: "app", secrets: [{ name: "DATABASE_URL", valueFrom }] }]) },
  },
];

export const secretVersionPinned = defineRule({
  name: "secret-version-pinned",
  description:
    "Containers name the version of each secret that the stack owns, so that a new value is a new task definition.",
  level: "advisory",
  severity: "low",
  tags: ["secrets", "ecs"],
  why: "Tasks read secrets when they start: a changed secret without a new task definition reaches none that runs.",
  controls: {},
  examples: {
    fails: task(ref("db", "arn")),
    passes: task("arn:aws:test:eu-west-1:111122223333:secret:db:::0b8a9dbe-71e4-4a39-9b0e-6c1b52c0f5a3"),
  },
  fix: "Give valueFrom as <arn>:::<version id>, with the id from the secret's version.",
  url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html",
  validateStack: forStack((stack, findings) => {
    findings.forEach(stack.of([TASK_DEFINITION]), (task) => {
      for (const secret of unpinned(task, stack)) {
        findings.violation(`takes ${secret} without a version id; end valueFrom with :::<version id>.`, task);
      }
    });
  }),
});

/** Names of the stack's secrets that a task definition takes in whichever version is current. */
function unpinned(task: PolicyResource, stack: Stack): readonly string[] {
  const owned = usedSecrets(task, stack).flatMap(({ resource }) =>
    resource?.type === SECRET ? [resource] : [],
  );
  const isPinned = (secret: PolicyResource): boolean => {
    try {
      const arn = plainText(at(secret.props, "arn"));
      const from = (containersOf(task.props) ?? [])
        .flatMap(secretsOf)
        .filter((one) => one.from.startsWith(arn));
      return from.every((one) => /:[^:]*:[^:]*:[^:]+$/.test(one.from.slice(arn.length)));
    } catch (error) {
      if (!isUnknownValue(error)) throw error;
      // The version's id comes from a version of this secret.
      return dependenciesAmong(task, "containerDefinitions", stack.of([SECRET_VERSION])).some(
        (version) => referredTo(version, "secretId", stack.of([SECRET]), SECRET_KEYS) === secret,
      );
    }
  };
  return owned.filter((secret) => !isPinned(secret)).map(({ name }) => name);
}

export const secretUnused = defineRule({
  name: "secret-unused",
  description: "Every secret of the stack is used by something of the stack.",
  level: "advisory",
  severity: "low",
  tags: ["secrets", "cost"],
  why: "A secret that nobody reads costs $0.40 a month and can only leak; a misspelt one is missed by the service that needs it.",
  controls: { fsbp: ["SecretsManager.3"] },
  examples: {
    fails: [{ type: SECRET, name: "forgotten", props: {} }],
    passes: task(ref("db", "arn")),
  },
  fix: "Name its ARN where it is needed, or take the secret away.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/secretsmanager-controls.html#secretsmanager-3",
  validateStack: forStack((stack, findings) => {
    const users = stack.resources.filter(
      ({ type }) => !COMPANIONS.has(type) && !/^aws:(?:iam|kms)\//.test(type),
    );
    findings.forEach(stack.of([SECRET]), (secret) => {
      if (users.some((user) => isUser(user, secret))) return;
      findings.violation(
        "is used by no container and by nothing else of the stack; use it or take it away.",
        secret,
      );
    });
  }),
});

/** What belongs to a secret uses it no more than a right to read it does. */
const COMPANIONS = new Set([SECRET, SECRET_VERSION, SECRET_POLICY, ROTATION, "pulumi:pulumi:Stack"]);

function isUser(user: PolicyResource, secret: PolicyResource): boolean {
  const depends = Object.values(user.propertyDependencies).some((sources) => sources.includes(secret));
  if (depends) return true;
  if (user.type !== TASK_DEFINITION) return false;
  const arn = ifKnown(() => plainText(at(secret.props, "arn")), "");
  return arn !== "" && ifKnown(() => plainText(at(user.props, "containerDefinitions")), "").includes(arn);
}

export const secretRecovery = defineRule({
  name: "secret-recovery",
  description: "A deleted secret can be restored for a week at least.",
  level: "advisory",
  severity: "medium",
  tags: ["secrets"],
  why: "With no recovery window, deleting a secret by mistake is for good, and every task that starts after fails.",
  controls: {},
  examples: {
    fails: [{ type: SECRET, name: "db", props: { recoveryWindowInDays: 0 } }],
    passes: [{ type: SECRET, name: "db", props: { recoveryWindowInDays: 30 } }],
  },
  fix: "Set recoveryWindowInDays to 7 to 30, or leave it out, which is 30.",
  url: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_delete-secret.html",
  config: developmentStacks,
  validateResource: forTypes([SECRET], (props, findings, about) => {
    const days = at(props, "recoveryWindowInDays");
    if (days !== 0 || isDevelopment(about, about.config)) return;
    findings.violation("recoveryWindowInDays is 0: a deleted secret is gone at once; set 7 to 30.");
  }),
});

const rotation = (days: number): readonly ExampleResource[] => [
  { type: SECRET, name: "db", props: {} },
  {
    type: ROTATION,
    name: "db",
    props: { secretId: ref("db", "id"), rotationRules: { automaticallyAfterDays: days } },
  },
];

export const secretRotation = defineRule({
  name: "secret-rotation",
  description:
    "A secret that rotates does so every 90 days at least; with the setting required, every secret rotates.",
  level: "advisory",
  severity: "low",
  tags: ["secrets"],
  why: "A leaked value is good for as long as nobody changes it.",
  controls: {
    fsbp: ["SecretsManager.1", "SecretsManager.4"],
    checkov: ["CKV_AWS_304", "CKV2_AWS_57"],
    cdkNag: ["AwsSolutions-SMG4"],
  },
  examples: { fails: rotation(365), passes: rotation(30) },
  fix: "Give the aws.secretsmanager.SecretRotation a schedule of 90 days or fewer.",
  url: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html",
  config: {
    maxDays: {
      type: "integer",
      minimum: 1,
      maximum: 1000,
      default: 90,
      description: "Days after which a secret must have rotated.",
    },
    required: {
      type: "boolean",
      default: false,
      description: "Whether every secret must rotate: not where somebody else issues the value.",
    },
  },
  validateStack: forStack((stack, findings, config) => {
    const secrets = stack.of([SECRET]);
    findings.forEach(stack.of([ROTATION]), (one) => {
      const days = at(one.props, "rotationRules", "automaticallyAfterDays");
      const most = mostDays(config);
      if (typeof days !== "number" || days <= most) return;
      findings.violation(`rotates every ${days} days; it must be ${most} or fewer.`, one);
    });
    if (config.required !== true) return;
    findings.forEach(secrets, (secret) => {
      if (some(stack.of([ROTATION]), (one) => referredTo(one, "secretId", secrets, SECRET_KEYS) === secret))
        return;
      findings.violation("never rotates; add an aws.secretsmanager.SecretRotation.", secret);
    });
  }),
});

function mostDays(config: Config): number {
  return configNumber(config, "maxDays", 90);
}
