/** What rules on containers ask of task definitions. */
import type { PolicyResource } from "@pulumi/policy";
import type { Findings } from "./findings";
import { asList, at, plainText } from "./reading";
import { json, type ExampleResource } from "./rule";
import type { Stack } from "./stack";
import { containersOf, TASK_DEFINITION, type Container } from "./taskDefinitions";

/** Checks each container by itself. */
export function eachContainer(
  props: unknown,
  findings: Findings,
  check: (container: Container) => void,
): void {
  for (const container of containersOf(props) ?? []) {
    findings.attempt(() => {
      check(container);
    });
  }
}

/** Checks each container of each task definition by itself. */
export function eachContainerOf(
  stack: Stack,
  findings: Findings,
  check: (container: Container, definition: PolicyResource) => void,
): void {
  findings.forEach(stack.of([TASK_DEFINITION]), (definition) => {
    eachContainer(definition.props, findings, (container) => {
      check(container, definition);
    });
  });
}

export function isFargate(props: unknown): boolean {
  return asList(at(props, "requiresCompatibilities")).includes("FARGATE");
}

/** Windows containers have neither read-only roots nor Linux's users and init process. */
export function isWindows(props: unknown): boolean {
  return plainText(at(props, "runtimePlatform", "operatingSystemFamily")).startsWith("WINDOWS");
}

/** An example: a task definition with one container, of these fields. */
export function exampleTask(
  container: Readonly<Record<string, unknown>>,
  props: Readonly<Record<string, unknown>> = {},
): ExampleResource {
  const containerDefinitions = json([{ name: "app", ...container }]);
  return { type: TASK_DEFINITION, name: "task", props: { family: "app", ...props, containerDefinitions } };
}
