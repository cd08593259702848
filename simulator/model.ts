/**
 * How the simulator describes one resource type or invoke of a provider: what it refuses, what it
 * computes and what replaces it. Everything is plain data and pure functions, so that the mocks of the
 * unit tests, `npm run plan` and provider plugins can share one description.
 */
import type { Account, Existing } from "./account";
import type { Shape } from "./shape";

/** Plain property values of a resource: no Outputs, secrets unwrapped, unknowns absent. */
export type Props = Record<string, unknown>;

/** Where a resource lives: what the provider knows beside the resource's own inputs. */
export interface Place {
  /**
   * What the physical thing is known by in the account: Pulumi's URN for the first of its kind, `URN#2`,
   * `URN#3` … for those that later replacements make, since both exist until the old one is deleted. It is
   * the key of the account and the seed of made-up ids, not a text for people: see {@link plainUrn}.
   */
  readonly urn: string;
  /** Pulumi's logical name. */
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
  /** Tags that the provider adds to every resource that has tags. */
  readonly defaultTags: Readonly<Record<string, string>>;
}

/** Pulumi's own URN of a physical thing, whichever replacement made it. */
export function plainUrn(urn: string): string {
  return urn.replace(/#\d+$/, "");
}

/** What a rule may look at. */
export interface RuleInput {
  /** With the provider's defaults and automatic names; before a delete those that the thing has. */
  readonly inputs: Props;
  /** As the program gave them. @default `inputs` */
  readonly given?: Props;
  readonly place: Place;
  /**
   * What exists in the account at this moment, the thing itself included once it was created (for `check`
   * rules: nothing may be read from it).
   */
  readonly account: Account;
  /** The outputs before an update or delete, absent at creation. */
  readonly before?: Props;
}

/**
 * When a refusal appears: `check` is the provider's own validation and shows at preview already (known
 * values only); the others are answers of the AWS API during an update.
 */
export type RefusalTime = "check" | "create" | "update" | "delete";

/** One thing that the provider or AWS refuses. */
export interface Rule {
  /** Stable and unique, `<service>/<type>:<what>`: a test names it. */
  readonly id: string;
  readonly when: RefusalTime | readonly RefusalTime[];
  /** Where the limit is written: a document's title or address, or the provider's source file. */
  readonly source: string;
  /** The refusal's text in AWS's or the provider's words; nothing when the input is fine. */
  readonly refuse: (input: RuleInput) => string | undefined;
}

/** What a created resource gives back beside its inputs. */
export interface Created {
  readonly id: string;
  readonly outputs: Props;
}

/** Seconds, or how they follow from the settled inputs and from what those refer to in the account. */
export type Duration = number | ((inputs: Props, account: Account) => number);

/** How long AWS typically takes until the provider is satisfied. */
export interface Durations {
  /** @default immediate */
  readonly create?: Duration;
  /** @default immediate */
  readonly update?: Duration;
  /** @default immediate */
  readonly delete?: Duration;
  /** Where each figure comes from. */
  readonly source: string;
}

/** One resource type. */
export interface ResourceModel {
  /** Pulumi's type token. */
  readonly type: string;
  /** The provider's declared validation, as data. */
  readonly shape: Shape;
  readonly rules: readonly Rule[];
  /** What the provider's check adds to the inputs beyond defaults and names, e.g. a hash of files. @default nothing */
  readonly complete?: (inputs: Props) => Props;
  /** Computes the id and the outputs that are not simply the inputs. */
  readonly create: (inputs: Props, place: Place, account: Account) => Created;
  /** Outputs that the provider's schema marks as secret. */
  readonly secretOutputs?: readonly string[];
  /**
   * Changed properties (names at the top level are enough) that force a replacement under a condition,
   * beyond `shape.replaceOn`. Both sides are settled inputs. @default none
   */
  readonly replaces?: (before: Props, after: Props) => readonly string[];
  /** Whether a property that differs means the same to the provider. @default never */
  readonly same?: (property: string, before: Props, after: Props) => boolean;
  /**
   * All outputs after an update in place.
   * @default the inputs, then what `create` computes for the same place, then the former values of `stable` and of
   * `shape.kept` where the inputs give none
   */
  readonly update?: (inputs: Props, place: Place, account: Account, before: Existing) => Props;
  /** Outputs that an update keeps although `create` would compute others. @default none */
  readonly stable?: readonly string[];
  /**
   * Outputs that an update may change although no input of the same name did (`versionId`, `etag` …): the
   * preview of an update does not know them. @default none
   */
  readonly recomputed?: readonly string[];
  /** What AWS remembers beside the thing when it was made or changed: an image that was pushed outlives its resource. */
  readonly note?: (place: Place, account: Account, existing: Existing) => void;
  /** What AWS does on deletion beside forgetting the thing: a secret keeps its name for a while. */
  readonly remove?: (place: Place, account: Account, existing: Existing) => void;
  /** @default immediate */
  readonly durations?: Durations;
}

/** One invoke (data source). */
export interface InvokeModel {
  readonly token: string;
  /** Throws with AWS's own text when there is no answer. */
  readonly answer: (args: Props, place: Omit<Place, "urn" | "name">, account: Account) => Props;
}

/** A refusal that happened. */
export interface Refusal {
  readonly rule: string;
  readonly urn: string;
  readonly reason: string;
  readonly source: string;
  readonly when: RefusalTime;
}
