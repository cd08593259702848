/**
 * How the simulator describes one resource type or invoke of a provider: what it refuses, what it
 * computes and what replaces it. Everything is plain data and pure functions, so that the mocks of the
 * unit tests, `npm run plan` and provider plugins can share one description.
 */
import type { Account } from "./account";
import type { Shape } from "./shape";

/** Plain property values of a resource: no Outputs, secrets unwrapped, unknowns absent. */
export type Props = Record<string, unknown>;

/** Where a resource lives: what the provider knows beside the resource's own inputs. */
export interface Place {
  readonly urn: string;
  /** Pulumi's logical name. */
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
  /** Tags that the provider adds to every resource that has tags. */
  readonly defaultTags: Readonly<Record<string, string>>;
}

/** What a rule may look at. */
export interface RuleInput {
  /** With the provider's defaults and automatic names. */
  readonly inputs: Props;
  /** As the program gave them. @default `inputs` */
  readonly given?: Props;
  readonly place: Place;
  /** What exists in the account at this moment (for `check` rules: nothing may be read from it). */
  readonly account: Account;
  /** The state before an update, absent at creation. */
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

/** One resource type. */
export interface ResourceModel {
  /** Pulumi's type token. */
  readonly type: string;
  /** The provider's declared validation, as data. */
  readonly shape: Shape;
  readonly rules: readonly Rule[];
  /** Computes the id and the outputs that are not simply the inputs. */
  readonly create: (inputs: Props, place: Place, account: Account) => Created;
  /** Outputs that the provider's schema marks as secret. */
  readonly secretOutputs?: readonly string[];
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
