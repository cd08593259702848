/** Pairs of a name and a value, as environments, labels and build arguments hold them. */
import type { Config, Findings } from "./findings";
import { configTexts } from "./findings";
import { at, keysOf } from "./reading";
import { isPublicName, isSecretName, mayBeSecret, mayNameSecret } from "./secretNames";
import { looksGenerated, secretFormIn } from "./secretValues";
import type { PolicyConfigSchema } from "@pulumi/policy";

/** What the secret rules let a team say about its own names. */
export interface NameSettings {
  /** Names whose values are secrets. */
  readonly secret: readonly string[];
  /** Names whose values are none, unless they have the form of a known kind of secret. */
  readonly plain: readonly string[];
}

export const nameSchema: PolicyConfigSchema["properties"] = {
  secretNames: {
    type: "array",
    items: { type: "string" },
    default: [],
    description: "Further names whose values are secrets.",
  },
  plainNames: {
    type: "array",
    items: { type: "string" },
    default: [],
    description: "Names whose values are no secrets, unless they have the form of a known kind of secret.",
  },
};

export function nameSettings(config: Config): NameSettings {
  return { secret: configTexts(config, "secretNames"), plain: configTexts(config, "plainNames") };
}

/** Why a value of that name may not stand there, without any part of the value; undefined when it may. */
export function secretIn(name: string, value: unknown, settings: NameSettings): string | undefined {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const text = String(value);
  const plain = settings.plain.includes(name);
  const isSecret = isSecretBy(settings);
  const form = secretFormIn(text, { entropy: !plain && !isPublicName(name), isSecret });
  if (form !== undefined) return `holds ${form}`;
  if (isSecret(name) && mayBeSecret(text)) return "is a secret by its name";
  return !plain && mayNameSecret(name) && looksGenerated(text)
    ? "is a generated value under a key's name"
    : undefined;
}

/** Which names are those of secrets, by the team's word and else by their words. */
export function isSecretBy({ secret, plain }: NameSettings): (name: string) => boolean {
  return (name) => secret.includes(name) || (!plain.includes(name) && isSecretName(name));
}

/** Checks each value of an object; `say` makes a violation's text of the name and the reason. */
export function checkEntries(
  values: unknown,
  settings: NameSettings,
  findings: Findings,
  say: (name: string, reason: string) => string,
): void {
  for (const name of keysOf(values)) {
    findings.attempt(() => {
      const reason = secretIn(name, at(values, name), settings);
      if (reason !== undefined) findings.violation(say(name, reason));
    });
  }
}
