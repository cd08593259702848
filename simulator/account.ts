import { inspect } from "node:util";
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

/**
 * What exists in one AWS account, over all its regions. It holds secret values in the clear, as AWS does:
 * printed or turned into JSON it shows none of its contents.
 */
export class Account {
  readonly #byUrn = new Map<string, Existing>();
  readonly #byType = new Map<string, Map<string, Existing>>();
  readonly #pushed: { readonly tag: string; readonly repository?: string }[] = [];

  constructor(readonly id = "111122223333") {}

  add(resource: Existing): void {
    this.remove(resource.urn);
    this.#byUrn.set(resource.urn, resource);
    const ofType = this.#byType.get(resource.type) ?? new Map<string, Existing>();
    this.#byType.set(resource.type, ofType.set(resource.urn, resource));
  }

  remove(urn: string): void {
    const type = this.#byUrn.get(urn)?.type;
    if (type !== undefined) this.#byType.get(type)?.delete(urn);
    this.#byUrn.delete(urn);
  }

  get(urn: string): Existing | undefined {
    return this.#byUrn.get(urn);
  }

  all(): readonly Existing[] {
    return [...this.#byUrn.values()];
  }

  /** In the order in which they were created. */
  ofType(type: string): readonly Existing[] {
    return [...(this.#byType.get(type)?.values() ?? [])];
  }

  /** The resource of that type whose id, ARN or name is the given reference. */
  find(type: string, reference: unknown): Existing | undefined {
    for (const resource of this.#byType.get(type)?.values() ?? []) {
      const { arn, name } = resource.outputs;
      if (resource.id === reference || arn === reference || name === reference) return resource;
    }
    return undefined;
  }

  /** Notes an image tag that somebody pushed earlier, to one repository or (left out) to all. */
  addPushedTag(tag: string, repository?: string): void {
    this.#pushed.push({ tag, ...(repository !== undefined && { repository }) });
  }

  hasPushed(tag: string, repository: string): boolean {
    return this.#pushed.some((image) => image.tag === tag && (image.repository ?? repository) === repository);
  }

  toJSON(): { readonly id: string; readonly resources: number } {
    return { id: this.id, resources: this.#byUrn.size };
  }

  [inspect.custom](): string {
    return `Account ${this.id} (${this.#byUrn.size} resources)`;
  }
}
