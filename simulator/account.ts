import { inspect } from "node:util";
import type { Props } from "./model";

/** The topic of image tags that were pushed by somebody else. */
const PUSHED = "pushed tags";

/** One thing that exists in the simulated account. */
export interface Existing {
  /** The key in the account: what models get as `place.urn`. */
  readonly urn: string;
  readonly type: string;
  readonly id: string;
  readonly region: string;
  readonly inputs: Props;
  readonly outputs: Props;
}

/**
 * A step in the account's history, as plain data: written down one after the other they are a journal, and
 * replayed ({@link Account.fromRecords}) they give the account again. Secret values stand in them in the clear.
 */
export type AccountRecord =
  | { readonly record: "add"; readonly thing: Existing }
  | { readonly record: "remove"; readonly urn: string }
  | {
      readonly record: "remember";
      readonly topic: string;
      readonly key: string;
      /** Plain data; null: forgotten. */
      readonly value: unknown;
    };

/**
 * What exists in one AWS account, over all its regions, and what the account remembers of things that are
 * gone: a topic's entries are plain data under keys that its model chooses. It holds secret values in the
 * clear, as AWS does: printed or turned into JSON it shows none of its contents.
 */
export class Account {
  readonly #byUrn = new Map<string, Existing>();
  readonly #byType = new Map<string, Map<string, Existing>>();
  readonly #memory = new Map<string, Map<string, unknown>>();
  readonly #watchers: ((record: AccountRecord) => void)[] = [];

  constructor(readonly id = "111122223333") {}

  /** The account whose history, or {@link toRecords}, this is. */
  static fromRecords(id: string, records: Iterable<AccountRecord>): Account {
    const account = new Account(id);
    for (const record of records) {
      if (record.record === "add") account.add(record.thing);
      else if (record.record === "remove") account.remove(record.urn);
      else account.remember(record.topic, record.key, record.value);
    }
    return account;
  }

  /** The shortest history that leads to this account. */
  toRecords(): AccountRecord[] {
    return [
      ...this.all().map((thing) => ({ record: "add" as const, thing })),
      ...[...this.#memory].flatMap(([topic, entries]) =>
        [...entries].map(([key, value]) => ({ record: "remember" as const, topic, key, value })),
      ),
    ];
  }

  /** Tells of every change from now on. */
  watch(watcher: (record: AccountRecord) => void): void {
    this.#watchers.push(watcher);
  }

  /** Puts a thing into the account, or in the place of the one with its URN, which keeps its turn in {@link all}. */
  add(resource: Existing): void {
    const former = this.#byUrn.get(resource.urn);
    if (former && former.type !== resource.type) this.#byType.get(former.type)?.delete(resource.urn);
    this.#byUrn.set(resource.urn, resource);
    const ofType = this.#byType.get(resource.type) ?? new Map<string, Existing>();
    this.#byType.set(resource.type, ofType.set(resource.urn, resource));
    this.#tell({ record: "add", thing: resource });
  }

  remove(urn: string): void {
    const type = this.#byUrn.get(urn)?.type;
    if (type === undefined) return;
    this.#byType.get(type)?.delete(urn);
    this.#byUrn.delete(urn);
    this.#tell({ record: "remove", urn });
  }

  /** Notes plain data under a topic's key, in the place of what was there; null forgets it. */
  remember(topic: string, key: string, value: unknown): void {
    const entries = this.#memory.get(topic) ?? new Map<string, unknown>();
    if (value === null) entries.delete(key);
    else entries.set(key, value);
    this.#memory.set(topic, entries);
    this.#tell({ record: "remember", topic, key, value });
  }

  /** What was noted; undefined when nothing was. */
  recall(topic: string, key: string): unknown {
    return this.#memory.get(topic)?.get(key);
  }

  /** Everything noted under a topic, in the order in which it came. */
  memories(topic: string): readonly (readonly [key: string, value: unknown])[] {
    return [...(this.#memory.get(topic) ?? [])];
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
    this.remember(PUSHED, JSON.stringify([repository ?? null, tag]), true);
  }

  hasPushed(tag: string, repository: string): boolean {
    return [repository, null].some(
      (where) => this.recall(PUSHED, JSON.stringify([where, tag])) !== undefined,
    );
  }

  /** The tags that somebody pushed to this very repository. */
  pushedTags(repository: string): readonly string[] {
    return this.memories(PUSHED).flatMap(([key]) => {
      const [where, tag] = JSON.parse(key) as readonly [string | null, string];
      return where === repository ? [tag] : [];
    });
  }

  /** Forgets what was pushed to a repository: it is gone. */
  forgetPushed(repository: string): void {
    for (const tag of this.pushedTags(repository)) {
      this.remember(PUSHED, JSON.stringify([repository, tag]), null);
    }
  }

  toJSON(): { readonly id: string; readonly resources: number } {
    return { id: this.id, resources: this.#byUrn.size };
  }

  [inspect.custom](): string {
    return `Account ${this.id} (${this.#byUrn.size} resources)`;
  }

  #tell(record: AccountRecord): void {
    for (const watcher of this.#watchers) watcher(record);
  }
}
