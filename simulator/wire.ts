import { SecretValue } from "./secret";

// Pulumi's wire markers, see sdk/nodejs/runtime/rpc.ts.
const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";

/** Turns what came over Pulumi's wire into plain values, with secrets as {@link SecretValue}s. */
export function fromWire(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromWire);
  if (value === null || typeof value !== "object") return value;
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  const record = value as Record<string, unknown>;
  if (record[SIGNATURE_KEY] === SECRET_SIGNATURE) return new SecretValue(fromWire(record.value));
  return Object.fromEntries(Object.entries(record).map(([key, item]) => [key, fromWire(item)]));
}
