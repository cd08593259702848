import type { ResourceModel, RuleInput } from "../../../model";
import { CREATED } from "../iam/role";
import { isOwnRole, trusts } from "../iam/lookup";
import { isMissing } from "./lookup";
import { ARN, arnOf } from "../kit/arn";
import { APPLY, byId, rule, takesAlong, unique } from "../kit/rules";
import { atProblem, cronProblem, isTimeZone, rateProblem } from "../kit/schedules";
import { tagRule } from "../kit/tags";
import { TYPES } from "../kit/types";
import { object, text, textsAt } from "../kit/values";

const SOURCE = "terraform-provider-aws internal/service/scheduler/schedule.go";
const CREATE = "EventBridge Scheduler CreateSchedule";
const NAME = { pattern: /^[0-9A-Za-z_.-]*$/, words: "letters, digits and _.-" };
const TIME = {
  pattern: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  words: "RFC 3339 date and time",
};

export const schedule: ResourceModel = {
  type: TYPES.schedule,
  shape: {
    source: SOURCE,
    replaceOn: ["groupName", "name", "namePrefix", "region"],
    conflicts: [["name", "namePrefix"]],
    required: [
      "flexibleTimeWindow",
      "flexibleTimeWindow.mode",
      "scheduleExpression",
      "target",
      "target.arn",
      "target.roleArn",
      "target.deadLetterConfig.arn",
      "target.ecsParameters.taskDefinitionArn",
      "target.ecsParameters.networkConfiguration.subnets",
      "target.eventbridgeParameters.detailType",
      "target.eventbridgeParameters.source",
      "target.kinesisParameters.partitionKey",
    ],
    values: {
      "flexibleTimeWindow.mode": ["OFF", "FLEXIBLE"],
      state: ["ENABLED", "DISABLED"],
      actionAfterCompletion: ["NONE", "DELETE"],
      "target.ecsParameters.launchType": ["EC2", "FARGATE", "EXTERNAL"],
      "target.ecsParameters.propagateTags": ["TASK_DEFINITION"],
    },
    ranges: {
      "flexibleTimeWindow.maximumWindowInMinutes": [1, 1440],
      "target.retryPolicy.maximumEventAgeInSeconds": [60, 86400],
      "target.retryPolicy.maximumRetryAttempts": [0, 185],
      "target.ecsParameters.taskCount": [0, 10],
    },
    lengths: {
      namePrefix: [1, 38],
      name: [1, 64],
      groupName: [1, 64],
      description: [0, 512],
      scheduleExpression: [1, 256],
      scheduleExpressionTimezone: [1, 50],
      "target.ecsParameters.capacityProviderStrategies": [0, 6],
      "target.ecsParameters.placementConstraints": [0, 10],
      "target.ecsParameters.placementStrategies": [0, 5],
    },
    formats: {
      namePrefix: NAME,
      name: NAME,
      startDate: TIME,
      endDate: TIME,
      kmsKeyArn: ARN,
      "target.arn": ARN,
      "target.roleArn": ARN,
      "target.deadLetterConfig.arn": ARN,
    },
    defaults: {
      scheduleExpressionTimezone: "UTC",
      state: "ENABLED",
      groupName: "default",
      actionAfterCompletion: "NONE",
    },
    autoName: { property: "name", max: 64 },
    tags: false,
  },
  rules: [
    unique({
      id: "scheduler/schedule:duplicate",
      type: TYPES.schedule,
      source: `${CREATE}: ConflictException`,
      same: ["groupName", "name"],
      words: (inputs) => `ConflictException: Schedule ${String(inputs.name)} already exists.`,
    }),
    rule(
      "scheduler/schedule:group",
      "create",
      `${CREATE}: ResourceNotFoundException`,
      ({ inputs, account, place }) => {
        const group = text(inputs, "groupName");
        if (
          group === undefined ||
          group === "default" ||
          byId(account, TYPES.scheduleGroup, group, place.region)
        ) {
          return undefined;
        }
        return `ResourceNotFoundException: Schedule group ${group} does not exist.`;
      },
    ),
    rule("scheduler/schedule:expression", APPLY, `${CREATE}: ValidationException`, ({ inputs }) => {
      const expression = text(inputs, "scheduleExpression");
      const problem = expression === undefined ? undefined : expressionProblem(expression);
      return problem && `ValidationException: Invalid Schedule Expression ${String(expression)}: ${problem}.`;
    }),
    rule("scheduler/schedule:timezone", APPLY, `${CREATE}: ValidationException`, ({ inputs }) => {
      const zone = text(inputs, "scheduleExpressionTimezone");
      if (zone === undefined || zone.length > 50 || isTimeZone(zone)) return undefined;
      return `ValidationException: Provided timezone ${zone} is not in the IANA time zone database.`;
    }),
    rule("scheduler/schedule:window", APPLY, `${CREATE}: ValidationException`, ({ inputs }) => {
      const window = object(inputs, "flexibleTimeWindow");
      const given = window?.maximumWindowInMinutes !== undefined;
      if (window?.mode === "FLEXIBLE" && !given) {
        return "ValidationException: MaximumWindowInMinutes must be set when the flexible time window is FLEXIBLE.";
      }
      return window?.mode === "OFF" && given
        ? "ValidationException: MaximumWindowInMinutes must not be set when the flexible time window is OFF."
        : undefined;
    }),
    rule("scheduler/schedule:role", APPLY, `${CREATE}: ValidationException`, cannotAssume),
    rule("scheduler/schedule:target-exists", APPLY, `${CREATE}: Target`, ({ inputs, account, place }) => {
      const missing = [
        ...textsAt(inputs, "target.arn"),
        ...textsAt(inputs, "target.deadLetterConfig.arn"),
      ].find((arn) => isMissing(account, place, arn));
      return missing && `ValidationException: the target ${missing} does not exist`;
    }),
    rule("scheduler/schedule:input", APPLY, `${CREATE}: Target Input`, ({ inputs }) =>
      object(inputs, "target")?.input === "" ? "ValidationException: Input may not be empty" : undefined,
    ),
  ],
  create: (inputs, place) => {
    const id = `${String(inputs.groupName)}/${String(inputs.name)}`;
    return { id, outputs: { arn: arnOf(place, "scheduler", `schedule/${id}`) } };
  },
};

function expressionProblem(expression: string): string | undefined {
  if (expression.startsWith("at(")) return atProblem(expression);
  return expression.startsWith("rate(") ? rateProblem(expression, false) : cronProblem(expression);
}

function cannotAssume({ inputs, account, place }: RuleInput): string | undefined {
  const arn = textsAt(inputs, "target.roleArn").at(0);
  if (arn === undefined || !isOwnRole(place, arn)) return undefined;
  const role = account.find(TYPES.role, arn);
  if (role && trusts(role, "scheduler.amazonaws.com")) return undefined;
  return "ValidationException: The execution role you provide must allow AWS EventBridge Scheduler to assume the role.";
}

export const scheduleGroup: ResourceModel = {
  type: TYPES.scheduleGroup,
  shape: {
    source: "terraform-provider-aws internal/service/scheduler/schedule_group.go",
    replaceOn: ["name", "namePrefix", "region"],
    conflicts: [["name", "namePrefix"]],
    lengths: { namePrefix: [1, 38], name: [1, 64] },
    formats: { namePrefix: NAME, name: NAME },
    autoName: { property: "name", max: 64 },
  },
  rules: [
    unique({
      id: "scheduler/scheduleGroup:duplicate",
      type: TYPES.scheduleGroup,
      source: "EventBridge Scheduler CreateScheduleGroup: ConflictException",
      same: ["name"],
      words: (inputs) => `ConflictException: Schedule group ${String(inputs.name)} already exists.`,
    }),
    rule(
      "scheduler/scheduleGroup:default",
      "create",
      "EventBridge Scheduler: the group default",
      ({ inputs }) =>
        inputs.name === "default" ? "ConflictException: Schedule group default already exists." : undefined,
    ),
    tagRule("scheduler/scheduleGroup"),
  ],
  remove: takesAlong([{ type: TYPES.schedule, path: "groupName" }], (self) => self.outputs.name),
  create: (inputs, place) => ({
    id: String(inputs.name),
    outputs: {
      arn: arnOf(place, "scheduler", `schedule-group/${String(inputs.name)}`),
      creationDate: CREATED,
      lastModificationDate: CREATED,
      state: "ACTIVE",
    },
  }),
};
