import type { Props, ResourceModel } from "../../../model";
import { isMissing } from "./lookup";
import { EMAIL } from "./sns";
import { ARN, globalArnOf } from "../kit/arn";
import { APPLY, firstProblem, rule, unique } from "../kit/rules";
import { tagRule } from "../kit/tags";
import { TYPES } from "../kit/types";
import { asList, objects, text } from "../kit/values";

const SOURCE = "terraform-provider-aws internal/service/budgets/budget.go";
const API = "AWS Budgets API";
const TIME = { pattern: /^\d{4}-\d{2}-\d{2}_\d{2}:\d{2}$/, words: "yyyy-mm-dd_HH:MM" };
const MAX_NOTIFICATIONS = 10;
const MAX_EMAILS = 10;

export const budget: ResourceModel = {
  type: TYPES.budget,
  shape: {
    source: SOURCE,
    replaceOn: ["accountId", "name", "namePrefix"],
    required: [
      "budgetType",
      "timeUnit",
      "notifications[].comparisonOperator",
      "notifications[].notificationType",
      "notifications[].threshold",
      "notifications[].thresholdType",
      "costFilters[].name",
      "costFilters[].values",
      "plannedLimits[].amount",
      "plannedLimits[].startTime",
      "plannedLimits[].unit",
      "autoAdjustData.autoAdjustType",
      "autoAdjustData.historicalOptions.budgetAdjustmentPeriod",
    ],
    conflicts: [
      ["name", "namePrefix"],
      ["limitAmount", "plannedLimits"],
      ["limitUnit", "plannedLimits"],
      ["costFilters", "filterExpression"],
    ],
    values: {
      budgetType: [
        "USAGE",
        "COST",
        "RI_UTILIZATION",
        "RI_COVERAGE",
        "SAVINGS_PLANS_UTILIZATION",
        "SAVINGS_PLANS_COVERAGE",
      ],
      timeUnit: ["DAILY", "MONTHLY", "QUARTERLY", "ANNUALLY"],
      "notifications[].comparisonOperator": ["GREATER_THAN", "LESS_THAN", "EQUAL_TO"],
      "notifications[].notificationType": ["ACTUAL", "FORECASTED"],
      "notifications[].thresholdType": ["PERCENTAGE", "ABSOLUTE_VALUE"],
      "autoAdjustData.autoAdjustType": ["HISTORICAL", "FORECAST"],
    },
    ranges: { "autoAdjustData.historicalOptions.budgetAdjustmentPeriod": [1, 60] },
    lengths: { name: [1, 100] },
    formats: {
      accountId: { pattern: /^\d{12}$/, words: "12 digits" },
      billingViewArn: ARN,
      name: { pattern: /^[^:\\]*$/, words: "no ':' or '\\'" },
      timePeriodStart: TIME,
      timePeriodEnd: TIME,
      "plannedLimits[].startTime": TIME,
      "notifications[].subscriberSnsTopicArns[]": ARN,
    },
    defaults: { timePeriodEnd: "2087-06-15_00:00" },
    autoName: { property: "name", max: 100 },
  },
  rules: [
    unique({
      id: "budgets/budget:duplicate",
      type: TYPES.budget,
      source: `${API}, CreateBudget: DuplicateRecordException`,
      same: ["name"],
      global: true,
      words: (inputs) =>
        `DuplicateRecordException: Error creating budget: ${String(inputs.name)} - the budget already exists.`,
    }),
    rule(
      "budgets/budget:limit-missing",
      "create",
      `${API}, CreateBudget: InvalidParameterException`,
      ({ inputs }) => {
        const fixed = text(inputs, "limitAmount") !== undefined && text(inputs, "limitUnit") !== undefined;
        return fixed || objects(inputs, "plannedLimits").length > 0 || inputs.autoAdjustData !== undefined
          ? undefined
          : "InvalidParameterException: Budget limit must be given: limitAmount with limitUnit, plannedLimits or autoAdjustData";
      },
    ),
    rule("budgets/budget:limit", APPLY, `${API}, Spend: Amount`, ({ inputs }) =>
      firstProblem(inputs, ["limitAmount", "plannedLimits[].amount"], (amount) =>
        /^\d+(\.\d+)?$/.test(amount) && Number(amount) > 0
          ? undefined
          : `InvalidParameterException: Budget limit must be a number greater than 0, got ${amount}`,
      ),
    ),
    rule("budgets/budget:unit", APPLY, `${API}, Spend: Unit`, ({ inputs }) => {
      const unit = text(inputs, "limitUnit");
      return inputs.budgetType === "COST" && unit !== undefined && unit !== "USD"
        ? `InvalidParameterException: Unit should be USD for a cost budget, got ${unit}`
        : undefined;
    }),
    rule("budgets/budget:thresholds", APPLY, `${API}, Notification: Threshold`, ({ inputs }) =>
      eachNotification(inputs, ({ threshold }) =>
        typeof threshold === "number" && (threshold <= 0 || threshold > 15_000_000_000_000)
          ? `Notification threshold must be greater than 0, got ${threshold}`
          : undefined,
      ),
    ),
    rule("budgets/budget:subscribers", "create", `${API}, CreateNotification: Subscribers`, ({ inputs }) =>
      eachNotification(inputs, (notification) => {
        const emails = asList(notification.subscriberEmailAddresses).length;
        const topics = asList(notification.subscriberSnsTopicArns).length;
        if (emails + topics === 0) return "a notification needs a subscriber";
        if (emails > MAX_EMAILS) return `${emails} e-mail subscribers, at most ${MAX_EMAILS}`;
        return topics > 1 ? `${topics} SNS subscribers, at most 1` : undefined;
      }),
    ),
    rule("budgets/budget:email", APPLY, `${API}, Subscriber: Address`, ({ inputs }) =>
      firstProblem(inputs, ["notifications[].subscriberEmailAddresses[]"], (address) =>
        EMAIL.test(address) ? undefined : `InvalidParameterException: Invalid email address: ${address}`,
      ),
    ),
    rule("budgets/budget:topic", APPLY, `${API}, Subscriber: Address`, ({ inputs, account, place }) =>
      firstProblem(inputs, ["notifications[].subscriberSnsTopicArns[]"], (arn) =>
        isMissing(account, place, arn)
          ? `InvalidParameterException: SNS topic ${arn} does not exist`
          : undefined,
      ),
    ),
    rule("budgets/budget:duplicate-notification", APPLY, `${API}: DuplicateRecordException`, ({ inputs }) => {
      const keys = objects(inputs, "notifications").map(
        ({ comparisonOperator, notificationType, threshold, thresholdType }) =>
          [notificationType, comparisonOperator, threshold, thresholdType].join(" "),
      );
      const twin = keys.find((key, index) => keys.indexOf(key) < index);
      return twin && `DuplicateRecordException: Error creating notification: ${twin} already exists`;
    }),
    rule(
      "budgets/budget:notifications",
      APPLY,
      "AWS Budgets quotas: notifications per budget",
      ({ inputs }) => {
        const count = objects(inputs, "notifications").length;
        return count > MAX_NOTIFICATIONS
          ? `CreationLimitExceededException: ${count} notifications, at most ${MAX_NOTIFICATIONS}`
          : undefined;
      },
    ),
    rule("budgets/budget:forecast", APPLY, `${API}, Notification: NotificationType`, ({ inputs }) =>
      inputs.timeUnit === "DAILY"
        ? eachNotification(inputs, ({ notificationType }) =>
            notificationType === "FORECASTED" ? "a daily budget has no forecasts" : undefined,
          )
        : undefined,
    ),
    tagRule("budgets/budget"),
  ],
  create: (inputs, place) => ({
    id: `${place.accountId}:${String(inputs.name)}`,
    outputs: {
      accountId: inputs.accountId ?? place.accountId,
      arn: globalArnOf(place, "budgets", `budget/${String(inputs.name)}`),
      timePeriodStart: inputs.timePeriodStart ?? "2025-01-01_00:00",
    },
  }),
};

function eachNotification(
  inputs: Props,
  problem: (notification: Props) => string | undefined,
): string | undefined {
  for (const notification of objects(inputs, "notifications")) {
    const words = problem(notification);
    if (words !== undefined) return `InvalidParameterException: ${words}`;
  }
  return undefined;
}
