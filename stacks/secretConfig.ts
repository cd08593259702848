/** Where each secret of a stack comes from: a value in its config, an existing secret, or a generator. */
import * as pulumi from "@pulumi/pulumi";
import type { SecretName, SecretSource, SecretSpec } from "./environment";
import { NAMESPACE, spell, type Findings } from "./problems";
import type { RawConfig } from "./readConfig";
import { isObject, parseJson } from "./reading";
import type { SecretEntry } from "./services";

export interface SecretInputs {
  readonly config: RawConfig;
  readonly secretKeys: ReadonlySet<string>;
  /** ARNs by secret name. */
  readonly arns: Readonly<Record<string, string>>;
  readonly region: string;
  /** All secrets that there are. */
  readonly catalogue: readonly SecretEntry[];
  /** The secrets that some service reads. */
  readonly needed: ReadonlySet<SecretName>;
}

export interface SecretSources {
  /** By name; the needed secrets whose source is sound. */
  readonly secrets: readonly SecretSpec[];
  /** The needed secrets without any source. */
  readonly missing: readonly SecretName[];
}

/** Finds the source of every secret that is needed, and reports what is wrong with those that are given. */
export function resolveSecrets(inputs: SecretInputs, findings: Findings): SecretSources {
  const { arns, catalogue, needed } = inputs;
  const known = catalogue.map(({ name }) => name);
  for (const name of Object.keys(arns).sort()) {
    if (!known.includes(name)) findings.unknown(["secretArns", name], known);
  }
  // Those whose ARN is refused are not missing as well.
  const given = parseJson(inputs.config[`${NAMESPACE}:secretArns`] ?? "");
  const attempted = isObject(given) ? Object.keys(given) : [];
  const secrets: SecretSpec[] = [];
  const missing: SecretName[] = [];
  for (const entry of [...catalogue].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const source = sourceOf(entry, inputs, findings);
    if (!needed.has(entry.name)) {
      if (source && source.kind !== "generated")
        findings.warnings.push(`No service reads the secret ${entry.name}.`);
    } else if (source) {
      secrets.push({ name: entry.name, description: entry.description, source });
    } else if (!attempted.includes(entry.name)) {
      missing.push(entry.name);
      reportMissing(entry, findings);
    }
  }
  return { secrets, missing };
}

function sourceOf(entry: SecretEntry, inputs: SecretInputs, findings: Findings): SecretSource | undefined {
  const { name, generate } = entry;
  const value = inputs.config[`${NAMESPACE}:${name}`];
  const arn = Object.hasOwn(inputs.arns, name) ? inputs.arns[name] : undefined;
  if (value !== undefined) checkValue(entry, value, inputs.secretKeys, findings);
  if (arn !== undefined) checkRegion(name, arn, inputs.region, findings);
  if (value !== undefined && arn !== undefined) {
    findings.add({
      kind: "conflict",
      key: spell([name]),
      received: "both a value and an ARN in harena:secretArns",
      allowed: "one of them",
      mend: findings.removal(["secretArns", name]),
    });
  }
  if (value !== undefined) return { kind: "value", value: pulumi.secret(value) };
  if (arn !== undefined) return { kind: "existing", arn };
  return generate === undefined ? undefined : { kind: "generated", length: generate };
}

function checkValue(
  entry: SecretEntry,
  value: string,
  secretKeys: ReadonlySet<string>,
  findings: Findings,
): void {
  const key = spell([entry.name]);
  const mend = findings.secretSetting(entry.name);
  if (!secretKeys.has(key)) {
    findings.add({
      kind: "invalid",
      key,
      received: "a value in plain text, which is not shown",
      allowed: "an encrypted value",
      mend: `${mend}, and have the secret itself changed: this one lay open in a file`,
    });
  }
  if (value.trim() !== value) {
    findings.add({ kind: "invalid", key, allowed: "a value without spaces or line breaks around it", mend });
  } else if (value.length < entry.minLength || entry.accepts?.(value) === false) {
    findings.add({ kind: "invalid", key, allowed: entry.allowed, mend });
  }
}

/** Tasks read secrets in their own region only. */
function checkRegion(name: string, arn: string, region: string, findings: Findings): void {
  if (arn.split(":")[3] === region) return;
  findings.config(["secretArns", name], {
    value: arn,
    allowed: `the ARN of a secret in ${region}, the stack's region`,
  });
}

function reportMissing({ name, allowed }: SecretEntry, findings: Findings): void {
  findings.add({
    kind: "missing-secret",
    key: spell([name]),
    allowed: `${allowed}, or the ARN of an existing secret in harena:secretArns`,
    mend: findings.secretSetting(name),
  });
}
