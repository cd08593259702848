/** Where a task definition's containers can carry a value, and which of these hold secrets. */
import { textReason } from "./clearText";
import type { Findings } from "./findings";
import { isSecretBy, secretIn, type NameSettings } from "./namedValues";
import { at, ifKnown, keysOf, shown, texts } from "./reading";
import { mayBeSecret } from "./secretNames";
import { containersOf, environmentOf, type Container } from "./taskDefinitions";

/** Also the health check's, which is one level down. */
const COMMANDS = [["command"], ["entryPoint"], ["healthCheck", "command"]];
/** Objects of names and values; `secretOptions` is the place for a log driver's secrets. */
const TABLES = [["dockerLabels"], ["logConfiguration", "options"], ["firelensConfiguration", "options"]];

export function checkContainers(props: unknown, settings: NameSettings, findings: Findings): void {
  const containers = containersOf(props);
  if (containers === undefined) {
    findings.violation("containerDefinitions is no JSON list, so nobody can tell whether it holds secrets.");
    return;
  }
  for (const container of containers) {
    checkEnvironment(container, settings, findings);
    for (const steps of COMMANDS) checkCommand(container, steps, settings, findings);
    for (const steps of TABLES) checkOptions(container, steps, settings, findings);
  }
}

function checkEnvironment(container: Container, settings: NameSettings, findings: Findings): void {
  for (const variable of environmentOf(container)) {
    findings.attempt(() => {
      const { name, value } = variable;
      const reason = secretIn(name, value, settings);
      if (reason === undefined) return;
      findings.violation(
        `${container.path}: environment variable ${shown(name)} ${reason}; give it under secrets, by ARN.`,
      );
    });
  }
}

function checkCommand(
  container: Container,
  steps: readonly string[],
  settings: NameSettings,
  findings: Findings,
): void {
  const words = texts(container.field(...steps));
  for (let index = 0; index < words.length; index++) {
    findings.attempt(() => {
      const word = words[index];
      const before = index > 0 ? ifKnown(() => words[index - 1], "") : "";
      const reason = optionReason(before, word, settings) ?? textReason(word, settings);
      if (reason === undefined) return;
      findings.violation(
        `${container.path}: ${steps.join(".")}[${index}] ${reason}; give it under secrets, by ARN.`,
      );
    });
  }
}

/** `--password` and its value as two words. */
function optionReason(before: string, word: string, settings: NameSettings): string | undefined {
  const option = /^--?([A-Za-z][\w-]*)$/.exec(before)?.[1];
  const given = option !== undefined && isSecretBy(settings)(option) && !word.startsWith("-");
  return given && mayBeSecret(word) ? "is the value of a secret's option" : undefined;
}

function checkOptions(
  container: Container,
  steps: readonly string[],
  settings: NameSettings,
  findings: Findings,
): void {
  const options = container.field(...steps);
  for (const name of keysOf(options)) {
    findings.attempt(() => {
      const reason = secretIn(name, at(options, name), settings);
      if (reason === undefined) return;
      findings.violation(
        `${container.path}: ${steps.join(".")} ${shown(name)} ${reason}; a task definition is no place for it.`,
      );
    });
  }
}
