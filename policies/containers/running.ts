/** A task starts with what it needs, says whether it is well, and has time to stop. */
import { configNumber, configTexts, forTypes, type Config, type Findings } from "../lib/findings";
import { asList, at, isGiven, plainText, shown, type Bag } from "../lib/reading";
import { defineRule, type ExampleResource } from "../lib/rule";
import { eachContainer, exampleTask, isFargate } from "../lib/taskContainers";
import { ECS_SERVICE, TASK_DEFINITION, type Container } from "../lib/taskDefinitions";

const GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide";

/** An example, which serves on a port. */
function task(container: Bag, props: Bag = {}): readonly ExampleResource[] {
  return [exampleTask({ portMappings: [{ containerPort: 8000 }], ...container }, props)];
}

/** Sidecars and one-off tasks answer nobody: only what has a port is asked for its health. */
function isServing({ field }: Container): boolean {
  return asList(field("portMappings")).length > 0;
}

const TOOLS = ["curl", "wget"];

export const containerHealthCheck = defineRule({
  name: "container-health-check",
  description: "Every container with a port has a health check, by what its image surely has.",
  why: "ECS starts nothing anew that it takes for healthy; and a check by curl fails for ever in an image without it.",
  level: "advisory",
  severity: "low",
  tags: ["containers", "ecs"],
  controls: {},
  fix: "Give the container a healthCheck whose command is the application's own language, such as python -c.",
  url: `${GUIDE}/healthcheck.html`,
  config: {
    tools: {
      type: "array",
      items: { type: "string" },
      default: TOOLS,
      description: "Programs that slim images do not have.",
    },
  },
  examples: {
    fails: task({ healthCheck: { command: ["CMD-SHELL", "curl -f http://localhost:8000/health"] } }),
    passes: task({ healthCheck: { command: ["CMD", "python", "-m", "app.health"] } }),
  },
  validateResource: forTypes([TASK_DEFINITION], (props, findings, { config }) => {
    const tools = config.tools === undefined ? TOOLS : configTexts(config, "tools");
    eachContainer(props, findings, (container) => {
      checkHealth(container, tools, findings);
    });
  }),
});

function checkHealth(container: Container, tools: readonly string[], findings: Findings): void {
  const command = asList(container.field("healthCheck", "command")).map(plainText);
  if (command.length === 0 || command[0] === "NONE") {
    if (isServing(container)) findings.violation(`${container.path} has no healthCheck; give it one.`);
    return;
  }
  const used = tools.find((tool) => new RegExp(`(?:^|[\\s;&|/(])${tool}(?:\\s|$)`).test(command.join(" ")));
  if (used === undefined) return;
  findings.violation(
    `${container.path}.healthCheck uses ${used}, which slim images lack; ask by the application's language.`,
  );
}

const SECONDS = 30;
/** Fargate stops a container after two minutes, whatever one says. */
const FARGATE_SECONDS = 120;

export const containerStopTimeout = defineRule({
  name: "container-stop-timeout",
  description: "Every container with a port has a given time to end its requests when it stops.",
  why: "What a deployment stops is killed after the timeout; answers that take longer are cut off, at every deployment.",
  level: "advisory",
  severity: "low",
  tags: ["containers", "ecs"],
  controls: {},
  fix: "Set stopTimeout above the longest request, and no higher than Fargate's 120 seconds.",
  url: `${GUIDE}/task_definition_parameters.html#container_definition_timeout`,
  config: {
    seconds: {
      type: "integer",
      minimum: 0,
      maximum: 120,
      default: SECONDS,
      description: "The least stopTimeout.",
    },
  },
  examples: { fails: task({ stopTimeout: 2 }), passes: task({ stopTimeout: 60 }) },
  validateResource: forTypes([TASK_DEFINITION], (props, findings, { config }) => {
    const least = configNumber(config, "seconds", SECONDS);
    const most = isFargate(props) ? FARGATE_SECONDS : Infinity;
    eachContainer(props, findings, (container) => {
      if (!isServing(container)) return;
      const seconds = container.field("stopTimeout");
      if (typeof seconds === "number" && seconds >= least && seconds <= most) return;
      const range = most === Infinity ? `${least} or more` : `between ${least} and ${most}`;
      findings.violation(`${container.path}.stopTimeout is ${shown(seconds)}; it must be ${range} seconds.`);
    });
  }),
});

export const taskSize = defineRule({
  name: "task-size",
  description: "Every task has its CPU and memory given.",
  why: "Without a limit one container takes what its neighbours need, and without a reservation none is sure of its own.",
  level: "advisory",
  severity: "low",
  tags: ["containers", "ecs", "cost"],
  controls: {},
  fix: "Set cpu and memory of the task, or, on EC2, memory or memoryReservation of every container.",
  url: `${GUIDE}/task_definition_parameters.html#task_size`,
  examples: { fails: task({}), passes: task({}, { cpu: "256", memory: "512" }) },
  validateResource: forTypes([TASK_DEFINITION], (props, findings) => {
    const given = (key: string): boolean => isGiven(() => at(props, key));
    if (given("cpu") && given("memory")) return;
    if (isFargate(props)) {
      findings.violation("has no cpu and memory, which Fargate needs; set them.");
      return;
    }
    eachContainer(props, findings, ({ path, field }) => {
      if (given("memory") || isGiven(() => field("memory") ?? field("memoryReservation"))) return;
      findings.violation(`${path} has neither memory nor memoryReservation; set one, or the task's.`);
    });
  }),
});

export const taskRuntimePlatform = defineRule({
  name: "task-runtime-platform",
  description: "Every Fargate task says for which processor and operating system it is.",
  why: "Without, a task is for Intel: an image that a laptop with an ARM processor built starts with an exec format error.",
  level: "advisory",
  severity: "low",
  tags: ["containers", "ecs"],
  controls: {},
  fix: "Set runtimePlatform with cpuArchitecture and operatingSystemFamily.",
  url: `${GUIDE}/task_definition_parameters.html#runtime-platform`,
  examples: {
    fails: task({}, { requiresCompatibilities: ["FARGATE"] }),
    passes: task(
      {},
      {
        requiresCompatibilities: ["FARGATE"],
        runtimePlatform: { cpuArchitecture: "ARM64", operatingSystemFamily: "LINUX" },
      },
    ),
  },
  validateResource: forTypes([TASK_DEFINITION], (props, findings) => {
    if (!isFargate(props)) return;
    const missing = ["cpuArchitecture", "operatingSystemFamily"].filter(
      (key) => !isGiven(() => at(props, "runtimePlatform", key)),
    );
    if (missing.length > 0) findings.violation(`runtimePlatform has no ${missing.join(" and no ")}; set it.`);
  }),
});

/** Where each type that runs tasks says on which version of Fargate. */
const PLATFORM_VERSIONS: Readonly<Record<string, readonly string[]>> = {
  [ECS_SERVICE]: ["platformVersion"],
  "aws:ecs/taskSet:TaskSet": ["platformVersion"],
  "aws:cloudwatch/eventTarget:EventTarget": ["ecsTarget", "platformVersion"],
  "aws:scheduler/schedule:Schedule": ["target", "ecsParameters", "platformVersion"],
};

export const fargatePlatformLatest = defineRule({
  name: "fargate-platform-latest",
  description: "Tasks run on Fargate's latest platform version, or on 1.4.0 at the oldest.",
  why: "Older versions get no patches, and do not encrypt a task's own disk.",
  level: "advisory",
  severity: "medium",
  tags: ["containers", "ecs"],
  controls: { fsbp: ["ECS.10"], checkov: ["CKV_AWS_332"] },
  fix: "Leave platformVersion out or set it to LATEST.",
  url: `${GUIDE}/platform-fargate.html`,
  config: {
    requireLatest: {
      type: "boolean",
      default: false,
      description: "Whether a version by number is a fault, although it is new enough.",
    },
  },
  examples: {
    fails: [{ type: ECS_SERVICE, name: "app", props: { platformVersion: "1.3.0" } }],
    passes: [{ type: ECS_SERVICE, name: "app", props: { platformVersion: "LATEST" } }],
  },
  validateResource: forTypes(Object.keys(PLATFORM_VERSIONS), (props, findings, { type, config }) => {
    const path = PLATFORM_VERSIONS[type];
    const version = plainText(at(props, ...path));
    if (version === "" || version === "LATEST" || isNewEnough(version, config)) return;
    findings.violation(`${path.join(".")} is ${version}; leave it out or set it to LATEST.`);
  }),
});

function isNewEnough(version: string, config: Config): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return config.requireLatest !== true && (major > 1 || (major === 1 && minor >= 4));
}
