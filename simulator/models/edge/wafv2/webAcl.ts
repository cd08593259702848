import type { Props, ResourceModel, Rule } from "../../../model";
import type { Shape } from "../../../shape";
import { uuid } from "../ids";
import { APPLY, at, entries, fields, firstTwice, others, text } from "../support";
import { DISTRIBUTION } from "../cloudfront/references";
import { ASSOCIATION, WEB_ACL } from "./arns";
import { capacityOf, MANAGED_GROUPS } from "./capacity";
import { untransformed } from "./transformations";

const PREFIX = "wafv2/webAcl";
const API = "AWS WAFV2 API Reference, CreateWebACL";
const MAX_CAPACITY = 5000;

const NAME = { pattern: /^[A-Za-z0-9_-]+$/, words: "letters, digits, hyphens and underscores" };

const shape: Shape = {
  source: "terraform-provider-aws internal/service/wafv2/web_acl.go",
  replaceOn: ["name", "namePrefix", "scope", "region"],
  required: [
    "defaultAction",
    "scope",
    "visibilityConfig",
    "visibilityConfig.cloudwatchMetricsEnabled",
    "visibilityConfig.metricName",
    "visibilityConfig.sampledRequestsEnabled",
    "rules[].name",
    "rules[].priority",
    "rules[].statement",
    "rules[].visibilityConfig",
    "rules[].visibilityConfig.cloudwatchMetricsEnabled",
    "rules[].visibilityConfig.metricName",
    "rules[].visibilityConfig.sampledRequestsEnabled",
    "rules[].statement.managedRuleGroupStatement.name",
    "rules[].statement.managedRuleGroupStatement.vendorName",
    "rules[].statement.rateBasedStatement.limit",
    "rules[].statement.geoMatchStatement.countryCodes",
    "rules[].statement.ipSetReferenceStatement.arn",
    "rules[].statement.byteMatchStatement.positionalConstraint",
    "rules[].statement.byteMatchStatement.searchString",
    "customResponseBodies[].key",
    "customResponseBodies[].content",
    "customResponseBodies[].contentType",
    "rules[].action.block.customResponse.responseCode",
  ],
  conflicts: [
    ["name", "namePrefix"],
    ["rules", "ruleJson"],
  ],
  values: {
    scope: ["CLOUDFRONT", "REGIONAL"],
    "customResponseBodies[].contentType": ["TEXT_PLAIN", "TEXT_HTML", "APPLICATION_JSON"],
    "rules[].statement.rateBasedStatement.aggregateKeyType": [
      "IP",
      "FORWARDED_IP",
      "CUSTOM_KEYS",
      "CONSTANT",
    ],
    "rules[].statement.rateBasedStatement.evaluationWindowSec": [60, 120, 300, 600],
    "rules[].statement.byteMatchStatement.positionalConstraint": [
      "EXACTLY",
      "STARTS_WITH",
      "ENDS_WITH",
      "CONTAINS",
      "CONTAINS_WORD",
    ],
  },
  ranges: {
    "rules[].statement.rateBasedStatement.limit": [10, 2_000_000_000],
    "rules[].action.block.customResponse.responseCode": [200, 600],
  },
  lengths: {
    name: [1, 128],
    namePrefix: [1, 102],
    description: [1, 256],
    "rules[].name": [1, 128],
    "visibilityConfig.metricName": [1, 128],
    "rules[].visibilityConfig.metricName": [1, 128],
    "rules[].statement.byteMatchStatement.searchString": [1, 200],
    "rules[].statement.regexMatchStatement.regexString": [1, 512],
    "rules[].statement.managedRuleGroupStatement.ruleActionOverrides": [0, 100],
    "rules[].statement.rateBasedStatement.customKeys": [1, 5],
    "customResponseBodies[].key": [1, 128],
    "customResponseBodies[].content": [1, 10240],
    "tokenDomains[]": [1, 253],
  },
  formats: {
    name: NAME,
    namePrefix: NAME,
    "visibilityConfig.metricName": NAME,
    "rules[].visibilityConfig.metricName": NAME,
    "customResponseBodies[].key": NAME,
    "tokenDomains[]": { pattern: /^[\w./-]+$/, words: "letters, digits and . - _ /" },
  },
  autoName: { property: "name", max: 128 },
};

const aclRules: readonly Rule[] = [
  {
    id: `${PREFIX}:scope-region`,
    when: "create",
    source: `${API}: Scope`,
    refuse: ({ inputs, place }) =>
      inputs.scope === "CLOUDFRONT" && place.region !== "us-east-1"
        ? `WAFInvalidParameterException: The scope is not valid., field: SCOPE_VALUE, parameter: CLOUDFRONT: it lives in us-east-1, the request went to ${place.region}`
        : undefined,
  },
  {
    id: `${PREFIX}:text-transformations`,
    when: "check",
    source: "terraform-provider-aws internal/service/wafv2/schemas.go",
    refuse: ({ inputs }) => {
      const statement = untransformed(inputs.rules);
      return statement && `Insufficient text_transformation blocks: ${statement} needs at least 1`;
    },
  },
  {
    id: `${PREFIX}:name-taken`,
    when: "create",
    source: `${API}: WAFDuplicateItemException`,
    refuse: ({ inputs, place, account }) =>
      others(account, place, WEB_ACL).some(
        (other) =>
          other.inputs.name === inputs.name &&
          other.inputs.scope === inputs.scope &&
          other.region === place.region,
      )
        ? `WAFDuplicateItemException: there is a web ACL ${text(inputs.name)} already`
        : undefined,
  },
  {
    id: `${PREFIX}:default-action`,
    when: APPLY,
    source: "AWS WAFV2 API Reference, DefaultAction",
    refuse: ({ inputs }) =>
      countOf(inputs.defaultAction, ["allow", "block"]) === 1
        ? undefined
        : "WAFInvalidParameterException: EXACTLY_ONE_CONDITION_REQUIRED, field: DEFAULT_ACTION: allow or block",
  },
  {
    id: `${PREFIX}:rule-names`,
    when: APPLY,
    source: API,
    refuse: ({ inputs }) => {
      const twice = firstTwice(entries(inputs.rules), (rule) => rule.name);
      return twice && `WAFInvalidParameterException: two rules are named ${text(twice.name)}`;
    },
  },
  {
    id: `${PREFIX}:priorities`,
    when: APPLY,
    source: "AWS WAFV2 API Reference, Rule: Priority",
    refuse: ({ inputs }) => {
      const twice = firstTwice(entries(inputs.rules), (rule) => rule.priority);
      return (
        twice &&
        `WAFInvalidParameterException: DUPLICATE_PRIORITY: two rules have the priority ${Number(twice.priority)}`
      );
    },
  },
  {
    id: `${PREFIX}:capacity`,
    when: APPLY,
    source: "AWS WAF Developer Guide: Quotas, maximum number of web ACL capacity units",
    refuse: ({ inputs }) => {
      const capacity = capacityOf(inputs.rules);
      return capacity > MAX_CAPACITY
        ? `WAFLimitsExceededException: the rules need ${capacity} capacity units of ${MAX_CAPACITY}`
        : undefined;
    },
  },
  {
    id: `${PREFIX}:associated`,
    when: "delete",
    source: "AWS WAFV2 API Reference, DeleteWebACL: WAFAssociatedItemException",
    refuse: ({ place, account }) => {
      const arn = account.get(place.urn)?.outputs.arn;
      const user =
        account.ofType(ASSOCIATION).find(({ inputs }) => inputs.webAclArn === arn) ??
        account.ofType(DISTRIBUTION).find(({ inputs }) => inputs.webAclId === arn);
      return user && `WAFAssociatedItemException: the web ACL is still associated: ${user.id}`;
    },
  },
];

function countOf(value: unknown, keys: readonly string[]): number {
  return keys.filter((key) => fields(value)[key] !== undefined).length;
}

/** A rule about each rule of the web ACL by itself. */
function each(
  what: string,
  source: string,
  refuse: (rule: Props, inputs: Props) => string | undefined,
): Rule {
  return {
    id: `${PREFIX}:${what}`,
    when: APPLY,
    source,
    refuse: ({ inputs }) => {
      for (const rule of entries(inputs.rules)) {
        const reason = refuse(rule, inputs);
        if (reason) return `WAFInvalidParameterException: ${reason} (rule ${text(rule.name)})`;
      }
      return undefined;
    },
  };
}

const GROUPS = ["managedRuleGroupStatement", "ruleGroupReferenceStatement"];
const ACTIONS = ["allow", "block", "count", "captcha", "challenge"];

const ruleRules: readonly Rule[] = [
  each("statement", "AWS WAFV2 API Reference, Statement", ({ statement }) => {
    const { length } = Object.values(fields(statement)).filter((body) => body !== undefined);
    return length === 1
      ? undefined
      : `EXACTLY_ONE_CONDITION_REQUIRED: a statement is of one kind, not ${length}`;
  }),
  each("action", "AWS WAFV2 API Reference, Rule: Action, OverrideAction", (rule) => {
    const isGroup = countOf(rule.statement, GROUPS) > 0;
    const [needed, other] = isGroup ? ["overrideAction", "action"] : ["action", "overrideAction"];
    const kind = isGroup ? "a rule group" : "a rule with a statement of its own";
    return rule[needed] === undefined || rule[other] !== undefined
      ? `RULE_ACTION: ${kind} needs ${needed} and no ${other}`
      : undefined;
  }),
  each("action-kind", "AWS WAFV2 API Reference, RuleAction, OverrideAction", ({ action, overrideAction }) => {
    const wrong =
      (action !== undefined && countOf(action, ACTIONS) !== 1) ||
      (overrideAction !== undefined && countOf(overrideAction, ["none", "count"]) !== 1);
    return wrong ? "EXACTLY_ONE_CONDITION_REQUIRED, field: RULE_ACTION: choose one action" : undefined;
  }),
  each("managed-group", "AWS WAF Developer Guide: AWS Managed Rules rule groups list", ({ statement }) => {
    const { name, vendorName } = fields(at(statement, "managedRuleGroupStatement"));
    return vendorName === "AWS" && !(text(name) in MANAGED_GROUPS)
      ? `WAFNonexistentItemException: there is no managed rule group ${text(name)} of AWS`
      : undefined;
  }),
  each("nesting", "AWS WAF Developer Guide: Using nestable statements", ({ statement }) =>
    Object.values(fields(statement)).some((body) => holdsUnnestable(body))
      ? "managed rule groups and rate-based statements cannot be nested in other statements"
      : undefined,
  ),
  each("forwarded-ip", "AWS WAFV2 API Reference, RateBasedStatement: ForwardedIPConfig", ({ statement }) => {
    const { aggregateKeyType, forwardedIpConfig, customKeys } = fields(at(statement, "rateBasedStatement"));
    if (aggregateKeyType === "FORWARDED_IP" && forwardedIpConfig === undefined) {
      return "the aggregate key type FORWARDED_IP needs forwardedIpConfig";
    }
    return aggregateKeyType === "CUSTOM_KEYS" && customKeys === undefined
      ? "the aggregate key type CUSTOM_KEYS needs customKeys"
      : undefined;
  }),
  each("response-body", "AWS WAFV2 API Reference, CustomResponse", ({ action }, inputs) => {
    const key = at(action, "block.customResponse.customResponseBodyKey");
    const known = entries(inputs.customResponseBodies).map((body) => body.key);
    return key === undefined || known.includes(key)
      ? undefined
      : `there is no custom response body ${text(key)}`;
  }),
];

function holdsUnnestable(body: unknown): boolean {
  const { statements, scopeDownStatement } = fields(body);
  const inner = [...entries(statements), fields(scopeDownStatement)];
  return inner.some(
    (statement) =>
      countOf(statement, ["managedRuleGroupStatement", "rateBasedStatement"]) > 0 ||
      Object.values(statement).some(holdsUnnestable),
  );
}

export const webAcl: ResourceModel = {
  type: WEB_ACL,
  shape,
  rules: [...aclRules, ...ruleRules],
  create: (inputs, place) => {
    const id = uuid(`web-acl|${place.urn}`);
    const where = inputs.scope === "CLOUDFRONT" ? "global" : "regional";
    return {
      id,
      outputs: {
        arn: `arn:${place.partition}:wafv2:${place.region}:${place.accountId}:${where}/webacl/${text(inputs.name)}/${id}`,
        capacity: capacityOf(inputs.rules),
        lockToken: uuid(`lock|${place.urn}|${JSON.stringify(inputs)}`),
        applicationIntegrationUrl: "",
        region: place.region,
      },
    };
  },
};
