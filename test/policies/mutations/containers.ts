/** What would let a container out, run another image than the tested one, or lose what it says. */
import { changed, container, drop, put, within, type Mutation } from "./mutation";
import { inside, type Mutable, type Plan } from "./plan";

const TASK = "aws:ecs/taskDefinition:TaskDefinition";
const SERVICE = "aws:ecs/service:Service";
const REPOSITORY = "aws:ecr/repository:Repository";
const LIFECYCLE = "aws:ecr/lifecyclePolicy:LifecyclePolicy";
const IMAGE = "docker:index/image:Image";
const LOGS = "aws:cloudwatch/logGroup:LogGroup";
const DIGEST = `sha256:${"0".repeat(64)}`;

/** The container of the user service changes. */
function inContainer(what: string, rule: string, change: (container: Mutable) => void): Mutation {
  return changed(what, TASK, "user-service-task", container(change), rule);
}

/** The task definition of the user service changes. */
function inTask(what: string, rule: string, change: (props: Mutable) => void): Mutation {
  return changed(what, TASK, "user-service-task", change, rule);
}

/** The repository of the user service changes. */
function inRepository(what: string, rule: string, change: (props: Mutable) => void): Mutation {
  return changed(what, REPOSITORY, "user-service-repository", change, rule);
}

function urlOf(plan: Plan, service: string): string {
  return plan.get(REPOSITORY, `${service}-repository`).outputs.repositoryUrl as string;
}

/** The user service runs another image. */
function running(what: string, image: (plan: Plan) => string, rules: readonly string[]): Mutation {
  return {
    what,
    expect: Object.fromEntries(rules.map((rule) => [rule, "user-service-task"])),
    change: (plan) => {
      const given = image(plan);
      const task = plan.get(TASK, "user-service-task");
      // From another registry, it comes from neither the repository nor the build.
      if (!given.startsWith(urlOf(plan, "user-service"))) {
        const { containerDefinitions } = task.dependencies;
        task.dependencies.containerDefinitions = containerDefinitions.filter(
          (urn) => !/-(?:repository|image)$/.test(urn),
        );
      }
      plan.change(
        TASK,
        "user-service-task",
        container((one) => (one.image = given)),
      );
    },
  };
}

export const mutations: readonly Mutation[] = [
  inContainer("a container is privileged", "container-unprivileged", (one) => (one.privileged = true)),
  inContainer("a container may trace others", "container-unprivileged", (one) => {
    inside(one, "linuxParameters").capabilities = { add: ["SYS_PTRACE"] };
  }),
  inContainer("a container has a device", "container-unprivileged", (one) => {
    inside(one, "linuxParameters").devices = [{ hostPath: "/dev/fuse" }];
  }),
  inContainer("a container has no kernel filter", "container-unprivileged", (one) => {
    one.dockerSecurityOptions = ["seccomp:unconfined"];
  }),
  inContainer("a root file system can be written", "container-readonly-root", (one) => {
    delete one.readonlyRootFilesystem;
  }),
  changed(
    "a sidecar runs as root",
    TASK,
    "user-service-task",
    within("containerDefinitions", (containers) => {
      const [app] = containers as unknown as Mutable[];
      const { name, image, readonlyRootFilesystem, linuxParameters } = structuredClone(app);
      const sidecar = { image, readonlyRootFilesystem, linuxParameters, user: "0:0" };
      (containers as unknown as unknown[]).push({
        ...sidecar,
        name: `${name as string}-logs`,
        logConfiguration: { logDriver: "awsfirelens" },
      });
    }),
    "container-user",
  ),
  inContainer("there is no init process", "container-init-process", (one) => delete one.linuxParameters),
  inContainer("there is no health check", "container-health-check", (one) => delete one.healthCheck),
  inContainer("the health check needs curl", "container-health-check", (one) => {
    one.healthCheck = { command: ["CMD-SHELL", "curl -f http://localhost:8000/health || exit 1"] };
  }),
  inContainer("a container is killed at once", "container-stop-timeout", (one) => (one.stopTimeout = 2)),
  inContainer(
    "a container stops by AWS's default",
    "container-stop-timeout",
    (one) => delete one.stopTimeout,
  ),
  inContainer("a container says nothing", "container-logs", (one) => delete one.logConfiguration),
  inContainer("a container logs to its host", "container-logs", (one) => {
    one.logConfiguration = { logDriver: "json-file" };
  }),
  inContainer("a container logs to a group that ECS makes", "container-logs", (one) => {
    Object.assign(inside(one, "logConfiguration", "options"), {
      "awslogs-group": "/ecs/user-service",
      "awslogs-create-group": "true",
    });
  }),
  {
    what: "two services share a log group",
    // In the order of the resources, the second to name it is at fault.
    expect: { "container-logs": "search-service-task" },
    change: (plan) => {
      const group = plan.get(LOGS, "user-service-logs").outputs.name;
      plan.change(
        TASK,
        "search-service-task",
        container((one) => (inside(one, "logConfiguration", "options")["awslogs-group"] = group)),
      );
    },
  },
  running("an image is the latest", (plan) => `${urlOf(plan, "user-service")}:latest`, [
    "container-image-pinned",
  ]),
  running("an image has no tag", (plan) => urlOf(plan, "user-service"), ["container-image-pinned"]),
  running(
    "an image is by a tag that may move",
    (plan) => `${urlOf(plan, "user-service")}:src-0123456789abcdef`,
    ["container-image-pinned"],
  ),
  running("an image comes from Docker Hub", () => `docker.io/library/python@${DIGEST}`, [
    "container-image-own",
  ]),
  running("an image comes from Docker Hub by tag", () => "python:3.13-slim", [
    "container-image-own",
    "container-image-pinned",
  ]),
  {
    what: "two services share a repository",
    expect: { "container-image-own": "search-service-task" },
    change: (plan) => {
      const image = `${urlOf(plan, "user-service")}@${DIGEST}`;
      plan.change(
        TASK,
        "search-service-task",
        container((one) => (one.image = image)),
      );
    },
  },
  inTask("a task is in its host's network", "task-isolated", put("host", "networkMode")),
  inTask("a task sees its host's processes", "task-isolated", put("host", "pidMode")),
  inTask("a task shares its host's memory", "task-isolated", put("host", "ipcMode")),
  inTask(
    "a task mounts its host's Docker",
    "task-isolated",
    put([{ name: "tmp", hostPath: "/var/run/docker.sock" }], "volumes"),
  ),
  inTask("a task has no memory", "task-size", drop("memory")),
  inTask("a task has no CPU", "task-size", drop("cpu")),
  {
    what: "a task is for no processor",
    // AWS takes Intel then, for which the image is not.
    expect: { "task-runtime-platform": "user-service-task", "image-platform": "user-service-image" },
    change: (plan) => {
      plan.change(TASK, "user-service-task", drop("runtimePlatform", "cpuArchitecture"));
    },
  },
  changed(
    "an image is for another processor",
    IMAGE,
    "conversation-service-image",
    put("linux/amd64", "build", "platform"),
    "image-platform",
  ),
  changed(
    "an image is for whoever builds it",
    IMAGE,
    "search-service-image",
    drop("build", "platform"),
    "image-platform",
  ),
  inRepository("tags move", "repository-tags-immutable", put("MUTABLE", "imageTagMutability")),
  inRepository("tags move by AWS's default", "repository-tags-immutable", drop("imageTagMutability")),
  inRepository(
    "nearly every tag moves",
    "repository-tags-immutable",
    put([{ filter: "*", filterType: "WILDCARD" }], "imageTagMutabilityExclusionFilters"),
  ),
  inRepository(
    "nothing is scanned",
    "repository-scanned",
    put(false, "imageScanningConfiguration", "scanOnPush"),
  ),
  inRepository("nothing is said of scans", "repository-scanned", drop("imageScanningConfiguration")),
  {
    what: "images are kept for ever",
    expect: { "repository-lifecycle": "search-service-repository" },
    change: (plan) => {
      plan.remove(LIFECYCLE, "search-service-lifecycle");
    },
  },
  changed(
    "the lifecycle policy has no rule",
    LIFECYCLE,
    "search-service-lifecycle",
    put('{"rules":[]}', "policy"),
    "repository-lifecycle",
    { at: "search-service-repository" },
  ),
  {
    what: "images go along with their repository",
    expect: { "no-forced-deletion": "user-service-repository" },
    stacks: ["prod"],
    change: (plan) => {
      plan.change(REPOSITORY, "user-service-repository", put(true, "forceDelete"));
    },
  },
  {
    what: "images are for everybody",
    expect: { "repository-private": "added" },
    change: (plan) => {
      plan.add({ type: "aws:ecrpublic/repository:Repository", inputs: { repositoryName: "harena" } });
    },
  },
  changed(
    "a service is on an old version of Fargate",
    SERVICE,
    "search-service-service",
    put("1.3.0", "platformVersion"),
    "fargate-platform-latest",
  ),
];
