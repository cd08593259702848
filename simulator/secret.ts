import { inspect } from "node:util";

/** What is shown wherever a secret value would be. */
export const SECRET_MASK = "[secret]";

/**
 * A value that the program marked as secret. It prints as a mask everywhere; only `reveal` gives the
 * value, for the simulator's own checks and for tests.
 */
export class SecretValue {
  readonly #value: unknown;

  constructor(value: unknown) {
    this.#value = value;
  }

  reveal(): unknown {
    return this.#value;
  }

  toJSON(): string {
    return SECRET_MASK;
  }

  toString(): string {
    return SECRET_MASK;
  }

  [inspect.custom](): string {
    return SECRET_MASK;
  }
}

/** The same structure with every secret replaced by its plain value. */
export function revealAll(value: unknown): unknown {
  if (value instanceof SecretValue) return revealAll(value.reveal());
  if (Array.isArray(value)) return value.map(revealAll);
  if (value !== null && typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, revealAll(item)]));
  }
  return value;
}

/** True when the value is a secret or holds one. */
export function holdsSecret(value: unknown): boolean {
  if (value instanceof SecretValue) return true;
  if (Array.isArray(value)) return value.some(holdsSecret);
  return value !== null && typeof value === "object" && Object.values(value).some(holdsSecret);
}

/** Replaces every secret text of the structure in a message; for texts that quote what they refuse. */
export function masker(value: unknown): (text: string) => string {
  const secrets = new Set<string>();
  collect(value, false, secrets);
  const longestFirst = [...secrets].sort((one, other) => other.length - one.length);
  return (text) => longestFirst.reduce((masked, secret) => masked.replaceAll(secret, SECRET_MASK), text);
}

function collect(value: unknown, secret: boolean, into: Set<string>): void {
  if (value instanceof SecretValue) {
    collect(value.reveal(), true, into);
  } else if (typeof value === "string" || typeof value === "number") {
    const text = String(value);
    if (secret && text.length > 0) into.add(text).add(JSON.stringify(text).slice(1, -1));
  } else if (value !== null && typeof value === "object") {
    for (const item of Object.values(value)) collect(item, secret, into);
  }
}
