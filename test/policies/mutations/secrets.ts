/** Each secret in each wrong place, and each secret that the wrong ones read or the right ones do not. */
import { changed, container, put, statement, within, type Mutation } from "./mutation";
import { inside, type Mutable, type Plan } from "./plan";

/** What no violation may show any part of. Joined here, so that no scanner takes it for a leak. */
export const MARKER = ["kumquat", "7Zq2", "velvet", "9Xw4"].join("");
const URL = `postgresql://harena:${MARKER}@db.example.com:5432/harena`;
const HEX = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b";
const AWS_KEY = ["AKIA", "IOSFODNN7EXAMPLE"].join("");
const PAYMENT_KEY = ["sk_", "live_", "a1b2c3d4e5f6g7h8i9"].join("");
const SEED = "fK9zQ2mXw7LpR4tYb8NvC3hJd6SgA1eU5iOoP0qT";
/** Whatever the mutations of this file hide. */
export const HIDDEN: readonly string[] = [MARKER, HEX, AWS_KEY, PAYMENT_KEY, SEED];

const TASK = "aws:ecs/taskDefinition:TaskDefinition";
const ENVIRONMENT = "container-environment-secrets";
const PLAIN = "plain-text-secrets";
const READERS = "secret-readers";
const SECRET = "aws:secretsmanager/secret:Secret";
const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";

const inTask = (what: string, change: (container: Mutable) => void, rule = ENVIRONMENT): Mutation =>
  changed(what, TASK, "user-service-task", container(change), rule);

const variable =
  (name: string, value: string): ((container: Mutable) => void) =>
  (one) => {
    (one.environment as unknown[]).push({ name, value });
  };

const containers: readonly Mutation[] = [
  inTask("a password by its name", variable("DB_PASSWORD", MARKER)),
  inTask("a JWT key of 40 hexadecimal digits by its name", variable("JWT_SECRET", HEX)),
  inTask("the application's own secret, given in clear", variable("SECRET_KEY_OLD", MARKER)),
  inTask("a database's address with its password", variable("REPORTING_DATABASE", URL)),
  inTask("an API key by its name", variable("DEEPSEEK_KEY", HEX)),
  inTask("an AWS key by its form", variable("UPLOADER", AWS_KEY)),
  inTask("a payment key by its form", variable("PAYMENTS", PAYMENT_KEY)),
  inTask("a random value by its entropy", variable("SEED", SEED)),
  inTask("a password in base64", variable("STARTUP", Buffer.from(`password=${MARKER}`).toString("base64"))),
  inTask(
    "settings in JSON with a password",
    variable("CONFIG", JSON.stringify({ db: { password: MARKER } })),
  ),
  inTask("a password in the command", (one) => (one.command = ["serve", `--db-password=${MARKER}`])),
  inTask("a password as the command's next word", (one) => (one.command = ["serve", "--token", MARKER])),
  inTask(
    "a password in the entry point",
    (one) => (one.entryPoint = ["sh", "-c", `DB_PASSWORD=${MARKER} serve`]),
  ),
  inTask(
    "a password in the health check",
    (one) => (inside(one, "healthCheck").command = ["CMD-SHELL", `mysqladmin ping -u app -p${MARKER}`]),
  ),
  inTask("a token in a label", (one) => (one.dockerLabels = { "com.example.token": MARKER })),
  inTask(
    "a token in a log option",
    (one) => (inside(one, "logConfiguration", "options")["splunk-token"] = MARKER),
  ),
  inTask(
    "a secret's variable once more in clear",
    variable("DATABASE_URL", "postgresql://db.example.com/harena"),
    "secret-named-once",
  ),
  {
    what: "a value in a container that the program marks as a secret",
    expect: { [ENVIRONMENT]: "user-service-task" },
    change: (plan) => {
      const task = plan.get(TASK, "user-service-task");
      container(variable("GREETING", "kumquat"))(task.inputs);
      container(variable("GREETING", "kumquat"))(task.outputs);
      task.secretInputs = [["containerDefinitions"]];
    },
  },
];

const FUNCTION = "aws:cloudfront/function:Function";
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";

const elsewhere: readonly Mutation[] = [
  changed(
    "a token among the build arguments",
    "docker:index/image:Image",
    "search-service-image",
    put(MARKER, "build", "args", "PIP_TOKEN"),
    "docker-build-args-secrets",
  ),
  changed(
    "an address with a password among the build arguments",
    "docker:index/image:Image",
    "user-service-image",
    put(`https://ci:${MARKER}@pypi.example.com/simple`, "build", "args", "PIP_INDEX_URL"),
    "docker-build-args-secrets",
  ),
  changed(
    "a key in the edge function's code",
    FUNCTION,
    "frontend-routes",
    (props) => (props.code = `const API_KEY = "${MARKER}";\n${props.code as string}`),
    "function-code-secrets",
  ),
  changed(
    "a password in a tag",
    "aws:ecs/cluster:Cluster",
    "cluster-cluster",
    put({ Password: MARKER }, "tags"),
    "tag-secrets",
  ),
  changed(
    "a password among the provider's default tags",
    "pulumi:providers:aws",
    "aws",
    within("defaultTags", (document) => (inside(document, "tags").DbPassword = MARKER)),
    "tag-secrets",
  ),
  changed(
    "a password in a secret's description",
    SECRET,
    "DATABASE_URL-secret",
    put(`First value: password=${MARKER}`, "description"),
    PLAIN,
  ),
  changed(
    "an address with a password in an alarm",
    ALARM,
    "user-service-cpu",
    put(`See ${URL}`, "alarmDescription"),
    PLAIN,
  ),
  changed(
    "a token in the alarms' policy",
    "aws:sns/topicPolicy:TopicPolicy",
    "alarms-policy",
    statement("Alarms", (one) => (one.Sid = ["ghp", "_", "a1".repeat(18)].join(""))),
    PLAIN,
  ),
  changed(
    "a password in a role's description",
    "aws:iam/role:Role",
    "user-service-task",
    put(`token=${MARKER}`, "description"),
    PLAIN,
  ),
  changed(
    "a password in the address that gets alarms",
    "aws:sns/topic:Topic",
    "alarms-topic",
    put(`https://ops:${MARKER}@hooks.example.com`, "displayName"),
    PLAIN,
  ),
  changed(
    "a password in the machine's script",
    "aws:ec2/instance:Instance",
    "network-nat-instance",
    (props) => (props.userData = `${props.userData as string}\nexport DB_PASSWORD=${MARKER}\n`),
    "user-data-secrets",
    { stacks: ["dev"] },
  ),
  changed(
    "a password in the machine's script, in base64",
    "aws:ec2/instance:Instance",
    "network-nat-instance",
    (props) => {
      props.userDataBase64 = Buffer.from(`#!/bin/sh\nmysql -u app -p${MARKER} app\n`).toString("base64");
      delete props.userData;
    },
    "user-data-secrets",
    { stacks: ["dev"] },
  ),
];

const added = (what: string, type: string, inputs: Mutable, rule: string): Mutation => ({
  what,
  expect: { [rule]: "added" },
  change: (plan) => {
    const { name } = inputs;
    plan.add({
      type,
      inputs: {
        ...inputs,
        ...(typeof name === "string" && { name: `/harena/${plan.stack}/${name}` }),
        tags: { Project: "harena", Stack: plan.stack },
      },
    });
  },
});

const OVERRIDES = JSON.stringify({
  containerOverrides: [{ name: "user-service", environment: [{ name: "DB_PASSWORD", value: MARKER }] }],
});

const additions: readonly Mutation[] = [
  added(
    "a parameter with a password, in clear",
    "aws:ssm/parameter:Parameter",
    { type: "String", name: "db-password", value: MARKER },
    "parameter-secure-string",
  ),
  added(
    "a list of addresses with passwords, in clear",
    "aws:ssm/parameter:Parameter",
    { type: "StringList", name: "databases", insecureValue: URL },
    "parameter-secure-string",
  ),
  {
    what: "a schedule's overrides with a password",
    expect: { "task-input-secrets": "added" },
    change: (plan) => {
      // On the event rule that the program has, so that nothing else is new.
      const target = plan.get("aws:cloudwatch/eventTarget:EventTarget", "cluster-events-target");
      const copy = plan.copy(target, "added", {});
      Object.assign(copy.inputs, { input: OVERRIDES });
      Object.assign(copy.outputs, { input: OVERRIDES });
    },
  },
  changed(
    "an event's template with a token",
    "aws:cloudwatch/eventTarget:EventTarget",
    "cluster-events-target",
    put({ inputTemplate: `{"authorization": "Bearer ${MARKER}"}` }, "inputTransformer"),
    "task-input-secrets",
  ),
  added(
    "a function's environment with a password",
    "aws:lambda/function:Function",
    { environment: { variables: { DB_PASSWORD: MARKER } } },
    "compute-environment-secrets",
  ),
  added(
    "a build's environment with a token",
    "aws:codebuild/project:Project",
    { environment: { environmentVariables: [{ name: "NPM_TOKEN", value: MARKER, type: "PLAINTEXT" }] } },
    "compute-environment-secrets",
  ),
  added(
    "a workflow's definition with a password",
    "aws:sfn/stateMachine:StateMachine",
    { definition: JSON.stringify({ States: { Start: { Parameters: { password: MARKER } } } }) },
    "task-input-secrets",
  ),
  added(
    "a dashboard with an address and its password",
    "aws:cloudwatch/dashboard:Dashboard",
    { dashboardBody: JSON.stringify({ widgets: [{ type: "text", properties: { markdown: URL } }] }) },
    PLAIN,
  ),
];

const output = (what: string, name: string, change: (plan: Plan) => unknown): Mutation => ({
  what,
  expect: { "stack-output-secrets": `harena-` },
  change: (plan) => {
    plan.get("pulumi:pulumi:Stack").outputs[name] = change(plan);
  },
});

const outputs: readonly Mutation[] = [
  output("an output by its name", "databasePassword", () => MARKER),
  output("an output by its value", "database", () => ({ primary: URL })),
  output(
    "an output of what a resource keeps as a secret",
    "signing",
    (plan) => plan.get("random:index/randomPassword:RandomPassword", "SECRET_KEY-value").outputs.result,
  ),
].flatMap((mutation): readonly Mutation[] =>
  (["dev", "prod"] as const).map((stack) => ({
    ...mutation,
    what: `${mutation.what}, of ${stack}`,
    expect: { "stack-output-secrets": `harena-${stack}` },
    stacks: [stack],
  })),
);

/** Adds a secret's ARN to the statement that reads secrets. */
function alsoReading(role: string, secret: string): (plan: Plan) => void {
  return (plan) => {
    const { urn, outputs: made } = plan.get(SECRET, secret);
    plan.changeJson(ROLE_POLICY, role, "policy", (document) => {
      const statements = document.Statement as Mutable[];
      const reads = statements.find(({ Sid }) => Sid === "ReadSecrets");
      if (reads) (reads.Resource as unknown[]).push(made.arn);
      else statements.push({ Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: made.arn });
    });
    const policy = plan.get(ROLE_POLICY, role);
    policy.dependencies.policy = [
      "policy" in policy.dependencies ? policy.dependencies.policy : [],
      urn,
    ].flat();
  };
}

/** Takes a secret away from the statement that reads secrets. */
function notReading(role: string, secret: string): (plan: Plan) => void {
  return (plan) => {
    const { urn, outputs: made } = plan.get(SECRET, secret);
    plan.changeJson(ROLE_POLICY, role, "policy", (document) => {
      const reads = (document.Statement as Mutable[]).find(({ Sid }) => Sid === "ReadSecrets") ?? {};
      reads.Resource = (reads.Resource as unknown[]).filter((arn) => arn !== made.arn);
    });
    const policy = plan.get(ROLE_POLICY, role);
    policy.dependencies.policy = policy.dependencies.policy.filter((one) => one !== urn);
  };
}

const reads = (Resource: unknown): ((props: Mutable) => void) =>
  statement("ReadSecrets", (one) => (one.Resource = Resource));

const readers: readonly Mutation[] = [
  {
    what: "one service's role reads another's secret",
    expect: { [READERS]: "user-service-execution" },
    change: alsoReading("user-service-execution", "DEEPSEEK_API_KEY-secret"),
  },
  {
    what: "an application's own role reads another service's secret",
    expect: { [READERS]: "search-service-task" },
    stacks: ["dev"],
    change: alsoReading("search-service-task", "DEEPSEEK_API_KEY-secret"),
  },
  {
    what: "a service's role cannot read its secret",
    expect: { [READERS]: "search-service-task" },
    change: notReading("search-service-execution", "BONSAI_URL-secret"),
  },
  {
    what: "a role reads every secret",
    expect: { [READERS]: "user-service-execution", "iam-resource-wide": "user-service-execution" },
    change: (plan) => {
      plan.change(ROLE_POLICY, "user-service-execution", reads("*"));
    },
  },
];

const more: readonly Mutation[] = [
  {
    what: "a role reads every secret of the account",
    expect: { [READERS]: "user-service-execution" },
    change: (plan) => {
      plan.change(ROLE_POLICY, "user-service-execution", reads("arn:aws:secretsmanager:*:*:secret:*"));
    },
  },
  {
    what: "a role reads every secret of the stack, by a prefix",
    expect: { [READERS]: "user-service-execution" },
    change: (plan) => {
      plan.change(
        ROLE_POLICY,
        "user-service-execution",
        reads(`arn:aws:secretsmanager:*:*:secret:harena/${plan.stack}/*`),
      );
    },
  },
  {
    what: "a role has AWS's policy for all secrets",
    expect: { [READERS]: "added" },
    change: (plan) => {
      const attachment = plan.add({
        type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        inputs: { policyArn: "arn:aws:iam::aws:policy/SecretsManagerReadWrite" },
      });
      plan.refer(attachment, "role", plan.get("aws:iam/role:Role", "user-service-task"), "name");
    },
  },
  {
    what: "a secret has a key that its reader may not use",
    expect: { [READERS]: "search-service-task" },
    change: (plan) => {
      const arn = "arn:aws:kms:eu-west-1:111122223333:key/0b8a9dbe-71e4-4a39-9b0e-6c1b52c0f5a3";
      plan.change(SECRET, "BONSAI_URL-secret", put(arn, "kmsKeyId"));
    },
  },
  {
    what: "a task without an execution role",
    expect: { [READERS]: "user-service-task" },
    change: (plan) => {
      plan.change(TASK, "user-service-task", (props) => {
        delete props.executionRoleArn;
      });
      delete plan.get(TASK, "user-service-task").dependencies.executionRoleArn;
    },
  },
  {
    what: "a secret that nobody uses",
    expect: { "secret-unused": "added" },
    change: (plan) => {
      const secret = plan.add({
        type: SECRET,
        inputs: { tags: { Project: "harena", Stack: plan.stack } },
        computed: { arn: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:forgotten-a1B2c3" },
      });
      Object.assign(secret, { options: { protect: true } });
    },
  },
  {
    what: "a secret without its version",
    expect: { "secret-version-pinned": "user-service-task" },
    change: (plan) => {
      const { outputs: made } = plan.get(SECRET, "DATABASE_URL-secret");
      plan.change(
        TASK,
        "user-service-task",
        container((one) => {
          const entry = (one.secrets as Mutable[]).find(({ name }) => name === "DATABASE_URL");
          if (entry) entry.valueFrom = made.arn;
        }),
      );
      const task = plan.get(TASK, "user-service-task");
      task.dependencies.containerDefinitions = task.dependencies.containerDefinitions.filter(
        (urn) => !urn.endsWith("::DATABASE_URL-version"),
      );
    },
  },
  changed(
    "a secret that is gone at once when deleted",
    SECRET,
    "SECRET_KEY-secret",
    put(0, "recoveryWindowInDays"),
    "secret-recovery",
    { stacks: ["prod"] },
  ),
  changed(
    "a secret for everybody",
    SECRET,
    "SECRET_KEY-secret",
    put(
      JSON.stringify({
        Statement: [
          { Effect: "Allow", Principal: "*", Action: "secretsmanager:GetSecretValue", Resource: "*" },
        ],
      }),
      "policy",
    ),
    "secret-policy-closed",
  ),
  changed(
    "a secret for another account, under AWS's key",
    SECRET,
    "SECRET_KEY-secret",
    put(
      JSON.stringify({
        Statement: [
          {
            Effect: "Allow",
            Principal: { AWS: "arn:aws:iam::444455556666:role/reader" },
            Action: "secretsmanager:GetSecretValue",
            Resource: "*",
          },
        ],
      }),
      "policy",
    ),
    "secret-shared-key",
  ),
  {
    what: "a secret that rotates once a year",
    expect: { "secret-rotation": "added" },
    change: (plan) => {
      const rotation = plan.add({
        type: "aws:secretsmanager/secretRotation:SecretRotation",
        inputs: { rotationRules: { automaticallyAfterDays: 365 } },
      });
      plan.refer(rotation, "secretId", plan.get(SECRET, "SECRET_KEY-secret"), "id");
    },
  },
];

export const mutations: readonly Mutation[] = [
  ...containers,
  ...elsewhere,
  ...additions,
  ...outputs,
  ...readers,
  ...more,
];
