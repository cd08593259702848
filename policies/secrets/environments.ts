/** Names and values of everything else that runs: builds, functions, other services, parameters. */
import { checkTable, type ClearText } from "../lib/clearText";
import { forTypes } from "../lib/findings";
import { nameSchema, nameSettings, secretIn } from "../lib/namedValues";
import { at, plainText } from "../lib/reading";
import { defineRule, type ExampleResource } from "../lib/rule";
import type { ValuePath } from "../lib/secretMarks";

/** Where each type that builds images takes its build arguments. */
const BUILD_ARGS: Readonly<Record<string, ValuePath>> = {
  "docker:index/image:Image": ["build", "args"],
  "docker:image:Image": ["build", "args"],
  "docker-build:index:Image": ["buildArgs"],
  "awsx:ecr:Image": ["args"],
};

const image = (args: object): readonly ExampleResource[] => [
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
    const advice = "whoever has the image can read it.";
    checkTable({ props, findings, settings: nameSettings(config), advice }, BUILD_ARGS[type]);
  }),
});

/** Where other services take environments and parameters; the last step is an object or a list of pairs. */
const ENVIRONMENTS: Readonly<Record<string, readonly ValuePath[]>> = {
  "aws:amplify/app:App": [["environmentVariables"]],
  "aws:amplify/branch:Branch": [["environmentVariables"]],
  "aws:apprunner/service:Service": [
    ["sourceConfiguration", "imageRepository", "imageConfiguration", "runtimeEnvironmentVariables"],
    [
      "sourceConfiguration",
      "codeRepository",
      "codeConfiguration",
      "codeConfigurationValues",
      "runtimeEnvironmentVariables",
    ],
  ],
  "aws:batch/jobDefinition:JobDefinition": [["parameters"]],
  "aws:bedrock/agentcoreAgentRuntime:AgentcoreAgentRuntime": [["environmentVariables"]],
  "aws:cloudformation/stack:Stack": [["parameters"]],
  "aws:ecs/expressGatewayService:ExpressGatewayService": [["primaryContainer", "environments"]],
  "aws:elasticbeanstalk/environment:Environment": [["settings"]],
  "aws:glue/job:Job": [["defaultArguments"]],
  "aws:lambda/function:Function": [["environment", "variables"]],
  "aws:sagemaker/model:Model": [["primaryContainer", "environment"]],
  "aws:ssm/association:Association": [["parameters"]],
};
const CODEBUILD = "aws:codebuild/project:Project";

const lambda = (variables: object): readonly ExampleResource[] => [
  { type: "aws:lambda/function:Function", name: "thumbnails", props: { environment: { variables } } },
];

export const computeEnvironmentSecrets = defineRule({
  name: "compute-environment-secrets",
  description: "Environments of functions, builds and other services hold no secrets.",
  level: "mandatory",
  severity: "critical",
  tags: ["secrets", "lambda", "codebuild"],
  why: "Consoles, logs and whoever may read the configuration show them.",
  controls: { fsbp: ["CodeBuild.2"], checkov: ["CKV_AWS_45", "CKV_SECRET_2"] },
  examples: {
    fails: lambda({ API_KEY: "correct-horse" }),
    passes: lambda({ API_KEY_ARN: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:api-a1B2c3" }),
  },
  fix: "Give the ARN of a secret, and let the code or the service read the value from Secrets Manager.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/codebuild-controls.html#codebuild-2",
  config: nameSchema,
  validateResource: forTypes([...Object.keys(ENVIRONMENTS), CODEBUILD], (props, findings, about) => {
    const advice = "let it be read from Secrets Manager by ARN.";
    const clear = { props, findings, settings: nameSettings(about.config), advice };
    if (about.type === CODEBUILD) checkBuildVariables(clear);
    else for (const path of ENVIRONMENTS[about.type]) checkTable(clear, path);
  }),
});

/** Those of types PARAMETER_STORE and SECRETS_MANAGER hold a name. */
function checkBuildVariables(clear: ClearText): void {
  const path = ["environment", "environmentVariables"];
  checkTable(
    clear,
    path,
    (index) => (at(clear.props, ...path, index, "type") ?? "PLAINTEXT") === "PLAINTEXT",
  );
}

const parameter = (type: string): readonly ExampleResource[] => [
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
      // The SDK itself marks `value` as a secret, whatever the type: that says nothing.
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

/** What the rules of this file look at, for the rule that looks at everything else. */
export const ENVIRONMENTS_CHECKED: readonly (readonly [string, readonly ValuePath[]])[] = [
  ...Object.entries(BUILD_ARGS).map(([type, path]) => [type, [path]] as const),
  ...Object.entries(ENVIRONMENTS),
  [CODEBUILD, [["environment", "environmentVariables"]]],
  ["aws:ssm/parameter:Parameter", [["value"], ["insecureValue"]]],
];
