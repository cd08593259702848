/** Resource policies of buckets: their grammar, whom they let in and what they are about. */
import { fields, list, text } from "../support";

export interface Statement {
  readonly effect: unknown;
  readonly principal: unknown;
  readonly notPrincipal: unknown;
  readonly actions: readonly string[];
  readonly hasAction: boolean;
  readonly resources: readonly string[];
  readonly hasResource: boolean;
  readonly condition: unknown;
  readonly unknownKeys: readonly string[];
}

const STATEMENT_KEYS = [
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
];

/** The document, or undefined when the text is no JSON object. */
export function parsePolicy(policy: unknown): Record<string, unknown> | undefined {
  if (typeof policy !== "string") return policy === undefined ? undefined : fields(policy);
  try {
    const parsed: unknown = JSON.parse(policy);
    return parsed !== null && typeof parsed === "object" && !Array.isArray(parsed)
      ? fields(parsed)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The statements; IAM takes a single one without a list. */
export function statementsOf(policy: unknown): readonly Statement[] {
  const statement = parsePolicy(policy)?.Statement;
  const raw = Array.isArray(statement) ? list(statement) : statement === undefined ? [] : [statement];
  return raw.map(fields).map((entry) => ({
    effect: entry.Effect,
    principal: entry.Principal,
    notPrincipal: entry.NotPrincipal,
    actions: oneOrMany(entry.Action),
    hasAction: "Action" in entry || "NotAction" in entry,
    resources: oneOrMany(entry.Resource),
    hasResource: "Resource" in entry || "NotResource" in entry,
    condition: entry.Condition,
    unknownKeys: Object.keys(entry).filter((key) => !STATEMENT_KEYS.includes(key)),
  }));
}

/** IAM takes a single string for a list of one. */
export function oneOrMany(value: unknown): readonly string[] {
  return (Array.isArray(value) ? list(value) : value === undefined ? [] : [value]).map(text);
}

/** What is wrong with the grammar, in S3's words. */
export function grammarFault(policy: unknown): string | undefined {
  const document = parsePolicy(policy);
  if (!document) return "Policies must be valid JSON and the first byte must be '{'";
  const { Version: version, Statement: statement } = document;
  if (version !== undefined && !["2012-10-17", "2008-10-17"].includes(text(version))) {
    return `The policy must contain a valid version string, not ${text(version)}`;
  }
  if (statement === undefined) return "Missing required field Statement";
  for (const entry of statementsOf(policy)) {
    const fault = statementFault(entry);
    if (fault) return fault;
  }
  return undefined;
}

function statementFault(statement: Statement): string | undefined {
  const { effect, principal, notPrincipal, hasAction, hasResource, unknownKeys } = statement;
  if (unknownKeys.length > 0) return `Unknown field ${unknownKeys.join(", ")}`;
  if (effect !== "Allow" && effect !== "Deny") {
    return effect === undefined ? "Missing required field Effect" : `Invalid effect: ${text(effect)}`;
  }
  if (principal === undefined && notPrincipal === undefined) return "Missing required field Principal";
  if (!hasAction) return "Missing required field Action";
  if (!hasResource) return "Missing required field Resource";
  return undefined;
}

const PRINCIPALS: Readonly<Partial<Record<string, RegExp>>> = {
  AWS: /^(\*|\d{12}|arn:aws(-[a-z]+)*:(iam|sts)::(\d{12}:(root|(user|role|assumed-role|federated-user)\/.+)|cloudfront:user\/CloudFront Origin Access Identity [A-Z0-9]+))$/,
  Service: /^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/,
  CanonicalUser: /^[0-9a-f]{64}$/,
  Federated: /./,
};

/** The first principal that cannot exist. */
export function principalFault(principal: unknown): string | undefined {
  if (principal === undefined || principal === "*") return undefined;
  if (typeof principal === "string") return principal;
  for (const [kind, value] of Object.entries(fields(principal))) {
    const pattern = PRINCIPALS[kind];
    const wrong = pattern ? oneOrMany(value).find((item) => !pattern.test(item)) : kind;
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

/** Condition keys that narrow a wildcard principal enough for S3 not to call the policy public. */
const NARROWING = [
  "aws:sourceip",
  "aws:sourcearn",
  "aws:sourcevpc",
  "aws:sourcevpce",
  "aws:sourceaccount",
  "aws:sourceowner",
  "aws:userid",
  "aws:principalorgid",
  "aws:principalarn",
  "aws:principalaccount",
  "s3:dataaccesspointarn",
  "s3:dataaccesspointaccount",
  "s3:x-amz-server-side-encryption-aws-kms-key-id",
];

/** Whether S3 calls this statement public: it lets anybody in and no condition narrows that to fixed values. */
export function isPublic({ effect, principal, condition }: Statement): boolean {
  if (effect !== "Allow") return false;
  const anybody = principal === "*" || oneOrMany(fields(principal).AWS).includes("*");
  return anybody && !Object.values(fields(condition)).some((test) => narrows(fields(test)));
}

function narrows(test: Record<string, unknown>): boolean {
  return Object.entries(test).some(
    ([key, value]) =>
      NARROWING.includes(key.toLowerCase()) &&
      oneOrMany(value).every((item) => !/^\*|^0\.0\.0\.0\/0$/.test(item)),
  );
}
