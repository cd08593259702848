import assert from "node:assert/strict";
import { LoadBalancer } from "../../components/loadBalancer";
import { WebAcl, type WebAclArgs } from "../../components/webAcl";
import type { SimulationOptions } from "../../simulator";
import { failure, plan, type Plan } from "../support/plan";
import { surroundings } from "../support/surroundings";

const ACL = "aws:wafv2/webAcl:WebAcl";
const ASSOCIATION = "aws:wafv2/webAclAssociation:WebAclAssociation";
const LOGGING = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration";
const LOG = "aws:cloudwatch/logGroup:LogGroup";

const make = (changes: Partial<WebAclArgs> = {}, options: SimulationOptions = {}): Promise<Plan> =>
  plan(() => {
    const { vpc, publicSubnets, certificate } = surroundings();
    const balancer = new LoadBalancer("api", {
      vpcId: vpc.id,
      subnetIds: publicSubnets.map((subnet) => subnet.id),
      certificateArn: certificate.arn,
    });
    new WebAcl("waf", { resourceArn: balancer.arn, rateLimit: 2000, logRetentionDays: 30, ...changes });
  }, options);

const visibility = (metricName: string): object => ({
  metricName,
  cloudwatchMetricsEnabled: true,
  sampledRequestsEnabled: true,
});

const managed = (name: string, priority: number, more: object = {}): object => ({
  name,
  priority,
  overrideAction: { none: {} },
  statement: { managedRuleGroupStatement: { vendorName: "AWS", name, ...more } },
  visibilityConfig: visibility(name),
});

describe("WebAcl", () => {
  it("is an ACL on the load balancer, and its log", async () => {
    const made = await make();
    const component = made.one("harena:network:WebAcl");
    assert.deepEqual(made.children(component), [
      `${LOG} waf-log`,
      `${ACL} waf-acl`,
      `${ASSOCIATION} waf-association`,
      `${LOGGING} waf-logging`,
    ]);
    const { arn } = made.one(ACL).outputs;
    assert.deepEqual(component.registeredOutputs, { arn });
    assert.deepEqual(made.inputs(ASSOCIATION), {
      resourceArn: made.one("aws:lb/loadBalancer:LoadBalancer").outputs.arn,
      webAclArn: arn,
    });
  });

  it("limits each address, then asks AWS's rules, and lets long bodies through", async () => {
    const made = await make();
    const { rules, ...acl } = made.inputs(ACL);
    assert.deepEqual(acl, {
      name: "harena-dev-waf",
      description: "Rate limit per client address and AWS managed rules",
      scope: "REGIONAL",
      defaultAction: { allow: {} },
      visibilityConfig: visibility("harena-dev-waf"),
    });
    assert.deepEqual(rules, [
      {
        name: "rate-limit",
        priority: 0,
        action: { block: { customResponse: { responseCode: 429 } } },
        statement: { rateBasedStatement: { limit: 2000, aggregateKeyType: "IP", evaluationWindowSec: 300 } },
        visibilityConfig: visibility("rate-limit"),
      },
      managed("AWSManagedRulesAmazonIpReputationList", 1),
      managed("AWSManagedRulesKnownBadInputsRuleSet", 2),
      managed("AWSManagedRulesCommonRuleSet", 3, {
        ruleActionOverrides: [{ name: "SizeRestrictions_BODY", actionToUse: { count: {} } }],
      }),
      managed("AWSManagedRulesSQLiRuleSet", 4),
    ]);
  });

  it("has metrics of its own in an account with other stacks", async () => {
    const [dev, prod] = await Promise.all([make(), make({}, { stack: "prod" })]);
    assert.deepEqual(dev.inputs(ACL).visibilityConfig, visibility("harena-dev-waf"));
    assert.deepEqual(prod.inputs(ACL).visibilityConfig, visibility("harena-prod-waf"));
  });

  it("logs what it blocks, without credentials", async () => {
    const made = await make({ logRetentionDays: 365 });
    const log = made.one(LOG);
    assert.deepEqual(log.inputs, { name: "aws-waf-logs-harena-dev-waf", retentionInDays: 365 });
    assert.deepEqual(made.inputs(LOGGING), {
      resourceArn: made.one(ACL).outputs.arn,
      logDestinationConfigs: [log.outputs.arn],
      redactedFields: [{ singleHeader: { name: "authorization" } }, { singleHeader: { name: "cookie" } }],
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
    });
  });

  it("takes the outermost limits that AWS does", async () => {
    for (const rateLimit of [10, 2_000_000_000]) await make({ rateLimit });
  });

  it("refuses what AWS would, before anything is made", async () => {
    const refused = (changes: Partial<WebAclArgs>): Promise<Error> =>
      failure(
        () => new WebAcl("waf", { resourceArn: "arn", rateLimit: 2000, logRetentionDays: 30, ...changes }),
      );
    assert.equal(
      (await refused({ rateLimit: 9 })).message,
      "the web ACL waf cannot be created: rateLimit: got 9; allowed: whole numbers from 10 to 2000000000",
    );
    assert.equal(
      (await refused({ rateLimit: 2_000_000_001, logRetentionDays: 31 })).message,
      "the web ACL waf cannot be created: rateLimit: got 2000000001; allowed: whole numbers from 10 to 2000000000; " +
        "logRetentionDays: got 31; allowed: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653",
    );
  });
});
