import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { NAME_LIMITS, physicalName } from "./names";
import { outside, refuseProblems } from "./validation";

export interface LoadBalancerAlarmsArgs {
  readonly topicArn: pulumi.Input<string>;
  readonly loadBalancerArnSuffix: pulumi.Input<string>;
  /** Answers of 5xx that the load balancer gives by itself in a minute that are too many. @default 5 */
  readonly errorsPerMinute?: number;
}

/**
 * Watches what no target group's figures show: the 502, 503 and 504 that the load balancer answers itself when
 * a task closes a connection, is not there, or takes too long
 * (Elastic Load Balancing, "CloudWatch metrics for your Application Load Balancer": HTTPCode_ELB_5XX_Count).
 */
export class LoadBalancerAlarms extends pulumi.ComponentResource {
  constructor(name: string, args: LoadBalancerAlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("harena:watching:LoadBalancerAlarms", name, {}, opts);
    const { errorsPerMinute = 5, topicArn } = args;
    refuseProblems(`the alarms of ${name}`, outside("errorsPerMinute", errorsPerMinute, 1, 1_000_000));
    new aws.cloudwatch.MetricAlarm(
      `${name}-errors`,
      {
        name: physicalName({ name: `${name}-errors`, max: NAME_LIMITS.alarm }),
        alarmDescription: `The load balancer itself answers ${errorsPerMinute} or more requests a minute with 5xx, three minutes of five`,
        namespace: "AWS/ApplicationELB",
        metricName: "HTTPCode_ELB_5XX_Count",
        dimensions: { LoadBalancer: args.loadBalancerArnSuffix },
        statistic: "Sum",
        period: 60,
        evaluationPeriods: 5,
        datapointsToAlarm: 3,
        threshold: errorsPerMinute,
        comparisonOperator: "GreaterThanOrEqualToThreshold",
        // No such answer, no figure.
        treatMissingData: "notBreaching",
        alarmActions: [topicArn],
        okActions: [topicArn],
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
