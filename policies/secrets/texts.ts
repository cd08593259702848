/** Everything else that is given as text: tags, descriptions, policies, dashboards, addresses. */
import { checkTable, textReason, written } from "../lib/clearText";
import { parsedJson } from "../lib/documents";
import { forEveryType } from "../lib/everyType";
import type { Findings } from "../lib/findings";
import { nameSchema, nameSettings, type NameSettings } from "../lib/namedValues";
import { at, ifKnown, isBag, keysOf } from "../lib/reading";
import { defineRule, json, type ExampleResource } from "../lib/rule";
import { isMarked, type ValuePath } from "../lib/secretMarks";
import { isSecretName } from "../lib/secretNames";
import { TASK_DEFINITION } from "../lib/taskDefinitions";
import { ENVIRONMENTS_CHECKED } from "./environments";
import { SCRIPTS_CHECKED } from "./scripts";

/** What makes or keeps secrets, and what is no resource. */
const EXEMPT = /^(?:random|tls|vault|pulumi:pulumi|pulumi:pulumi:Stack|kubernetes:core\/v1:Secret)(?::|$)/;
const isOpen = (type: string): boolean => !EXEMPT.test(type);

const topic = (more: object): readonly ExampleResource[] => [
  { type: "aws:sns/topic:Topic", name: "alarms", props: { ...more } },
];

export const tagSecrets = defineRule({
  name: "tag-secrets",
  description: "Tags hold no secrets, the provider's default tags neither.",
  level: "mandatory",
  severity: "high",
  tags: ["secrets", "tags"],
  why: "Tags are in bills, inventories and every answer that describes a resource.",
  controls: {},
  examples: {
    fails: topic({ tags: { Password: "correct-horse" } }),
    passes: topic({ tags: { Team: "payments" } }),
  },
  fix: "Take the tag away.",
  url: "https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html",
  config: nameSchema,
  validateResource: forEveryType(isOpen, (props, findings, { type, config }) => {
    const clear = { props, findings, settings: nameSettings(config), advice: "everybody reads tags." };
    if (type !== "pulumi:providers:aws") {
      checkTable(clear, ["tags"]);
      return;
    }
    const given = at(props, "defaultTags");
    const defaultTags = typeof given === "string" ? parsedJson(given) : given;
    checkTable({ ...clear, props: { defaultTags } }, ["defaultTags", "tags"]);
  }),
});

/** What other rules look at. */
const CHECKED = new Map<string, readonly ValuePath[]>([[TASK_DEFINITION, [["containerDefinitions"]]]]);
for (const [type, paths] of [...ENVIRONMENTS_CHECKED, ...SCRIPTS_CHECKED]) {
  CHECKED.set(type, [...(CHECKED.get(type) ?? []), ...paths]);
}
/** Properties that are made for secrets without saying so by their names, and tags. */
const MADE_FOR_SECRETS =
  /^(?:secretString|secretBinary|authParameters|providerDetails|keyMaterial|certificateChain|tags|tagsAll|defaultTags)/;

export const plainTextSecrets = defineRule({
  name: "plain-text-secrets",
  description:
    "No other text of a resource holds a secret: no description, policy, dashboard, rule, endpoint or file's content.",
  level: "mandatory",
  severity: "high",
  tags: ["secrets"],
  why: "What is no property for secrets is shown by consoles, logs and every answer that describes the resource.",
  controls: { checkov: ["CKV_SECRET_6"] },
  examples: {
    fails: topic({ displayName: "Alarms, posted with password=correct-horse" }),
    passes: topic({ policy: json({ Version: "2012-10-17", Statement: [] }) }),
  },
  fix: "Take the value out; where something needs it, let it read it from Secrets Manager.",
  url: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/hardcoded.html",
  config: nameSchema,
  validateResource: forEveryType(isOpen, (props, findings, { type, config }) => {
    checkTexts({ props, findings, settings: nameSettings(config), checked: CHECKED.get(type) ?? [] }, []);
  }),
});

interface Walk {
  readonly props: unknown;
  readonly findings: Findings;
  readonly settings: NameSettings;
  readonly checked: readonly ValuePath[];
}

function checkTexts(walk: Walk, path: ValuePath): void {
  const { props, findings, settings, checked } = walk;
  if (
    checked.some((done) => done.length === path.length && done.every((step, index) => step === path[index]))
  )
    return;
  // What a preview does not know yet is nothing that anybody wrote, unless it is marked; an update looks again.
  const value = ifKnown(() => at(props, ...path), undefined);
  const reason =
    path.length > 0 && isMarked(props, path)
      ? "holds what the program itself marks as a secret"
      : textReason(value, settings, {
          entropy: false,
          isSecret: (name) => !/[:/]/.test(name) && isSecretName(name),
        });
  if (reason !== undefined) {
    findings.violation(`${written(path)} ${reason}; everybody reads it who may look at the resource.`);
    return;
  }
  if (!isBag(value)) return;
  for (const key of keysOf(value)) {
    if (MADE_FOR_SECRETS.test(key) || isSecretName(key)) continue;
    checkTexts(walk, [...path, Array.isArray(value) ? Number(key) : key]);
  }
}
