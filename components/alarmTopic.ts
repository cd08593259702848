import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { awsContext } from "./awsContext";
import { Documents } from "./documents";
import { policyContent, type Statement } from "./iam";
import { NAME_LIMITS, physicalName } from "./names";
import { refuseProblems } from "./validation";

export interface AlarmTopicArgs {
  /** Address that gets every alarm, once its owner has confirmed the subscription. @default nobody */
  readonly email?: string;
}

/**
 * The one SNS topic of a stack to which everything that watches reports. It is not encrypted with a KMS key:
 * CloudWatch alarms cannot use SNS's own, and what an alarm says is no secret worth a key of its own.
 */
export class AlarmTopic extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: AlarmTopicArgs, opts?: pulumi.ComponentResourceOptions) {
    super("harena:watching:AlarmTopic", name, {}, opts);
    const { email } = args;
    refuseProblems("the alarm topic", [
      ...(email === undefined || /^[^\s@]+@[^\s@]+$/.test(email)
        ? []
        : [{ propertyPath: "email", reason: `got "${email}"; allowed: an e-mail address` }]),
    ]);
    const topic = new aws.sns.Topic(
      `${name}-topic`,
      { name: physicalName({ name, max: NAME_LIMITS.topic }) },
      { parent: this },
    );
    const documents = new Documents();
    const policy = new aws.sns.TopicPolicy(
      `${name}-policy`,
      {
        arn: topic.arn,
        policy: documents.json(
          `${name}-policy`,
          "policy",
          policyContent(statements(topic.arn, awsContext(this).accountId)),
        ),
      },
      { parent: this },
    );
    if (email !== undefined) {
      new aws.sns.TopicSubscription(
        `${name}-email`,
        { topic: topic.arn, protocol: "email", endpoint: email },
        { parent: this },
      );
    }
    // Whoever reports to the topic waits until it may.
    this.arn = pulumi.all([topic.arn, policy.id]).apply(([arn]) => arn);
    this.registerOutputs({ arn: this.arn, documents: documents.outputs });
  }
}

function statements(topicArn: pulumi.Output<string>, accountId: pulumi.Output<string>): Statement[] {
  const publish = { Action: ["sns:Publish"], Resource: topicArn };
  const ownAccount = { StringEquals: { "aws:SourceAccount": accountId } };
  return [
    {
      Sid: "Alarms",
      Effect: "Allow",
      Principal: { Service: "cloudwatch.amazonaws.com" },
      ...publish,
      Condition: ownAccount,
    },
    {
      Sid: "Budgets",
      Effect: "Allow",
      Principal: { Service: "budgets.amazonaws.com" },
      ...publish,
      Condition: ownAccount,
    },
    // EventBridge says nothing of itself to SNS, so that under any condition no event would arrive (Amazon
    // EventBridge, "Troubleshooting": no Condition blocks in SNS topic policies).
    { Sid: "Events", Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, ...publish },
    {
      Sid: "TlsOnly",
      Effect: "Deny",
      Principal: { AWS: "*" },
      ...publish,
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
  ];
}
