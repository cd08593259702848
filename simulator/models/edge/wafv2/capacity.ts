/**
 * What rules cost in web ACL capacity units: AWS WAF Developer Guide, Web ACL capacity units (WCUs), and
 * AWS Managed Rules rule groups list.
 */
import type { Props } from "../../../model";
import { entries, fields, list, text } from "../support";

/** Capacity of the rule groups of the vendor AWS. */
export const MANAGED_GROUPS: Readonly<Record<string, number>> = {
  AWSManagedRulesCommonRuleSet: 700,
  AWSManagedRulesAdminProtectionRuleSet: 100,
  AWSManagedRulesKnownBadInputsRuleSet: 200,
  AWSManagedRulesSQLiRuleSet: 200,
  AWSManagedRulesLinuxRuleSet: 200,
  AWSManagedRulesUnixRuleSet: 100,
  AWSManagedRulesWindowsRuleSet: 200,
  AWSManagedRulesPHPRuleSet: 100,
  AWSManagedRulesWordPressRuleSet: 100,
  AWSManagedRulesAmazonIpReputationList: 25,
  AWSManagedRulesAnonymousIpList: 50,
  AWSManagedRulesBotControlRuleSet: 50,
  AWSManagedRulesATPRuleSet: 50,
  AWSManagedRulesACFPRuleSet: 50,
  AWSManagedRulesAntiDDoSRuleSet: 50,
};

const BYTE_MATCH: Readonly<Record<string, number>> = {
  EXACTLY: 2,
  STARTS_WITH: 2,
  ENDS_WITH: 2,
  CONTAINS: 10,
  CONTAINS_WORD: 10,
};

/** Statements with one price; the others are reckoned below. */
const FLAT: Readonly<Record<string, number>> = {
  asnMatchStatement: 1,
  geoMatchStatement: 1,
  ipSetReferenceStatement: 1,
  labelMatchStatement: 1,
  regexMatchStatement: 3,
  regexPatternSetReferenceStatement: 25,
  sizeConstraintStatement: 1,
  sqliMatchStatement: 20,
  xssMatchStatement: 40,
};

const TRANSFORMATION = 10;
const RATE = 2;
const RATE_KEY = 30;

/** Capacity of a whole list of rules. */
export function capacityOf(rules: unknown): number {
  return entries(rules).reduce((sum, rule) => sum + statementCapacity(rule.statement), 0);
}

function statementCapacity(statement: unknown): number {
  return Object.entries(fields(statement)).reduce(
    (sum, [kind, body]) => sum + kindCapacity(kind, fields(body)),
    0,
  );
}

function kindCapacity(kind: string, body: Props): number {
  switch (kind) {
    case "managedRuleGroupStatement":
      return (MANAGED_GROUPS[text(body.name)] ?? 0) + statementCapacity(body.scopeDownStatement);
    case "rateBasedStatement":
      return RATE + RATE_KEY * list(body.customKeys).length + statementCapacity(body.scopeDownStatement);
    case "andStatement":
    case "orStatement":
    case "notStatement":
      return entries(body.statements).reduce((sum, inner) => sum + statementCapacity(inner), 0);
    case "byteMatchStatement":
      return (BYTE_MATCH[text(body.positionalConstraint)] ?? 0) + transformationCapacity(body);
    default:
      return (FLAT[kind] ?? 0) + transformationCapacity(body);
  }
}

function transformationCapacity(body: Props): number {
  return TRANSFORMATION * entries(body.textTransformations).filter(({ type }) => type !== "NONE").length;
}
