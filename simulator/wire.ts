import { SecretValue } from "./secret";

// Pulumi's wire markers, see sdk/nodejs/runtime/rpc.ts.
const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
const SIGNATURES = {
  secret: "1b47061264138c4ac30d75fd1eb44270",
  asset: "c44067f5952c0a294b673a41bacd8c17",
  archive: "0def7320c3a5731c473e5ecbe6d01bc7",
  resource: "5cf8f73096256a8f31e491e813e4eb8e",
} as const;
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/**
 * Turns what came over Pulumi's wire into plain values: secrets become {@link SecretValue}s, assets objects
 * with their `path`, `text` or `uri`, resources their ids, and what is not known yet is absent.
 */
export function fromWire(value: unknown): unknown {
  if (value === UNKNOWN) return undefined;
  if (Array.isArray(value)) return value.map(fromWire);
  if (value === null || typeof value !== "object") return value;
  const { [SIGNATURE_KEY]: signature, ...record } = value as Record<string, unknown>;
  if (signature === SIGNATURES.secret) return new SecretValue(fromWire(record.value));
  if (signature === SIGNATURES.resource) return record.id ?? record.urn;
  if (signature === SIGNATURES.asset || signature === SIGNATURES.archive) return withoutMarks(record);
  const entries = Object.entries(record).map(([key, item]) => [key, fromWire(item)] as const);
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
}

/** An asset's `path`, `text`, `uri` or `assets`, without what the SDK marks its objects with. */
function withoutMarks(asset: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(asset).filter(([key]) => !key.startsWith("__")));
}
