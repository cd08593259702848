/** A plan as people read it. */
import type { Environment } from "../../stacks/environment";
import { addressesOf, addressesSection } from "./addresses";
import { missingSection } from "./missing";
import { resourcesSection } from "./resourcesSection";
import { policiesSection } from "./policiesSection";
import { routesSection } from "./routesTable";
import type { StackPlan } from "./runProgram";
import { sizesSection } from "./sizes";
import { count, item, section, type Paint } from "./text";
import { isCloudResource } from "./tree";

/** The whole report of a plan that went well. */
export function report(paint: Paint, plan: StackPlan): string[] {
  const { environment, simulation, warnings } = plan;
  if (!environment || !simulation) return [];
  return [
    headline(paint, environment, resourceCount(plan)),
    ...resourcesSection(paint, simulation.resources),
    ...addressesSection(paint, addressesOf(environment, simulation.outputs)),
    ...routesSection(paint, environment),
    ...sizesSection(paint, environment),
    ...warningsSection(paint, warnings),
    ...missingSection(paint, plan),
    ...(plan.verdict ? policiesSection(paint, plan.verdict) : []),
    "",
    paint(
      "green",
      `Nothing here is refused: pulumi up would create ${count(resourceCount(plan), "resource")}.`,
    ) + " Nothing was created now.",
  ];
}

export function headline(paint: Paint, environment: Environment, resources: number): string {
  const { project, stack, sizing, region, domain } = environment;
  const facts = [`sizing ${sizing}`, region, domain, count(resources, "resource")];
  return `${paint("bold", `${project} / ${stack}`)}   ${facts.join(" · ")}`;
}

export function resourceCount({ simulation }: StackPlan): number {
  return simulation?.resources.filter(isCloudResource).length ?? 0;
}

export function warningsSection(paint: Paint, warnings: readonly string[]): string[] {
  if (warnings.length === 0) return [];
  const lines = warnings.flatMap((warning) => item("! ", warning));
  return section(
    paint,
    "WARNINGS",
    lines.map((line) => paint("yellow", line)),
  );
}
