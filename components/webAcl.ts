import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { LOG_RETENTION_DAYS } from "./logRetention";
import { NAME_LIMITS, physicalName } from "./names";
import { outside, refuseProblems } from "./validation";

export interface WebAclArgs {
  /** ARN of the load balancer to protect. */
  readonly resourceArn: pulumi.Input<string>;
  /** Requests of one client address in five minutes, 10 to 2,000,000,000; more are blocked. */
  readonly rateLimit: number;
  /** Days that the log of blocked requests is kept, one of CloudWatch's values. */
  readonly logRetentionDays: number;
}

/** AWS's own rule groups, in the order in which they are tried. */
export const MANAGED_RULES = [
  "AWSManagedRulesAmazonIpReputationList",
  "AWSManagedRulesKnownBadInputsRuleSet",
  "AWSManagedRulesCommonRuleSet",
  "AWSManagedRulesSQLiRuleSet",
] as const;

/**
 * A regional AWS WAF web ACL on one load balancer: a rate limit per client address, AWS's managed rules,
 * and a log of what it blocked. About $10 a month and $0.60 for a million requests.
 */
export class WebAcl extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: WebAclArgs, opts?: pulumi.ComponentResourceOptions) {
    super("harena:network:WebAcl", name, {}, opts);
    validate(name, args);
    const acl = this.createAcl(name, args);
    new aws.wafv2.WebAclAssociation(
      `${name}-association`,
      { resourceArn: args.resourceArn, webAclArn: acl.arn },
      { parent: this },
    );
    this.createLog(name, args, acl);
    this.arn = acl.arn;
    this.registerOutputs({ arn: this.arn });
  }

  private createAcl(name: string, args: WebAclArgs): aws.wafv2.WebAcl {
    const physical = physicalName({ name, max: NAME_LIMITS.webAcl });
    return new aws.wafv2.WebAcl(
      `${name}-acl`,
      {
        name: physical,
        description: "Rate limit per client address and AWS managed rules",
        scope: "REGIONAL",
        defaultAction: { allow: {} },
        // CloudWatch tells web ACLs apart by this name alone: it must be the stack's own.
        visibilityConfig: visibility(physical),
        rules: [rateRule(args.rateLimit), ...MANAGED_RULES.map(managedRule)],
      },
      { parent: this },
    );
  }

  private createLog(name: string, args: WebAclArgs, acl: aws.wafv2.WebAcl): void {
    const group = new aws.cloudwatch.LogGroup(
      `${name}-log`,
      {
        // AWS WAF only writes to log groups of this prefix.
        name: `aws-waf-logs-${physicalName({ name, max: NAME_LIMITS.logGroup - 13 })}`,
        retentionInDays: args.logRetentionDays,
      },
      { parent: this },
    );
    new aws.wafv2.WebAclLoggingConfiguration(
      `${name}-logging`,
      {
        resourceArn: acl.arn,
        logDestinationConfigs: [group.arn],
        redactedFields: ["authorization", "cookie"].map((header) => ({ singleHeader: { name: header } })),
        loggingFilter: {
          defaultBehavior: "DROP",
          filters: [
            {
              behavior: "KEEP",
              requirement: "MEETS_ANY",
              conditions: [{ actionCondition: { action: "BLOCK" } }],
            },
          ],
        },
      },
      { parent: this },
    );
  }
}

function validate(name: string, { rateLimit, logRetentionDays }: WebAclArgs): void {
  refuseProblems(`the web ACL ${name}`, [
    ...outside("rateLimit", rateLimit, 10, 2_000_000_000),
    ...(LOG_RETENTION_DAYS.includes(logRetentionDays)
      ? []
      : [
          {
            propertyPath: "logRetentionDays",
            reason: `got ${logRetentionDays}; allowed: ${LOG_RETENTION_DAYS.join(", ")}`,
          },
        ]),
  ]);
}

function rateRule(limit: number): aws.types.input.wafv2.WebAclRule {
  return {
    name: "rate-limit",
    priority: 0,
    action: { block: { customResponse: { responseCode: 429 } } },
    statement: { rateBasedStatement: { limit, aggregateKeyType: "IP", evaluationWindowSec: 300 } },
    visibilityConfig: visibility("rate-limit"),
  };
}

function managedRule(group: (typeof MANAGED_RULES)[number], index: number): aws.types.input.wafv2.WebAclRule {
  return {
    name: group,
    priority: index + 1,
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: "AWS",
        name: group,
        ...(group === "AWSManagedRulesCommonRuleSet" && { ruleActionOverrides: [longBodies] }),
      },
    },
    visibilityConfig: visibility(group),
  };
}

// Prompts and conversations are longer than the 8 KB that this rule allows: count them, do not block.
const longBodies = { name: "SizeRestrictions_BODY", actionToUse: { count: {} } };

function visibility(metricName: string): aws.types.input.wafv2.WebAclVisibilityConfig {
  return { metricName, cloudwatchMetricsEnabled: true, sampledRequestsEnabled: true };
}
