/** A provider schema's validation as data, in the vocabulary of the provider's own documentation. */

/** An inclusive range; for strings and lists it counts characters or items. */
export type Range = readonly [minimum: number, maximum: number];

/** A format: what must match, in words for the message, and the expression. */
export interface Format {
  readonly pattern: RegExp;
  readonly words: string;
}

/** How the provider names a resource whose name is left out: logical name, hyphen, seven hex digits. */
export interface AutoName {
  readonly property: string;
  /** Longest name in characters. */
  readonly max: number;
  readonly separator?: string;
}

/**
 * Property paths are written as Pulumi writes them: `healthCheck.interval`, `conditions[].pathPattern`
 * (`[]`: each item). A path whose parent is absent is not checked.
 */
export interface Shape {
  /** Where the data was read. */
  readonly source: string;
  readonly replaceOn: readonly string[];
  /** True where the provider itself deletes before it makes the replacement. @default false */
  readonly deleteBeforeReplace?: boolean;
  /** Properties that keep their value when the program stops giving them. */
  readonly kept?: readonly string[];
  /** Lists in which order means nothing. */
  readonly unordered?: readonly string[];
  readonly required?: readonly string[];
  /** Sets of properties of which at most one may be given. */
  readonly conflicts?: readonly (readonly string[])[];
  readonly exactlyOneOf?: readonly (readonly string[])[];
  readonly atLeastOneOf?: readonly (readonly string[])[];
  readonly values?: Readonly<Record<string, readonly (string | number | boolean)[]>>;
  readonly ranges?: Readonly<Record<string, Range>>;
  readonly lengths?: Readonly<Record<string, Range>>;
  readonly formats?: Readonly<Record<string, Format>>;
  /** Values that the provider fills in. */
  readonly defaults?: Readonly<Record<string, unknown>>;
  readonly autoName?: AutoName;
  /** False where the type has no `tags`; `tagsAll` is computed otherwise. */
  readonly tags?: boolean;
  /** Every property the type accepts at its top level; any other is refused. Left out: not checked. */
  readonly properties?: readonly string[];
}
