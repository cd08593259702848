import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { awsContext } from "./awsContext";
import { NAME_LIMITS, physicalName } from "./names";

export interface ClusterEventsArgs {
  readonly clusterName: pulumi.Input<string>;
  /** Topic that gets the events; its policy must let EventBridge publish. */
  readonly topicArn: pulumi.Input<string>;
}

/** Amazon ECS, "Amazon ECS service action events" and "Amazon ECS service deployment state change events". */
const REPORTED = [
  "SERVICE_TASK_PLACEMENT_FAILURE",
  "SERVICE_TASK_START_IMPAIRED",
  "SERVICE_DEPLOYMENT_FAILED",
];

/**
 * Reports what no metric shows: ECS found no capacity for a task (Spot taken back and none left), new tasks
 * keep failing to start while old ones still serve (a secret or image that is gone), and a deployment failed.
 */
export class ClusterEvents extends pulumi.ComponentResource {
  constructor(name: string, args: ClusterEventsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("harena:watching:ClusterEvents", name, {}, opts);
    const { partition, region, accountId } = awsContext(this);
    const services = pulumi.interpolate`arn:${partition}:ecs:${region}:${accountId}:service/${args.clusterName}/`;
    const rule = new aws.cloudwatch.EventRule(
      `${name}-rule`,
      {
        name: physicalName({ name, max: NAME_LIMITS.eventRule }),
        description: "Tasks that found no capacity or do not start, and failed deployments",
        eventPattern: pulumi.jsonStringify({
          source: ["aws.ecs"],
          "detail-type": ["ECS Service Action", "ECS Deployment State Change"],
          resources: [{ prefix: services }],
          detail: { eventName: REPORTED },
        }),
      },
      { parent: this },
    );
    new aws.cloudwatch.EventTarget(
      `${name}-target`,
      { rule: rule.name, targetId: "topic", arn: args.topicArn },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
