/** Secrets stay where they are encrypted. No violation shows any part of a value. */
import type { ResourceValidationPolicy } from "@pulumi/policy";
import { checkContainers } from "./containers";
import { forTypes } from "./findings";
import { checkEntries, nameSchema, nameSettings, secretIn } from "./namedValues";
import { at, plainText } from "./reading";

/** Where each type that builds images takes its build arguments. */
const BUILD_ARGS: Readonly<Record<string, readonly string[]>> = {
  "docker:index/image:Image": ["build", "args"],
  "docker:image:Image": ["build", "args"],
  "docker-build:index:Image": ["buildArgs"],
};

export const containerEnvironmentSecrets: ResourceValidationPolicy = {
  name: "container-environment-secrets",
  description:
    "Task definitions hold no secrets: in no environment variable, command, health check, label or log option.",
  enforcementLevel: "mandatory",
  severity: "critical",
  tags: ["secrets", "ecs"],
  remediationSteps: "Put the value into Secrets Manager and name its ARN under the container's secrets.",
  url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html",
  configSchema: nameSchema,
  validateResource: forTypes(["aws:ecs/taskDefinition:TaskDefinition"], (props, findings, { config }) => {
    checkContainers(at(props, "containerDefinitions"), nameSettings(config), findings);
  }),
};

export const dockerBuildArgsSecrets: ResourceValidationPolicy = {
  name: "docker-build-args-secrets",
  description: "Build arguments of Docker images hold no secrets.",
  enforcementLevel: "mandatory",
  severity: "critical",
  tags: ["secrets", "docker"],
  remediationSteps: "Mount the value as a build secret, or let the container read it when it runs.",
  url: "https://docs.docker.com/build/building/secrets/",
  configSchema: nameSchema,
  validateResource: forTypes(Object.keys(BUILD_ARGS), (props, findings, { type, config }) => {
    const path = BUILD_ARGS[type];
    checkEntries(
      at(props, ...path),
      nameSettings(config),
      findings,
      (name, reason) => `${path.join(".")}: ${name} ${reason}; whoever has the image can read it.`,
    );
  }),
};

export const parameterSecureString: ResourceValidationPolicy = {
  name: "parameter-secure-string",
  description: "Parameters that hold a secret, by their name or their value, are of type SecureString.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["secrets", "ssm"],
  remediationSteps: "Set type to SecureString, and give it by value, not by insecureValue.",
  url: "https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-securestring.html",
  configSchema: nameSchema,
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
};
