/** From the raw config of a stack to typed values, with every refusal reported. */
import { NAMESPACE, spell, type Findings } from "./problems";
import type { Reading, Refusal } from "./reading";
import { schema, type ConfigKey, type SchemaKey } from "./schema";

type ValueOf<K> = K extends ConfigKey<infer T> ? T : never;

/** The config's values; undefined when absent, or refused. */
export type ConfigValues = { readonly [K in SchemaKey]?: ValueOf<(typeof schema)[K]> };

export type RawConfig = Readonly<Partial<Record<string, string>>>;

/** Reads every key of the schema and reports what is missing, wrong or unknown; secrets are keys too. */
export function readConfig(config: RawConfig, secrets: readonly string[], findings: Findings): ConfigValues {
  const names = Object.keys(schema) as SchemaKey[];
  const values = names.map((name) => [name, readKey(name, schema[name], config, findings)] as const);
  reportEncrypted(names, findings);
  reportUnknown(config, [...names, ...secrets], findings);
  return Object.fromEntries(values);
}

function readKey(
  name: SchemaKey,
  definition: ConfigKey<unknown>,
  config: RawConfig,
  findings: Findings,
): unknown {
  const text = config[`${NAMESPACE}:${name}`] ?? definition.default;
  if (text !== undefined) return settle(name, definition, definition.read(text), findings);
  if (definition.required) {
    const { description, example } = definition;
    findings.config([name], { kind: "missing", allowed: lowerFirst(description), example });
  }
  return undefined;
}

function settle<T>(
  name: string,
  definition: ConfigKey<T>,
  reading: Reading<T>,
  findings: Findings,
): T | undefined {
  for (const refusal of reading.refusals) report(name, definition, refusal, findings);
  return reading.value;
}

function report(name: string, definition: ConfigKey<unknown>, refusal: Refusal, findings: Findings): void {
  const { at = [] } = refusal;
  if (refusal.kind === "unknown") {
    findings.unknown([name, ...at], refusal.known);
  } else {
    const example = refusal.example ?? (at.length === 0 ? definition.example : undefined);
    findings.config([name, ...at], { ...refusal, ...(example !== undefined && { example }) });
  }
}

/** What becomes of these values is plain: state, task definitions, names. */
function reportEncrypted(names: readonly SchemaKey[], findings: Findings): void {
  for (const name of names.filter((key) => findings.isEncrypted(key))) {
    if (name === "services") {
      findings.config([name], {
        kind: "conflict",
        received: "an encrypted value",
        allowed: "plain values: settings can be read by everybody who sees a task definition",
        advice: "make what is secret a secret of secretCatalogue in stacks/services.ts",
      });
    } else {
      findings.warnings.push(`${spell([name])} is encrypted in the config, but does not stay secret on AWS.`);
    }
  }
}

function reportUnknown(config: RawConfig, known: readonly string[], findings: Findings): void {
  const given = Object.keys(config).filter((key) => key.startsWith(`${NAMESPACE}:`));
  for (const name of given.map((key) => key.slice(NAMESPACE.length + 1)).sort()) {
    if (!known.includes(name)) findings.unknown([name], known);
  }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
