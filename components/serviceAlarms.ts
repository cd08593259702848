import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { NAME_LIMITS, physicalName } from "./names";
import { outside, refuseProblems } from "./validation";

export interface ServiceAlarmsArgs {
  readonly topicArn: pulumi.Input<string>;
  readonly clusterName: pulumi.Input<string>;
  readonly serviceName: string;
  readonly loadBalancerArnSuffix: pulumi.Input<string>;
  readonly targetGroupArnSuffix: pulumi.Input<string>;
  /** Seconds that 95 of 100 answers must begin within. @default 5 */
  readonly latencySeconds?: number;
  /** Failed answers in a minute that are too many. @default 5 */
  readonly errorsPerMinute?: number;
  /** Whether the service has no tasks at night, so that missing figures are no alarm. */
  readonly sleeps: boolean;
}

type Alarm = Omit<aws.cloudwatch.MetricAlarmArgs, "name" | "alarmActions" | "okActions">;

/** The alarms of one service behind a load balancer; two of them also end a bad deployment. */
export class ServiceAlarms extends pulumi.ComponentResource {
  /** Names of the alarms that roll a deployment back: failed answers and latency. */
  readonly deploymentAlarmNames: pulumi.Output<string>[];

  constructor(name: string, args: ServiceAlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("harena:watching:ServiceAlarms", name, {}, opts);
    validate(name, args);
    const create = (suffix: string, alarm: Alarm): aws.cloudwatch.MetricAlarm =>
      new aws.cloudwatch.MetricAlarm(
        `${name}-${suffix}`,
        {
          ...alarm,
          name: physicalName({ name: `${args.serviceName}-${suffix}`, max: NAME_LIMITS.alarm }),
          alarmActions: [args.topicArn],
          okActions: [args.topicArn],
        },
        { parent: this },
      );
    const errors = create("errors", errorAlarm(args));
    const latency = create("latency", latencyAlarm(args));
    create("unhealthy", unhealthyAlarm(args));
    create("no-task", noTaskAlarm(args));
    create("cpu", useAlarm(args, "CPUUtilization", "CPU"));
    create("memory", useAlarm(args, "MemoryUtilization", "memory"));
    this.deploymentAlarmNames = [errors.name, latency.name];
    this.registerOutputs({ deploymentAlarmNames: this.deploymentAlarmNames });
  }
}

function validate(name: string, args: ServiceAlarmsArgs): void {
  const { latencySeconds = 5, errorsPerMinute = 5 } = args;
  refuseProblems(`the alarms of ${name}`, [
    ...(latencySeconds > 0 && Number.isFinite(latencySeconds)
      ? []
      : [{ propertyPath: "latencySeconds", reason: `got ${latencySeconds}; allowed: seconds above 0` }]),
    ...outside("errorsPerMinute", errorsPerMinute, 1, 1_000_000),
  ]);
}

function targets(
  args: ServiceAlarmsArgs,
  metricName: string,
): Pick<Alarm, "namespace" | "metricName" | "dimensions"> {
  return {
    namespace: "AWS/ApplicationELB",
    metricName,
    dimensions: { LoadBalancer: args.loadBalancerArnSuffix, TargetGroup: args.targetGroupArnSuffix },
  };
}

function errorAlarm(args: ServiceAlarmsArgs): Alarm {
  const { errorsPerMinute = 5, serviceName } = args;
  return {
    ...targets(args, "HTTPCode_Target_5XX_Count"),
    alarmDescription: `${serviceName}: ${errorsPerMinute} or more answers a minute are 5xx, three minutes of five`,
    statistic: "Sum",
    period: 60,
    evaluationPeriods: 5,
    datapointsToAlarm: 3,
    threshold: errorsPerMinute,
    comparisonOperator: "GreaterThanOrEqualToThreshold",
    treatMissingData: "notBreaching",
  };
}

function latencyAlarm(args: ServiceAlarmsArgs): Alarm {
  const { latencySeconds = 5, serviceName } = args;
  return {
    ...targets(args, "TargetResponseTime"),
    alarmDescription: `${serviceName}: 5 % of the answers begin later than ${latencySeconds} s, three minutes of five`,
    extendedStatistic: "p95",
    period: 60,
    evaluationPeriods: 5,
    datapointsToAlarm: 3,
    threshold: latencySeconds,
    comparisonOperator: "GreaterThanThreshold",
    // With a handful of requests one slow answer would already be the 95th percentile.
    evaluateLowSampleCountPercentiles: "ignore",
    treatMissingData: "notBreaching",
  };
}

function unhealthyAlarm(args: ServiceAlarmsArgs): Alarm {
  return {
    ...targets(args, "UnHealthyHostCount"),
    alarmDescription: `${args.serviceName}: a task has failed the load balancer's health check for five minutes`,
    statistic: "Minimum",
    period: 60,
    evaluationPeriods: 5,
    threshold: 0,
    comparisonOperator: "GreaterThanThreshold",
    treatMissingData: "notBreaching",
  };
}

function noTaskAlarm(args: ServiceAlarmsArgs): Alarm {
  return {
    ...targets(args, "HealthyHostCount"),
    alarmDescription: `${args.serviceName}: no healthy task for three minutes (crash, lost dependency, or Spot capacity taken back)`,
    statistic: "Maximum",
    period: 60,
    evaluationPeriods: 3,
    threshold: 1,
    comparisonOperator: "LessThanThreshold",
    // Without a registered target there is no figure at all: by day that is the worst case, at night it is sleep.
    treatMissingData: args.sleeps ? "notBreaching" : "breaching",
  };
}

function useAlarm(args: ServiceAlarmsArgs, metricName: string, what: string): Alarm {
  return {
    namespace: "AWS/ECS",
    metricName,
    dimensions: { ClusterName: args.clusterName, ServiceName: args.serviceName },
    alarmDescription: `${args.serviceName}: tasks use more than 90 % of their ${what} for ten minutes`,
    statistic: "Average",
    period: 300,
    evaluationPeriods: 2,
    threshold: 90,
    comparisonOperator: "GreaterThanThreshold",
    treatMissingData: "notBreaching",
  };
}
