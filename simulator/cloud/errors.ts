/** Refusals in the words of the AWS provider, as Pulumi shows them. */
import type { Wire } from "./values";

/** What the provider answers instead of a result. */
export class ProviderError extends Error {}

/** The thing exists, but waiting for it failed: the engine keeps it and tries again. */
export class InitFailed extends ProviderError {
  constructor(
    readonly id: string,
    readonly properties: Wire,
    readonly inputs: Wire,
    readonly reasons: readonly string[],
  ) {
    super(reasons.join("; "));
  }
}

type Verb = "create" | "update" | "delete" | "read";

const VERBS: Readonly<Record<Verb, readonly [progressive: string, operation: string]>> = {
  create: ["creating", "Create"],
  update: ["updating", "Update"],
  delete: ["deleting", "Delete"],
  read: ["reading", "Get"],
};

/** How the AWS SDK for Go names its services, by module of the Pulumi type. */
const SERVICES: Readonly<Record<string, readonly [people: string, sdk: string]>> = {
  acm: ["ACM", "ACM"],
  appautoscaling: ["Application Auto Scaling", "Application Auto Scaling"],
  budgets: ["Budgets", "Budgets"],
  cloudfront: ["CloudFront", "CloudFront"],
  cloudwatch: ["CloudWatch", "CloudWatch"],
  ec2: ["EC2", "EC2"],
  ecr: ["ECR", "ECR"],
  ecs: ["ECS", "ECS"],
  iam: ["IAM", "IAM"],
  kms: ["KMS", "KMS"],
  lb: ["ELBv2", "Elastic Load Balancing v2"],
  route53: ["Route 53", "Route 53"],
  s3: ["S3", "S3"],
  scheduler: ["EventBridge Scheduler", "Scheduler"],
  secretsmanager: ["Secrets Manager", "Secrets Manager"],
  servicediscovery: ["Service Discovery", "ServiceDiscovery"],
  sns: ["SNS", "SNS"],
  sqs: ["SQS", "SQS"],
  ssm: ["SSM", "SSM"],
  vpc: ["VPC", "EC2"],
  wafv2: ["WAFv2", "WAFV2"],
};

export interface Failure {
  readonly type: string;
  readonly verb: Verb;
  /** Which one, for people: an id or a name. */
  readonly subject: string;
  /** AWS's own error: code, colon, message. */
  readonly reason: string;
  readonly requestId: string;
  /** @default 400 */
  readonly status?: number;
}

/** The text of a failed call: of the AWS API, or of the Docker engine and so on as it is. */
export function failureText({ type, verb, subject, reason, requestId, status = 400 }: Failure): string {
  const [provider = "", module = "", thing = ""] = type.split(":");
  const [progressive, operation] = VERBS[verb];
  if (provider !== "aws") return `1 error occurred:\n\t* ${reason}`;
  const service = module.split("/")[0] ?? module;
  const [people, sdk] = SERVICES[service] ?? [service, service];
  const words = thing.replace(/([a-z\d])([A-Z])/g, "$1 $2");
  return (
    `1 error occurred:\n\t* ${progressive} ${people} ${words} (${subject}): operation error ${sdk}: ` +
    `${operation}${thing}, https response error StatusCode: ${status}, RequestID: ${requestId}, ${reason}`
  );
}
