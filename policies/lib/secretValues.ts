/** Values that are secrets whatever their name, told by their form; sure ones first, likely ones last. */
import { isSecretName, mayBeSecret } from "./secretNames";

interface Form {
  /** Completes "holds …". */
  readonly what: string;
  readonly pattern: RegExp;
}

/** No letter or digit before it, so that `task-…` holds no `sk-…`. */
const form = (what: string, body: string): Form => ({
  what,
  pattern: new RegExp(`(?<![A-Za-z0-9])(?:${body})`),
});

const FORMS: readonly Form[] = [
  form("an AWS access key", "(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])"),
  form("a private key", "-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----"),
  form("a GitHub token", "gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\\w{22,}"),
  form("a GitLab token", "glpat-[\\w-]{20,}"),
  form("a Slack token", "xox[abeoprs]-[\\w-]{10,}|hooks\\.slack\\.com/services/T\\w+/B\\w+/\\w+"),
  form("a Stripe key", "[sr]k_(?:live|test)_[A-Za-z0-9]{16,}|whsec_[A-Za-z0-9+/=]{16,}"),
  form("an LLM provider's key", "sk-(?=[\\w-]*\\d)[\\w-]{20,}"),
  form("a Google API key", "AIza[\\w-]{35}"),
  form("a package registry's token", "npm_[A-Za-z0-9]{36}|pypi-[\\w-]{50,}"),
  form("a SendGrid key", "SG\\.[\\w-]{16,}\\.[\\w-]{16,}"),
  form("a Hugging Face token", "hf_[A-Za-z0-9]{30,}"),
  form("a Pulumi token", "pul-[0-9a-f]{40}"),
  form("a JSON web token", "eyJ[\\w-]{8,}\\.eyJ[\\w-]{8,}\\.[\\w-]{8,}"),
  form("an authorization header", "[Bb]earer\\s+(?=[\\w+/=.-]*\\d)[\\w+/=.-]{16,}"),
];

/** `scheme://user:password@host`; a placeholder is no password. */
const URL_PASSWORD = /\b[a-z][a-z0-9+.-]*:\/\/[^\s/?#:@]*:([^\s/?#@]+)@/gi;
const PLACEHOLDER = /^(?:\$\{?\w+\}?|\$\(.*\)|\{+\w+\}+|<[^>]*>|\*+|%s)$/;

/** `--password=x`, `Password=x;`, `DB_PASSWORD=x`, `?token=x`. */
const ASSIGNMENT = /(?<![\w-])-{0,2}([A-Za-z][\w.-]*)=("[^"]*"|'[^']*'|[^\s;&"',]+)/g;

/**
 * What of a secret's form a text holds, as a phrase without any part of it; undefined for nothing.
 *
 * @param entropy whether a long string of no likeness to words is one, too
 */
export function secretFormIn(
  text: string,
  { entropy = true }: { readonly entropy?: boolean } = {},
): string | undefined {
  const known = FORMS.find(({ pattern }) => pattern.test(text));
  if (known) return known.what;
  if ([...text.matchAll(URL_PASSWORD)].some(([, password]) => !PLACEHOLDER.test(password))) {
    return "a URL with a password";
  }
  if (
    [...text.matchAll(ASSIGNMENT)].some(
      ([, name, value]) => isSecretName(name) && mayBeSecret(unquoted(value)),
    )
  ) {
    return "a value given to a secret's name";
  }
  return entropy && holdsRandomText(text) ? "a long random string" : undefined;
}

function unquoted(value: string): string {
  return value.replace(/^(["'])(.*)\1$/s, "$2");
}

/** Random by nature and public: ARNs, URLs, digests, identifiers, certificates and public keys. */
const PUBLIC: readonly RegExp[] = [
  /-----BEGIN (?:[A-Z0-9]+ )*(?:CERTIFICATE|PUBLIC KEY)-----[\s\S]*?-----END [A-Z0-9 ]+-----/g,
  /\bssh-(?:rsa|ed25519) [A-Za-z0-9+/=]+/g,
  /\barn:aws[\w-]*:\S+/g,
  /\b[a-z][a-z0-9+.-]*:\/\/\S+/gi,
  /\bsha(?:1|256|384|512)[-:][A-Za-z0-9+/=]+/gi,
  /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi,
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
  return runs.some((run) => run.length >= SHORTEST && run.split(/[^A-Za-z0-9]/).some(isRandom));
}

function isRandom(part: string): boolean {
  const changes = part.match(/[a-z](?=[A-Z0-9])|[A-Z](?=[0-9])|[0-9](?=[A-Za-z])/g) ?? [];
  return (
    part.length >= SHORTEST_PART &&
    [/[a-z]/, /[A-Z]/, /[0-9]/].every((kind) => kind.test(part)) &&
    changes.length / (part.length - 1) >= CHANGES
  );
}
