/** What a task definition's containers are given in clear. */
import { checkContainers } from "../lib/containerSecrets";
import { forTypes } from "../lib/findings";
import { nameSchema, nameSettings } from "../lib/namedValues";
import { asList, shown } from "../lib/reading";
import { defineRule, json, type ExampleResource } from "../lib/rule";
import { holdsMarked } from "../lib/secretMarks";
import { containersOf, environmentOf, secretsOf, TASK_DEFINITION } from "../lib/taskDefinitions";

const SECRET_ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-a1B2c3";

const task = (container: object): readonly ExampleResource[] => [
  {
    type: TASK_DEFINITION,
    name: "app",
    props: { family: "app", containerDefinitions: json([{ name: "app", image: "app", ...container }]) },
  },
];

export const containerEnvironmentSecrets = defineRule({
  name: "container-environment-secrets",
  description:
    "Task definitions hold no secrets: in no environment variable, command, health check, label or log option.",
  level: "mandatory",
  severity: "critical",
  tags: ["secrets", "ecs"],
  why: "Whoever may describe a task definition reads it, and no old revision is ever changed.",
  controls: {
    fsbp: ["ECS.8"],
    checkov: ["CKV_SECRET_2", "CKV_SECRET_4", "CKV_SECRET_17"],
    cdkNag: ["AwsSolutions-ECS2"],
  },
  examples: {
    fails: task({ environment: [{ name: "DB_PASSWORD", value: "correct-horse" }] }),
    passes: task({ secrets: [{ name: "DB_PASSWORD", valueFrom: SECRET_ARN }] }),
  },
  fix: "Put the value into Secrets Manager and name its ARN under the container's secrets.",
  url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html",
  config: nameSchema,
  validateResource: forTypes([TASK_DEFINITION], (props, findings, { config }) => {
    if (holdsMarked(props, ["containerDefinitions"])) {
      findings.violation(
        "containerDefinitions holds a value that the program itself marks as a secret; give it under secrets, by ARN.",
      );
    }
    checkContainers(props, nameSettings(config), findings);
  }),
});

export const secretNamedOnce = defineRule({
  name: "secret-named-once",
  description: "No variable of a container is given twice: in clear and as a secret, or as two secrets.",
  level: "mandatory",
  severity: "medium",
  tags: ["secrets", "ecs"],
  why: "ECS refuses the task definition, or one value hides the other: a password changed in one place still is the old one.",
  controls: {},
  examples: {
    fails: task({
      environment: [{ name: "DATABASE_URL", value: "postgresql://db/app" }],
      secrets: [{ name: "DATABASE_URL", valueFrom: SECRET_ARN }],
    }),
    passes: task({
      environment: [{ name: "DATABASE_HOST", value: "db" }],
      secrets: [{ name: "DATABASE_URL", valueFrom: SECRET_ARN }],
    }),
  },
  fix: "Keep the variable under secrets and take the other away.",
  url: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html",
  validateResource: forTypes([TASK_DEFINITION], (props, findings) => {
    for (const container of asList(containersOf(props)) as NonNullable<ReturnType<typeof containersOf>>) {
      const clear = environmentOf(container).map(({ name }) => name);
      const secret = secretsOf(container).map(({ name }) => name);
      for (const name of new Set(secret)) {
        const [inClear, asSecret] = [clear.includes(name), secret.filter((one) => one === name).length];
        if (!inClear && asSecret === 1) continue;
        findings.violation(
          `${container.path}: ${shown(name)} is given ${inClear ? "in environment and in secrets" : `${asSecret} times in secrets`}; keep one secret.`,
        );
      }
    }
  }),
});
