import type { Props, ResourceModel, Rule } from "../../../model";
import { APPLY, rule } from "../../foundation/kit/rules";
import { object, objects } from "../../foundation/kit/values";
import { exists, LIFECYCLE_POLICY, REPOSITORY } from "../references";
import { repositoryMissing } from "./repository";

const PREFIX = "ecr/lifecyclePolicy";
const GUIDE = "Amazon ECR User Guide, Lifecycle policy properties";
const COUNT_TYPES = ["imageCountMoreThan", "sinceImagePushed", "sinceImagePulled", "sinceImageTransitioned"];
const MAX_RULES = 50;

export const lifecyclePolicy: ResourceModel = {
  type: LIFECYCLE_POLICY,
  shape: {
    source: "terraform-provider-aws internal/service/ecr/lifecycle_policy.go",
    replaceOn: ["policy", "repository", "region"],
    deleteBeforeReplace: true,
    required: ["policy", "repository"],
    lengths: { policy: [0, 30720] },
    tags: false,
  },
  rules: [
    exists(PREFIX, "repository", [REPOSITORY], "Amazon ECR API, PutLifecyclePolicy", repositoryMissing),
    rule(
      `${PREFIX}:json`,
      "check",
      "terraform-provider-aws internal/service/ecr/lifecycle_policy.go",
      ({ inputs }) =>
        inputs.policy === undefined || policyRulesOf(inputs)
          ? undefined
          : '"policy" contains an invalid JSON: expected an object with rules',
    ),
    ...policyRules(),
  ],
  create: (inputs, place) => ({ id: String(inputs.repository), outputs: { registryId: place.accountId } }),
};

function policyRulesOf(inputs: Props): Props[] | undefined {
  try {
    const policy = JSON.parse(String(inputs.policy)) as Props;
    return Array.isArray(policy.rules) ? objects(policy, "rules") : undefined;
  } catch {
    return undefined;
  }
}

function policyRules(): Rule[] {
  const about = (what: string, refuse: (rules: readonly Props[]) => string | undefined): Rule =>
    rule(`${PREFIX}:${what}`, APPLY, GUIDE, ({ inputs }) => {
      const problem = refuse(policyRulesOf(inputs) ?? []);
      return (
        problem &&
        `InvalidParameterException: Invalid parameter at 'LifecyclePolicyText' failed to satisfy constraint: 'Lifecycle policy validation failure: ${problem}'`
      );
    });
  const each = (what: string, refuse: (item: Props, selection: Props) => string | undefined): Rule =>
    about(what, (rules) =>
      rules
        .map((item) => refuse(item, object(item, "selection") ?? {}))
        .find((problem) => problem !== undefined),
    );
  return [
    about("rule-count", (rules) =>
      rules.length > MAX_RULES ? `at most ${MAX_RULES} rules, got ${rules.length}` : undefined,
    ),
    about("rule-priority", (rules) => {
      const priorities = rules.map((item) => Number(item.rulePriority));
      const wrong = priorities.find(
        (priority, index) =>
          !Number.isInteger(priority) || priority < 1 || priorities.indexOf(priority) !== index,
      );
      return wrong === undefined ? undefined : `rulePriority must be a unique integer from 1, got ${wrong}`;
    }),
    about("any-last", (rules) => {
      const of = (wanted: boolean): number[] =>
        rules
          .filter((item) => (object(item, "selection")?.tagStatus === "any") === wanted)
          .map((item) => Number(item.rulePriority));
      return of(true).some((any) => of(false).some((other) => other > any))
        ? "a rule with tagStatus any must have the highest rulePriority"
        : undefined;
    }),
    each("tag-status", (_item, { tagStatus }) =>
      ["tagged", "untagged", "any"].includes(String(tagStatus))
        ? undefined
        : `tagStatus must be tagged, untagged or any, got ${String(tagStatus)}`,
    ),
    each("tag-list", (_item, selection) => {
      const lists = ["tagPrefixList", "tagPatternList"].filter((key) => {
        const list = selection[key];
        return Array.isArray(list) && list.length > 0;
      });
      const wanted = selection.tagStatus === "tagged" ? 1 : 0;
      return lists.length === wanted
        ? undefined
        : `exactly one of tagPrefixList and tagPatternList goes with tagStatus tagged, and neither with others`;
    }),
    each("count", (_item, { countType, countUnit, countNumber }) => {
      if (!COUNT_TYPES.includes(String(countType))) {
        return `countType must be one of ${COUNT_TYPES.join(", ")}, got ${String(countType)}`;
      }
      if (!Number.isInteger(countNumber) || Number(countNumber) < 1) {
        return `countNumber must be an integer above 0, got ${String(countNumber)}`;
      }
      const byAge = countType !== "imageCountMoreThan";
      return (byAge ? countUnit === "days" : countUnit === undefined)
        ? undefined
        : `countUnit must be ${byAge ? "days" : "left out"} with countType ${String(countType)}`;
    }),
    each("action", (item) => {
      const type = object(item, "action")?.type;
      return type === "expire" || type === "transition"
        ? undefined
        : `action.type must be expire or transition, got ${String(type)}`;
    }),
  ];
}
