/** What of a stack's plan becomes Terraform resources. */
import { revealAll, type RecordedResource } from "../../simulator";
import type { Props } from "../../simulator/model";
import { groupBy } from "../plan/groupBy";
import type { Source } from "./configuration";

/** The plan's resources, dependencies on components resolved to what these contain. */
export function sourcesOf(resources: readonly RecordedResource[], region: string): Source[] {
  const children = childrenOf(resources);
  const custom = resources.filter((resource) => resource.custom && !resource.type.startsWith("pulumi:"));
  const names = uniqueNames(custom);
  return custom.map((resource) => {
    const inputs = revealAll(resource.inputs) as Props;
    const dependencies = Object.entries(resource.options.propertyDependencies);
    return {
      urn: resource.urn,
      type: resource.type,
      name: names.get(resource.urn) ?? resource.name,
      id: resource.id,
      region: typeof inputs.region === "string" ? inputs.region : region,
      inputs,
      outputs: revealAll(resource.outputs) as Props,
      sources: Object.fromEntries(
        dependencies.map(([property, urns]) => [property, urns.flatMap((urn) => children(urn))]),
      ),
      dependsOn: resource.options.dependsOn.flatMap((urn) => children(urn)),
      ignoreChanges: resource.options.ignoreChanges,
    };
  });
}

/** A resource itself, and everything below it. */
function childrenOf(resources: readonly RecordedResource[]): (urn: string) => readonly string[] {
  const byParent = groupBy(
    resources.filter(({ parent }) => parent !== undefined),
    ({ parent }) => parent,
  );
  const component = new Set(resources.filter(({ custom }) => !custom).map(({ urn }) => urn));
  const below = (urn: string): readonly string[] =>
    component.has(urn) ? (byParent.get(urn) ?? []).flatMap((child) => all(child.urn)) : [urn];
  const all = (urn: string): readonly string[] => [
    urn,
    ...(byParent.get(urn) ?? []).flatMap((c) => all(c.urn)),
  ];
  return below;
}

/** Logical names; with a number where two resources of a type share one under different parents. */
function uniqueNames(resources: readonly RecordedResource[]): ReadonlyMap<string, string> {
  const used = new Map<string, number>();
  return new Map(
    resources.map(({ urn, type, name }) => {
      const key = `${type} ${name}`;
      const count = (used.get(key) ?? 0) + 1;
      used.set(key, count);
      return [urn, count === 1 ? name : `${name}_${count}`];
    }),
  );
}
