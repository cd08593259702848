import type { ResourceModel } from "../../../model";
import { arnOf, uuid } from "../../foundation/kit/arn";
import { APPLY, rule } from "../../foundation/kit/rules";
import { atProblem, cronProblem, isTimeZone, rateProblem } from "../../foundation/kit/schedules";
import { object, text } from "../../foundation/kit/values";
import { capacityProblem, IDENTITY, suffixOf, targetRegistered } from "./shared";

const PREFIX = "appautoscaling/scheduledAction";
const API = "Application Auto Scaling API, PutScheduledAction";
const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

export const scheduledAction: ResourceModel = {
  type: "aws:appautoscaling/scheduledAction:ScheduledAction",
  shape: {
    source: "terraform-provider-aws internal/service/appautoscaling/scheduled_action.go",
    replaceOn: ["name", ...IDENTITY, "region"],
    required: [...IDENTITY, "schedule", "scalableTargetAction"],
    atLeastOneOf: [["scalableTargetAction.maxCapacity", "scalableTargetAction.minCapacity"]],
    ranges: {
      "scalableTargetAction.maxCapacity": [0, 2147483647],
      "scalableTargetAction.minCapacity": [0, 2147483647],
    },
    formats: {
      startTime: { pattern: RFC_3339, words: "an RFC 3339 time" },
      endTime: { pattern: RFC_3339, words: "an RFC 3339 time" },
    },
    defaults: { timezone: "UTC" },
    autoName: { property: "name", max: 255 },
    tags: false,
  },
  rules: [
    targetRegistered(PREFIX, API),
    rule(`${PREFIX}:schedule`, APPLY, API, ({ inputs }) => {
      const schedule = text(inputs, "schedule");
      const problem = schedule && scheduleProblem(schedule);
      return problem && `ValidationException: The schedule expression '${schedule}' is not valid: ${problem}`;
    }),
    rule(`${PREFIX}:timezone`, APPLY, API, ({ inputs }) => {
      const zone = text(inputs, "timezone");
      return zone === undefined || isTimeZone(zone)
        ? undefined
        : `ValidationException: Invalid time zone: ${zone}`;
    }),
    rule(`${PREFIX}:capacity`, APPLY, API, ({ inputs }) => {
      const action = object(inputs, "scalableTargetAction");
      return capacityProblem(action?.minCapacity, action?.maxCapacity);
    }),
    rule(`${PREFIX}:times`, APPLY, API, ({ inputs }) => {
      const [start, end] = [text(inputs, "startTime"), text(inputs, "endTime")].map((time) =>
        Date.parse(time ?? ""),
      );
      return start >= end
        ? `ValidationException: startTime ${String(inputs.startTime)} must be before endTime ${String(inputs.endTime)}`
        : undefined;
    }),
  ],
  create: (inputs, place) => {
    const name = text(inputs, "name") ?? "";
    return {
      id: [name, inputs.serviceNamespace, inputs.resourceId].join("-"),
      outputs: {
        arn: arnOf(
          place,
          "autoscaling",
          `scheduledAction:${uuid(place.urn)}:${suffixOf(inputs)}:scheduledActionName/${name}`,
        ),
      },
    };
  },
};

function scheduleProblem(schedule: string): string | undefined {
  if (schedule.startsWith("cron(")) return cronProblem(schedule);
  if (schedule.startsWith("rate(")) return rateProblem(schedule, true);
  return schedule.startsWith("at(") ? atProblem(schedule) : "expected at(…), rate(…) or cron(…)";
}
