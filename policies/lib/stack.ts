/** All resources of a stack, as rules on the whole of it ask for them. */
import type { PolicyResource } from "@pulumi/policy";

export class Stack {
  private readonly byType = new Map<string, PolicyResource[]>();

  constructor(readonly resources: readonly PolicyResource[]) {
    for (const resource of resources) {
      const same = this.byType.get(resource.type);
      if (same) same.push(resource);
      else this.byType.set(resource.type, [resource]);
    }
  }

  /** The resources of some types, in the order of the types. */
  of(types: readonly string[]): readonly PolicyResource[] {
    return types.flatMap((type) => this.byType.get(type) ?? []);
  }

  has(types: readonly string[]): boolean {
    return types.some((type) => this.byType.has(type));
  }
}
