/** What containers say is kept, each in its own place. */
import type { PolicyResource } from "@pulumi/policy";
import { configTexts, forStack, type Findings } from "../lib/findings";
import { at, ifKnown, plainText, shown } from "../lib/reading";
import { defineRule, ref, type ExampleResource } from "../lib/rule";
import type { Stack } from "../lib/stack";
import { eachContainerOf, exampleTask } from "../lib/taskContainers";
import type { Container } from "../lib/taskDefinitions";

const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";
const DRIVERS = ["awslogs", "awsfirelens"];

const GROUP: ExampleResource = {
  type: LOG_GROUP,
  name: "logs",
  props: { name: "/app", retentionInDays: 365 },
};

export const containerLogs = defineRule({
  name: "container-logs",
  description: "Every container logs, to a log group of the stack that is its own.",
  why:
    "Without a driver, what a container says is gone with it; in a group that ECS makes it stays for ever, and in a " +
    "shared one nobody may read one service without the other.",
  level: "advisory",
  severity: "medium",
  tags: ["containers", "ecs", "logs"],
  controls: { fsbp: ["ECS.9"], cdkNag: ["AwsSolutions-ECS7"] },
  fix: "Give the container a logConfiguration with awslogs and an aws.cloudwatch.LogGroup of its own.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-9",
  config: {
    drivers: {
      type: "array",
      items: { type: "string" },
      default: DRIVERS,
      description: "Log drivers that containers may have.",
    },
  },
  examples: {
    fails: [GROUP, exampleTask({})],
    passes: [
      GROUP,
      exampleTask({
        logConfiguration: { logDriver: "awslogs", options: { "awslogs-group": ref("logs", "name") } },
      }),
    ],
  },
  validateStack: forStack((stack, findings, config) => {
    const drivers = config.drivers === undefined ? DRIVERS : configTexts(config, "drivers");
    const writers = new Map<string, string>();
    eachContainerOf(stack, findings, (container, definition) => {
      if (checkDriver(container, drivers, definition, findings)) {
        checkGroup(container, { definition, stack, writers }, findings);
      }
    });
  }),
});

/** @returns whether there is a log group to look at */
function checkDriver(
  { path, field }: Container,
  drivers: readonly string[],
  definition: PolicyResource,
  findings: Findings,
): boolean {
  const driver = plainText(field("logConfiguration", "logDriver"));
  if (!drivers.includes(driver)) {
    const found = driver === "" ? "has no logConfiguration" : `logs by ${driver}`;
    findings.violation(`${path} ${found}; use ${drivers.join(" or ")}.`, definition);
  }
  return driver === "awslogs";
}

interface Place {
  readonly definition: PolicyResource;
  readonly stack: Stack;
  /** Which container writes to a group, by the group's name. */
  readonly writers: Map<string, string>;
}

function checkGroup({ path, name, field }: Container, place: Place, findings: Findings): void {
  const { definition, stack, writers } = place;
  const group = plainText(field("logConfiguration", "options", "awslogs-group"));
  if (!stack.of([LOG_GROUP]).some(({ props }) => ifKnown(() => at(props, "name"), undefined) === group)) {
    findings.violation(`${path} logs to ${shown(group)}, which is no log group of this stack.`, definition);
    return;
  }
  const self = `${plainText(at(definition.props, "family"))}/${name}`;
  const other = writers.get(group) ?? self;
  writers.set(group, other);
  if (other === self) return;
  findings.violation(`${path} shares the log group ${group} with ${other}; give it its own.`, definition);
}
