/** How the text of a config value becomes a typed value, or the reasons why it does not. */

/** What a config key's text was read as. An object's sound parts are read even when others are refused. */
export interface Reading<T> {
  readonly value?: T;
  readonly refusals: readonly Refusal[];
}

export type Refusal = Misfit | UnknownName;

/** A value that cannot be used. */
export interface Misfit {
  /** Where in the value. @default the value itself */
  readonly at?: readonly string[];
  readonly kind?: "missing" | "invalid";
  /** What was there; left out when it must not be shown. */
  readonly value?: unknown;
  /** The same in words. */
  readonly received?: string;
  readonly allowed: string;
  /** What to set instead, made from what was given. */
  readonly suggestion?: string;
  /** What to set, whatever was given; without one, the advice is to remove it. @default the key's, for the value itself */
  readonly example?: string;
}

/** A name inside an object that nothing knows. */
export interface UnknownName {
  readonly kind: "unknown";
  readonly at: readonly string[];
  readonly known: readonly string[];
}

export function accept<T>(value: T): Reading<T> {
  return { value, refusals: [] };
}

export function refuse(refusal: Refusal): Reading<never> {
  return { refusals: [refusal] };
}

/** A key whose text is accepted as it is when the check holds. */
export function textThat(
  check: (text: string) => boolean,
  allowed: string,
): (text: string) => Reading<string> {
  return (text) => (check(text) ? accept(text) : refuse({ value: text, allowed }));
}

/** A key with a few possible values; the suggestion is the nearest of them. */
export function oneOf<T extends string>(
  choices: readonly T[],
  nearest: (text: string) => string | undefined,
) {
  return (text: string): Reading<T> => {
    const choice = choices.find((candidate) => candidate === text);
    if (choice !== undefined) return accept(choice);
    const suggestion = nearest(text);
    return refuse({
      value: text,
      allowed: choices.join(", "),
      ...(suggestion !== undefined && { suggestion }),
    });
  };
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** Pulumi hands structured config over as JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
