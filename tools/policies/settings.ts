/** What the project asks of the policy pack: the file that `--policy-pack-config` takes. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { nearest } from "../../stacks/nearest";
import type { Rule } from "../../policies/rules";
import { UserError } from "../stackConfig";

/** Beside `Pulumi.yaml`. */
export const SETTINGS_FILE = "policy-config.json";

export type Level = "mandatory" | "advisory" | "remediate" | "disabled";
const LEVELS: readonly Level[] = ["mandatory", "advisory", "remediate", "disabled"];

/** A rule's level and settings in one run. */
export interface RuleSettings {
  readonly level: Level;
  /** With the defaults of the rule's schema, as the engine fills them in. */
  readonly config: Readonly<Record<string, unknown>>;
}

type Document = Readonly<Record<string, unknown>>;

/** The project's settings; none where there is no such file. @throws UserError for a file that is no JSON object */
export function readSettings(projectDir: string): Document {
  const file = join(projectDir, SETTINGS_FILE);
  if (!existsSync(file)) return {};
  try {
    const document: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (isObject(document)) return document;
    throw new Error("it must be an object of rules");
  } catch (fault) {
    throw new UserError(`${SETTINGS_FILE}: ${(fault as Error).message}`);
  }
}

/**
 * Each rule's level and settings, by its name.
 *
 * @throws UserError for a rule, a level or a setting that there is none of
 */
export function settingsOf(rules: readonly Rule[], document: Document): ReadonlyMap<string, RuleSettings> {
  const names = rules.map(({ name }) => name);
  for (const name of Object.keys(document)) {
    if (name !== "all" && !names.includes(name)) throw unknown(name, "rule", names);
  }
  const all = levelOf(document.all, "all");
  return new Map(rules.map((rule) => [rule.name, settingsOfOne(rule, document[rule.name], all)]));
}

function settingsOfOne(rule: Rule, given: unknown, all: Level | undefined): RuleSettings {
  const { enforcementLevel = "mandatory", configSchema, name } = rule;
  const { enforcementLevel: own, ...settings } = isObject(given) ? given : { enforcementLevel: given };
  const schema = configSchema?.properties ?? {};
  for (const key of Object.keys(settings)) {
    if (!(key in schema)) throw unknown(key, `setting of ${name}`, Object.keys(schema));
  }
  const defaults = Object.fromEntries(
    Object.entries(schema).flatMap(([key, one]) => (one.default === undefined ? [] : [[key, one.default]])),
  );
  return { level: levelOf(own, name) ?? all ?? enforcementLevel, config: { ...defaults, ...settings } };
}

function levelOf(given: unknown, name: string): Level | undefined {
  if (given === undefined) return undefined;
  const level = LEVELS.find((one) => one === given);
  if (level === undefined) throw unknown(JSON.stringify(given), `level of ${name}`, LEVELS);
  return level;
}

function unknown(given: string, what: string, known: readonly string[]): UserError {
  const guess = nearest(given, known);
  const hint = guess !== undefined ? `did you mean ${guess}?` : `there is: ${known.join(", ") || "none"}.`;
  return new UserError(`${SETTINGS_FILE}: ${given} is no ${what}; ${hint}`);
}

function isObject(value: unknown): value is Document {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
