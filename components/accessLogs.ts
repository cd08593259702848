import * as pulumi from "@pulumi/pulumi";
import { awsContext } from "./awsContext";
import { PrivateBucket } from "./privateBucket";
import { outside, refuseProblems } from "./validation";

export interface AccessLogsArgs {
  /** Days that log files are kept, 1 to 36,500. */
  readonly retentionDays: number;
  /** Whether the bucket may be deleted with files in it. @default false */
  readonly forceDestroy?: boolean;
}

/**
 * A bucket that load balancers of this account may write their access logs to
 * (Elastic Load Balancing, "Enable access logs": the log delivery service principal; SSE-S3 only). The
 * account's id in the path is what keeps other accounts out; log delivery does not say for which load
 * balancer it writes, so that a condition on it would refuse every file.
 */
export class AccessLogs extends pulumi.ComponentResource {
  readonly bucketName: pulumi.Output<string>;
  /** What must exist before the first log file. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: AccessLogsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("harena:storage:AccessLogs", name, {}, opts);
    refuseProblems(`the access logs ${name}`, outside("retentionDays", args.retentionDays, 1, 36_500));
    const { accountId } = awsContext(this);
    const bucket = new PrivateBucket(
      name,
      {
        forceDestroy: args.forceDestroy ?? false,
        lifecycleRules: [
          {
            id: "expire",
            status: "Enabled",
            filter: { prefix: "" },
            expiration: { days: args.retentionDays },
          },
        ],
        policyStatements: (bucketArn) => [
          {
            Sid: "LoadBalancerLogs",
            Effect: "Allow",
            Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
            Action: "s3:PutObject",
            Resource: pulumi.interpolate`${bucketArn}/AWSLogs/${accountId}/*`,
          },
        ],
      },
      { parent: this },
    );
    this.bucketName = bucket.bucketName;
    this.ready = bucket.ready;
    this.registerOutputs({ bucketName: this.bucketName });
  }
}
