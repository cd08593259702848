import assert from "node:assert/strict";
import {
  computeEnvironmentSecrets,
  containerEnvironmentSecrets,
  dockerBuildArgsSecrets,
  functionCodeSecrets,
  parameterSecureString,
  plainTextSecrets,
  secretNamedOnce,
  tagSecrets,
  taskInputSecrets,
  userDataSecrets,
} from "../../../policies/secrets";
import type { Rule } from "../../../policies/rules";
import { assertCompliant, assertViolations, judge, UNKNOWN, type Props, type Resource } from "../support";
import { HARMLESS, PASSWORD_URL, RANDOM, SECRETS } from "./samples";

const task = (container: Props): Resource => ({
  type: "aws:ecs/taskDefinition:TaskDefinition",
  props: {
    family: "app",
    containerDefinitions: JSON.stringify([{ name: "proxy" }, { name: "app", ...container }]),
  },
});
const of =
  (type: string, props: (table: Props) => Props) =>
  (name: string, value: unknown): Resource => ({ type, props: props({ [name]: value }) });
const paired =
  (type: string, props: (list: readonly Props[]) => Props) =>
  (name: string, value: unknown): Resource => ({ type, props: props([{ name, value }]) });

/** One rule, and where a pair of name and value goes in a resource that it judges. */
type Place = readonly [string, Rule, (name: string, value: unknown) => Resource];

const container = containerEnvironmentSecrets;
const compute = computeEnvironmentSecrets;
const PLACES: readonly Place[] = [
  ["a container's environment", container, (name, value) => task({ environment: [{ name, value }] })],
  ["an environment in capitals", container, (Name, Value) => task({ Environment: [{ Name, Value }] })],
  ["a label", container, (name, value) => task({ dockerLabels: { [name]: value } })],
  ["a log option", container, (name, value) => task({ logConfiguration: { options: { [name]: value } } })],
  [
    "a router's option",
    container,
    (name, value) => task({ firelensConfiguration: { options: { [name]: value } } }),
  ],
  ["a docker image", dockerBuildArgsSecrets, of("docker:index/image:Image", (args) => ({ build: { args } }))],
  [
    "an older docker image",
    dockerBuildArgsSecrets,
    of("docker:image:Image", (args) => ({ build: { args } })),
  ],
  ["docker-build", dockerBuildArgsSecrets, of("docker-build:index:Image", (buildArgs) => ({ buildArgs }))],
  ["awsx's image", dockerBuildArgsSecrets, of("awsx:ecr:Image", (args) => ({ args }))],
  [
    "a function",
    compute,
    of("aws:lambda/function:Function", (variables) => ({ environment: { variables } })),
  ],
  [
    "an Amplify app",
    compute,
    of("aws:amplify/app:App", (environmentVariables) => ({ environmentVariables })),
  ],
  ["a Glue job", compute, of("aws:glue/job:Job", (defaultArguments) => ({ defaultArguments }))],
  ["a stack's parameters", compute, of("aws:cloudformation/stack:Stack", (parameters) => ({ parameters }))],
  [
    "App Runner",
    compute,
    of("aws:apprunner/service:Service", (runtimeEnvironmentVariables) => ({
      sourceConfiguration: { imageRepository: { imageConfiguration: { runtimeEnvironmentVariables } } },
    })),
  ],
  [
    "a build",
    compute,
    paired("aws:codebuild/project:Project", (environmentVariables) => ({
      environment: { environmentVariables },
    })),
  ],
  [
    "Beanstalk",
    compute,
    paired("aws:elasticbeanstalk/environment:Environment", (settings) => ({ settings })),
  ],
  [
    "Express Mode",
    compute,
    paired("aws:ecs/expressGatewayService:ExpressGatewayService", (environments) => ({
      primaryContainer: { environments },
    })),
  ],
  ["tags", tagSecrets, of("aws:sns/topic:Topic", (tags) => ({ tags }))],
  [
    "default tags",
    tagSecrets,
    of("pulumi:providers:aws", (tags) => ({ defaultTags: JSON.stringify({ tags }) })),
  ],
  [
    "default tags as an object",
    tagSecrets,
    of("pulumi:providers:aws", (tags) => ({ defaultTags: { tags } })),
  ],
  ...["value", "insecureValue"].flatMap((key) =>
    ["String", "StringList"].map((type): Place => [
      `a ${type}'s ${key}`,
      parameterSecureString,
      (name, value) => ({
        type: "aws:ssm/parameter:Parameter",
        props: { type, name: `/harena/dev/${name}`, [key]: value },
      }),
    ]),
  ),
];

/** No twelve signs of it in a row, whichever way it is written. */
function assertHidden(message: string, value: string): void {
  for (let start = 0; start + 12 <= value.length; start++) {
    assert.ok(!message.includes(value.slice(start, start + 12)), message);
  }
}

for (const [place, rule, resource] of PLACES) {
  describe(`${rule.name}: ${place}`, () => {
    it("allows what is harmless", async () => {
      for (const value of HARMLESS) await assertCompliant(rule, resource("SETTING", value));
      for (const value of ["arn:aws:ssm:eu-west-1:1:parameter/x", "/run/secrets/db", "${OTHER}", "true"]) {
        await assertCompliant(rule, resource("DB_PASSWORD", value));
      }
    });
    it("reports each form of a secret, and shows no part of it", async () => {
      for (const [what, value] of SECRETS) {
        const { messages, undecided } = await judge(rule, resource("SETTING", value));
        assert.equal(messages.length, 1, what);
        assert.ok(messages[0].includes(what), messages[0]);
        assert.equal(undecided, undefined);
        assertHidden(messages[0], value);
      }
    });
    it("reports a secret by its name, and does not show it", async () => {
      const { messages } = await judge(rule, resource("DB_PASSWORD", "hunter2"));
      assert.equal(messages.length, 1);
      assert.match(messages[0], /by its name/);
      assert.ok(!messages[0].includes("hunter2"));
    });
    it("takes a team's word for its names, but not against a known form", async () => {
      const named = (name: string): string => (rule === parameterSecureString ? `/harena/dev/${name}` : name);
      await assertViolations(rule, resource("PIN", "1234"), ["by its name"], { secretNames: [named("PIN")] });
      const plain = { plainNames: [named("VAPID_KEY"), named("PAD_SECRET"), "it"] };
      await assertCompliant(rule, resource("PAD_SECRET", "[PAD]"), plain);
      await assertCompliant(rule, resource("VAPID_KEY", RANDOM), plain);
      await assertViolations(rule, resource("VAPID_KEY", PASSWORD_URL), ["a URL with a password"], plain);
    });
  });
}

/** One rule, and where a text goes in a resource that it judges. */
const TEXTS: readonly (readonly [string, Rule, string, (value: string) => Props])[] = [
  [
    "user data",
    userDataSecrets,
    "aws:ec2/instance:Instance",
    (userData) => ({ userData: `#!/bin/sh\n${userData}\n` }),
  ],
  [
    "user data in base64",
    userDataSecrets,
    "aws:ec2/launchTemplate:LaunchTemplate",
    (value) => ({ userData: Buffer.from(`#!/bin/sh\necho '${value}'\n`).toString("base64") }),
  ],
  [
    "a schedule's input",
    taskInputSecrets,
    "aws:scheduler/schedule:Schedule",
    (input) => ({ target: { input } }),
  ],
  ["an event's input", taskInputSecrets, "aws:cloudwatch/eventTarget:EventTarget", (input) => ({ input })],
  [
    "an event's template",
    taskInputSecrets,
    "aws:cloudwatch/eventTarget:EventTarget",
    (inputTemplate) => ({ inputTransformer: { inputTemplate } }),
  ],
  ["a workflow", taskInputSecrets, "aws:sfn/stateMachine:StateMachine", (definition) => ({ definition })],
  ["a document for machines", taskInputSecrets, "aws:ssm/document:Document", (content) => ({ content })],
];

for (const [place, rule, type, props] of TEXTS) {
  describe(`${rule.name}: ${place}`, () => {
    it("allows what is harmless", async () => {
      for (const value of HARMLESS) await assertCompliant(rule, { type, props: props(value) });
    });
    it("reports each form of a secret once, and shows no part of it", async () => {
      for (const [what, value] of SECRETS) {
        const { messages } = await judge(rule, { type, props: props(value) });
        assert.equal(messages.length, 1, what);
        assertHidden(messages[0], value);
      }
    });
  });
}

describe("container-environment-secrets", () => {
  for (const [where, definition] of [
    ["command[1]", (value: string) => ({ command: ["serve", value] })],
    ["entryPoint[0]", (value: string) => ({ entryPoint: [value] })],
    ["healthCheck.command[1]", (value: string) => ({ healthCheck: { command: ["CMD-SHELL", value] } })],
  ] as const) {
    it(`reads ${where}`, async () => {
      for (const value of HARMLESS) await assertCompliant(container, task(definition(value)));
      for (const [, value] of SECRETS) {
        await assertViolations(container, task(definition(`--x ${value}`)), [`(app): ${where} holds `]);
      }
      await assertViolations(container, task(definition("DB_PASSWORD=hunter2 serve")), [
        / holds (?!.*hunter2)/,
      ]);
    });
  }
  it("reads an option and its value as two words", async () => {
    await assertViolations(container, task({ command: ["serve", "--token", "hunter2"] }), [
      "command[2] is the value",
    ]);
    for (const command of [
      ["serve", "--token"],
      ["serve", "--token", "--port", "80"],
      ["serve", "--token", "$TOKEN"],
      ["serve", "--token-file", "/run/token"],
      ["token", "hunter2"],
    ]) {
      await assertCompliant(container, task({ command }));
    }
  });
  it("reports every container and variable", () =>
    assertViolations(
      container,
      task({
        environment: [
          { name: "A_TOKEN", value: "x1" },
          { name: "B", value: "1" },
          { name: "C", value: PASSWORD_URL },
        ],
      }),
      ['containerDefinitions[1] (app): environment variable "A_TOKEN"', '"C" holds a URL with a password'],
    ));
  it("leaves secrets by ARN alone", () =>
    assertCompliant(container, task({ secrets: [{ name: "DB_PASSWORD", valueFrom: "arn:aws:ssm:x" }] })));
  it("reports definitions that are no list", async () => {
    for (const containerDefinitions of ["{", "{}", undefined]) {
      const props = { containerDefinitions };
      await assertViolations(container, { type: "aws:ecs/taskDefinition:TaskDefinition", props }, [
        "no JSON list",
      ]);
    }
  });
  it("is undecided while the definitions are unknown", async () => {
    const props = { containerDefinitions: UNKNOWN };
    const verdict = await judge(container, { type: "aws:ecs/taskDefinition:TaskDefinition", props });
    assert.deepEqual(verdict.messages, []);
    assert.match(verdict.undecided ?? "", /containerDefinitions/);
  });
});

describe("secret-named-once", () => {
  const secret = { name: "DATABASE_URL", valueFrom: "arn:aws:ssm:x" };
  it("wants each variable in one place, once", async () => {
    await assertCompliant(
      secretNamedOnce,
      task({ secrets: [secret], environment: [{ name: "DATABASE", value: "x" }] }),
    );
    await assertViolations(
      secretNamedOnce,
      task({ secrets: [secret], environment: [{ name: "DATABASE_URL", value: "x" }] }),
      ['(app): "DATABASE_URL" is given in environment and in secrets'],
    );
    await assertViolations(secretNamedOnce, task({ secrets: [secret, secret] }), ["2 times in secrets"]);
  });
});

describe("compute-environment-secrets", () => {
  it("leaves variables alone that name a parameter or a secret", async () => {
    const build = (type?: string): Resource => ({
      type: "aws:codebuild/project:Project",
      props: {
        environment: {
          environmentVariables: [{ name: "NPM_TOKEN", value: "npm-token", ...(type && { type }) }],
        },
      },
    });
    for (const type of ["PARAMETER_STORE", "SECRETS_MANAGER"]) await assertCompliant(compute, build(type));
    for (const type of ["PLAINTEXT", undefined])
      await assertViolations(compute, build(type), ['"NPM_TOKEN"']);
  });
});

describe("docker-build-args-secrets", () => {
  it("finds one argument while another is unknown", async () => {
    const props = { build: { args: { FIRST: UNKNOWN, API_TOKEN: "x1y2" } } };
    const verdict = await judge(dockerBuildArgsSecrets, { type: "docker:index/image:Image", props });
    assert.equal(verdict.messages.length, 1);
    assert.match(verdict.undecided ?? "", /FIRST/);
  });
  it("needs no arguments, and no values of those that the environment gives", async () => {
    for (const props of [{}, { build: { args: { TOKEN: null } } }]) {
      await assertCompliant(dockerBuildArgsSecrets, { type: "docker:index/image:Image", props });
    }
  });
});

describe("parameter-secure-string", () => {
  const parameter = (props: Props, name?: string): Resource => ({
    type: "aws:ssm/parameter:Parameter",
    props,
    ...(name && { name }),
  });
  it("allows secrets in a SecureString", () =>
    assertCompliant(
      parameterSecureString,
      parameter({ type: "SecureString", name: "/db-password", value: PASSWORD_URL }),
    ));
  it("reads the resource's name, too", async () => {
    await assertViolations(
      parameterSecureString,
      parameter({ type: "String", value: "hunter2" }, "db-password"),
      ["by its name"],
    );
    const unknown = { type: "String", name: UNKNOWN, value: "hunter2" };
    assert.equal((await judge(parameterSecureString, parameter(unknown, "db-password"))).messages.length, 1);
    const other = await judge(parameterSecureString, parameter(unknown, "setting"));
    assert.deepEqual(other.messages, []);
    assert.match(other.undecided ?? "", /name/);
  });
  it("is undecided while the value is unknown", async () => {
    const props = { type: "String", name: "/db-password", value: UNKNOWN };
    const verdict = await judge(parameterSecureString, parameter(props));
    assert.deepEqual(verdict.messages, []);
    assert.match(verdict.undecided ?? "", /value/);
  });
});

describe("function-code-secrets", () => {
  const code = (text: string): Resource => ({
    type: "aws:cloudfront/function:Function",
    props: { code: text },
  });
  it("reads what is in quotes", async () => {
    await assertViolations(functionCodeSecrets, code('const API_KEY = "hunter2";'), [
      "code holds a value given",
    ]);
    await assertViolations(functionCodeSecrets, code(`request.headers.origin = '${PASSWORD_URL}';`), [
      "a URL with a",
    ]);
    await assertCompliant(functionCodeSecrets, code("const token=event.request.headers.token;"));
    for (const value of HARMLESS) {
      await assertCompliant(functionCodeSecrets, code(`const SETTING = ${JSON.stringify(value)};`));
    }
  });
});

describe("plain-text-secrets", () => {
  const topic = (props: Props): Resource => ({ type: "aws:sns/topic:Topic", props });
  it("reads every text, however deep, and says where", async () => {
    await assertViolations(plainTextSecrets, topic({ a: { b: [{ c: PASSWORD_URL }] } }), [
      "a.b[0].c holds a URL with a password",
    ]);
    for (const value of HARMLESS) await assertCompliant(plainTextSecrets, topic({ displayName: value }));
    for (const [what, value] of SECRETS.filter(([form]) => form !== "a long random string")) {
      const { messages } = await judge(plainTextSecrets, topic({ displayName: `See ${value} for more.` }));
      assert.equal(messages.length, 1, what);
      assertHidden(messages[0], value);
    }
  });
  it("takes a policy's condition keys for what they are", () =>
    assertCompliant(
      plainTextSecrets,
      topic({
        policy: JSON.stringify({
          Statement: [
            {
              Condition: {
                StringEquals: { "aws:ResourceTag/Secret": "yes please", "secretsmanager:Name/token": "x1" },
              },
            },
          ],
        }),
      }),
    ));
  it("takes a team's word for its names", async () => {
    const named = topic({ displayName: "PIN=1234" });
    await assertCompliant(plainTextSecrets, named);
    await assertViolations(plainTextSecrets, named, ["a value given to a secret's name"], {
      secretNames: ["PIN"],
    });
    const plain = topic({ displayName: "PAD_SECRET=[PAD]" });
    await assertViolations(plainTextSecrets, plain, ["a value given to a secret's name"]);
    await assertCompliant(plainTextSecrets, plain, { plainNames: ["PAD_SECRET"] });
  });
  it("leaves alone what is made for secrets, and what other rules read", async () => {
    const secret = "aws:secretsmanager/secretVersion:SecretVersion";
    await assertCompliant(plainTextSecrets, { type: secret, props: { secretString: PASSWORD_URL } });
    await assertCompliant(plainTextSecrets, {
      type: "aws:rds/instance:Instance",
      props: { password: PASSWORD_URL },
    });
    await assertCompliant(plainTextSecrets, topic({ tags: { a: PASSWORD_URL } }));
    await assertCompliant(plainTextSecrets, task({ command: [PASSWORD_URL] }));
    const other = await judge(plainTextSecrets, {
      type: "random:index/randomPassword:RandomPassword",
      props: {},
    });
    assert.equal(other.applicable, false);
  });
  it("is not kept from deciding by what a preview does not know", async () => {
    await assertViolations(plainTextSecrets, topic({ a: UNKNOWN, b: PASSWORD_URL }), ["b holds"]);
    await assertCompliant(plainTextSecrets, topic({ a: UNKNOWN, arns: [UNKNOWN] }));
    await assertCompliant(plainTextSecrets, {
      type: "aws:ecs/service:Service",
      props: { taskDefinition: UNKNOWN },
    });
    const { messages, undecided } = await judge(
      plainTextSecrets,
      topic({ policy: UNKNOWN, b: PASSWORD_URL }),
    );
    assert.equal(messages.length, 1);
    assert.match(undecided ?? "", /policy/);
  });
});
