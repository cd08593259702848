import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Where a component's resources are created, as its AWS provider says. */
export interface AwsContext {
  readonly region: pulumi.Output<string>;
  readonly accountId: pulumi.Output<string>;
  /** `aws`, `aws-cn` or `aws-us-gov`: the second part of every ARN. */
  readonly partition: pulumi.Output<string>;
}

/** Asks the provider that `parent` uses. */
export function awsContext(parent: pulumi.Resource): AwsContext {
  return {
    region: aws.getRegionOutput({}, { parent }).region,
    accountId: aws.getCallerIdentityOutput({}, { parent }).accountId,
    partition: aws.getPartitionOutput({}, { parent }).partition,
  };
}
