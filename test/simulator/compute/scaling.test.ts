import { describeRules, type World } from "../support";
import { listener, runtime } from "./world";

const SERVICE = "aws:ecs/service:Service";
const TARGET = "aws:appautoscaling/target:Target";
const POLICY = "aws:appautoscaling/policy:Policy";
const IDENTITY = {
  resourceId: "service/main/web",
  scalableDimension: "ecs:service:DesiredCount",
  serviceNamespace: "ecs",
};

function scaled(world: World): void {
  runtime(world);
  world.add(SERVICE, { name: "web", cluster: "main" });
  world.add(TARGET, { ...IDENTITY, minCapacity: 1, maxCapacity: 4 });
}

describeRules(TARGET, {
  compliant: (world) => {
    runtime(world);
    world.add(SERVICE, { name: "web", cluster: "main" });
    return { ...IDENTITY, minCapacity: 1, maxCapacity: 4 };
  },
  breaks: {
    "required:maxCapacity": { maxCapacity: undefined },
    "required:minCapacity": { minCapacity: undefined },
    "required:resourceId": { resourceId: undefined },
    "required:scalableDimension": { scalableDimension: undefined },
    "required:serviceNamespace": { serviceNamespace: undefined },
    "values:serviceNamespace": { serviceNamespace: "eks" },
    "range:minCapacity": { minCapacity: -1 },
    "range:maxCapacity": { maxCapacity: -1 },
    dimension: { scalableDimension: "ecs:service:Count" },
    "resource-id": { resourceId: "arn:aws:ecs:eu-west-1:111122223333:service/main/web" },
    "exists:resourceId": { resourceId: "service/main/api" },
    daemon: (inputs, world) => {
      world.add(SERVICE, { name: "agent", cluster: "main", schedulingStrategy: "DAEMON" });
      inputs.resourceId = "service/main/agent";
    },
    capacity: { minCapacity: 5 },
    tags: { "tags.aws:mine": "x" },
  },
  accepts: { "equal capacities": { minCapacity: 4 }, "scaling to nothing": { minCapacity: 0 } },
});

const TRACKING = "targetTrackingScalingPolicyConfiguration";
const STEP = "stepScalingPolicyConfiguration";
const METRIC = `${TRACKING}.predefinedMetricSpecification`;
const step = (block: object): object => ({ policyType: "StepScaling", [TRACKING]: undefined, [STEP]: block });
const adjustment = { scalingAdjustment: 1 };

describeRules(POLICY, {
  compliant: (world) => {
    scaled(world);
    return {
      ...IDENTITY,
      name: "cpu",
      policyType: "TargetTrackingScaling",
      [TRACKING]: {
        targetValue: 60,
        predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageCPUUtilization" },
      },
    };
  },
  breaks: {
    "required:resourceId": { resourceId: undefined },
    "required:scalableDimension": { scalableDimension: undefined },
    "required:serviceNamespace": { serviceNamespace: undefined },
    [`required:${TRACKING}.targetValue`]: { [`${TRACKING}.targetValue`]: undefined },
    [`required:${METRIC}.predefinedMetricType`]: { [METRIC]: { resourceLabel: "a" } },
    [`required:${STEP}.stepAdjustments[].scalingAdjustment`]: step({ stepAdjustments: [{}] }),
    [`conflicts:${TRACKING}.customizedMetricSpecification+${METRIC}`]: {
      [`${TRACKING}.customizedMetricSpecification`]: { metricName: "Requests" },
    },
    "values:policyType": { policyType: "Magic" },
    [`values:${TRACKING}.customizedMetricSpecification.statistic`]: {
      [METRIC]: undefined,
      [`${TRACKING}.customizedMetricSpecification`]: { statistic: "p95" },
    },
    [`values:${STEP}.adjustmentType`]: step({ adjustmentType: "Double", stepAdjustments: [adjustment] }),
    [`values:${STEP}.metricAggregationType`]: step({
      metricAggregationType: "p95",
      stepAdjustments: [adjustment],
    }),
    "length:name": { name: "a".repeat(256) },
    [`length:${METRIC}.resourceLabel`]: { [`${METRIC}.resourceLabel`]: "a".repeat(1024) },
    [`length:${STEP}.stepAdjustments`]: step({
      stepAdjustments: Array.from({ length: 21 }, () => adjustment),
    }),
    [`format:${STEP}.stepAdjustments[].metricIntervalLowerBound`]: step({
      stepAdjustments: [{ ...adjustment, metricIntervalLowerBound: "low" }],
    }),
    [`format:${STEP}.stepAdjustments[].metricIntervalUpperBound`]: step({
      stepAdjustments: [{ ...adjustment, metricIntervalUpperBound: "high" }],
    }),
    "exists:target": { resourceId: "service/main/api" },
    configuration: { policyType: "StepScaling" },
    "metric-given": { [METRIC]: undefined },
    "metric-known": { [`${METRIC}.predefinedMetricType`]: "ECSServiceMedianCPU" },
    "target-value": [{ [`${TRACKING}.targetValue`]: 0 }, { [`${TRACKING}.targetValue`]: 101 }],
    "resource-label": [
      { [`${METRIC}.predefinedMetricType`]: "ALBRequestCountPerTarget" },
      { [`${METRIC}.resourceLabel`]: "app/front" },
    ],
    "exists:resourceLabel": {
      [`${METRIC}.predefinedMetricType`]: "ALBRequestCountPerTarget",
      [`${METRIC}.resourceLabel`]: "app/front/0123456789abcdef/targetgroup/web/0123456789abcdef",
    },
    "one-policy-a-metric": (inputs, world) => void world.add(POLICY, { ...inputs, name: "other" }),
    "step-adjustments": step({ stepAdjustments: [] }),
  },
  accepts: {
    "requests per target of an attached target group": (inputs, world) => {
      const [owner] = world.account.ofType("aws:lb/loadBalancer:LoadBalancer");
      const [group] = world.account.ofType("aws:lb/targetGroup:TargetGroup");
      listener(world, owner.id, {
        port: 8080,
        defaultActions: [{ type: "forward", targetGroupArn: group.id }],
      });
      const resourceLabel = `${String(owner.outputs.arnSuffix)}/${String(group.outputs.arnSuffix)}`;
      const predefinedMetricSpecification = {
        predefinedMetricType: "ALBRequestCountPerTarget",
        resourceLabel,
      };
      inputs[TRACKING] = { targetValue: 1000, predefinedMetricSpecification };
    },
    "a whole percentage": { [`${TRACKING}.targetValue`]: 100 },
  },
});

describeRules("aws:appautoscaling/scheduledAction:ScheduledAction", {
  compliant: (world) => {
    scaled(world);
    return {
      ...IDENTITY,
      name: "night",
      schedule: "cron(0 20 ? * MON-FRI *)",
      timezone: "Europe/Paris",
      scalableTargetAction: { minCapacity: 0, maxCapacity: 0 },
    };
  },
  breaks: {
    "required:resourceId": { resourceId: undefined },
    "required:scalableDimension": { scalableDimension: undefined },
    "required:serviceNamespace": { serviceNamespace: undefined },
    "required:schedule": { schedule: undefined },
    "required:scalableTargetAction": { scalableTargetAction: undefined },
    "atLeastOneOf:scalableTargetAction.maxCapacity+scalableTargetAction.minCapacity": {
      scalableTargetAction: {},
    },
    "range:scalableTargetAction.maxCapacity": { "scalableTargetAction.maxCapacity": -1 },
    "range:scalableTargetAction.minCapacity": { "scalableTargetAction.minCapacity": -1 },
    "format:startTime": { startTime: "tomorrow" },
    "format:endTime": { endTime: "2030-01-01" },
    "exists:target": { resourceId: "service/main/api" },
    schedule: [
      { schedule: "0 20 * * *" },
      { schedule: "cron(0 20 * * *)" },
      { schedule: "cron(0 25 ? * * *)" },
      { schedule: "cron(0 20 * * * *)" },
      { schedule: "rate(1 hours)" },
      { schedule: "at(2030-13-01T00:00:00)" },
    ],
    timezone: { timezone: "Mars/Olympus" },
    capacity: { "scalableTargetAction.minCapacity": 1 },
    times: { startTime: "2030-01-02T00:00:00Z", endTime: "2030-01-01T00:00:00Z" },
  },
  accepts: { "a rate": { schedule: "rate(2 hours)" }, "a moment": { schedule: "at(2030-12-01T00:00:00)" } },
});
