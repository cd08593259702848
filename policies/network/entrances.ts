/** Where the internet comes in: behind a firewall, with clean headers, and on record. */
import { forStack, forTypes, configTexts, type Findings } from "../lib/findings";
import { DISTRIBUTION } from "../lib/distributions";
import { ARN_KEYS, isPublic, LOAD_BALANCERS, TARGET_GROUPS } from "../lib/loadBalancers";
import { parsedJson } from "../lib/documents";
import { asList, at, isGiven, keysOf, plainText, shown, some, textAt } from "../lib/reading";
import { givenAt, referredTo } from "../lib/references";
import { defineRule, ref, type ExampleResource } from "../lib/rule";

const WEB_ACL = "aws:wafv2/webAcl:WebAcl";
const ASSOCIATION = "aws:wafv2/webAclAssociation:WebAclAssociation";
const ACL_LOGGING = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration";
const VPC = "aws:ec2/vpc:Vpc";
const FLOW_LOG = "aws:ec2/flowLog:FlowLog";
const BALANCER = "aws:lb/loadBalancer:LoadBalancer";

const REQUIRED = ["AWSManagedRulesKnownBadInputsRuleSet"];

const balancer: ExampleResource = {
  type: BALANCER,
  name: "api",
  props: { loadBalancerType: "application", internal: false },
};

export const publicEntryWebAcl = defineRule({
  name: "public-entry-web-acl",
  description: "Every public load balancer and every distribution has a web ACL.",
  level: "advisory",
  severity: "medium",
  tags: ["network", "waf", "load-balancer", "cloudfront"],
  why: "Without a rate limit and AWS's managed rules, every scanner on the internet talks to the application itself.",
  fix: "Add an aws.wafv2.WebAclAssociation for the load balancer, or webAclId to the distribution.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-16",
  controls: {
    fsbp: ["ELB.16", "CloudFront.6"],
    checkov: ["CKV2_AWS_28", "CKV_AWS_68"],
    cdkNag: ["ALBWAFEnabled", "AwsSolutions-CFR2"],
  },
  examples: {
    fails: [balancer],
    passes: [
      balancer,
      {
        type: ASSOCIATION,
        name: "firewall",
        props: { resourceArn: ref("api", "arn"), webAclArn: "arn:aws:wafv2:eu-west-1:…:regional/webacl/api" },
      },
    ],
  },
  validateStack: forStack((stack, findings) => {
    const balancers = stack.of(LOAD_BALANCERS);
    findings.forEach(balancers, (one) => {
      if (!isPublic(one)) return;
      const guards = stack.of([ASSOCIATION]);
      if (some(guards, (guard) => referredTo(guard, "resourceArn", balancers, ARN_KEYS) === one)) return;
      findings.violation("faces the internet and has no web ACL.", one);
    });
    findings.forEach(stack.of([DISTRIBUTION]), (one) => {
      if (isGiven(() => givenAt(one, "webAclId"))) return;
      findings.violation("has no web ACL.", one);
    });
  }),
});

const acl = (...rules: object[]): ExampleResource[] => [
  { type: WEB_ACL, name: "api", props: { scope: "REGIONAL", defaultAction: { allow: {} }, rules } },
];
const managed = (overrideAction: object): object => ({
  name: "bad-inputs",
  priority: 0,
  overrideAction,
  statement: {
    managedRuleGroupStatement: { vendorName: "AWS", name: "AWSManagedRulesKnownBadInputsRuleSet" },
  },
});

export const webAclBlocks = defineRule({
  name: "web-acl-blocks",
  description:
    "A web ACL blocks: it has rules, not all of them only count, and the required managed groups block.",
  level: "mandatory",
  severity: "medium",
  tags: ["network", "waf"],
  why: "Rules are set to count for a trial, and the trial never ends; the firewall is there, and stops nothing.",
  fix: "Set overrideAction of managed groups to none, and the action of other rules to block; count single rules only.",
  url: "https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-testing.html",
  controls: { fsbp: ["WAF.10"], checkov: ["CKV_AWS_175", "CKV_AWS_192"] },
  config: {
    requiredGroups: {
      type: "array",
      items: { type: "string" },
      default: REQUIRED,
      description: "AWS's managed rule groups that every web ACL must have, blocking.",
    },
  },
  examples: { fails: acl(managed({ count: {} })), passes: acl(managed({ none: {} })) },
  validateResource: forTypes([WEB_ACL], (props, findings, { config }) => {
    if (keysOf(at(props, "defaultAction")).includes("block")) return;
    const required = "requiredGroups" in config ? configTexts(config, "requiredGroups") : REQUIRED;
    const json = textAt(props, "ruleJson");
    if (json !== undefined) checkRules(asList(parsedJson(json)).map(lowerCamel), required, findings);
    else checkRules(asList(at(props, "rules")), required, findings);
  }),
});

function checkRules(rules: readonly unknown[], required: readonly string[], findings: Findings): void {
  if (rules.length === 0) {
    findings.violation("has no rule and lets everything pass.");
    return;
  }
  const blocking = rules.filter((rule) => !counts(rule));
  if (blocking.length === 0) {
    findings.violation("only counts: no rule of it blocks anything.");
    return;
  }
  const groups = blocking.map((rule) =>
    plainText(at(rule, "statement", "managedRuleGroupStatement", "name")),
  );
  for (const group of required.filter((name) => !groups.includes(name))) {
    findings.violation(`has no rule that blocks by ${group}; add the group with overrideAction none.`);
  }
}

/** A group counts by its override, any other rule by its action. */
function counts(rule: unknown): boolean {
  return ["action", "overrideAction"].some((key) => keysOf(at(rule, key)).includes("count"));
}

/** The API's own JSON begins names with capitals. */
function lowerCamel(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowerCamel);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [
    key.charAt(0).toLowerCase() + key.slice(1),
    lowerCamel(inner),
  ]);
  return Object.fromEntries(entries);
}

export const webAclLogged = defineRule({
  name: "web-acl-logged",
  description: "Every web ACL logs what it blocks.",
  level: "advisory",
  severity: "low",
  tags: ["network", "waf", "logging"],
  why: "A user whom a rule blocks by mistake is found in the log or not at all.",
  fix: "Add an aws.wafv2.WebAclLoggingConfiguration for the web ACL.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/waf-controls.html#waf-11",
  controls: { fsbp: ["WAF.11"], checkov: ["CKV2_AWS_31"], cdkNag: ["WAFv2LoggingEnabled"] },
  examples: {
    fails: acl(managed({ none: {} })),
    passes: [
      ...acl(managed({ none: {} })),
      {
        type: ACL_LOGGING,
        name: "log",
        props: { resourceArn: ref("api", "arn"), logDestinationConfigs: ["arn:aws:logs:…:aws-waf-logs-api"] },
      },
    ],
  },
  validateStack: forStack((stack, findings) => {
    const acls = stack.of([WEB_ACL]);
    findings.forEach(acls, (one) => {
      const logs = stack.of([ACL_LOGGING]);
      if (some(logs, (log) => referredTo(log, "resourceArn", acls, ARN_KEYS) === one)) return;
      findings.violation("has no logging configuration.", one);
    });
  }),
});

const hardened = (dropInvalidHeaderFields: boolean): ExampleResource[] => [
  { ...balancer, props: { ...balancer.props, dropInvalidHeaderFields } },
];

export const loadBalancerHeaders = defineRule({
  name: "load-balancer-headers",
  description: "Application load balancers drop invalid header fields and mend or refuse ambiguous requests.",
  level: "mandatory",
  severity: "medium",
  tags: ["network", "load-balancer"],
  why: "A request that load balancer and application read differently smuggles a second one past the firewall.",
  fix: "Set dropInvalidHeaderFields to true, and desyncMitigationMode to defensive or strictest.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-4",
  controls: {
    fsbp: ["ELB.4", "ELB.12"],
    checkov: ["CKV_AWS_131", "CKV_AWS_328"],
    cdkNag: ["ALBHttpDropInvalidHeaderEnabled"],
  },
  examples: { fails: hardened(false), passes: hardened(true) },
  validateResource: forTypes(LOAD_BALANCERS, (props, findings) => {
    if ((at(props, "loadBalancerType") ?? "application") !== "application") return;
    findings.attempt(() => {
      const drops = at(props, "dropInvalidHeaderFields");
      if (drops !== true) findings.violation(`dropInvalidHeaderFields is ${shown(drops)}; set it to true.`);
    });
    findings.attempt(() => {
      const mode = at(props, "desyncMitigationMode") ?? "defensive";
      if (mode === "defensive" || mode === "strictest") return;
      findings.violation(`desyncMitigationMode is ${shown(mode)}; it must be defensive or strictest.`);
    });
  }),
});

const vpc: ExampleResource = { type: VPC, name: "network", props: { cidrBlock: "10.0.0.0/16" } };

export const flowLogs = defineRule({
  name: "vpc-flow-logs",
  description: "Every VPC records its connections, at least those that are rejected.",
  level: "advisory",
  severity: "medium",
  tags: ["network", "vpc", "logging"],
  why: "After an incident, what went where is known from flow logs or not at all.",
  fix: "Add an aws.ec2.FlowLog for the VPC with trafficType ALL or REJECT.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-6",
  controls: { fsbp: ["EC2.6"], cis: ["3.7"], checkov: ["CKV2_AWS_11"], cdkNag: ["AwsSolutions-VPC7"] },
  examples: {
    fails: [vpc],
    passes: [
      vpc,
      { type: FLOW_LOG, name: "log", props: { vpcId: ref("network", "id"), trafficType: "ALL" } },
    ],
  },
  validateStack: forStack((stack, findings) => {
    const networks = stack.of([VPC]);
    findings.forEach(networks, (one) => {
      const records = stack.of([FLOW_LOG]);
      const recorded = some(
        records,
        (log) =>
          givenAt(log, "trafficType") !== "ACCEPT" &&
          referredTo(log, "vpcId", networks, ["id", "arn"]) === one,
      );
      if (!recorded) findings.violation("has no flow log that records rejected connections.", one);
    });
  }),
});

const targets = (protocol: string): ExampleResource[] => [
  { type: "aws:lb/targetGroup:TargetGroup", name: "app", props: { port: 8443, protocol, targetType: "ip" } },
];

export const targetGroupHttps = defineRule({
  name: "target-group-https",
  description: "Load balancers reach their targets by HTTPS.",
  level: "advisory",
  severity: "low",
  tags: ["network", "load-balancer"],
  why: "Between load balancer and task the request is in the clear; inside a VPC only AWS could read it there.",
  fix: "Give the containers a certificate and the target group protocol HTTPS, or exempt it where the VPC is enough.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-22",
  controls: { fsbp: ["ELB.21", "ELB.22"], checkov: ["CKV_AWS_378"] },
  examples: { fails: targets("HTTP"), passes: targets("HTTPS") },
  validateResource: forTypes(TARGET_GROUPS, (props, findings) => {
    const protocol = textAt(props, "protocol")?.toUpperCase();
    if (protocol === "HTTP") findings.violation("protocol is HTTP; the way to the targets is in the clear.");
  }),
});
