/** The rules about container definitions, Amazon ECS API, ContainerDefinition. */
import type { Props, Rule, RuleInput } from "../../../model";
import { APPLY, rule } from "../../foundation/kit/rules";
import { object, objects, text } from "../../foundation/kit/values";
import { first, type About, type Each, type Problem } from "./containerChecks";
import { relationRules } from "./containerRelations";
import { containersOf, isFargate, nameOf, portsOf } from "./containers";
import { cpuUnits, mebibytes } from "./fargate";
import { show } from "../references";

const API = "Amazon ECS API, ContainerDefinition";
const MAX_CONTAINERS = 10;
/** Amazon ECS service quotas, "Task definition size". */
const MAX_BYTES = 65536;

const NAME = /^[A-Za-z0-9_-]{1,255}$/;
const PORT_NAME = /^[a-z0-9_][a-z0-9_-]{0,63}$/;
const IMAGE =
  /^[A-Za-z0-9][A-Za-z0-9._:-]*(\/[A-Za-z0-9._-]+)*(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?(@sha256:[0-9a-f]{64})?$/;
const DRIVERS = ["json-file", "syslog", "journald", "gelf", "fluentd", "awslogs", "splunk", "awsfirelens"];
const ULIMITS =
  "core cpu data fsize locks memlock msgqueue nice nofile nproc rss rtprio rttime sigpending stack".split(
    " ",
  );

const CHECKS = "terraform-provider-aws internal/service/ecs/container_definitions.go";

export function containerRules(prefix: string): Rule[] {
  const about = (what: string, refuse: (containers: readonly Props[], input: RuleInput) => Problem): Rule =>
    rule(`${prefix}:${what}`, APPLY, API, (input) => {
      const problem = refuse(containersOf(input.inputs).list, input);
      return problem ? `ClientException: ${problem}` : undefined;
    });
  const each = (what: string, refuse: (container: Props, input: RuleInput) => Problem): Rule =>
    about(what, (containers, input) => first(containers, (container) => refuse(container, input)));
  return [
    rule(`${prefix}:container-json`, "check", CHECKS, ({ inputs }) => containersOf(inputs).problem),
    rule(`${prefix}:version-consistency`, "check", CHECKS, ({ inputs }) =>
      containersOf(inputs)
        .list.map(({ versionConsistency: value }) => value)
        .filter((value) => value !== undefined && !["enabled", "disabled"].includes(show(value)))
        .map((value) => `invalid version consistency value (${show(value)}) for container definition`)
        .at(0),
    ),
    about("container-count", (containers, { inputs }) => {
      const none = containers.length === 0 && containersOf(inputs).problem === undefined;
      return none
        ? "Container definitions should not be empty."
        : containers.length > MAX_CONTAINERS &&
            `Too many containers: at most ${MAX_CONTAINERS}, got ${containers.length}`;
    }),
    about("definition-bytes", (_containers, { inputs }) => {
      const bytes = Buffer.byteLength(text(inputs, "containerDefinitions") ?? "");
      return bytes > MAX_BYTES && `Actual length: '${bytes}'. Max allowed length is '${MAX_BYTES}' bytes.`;
    }),
    ...identityRules(about, each),
    ...sizeRules(about, each),
    ...portRules(about, each),
    ...settingRules(each),
    ...relationRules(about, each),
  ];
}

function repeated(values: readonly string[]): string | undefined {
  return values.find((value, index) => values.indexOf(value) !== index);
}

function identityRules(about: About, each: Each): Rule[] {
  return [
    each(
      "container-name",
      (container) =>
        !NAME.test(nameOf(container)) &&
        `Container.name must be up to 255 letters, digits, hyphens and underscores, got "${nameOf(container)}"`,
    ),
    about("container-unique", (containers) => {
      const name = repeated(containers.map(nameOf));
      return (
        name !== undefined && `Container names must be unique within a task definition, got ${name} twice`
      );
    }),
    each("container-image", (container) => {
      const image = text(container, "image") ?? "";
      const fine = IMAGE.test(image) && image.replace(/@.*/, "").length <= 255;
      return !fine && `Container.image of ${nameOf(container)} is not a valid image reference: "${image}"`;
    }),
    about(
      "container-essential",
      (containers) =>
        containers.length > 0 &&
        containers.every((container) => container.essential === false) &&
        "At least one container of a task definition must be essential.",
    ),
  ];
}

function sizeRules(about: About, each: Each): Rule[] {
  const sum = (containers: readonly Props[], property: string): number =>
    containers.reduce((total, container) => total + Number(container[property] ?? 0), 0);
  return [
    about("container-cpu", (containers, { inputs }) => {
      const [used, task] = [sum(containers, "cpu"), cpuUnits(inputs.cpu)];
      return used > task && `The containers' CPU units, ${used}, exceed those of the task, ${task}.`;
    }),
    about("container-memory", (containers, { inputs }) => {
      const largest = Math.max(sum(containers, "memory"), sum(containers, "memoryReservation"));
      const task = mebibytes(inputs.memory);
      return (
        largest > task && `The containers' memory, ${largest} MiB, exceeds that of the task, ${task} MiB.`
      );
    }),
    each("container-memory-given", (container, { inputs }) => {
      const given = Number(container.memory ?? container.memoryReservation ?? 0) > 0;
      return (
        !given &&
        inputs.memory === undefined &&
        !isFargate(inputs) &&
        `Invalid setting for container '${nameOf(container)}'. At least one of 'memory' or 'memoryReservation' must be specified.`
      );
    }),
    each("container-memory-limits", (container) => {
      const { memory, memoryReservation } = container;
      if (typeof memory === "number" && memory < 6)
        return `Memory of ${nameOf(container)} must be at least 6 MiB, got ${memory}`;
      return (
        typeof memory === "number" &&
        typeof memoryReservation === "number" &&
        memory <= memoryReservation &&
        `Memory of ${nameOf(container)}, ${memory}, must be greater than its memoryReservation, ${memoryReservation}`
      );
    }),
  ];
}

function portRules(about: About, each: Each): Rule[] {
  return [
    each("port-range", (container) =>
      first(
        portsOf(container),
        ({ port }) =>
          !(Number.isInteger(port) && port >= 1 && port <= 65535) &&
          `containerPort of ${nameOf(container)} must be 1 to 65535, got ${port}`,
      ),
    ),
    each("host-port", (container, { inputs }) =>
      first(objects(container, "portMappings"), ({ hostPort, containerPort }) => {
        const fixed = ["awsvpc", "host"].includes(String(inputs.networkMode));
        return (
          fixed &&
          hostPort !== undefined &&
          hostPort !== containerPort &&
          `When networkMode=${String(inputs.networkMode)}, the host ports and container ports in port mappings must match, got ${show(hostPort)} and ${String(containerPort)}.`
        );
      }),
    ),
    each(
      "port-network-none",
      (container, { inputs }) =>
        inputs.networkMode === "none" &&
        portsOf(container).length > 0 &&
        `Port mappings are not allowed with networkMode none, container ${nameOf(container)}`,
    ),
    each("port-name", (container) =>
      first(
        portsOf(container),
        ({ name }) =>
          name !== undefined &&
          !PORT_NAME.test(name) &&
          `The name of a port mapping is up to 64 lower-case letters, digits, underscores and hyphens, not beginning with a hyphen, got "${name}"`,
      ),
    ),
    about("port-name-unique", (containers) => {
      const name = repeated(containers.flatMap(portsOf).flatMap((mapping) => mapping.name ?? []));
      return (
        name !== undefined && `Port mapping names must be unique within a task definition, got ${name} twice`
      );
    }),
    each("app-protocol", (container) =>
      first(objects(container, "portMappings"), ({ appProtocol, name }) => {
        if (appProtocol === undefined) return undefined;
        if (!["http", "http2", "grpc"].includes(show(appProtocol))) {
          return `appProtocol must be one of http, http2, grpc, got ${show(appProtocol)}`;
        }
        return (
          name === undefined && `A port mapping with appProtocol needs a name, container ${nameOf(container)}`
        );
      }),
    ),
    about("port-unique", (containers, { inputs }) => {
      if (inputs.networkMode !== "awsvpc") return undefined;
      const twice = repeated(containers.flatMap(portsOf).map(({ port, protocol }) => `${port}/${protocol}`));
      return twice !== undefined && `Containers of an awsvpc task share its ports, got ${twice} twice`;
    }),
  ];
}

function settingRules(each: Each): Rule[] {
  return [
    each("secrets-role", (container, { inputs }) => {
      const needed =
        objects(container, "secrets").length > 0 && text(inputs, "executionRoleArn") === undefined;
      return (
        needed &&
        "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'."
      );
    }),
    each("secret-value-from", (container) =>
      first(objects(container, "secrets"), ({ name, valueFrom }) => {
        const fine = typeof valueFrom === "string" && SECRET_REFERENCE.test(valueFrom);
        return (
          !fine &&
          `valueFrom of secret ${String(name)} must be the ARN of a Secrets Manager secret (with :jsonKey:versionStage:versionId or nothing after it), or the ARN or name of a Systems Manager parameter`
        );
      }),
    ),
    each("variable-unique", (container) => {
      const pairs = [...objects(container, "environment"), ...objects(container, "secrets")];
      const name = repeated(pairs.map((pair) => String(pair.name)));
      return (
        name !== undefined &&
        `The secret name must be unique and not shared with any new or existing environment variables set on the container, such as '${name}'.`
      );
    }),
    each("environment-files", (container) =>
      first(objects(container, "environmentFiles"), ({ type, value }) => {
        const fine = type === "s3" && /^arn:aws[a-z-]*:s3:::.+\.env$/.test(String(value));
        return !fine && "environmentFiles must be of type s3 and name an S3 object that ends in .env";
      }),
    ),
    each("health-check", (container) => healthCheckProblem(object(container, "healthCheck"))),
    each("log-driver", (container) => {
      const driver = object(container, "logConfiguration")?.logDriver;
      return (
        driver !== undefined &&
        !DRIVERS.includes(show(driver)) &&
        `Log driver must be one of ${DRIVERS.join(", ")}, got ${show(driver)}`
      );
    }),
    each("log-options", (container) => {
      const logs = object(container, "logConfiguration");
      const options = object(logs, "options") ?? {};
      if (Object.values(options).some((value) => typeof value !== "string")) {
        return `Log options of ${nameOf(container)} must be strings`;
      }
      const missing = ["awslogs-group", "awslogs-region"].find((option) => options[option] === undefined);
      return (
        logs?.logDriver === "awslogs" &&
        missing !== undefined &&
        `Log driver awslogs requires options: ${missing}`
      );
    }),
    each("ulimits", (container) =>
      first(objects(container, "ulimits"), ({ name, softLimit, hardLimit }) => {
        if (!ULIMITS.includes(String(name))) return `Unknown ulimit ${String(name)}`;
        return (
          Number(softLimit) > Number(hardLimit) &&
          `The soft limit of ${String(name)}, ${String(softLimit)}, is above its hard limit, ${String(hardLimit)}`
        );
      }),
    ),
  ];
}

const SECRET_REFERENCE =
  /^(arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[A-Za-z0-9/_+=.@-]+(:[^:]*:[^:]*:[^:]*)?|arn:aws[a-z-]*:ssm:[a-z0-9-]+:\d{12}:parameter\/[A-Za-z0-9._/-]+|[A-Za-z0-9._/-]+)$/;

function healthCheckProblem(check: Props | undefined): Problem {
  if (!check) return undefined;
  const command = check.command as unknown[] | undefined;
  if (!Array.isArray(command) || !["CMD", "CMD-SHELL", "NONE"].includes(String(command[0]))) {
    return "The command of a health check must begin with CMD, CMD-SHELL or NONE";
  }
  if (command[0] !== "NONE" && command.length < 2)
    return "The command of a health check must name what to run";
  const limits = { interval: [5, 300], timeout: [2, 60], retries: [1, 10], startPeriod: [0, 300] } as const;
  return first(Object.entries(limits), ([property, [low, high]]) => {
    const value = check[property];
    return (
      value !== undefined &&
      !(Number(value) >= low && Number(value) <= high) &&
      `healthCheck.${property} must be ${low} to ${high}, got ${show(value)}`
    );
  });
}
