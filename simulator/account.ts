import type { Props } from "./model";

/** One thing that exists in the simulated account. */
export interface Existing {
  readonly urn: string;
  readonly type: string;
  readonly id: string;
  readonly region: string;
  readonly inputs: Props;
  readonly outputs: Props;
}

/** What exists in one AWS account, over all its regions. */
export class Account {
  private readonly existing = new Map<string, Existing>();

  constructor(readonly id = "111122223333") {}

  add(resource: Existing): void {
    this.existing.set(resource.urn, resource);
  }

  remove(urn: string): void {
    this.existing.delete(urn);
  }

  get(urn: string): Existing | undefined {
    return this.existing.get(urn);
  }

  all(): readonly Existing[] {
    return [...this.existing.values()];
  }

  ofType(type: string): readonly Existing[] {
    return this.all().filter((resource) => resource.type === type);
  }

  /** The resource of that type whose id, ARN or name is the given reference. */
  find(type: string, reference: unknown): Existing | undefined {
    return this.ofType(type).find(
      (resource) =>
        resource.id === reference ||
        resource.outputs.arn === reference ||
        resource.outputs.name === reference,
    );
  }
}
