/** Values that are secrets whatever their name, told by their form; sure ones first, likely ones last. */
import { gunzipSync } from "node:zlib";
import { knownFormIn } from "./secretForms";
import { isSecretName, mayBeSecret } from "./secretNames";

/** What kind of text it is says how values are given to names in it. */
export type TextKind =
  /** Settings, commands, scripts: `name=value`. */
  | "settings"
  /** A programming language: only what is in quotes is a value. */
  | "code";

export interface Look {
  /** Whether a long string of no likeness to words is a secret, too. @default true */
  readonly entropy?: boolean;
  /** @default "settings" */
  readonly kind?: TextKind;
  /** Which names are those of secrets. @default by {@link isSecretName} */
  readonly isSecret?: (name: string) => boolean;
}

/** `pat=1` says nothing yet: no form is shorter. */
const LEAST = 6;

/** What of a secret's form a text holds, as a phrase without any part of it; undefined for nothing. */
export function secretFormIn(text: string, look: Look = {}): string | undefined {
  if (text.length < LEAST) return undefined;
  const surface = formOnSurface(text, look);
  if (surface !== undefined) return surface;
  const inside = unwrapped(text);
  // Nobody wraps twice but to hide it.
  return inside === undefined ? undefined : formOnSurface(inside, look);
}

function formOnSurface(text: string, look: Look): string | undefined {
  const { entropy = true, kind = "settings", isSecret = isSecretName } = look;
  const known = knownFormIn(text);
  if (known !== undefined) return known;
  if (holdsUrlPassword(text)) return "a URL with a password";
  if (holdsBasicAuthorization(text)) return "an authorization header";
  if (isGivenToSecret(text, kind, isSecret)) return "a value given to a secret's name";
  if (kind === "settings" && holdsCommandPassword(text, isSecret)) return "a password on a command line";
  return entropy && holdsRandomText(kind === "code" ? quotedIn(text) : text)
    ? "a long random string"
    : undefined;
}

/** `scheme://user:password@host`; a placeholder is no password. */
const URL_PASSWORD = /\b[a-z][a-z0-9+.-]*:\/\/[^\s/?#:@"']*:([^\s/?#@"']+)@/gi;
const PLACEHOLDER =
  /^(?:\$\{?\w+\}?|\$\{\{.*\}\}|\$\(.*\)|\{+[\w.]+\}+|<[^>]*>|\[[^\]]*\]|\*+|x+|\.{3}|%s)$/i;

function holdsUrlPassword(text: string): boolean {
  if (!text.includes("://")) return false;
  return [...text.matchAll(URL_PASSWORD)].some(([, password]) => !PLACEHOLDER.test(password));
}

function holdsBasicAuthorization(text: string): boolean {
  return [...text.matchAll(/\b[Bb]asic\s+([A-Za-z0-9+/]{8,}={0,2})(?![A-Za-z0-9+/=])/g)].some(
    ([, credentials]) =>
      /^[\x20-\x7e]*:[\x20-\x7e]+$/.test(Buffer.from(credentials, "base64").toString("latin1")),
  );
}

/** `--password=x`, `Password=x;`, `DB_PASSWORD=x`, `?token=x`, `_authToken=x`. */
const BARE = /(?<![A-Za-z0-9-])[-_]{0,2}([A-Za-z][\w.-]*)=([^\s;&"'`,]+)/g;
/** `const API_KEY = "x"`, `{"password": "x"}`, `token: 'x'`. */
const QUOTED =
  /(?<![A-Za-z0-9:/.-])[-_]{0,2}([A-Za-z][\w.-]*)["'`]?\s*(?:[:=]|=>)\s*(?:"([^"\n]*)"|'([^'\n]*)'|`([^`\n]*)`)/g;

/** `{"name": "DB_PASSWORD", "value": "x"}` within a text. */
const PAIRED =
  /["']?\b(?:name|key)["']?\s*[:=]\s*["']([^"'\n]+)["']\s*,\s*["']?value["']?\s*[:=]\s*["']([^"'\n]*)["']/gi;

function isGivenToSecret(text: string, kind: TextKind, isSecret: (name: string) => boolean): boolean {
  const named = (name: string, value: string): boolean => isSecret(name) && mayBeSecret(value);
  if (!/[=:]/.test(text)) return false;
  for (const [, name, ...values] of text.matchAll(QUOTED)) {
    if (named(name, values.find((value: string | undefined) => value !== undefined) ?? "")) return true;
  }
  if ([...text.matchAll(PAIRED)].some(([, name, value]) => named(name, value))) return true;
  if (kind === "code") return false;
  if ([...text.matchAll(BARE)].some(([, name, value]) => named(name, value))) return true;
  return pairsIn(text).some(([name, value]) => named(name, value));
}

/** The entries of a JSON text, however deep, and those of its lists of `{name, value}`. */
function pairsIn(text: string): [string, string][] {
  if (!/^\s*[[{]/.test(text)) return [];
  try {
    return pairsOf(JSON.parse(text));
  } catch {
    return [];
  }
}

function pairsOf(value: unknown): [string, string][] {
  if (typeof value !== "object" || value === null) return [];
  const fields = Object.entries(value);
  const field = (wanted: string): unknown => fields.find(([name]) => name.toLowerCase() === wanted)?.[1];
  const [name, given] = [field("name") ?? field("key"), field("value")];
  return [
    ...(typeof name === "string" && isScalar(given) ? [[name, String(given)] as [string, string]] : []),
    ...fields.flatMap(([key, inner]) =>
      isScalar(inner) ? [[key, String(inner)] as [string, string]] : pairsOf(inner),
    ),
  ];
}

function isScalar(value: unknown): value is string | number {
  return typeof value === "string" || typeof value === "number";
}

/** Words that follow an option in a sentence about it, not on a command line. */
const PROSE = /^(?:an?|the|and|or|to|is|are|as|of|in|on|for|from|with|by|if|when|must|may|can|option|flag)$/i;

/** `--password x`, `curl -u user:x`, `mysql -px`, `sshpass -p x`, `redis-cli -a x`. */
function holdsCommandPassword(text: string, isSecret: (name: string) => boolean): boolean {
  if (!/(?:^|\s)-/.test(text)) return false;
  const options = [...text.matchAll(/(?<![\w-])--?([A-Za-z][\w-]*)\s+["']?([A-Za-z0-9][^\s"']*)/g)];
  const given = options.some(
    ([, name, value]) => isSecret(name) && !PROSE.test(value) && !value.includes("=") && mayBeSecret(value),
  );
  const named = [
    ...text.matchAll(/\b(?:curl|wget|https?ie?)\b[^|;\n]*?\s(?:-u|--user)[\s=]["']?[^\s:"']+:([^\s"']+)/g),
    ...text.matchAll(/\b(?:mysql|mysqldump|mysqladmin|mariadb)\b[^|;\n]*?\s-p([^\s"']+)/g),
    ...text.matchAll(/\bsshpass\s+-p\s*["']?([^\s"']+)/g),
    ...text.matchAll(/\bredis-cli\b[^|;\n]*?\s-a\s+["']?([^\s"']+)/g),
  ];
  return given || named.some(([, password]) => !PLACEHOLDER.test(password) && mayBeSecret(password));
}

/** A text that is base64, or compressed and base64, without that; undefined for any other. */
export function unwrapped(text: string): string | undefined {
  const compact = text.replace(/\s+/g, "");
  if (compact.length < 16 || compact.length % 4 === 1 || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(compact))
    return undefined;
  const bytes = Buffer.from(compact, "base64");
  const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? decompressed(bytes) : bytes;
  const inside = plain?.toString("utf8");
  return inside !== undefined &&
    /^[\t\n\r\x20-\x7e\u00a0-\uffef]+$/.test(inside) &&
    !inside.includes("\ufffd")
    ? inside
    : undefined;
}

/** What a user data script may become at most; beyond it, nobody starts a machine with it. */
const MOST_BYTES = 1_000_000;

function decompressed(bytes: Buffer): Buffer | undefined {
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_BYTES });
  } catch {
    return undefined;
  }
}

function quotedIn(code: string): string {
  return [...code.matchAll(/"([^"\n]*)"|'([^'\n]*)'|`([^`]*)`/g)]
    .map(([, ...texts]) => texts.find((text: string | undefined) => text !== undefined) ?? "")
    .join("\n");
}

/** Random by nature and public: ARNs, URLs, digests, certificates, public keys, names of AWS's own. */
const PUBLIC: readonly RegExp[] = [
  /-----BEGIN (?:[A-Z0-9]+ )*(?:CERTIFICATE|PUBLIC KEY)-----[\s\S]*?-----END [A-Z0-9 ]+-----/g,
  /\b(?:ssh-(?:rsa|ed25519|dss)|ecdsa-sha2-\w+) [A-Za-z0-9+/=]+/g,
  /\barn:aws[\w-]*:\S+/g,
  /\b[a-z][a-z0-9+.-]*:\/\/\S+/gi,
  /\bsha(?:1|256|384|512)[-:][A-Za-z0-9+/=]+/gi,
  /\bpk_(?:live|test)_\w+|\bpk\.eyJ[\w-]+\.[\w-]+/g,
  // A JSON web key's public parts.
  /"(?:n|x|y|kid|x5t|x5t#S256)"\s*:\s*"[\w+/=-]+"|"x5c"\s*:\s*\[[^\]]*\]/g,
];

/** AWS's secret keys have 40 characters; the usual 256 random bits have 43 or 44 in base64. */
const SHORTEST = 32;
/** The signs of base64 also part words; between two of them, a random part seldom is shorter than this. */
const SHORTEST_PART = 10;
/**
 * Letters and digits of random base64 change kind at 4 of 10 steps, words at few. A capital before a small letter
 * does not count, since words begin that way.
 */
const CHANGES = 0.25;

/** Runs of base64 with all kinds of characters. Hexadecimal is left out: it is as often a commit or a digest. */
function holdsRandomText(text: string): boolean {
  const rest = PUBLIC.reduce((left, pattern) => left.replace(pattern, " "), text);
  const runs = rest.match(/[A-Za-z0-9+/_=-]+/g) ?? [];
  return runs.some(
    (run) =>
      run.length >= SHORTEST && run.split(/[^A-Za-z0-9]/).some(isRandom) && unwrapped(run) === undefined,
  );
}

function isRandom(part: string): boolean {
  const changes = part.match(/[a-z](?=[A-Z0-9])|[A-Z](?=[0-9])|[0-9](?=[A-Za-z])/g) ?? [];
  return (
    part.length >= SHORTEST_PART &&
    [/[a-z]/, /[A-Z]/, /[0-9]/].every((kind) => kind.test(part)) &&
    changes.length / (part.length - 1) >= CHANGES
  );
}

/** True for a value that a generator made: hexadecimal or base32 of 128 bits and more, too. */
export function looksGenerated(value: string): boolean {
  return /^(?:0x)?[0-9a-f]{32,}$/i.test(value) || /^[A-Z2-7]{26,}=*$/.test(value) || holdsRandomText(value);
}
