import assert from "node:assert/strict";
import type { Existing } from "../../../../simulator/account";
import type { Props } from "../../../../simulator/model";
import { capacityOf } from "../../../../simulator/models/edge/wafv2/capacity";
import { describeRules, World } from "../../support";
import { shapeBreaks } from "../shapes";

const ACL = "aws:wafv2/webAcl:WebAcl";
const ASSOCIATION = "aws:wafv2/webAclAssociation:WebAclAssociation";
const LOGGING = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration";
const BALANCER = "aws:lb/loadBalancer:LoadBalancer";
const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";

const visible = (metricName: string): Props => ({
  cloudwatchMetricsEnabled: true,
  metricName,
  sampledRequestsEnabled: true,
});

const managed = (name: string): Props => ({ managedRuleGroupStatement: { name, vendorName: "AWS" } });
const rate = { rateBasedStatement: { limit: 1000, aggregateKeyType: "IP" } };
const geo = { geoMatchStatement: { countryCodes: ["FR"] } };
const byte = {
  byteMatchStatement: {
    searchString: "/admin",
    positionalConstraint: "STARTS_WITH",
    textTransformations: [{ priority: 0, type: "NONE" }],
  },
};
const looking = (change: Props): Props => ({
  "rules[0].statement": { byteMatchStatement: { ...byte.byteMatchStatement, ...change } },
});
const bare = { byteMatchStatement: { ...byte.byteMatchStatement, textTransformations: [] } };
const body = { key: "busy", content: "busy", contentType: "TEXT_PLAIN" };

/** Many rules that are dear together. */
const dear = Array.from({ length: 8 }, (_, index) => ({
  name: `rule-${index}`,
  priority: index,
  overrideAction: { none: {} },
  statement: managed("AWSManagedRulesCommonRuleSet"),
  visibilityConfig: visible(`rule-${index}`),
}));

describeRules(ACL, {
  compliant: () => ({
    name: "api",
    scope: "REGIONAL",
    defaultAction: { allow: {} },
    visibilityConfig: visible("api"),
    customResponseBodies: [body],
    rules: [
      {
        name: "rate",
        priority: 0,
        action: { block: { customResponse: { responseCode: 429, customResponseBodyKey: "busy" } } },
        statement: rate,
        visibilityConfig: visible("rate"),
      },
      {
        name: "common",
        priority: 1,
        overrideAction: { none: {} },
        statement: managed("AWSManagedRulesCommonRuleSet"),
        visibilityConfig: visible("common"),
      },
    ],
  }),
  breaks: {
    ...shapeBreaks(ACL, {
      ruleJson: "[]",
      "rules[].statement.managedRuleGroupStatement.ruleActionOverrides": [{ name: "a" }],
      "rules[].statement.rateBasedStatement.customKeys": [{ ip: {} }],
      "rules[].statement": geo,
    }),
    "length:namePrefix": { name: undefined, namePrefix: "p".repeat(103) },
    "format:name": { name: "a." },
    "format:namePrefix": { name: undefined, namePrefix: "a." },
    "required:rules[].statement.byteMatchStatement.positionalConstraint": looking({
      positionalConstraint: undefined,
    }),
    "required:rules[].statement.byteMatchStatement.searchString": looking({ searchString: undefined }),
    "values:rules[].statement.byteMatchStatement.positionalConstraint": looking({
      positionalConstraint: "no-such-value",
    }),
    "length:rules[].statement.byteMatchStatement.searchString": looking({ searchString: "s".repeat(201) }),
    "length:rules[].statement.regexMatchStatement.regexString": {
      "rules[0].statement": {
        regexMatchStatement: {
          regexString: "r".repeat(513),
          textTransformations: [{ priority: 0, type: "NONE" }],
        },
      },
    },
    "text-transformations": [
      { "rules[0].statement": bare },
      { "rules[0].statement.rateBasedStatement.scopeDownStatement": bare },
      {
        "rules[0].statement": {
          andStatement: { statements: [geo, { notStatement: { statements: [bare] } }] },
        },
      },
    ],
    "scope-region": { scope: "CLOUDFRONT" },
    "name-taken": (inputs, world) => void world.add(ACL, structuredClone(inputs)),
    "default-action": [{ defaultAction: {} }, { defaultAction: { allow: {}, block: {} } }],
    "rule-names": { "rules[1].name": "rate" },
    priorities: { "rules[1].priority": 0 },
    capacity: { rules: dear },
    associated: [
      (_inputs, world) => void world.add(ASSOCIATION, { webAclArn: ownArn(world), resourceArn: "arn" }),
      (_inputs, world) =>
        void world.add("aws:cloudfront/distribution:Distribution", { webAclId: ownArn(world) }),
    ],
    statement: [
      { "rules[0].statement": {} },
      { "rules[0].statement.geoMatchStatement": { countryCodes: ["FR"] } },
    ],
    action: [
      { "rules[1].overrideAction": undefined },
      { "rules[1].action": { allow: {} } },
      { "rules[0].action": undefined },
      { "rules[0].overrideAction": { count: {} } },
    ],
    "action-kind": [{ "rules[1].overrideAction": {} }, { "rules[0].action": { allow: {}, block: {} } }],
    "managed-group": { "rules[1].statement": managed("AWSManagedRulesCommonRules") },
    nesting: [
      { "rules[0].statement": { notStatement: { statements: [rate] } } },
      {
        "rules[0].statement": {
          andStatement: { statements: [geo, { orStatement: { statements: [geo, rate] } }] },
        },
      },
      { "rules[0].statement.rateBasedStatement.scopeDownStatement": managed("AWSManagedRulesCommonRuleSet") },
    ],
    "forwarded-ip": [
      { "rules[0].statement.rateBasedStatement.aggregateKeyType": "FORWARDED_IP" },
      { "rules[0].statement.rateBasedStatement.aggregateKeyType": "CUSTOM_KEYS" },
    ],
    "response-body": { "rules[0].action.block.customResponse.customResponseBodyKey": "gone" },
  },
  accepts: {
    "the least rate": { "rules[0].statement.rateBasedStatement.limit": 10 },
    "the greatest rate": { "rules[0].statement.rateBasedStatement.limit": 2_000_000_000 },
    "a rate narrowed to a path": { "rules[0].statement.rateBasedStatement.scopeDownStatement": byte },
    "a group of another vendor": {
      "rules[1].statement": { managedRuleGroupStatement: { name: "any", vendorName: "Fortinet" } },
    },
    "as much as fits": { rules: dear.slice(0, 7) },
    "the name in the other scope": (inputs, world) =>
      void world.add(ACL, { ...structuredClone(inputs), scope: "CLOUDFRONT" }, {}, "us-east-1"),
  },
});

function ownArn(world: World): unknown {
  return world.account.ofType(ACL)[0]?.outputs.arn;
}

const addAcl = (world: World, scope: string, region = "eu-west-1"): Existing =>
  world.add(ACL, { name: "api", scope }, {}, region);

const balancerArn =
  "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/api/0123456789abcdef";

describeRules(ASSOCIATION, {
  compliant: (world) => {
    world.add(BALANCER, {}, { arn: balancerArn });
    return { webAclArn: addAcl(world, "REGIONAL").outputs.arn, resourceArn: balancerArn };
  },
  breaks: {
    ...shapeBreaks(ASSOCIATION),
    "web-acl": [
      { webAclArn: "arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/none/1" },
      (inputs, world) => (inputs.webAclArn = addAcl(world, "REGIONAL", "us-east-1").outputs.arn),
    ],
    scope: (inputs, world) => (inputs.webAclArn = addAcl(world, "CLOUDFRONT").outputs.arn),
    target: [
      { resourceArn: "arn:aws:cloudfront::111122223333:distribution/E1" },
      { resourceArn: balancerArn.replace("/app/", "/net/") },
    ],
    "load-balancer": { resourceArn: balancerArn.replace("/api/", "/none/") },
    "only-one": (inputs, world) => void world.add(ASSOCIATION, structuredClone(inputs)),
  },
  accepts: {
    "a stage of an API": { resourceArn: "arn:aws:apigateway:eu-west-1::/restapis/abc/stages/live" },
  },
});

const groupArn = "arn:aws:logs:eu-west-1:111122223333:log-group:aws-waf-logs-api";
const addGroup = (world: World, arn: string): Existing =>
  world.add(LOG_GROUP, { name: arn.split(":")[6] }, { arn });

describeRules(LOGGING, {
  compliant: (world) => {
    addGroup(world, groupArn);
    return {
      resourceArn: addAcl(world, "REGIONAL").outputs.arn,
      logDestinationConfigs: [groupArn],
      redactedFields: [{ singleHeader: { name: "authorization" } }],
    };
  },
  breaks: {
    ...shapeBreaks(LOGGING, {
      "loggingFilter.filters": [
        {
          behavior: "KEEP",
          requirement: "MEETS_ANY",
          conditions: [{ actionCondition: { action: "BLOCK" } }],
        },
      ],
      "loggingFilter.filters[].conditions": [{ actionCondition: { action: "BLOCK" } }],
    }),
    "web-acl": { resourceArn: "arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/none/1" },
    "one-destination": { logDestinationConfigs: [groupArn, groupArn] },
    "destination-name": [
      { logDestinationConfigs: [groupArn.replace("aws-waf-logs-", "waf-")] },
      { logDestinationConfigs: [`${groupArn}:*`] },
      { logDestinationConfigs: ["arn:aws:sqs:eu-west-1:111122223333:aws-waf-logs-api"] },
    ],
    destination: [
      { logDestinationConfigs: [`${groupArn}-none`] },
      { logDestinationConfigs: ["arn:aws:s3:::aws-waf-logs-none"] },
      (inputs, world) => {
        const far = groupArn.replace("eu-west-1", "us-east-1");
        addGroup(world, far);
        inputs.logDestinationConfigs = [far];
      },
    ],
    "only-one": (inputs, world) => void world.add(LOGGING, structuredClone(inputs)),
    "redacted-fields": [{ redactedFields: [{}] }, { redactedFields: [{ method: {}, uriPath: {} }] }],
  },
  accepts: {
    "a bucket": (inputs, world) => {
      world.add("aws:s3/bucket:Bucket", { bucket: "aws-waf-logs-harena" });
      inputs.logDestinationConfigs = ["arn:aws:s3:::aws-waf-logs-harena"];
    },
  },
});

describe("outputs of AWS WAF", () => {
  it("have its formats", () => {
    const world = new World();
    const regional = addAcl(world, "REGIONAL");
    const edge = addAcl(world, "CLOUDFRONT", "us-east-1");
    assert.match(regional.id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    assert.equal(
      regional.outputs.arn,
      `arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/api/${regional.id}`,
    );
    assert.equal(edge.outputs.arn, `arn:aws:wafv2:us-east-1:111122223333:global/webacl/api/${edge.id}`);
    const association = world.add(ASSOCIATION, { webAclArn: regional.outputs.arn, resourceArn: balancerArn });
    assert.equal(association.id, `${regional.outputs.arn},${balancerArn}`);
    const logging = world.add(LOGGING, { resourceArn: regional.outputs.arn });
    assert.equal(logging.id, regional.outputs.arn);
  });
});

describe("capacityOf", () => {
  const cost = (statement: Props): number => capacityOf([{ statement }]);

  it("knows the price of each kind of statement", () => {
    assert.equal(cost(managed("AWSManagedRulesCommonRuleSet")), 700);
    assert.equal(cost(rate), 2);
    assert.equal(cost({ rateBasedStatement: { customKeys: [{}, {}] } }), 62);
    assert.equal(cost(geo), 1);
    assert.equal(cost(byte), 2);
    assert.equal(cost({ sqliMatchStatement: {} }), 20);
  });

  it("adds what is nested, and the transformations", () => {
    assert.equal(cost({ orStatement: { statements: [geo, byte] } }), 3);
    assert.equal(
      cost({ rateBasedStatement: { scopeDownStatement: { notStatement: { statements: [byte] } } } }),
      4,
    );
    const textTransformations = [{ type: "NONE" }, { type: "LOWERCASE" }];
    assert.equal(cost({ xssMatchStatement: { textTransformations } }), 50);
    assert.equal(capacityOf(undefined), 0);
  });
});
