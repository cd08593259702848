/**
 * What JSON texts are made of. A preview knows nothing of a text in which one part is unknown; a component that
 * makes such a text may say of what, by its output `documents`: the object, by the child's name and property.
 */
import type { PolicyResource } from "@pulumi/policy";
import { at, isBag, isUnknownValue, type Bag } from "./reading";

/** The objects of which a resource's texts are made, by its properties; undefined where nobody says. */
export function sourcesOf({ parent, name }: Pick<PolicyResource, "parent" | "name">): Bag | undefined {
  const sources = at(parent?.props, "documents", name);
  return isBag(sources) ? sources : undefined;
}

/** Properties in which a text that a preview does not know is the object of which it is made. */
export function withSources(props: Bag, sources: Bag): Bag {
  return new Proxy(props, {
    get: (target, key): unknown => {
      try {
        return Reflect.get(target, key);
      } catch (error) {
        if (isUnknownValue(error) && typeof key === "string" && Object.hasOwn(sources, key)) {
          return sources[key];
        }
        throw error;
      }
    },
  });
}

const completed = new WeakSet<PolicyResource>();

/** Completes all resources in place, since they refer to each other. */
export function completeAll(resources: readonly PolicyResource[]): void {
  for (const resource of resources) {
    if (completed.has(resource)) continue;
    completed.add(resource);
    const sources = sourcesOf(resource);
    if (sources) resource.props = withSources(resource.props, sources);
  }
}
