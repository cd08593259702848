/** How to tell a credential that lies where everybody can read it. */

/** Ends of names that mean the thing itself: `JWT_SECRET`, but not `ACCESS_TOKEN_EXPIRE_MINUTES`. */
const CREDENTIAL_NAME =
  /(?:^|_)(?:PASSWORD|PASSWD|PASSPHRASE|PWD|SECRET|TOKEN|CREDENTIALS?|DSN|(?:API|SECRET|PRIVATE|ACCESS|ENCRYPTION|SIGNING|JWT)_?KEY)$/i;

const CREDENTIAL_VALUES = [
  /** A URL with a password in it. */
  /[a-z][a-z0-9+.-]*:\/\/[^\s/@:"]*:[^\s/@"]+@/i,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /** Access key IDs of AWS. */
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/,
  /** API keys of LLM services. */
  /\bsk-[A-Za-z0-9_-]{16,}/,
  /** JSON Web Tokens. */
  /\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\./,
];

/** True for names of variables whose values are credentials. */
export function namesCredential(name: string): boolean {
  return CREDENTIAL_NAME.test(name);
}

/** True for text with a credential in it. */
export function holdsCredential(text: string): boolean {
  return CREDENTIAL_VALUES.some((pattern) => pattern.test(text));
}
