import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { awsContext } from "./awsContext";
import { policyDocument } from "./iam";
import { NAME_LIMITS, physicalName } from "./names";

export interface AlarmTopicArgs {
  /** Address that gets every alarm, once its owner has confirmed the subscription. @default nobody */
  readonly email?: string;
}

/** What may publish alarms: CloudWatch's alarms, EventBridge's rules and AWS Budgets. */
const PUBLISHERS = ["cloudwatch.amazonaws.com", "events.amazonaws.com", "budgets.amazonaws.com"] as const;

/** The one SNS topic of a stack to which everything that watches reports. */
export class AlarmTopic extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: AlarmTopicArgs, opts?: pulumi.ComponentResourceOptions) {
    super("harena:watching:AlarmTopic", name, {}, opts);
    const topic = new aws.sns.Topic(
      `${name}-topic`,
      { name: physicalName({ name, max: NAME_LIMITS.topic }) },
      { parent: this },
    );
    const { accountId } = awsContext(this);
    const policy = new aws.sns.TopicPolicy(
      `${name}-policy`,
      {
        arn: topic.arn,
        policy: policyDocument([
          ...PUBLISHERS.map((service) => ({
            Sid: `Publish-${service.split(".")[0] ?? service}`.replace(/[^A-Za-z]/g, ""),
            Effect: "Allow" as const,
            Principal: { Service: service },
            Action: ["sns:Publish"],
            Resource: topic.arn,
            Condition: { StringEquals: { "aws:SourceAccount": accountId } },
          })),
          {
            Sid: "TlsOnly",
            Effect: "Deny",
            Principal: { AWS: "*" },
            Action: ["sns:Publish"],
            Resource: topic.arn,
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          },
        ]),
      },
      { parent: this },
    );
    if (args.email !== undefined) {
      new aws.sns.TopicSubscription(
        `${name}-email`,
        { topic: topic.arn, protocol: "email", endpoint: args.email },
        { parent: this },
      );
    }
    // Whoever reports to the topic waits until it may.
    this.arn = pulumi.all([topic.arn, policy.id]).apply(([arn]) => arn);
    this.registerOutputs({ arn: this.arn });
  }
}
