/** All resources of a plan, grouped by the components that make them. */
import type { RecordedResource } from "../../simulator";
import { groupBy } from "./groupBy";
import { count, cut, section, WIDTH, type Paint } from "./text";
import { physicalNameOf, shortType, treeOf, type Branch } from "./tree";

/** More siblings of one type than this are folded into one line. */
const FOLD = 12;
const TYPE_COLUMN = 36;
const NAME_COLUMN = 72;

export function resourcesSection(paint: Paint, resources: readonly RecordedResource[]): string[] {
  return section(
    paint,
    "RESOURCES",
    treeOf(resources)
      .filter(({ count: size }) => size > 0)
      .flatMap((branch, index) => [...(index > 0 ? [""] : []), ...linesOf(paint, branch, 0)]),
  );
}

function linesOf(paint: Paint, { resource, children, count: size }: Branch, depth: number): string[] {
  const indent = "  ".repeat(depth);
  const title = `${indent}${paint("cyan", resource.name)}  ${paint("dim", shortType(resource.type))}`;
  const leaves = children.filter((child) => child.children.length === 0 && child.resource.custom);
  const branches = children.filter((child) => !leaves.includes(child));
  return [
    resource.custom ? resourceLine(paint, resource, indent) : `${title}  ${count(size, "resource")}`,
    ...folded(leaves).flatMap((leaf) =>
      typeof leaf === "string" ? [`${indent}  ${leaf}`] : linesOf(paint, leaf, depth + 1),
    ),
    ...branches.flatMap((branch) => linesOf(paint, branch, depth + 1)),
  ];
}

/** Long runs of one type, such as the files of a front end, with only the first of them. */
function folded(leaves: readonly Branch[]): (Branch | string)[] {
  return [...groupBy(leaves, ({ resource }) => resource.type)].flatMap(([type, members]) =>
    members.length <= FOLD
      ? members
      : [...members.slice(0, 3), `${shortType(type)} … and ${members.length - 3} more of them`],
  );
}

function resourceLine(paint: Paint, resource: RecordedResource, indent: string): string {
  const type = `${indent}${shortType(resource.type)}`.padEnd(TYPE_COLUMN - 1);
  const name = `${type} ${resource.name}`;
  const physical = physicalNameOf(resource);
  if (physical === undefined || physical === resource.name) return cut(name, WIDTH - 2);
  const start = Math.max(NAME_COLUMN, name.length + 2);
  return `${name.padEnd(start)}${paint("dim", cut(physical, Math.max(12, WIDTH - 2 - start)))}`;
}
