/** The log of requests that CloudFront writes for a distribution. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { physicalName } from "./names";

export interface SiteLogsArgs {
  /** ARN of the distribution whose requests are logged. */
  readonly distributionArn: pulumi.Input<string>;
  /** ARN of the bucket that takes the log files; its policy needs {@link siteLogsStatement}. */
  readonly bucketArn: pulumi.Input<string>;
}

/** CloudFront is a global service: CloudWatch Logs takes its deliveries in this region alone. */
const REGION = "us-east-1";

/** CloudWatch Logs, PutDeliverySource and PutDeliveryDestination: name. */
const MAX_NAME = 60;

/**
 * CloudFront's standard logging (v2) into S3. The older way, an argument of the distribution, needs a bucket
 * with access control lists, which a private bucket does not have.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html
 */
export class SiteLogs extends pulumi.ComponentResource {
  readonly deliveryId: pulumi.Output<string>;

  constructor(name: string, args: SiteLogsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("harena:web:SiteLogs", name, {}, opts);
    const source = new aws.cloudwatch.LogDeliverySource(
      `${name}-source`,
      {
        name: physicalName({ name, max: MAX_NAME }),
        logType: "ACCESS_LOGS",
        resourceArn: args.distributionArn,
        region: REGION,
      },
      { parent: this },
    );
    const destination = new aws.cloudwatch.LogDeliveryDestination(
      `${name}-destination`,
      {
        name: physicalName({ name, max: MAX_NAME }),
        deliveryDestinationConfiguration: { destinationResourceArn: args.bucketArn },
        outputFormat: "w3c",
        region: REGION,
      },
      { parent: this },
    );
    const delivery = new aws.cloudwatch.LogDelivery(
      `${name}-delivery`,
      {
        deliverySourceName: source.name,
        deliveryDestinationArn: destination.arn,
        s3DeliveryConfigurations: [
          { suffixPath: "{DistributionId}/{yyyy}/{MM}/{dd}", enableHiveCompatiblePath: false },
        ],
        region: REGION,
      },
      { parent: this },
    );
    this.deliveryId = delivery.id;
    this.registerOutputs({ deliveryId: this.deliveryId });
  }
}

/** Lets CloudWatch Logs write CloudFront's logs of an account into a bucket of that account. */
export function siteLogsStatement(
  bucketArn: string,
  { accountId, partition }: { accountId: string; partition: string },
): aws.iam.PolicyStatement {
  return {
    Sid: "AllowCloudFrontLogs",
    Effect: "Allow",
    Principal: { Service: "delivery.logs.amazonaws.com" },
    Action: "s3:PutObject",
    Resource: `${bucketArn}/AWSLogs/${accountId}/CloudFront/*`,
    Condition: {
      StringEquals: { "aws:SourceAccount": accountId },
      ArnLike: { "aws:SourceArn": `arn:${partition}:logs:${REGION}:${accountId}:delivery-source:*` },
    },
  };
}
