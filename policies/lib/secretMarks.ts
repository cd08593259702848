/**
 * Which values the program itself marked as secrets. The engine tells, but `@pulumi/policy` unwraps secrets before
 * a rule sees them, so that what a stack exports in clear looks like what it exports encrypted. This module looks
 * at what comes over the wire before it is unwrapped. Where nobody told (another release of the SDK, a test), rules
 * that need to know find nothing rather than raise false alarms.
 */
import { at, isBag } from "./reading";

export type ValuePath = readonly (string | number)[];

const marks = new WeakMap<object, readonly ValuePath[]>();

/** What the SDK uses of a protobuf message. */
interface Message {
  toJavaScript(): Record<string, unknown>;
}

type Deserialize = (message: Message, keepSecrets: boolean) => object;

/** The engine's signature of special values, and the one of secrets (`@pulumi/pulumi/runtime/rpc`). */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/**
 * Has every message's secrets noted from now on; before the pack's server is made. The SDK unwraps each message anew
 * for every rule; rules change nothing that they are shown, so once is enough. Remedies do, and keep their secrets.
 */
export function listenForSecrets(sdk: { deserializeProperties?: Deserialize }): void {
  const { deserializeProperties: original } = sdk;
  if (original === undefined) return;
  const unwrapped = new WeakMap<Message, object>();
  sdk.deserializeProperties = (message, keepSecrets) => {
    const kept = keepSecrets ? undefined : unwrapped.get(message);
    if (kept) return kept;
    const properties = original(message, keepSecrets);
    markSecrets(properties, secretPathsIn(message.toJavaScript(), isWrapper));
    if (!keepSecrets) unwrapped.set(message, properties);
    return properties;
  };
}

/** Notes at which paths of a resource's properties there are secrets; none, too, is something to know. */
export function markSecrets(properties: object, paths: readonly ValuePath[]): void {
  marks.set(properties, paths);
}

/** Where a resource's properties hold secrets; undefined where nobody told. */
export function secretPathsOf(properties: unknown): readonly ValuePath[] | undefined {
  // The proxy that finds unknown values gives what it stands for under this name.
  const raw =
    at(properties, "__isSpecialProxy") === true ? at(properties, "__getSpecialProxyTarget") : properties;
  return isBag(raw) ? marks.get(raw) : undefined;
}

/** True when the program marked as a secret what is at a path, or all that it is a part of. */
export function isMarked(properties: unknown, path: ValuePath): boolean {
  return (secretPathsOf(properties) ?? []).some((marked) => isWithin(path, marked));
}

/** True when the program marked as a secret what is at a path or something in it. */
export function holdsMarked(properties: unknown, path: ValuePath): boolean {
  return (secretPathsOf(properties) ?? []).some((marked) => isWithin(path, marked) || isWithin(marked, path));
}

function isWithin(path: ValuePath, outer: ValuePath): boolean {
  return outer.length <= path.length && outer.every((step, index) => step === path[index]);
}

/** The paths at which a value holds what is a secret by the caller's word: the engine's wrapper, a simulator's. */
export function secretPathsIn(value: unknown, isSecret: (value: object) => boolean): readonly ValuePath[] {
  if (!isBag(value)) return [];
  if (isSecret(value)) return [[]];
  return Object.entries(value).flatMap(([key, inner]) =>
    secretPathsIn(inner, isSecret).map((path) => [Array.isArray(value) ? Number(key) : key, ...path]),
  );
}

function isWrapper(value: object): boolean {
  return at(value, SIGNATURE) === SECRET;
}
