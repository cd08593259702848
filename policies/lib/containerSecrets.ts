/** Where a task definition's containers can carry a value, and which of these hold secrets. */
import type { Findings } from "./findings";
import { checkEntries, secretIn, type NameSettings } from "./namedValues";
import { asList, isBag, keysOf, shown } from "./reading";
import { secretFormIn } from "./secretValues";

/** Also the health check's, which is one level down. */
const COMMANDS = [["command"], ["entryPoint"], ["healthCheck", "command"]];
/** Objects of names and values; `secretOptions` is the place for a log driver's secrets. */
const TABLES = [["dockerLabels"], ["logConfiguration", "options"]];

export function checkContainers(definitions: unknown, settings: NameSettings, findings: Findings): void {
  const containers = parsed(definitions);
  if (containers === undefined) {
    findings.violation("containerDefinitions is no JSON list, so nobody can tell whether it holds secrets.");
    return;
  }
  containers.forEach((container, index) => {
    const name = field(container, "name");
    const path = `containerDefinitions[${index}]${typeof name === "string" ? ` (${name})` : ""}`;
    checkContainer(container, path, settings, findings);
  });
}

function checkContainer(container: unknown, path: string, settings: NameSettings, findings: Findings): void {
  for (const entry of asList(field(container, "environment"))) {
    const name = String(field(entry, "name"));
    const reason = secretIn(name, field(entry, "value"), settings);
    if (reason !== undefined) {
      findings.violation(
        `${path}: environment variable ${shown(name)} ${reason}; give it under secrets, by ARN.`,
      );
    }
  }
  for (const steps of COMMANDS) {
    asList(field(container, ...steps)).forEach((word, index) => {
      const form = secretFormIn(String(word));
      if (form === undefined) return;
      findings.violation(
        `${path}: ${steps.join(".")}[${index}] holds ${form}; give it under secrets, by ARN.`,
      );
    });
  }
  for (const steps of TABLES) {
    checkEntries(
      field(container, ...steps),
      settings,
      findings,
      (name, reason) =>
        `${path}: ${steps.join(".")} ${shown(name)} ${reason}; a task definition is no place for it.`,
    );
  }
}

function parsed(definitions: unknown): readonly unknown[] | undefined {
  try {
    const value: unknown = typeof definitions === "string" ? JSON.parse(definitions) : definitions;
    return Array.isArray(value) ? (value as readonly unknown[]) : undefined;
  } catch {
    return undefined;
  }
}

/** By name without regard to case, as the provider reads container definitions. */
function field(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, step) => {
    const key = keysOf(inner).find((name) => name.toLowerCase() === step.toLowerCase());
    return key !== undefined && isBag(inner) ? inner[key] : undefined;
  }, value);
}
