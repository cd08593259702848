/** Stand-ins for secrets that nobody has set, so that a stack can be planned or its front end built without them. */
import type { SecretName } from "./environment";
import { NAMESPACE } from "./problems";
import { missingSecrets, type StackInput } from "./resolve";
import * as release from "./services";

/** A stack whose secrets need not be there: for what is planned or built, and not deployed. */
export interface StoodIn<T extends StackInput> {
  readonly input: T;
  /** The secrets that nobody has set. */
  readonly missing: readonly SecretName[];
}

/** Puts stand-ins where secrets are missing, and where the names given say so. */
export function withStandIns<T extends StackInput>(
  input: T,
  further: readonly SecretName[] = [],
): StoodIn<T> {
  const missing = missingSecrets(input);
  const { config, secretKeys } = placeholderConfig([...missing, ...further], input.secretCatalogue);
  return {
    missing,
    input: {
      ...input,
      config: { ...input.config, ...config },
      secretKeys: [...new Set([...input.secretKeys, ...secretKeys])],
    },
  };
}

function placeholderConfig(
  missing: readonly SecretName[],
  secretCatalogue: readonly release.SecretEntry[] = release.secretCatalogue,
): { readonly config: Readonly<Record<string, string>>; readonly secretKeys: readonly string[] } {
  const entries = secretCatalogue
    .filter(({ name }) => missing.includes(name))
    .map(({ name, placeholder }) => [`${NAMESPACE}:${name}`, placeholder] as const);
  return { config: Object.fromEntries(entries), secretKeys: entries.map(([key]) => key) };
}
