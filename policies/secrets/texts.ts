/** Everything else that is given as text: tags, descriptions, policies, dashboards, addresses. */
import { checkTable, textReason, written } from "../lib/clearText";
import { parsedJson } from "../lib/documents";
import { forEveryType } from "../lib/everyType";
import type { Findings } from "../lib/findings";
import { isSecretBy, nameSchema, nameSettings, type NameSettings } from "../lib/namedValues";
import { at, ifKnown, isBag, keysOf, type Bag } from "../lib/reading";
import { defineRule, json, type ExampleResource } from "../lib/rule";
import { isMarked, secretPathsOf, type ValuePath } from "../lib/secretMarks";
import { isSecretName } from "../lib/secretNames";
import type { Look } from "../lib/secretValues";
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
    const settings = nameSettings(config);
    const isOfTeam = isSecretBy(settings);
    const walk: Walk = {
      props,
      findings,
      settings,
      checked: CHECKED.get(type) ?? [],
      isMarkedAtAll: (secretPathsOf(props) ?? []).length > 0,
      // A policy's condition keys are no names of values.
      look: { entropy: false, isSecret: (name) => !/[:/]/.test(name) && isOfTeam(name) },
    };
    checkWithin(walk, props, []);
  }),
});

/** Texts that somebody wrote, with references in them at most; a service names its task definition by ARN. */
const WRITTEN =
  /^(?!taskDefinition$).*(?:policy|policies|document|definitions?|body|template|description|comment|content|message|code|input)$/i;

interface Walk {
  readonly props: unknown;
  readonly findings: Findings;
  readonly settings: NameSettings;
  readonly checked: readonly ValuePath[];
  readonly isMarkedAtAll: boolean;
  readonly look: Look;
}

function checkWithin(walk: Walk, bag: Bag, path: ValuePath): void {
  for (const key of keysOf(bag)) {
    if (!isForSecrets(key)) checkAt(walk, bag, [...path, Array.isArray(bag) ? Number(key) : key]);
  }
}

function checkAt(walk: Walk, bag: Bag, path: ValuePath): void {
  if (walk.checked.some((done) => isSamePath(done, path))) return;
  const key = path.at(-1) ?? "";
  const read = (): unknown => bag[key];
  // An id that a preview does not know yet is nothing that anybody wrote; a document may be.
  if (WRITTEN.test(String(key))) walk.findings.attempt(read);
  const value = ifKnown(read, undefined);
  const reason =
    walk.isMarkedAtAll && isMarked(walk.props, path)
      ? "holds what the program itself marks as a secret"
      : textReason(value, walk.settings, walk.look);
  if (reason !== undefined) {
    walk.findings.violation(`${written(path)} ${reason}; everybody reads it who may look at the resource.`);
  } else if (isBag(value)) checkWithin(walk, value, path);
}

function isSamePath(one: ValuePath, other: ValuePath): boolean {
  return one.length === other.length && one.every((step, index) => step === other[index]);
}

/** Kept, since the same few keys come again and again. */
const forSecrets = new Map<string, boolean>();

function isForSecrets(key: string): boolean {
  const kept = forSecrets.get(key);
  if (kept !== undefined) return kept;
  const found = MADE_FOR_SECRETS.test(key) || isSecretName(key);
  forSecrets.set(key, found);
  return found;
}
