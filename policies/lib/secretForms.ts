/** Known forms of secrets, each with what a violation calls it. */

interface Form {
  /** Completes "holds …". */
  readonly what: string;
  readonly pattern: RegExp;
}

/** No letter or digit before it, so that `task-…` holds no `sk-…`. */
const form = (what: string, ...bodies: readonly string[]): Form => ({
  what,
  pattern: new RegExp(`(?<![A-Za-z0-9])(?:${bodies.join("|")})`),
});

const HEX = "[0-9a-f]";

const FORMS: readonly Form[] = [
  form("an AWS access key", "(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])"),
  form("an AWS session token", "(?:IQoJb3JpZ2lu|FwoGZXIvYXdz)[A-Za-z0-9+/=]{40,}"),
  form("an AWS API key", "ABSK[A-Za-z0-9+/]{60,}={0,2}"),
  form("a presigned URL", "X-Amz-Signature=[0-9a-f]{64}", "[?&]sig=[A-Za-z0-9%+/]{40,}"),
  form(
    "a private key",
    "-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----",
    "PuTTY-User-Key-File-\\d",
    "AGE-SECRET-KEY-1[A-Z0-9]{20,}",
  ),
  form("a GitHub token", "gh[pousr]_[A-Za-z0-9]{36,}", "github_pat_\\w{22,}"),
  form("a GitLab token", "gl(?:pat|ptt|dt|rt|soat|cbt)-[\\w-]{20,}"),
  form(
    "a Slack token",
    "xox[abeoprs]-[\\w-]{10,}",
    "xapp-\\d-[\\w-]{20,}",
    "hooks\\.slack\\.com/services/T\\w+/B\\w+/\\w+",
  ),
  form(
    "a webhook's address",
    "discord(?:app)?\\.com/api/webhooks/\\d+/[\\w-]{40,}",
    "webhook\\.office\\.com/webhookb2/[\\w@/-]{60,}",
  ),
  form("a Stripe key", "[sr]k_(?:live|test)_[A-Za-z0-9]{16,}", "whsec_[A-Za-z0-9+/=]{16,}"),
  form(
    "an LLM provider's key",
    "sk-(?=[\\w-]*\\d)[\\w-]{20,}",
    "gsk_[A-Za-z0-9]{40,}",
    "r8_[A-Za-z0-9]{36,}",
  ),
  form("a Google key", "AIza[\\w-]{35}", "GOCSPX-[\\w-]{20,}", "ya29\\.[\\w-]{20,}"),
  form(
    "a package registry's token",
    "npm_[A-Za-z0-9]{36}",
    "pypi-[\\w-]{50,}",
    "rubygems_[0-9a-f]{48}",
    "dckr_pat_[\\w-]{20,}",
  ),
  form("a SendGrid key", "SG\\.[\\w-]{16,}\\.[\\w-]{16,}"),
  form(
    "a mail service's key",
    `(?<![-_])key-${HEX}{32}(?![0-9a-f])`,
    `${HEX}{32}-us\\d{1,2}(?!\\d)`,
    "re_[A-Za-z0-9]{8}_[A-Za-z0-9]{16,}",
  ),
  form("a Twilio key", `SK${HEX}{32}(?![0-9a-f])`),
  form("a bot's token", "\\d{8,10}:AA[\\w-]{32,}", "[MNO][A-Za-z\\d]{23,25}\\.[\\w-]{6}\\.[\\w-]{27,}"),
  form("a Hugging Face token", "hf_[A-Za-z0-9]{30,}"),
  form("a Pulumi token", `pul-${HEX}{40}`),
  form("a Terraform token", "[A-Za-z0-9]{14}\\.atlasv1\\.[\\w-]{60,}"),
  form("a Vault token", "hv[sbr]\\.[\\w-]{24,}"),
  form(
    "a cloud provider's token",
    `do[opr]_v1_${HEX}{64}`,
    `dapi${HEX}{32}`,
    "dp\\.(?:st|pt|ct)\\.[\\w.-]{40,}",
    "lin_api_[A-Za-z0-9]{32,}",
    "pscale_(?:tkn|pw)_[\\w-]{30,}",
    `sbp_${HEX}{40}`,
    "sntry[su]_[\\w+/=-]{32,}",
    "gl(?:sa|c)_[\\w+/=]{32,}",
    "PMAK-[0-9a-f]{24}-",
    "NRAK-[A-Z0-9]{27}",
    `shp(?:at|ca|pa|ss)_${HEX}{32}`,
    "ATATT3[\\w=-]{50,}",
    "sq0(?:atp|csp)-[\\w-]{22,}",
    "pat[A-Za-z0-9]{14}\\.[0-9a-f]{64}",
    "ntn_[A-Za-z0-9]{40,}",
  ),
  form("a JSON web token", "eyJ[\\w-]{8,}\\.eyJ[\\w-]{8,}\\.[\\w-]{8,}"),
  form(
    "a password's hash",
    "\\$2[abxy]\\$\\d\\d\\$[./A-Za-z0-9]{53}",
    "\\$argon2(?:id|i|d)\\$v=",
    "pbkdf2_sha\\d+\\$\\d+\\$",
    "\\$6\\$[^\\s$]{2,}\\$[./A-Za-z0-9]{40,}",
  ),
  form("an authorization header", "[Bb]earer\\s+(?=[\\w+/=.-]*\\d)[\\w+/=.-]{16,}"),
];

/** All of them at once: nearly every text holds none, and one look is enough to see that. */
const ANY = new RegExp(FORMS.map(({ pattern }) => pattern.source).join("|"));

/** The first form of which a text holds one, as a phrase; undefined for none. */
export function knownFormIn(text: string): string | undefined {
  return ANY.test(text) ? FORMS.find(({ pattern }) => pattern.test(text))?.what : undefined;
}
