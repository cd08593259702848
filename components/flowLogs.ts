import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { awsContext, type AwsContext } from "./awsContext";
import { Documents } from "./documents";
import { policyContent, policyDocument, type Statement } from "./iam";
import { NAME_LIMITS, physicalName } from "./names";

export interface FlowLogsArgs {
  readonly vpcId: pulumi.Input<string>;
  /** Days that records are kept, one of {@link LOG_RETENTION_DAYS} of logRetention.ts. */
  readonly retentionDays: number;
}

/**
 * Records of all connections of a VPC in a log group of their own. Accepted ones too, not just rejected
 * ones: after an incident the question is where data went, and that traffic was allowed.
 */
export class FlowLogs extends pulumi.ComponentResource {
  readonly logGroupName: pulumi.Output<string>;

  constructor(name: string, args: FlowLogsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("harena:network:FlowLogs", name, {}, opts);
    const logGroup = new aws.cloudwatch.LogGroup(
      `${name}-records`,
      {
        name: "/" + physicalName({ name, max: NAME_LIMITS.logGroup - 1, separator: "/" }),
        retentionInDays: args.retentionDays,
      },
      { parent: this },
    );
    const role = new aws.iam.Role(
      `${name}-writer`,
      {
        name: physicalName({ name, max: NAME_LIMITS.role }),
        description: "Lets VPC flow logs write to their log group",
        assumeRolePolicy: trustPolicy(awsContext(this)),
      },
      { parent: this },
    );
    const documents = new Documents();
    const policy = new aws.iam.RolePolicy(
      `${name}-write`,
      {
        role: role.name,
        policy: documents.json(`${name}-write`, "policy", policyContent(writeStatements(logGroup.arn))),
      },
      { parent: this },
    );
    new aws.ec2.FlowLog(
      `${name}-vpc`,
      {
        vpcId: args.vpcId,
        trafficType: "ALL",
        logDestinationType: "cloud-watch-logs",
        logDestination: logGroup.arn,
        iamRoleArn: role.arn,
        // Ten minutes instead of one: fewer, longer records, and ingestion is what is billed.
        maxAggregationInterval: 600,
        tags: { Name: name },
      },
      { parent: this, dependsOn: [policy] },
    );
    this.logGroupName = logGroup.name;
    this.registerOutputs({ logGroupName: this.logGroupName, documents: documents.outputs });
  }
}

/** For flow logs of this account and region: the service's name alone would admit everybody's. */
function trustPolicy({ partition, region, accountId }: AwsContext): pulumi.Output<string> {
  return policyDocument([
    {
      Effect: "Allow",
      Action: ["sts:AssumeRole"],
      Principal: { Service: "vpc-flow-logs.amazonaws.com" },
      Condition: {
        StringEquals: { "aws:SourceAccount": accountId },
        ArnLike: {
          "aws:SourceArn": pulumi.interpolate`arn:${partition}:ec2:${region}:${accountId}:vpc-flow-log/*`,
        },
      },
    },
  ]);
}

/** The log group exists already, so that creating groups is not among the permissions. */
function writeStatements(logGroupArn: pulumi.Input<string>): Statement[] {
  return [
    {
      Effect: "Allow",
      Action: [
        "logs:CreateLogStream",
        "logs:DescribeLogGroups",
        "logs:DescribeLogStreams",
        "logs:PutLogEvents",
      ],
      Resource: [logGroupArn, pulumi.interpolate`${logGroupArn}:*`],
    },
  ];
}
