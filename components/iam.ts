import * as pulumi from "@pulumi/pulumi";
import type { AwsContext } from "./awsContext";

/** One statement of an IAM policy. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Action: readonly string[];
  readonly Resource?: pulumi.Input<string> | pulumi.Input<string>[];
  readonly Principal?: pulumi.Input<string | Record<string, pulumi.Input<string>>>;
  readonly Condition?: Record<string, Record<string, pulumi.Input<string>>>;
}

/** An IAM policy document of these statements. */
export function policyContent<T>(statements: T): { readonly Version: string; readonly Statement: T } {
  return { Version: "2012-10-17", Statement: statements };
}

/** An IAM policy document of these statements, as JSON. */
export function policyDocument(statements: pulumi.Input<readonly Statement[]>): pulumi.Output<string> {
  return pulumi.jsonStringify(policyContent(statements));
}

/**
 * Lets ECS tasks of this account, and of no other (the confused deputy), take on a role
 * (Amazon ECS, "Task IAM role": aws:SourceAccount and aws:SourceArn).
 */
export function ecsTasksTrust(context: AwsContext): pulumi.Output<string> {
  const { partition, region, accountId } = context;
  return policyDocument([
    {
      Effect: "Allow",
      Action: ["sts:AssumeRole"],
      Principal: { Service: "ecs-tasks.amazonaws.com" },
      Condition: {
        StringEquals: { "aws:SourceAccount": accountId },
        ArnLike: { "aws:SourceArn": pulumi.interpolate`arn:${partition}:ecs:${region}:${accountId}:*` },
      },
    },
  ]);
}
