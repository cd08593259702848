/** Services stand while they are deployed and when a zone fails, and nobody works in them unseen. */
import type { PolicyResource } from "@pulumi/policy";
import { configNumber, forStack, forTypes, type Config, type Findings } from "../lib/findings";
import { ECS_CLUSTER, isReplicated, scalingOf } from "../lib/ecsServices";
import { asList, at, ifKnown, plainText, readers, shown } from "../lib/reading";
import { givenAt, referredTo } from "../lib/references";
import { defineRule, ref } from "../lib/rule";
import { developmentStacks, isDevelopment } from "../lib/stages";
import type { Stack } from "../lib/stack";
import { ECS_SERVICE } from "../lib/taskDefinitions";

const GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide";
const HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html";

export const serviceRollsBack = defineRule({
  name: "service-rolls-back",
  description: "A deployment whose tasks do not become healthy ends by itself and is rolled back.",
  why: "Without the circuit breaker ECS starts failing tasks for ever, and the deployment hangs for hours.",
  level: "advisory",
  severity: "medium",
  tags: ["operations", "ecs"],
  controls: {},
  fix: "Set deploymentCircuitBreaker to enable and rollback.",
  url: `${GUIDE}/deployment-circuit-breaker.html`,
  examples: {
    fails: [
      {
        type: ECS_SERVICE,
        name: "app",
        props: { deploymentCircuitBreaker: { enable: true, rollback: false } },
      },
    ],
    passes: [
      {
        type: ECS_SERVICE,
        name: "app",
        props: { deploymentCircuitBreaker: { enable: true, rollback: true } },
      },
    ],
  },
  validateResource: forTypes([ECS_SERVICE], (props, findings) => {
    // CodeDeploy and others roll back by themselves.
    if ((at(props, "deploymentController", "type") ?? "ECS") !== "ECS") return;
    const missing = ["enable", "rollback"].filter(
      (key) => at(props, "deploymentCircuitBreaker", key) !== true,
    );
    if (missing.length > 0)
      findings.violation(`deploymentCircuitBreaker lacks ${missing.join(" and ")}; set it to true.`);
  }),
});

export const serviceStandsWhileDeployed = defineRule({
  name: "service-stands-while-deployed",
  description: "Deployments stop no task before its successor runs.",
  why: "Below 100 %, every deployment takes capacity away; with a maximum of 100 %, none can go on without doing so.",
  level: "advisory",
  severity: "medium",
  tags: ["operations", "ecs"],
  controls: {},
  fix: "Set deploymentMinimumHealthyPercent to 100 and deploymentMaximumPercent to 200.",
  url: `${GUIDE}/deployment-type-ecs.html`,
  config: {
    ...developmentStacks,
    percent: {
      type: "integer",
      minimum: 0,
      maximum: 100,
      default: 100,
      description: "The least healthy percentage.",
    },
  },
  examples: {
    fails: [
      { type: ECS_SERVICE, name: "app", props: { desiredCount: 2, deploymentMinimumHealthyPercent: 50 } },
    ],
    passes: [
      { type: ECS_SERVICE, name: "app", props: { desiredCount: 2, deploymentMinimumHealthyPercent: 100 } },
    ],
  },
  validateResource: forTypes([ECS_SERVICE], (props, findings, about) => {
    const single = Number(at(props, "desiredCount") ?? 1) < 2;
    if (!isReplicated((key) => at(props, key)) || (single && isDevelopment(about, about.config))) return;
    const least = configNumber(about.config, "percent", 100);
    const minimum = Number(at(props, "deploymentMinimumHealthyPercent") ?? 100);
    if (minimum < least)
      findings.violation(`deploymentMinimumHealthyPercent is ${minimum}; it must be ${least} or more.`);
    const maximum = Number(at(props, "deploymentMaximumPercent") ?? 200);
    if (minimum >= 100 && maximum <= 100) {
      findings.violation(
        `deploymentMaximumPercent is ${maximum}, which leaves no room for new tasks; set it to 200.`,
      );
    }
  }),
});

const TASKS = 2;
const SUBNET = "aws:ec2/subnet:Subnet";

export const serviceRedundant = defineRule({
  name: "service-redundant",
  description: "Services have two tasks or more, in two zones or more.",
  why: "One task is one crash, one update of its host or one failing zone away from an outage.",
  level: "advisory",
  severity: "medium",
  tags: ["operations", "ecs"],
  controls: {},
  fix: "Set desiredCount, and the scaling target's minCapacity, to 2 or more, and give the tasks subnets in two zones.",
  url: `${GUIDE}/service-rebalancing.html`,
  config: {
    ...developmentStacks,
    tasks: { type: "integer", minimum: 1, default: TASKS, description: "The least number of tasks." },
  },
  examples: {
    fails: [{ type: ECS_SERVICE, name: "app", props: { name: "app", desiredCount: 1 } }],
    passes: [{ type: ECS_SERVICE, name: "app", props: { name: "app", desiredCount: 2 } }],
  },
  validateStack: forStack((stack, findings, config) => {
    findings.forEach(stack.of([ECS_SERVICE]), (service) => {
      if (isDevelopment(service, config) || !isReplicated((key) => givenAt(service, key))) return;
      findings.attempt(() => {
        checkCount(service, stack, config, findings);
      });
      checkZones(service, stack, findings);
    });
  }),
});

function checkCount(service: PolicyResource, stack: Stack, config: Config, findings: Findings): void {
  const least = configNumber(config, "tasks", TASKS);
  const scaling = scalingOf(service, stack);
  const count = Number((scaling ? at(scaling.props, "minCapacity") : at(service.props, "desiredCount")) ?? 1);
  if (count >= least) return;
  const what = scaling ? `minCapacity of ${scaling.name}` : "desiredCount";
  findings.violation(`${what} is ${count}; it must be ${least} or more.`, service);
}

/** By the subnets that the stack has; those of others may be anywhere. */
function checkZones(service: PolicyResource, stack: Stack, findings: Findings): void {
  const subnets = readers(at(service.props, "networkConfiguration", "subnets"));
  // Whichever it is, one subnet is in one zone.
  const zones = subnets.length === 1 ? ["one"] : subnets.map((read) => zoneOf(read(), stack));
  if (zones.length === 0 || new Set(zones).size > 1) return;
  findings.violation(
    "networkConfiguration.subnets are all in one zone; give it subnets in two or more.",
    service,
  );
}

function zoneOf(id: unknown, stack: Stack): unknown {
  const subnet = stack.of([SUBNET]).find(({ props }) => ifKnown(() => at(props, "id"), undefined) === id);
  return subnet ? (at(subnet.props, "availabilityZone") ?? at(subnet.props, "availabilityZoneId")) : id;
}

export const serviceExecRecorded = defineRule({
  name: "service-exec-recorded",
  description: "Nobody opens a shell in a task unless what is done there is recorded.",
  why: "A shell in a task has the task's secrets and its role; unrecorded, nobody can tell what was done with them.",
  level: "advisory",
  severity: "medium",
  tags: ["operations", "ecs", "logs"],
  controls: { checkov: ["CKV_AWS_223", "CKV_AWS_224"] },
  fix: "Set enableExecuteCommand to false, or give the cluster an executeCommandConfiguration that logs (logging OVERRIDE).",
  url: `${GUIDE}/ecs-exec.html`,
  config: developmentStacks,
  examples: {
    fails: [{ type: ECS_SERVICE, name: "app", props: { enableExecuteCommand: true } }],
    passes: [
      {
        type: ECS_CLUSTER,
        name: "cluster",
        props: {
          configuration: {
            executeCommandConfiguration: {
              logging: "OVERRIDE",
              logConfiguration: { cloudWatchLogGroupName: "/shells" },
            },
          },
        },
      },
      {
        type: ECS_SERVICE,
        name: "app",
        props: { cluster: ref("cluster", "arn"), enableExecuteCommand: true },
      },
    ],
  },
  validateStack: forStack((stack, findings, config) => {
    findings.forEach(stack.of([ECS_SERVICE]), (service) => {
      if (givenAt(service, "enableExecuteCommand") !== true || isDevelopment(service, config)) return;
      const cluster = referredTo(service, "cluster", stack.of([ECS_CLUSTER]), ["arn", "name", "id"]);
      if (cluster && recordsShells(cluster)) return;
      findings.violation(
        "enableExecuteCommand is true, and the cluster records no shell; set it to false.",
        service,
      );
    });
  }),
});

function recordsShells(cluster: PolicyResource): boolean {
  const exec = at(givenAt(cluster, "configuration"), "executeCommandConfiguration");
  const target = at(exec, "logConfiguration");
  const named = ["cloudWatchLogGroupName", "s3BucketName"].some((key) => plainText(at(target, key)) !== "");
  return at(exec, "logging") === "OVERRIDE" && named;
}

export const clusterInsights = defineRule({
  name: "cluster-insights",
  description: "Clusters have Container Insights.",
  why: "Without it there are no figures of single tasks, of restarts or of a disk that fills.",
  level: "advisory",
  severity: "low",
  tags: ["operations", "ecs"],
  controls: { fsbp: ["ECS.12"], checkov: ["CKV_AWS_65"], cdkNag: ["AwsSolutions-ECS4"] },
  fix: "Give the cluster the setting containerInsights: enabled, or enhanced.",
  url: `${HUB}#ecs-12`,
  config: developmentStacks,
  examples: {
    fails: [{ type: ECS_CLUSTER, name: "cluster", props: {} }],
    passes: [
      {
        type: ECS_CLUSTER,
        name: "cluster",
        props: { settings: [{ name: "containerInsights", value: "enabled" }] },
      },
    ],
  },
  validateResource: forTypes([ECS_CLUSTER], (props, findings, about) => {
    const insights = asList(at(props, "settings")).find((one) => at(one, "name") === "containerInsights");
    const value = plainText(at(insights, "value"));
    if (isDevelopment(about, about.config) || ["enabled", "enhanced"].includes(value)) return;
    findings.violation(`containerInsights is ${shown(value)}; set it to enabled.`);
  }),
});
