/** On what services run, and on how much of it. */
import { configNumber, forStack, forTypes } from "../lib/findings";
import { CAPACITY_PROVIDERS, isSpotOnly, SCALING_TARGET, scalingOf } from "../lib/ecsServices";
import { at } from "../lib/reading";
import { givenAt } from "../lib/references";
import { defineRule } from "../lib/rule";
import { developmentStacks, isDevelopment } from "../lib/stages";
import { ECS_SERVICE } from "../lib/taskDefinitions";

const GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide";

/** Where each type says on which capacity tasks run. */
const STRATEGIES: Readonly<Record<string, string>> = {
  [ECS_SERVICE]: "capacityProviderStrategies",
  [CAPACITY_PROVIDERS]: "defaultCapacityProviderStrategies",
};

export const serviceOnDemand = defineRule({
  name: "service-on-demand",
  description: "Services do not run on Spot capacity alone.",
  why: "When AWS wants Spot capacity back, it takes all of it: nothing runs until there is some again.",
  level: "advisory",
  severity: "medium",
  tags: ["operations", "ecs", "cost"],
  controls: {},
  fix: "Give the strategy a FARGATE provider with a base or a weight.",
  url: `${GUIDE}/fargate-capacity-providers.html`,
  config: developmentStacks,
  examples: {
    fails: [
      {
        type: ECS_SERVICE,
        name: "app",
        props: { capacityProviderStrategies: [{ capacityProvider: "FARGATE_SPOT", weight: 1 }] },
      },
    ],
    passes: [
      {
        type: ECS_SERVICE,
        name: "app",
        props: {
          capacityProviderStrategies: [
            { capacityProvider: "FARGATE", base: 2 },
            { capacityProvider: "FARGATE_SPOT", weight: 1 },
          ],
        },
      },
    ],
  },
  validateResource: forTypes(Object.keys(STRATEGIES), (props, findings, about) => {
    const key = STRATEGIES[about.type];
    if (isDevelopment(about, about.config) || !isSpotOnly(at(props, key))) return;
    findings.violation(`${key} has Spot capacity only; add FARGATE with a base or a weight.`);
  }),
});

const MOST_TASKS = 50;

export const scalingBounded = defineRule({
  name: "scaling-bounded",
  description: "Scaling leaves at least one task, and stops at a number that somebody would pay for.",
  why: "An attack, or a loop, is billed by the task; and a service that scaled to nothing answers nobody.",
  level: "advisory",
  severity: "low",
  tags: ["operations", "ecs", "cost"],
  controls: {},
  fix: "Set minCapacity to 1 or more, and maxCapacity to what the load may need at most, above minCapacity.",
  url: `${GUIDE}/service-auto-scaling.html`,
  config: {
    ...developmentStacks,
    tasks: { type: "integer", minimum: 1, default: MOST_TASKS, description: "The greatest maxCapacity." },
  },
  examples: {
    fails: [
      {
        type: SCALING_TARGET,
        name: "app",
        props: { serviceNamespace: "ecs", minCapacity: 1, maxCapacity: 1000 },
      },
    ],
    passes: [
      {
        type: SCALING_TARGET,
        name: "app",
        props: { serviceNamespace: "ecs", minCapacity: 1, maxCapacity: 10 },
      },
    ],
  },
  validateResource: forTypes([SCALING_TARGET], (props, findings, about) => {
    if (at(props, "serviceNamespace") !== "ecs") return;
    const [least, most] = [Number(at(props, "minCapacity") ?? 0), Number(at(props, "maxCapacity") ?? 0)];
    const allowed = configNumber(about.config, "tasks", MOST_TASKS);
    if (most > allowed) findings.violation(`maxCapacity is ${most}; it must be ${allowed} or less.`);
    if (isDevelopment(about, about.config)) return;
    if (least < 1) findings.violation("minCapacity is 0; it must be 1 or more.");
    if (most <= least)
      findings.violation(
        `maxCapacity is ${most}, so that nothing can scale; set it above minCapacity, ${least}.`,
      );
  }),
});

export const scalingOwnsCount = defineRule({
  name: "scaling-owns-count",
  description: "Where a service scales, the program leaves the number of its tasks alone.",
  why: "Else every deployment sets the number back: in the middle of a rush, to what it was in the night.",
  level: "advisory",
  severity: "medium",
  tags: ["operations", "ecs"],
  controls: {},
  fix: "Give the service the option ignoreChanges with desiredCount, or leave desiredCount out.",
  url: "https://www.pulumi.com/docs/iac/concepts/resources/options/ignorechanges/",
  examples: {
    fails: [
      { type: ECS_SERVICE, name: "app", props: { name: "app", cluster: "main", desiredCount: 2 } },
      { type: SCALING_TARGET, name: "scaling", props: { resourceId: "service/main/app" } },
    ],
    // Nothing but the service's options can say it, and an example has none.
    passes: [{ type: ECS_SERVICE, name: "app", props: { name: "app", cluster: "main", desiredCount: 2 } }],
  },
  validateStack: forStack((stack, findings) => {
    findings.forEach(stack.of([ECS_SERVICE]), (service) => {
      if (givenAt(service, "desiredCount") === undefined || !scalingOf(service, stack)) return;
      if (service.opts.ignoreChanges.includes("desiredCount")) return;
      findings.violation("scales, but sets desiredCount back; ignore changes of desiredCount.", service);
    });
  }),
});
