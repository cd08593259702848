import type { Props, ResourceModel, Rule } from "../../../model";
import { arnOf, uuid } from "../../foundation/kit/arn";
import { APPLY, rule } from "../../foundation/kit/rules";
import { TYPES } from "../../foundation/kit/types";
import { object, objects, text } from "../../foundation/kit/values";
import { usersOf } from "../lb/shared";
import { TARGET_GROUP, show } from "../references";
import { IDENTITY, suffixOf, targetRegistered } from "./shared";

const TYPE = "aws:appautoscaling/policy:Policy";
const PREFIX = "appautoscaling/policy";
const API = "Application Auto Scaling API, PutScalingPolicy";
const TRACKING = "targetTrackingScalingPolicyConfiguration";
const STEP = "stepScalingPolicyConfiguration";
const METRICS = [
  "ECSServiceAverageCPUUtilization",
  "ECSServiceAverageMemoryUtilization",
  "ALBRequestCountPerTarget",
];
const LABEL = /^app\/([^/]+)\/[0-9a-f]{16}\/(targetgroup\/[^/]+\/[0-9a-f]{16})$/;

export const policy: ResourceModel = {
  type: TYPE,
  shape: {
    source: "terraform-provider-aws internal/service/appautoscaling/policy.go",
    replaceOn: ["name", ...IDENTITY, "region"],
    required: [
      ...IDENTITY,
      `${TRACKING}.targetValue`,
      `${TRACKING}.predefinedMetricSpecification.predefinedMetricType`,
      `${STEP}.stepAdjustments[].scalingAdjustment`,
    ],
    conflicts: [[`${TRACKING}.customizedMetricSpecification`, `${TRACKING}.predefinedMetricSpecification`]],
    values: {
      policyType: ["StepScaling", "TargetTrackingScaling", "PredictiveScaling"],
      [`${TRACKING}.customizedMetricSpecification.statistic`]: [
        "Average",
        "Minimum",
        "Maximum",
        "SampleCount",
        "Sum",
      ],
      [`${STEP}.adjustmentType`]: ["ChangeInCapacity", "PercentChangeInCapacity", "ExactCapacity"],
      [`${STEP}.metricAggregationType`]: ["Average", "Minimum", "Maximum"],
    },
    lengths: {
      name: [0, 255],
      [`${TRACKING}.predefinedMetricSpecification.resourceLabel`]: [0, 1023],
      [`${STEP}.stepAdjustments`]: [0, 20],
    },
    formats: {
      [`${STEP}.stepAdjustments[].metricIntervalLowerBound`]: {
        pattern: /^-?\d+(\.\d+)?$/,
        words: "a number",
      },
      [`${STEP}.stepAdjustments[].metricIntervalUpperBound`]: {
        pattern: /^-?\d+(\.\d+)?$/,
        words: "a number",
      },
    },
    defaults: { policyType: "StepScaling" },
    autoName: { property: "name", max: 255 },
    tags: false,
  },
  rules: [
    targetRegistered(PREFIX, API),
    rule(`${PREFIX}:configuration`, APPLY, API, ({ inputs }) => {
      const wanted: Readonly<Record<string, string | undefined>> = {
        StepScaling: STEP,
        TargetTrackingScaling: TRACKING,
        PredictiveScaling: "predictiveScalingPolicyConfiguration",
      };
      const block = wanted[String(inputs.policyType)];
      return block === undefined || object(inputs, block)
        ? undefined
        : `ValidationException: policyType ${String(inputs.policyType)} needs ${block}`;
    }),
    ...trackingRules(),
  ],
  create: (inputs, place) => {
    const name = text(inputs, "name") ?? "";
    const id = uuid(place.urn);
    const alarm = (kind: string): string =>
      arnOf(
        place,
        "cloudwatch",
        `alarm:TargetTracking-${String(inputs.resourceId)}-Alarm${kind}-${uuid(kind + place.urn)}`,
      );
    return {
      id: name,
      outputs: {
        arn: arnOf(place, "autoscaling", `scalingPolicy:${id}:${suffixOf(inputs)}:policyName/${name}`),
        alarmArns: inputs.policyType === "TargetTrackingScaling" ? [alarm("High"), alarm("Low")] : [],
      },
    };
  },
};

function metricOf(inputs: Props): Props | undefined {
  return object(object(inputs, TRACKING), "predefinedMetricSpecification");
}

function trackingRules(): Rule[] {
  return [
    rule(`${PREFIX}:metric-given`, APPLY, API, ({ inputs }) => {
      const tracking = object(inputs, TRACKING);
      return tracking && !metricOf(inputs) && !object(tracking, "customizedMetricSpecification")
        ? "ValidationException: A target tracking policy needs a predefined or a customized metric specification"
        : undefined;
    }),
    rule(`${PREFIX}:metric-known`, APPLY, API, ({ inputs }) => {
      const metric = text(metricOf(inputs), "predefinedMetricType");
      return metric === undefined || inputs.serviceNamespace !== "ecs" || METRICS.includes(metric)
        ? undefined
        : `ValidationException: predefinedMetricType must be one of ${METRICS.join(", ")} for ecs, got ${metric}`;
    }),
    rule(`${PREFIX}:target-value`, APPLY, API, ({ inputs }) => {
      const value = object(inputs, TRACKING)?.targetValue;
      const percent = (text(metricOf(inputs), "predefinedMetricType") ?? "").endsWith("Utilization");
      return value === undefined || (Number(value) > 0 && !(percent && Number(value) > 100))
        ? undefined
        : `ValidationException: targetValue must be above 0${percent ? " and at most 100 percent" : ""}, got ${show(value)}`;
    }),
    rule(`${PREFIX}:resource-label`, APPLY, API, ({ inputs }) => {
      const metric = metricOf(inputs);
      const requests = metric?.predefinedMetricType === "ALBRequestCountPerTarget";
      const label = text(metric, "resourceLabel");
      if (!metric || (requests ? LABEL.test(label ?? "") : label === undefined)) return undefined;
      return requests
        ? `ValidationException: ALBRequestCountPerTarget needs a resource label app/NAME/ID/targetgroup/NAME/ID, got ${label ?? "none"}`
        : `ValidationException: A resource label goes with ALBRequestCountPerTarget only, got ${String(label)}`;
    }),
    rule(`${PREFIX}:exists:resourceLabel`, APPLY, API, ({ inputs, account }) => {
      const label = text(metricOf(inputs), "resourceLabel");
      const suffix = LABEL.exec(label ?? "")?.at(2);
      if (suffix === undefined) return undefined;
      const group = account.ofType(TARGET_GROUP).find(({ outputs }) => outputs.arnSuffix === suffix);
      const owner = account
        .ofType(TYPES.loadBalancer)
        .some(({ outputs }) => label === `${String(outputs.arnSuffix)}/${suffix}`);
      return group && owner && usersOf(account, group.id).length > 0
        ? undefined
        : `ValidationException: The target group ${suffix} is not attached to the load balancer of the resource label ${String(label)}`;
    }),
    rule(`${PREFIX}:one-policy-a-metric`, APPLY, API, ({ inputs, place, account }) => {
      const metric = text(metricOf(inputs), "predefinedMetricType");
      const twin = account
        .ofType(TYPE)
        .some(
          (other) =>
            other.urn !== place.urn &&
            other.inputs.resourceId === inputs.resourceId &&
            text(metricOf(other.inputs), "predefinedMetricType") === metric,
        );
      return metric !== undefined && twin
        ? "ValidationException: Only one TargetTrackingScaling policy for a given metric specification is allowed."
        : undefined;
    }),
    rule(`${PREFIX}:step-adjustments`, APPLY, API, ({ inputs }) => {
      const step = object(inputs, STEP);
      return step && objects(step, "stepAdjustments").length === 0
        ? "ValidationException: A step scaling policy needs at least one step adjustment"
        : undefined;
    }),
  ];
}
