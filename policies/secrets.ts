/** Secrets stay where they are encrypted. No violation shows any part of a value. */
import { checkContainers } from "./lib/containerSecrets";
import { forTypes } from "./lib/findings";
import { checkEntries, nameSchema, nameSettings, secretIn } from "./lib/namedValues";
import { at, plainText } from "./lib/reading";
import { defineRule, json, type Rule } from "./lib/rule";

/** Where each type that builds images takes its build arguments. */
const BUILD_ARGS: Readonly<Record<string, readonly string[]>> = {
  "docker:index/image:Image": ["build", "args"],
  "docker:image:Image": ["build", "args"],
  "docker-build:index:Image": ["buildArgs"],
};

const task = (container: object) => [
  {
    type: "aws:ecs/taskDefinition:TaskDefinition",
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
  controls: { fsbp: ["ECS.8"], checkov: ["CKV_SECRET_4"], cdkNag: ["AwsSolutions-ECS2"] },
  examples: {
    fails: task({ environment: [{ name: "DB_PASSWORD", value: "correct-horse" }] }),
    passes: task({
      secrets: [
        { name: "DB_PASSWORD", valueFrom: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db" },
      ],
    }),
  },
  fix: "Put the value into Secrets Manager and name its ARN under the container's secrets.",
  url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html",
  config: nameSchema,
  validateResource: forTypes(["aws:ecs/taskDefinition:TaskDefinition"], (props, findings, { config }) => {
    checkContainers(at(props, "containerDefinitions"), nameSettings(config), findings);
  }),
});

const image = (args: object) => [
  { type: "docker:index/image:Image", name: "app", props: { imageName: "app", build: { args } } },
];

export const dockerBuildArgsSecrets = defineRule({
  name: "docker-build-args-secrets",
  description: "Build arguments of Docker images hold no secrets.",
  level: "mandatory",
  severity: "critical",
  tags: ["secrets", "docker"],
  why: "Build arguments stay in the image's history.",
  controls: {},
  examples: { fails: image({ PIP_TOKEN: "correct-horse" }), passes: image({ PYTHON_VERSION: "3.12" }) },
  fix: "Mount the value as a build secret, or let the container read it when it runs.",
  url: "https://docs.docker.com/build/building/secrets/",
  config: nameSchema,
  validateResource: forTypes(Object.keys(BUILD_ARGS), (props, findings, { type, config }) => {
    const path = BUILD_ARGS[type];
    checkEntries(
      at(props, ...path),
      nameSettings(config),
      findings,
      (name, reason) => `${path.join(".")}: ${name} ${reason}; whoever has the image can read it.`,
    );
  }),
});

const parameter = (type: string) => [
  {
    type: "aws:ssm/parameter:Parameter",
    name: "db",
    props: { name: "/app/db-password", type, value: "correct-horse" },
  },
];

export const parameterSecureString = defineRule({
  name: "parameter-secure-string",
  description: "Parameters that hold a secret, by their name or their value, are of type SecureString.",
  level: "mandatory",
  severity: "high",
  tags: ["secrets", "ssm"],
  why: "A String is stored and shown in the clear.",
  controls: { checkov: ["CKV2_AWS_34"] },
  examples: { fails: parameter("String"), passes: parameter("SecureString") },
  fix: "Set type to SecureString, and give it by value, not by insecureValue.",
  url: "https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-securestring.html",
  config: nameSchema,
  validateResource: forTypes(["aws:ssm/parameter:Parameter"], (props, findings, { name, config }) => {
    const type = at(props, "type");
    if (type === "SecureString") return;
    const settings = nameSettings(config);
    let reason: string | undefined;
    for (const key of ["value", "insecureValue"]) {
      // Both names speak: a preview may know only the resource's, and AWS's may say less.
      for (const nameOf of [() => name, () => plainText(at(props, "name"))]) {
        findings.attempt(() => {
          reason ??= secretIn(nameOf(), at(props, key), settings);
        });
      }
    }
    if (reason !== undefined)
      findings.violation(`is a ${plainText(type)} whose value ${reason}; make it a SecureString.`);
  }),
});

export const rules: readonly Rule[] = [
  containerEnvironmentSecrets,
  dockerBuildArgsSecrets,
  parameterSecureString,
];
