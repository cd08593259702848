import type { Props, ResourceModel, Rule, RuleInput } from "../../../model";
import { isMissing } from "../messaging/lookup";
import { arnOf, parseArn } from "../kit/arn";
import { APPLY, byId, firstProblem, rule } from "../kit/rules";
import { tagRule } from "../kit/tags";
import { TYPES } from "../kit/types";
import { asList, isOn, num, object, objects, text } from "../kit/values";
import { idsIn, isExtendedStatistic, isPeriod, STATISTICS, UNITS } from "./metrics";

const SOURCE = "terraform-provider-aws internal/service/cloudwatch/metric_alarm.go";
const PUT = "CloudWatch PutMetricAlarm";
const ACTIONS = ["alarmActions", "okActions", "insufficientDataActions"] as const;
const ACTION_ARN = {
  pattern:
    /^$|^arn:aws(-[a-z]+)*:[^:]+:([a-z]{2}(-[a-z]+)+-\d)?:(\d{12})?:.+$|^arn:aws(-[a-z]+)*:automate:.+:ec2:(reboot|recover|stop|terminate)$/,
  words: "an ARN",
};
const DAY = 86_400;

/** What the alarm's own metric has and metric queries bring themselves. */
const METRIC_PARTS = [
  "dimensions",
  "extendedStatistic",
  "metricName",
  "namespace",
  "period",
  "statistic",
] as const;

function alarmActions(prefix: string): Rule[] {
  const paths = ACTIONS.map((action) => `${action}[]`);
  return [
    rule(
      `${prefix}:action-exists`,
      APPLY,
      `${PUT}: actions; a missing topic is told nothing`,
      ({ inputs, account, place }) =>
        firstProblem(inputs, paths, (arn) =>
          parseArn(arn)?.region === place.region && isMissing(account, place, arn)
            ? `ValidationError: the action ${arn} does not exist`
            : undefined,
        ),
    ),
    rule(`${prefix}:action-region`, APPLY, `${PUT}: ValidationError`, ({ inputs, place }) =>
      firstProblem(inputs, paths, (value) => {
        const arn = parseArn(value);
        return arn?.service === "sns" && arn.region !== place.region
          ? `ValidationError: Invalid region ${arn.region} specified. Only ${place.region} is supported.`
          : undefined;
      }),
    ),
  ];
}

export const metricAlarm: ResourceModel = {
  type: TYPES.metricAlarm,
  shape: {
    source: SOURCE,
    replaceOn: ["name", "region"],
    required: [
      "metricQueries[].id",
      "metricQueries[].metric.metricName",
      "metricQueries[].metric.period",
      "metricQueries[].metric.stat",
    ],
    conflicts: [
      ...METRIC_PARTS.map((part) => [part, "metricQueries"]),
      ["extendedStatistic", "statistic"],
      ["threshold", "thresholdMetricId"],
      ["metricQueries[].expression", "metricQueries[].metric"],
    ],
    values: {
      comparisonOperator: [
        "GreaterThanOrEqualToThreshold",
        "GreaterThanThreshold",
        "LessThanThreshold",
        "LessThanOrEqualToThreshold",
        "LessThanLowerOrGreaterThanUpperThreshold",
        "LessThanLowerThreshold",
        "GreaterThanUpperThreshold",
      ],
      statistic: STATISTICS,
      treatMissingData: ["breaching", "notBreaching", "ignore", "missing"],
      evaluateLowSampleCountPercentiles: ["evaluate", "ignore"],
      unit: UNITS,
      "metricQueries[].metric.unit": UNITS,
    },
    ranges: { evaluationPeriods: [1, Infinity], datapointsToAlarm: [1, Infinity] },
    lengths: {
      name: [1, 255],
      metricName: [1, 255],
      namespace: [1, 255],
      alarmDescription: [0, 1024],
      alarmActions: [0, 5],
      okActions: [0, 5],
      insufficientDataActions: [0, 5],
      dimensions: [0, 30],
      "metricQueries[].metric.dimensions": [0, 30],
      metricQueries: [1, 20],
    },
    formats: Object.fromEntries(ACTIONS.map((action) => [`${action}[]`, ACTION_ARN])),
    defaults: { actionsEnabled: true, treatMissingData: "missing" },
    autoName: { property: "name", max: 255 },
  },
  rules: [
    rule("cloudwatch/metricAlarm:operator", "create", `${PUT}: MissingParameter`, ({ inputs }) =>
      needs(inputs, ["comparisonOperator", "evaluationPeriods"]),
    ),
    rule("cloudwatch/metricAlarm:metric", "create", `${PUT}: MissingParameter`, ({ inputs }) => {
      if (hasQueries(inputs) || inputs.evaluationCriteria !== undefined) return undefined;
      return text(inputs, "metricName") === undefined
        ? "MissingParameter: The parameter MetricName or Metrics is required"
        : needs(inputs, ["namespace", "period"]);
    }),
    rule("cloudwatch/metricAlarm:statistic", "check", SOURCE, ({ inputs }) =>
      text(inputs, "metricName") === undefined ||
      hasQueries(inputs) ||
      (text(inputs, "statistic") ?? text(inputs, "extendedStatistic"))
        ? undefined
        : "One of `statistic` or `extended_statistic` must be set for a cloudwatch metric alarm",
    ),
    rule("cloudwatch/metricAlarm:threshold", "create", `${PUT}: Threshold`, ({ inputs }) =>
      num(inputs, "threshold") === undefined && text(inputs, "thresholdMetricId") === undefined
        ? "ValidationError: Threshold or ThresholdMetricId must be given"
        : undefined,
    ),
    rule("cloudwatch/metricAlarm:extended-statistic", "check", SOURCE, ({ inputs }) =>
      firstProblem(inputs, ["extendedStatistic"], (statistic) =>
        isExtendedStatistic(statistic)
          ? undefined
          : `invalid extended statistic, see CloudWatch's statistics: ${statistic}`,
      ),
    ),
    rule("cloudwatch/metricAlarm:query-statistic", "check", SOURCE, ({ inputs }) =>
      firstProblem(inputs, ["metricQueries[].metric.stat"], (statistic) =>
        STATISTICS.includes(statistic) || isExtendedStatistic(statistic)
          ? undefined
          : `invalid value for stat (invalid statistic), got ${statistic}`,
      ),
    ),
    rule("cloudwatch/metricAlarm:period", "check", SOURCE, ({ inputs }) =>
      periodProblem(num(inputs, "period"), [10, 20, 30]),
    ),
    rule("cloudwatch/metricAlarm:query-period", "check", SOURCE, ({ inputs }) =>
      objects(inputs, "metricQueries")
        .flatMap((query) => [num(query, "period"), num(object(query, "metric"), "period")])
        .map((period) => periodProblem(period, [1, 5, 10, 20, 30]))
        .find((problem) => problem !== undefined),
    ),
    rule("cloudwatch/metricAlarm:window", APPLY, `${PUT}: EvaluationPeriods`, windowProblem),
    rule("cloudwatch/metricAlarm:datapoints", APPLY, `${PUT}: DatapointsToAlarm`, ({ inputs }) =>
      (num(inputs, "datapointsToAlarm") ?? 0) > (num(inputs, "evaluationPeriods") ?? Infinity)
        ? "ValidationError: DatapointsToAlarm may not be greater than EvaluationPeriods"
        : undefined,
    ),
    ...queryRules(),
    ...alarmActions("cloudwatch/metricAlarm"),
    tagRule("cloudwatch/metricAlarm"),
    rule("cloudwatch/metricAlarm:in-use", "delete", "CloudWatch DeleteAlarms", ({ account, place }) => {
      const self = account.get(place.urn);
      const user = account
        .ofType(TYPES.compositeAlarm)
        .find((other) => alarmsIn(text(other.inputs, "alarmRule") ?? "").includes(self?.id ?? ""));
      return (
        user &&
        `ValidationError: ${String(self?.id)} cannot be deleted as the composite alarm ${user.id} uses it`
      );
    }),
  ],
  create: (inputs, place) => ({
    id: String(inputs.name),
    outputs: {
      arn: arnOf(place, "cloudwatch", `alarm:${String(inputs.name)}`),
      evaluateLowSampleCountPercentiles: inputs.evaluateLowSampleCountPercentiles ?? "",
    },
  }),
};

/** Metric queries exclude a metric of the alarm's own, which the shape says. */
function hasQueries(inputs: Props): boolean {
  return objects(inputs, "metricQueries").length > 0;
}

function needs(inputs: Props, properties: readonly string[]): string | undefined {
  const missing = properties.find((property) => inputs[property] === undefined);
  return missing && `MissingParameter: The parameter ${missing} is required`;
}

function periodProblem(period: number | undefined, short: readonly number[]): string | undefined {
  if (period === undefined || isPeriod(period, short)) return undefined;
  return `expected period to be one of ${short.join(", ")} or a multiple of 60, got ${period}`;
}

/** A day at most, a week with periods of an hour or more. */
function windowProblem({ inputs }: RuleInput): string | undefined {
  const periods = objects(inputs, "metricQueries").flatMap((query) =>
    asList(num(object(query, "metric"), "period") ?? num(query, "period")).map(Number),
  );
  const period = num(inputs, "period") ?? Math.max(0, ...periods);
  const limit = period >= 3600 ? 7 * DAY : DAY;
  const seconds = period * (num(inputs, "evaluationPeriods") ?? 1);
  if (seconds <= limit) return undefined;
  return `ValidationError: Metrics cannot be checked across more than ${limit / DAY} day(s) (EvaluationPeriods * Period must be <= ${limit})`;
}

function queryRules(): Rule[] {
  const queries = (what: string, problem: (all: Props[], inputs: Props) => string | undefined): Rule =>
    rule(`cloudwatch/metricAlarm:${what}`, APPLY, `${PUT}: MetricDataQuery`, ({ inputs }) => {
      const all = objects(inputs, "metricQueries");
      const words = all.length > 0 ? problem(all, inputs) : undefined;
      return words && `ValidationError: ${words}`;
    });
  const idsOf = (all: Props[]): string[] => all.flatMap((query) => text(query, "id") ?? []);
  return [
    queries("query-id", (all) => {
      const odd = idsOf(all).find((id) => !/^[a-z]\w{0,254}$/.test(id));
      return (
        odd &&
        `The value ${odd} for parameter Id must begin with a lower-case letter and have only letters, digits and _`
      );
    }),
    queries("query-duplicate", (all) => {
      const ids = idsOf(all);
      const twin = ids.find((id, index) => ids.indexOf(id) < index);
      return twin && `The value ${twin} for parameter Id is used more than once`;
    }),
    queries("query-empty", (all) => {
      const bare = all.find((query) => !text(query, "expression") && !object(query, "metric"));
      return bare && `The metric query ${String(bare.id)} has neither Expression nor MetricStat`;
    }),
    queries("query-expression", (all) => {
      const known = new Set(idsOf(all));
      const unknown = all
        .flatMap((query) => idsIn(text(query, "expression") ?? ""))
        .find((id) => !known.has(id));
      return unknown && `The expression refers to ${unknown}, which is the Id of no metric query`;
    }),
    queries("query-return", (all) => {
      const count = all.filter((query) => isOn(query, "returnData")).length;
      return count === 1
        ? undefined
        : `Exactly one element of the metrics list should return data, got ${count}`;
    }),
    queries("threshold-metric", (all, inputs) => {
      const id = text(inputs, "thresholdMetricId");
      if (id === undefined || idsOf(all).includes(id)) return undefined;
      return `ThresholdMetricId ${id} is the Id of no metric query`;
    }),
  ];
}

export const compositeAlarm: ResourceModel = {
  type: TYPES.compositeAlarm,
  shape: {
    source: "terraform-provider-aws internal/service/cloudwatch/composite_alarm.go",
    replaceOn: ["alarmName", "actionsEnabled", "region"],
    required: [
      "alarmName",
      "alarmRule",
      "actionsSuppressor.alarm",
      "actionsSuppressor.extensionPeriod",
      "actionsSuppressor.waitPeriod",
    ],
    lengths: {
      alarmName: [0, 255],
      alarmRule: [1, 10240],
      alarmDescription: [0, 1024],
      alarmActions: [0, 5],
      okActions: [0, 5],
      insufficientDataActions: [0, 5],
    },
    formats: Object.fromEntries(ACTIONS.map((action) => [`${action}[]`, ACTION_ARN])),
    defaults: { actionsEnabled: true },
  },
  rules: [
    rule(
      "cloudwatch/compositeAlarm:rule-syntax",
      APPLY,
      "CloudWatch PutCompositeAlarm: AlarmRule",
      ({ inputs }) =>
        firstProblem(inputs, ["alarmRule"], (expression) =>
          isAlarmRule(expression)
            ? undefined
            : `ValidationError: AlarmRule is not a valid expression: ${expression}`,
        ),
    ),
    rule(
      "cloudwatch/compositeAlarm:alarms",
      APPLY,
      "CloudWatch PutCompositeAlarm: alarms of the rule must exist",
      ({ inputs, account, place }) => {
        const missing = alarmsIn(text(inputs, "alarmRule") ?? "").find(
          (name) =>
            !byId(account, TYPES.metricAlarm, name, place.region) &&
            !byId(account, TYPES.compositeAlarm, name, place.region),
        );
        return missing && `ValidationError: Could not find the alarm ${missing} of the AlarmRule`;
      },
    ),
    ...alarmActions("cloudwatch/compositeAlarm"),
    tagRule("cloudwatch/compositeAlarm"),
  ],
  create: (inputs, place) => ({
    id: String(inputs.alarmName),
    outputs: { arn: arnOf(place, "cloudwatch", `alarm:${String(inputs.alarmName)}`) },
  }),
};

const STATE = /\b(ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*("[^"]+"|'[^']+'|[^\s()"']+)\s*\)/g;

/** The names of the alarms in a composite alarm's rule, ARNs reduced to names. */
function alarmsIn(expression: string): string[] {
  return [...expression.matchAll(STATE)].map(([, , name = ""]) =>
    name.replace(/^["']|["']$/g, "").replace(/^arn:[^:]+:cloudwatch:[^:]*:\d{12}:alarm:/, ""),
  );
}

/** Reduces the expression step by step to one operand. */
function isAlarmRule(expression: string): boolean {
  let rest = expression.replace(STATE, " TRUE ").replace(/\b(TRUE|FALSE)\b/g, "T");
  for (let before = ""; before !== rest;) {
    before = rest;
    rest = rest
      .replace(/\(\s*T\s*\)/g, "T")
      .replace(/\bNOT\s*T\b/g, "T")
      .replace(/\bT\s+(AND|OR)\s+T\b/g, "T");
  }
  return rest.trim() === "T";
}
