/** Property values between Pulumi's wire and the simulator's models, unknown values included. */
import type { Props } from "../model";
import { revealAll, SecretValue } from "../secret";

/** A value as it travels: JSON with Pulumi's markers for secrets, assets and unknowns. */
export type Wire = Record<string, unknown>;

// See sdk/go/common/resource/sig.go and plugin/rpc.go.
const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
const SIGNATURES = {
  secret: "1b47061264138c4ac30d75fd1eb44270",
  asset: "c44067f5952c0a294b673a41bacd8c17",
  archive: "0def7320c3a5731c473e5ecbe6d01bc7",
  resource: "5cf8f73096256a8f31e491e813e4eb8e",
  output: "d0e6a833031e9bbcd3f4e8bde6ca49a4",
} as const;

/** What stands for a text that is not known yet; the engine has others for other types, all alike to it. */
export const UNKNOWN_WIRE = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const UNKNOWNS: ReadonlySet<unknown> = new Set([
  UNKNOWN_WIRE,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** The names of inputs that the provider filled in, as the Terraform bridge keeps them among the inputs. */
export const DEFAULTS_KEY = "__defaults";

/** A value that a preview does not know. */
export class Unknown {
  static readonly value = new Unknown();

  toString(): string {
    return "[unknown]";
  }
}

/**
 * Wire values as plain ones: secrets become {@link SecretValue}s, what is not known {@link Unknown}, assets
 * objects with their `path`, `text` or `uri`, resources their ids.
 */
export function decode(value: unknown): unknown {
  if (UNKNOWNS.has(value)) return Unknown.value;
  if (Array.isArray(value)) return value.map(decode);
  if (value === null || typeof value !== "object") return value;
  const { [SIGNATURE_KEY]: signature, ...record } = value as Wire;
  switch (signature) {
    case undefined:
      return Object.fromEntries(Object.entries(record).map(([key, item]) => [key, decode(item)]));
    case SIGNATURES.secret:
      return new SecretValue(decode(record.value));
    case SIGNATURES.resource:
      return decode(record.id ?? record.urn);
    case SIGNATURES.output:
      return decodeOutput(record);
    default:
      return withoutMarks(record);
  }
}

function decodeOutput(record: Wire): unknown {
  const value = "value" in record ? decode(record.value) : Unknown.value;
  return record.secret === true ? new SecretValue(value) : value;
}

/** An asset without what the SDK marks its objects with. */
function withoutMarks(asset: Wire): Wire {
  return Object.fromEntries(Object.entries(asset).filter(([key]) => !key.startsWith("__")));
}

/** The properties of a resource without the bridge's own notes among them. */
export function decodeProps(wire: Wire): Props {
  const { [DEFAULTS_KEY]: _notes, ...properties } = wire;
  return decode(properties) as Props;
}

/** Decoded properties in the clear; unknowns stay {@link Unknown}. */
export function plainProps(wire: Wire): Props {
  return revealAll(decodeProps(wire)) as Props;
}

export function secretWire(value: unknown): Wire {
  return { [SIGNATURE_KEY]: SIGNATURES.secret, value };
}

export function isSecretWire(value: unknown): boolean {
  return value !== null && typeof value === "object" && (value as Wire)[SIGNATURE_KEY] === SIGNATURES.secret;
}

/** A secret, asset or resource rather than an object of the program's own. */
export function isMarked(value: Wire): boolean {
  return SIGNATURE_KEY in value;
}

/** Plain data fit for the wire: protobuf's structs know no `undefined`. */
export function encode(value: unknown): unknown {
  if (value instanceof Unknown) return UNKNOWN_WIRE;
  if (Array.isArray(value)) return value.map((item) => (item === undefined ? null : encode(item)));
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [key, encode(item)]));
}

export function holdsUnknown(value: unknown): boolean {
  if (value instanceof Unknown) return true;
  if (value instanceof SecretValue) return holdsUnknown(value.reveal());
  if (Array.isArray(value)) return value.some(holdsUnknown);
  return value !== null && typeof value === "object" && Object.values(value).some(holdsUnknown);
}

/** Thrown when a rule looks at what a preview does not know. */
export class UnknownRead extends Error {
  constructor(readonly property: string) {
    super(`${property} is not known yet`);
  }
}

/**
 * The same structure, except that reading an unknown value throws {@link UnknownRead}.
 * @param onRead told before each throw, for readers that catch it
 */
export function guarded<T>(value: T, onRead: () => void): T {
  if (!holdsUnknown(value)) return value;
  return guard(value, onRead) as T;
}

function guard(value: unknown, onRead: () => void): unknown {
  if (value === null || typeof value !== "object") return value;
  const copy: object = Array.isArray(value) ? [] : {};
  for (const [key, item] of Object.entries(value)) {
    if (item instanceof Unknown) {
      const get = (): never => {
        onRead();
        throw new UnknownRead(key);
      };
      Object.defineProperty(copy, key, { enumerable: true, configurable: true, get });
    } else {
      Object.defineProperty(copy, key, {
        enumerable: true,
        configurable: true,
        writable: true,
        value: guard(item, onRead),
      });
    }
  }
  return copy;
}
