/** The rules about what containers have to do with each other and with the task. */
import type { Props, Rule } from "../../../model";
import { object, objects } from "../../foundation/kit/values";
import { first, type About, type Each, type Problem } from "./containerChecks";
import { isFargate, nameOf } from "./containers";

const CONDITIONS = ["START", "COMPLETE", "SUCCESS", "HEALTHY"];

export function relationRules(about: About, each: Each): Rule[] {
  return [
    about("depends-on", (containers) =>
      first(containers, (container) =>
        first(objects(container, "dependsOn"), (item) => dependencyProblem(containers, item)),
      ),
    ),
    about("depends-on-cycle", (containers) => {
      const start = containers.find((container) =>
        reaches(containers, container, nameOf(container), new Set()),
      );
      return start && `Container dependencies form a cycle through ${nameOf(start)}`;
    }),
    each("mount-points", (container, { inputs }) => {
      const volumes = objects(inputs, "volumes").map((volume) => volume.name);
      return first(
        objects(container, "mountPoints"),
        ({ sourceVolume }) => !volumes.includes(sourceVolume) && `Unknown volume '${String(sourceVolume)}'.`,
      );
    }),
    about("volumes-from", (containers) => {
      const names = containers.map(nameOf);
      const sources = containers.flatMap((container) => objects(container, "volumesFrom"));
      return first(
        sources,
        ({ sourceContainer }) =>
          !names.includes(String(sourceContainer)) &&
          `Unknown container '${String(sourceContainer)}' in volumesFrom.`,
      );
    }),
    each(
      "awsvpc-settings",
      (container, { inputs }) =>
        inputs.networkMode === "awsvpc" &&
        !isFargate(inputs) &&
        ["hostname", "extraHosts", "links"].some((property) => container[property] !== undefined) &&
        `hostname, extraHosts and links are not supported with networkMode awsvpc, container ${nameOf(container)}`,
    ),
  ];
}

function dependencyProblem(containers: readonly Props[], item: Props): Problem {
  const target = containers.find((container) => nameOf(container) === item.containerName);
  const condition = String(item.condition);
  if (!target) return `Dependency on the unknown container '${String(item.containerName)}'`;
  if (!CONDITIONS.includes(condition))
    return `Dependency condition must be one of ${CONDITIONS.join(", ")}, got ${condition}`;
  if (["COMPLETE", "SUCCESS"].includes(condition) && target.essential !== false) {
    return `Condition ${condition} cannot be put on the essential container ${nameOf(target)}`;
  }
  return (
    condition === "HEALTHY" &&
    object(target, "healthCheck") === undefined &&
    `Condition HEALTHY needs a health check on container ${nameOf(target)}`
  );
}

function reaches(containers: readonly Props[], from: Props, goal: string, seen: Set<string>): boolean {
  return objects(from, "dependsOn").some(({ containerName }) => {
    const name = String(containerName);
    if (name === goal) return true;
    const next = containers.find((container) => nameOf(container) === name);
    if (!next || seen.has(name)) return false;
    return reaches(containers, next, goal, seen.add(name));
  });
}
