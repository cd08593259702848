/** A container that is taken over takes nothing else along. */
import { matches } from "../lib/documents";
import { configTexts, forTypes, type Findings } from "../lib/findings";
import { asList, at, isGiven, plainText, shown, type Bag } from "../lib/reading";
import { defineRule } from "../lib/rule";
import { eachContainer, exampleTask, isWindows } from "../lib/taskContainers";
import { TASK_DEFINITION, type Container } from "../lib/taskDefinitions";

const GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide";
const HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html";

export const containerUnprivileged = defineRule({
  name: "container-unprivileged",
  description:
    "No container is privileged, has further Linux capabilities or devices, or goes without the kernel's protection.",
  why: "A privileged container is root on its host: whoever takes over the one has the other, and all its neighbours.",
  level: "advisory",
  severity: "high",
  tags: ["containers", "ecs"],
  controls: { fsbp: ["ECS.4"], checkov: ["CKV_AWS_334"] },
  fix: "Leave out privileged, linuxParameters.capabilities.add, linuxParameters.devices and unconfined dockerSecurityOptions.",
  url: `${HUB}#ecs-4`,
  config: {
    capabilities: {
      type: "array",
      items: { type: "string" },
      default: [],
      description: "Linux capabilities that containers may add, such as SYS_PTRACE.",
    },
  },
  examples: { fails: [exampleTask({ privileged: true })], passes: [exampleTask({ privileged: false })] },
  validateResource: forTypes([TASK_DEFINITION], (props, findings, { config }) => {
    const allowed = configTexts(config, "capabilities");
    eachContainer(props, findings, (container) => {
      checkPrivileges(container, allowed, findings);
    });
  }),
});

function checkPrivileges({ path, field }: Container, allowed: readonly string[], findings: Findings): void {
  if (field("privileged") === true) findings.violation(`${path}.privileged is true; leave it out.`);
  const added = asList(field("linuxParameters", "capabilities", "add")).map(plainText);
  const refused = added.filter((capability) => !allowed.includes(capability));
  if (refused.length > 0) {
    findings.violation(`${path}.linuxParameters.capabilities.add has ${refused.join(", ")}; leave them out.`);
  }
  if (asList(field("linuxParameters", "devices")).length > 0) {
    findings.violation(`${path}.linuxParameters.devices gives it devices of its host; leave them out.`);
  }
  const loose = asList(field("dockerSecurityOptions"))
    .map(plainText)
    .filter((option) => /unconfined|no-new-privileges[:=]false|label[:=]disable/.test(option));
  if (loose.length > 0)
    findings.violation(`${path}.dockerSecurityOptions has ${loose.join(", ")}; leave it out.`);
}

export const containerReadonlyRoot = defineRule({
  name: "container-readonly-root",
  description: "Every container has a read-only root file system.",
  why: "Where nothing can be written, nothing can be planted; what an application does write belongs in a volume.",
  level: "advisory",
  severity: "medium",
  tags: ["containers", "ecs"],
  controls: { fsbp: ["ECS.5"], checkov: ["CKV_AWS_336"] },
  fix: "Set readonlyRootFilesystem to true, and mount a volume where the application must write, such as /tmp.",
  url: `${HUB}#ecs-5`,
  examples: { fails: [exampleTask({})], passes: [exampleTask({ readonlyRootFilesystem: true })] },
  validateResource: forTypes([TASK_DEFINITION], (props, findings) => {
    if (isWindows(props)) return;
    eachContainer(props, findings, ({ path, field }) => {
      if (field("readonlyRootFilesystem") === true) return;
      findings.violation(`${path}.readonlyRootFilesystem is not true; set it.`);
    });
  }),
});

export const containerUser = defineRule({
  name: "container-user",
  description: "Every container runs as a user that is not root, by its definition or by its image.",
  why: "Root in a container is root for every hole in the kernel, and may change everything that is mounted.",
  level: "advisory",
  severity: "medium",
  tags: ["containers", "ecs"],
  controls: { fsbp: ["ECS.20"] },
  fix: "Set user to one without privileges, or end the Dockerfile with USER and name the container in imageUsers.",
  url: `${HUB}#ecs-20`,
  config: {
    imageUsers: {
      type: "array",
      items: { type: "string" },
      default: [],
      description: "Names of containers whose images have a user of their own; `*` stands for any text.",
    },
  },
  examples: { fails: [exampleTask({ user: "0:0" })], passes: [exampleTask({ user: "10001:10001" })] },
  validateResource: forTypes([TASK_DEFINITION], (props, findings, { config }) => {
    if (isWindows(props)) return;
    const byImage = configTexts(config, "imageUsers");
    eachContainer(props, findings, ({ path, name, field }) => {
      const user = plainText(field("user"));
      if (user === "") {
        if (byImage.some((pattern) => matches(pattern, name))) return;
        findings.violation(`${path} has no user, so its image's counts, which may be root; give it one.`);
      } else if (/^(?:0+|root)(?::|$)/.test(user)) {
        findings.violation(`${path}.user is ${user}; give it one without privileges.`);
      }
    });
  }),
});

const HOST_MODES = ["networkMode", "pidMode", "ipcMode"];

export const taskIsolated = defineRule({
  name: "task-isolated",
  description: "No task shares its host's network, processes, memory, ports or folders.",
  why: "Each of these is a way past the container's walls, to its neighbours and to the host's own credentials.",
  level: "advisory",
  severity: "high",
  tags: ["containers", "ecs"],
  controls: { fsbp: ["ECS.3", "ECS.17"], checkov: ["CKV_AWS_335"] },
  fix: "Use networkMode awsvpc, leave out pidMode, ipcMode, hostPort and hostPath.",
  url: `${HUB}#ecs-17`,
  examples: {
    fails: [exampleTask({}, { networkMode: "host" })],
    passes: [exampleTask({}, { networkMode: "awsvpc" })],
  },
  validateResource: forTypes([TASK_DEFINITION], (props, findings) => {
    for (const mode of HOST_MODES) {
      findings.attempt(() => {
        if (at(props, mode) === "host")
          findings.violation(`${mode} is host; leave it out or use the task's own.`);
      });
    }
    findings.each(at(props, "volumes"), (volume, index) => {
      const path = at(volume, "hostPath") ?? at(volume, "host", "sourcePath");
      if (isGiven(() => path))
        findings.violation(`volumes[${index}].hostPath is ${shown(path)}; use a volume of the task's own.`);
    });
    // With an address of its own, a task's ports are its own, too.
    if (at(props, "networkMode") !== "awsvpc") checkHostPorts(props, findings);
  }),
});

function checkHostPorts(props: Bag, findings: Findings): void {
  eachContainer(props, findings, ({ path, field }) => {
    findings.each(field("portMappings"), (mapping, index) => {
      const port = at(mapping, "hostPort") ?? 0;
      if (port !== 0)
        findings.violation(`${path}.portMappings[${index}].hostPort is ${shown(port)}; leave it out.`);
    });
  });
}

export const containerInitProcess = defineRule({
  name: "container-init-process",
  description: "Every container has an init process.",
  why: "An application as process 1 gets no default signals and reaps no children: it stops late, and fills with zombies.",
  level: "advisory",
  severity: "low",
  tags: ["containers", "ecs"],
  controls: {},
  fix: "Set linuxParameters.initProcessEnabled to true.",
  url: `${GUIDE}/task_definition_parameters.html#container_definition_linuxparameters`,
  examples: {
    fails: [exampleTask({})],
    passes: [exampleTask({ linuxParameters: { initProcessEnabled: true } })],
  },
  validateResource: forTypes([TASK_DEFINITION], (props, findings) => {
    // Containers that share their processes have the task's own init process.
    if (isWindows(props) || at(props, "pidMode") === "task") return;
    eachContainer(props, findings, ({ path, field }) => {
      if (field("linuxParameters", "initProcessEnabled") === true) return;
      findings.violation(`${path}.linuxParameters.initProcessEnabled is not true; set it.`);
    });
  }),
});
