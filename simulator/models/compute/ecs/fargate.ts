/** What Fargate asks of a task definition beyond ECS. */
import type { Props, Rule } from "../../../model";
import { APPLY, rule } from "../../foundation/kit/rules";
import { isOn, object, objects, text } from "../../foundation/kit/values";
import { containersOf, isFargate, nameOf } from "./containers";
import { show } from "../references";

const GUIDE = "Amazon ECS Developer Guide, Task definition differences for Fargate";

const range = (from: number, to: number, step: number): number[] =>
  Array.from({ length: (to - from) / step + 1 }, (_, index) => from + index * step);

/** MiB of memory that go with CPU units, Amazon ECS Developer Guide, "Task CPU and memory". */
const MEMORY: Readonly<Record<number, readonly number[] | undefined>> = {
  256: [512, 1024, 2048],
  512: range(1024, 4096, 1024),
  1024: range(2048, 8192, 1024),
  2048: range(4096, 16384, 1024),
  4096: range(8192, 30720, 1024),
  8192: range(16384, 61440, 4096),
  16384: range(32768, 122880, 8192),
};

/** `"256"` or `".25 vCPU"` in CPU units. */
export function cpuUnits(value: unknown): number {
  const [, amount = "", unit = ""] = /^\s*([\d.]+)\s*(vcpu)?\s*$/i.exec(String(value)) ?? [];
  return unit ? Number(amount) * 1024 : Number(amount || NaN);
}

/** `"512"` or `"0.5 GB"` in MiB. */
export function mebibytes(value: unknown): number {
  const [, amount = "", unit = ""] = /^\s*([\d.]+)\s*(gb)?\s*$/i.exec(String(value)) ?? [];
  return unit ? Number(amount) * 1024 : Number(amount || NaN);
}

export function fargateRules(prefix: string): Rule[] {
  const onFargate = (what: string, source: string, refuse: (inputs: Props) => string | undefined): Rule =>
    rule(`${prefix}:fargate-${what}`, APPLY, source, ({ inputs }) =>
      isFargate(inputs) ? refuse(inputs) : undefined,
    );
  return [
    onFargate("size", GUIDE, (inputs) => {
      const missing = ["cpu", "memory"].find((key) => text(inputs, key) === undefined);
      if (missing) return `ClientException: Fargate requires that '${missing}' be defined at the task level.`;
      return MEMORY[cpuUnits(inputs.cpu)]?.includes(mebibytes(inputs.memory))
        ? undefined
        : `ClientException: No Fargate configuration exists for given values: ${String(inputs.cpu)} CPU, ${String(inputs.memory)} memory.`;
    }),
    onFargate("network", GUIDE, (inputs) =>
      inputs.networkMode === "awsvpc"
        ? undefined
        : "ClientException: Fargate only supports network mode ‘awsvpc’.",
    ),
    onFargate("placement", GUIDE, (inputs) =>
      objects(inputs, "placementConstraints").length > 0 ||
      inputs.ipcMode !== undefined ||
      inputs.pidMode === "host"
        ? "ClientException: Fargate does not support placementConstraints, ipcMode or pidMode host."
        : undefined,
    ),
    onFargate("volumes", GUIDE, (inputs) => {
      const volume = objects(inputs, "volumes").find(
        (item) =>
          text(item, "hostPath") !== undefined || object(item, "dockerVolumeConfiguration") !== undefined,
      );
      return volume
        ? `ClientException: Fargate does not support hostPath or dockerVolumeConfiguration: volume ${String(volume.name)}`
        : undefined;
    }),
    onFargate("execution-role", GUIDE, executionRoleProblem),
    onFargate("windows", GUIDE, (inputs) => {
      const system = text(object(inputs, "runtimePlatform"), "operatingSystemFamily") ?? "LINUX";
      return system !== "LINUX" && cpuUnits(inputs.cpu) < 1024
        ? `ClientException: ${system} on Fargate needs at least 1024 CPU units, got ${String(inputs.cpu)}`
        : undefined;
    }),
    ...containerRules(onFargate),
  ];
}

type OnFargate = (what: string, source: string, refuse: (inputs: Props) => string | undefined) => Rule;

/** Container settings that Fargate does not know, with the test for each. */
const UNSUPPORTED: readonly (readonly [property: string, given: (container: Props) => boolean])[] = [
  ["privileged", (container) => isOn(container, "privileged")],
  ...[
    "disableNetworking",
    "dnsSearchDomains",
    "dnsServers",
    "dockerSecurityOptions",
    "extraHosts",
    "links",
  ].map((property) => [property, (container: Props) => isSet(container[property])] as const),
  ...["devices", "maxSwap", "sharedMemorySize", "swappiness", "tmpfs"].map(
    (property) =>
      [
        `linuxParameters.${property}`,
        (container: Props) => isSet(object(container, "linuxParameters")?.[property]),
      ] as const,
  ),
];

function isSet(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null && value !== false;
}

function containerRules(onFargate: OnFargate): Rule[] {
  const each = (inputs: Props, test: (container: Props) => string | undefined): string | undefined => {
    const found = containersOf(inputs)
      .list.map(test)
      .find((problem) => problem !== undefined);
    return found && `ClientException: ${found}`;
  };
  return [
    onFargate("container-settings", GUIDE, (inputs) =>
      each(inputs, (container) => {
        const setting = UNSUPPORTED.find(([, given]) => given(container))?.[0];
        return setting && `Fargate does not support ${setting}, set on container ${nameOf(container)}`;
      }),
    ),
    onFargate("capabilities", GUIDE, (inputs) =>
      each(inputs, (container) => {
        const added = (object(object(container, "linuxParameters"), "capabilities")?.add ?? []) as unknown[];
        const refused = added.find((name) => name !== "SYS_PTRACE");
        return refused === undefined
          ? undefined
          : `Fargate lets containers add SYS_PTRACE only, got ${show(refused)} on ${nameOf(container)}`;
      }),
    ),
    onFargate("log-driver", "Amazon ECS API, LogConfiguration", (inputs) =>
      each(inputs, (container) => {
        const driver = text(object(container, "logConfiguration"), "logDriver");
        return driver === undefined || ["awslogs", "splunk", "awsfirelens"].includes(driver)
          ? undefined
          : `Log driver ${driver} is not supported on Fargate, container ${nameOf(container)}`;
      }),
    ),
    onFargate("log-stream-prefix", "Amazon ECS API, LogConfiguration", (inputs) =>
      each(inputs, (container) => {
        const logs = object(container, "logConfiguration");
        const given = text(object(logs, "options"), "awslogs-stream-prefix");
        return logs?.logDriver === "awslogs" && given === undefined
          ? `Fargate requires the option awslogs-stream-prefix of log driver awslogs, container ${nameOf(container)}`
          : undefined;
      }),
    ),
    onFargate("timeouts", "Amazon ECS API, ContainerDefinition", (inputs) =>
      each(inputs, (container) => {
        const stop = Number(container.stopTimeout ?? 30);
        const start = Number(container.startTimeout ?? 2);
        if (stop > 120)
          return `stopTimeout of ${nameOf(container)} must be at most 120 seconds on Fargate, got ${stop}`;
        return start >= 2 && start <= 120
          ? undefined
          : `startTimeout of ${nameOf(container)} must be 2 to 120 seconds on Fargate, got ${start}`;
      }),
    ),
    onFargate("ulimits", GUIDE, (inputs) =>
      each(inputs, (container) => {
        const limit = objects(container, "ulimits").find((item) => item.name !== "nofile");
        return limit && `Fargate lets containers set the nofile limit only, got ${String(limit.name)}`;
      }),
    ),
  ];
}

function executionRoleProblem(inputs: Props): string | undefined {
  if (text(inputs, "executionRoleArn") !== undefined) return undefined;
  for (const container of containersOf(inputs).list) {
    if (text(object(container, "logConfiguration"), "logDriver") === "awslogs") {
      return "ClientException: Fargate requires task definition to have execution role ARN to support log driver awslogs.";
    }
    if ((text(container, "image") ?? "").includes(".dkr.ecr.")) {
      return "ClientException: Fargate requires task definition to have execution role ARN to support ECR images.";
    }
  }
  return undefined;
}
