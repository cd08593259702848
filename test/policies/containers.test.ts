import assert from "node:assert/strict";
import * as rules from "../../policies/containers";
import { imageAddress } from "../../policies/lib/images";
import { judge, UNKNOWN, type Props, type Resource } from "./support";
import { from, resource, table } from "./table";

const TASK = "aws:ecs/taskDefinition:TaskDefinition";
const SERVICE = "aws:ecs/service:Service";

const task = (container: Props, props: Props = {}, name = "task"): Resource =>
  resource(TASK, name, {
    family: name,
    ...props,
    containerDefinitions: JSON.stringify([{ name: "app", ...container }]),
  });
const hidden = resource(TASK, "task", { containerDefinitions: UNKNOWN });
const windows = { runtimePlatform: { operatingSystemFamily: "WINDOWS_SERVER_2022_CORE" } };

table(rules.containerUnprivileged, {
  "takes a plain container": {
    on: task({ privileged: false, linuxParameters: { capabilities: { drop: ["ALL"] } } }),
  },
  "refuses privilege": {
    on: task({ privileged: true }),
    finds: ["containerDefinitions[0] (app).privileged"],
  },
  "reads names in any case, as the provider does": {
    on: task({ Privileged: true }),
    finds: ["privileged is true"],
  },
  "reads definitions given as a list": {
    on: resource(TASK, "task", { containerDefinitions: [{ name: "app", privileged: true }] }),
    finds: ["privileged"],
  },
  "refuses each further capability": {
    on: task({ linuxParameters: { capabilities: { add: ["NET_ADMIN", "SYS_PTRACE"] } } }),
    finds: ["NET_ADMIN, SYS_PTRACE"],
  },
  "takes those that are allowed": {
    on: task({ linuxParameters: { capabilities: { add: ["NET_ADMIN", "SYS_PTRACE"] } } }),
    config: { capabilities: ["SYS_PTRACE"] },
    finds: ["add has NET_ADMIN;"],
  },
  "refuses devices": {
    on: task({ linuxParameters: { devices: [{ hostPath: "/dev/kvm" }] } }),
    finds: ["devices"],
  },
  "takes hardening": { on: task({ dockerSecurityOptions: ["no-new-privileges:true"] }) },
  "refuses the contrary": {
    on: task({ dockerSecurityOptions: ["apparmor:unconfined"] }),
    finds: ["apparmor:unconfined"],
  },
  "cannot tell unknown definitions": { on: hidden, undecided: true },
});

table(rules.containerReadonlyRoot, {
  "takes a read-only root": { on: task({ readonlyRootFilesystem: true }) },
  "refuses another": {
    on: task({ readonlyRootFilesystem: false }),
    finds: ["readonlyRootFilesystem is not true"],
  },
  "refuses AWS's default": { on: task({}), finds: ["readonlyRootFilesystem"] },
  "does not ask Windows": { on: task({}, windows) },
});

table(rules.containerUser, {
  "takes a user": { on: task({ user: "app" }) },
  "takes one by number": { on: task({ user: "10001:0" }) },
  "refuses root": { on: task({ user: "root" }), finds: ["user is root"] },
  "refuses root by number": { on: task({ user: "0" }), finds: ["user is 0"] },
  "refuses root with a group": { on: task({ user: "0:10001" }), finds: ["user is 0:10001"] },
  "takes a name that begins as root's": { on: task({ user: "rootless" }) },
  "asks for one": { on: task({}), finds: ["has no user"] },
  "takes an image's own": { on: task({}), config: { imageUsers: ["ap*"] } },
  "takes no other image's": { on: task({}), config: { imageUsers: ["web"] }, finds: ["has no user"] },
  "refuses root whatever the image has": {
    on: task({ user: "root" }),
    config: { imageUsers: ["*"] },
    finds: ["user is root"],
  },
  "does not ask Windows": { on: task({}, windows) },
});

table(rules.taskIsolated, {
  "takes a task of its own": {
    on: task({ portMappings: [{ containerPort: 80, hostPort: 80 }] }, { networkMode: "awsvpc" }),
  },
  "refuses the host's network": { on: task({}, { networkMode: "host" }), finds: ["networkMode is host"] },
  "takes a bridge": {
    on: task({ portMappings: [{ containerPort: 80, hostPort: 0 }] }, { networkMode: "bridge" }),
  },
  "refuses the host's ports": {
    on: task(
      { portMappings: [{ containerPort: 80 }, { containerPort: 81, hostPort: 8081 }] },
      { networkMode: "bridge" },
    ),
    finds: ["portMappings[1].hostPort is 8081"],
  },
  "refuses the host's processes": { on: task({}, { pidMode: "host" }), finds: ["pidMode is host"] },
  "takes the task's processes": { on: task({}, { pidMode: "task" }) },
  "refuses the host's memory": { on: task({}, { ipcMode: "host" }), finds: ["ipcMode is host"] },
  "takes an empty volume": { on: task({}, { volumes: [{ name: "tmp" }] }) },
  "refuses the host's folders": {
    on: task({}, { volumes: [{ name: "a" }, { name: "b", hostPath: "/etc" }] }),
    finds: ["volumes[1].hostPath"],
  },
  "finds the rest beside unknown definitions": {
    on: resource(TASK, "task", { containerDefinitions: UNKNOWN, pidMode: "host" }),
    finds: ["pidMode is host"],
    undecided: true,
  },
});

table(rules.containerInitProcess, {
  "takes one": { on: task({ linuxParameters: { initProcessEnabled: true } }) },
  "asks for one": { on: task({}), finds: ["initProcessEnabled is not true"] },
  "does not where the task has one": { on: task({}, { pidMode: "task" }) },
  "does not ask Windows": { on: task({}, windows) },
});

const serving = (container: Props, props: Props = {}): Resource =>
  task({ portMappings: [{ containerPort: 8000 }], ...container }, props);
const checked = (...command: readonly string[]): Props => ({ healthCheck: { command } });

table(rules.containerHealthCheck, {
  "asks what serves": { on: serving({}), finds: ["has no healthCheck"] },
  "does not ask what does not": { on: task({}) },
  "takes a check": { on: serving(checked("CMD", "python", "-c", "…")) },
  "takes none for none": { on: serving(checked("NONE")), finds: ["has no healthCheck"] },
  "refuses curl": { on: serving(checked("CMD", "curl", "-f", "http://localhost")), finds: ["uses curl"] },
  "refuses wget in a shell": {
    on: serving(checked("CMD-SHELL", "test -f /ok && wget -q http://localhost || exit 1")),
    finds: ["uses wget"],
  },
  "refuses curl by its path, in a sidecar, too": {
    on: task(checked("CMD", "/usr/bin/curl", "localhost")),
    finds: ["uses curl"],
  },
  "takes what only begins like it": { on: serving(checked("CMD", "curlie", "localhost")) },
  "takes curl where the images have it": {
    on: serving(checked("CMD", "curl", "localhost")),
    config: { tools: [] },
  },
});

const FARGATE = { requiresCompatibilities: ["FARGATE"] };
table(rules.containerStopTimeout, {
  "asks what serves": { on: serving({}), finds: ["stopTimeout is nothing; it must be 30 or more"] },
  "does not ask what does not": { on: task({}) },
  "takes thirty seconds": { on: serving({ stopTimeout: 30 }) },
  "refuses less": { on: serving({ stopTimeout: 29 }), finds: ["stopTimeout is 29"] },
  "takes what Fargate allows": { on: serving({ stopTimeout: 120 }, FARGATE) },
  "refuses what it does not": { on: serving({ stopTimeout: 121 }, FARGATE), finds: ["between 30 and 120"] },
  "takes more on EC2": { on: serving({ stopTimeout: 121 }) },
  "takes less where told": { on: serving({ stopTimeout: 5 }), config: { seconds: 5 } },
});

table(rules.taskSize, {
  "takes a task's size": { on: task({}, { ...FARGATE, cpu: "256", memory: "512" }) },
  "asks on Fargate": {
    on: task({ memory: 512 }, { ...FARGATE, cpu: "256" }),
    finds: ["has no cpu and memory, which Fargate needs"],
  },
  "takes a container's memory on EC2": { on: task({ memoryReservation: 128 }) },
  "asks on EC2": { on: task({}), finds: ["neither memory nor memoryReservation"] },
});

table(rules.taskRuntimePlatform, {
  "takes a platform": {
    on: task(
      {},
      { ...FARGATE, runtimePlatform: { cpuArchitecture: "ARM64", operatingSystemFamily: "LINUX" } },
    ),
  },
  "asks for both": { on: task({}, FARGATE), finds: ["no cpuArchitecture and no operatingSystemFamily"] },
  "asks for the other": {
    on: task({}, { ...FARGATE, runtimePlatform: { cpuArchitecture: "ARM64" } }),
    finds: ["no operatingSystemFamily;"],
  },
  "does not ask on EC2": { on: task({}) },
});

const versions: readonly [string, (platformVersion: unknown) => Props][] = [
  [SERVICE, (platformVersion) => ({ platformVersion })],
  ["aws:ecs/taskSet:TaskSet", (platformVersion) => ({ platformVersion })],
  ["aws:cloudwatch/eventTarget:EventTarget", (platformVersion) => ({ ecsTarget: { platformVersion } })],
  [
    "aws:scheduler/schedule:Schedule",
    (platformVersion) => ({ target: { ecsParameters: { platformVersion } } }),
  ],
];
for (const [type, props] of versions) {
  describe(`fargate-platform-latest for ${type}`, () => {
    it("takes 1.4.0 and later", async () => {
      const on = (version: unknown): Resource => resource(type, "it", props(version));
      for (const fine of ["LATEST", "1.4.0", "1.10.0", "2.0.0", undefined]) {
        assert.deepEqual((await judge(rules.fargatePlatformLatest, on(fine))).messages, [], fine);
      }
      for (const old of ["1.3.0", "1.0.0", "0.9.9"]) {
        assert.equal((await judge(rules.fargatePlatformLatest, on(old))).messages.length, 1, old);
      }
      assert.equal(
        (await judge(rules.fargatePlatformLatest, on("1.4.0"), { requireLatest: true })).messages.length,
        1,
      );
    });
  });
}

describe("an image's address", () => {
  const cases: Readonly<Record<string, readonly [string, string | undefined, string | undefined]>> = {
    python: ["python", undefined, undefined],
    "python:3.13": ["python", "3.13", undefined],
    "localhost:5000/app": ["localhost:5000/app", undefined, undefined],
    "localhost:5000/app:1": ["localhost:5000/app", "1", undefined],
    "a/b@sha256:01": ["a/b", undefined, "sha256:01"],
    "a/b:1@sha256:01": ["a/b", "1", "sha256:01"],
  };
  for (const [image, [repository, tag, digest]] of Object.entries(cases)) {
    it(`is read from ${image}`, () => {
      assert.deepEqual(imageAddress(image), { repository, tag, digest });
    });
  }
});

const URL = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/app";
const DIGEST = `sha256:${"a".repeat(64)}`;
const repository = (props: Props): Resource =>
  resource("aws:ecr/repository:Repository", "app", { name: "app", repositoryUrl: URL, ...props });
const IMMUTABLE = { imageTagMutability: "IMMUTABLE" };
const EXCLUDING = (...filters: readonly string[]): Props => ({
  imageTagMutability: "IMMUTABLE_WITH_EXCLUSION",
  imageTagMutabilityExclusionFilters: filters.map((filter) => ({ filter, filterType: "WILDCARD" })),
});

table(rules.containerImagePinned, {
  "takes a digest": { on: [task({ image: `${URL}@${DIGEST}` })] },
  "refuses half a digest": { on: [task({ image: `${URL}@sha256:abc` })], finds: ["tag latest"] },
  "refuses a tag": {
    on: [task({ image: `${URL}:v1` })],
    finds: ["whose tag v1 may name another image"],
    at: ["task"],
  },
  "refuses a tag that may move": {
    on: [repository({ imageTagMutability: "MUTABLE" }), task({ image: `${URL}:v1` })],
    finds: ["tag v1"],
  },
  "takes one that may not": { on: [repository(IMMUTABLE), task({ image: `${URL}:v1` })] },
  "refuses the latest even then": {
    on: [repository(IMMUTABLE), task({ image: `${URL}:latest` })],
    finds: ["tag latest"],
  },
  "refuses no tag even then": { on: [repository(IMMUTABLE), task({ image: URL })], finds: ["tag latest"] },
  "takes a tag beside the excluded ones": {
    on: [repository(EXCLUDING("src-*")), task({ image: `${URL}:v1` })],
  },
  "refuses an excluded one": {
    on: [repository(EXCLUDING("src-*")), task({ image: `${URL}:src-1` })],
    finds: ["tag src-1"],
  },
  "finds one task beside an unknown one": {
    on: [hidden, task({ image: "nginx" }, {}, "other")],
    finds: ["tag latest"],
    at: ["other"],
    undecided: true,
  },
});

table(rules.containerImageOwn, {
  "takes a repository of the stack": { on: [repository({}), task({ image: `${URL}@${DIGEST}` })] },
  "refuses another": {
    on: [repository({}), task({ image: `${URL}2@${DIGEST}` })],
    finds: [`${URL}2, no repository`],
    at: ["task"],
  },
  "takes another where told": {
    on: [task({ image: `public.ecr.aws/aws-observability/otel@${DIGEST}` })],
    config: { foreignRepositories: ["public.ecr.aws/*"] },
  },
  "takes one image in two tasks": {
    on: [repository({}), task({ image: `${URL}@${DIGEST}` }), task({ image: `${URL}@${DIGEST}` }, {}, "job")],
  },
  "refuses two images of one repository": {
    on: [repository({}), task({ image: `${URL}@${DIGEST}` }), task({ image: `${URL}:other` }, {}, "job")],
    finds: ["different ones of the same repository"],
    at: ["job"],
  },
});

const secret = resource("aws:secretsmanager/secret:Secret", "secret", {});
table(rules.containerImageOwn, {
  "refuses in a preview what comes from no repository": {
    on: [repository({}), secret, from(hidden, "containerDefinitions", secret)],
    finds: ["has images of no repository"],
    at: ["task"],
    undecided: true,
  },
  "cannot tell in a preview what comes from one": {
    on: [repository({}), from(hidden, "containerDefinitions", repository({}))],
    undecided: true,
  },
  "cannot tell in a preview where others are allowed": {
    on: [hidden],
    config: { foreignRepositories: ["public.ecr.aws/*"] },
    undecided: true,
  },
});

const built = (type: string, props: Props): Resource => resource(type, "image", props);
const runs = (image: Resource, cpuArchitecture?: string): Resource =>
  from(
    resource(TASK, "task", {
      containerDefinitions: UNKNOWN,
      ...(cpuArchitecture && { runtimePlatform: { cpuArchitecture } }),
    }),
    "containerDefinitions",
    image,
  );
const amd = built("docker:index/image:Image", { build: { platform: "linux/amd64" } });
const older = built("docker:image:Image", { build: { platform: "linux/arm64" } });
const both = built("docker-build:index:Image", { platforms: ["linux/amd64", "linux/arm64"] });
const none = built("docker:index/image:Image", { build: {} });

table(rules.imagePlatform, {
  "takes Intel for AWS's default": { on: [amd, runs(amd)] },
  "takes Intel for Intel": { on: [amd, runs(amd, "X86_64")] },
  "refuses Intel for ARM": {
    on: [amd, runs(amd, "ARM64")],
    finds: ["is built for linux/amd64, and task runs it on ARM64"],
    at: ["image"],
  },
  "takes ARM for ARM": { on: [older, runs(older, "ARM64")] },
  "refuses ARM for AWS's default": { on: [older, runs(older)], finds: ["runs it on X86_64"] },
  "takes an image for both": { on: [both, runs(both, "ARM64")] },
  "refuses one for none": { on: [none, runs(none)], finds: ["no given platform"] },
  "leaves an image alone that no task runs": {
    on: [amd, task({}, { runtimePlatform: { cpuArchitecture: "ARM64" } })],
  },
});

table(rules.repositoryTagsImmutable, {
  "takes fixed tags": { on: repository(IMMUTABLE) },
  "refuses others": { on: repository({ imageTagMutability: "MUTABLE" }), finds: ['is "MUTABLE"'] },
  "refuses AWS's default": { on: repository({}), finds: ["is nothing"] },
  "refuses all but some": {
    on: repository({ ...EXCLUDING("v*"), imageTagMutability: "MUTABLE_WITH_EXCLUSION" }),
    finds: ["must be IMMUTABLE"],
  },
  "takes a named exclusion": { on: repository(EXCLUDING("src*")) },
  "refuses one of two letters": { on: repository(EXCLUDING("dev-*", "pr*")), finds: ["filter pr* lets"] },
  "refuses everything": { on: repository(EXCLUDING("*")), finds: ["filter * lets"] },
  "takes a tag in full, however short": { on: repository(EXCLUDING("dev")) },
});

const scanning = (filter: string, scanFrequency = "SCAN_ON_PUSH"): Resource =>
  resource("aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration", "scanning", {
    scanType: "BASIC",
    rules: [{ scanFrequency, repositoryFilters: [{ filter, filterType: "WILDCARD" }] }],
  });

table(rules.repositoryScanned, {
  "takes scans": { on: [repository({ imageScanningConfiguration: { scanOnPush: true } })] },
  "refuses none": {
    on: [repository({ imageScanningConfiguration: { scanOnPush: false } })],
    finds: ["scans no image"],
    at: ["app"],
  },
  "takes the registry's": { on: [repository({}), scanning("a*")] },
  "takes continuous ones": { on: [repository({}), scanning("*", "CONTINUOUS_SCAN")] },
  "refuses those for others": { on: [repository({}), scanning("web*")], finds: ["scans no image"] },
  "refuses those by hand": { on: [repository({}), scanning("*", "MANUAL")], finds: ["scans no image"] },
});

const policy = (rule: Props): Resource =>
  from(
    resource("aws:ecr/lifecyclePolicy:LifecyclePolicy", "policy", {
      repository: "app",
      policy: JSON.stringify({ rules: [rule] }),
    }),
    "repository",
    repository({}),
  );

table(rules.repositoryLifecycle, {
  "takes images that expire": { on: [repository({}), policy({ action: { type: "expire" } })] },
  "needs a policy": { on: [repository({})], finds: ["no lifecycle policy"], at: ["app"] },
  "needs one that does something": { on: [repository({}), policy({})], finds: ["no lifecycle policy"] },
  "needs its own": {
    on: [repository({ name: "web" }), policy({ action: { type: "expire" } })],
    finds: ["no lifecycle policy"],
  },
});

table(rules.repositoryPrivate, {
  "takes a private one": { on: repository({}) },
  "refuses a public one": {
    on: resource("aws:ecrpublic/repository:Repository", "it", {}),
    finds: ["public gallery"],
  },
});

const group = resource("aws:cloudwatch/logGroup:LogGroup", "logs", { name: "/app" });
const logging = (options: Props, logDriver = "awslogs"): Props => ({
  logConfiguration: { logDriver, options },
});
const own = logging({ "awslogs-group": "/app" });

table(rules.containerLogs, {
  "takes a group of the stack": { on: [group, task(own)] },
  "needs a driver": { on: [group, task({})], finds: ["has no logConfiguration"], at: ["task"] },
  "refuses other drivers": { on: [group, task(logging({}, "syslog"))], finds: ["logs by syslog"] },
  "takes FireLens": { on: [task(logging({}, "awsfirelens"))] },
  "takes others where told": { on: [task(logging({}, "splunk"))], config: { drivers: ["splunk"] } },
  "refuses a group of nobody": {
    on: [group, task(logging({ "awslogs-group": "/other" }))],
    finds: ['"/other", which is no log group'],
  },
  "refuses no group": { on: [group, task(logging({}))], finds: ['logs to ""'] },
  "refuses another task's group": {
    on: [group, task(own), task(own, {}, "other")],
    finds: ["shares the log group /app with task/app"],
    at: ["other"],
  },
  "refuses a neighbour's group": {
    on: [
      group,
      resource(TASK, "task", {
        family: "app",
        containerDefinitions: JSON.stringify([
          { name: "a", ...own },
          { name: "b", ...own },
        ]),
      }),
    ],
    finds: ["(b) shares the log group /app with app/a"],
  },
  "finds one task beside an unknown one": {
    on: [hidden, task({}, {}, "other")],
    finds: ["no logConfiguration"],
    at: ["other"],
    undecided: true,
  },
});
