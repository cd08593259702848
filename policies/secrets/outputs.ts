/** What a stack tells everybody who may read its state or run `pulumi stack output`. */
import type { PolicyResource } from "@pulumi/policy";
import { written } from "../lib/clearText";
import { forStack, type Findings } from "../lib/findings";
import { isSecretBy, nameSchema, nameSettings, secretIn, type NameSettings } from "../lib/namedValues";
import { at, ifKnown, isBag, keysOf } from "../lib/reading";
import { defineRule, type ExampleResource } from "../lib/rule";
import { isMarked, secretPathsOf, type ValuePath } from "../lib/secretMarks";
import type { Stack } from "../lib/stack";

const STACK = "pulumi:pulumi:Stack";

const stack = (outputs: object): readonly ExampleResource[] => [
  { type: STACK, name: "app-prod", props: { ...outputs } },
];

export const stackOutputSecrets = defineRule({
  name: "stack-output-secrets",
  description:
    "Outputs of the stack that are secrets, by name, by value or by where they come from, are encrypted.",
  level: "mandatory",
  severity: "critical",
  tags: ["secrets", "pulumi"],
  why: "Plain outputs are in the state, in every log of an update and in the hands of every stack that refers to this one.",
  controls: {},
  examples: {
    fails: stack({ databaseUrl: "postgresql://app:correct-horse@db.example.com/app" }),
    passes: stack({ databaseHost: "db.example.com" }),
  },
  fix: "Wrap the output in pulumi.secret, or export the secret's ARN instead.",
  url: "https://www.pulumi.com/docs/iac/concepts/secrets/",
  config: nameSchema,
  validateStack: forStack((stackOfAll, findings, config) => {
    const kept = keptValues(stackOfAll);
    findings.forEach(stackOfAll.of([STACK]), (resource) => {
      // Nobody told what is encrypted: each output that is would be a false alarm.
      if (secretPathsOf(resource.props) === undefined) return;
      for (const key of keysOf(resource.props))
        checkOutput({ resource, findings, settings: nameSettings(config), kept }, [key]);
    });
  }),
});

interface Outputs {
  readonly resource: PolicyResource;
  readonly findings: Findings;
  readonly settings: NameSettings;
  readonly kept: readonly Kept[];
}

/** A text that a resource of the stack keeps as a secret. */
interface Kept {
  readonly text: string;
  readonly by: PolicyResource;
}

/** Shorter secrets are parts of other words. */
const SHORTEST = 8;

function keptValues(stackOfAll: Stack): readonly Kept[] {
  return stackOfAll.resources
    .filter(({ type }) => type !== STACK)
    .flatMap((by) =>
      (secretPathsOf(by.props) ?? []).flatMap((path) => {
        const text = ifKnown(() => at(by.props, ...path), undefined);
        return typeof text === "string" && text.length >= SHORTEST ? [{ text, by }] : [];
      }),
    );
}

function checkOutput(outputs: Outputs, path: ValuePath): void {
  const { resource, findings, settings, kept } = outputs;
  if (isMarked(resource.props, path)) return;
  findings.attempt(() => {
    const value = at(resource.props, ...path);
    if (isBag(value)) {
      for (const key of keysOf(value)) {
        checkOutput(outputs, [...path, Array.isArray(value) ? Number(key) : key]);
      }
      return;
    }
    const source = kept.find(({ text }) => typeof value === "string" && value.includes(text));
    const reason = source
      ? `holds what ${source.by.name} (${source.by.type}) keeps as a secret`
      : secretIn(nameOf(path, settings), value, settings);
    if (reason === undefined) return;
    findings.violation(
      `the output ${written(path)} ${reason}, and is not encrypted; wrap it in pulumi.secret.`,
      resource,
    );
  });
}

/** Of `passwords.search`, the part that says what it is. */
function nameOf(path: ValuePath, settings: NameSettings): string {
  const names = path.filter((step) => typeof step === "string").reverse();
  const isSecret = isSecretBy(settings);
  const telling = names.flatMap((name) => [name, name.replace(/s$/, "")]).find(isSecret);
  return telling ?? names.at(0) ?? "";
}
