/** Names that say that their value is a secret: `DB_PASSWORD`, `jwtSecret`, `/app/prod/api-key`. */

/** What a secret's name ends with, before any qualifier; also as the end of a longer word (`PGPASSWORD`). */
const NOUNS = ["password", "passwd", "passphrase", "secret", "token", "credential", "credentials", "apikey"];
/** Nouns that mean a secret only as a word of their own. */
const WHOLE_NOUNS = ["pass", "pwd", "salt", "pepper", "pat"];
/** A key is a secret when it is one of these; others are names of things (`PARTITION_KEY`, `PUBLIC_KEY`). */
const KEYS = [
  "api",
  "app",
  "account",
  "webhook",
  "cipher",
  "access",
  "secret",
  "private",
  "signing",
  "signature",
  "encryption",
  "master",
  "auth",
  "jwt",
  "hmac",
  "session",
  "cookie",
];
/** Keys that are names or public by their nature; any other key with a random value is a secret one. */
const PLAIN_KEYS = [
  "public",
  "partition",
  "sort",
  "primary",
  "foreign",
  "unique",
  "cache",
  "object",
  "s3",
  "kms",
  "hash",
  "range",
  "routing",
  "shard",
  "idempotency",
  "lock",
  "site",
  "publishable",
  "host",
];
/** Tokens that are parts of texts or of pages, not of anybody's rights. */
const PLAIN_TOKENS = [
  "next",
  "continuation",
  "idempotency",
  "pad",
  "eos",
  "bos",
  "unk",
  "mask",
  "cls",
  "sep",
  "stop",
];
/** Words that may follow: `PASSWORD_OLD`, `SECRET_KEY_BASE`, `API_KEY_2`, `TOKEN_V2`. */
const QUALIFIER =
  /^(?:v?\d+|old|new|previous|current|next|primary|secondary|base|base64|b64|value|plain|prod|production|dev|staging|test)$/;

/** True when a value of this name is a secret; not for `TOKEN_URL`, `MAX_TOKENS` or `PASSWORD_MIN_LENGTH`. */
export function isSecretName(name: string): boolean {
  const [last, before, third] = lastWords(name);
  if (last === undefined) return false;
  if (last === "id") return before === "key" && third === "access";
  if (last === "key") return before !== undefined && KEYS.includes(before);
  // On its own, `PWD` is a shell's working directory and `PASS` a verdict.
  if (WHOLE_NOUNS.includes(last)) return before !== undefined;
  if (last === "token" && before !== undefined && PLAIN_TOKENS.includes(before)) return false;
  return NOUNS.some((noun) => last.endsWith(noun));
}

/** True when a name says that its value is for everybody: ids, digests, versions, public keys. */
export function isPublicName(name: string): boolean {
  const [last, before, third] = lastWords(name);
  if (last === undefined) return false;
  if (last === "id" || last === "ids") return !(before === "key" && third === "access");
  if (last === "key") return before !== undefined && PLAIN_KEYS.includes(before);
  return /^(?:arn|digest|hash|checksum|fingerprint|thumbprint|integrity|sha\d*|etag|commit|revision|version|image|tag|url|uri|endpoint)$/.test(
    last,
  );
}

/** True when a random value of this name is a secret: any key but the public ones, and what signs or authorises. */
export function mayNameSecret(name: string): boolean {
  const [last, before] = lastWords(name);
  if (last === undefined) return false;
  if (last === "key" || last === "keys") return before === undefined || !PLAIN_KEYS.includes(before);
  return /^(?:auth|authorization|signature|seed|nonce|dsn|bearer|jwt|secrets|tokens|passwords|creds)$/.test(
    last,
  );
}

/** The words of a name from its end, without qualifiers. */
function lastWords(name: string): readonly (string | undefined)[] {
  const words = wordsOf(name);
  while (words.length > 1 && QUALIFIER.test(words.at(-1) ?? "")) words.pop();
  return words.reverse();
}

function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}

/** Values that are no secret whatever their name: switches, references, paths, addresses without a password. */
const HARMLESS: readonly RegExp[] = [
  /^\s*$/,
  /^(?:true|false|yes|no|on|off|[01]|none|null|undefined|enabled|disabled|required|optional)$/i,
  /^arn:aws[\w-]*:/,
  // `$NAME`, `${NAME}`, `$(cat /run/secrets/x)`, `{{resolve:secretsmanager:…}}`, `<secret>`, `****`: somebody
  // else fills these in.
  /^\$\{?\w+\}?$/,
  /^\$\(.*\)$/s,
  /^\{\{.*\}\}$/s,
  /^<[^<>]*>$/,
  /^\*+$/,
  // What a state machine or a template puts in.
  /^\$\.[\w.[\]'*$]+$/,
  /^(?:States\.|process\.env\.|os\.environ)/,
  // A file, or the name of a parameter or of a secret.
  /^(?:\/[\w.-]+){2,}$/,
  /^[a-z][a-z0-9_.-]*(?:\/[A-Za-z][A-Za-z_.-]*)+$/,
  /^[a-z][a-z0-9+.-]*:\/\//i,
];

/** True for a value that would be a secret under a secret's name. */
export function mayBeSecret(value: string): boolean {
  return !HARMLESS.some((pattern) => pattern.test(value));
}
