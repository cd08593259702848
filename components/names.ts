/**
 * Physical names, where AWS limits them. All of them begin with project and stack, so that any number of
 * stacks fit into one account.
 */
import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";

/** Longest names in characters, each from the service's own API reference. */
export const NAME_LIMITS = {
  /** Elastic Load Balancing, CreateLoadBalancer: Name. */
  loadBalancer: 32,
  /** Elastic Load Balancing, CreateTargetGroup: Name. */
  targetGroup: 32,
  /** IAM, CreateRole: RoleName. */
  role: 64,
  /** IAM, CreateInstanceProfile: InstanceProfileName. */
  instanceProfile: 128,
  /** Amazon ECS, CreateCluster, CreateService and RegisterTaskDefinition: 255 characters. */
  ecs: 255,
  /** AWS Cloud Map, CreateHttpNamespace: Name. */
  namespace: 1024,
  /** Amazon ECR, CreateRepository: repositoryName. */
  repository: 256,
  /** CloudWatch Logs, CreateLogGroup: logGroupName. */
  logGroup: 512,
  /** CloudWatch, PutMetricAlarm: AlarmName. */
  alarm: 255,
  /** Amazon EventBridge, PutRule: Name. */
  eventRule: 64,
  /** Amazon SNS, CreateTopic: Name. */
  topic: 256,
  /** S3 bucket names have 63 characters, of which the provider's generated suffix takes 26. */
  bucketPrefix: 37,
  /** EC2 security group names have 255 characters, of which the provider's generated suffix takes 26. */
  securityGroupPrefix: 229,
  /** Secrets Manager names have 512 characters, of which the provider's generated suffix takes 26. */
  secretPrefix: 486,
  /** AWS WAF, CreateWebACL: Name. */
  webAcl: 128,
  /** CloudFront functions, policies and origin access controls: 64 characters. */
  cloudfront: 64,
  /** AWS Budgets, CreateBudget: BudgetName. */
  budget: 100,
} as const;

export interface PhysicalNameArgs {
  /** What the thing is called within its stack, e.g. `user-service`. */
  readonly name: string;
  /** Longest name that AWS takes, of {@link NAME_LIMITS}. */
  readonly max: number;
  /** Between the parts. @default "-" */
  readonly separator?: string;
  /** What must replace the resource when it changes: gives the name a short hash of it. */
  readonly identity?: readonly (string | number)[];
  /** @default `pulumi.getProject()` */
  readonly project?: string;
  /** @default `pulumi.getStack()` */
  readonly stack?: string;
}

const HASH_LENGTH = 6;

/**
 * `<project>-<stack>-<name>[-<hash of identity>]`, within `max` characters. When that is too long, the
 * project is left out first; then the rest is cut and ends in a hash of the whole name, so that two long
 * names never become one.
 */
export function physicalName(args: PhysicalNameArgs): string {
  const { name, max, separator = "-", identity } = args;
  const project = args.project ?? pulumi.getProject();
  const stack = args.stack ?? pulumi.getStack();
  const suffix = identity ? `-${digest(identity.join("|"))}` : "";
  const whole = [project, stack, name].join(separator) + suffix;
  if (whole.length <= max) return whole;
  const withoutProject = [stack, name].join(separator) + suffix;
  if (withoutProject.length <= max) return withoutProject;
  const tail = `-${digest(whole)}`;
  return (
    [stack, name]
      .join(separator)
      .slice(0, max - tail.length)
      .replace(/[-/_]+$/, "") + tail
  );
}

/** A physical name and a hyphen, for the provider to put its generated suffix behind. */
export function physicalPrefix(args: PhysicalNameArgs): string {
  return `${physicalName({ ...args, max: args.max - 1 })}-`;
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, HASH_LENGTH);
}
