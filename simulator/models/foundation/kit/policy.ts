/** What IAM and the services refuse of policy documents. */
import type { Account } from "../../../account";
import type { Place, Props, Rule, RuleInput } from "../../../model";
import { byId, rule } from "./rules";
import { parseArn } from "./arn";
import { TYPES } from "./types";
import { asList, isProps, valuesAt } from "./values";

/** Attached to an identity, a role's trust policy, or attached to a resource. */
export type PolicyKind = "identity" | "trust" | "resource";

const GRAMMAR = "IAM User Guide, Grammar of the IAM JSON policy language";
const VERSIONS = ["2012-10-17", "2008-10-17"];
const EFFECTS = ["Allow", "Deny"];
const PRINCIPAL_TYPES = ["AWS", "Service", "Federated", "CanonicalUser"];

/** The document as an object; Pulumi takes it as text or as an object. Nothing when it is neither. */
export function parsePolicy(value: unknown): Props | undefined {
  if (isProps(value)) return value;
  if (typeof value !== "string" || !value.startsWith("{")) return undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    return isProps(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

export function statementsOf(document: Props | undefined): Props[] {
  return asList(document?.Statement).filter(isProps);
}

/** The size that quotas count: white space between elements is not part of it. */
export function policySize(value: unknown): number {
  const document = parsePolicy(value);
  return document ? JSON.stringify(document).length : 0;
}

interface PolicyOptions {
  /** Most characters, white space not counted. */
  readonly max?: number;
  readonly quota?: string;
}

/** Everything that is checked of the policies at a path; each fault in a document raises one rule. */
export function policyRules(
  prefix: string,
  path: string,
  kind: PolicyKind,
  options: PolicyOptions = {},
): Rule[] {
  const documents = (input: RuleInput): Props[] =>
    valuesAt(input.inputs, path)
      .map(parsePolicy)
      .filter((document) => document !== undefined);
  const about = (what: string, problem: (document: Props, input: RuleInput) => string | undefined): Rule =>
    rule(`${prefix}:${path}-${what}`, ["create", "update"], GRAMMAR, (input) =>
      first(documents(input), (document) => problem(document, input)),
    );
  const each = (what: string, problem: (statement: Props, input: RuleInput) => string | undefined): Rule =>
    about(what, (document, input) => first(statementsOf(document), (statement) => problem(statement, input)));
  return [
    notJson(prefix, path),
    about("version", (document) =>
      document.Version === undefined || VERSIONS.includes(document.Version as string)
        ? undefined
        : malformed(`The policy must contain a valid version string, got ${shown(document.Version)}`),
    ),
    about("statement", (document) =>
      statementsOf(document).length > 0 ? undefined : malformed("Syntax errors in policy: no Statement"),
    ),
    about("sid", duplicateSid),
    each("effect", ({ Effect }) =>
      EFFECTS.includes(Effect as string) ? undefined : malformed(`Invalid effect: ${shown(Effect)}`),
    ),
    each("action", (statement) => actionProblem(statement, kind)),
    each("resource", (statement) => resourceProblem(statement, kind)),
    each("principal", (statement) => principalProblem(statement, kind)),
    ...(kind === "identity" ? [] : [each("principal-role", missingPrincipal)]),
    ...(options.max === undefined ? [] : [tooLong(prefix, path, options.max, options.quota ?? "PolicySize")]),
  ];
}

/** A value as messages show it. */
function shown(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}

function malformed(words: string): string {
  return `MalformedPolicyDocument: ${words}`;
}

function first<T>(items: readonly T[], problem: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const words = problem(item);
    if (words !== undefined) return words;
  }
  return undefined;
}

function notJson(prefix: string, path: string): Rule {
  const source = "terraform-provider-aws internal/verify: ValidIAMPolicyJSON";
  return rule(`${prefix}:${path}-json`, "check", source, ({ inputs }) =>
    first(valuesAt(inputs, path), (value) =>
      parsePolicy(value) ? undefined : `"${path}" contains an invalid JSON policy: not a JSON object`,
    ),
  );
}

function tooLong(prefix: string, path: string, max: number, quota: string): Rule {
  return rule(
    `${prefix}:${path}-size`,
    ["create", "update"],
    "IAM and AWS STS quotas: character limits",
    ({ inputs }) =>
      valuesAt(inputs, path).some((value) => policySize(value) > max)
        ? `LimitExceeded: Cannot exceed quota for ${quota}: ${max}`
        : undefined,
  );
}

function duplicateSid(document: Props): string | undefined {
  const sids = statementsOf(document).flatMap(({ Sid }) =>
    typeof Sid === "string" && Sid !== "" ? [Sid] : [],
  );
  const twin = sids.find((sid, index) => sids.indexOf(sid) < index);
  return twin && malformed(`Statement IDs (SID) in a single policy must be unique: ${twin}`);
}

function actionProblem(statement: Props, kind: PolicyKind): string | undefined {
  const actions = [...asList(statement.Action), ...asList(statement.NotAction)];
  if (actions.length === 0) return malformed("Policy statement must contain actions.");
  if (statement.Action !== undefined && statement.NotAction !== undefined) {
    return malformed("Policy statement must contain either Action or NotAction, not both.");
  }
  const odd = actions.find((action) => action !== "*" && !/^[a-z0-9-]+:[\w*?]+$/i.test(String(action)));
  if (odd !== undefined) {
    return malformed(
      `Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.: ${shown(odd)}`,
    );
  }
  if (kind === "trust" && actions.some((action) => !/^(sts:|\*$)/i.test(String(action)))) {
    return malformed("AssumeRole policy may only specify STS AssumeRole actions.");
  }
  return undefined;
}

function resourceProblem(statement: Props, kind: PolicyKind): string | undefined {
  const resources = [...asList(statement.Resource), ...asList(statement.NotResource)];
  if (kind === "trust")
    return resources.length === 0 ? undefined : malformed("Has prohibited field Resource");
  if (resources.length === 0) return malformed("Policy statement must contain resources.");
  const odd = resources.find((resource) => !/^(\*|arn:[^:]*:[^:]+:[^:]*:[^:]*:.+)$/.test(String(resource)));
  return odd === undefined ? undefined : malformed(`Resource ${shown(odd)} must be in ARN format or "*".`);
}

function principalProblem(statement: Props, kind: PolicyKind): string | undefined {
  const principal = statement.Principal ?? statement.NotPrincipal;
  if (kind === "identity") {
    return principal === undefined ? undefined : malformed("Policy document should not specify a principal.");
  }
  if (principal === undefined) return malformed("Policy statement must contain a principal.");
  if (principal === "*") return undefined;
  if (!isProps(principal)) return malformed("Invalid principal in policy.");
  for (const [type, values] of Object.entries(principal)) {
    const odd = asList(values).find((value) => !isPrincipal(type, String(value)));
    if (odd !== undefined || asList(values).length === 0) {
      return malformed(`Invalid principal in policy: "${type.toUpperCase()}":${shown(odd)}`);
    }
  }
  return undefined;
}

function isPrincipal(type: string, value: string): boolean {
  if (!PRINCIPAL_TYPES.includes(type)) return false;
  if (type === "Service")
    return /^[a-z0-9.-]+\.(amazonaws\.com(\.cn)?|aws\.internal|amazon\.com)$/.test(value);
  if (type !== "AWS") return value !== "";
  return (
    value === "*" ||
    /^\d{12}$/.test(value) ||
    /^arn:aws[a-z-]*:(iam|sts)::(\d{12}|cloudfront):.+$/.test(value)
  );
}

/** A role or user of this account that a policy names must exist. */
function missingPrincipal(statement: Props, { account, place }: RuleInput): string | undefined {
  const principal = statement.Principal ?? statement.NotPrincipal;
  if (!isProps(principal)) return undefined;
  const missing = asList(principal.AWS).find((value) => isMissingRole(String(value), account, place));
  return missing === undefined
    ? undefined
    : malformed(`Invalid principal in policy: "AWS":${shown(missing)}`);
}

function isMissingRole(value: string, account: Account, place: Place): boolean {
  const arn = parseArn(value);
  if (arn?.service !== "iam" || arn.account !== place.accountId || !arn.resource.startsWith("role/"))
    return false;
  const name = arn.resource.split("/").pop() ?? "";
  return byId(account, TYPES.role, name)?.outputs.arn !== value;
}
