import type { Props, ResourceModel, RuleInput } from "../../../model";
import { isOwnRole, trusts } from "../iam/lookup";
import { isMissing } from "../messaging/lookup";
import { ARN, arnOf, parseArn } from "../kit/arn";
import { isJson, jsonRule } from "../kit/json";
import { APPLY, inUse, rule } from "../kit/rules";
import { cronProblem, rateProblem } from "../kit/schedules";
import { tagRule } from "../kit/tags";
import { TYPES } from "../kit/types";
import { isProps, text, textsAt } from "../kit/values";

const RULE_SOURCE = "terraform-provider-aws internal/service/events/rule.go";
const TARGET_SOURCE = "terraform-provider-aws internal/service/events/target.go";
const NAME = { pattern: /^[0-9A-Za-z_.-]*$/, words: "letters, digits and _.-" };
const MAX_TARGETS = 5;

export const eventRule: ResourceModel = {
  type: TYPES.eventRule,
  shape: {
    source: RULE_SOURCE,
    replaceOn: ["eventBusName", "name", "namePrefix", "region"],
    atLeastOneOf: [["scheduleExpression", "eventPattern"]],
    conflicts: [
      ["name", "namePrefix"],
      ["isEnabled", "state"],
    ],
    values: { state: ["ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"] },
    lengths: { namePrefix: [1, 38], name: [1, 64], description: [0, 512], scheduleExpression: [0, 256] },
    formats: { namePrefix: NAME, name: NAME, roleArn: ARN },
    defaults: { eventBusName: "default", forceDestroy: false },
    autoName: { property: "name", max: 64 },
  },
  rules: [
    jsonRule("cloudwatch/eventRule:pattern-json", ["eventPattern"], RULE_SOURCE),
    rule("cloudwatch/eventRule:pattern-size", "check", RULE_SOURCE, ({ inputs }) => {
      const pattern = patternOf(inputs);
      const size = pattern === undefined ? 0 : JSON.stringify(pattern).length;
      return size > 4096
        ? `expected length of event_pattern to be in the range (0 - 4096), got ${size}`
        : undefined;
    }),
    rule(
      "cloudwatch/eventRule:pattern",
      APPLY,
      "EventBridge PutRule: InvalidEventPatternException",
      ({ inputs }) => {
        const pattern = patternOf(inputs);
        if (pattern === undefined || (isProps(pattern) && isPattern(pattern))) return undefined;
        return "InvalidEventPatternException: Event pattern is not valid. Reason: every field must hold an object or a list";
      },
    ),
    rule("cloudwatch/eventRule:schedule", APPLY, "EventBridge PutRule: ValidationException", ({ inputs }) => {
      const expression = text(inputs, "scheduleExpression");
      if (expression === undefined) return undefined;
      const problem = expression.startsWith("rate(")
        ? rateProblem(expression, true)
        : cronProblem(expression);
      return problem && `ValidationException: Parameter ScheduleExpression is not valid: ${problem}`;
    }),
    rule(
      "cloudwatch/eventRule:schedule-bus",
      APPLY,
      "EventBridge PutRule: ValidationException",
      ({ inputs }) =>
        text(inputs, "scheduleExpression") !== undefined && inputs.eventBusName !== "default"
          ? "ValidationException: ScheduleExpression is supported only on the default event bus."
          : undefined,
    ),
    tagRule("cloudwatch/eventRule"),
    inUse(
      "cloudwatch/eventRule:in-use",
      [{ type: TYPES.eventTarget, path: "rule" }],
      "EventBridge DeleteRule: ValidationException",
      () => "ValidationException: Rule can't be deleted since it has targets.",
      (self) => self.inputs.name,
    ),
  ],
  create: (inputs, place) => {
    const name = String(inputs.name);
    const path = inputs.eventBusName === "default" ? name : `${String(inputs.eventBusName)}/${name}`;
    return { id: path, outputs: { arn: arnOf(place, "events", `rule/${path}`) } };
  },
};

function patternOf(inputs: Props): unknown {
  const pattern = text(inputs, "eventPattern");
  return pattern !== undefined && isJson(pattern) ? JSON.parse(pattern) : undefined;
}

/** Fields hold lists of values or deeper fields; `$or` takes a list of patterns. */
function isPattern(pattern: Props): boolean {
  const values = Object.values(pattern);
  return (
    values.length > 0 &&
    values.every((value) => (Array.isArray(value) ? value.length > 0 : isProps(value) && isPattern(value)))
  );
}

export const eventTarget: ResourceModel = {
  type: TYPES.eventTarget,
  shape: {
    source: TARGET_SOURCE,
    replaceOn: ["eventBusName", "rule", "targetId", "region"],
    required: [
      "arn",
      "rule",
      "ecsTarget.taskDefinitionArn",
      "ecsTarget.networkConfiguration.subnets",
      "inputTransformer.inputTemplate",
    ],
    conflicts: [
      ["input", "inputPath"],
      ["input", "inputTransformer"],
      ["inputPath", "inputTransformer"],
    ],
    values: {
      "ecsTarget.launchType": ["EC2", "FARGATE", "EXTERNAL"],
      "ecsTarget.propagateTags": ["TASK_DEFINITION"],
    },
    ranges: {
      "retryPolicy.maximumEventAgeInSeconds": [0, 86400],
      "retryPolicy.maximumRetryAttempts": [0, 185],
      "ecsTarget.taskCount": [1, 10],
    },
    lengths: {
      targetId: [1, 64],
      input: [0, 8192],
      inputPath: [0, 256],
      "inputTransformer.inputTemplate": [1, 8192],
      "inputTransformer.inputPaths": [0, 100],
    },
    formats: {
      arn: ARN,
      targetId: NAME,
      rule: { pattern: /^[0-9A-Za-z_.-]{1,64}$/, words: "the rule's name, not its ARN" },
      roleArn: ARN,
      "deadLetterConfig.arn": ARN,
      "ecsTarget.taskDefinitionArn": ARN,
    },
    defaults: { eventBusName: "default", forceDestroy: false },
    autoName: { property: "targetId", max: 64 },
    tags: false,
  },
  rules: [
    jsonRule("cloudwatch/eventTarget:input", ["input"], TARGET_SOURCE),
    rule(
      "cloudwatch/eventTarget:rule-exists",
      "create",
      "EventBridge PutTargets: ResourceNotFoundException",
      (input) => {
        const name = text(input.inputs, "rule");
        if (name === undefined || name.startsWith("arn:") || ruleOf(input)) return undefined;
        return `ResourceNotFoundException: Rule ${name} does not exist on EventBus ${String(input.inputs.eventBusName)}.`;
      },
    ),
    rule(
      "cloudwatch/eventTarget:target-exists",
      APPLY,
      "EventBridge PutTargets: Targets",
      ({ inputs, account, place }) => {
        const missing = [...textsAt(inputs, "arn"), ...textsAt(inputs, "deadLetterConfig.arn")].find((arn) =>
          isMissing(account, place, arn),
        );
        return missing && `ResourceNotFoundException: the target ${missing} does not exist`;
      },
    ),
    rule(
      "cloudwatch/eventTarget:role-missing",
      APPLY,
      "EventBridge PutTargets: ValidationException",
      ({ inputs }) =>
        NEEDS_ROLE.includes(parseArn(inputs.arn)?.service ?? "") && text(inputs, "roleArn") === undefined
          ? `ValidationException: RoleArn is required for target ${String(inputs.arn)}.`
          : undefined,
    ),
    rule(
      "cloudwatch/eventTarget:role",
      APPLY,
      "EventBridge PutTargets: ValidationException",
      ({ inputs, account, place }) => {
        const arn = text(inputs, "roleArn");
        if (arn === undefined || !isOwnRole(place, arn)) return undefined;
        const role = account.find(TYPES.role, arn);
        if (role && trusts(role, "events.amazonaws.com")) return undefined;
        return `ValidationException: Provided role '${arn}' cannot be assumed by principal 'events.amazonaws.com'.`;
      },
    ),
    rule(
      "cloudwatch/eventTarget:quota",
      "create",
      "EventBridge quotas: targets per rule",
      ({ inputs, account, place }) => {
        const others = account
          .ofType(TYPES.eventTarget)
          .filter((other) => other.urn !== place.urn && other.inputs.rule === inputs.rule);
        return others.length < MAX_TARGETS
          ? undefined
          : `LimitExceededException: The requested resource exceeds the maximum number allowed: ${MAX_TARGETS} targets`;
      },
    ),
  ],
  create: (inputs) => {
    const targetId = String(inputs.targetId);
    const bus = inputs.eventBusName === "default" ? "" : `${String(inputs.eventBusName)}-`;
    return { id: `${bus}${String(inputs.rule)}-${targetId}`, outputs: { targetId } };
  },
};

const NEEDS_ROLE = [
  "ecs",
  "kinesis",
  "states",
  "events",
  "batch",
  "firehose",
  "ssm",
  "codebuild",
  "codepipeline",
];

function ruleOf({ inputs, account, place }: RuleInput): unknown {
  return account
    .ofType(TYPES.eventRule)
    .find(
      (other) =>
        other.region === place.region &&
        other.outputs.name === inputs.rule &&
        other.inputs.eventBusName === inputs.eventBusName,
    );
}
