/** Policy documents of IAM and of resources, in whichever of their spellings. */
import { asList, at, ifKnown, isBag, keysOf, plainText } from "./reading";

export interface Statement {
  /** Its place and its Sid, for messages: `Statement[1] (ReadSecrets)`. */
  readonly path: string;
  readonly sid: string | undefined;
  readonly effect: string;
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  /** `*` alone is `{ kind: "AWS", value: "*" }`. */
  readonly principals: readonly Principal[];
  readonly notPrincipals: readonly Principal[];
  readonly conditions: readonly Condition[];
}

export interface Principal {
  /** `AWS`, `Service`, `Federated` or `CanonicalUser`. */
  readonly kind: string;
  readonly value: string;
}

export interface Condition {
  /** As AWS writes it, in lower case: `stringequals`, `bool`, `foranyvalue:stringlike`. */
  readonly operator: string;
  /** In lower case, since condition keys have none: `aws:sourcearn`. */
  readonly key: string;
  readonly values: readonly string[];
}

/**
 * The statements of a document given as JSON text or as an object; undefined for what is no document.
 *
 * @throws the unknown value, where a preview does not know the document
 */
export function statementsOf(document: unknown): readonly Statement[] | undefined {
  const parsed = typeof document === "string" ? parsedJson(document) : document;
  if (!isBag(parsed)) return undefined;
  return asList(at(parsed, "Statement")).map((statement, index) => {
    const sid = at(statement, "Sid");
    return {
      path: `Statement[${index}]${typeof sid === "string" && sid !== "" ? ` (${sid})` : ""}`,
      sid: typeof sid === "string" ? sid : undefined,
      effect: plainText(at(statement, "Effect")),
      actions: texts(at(statement, "Action")),
      notActions: texts(at(statement, "NotAction")),
      resources: texts(at(statement, "Resource")),
      notResources: texts(at(statement, "NotResource")),
      principals: principalsOf(at(statement, "Principal")),
      notPrincipals: principalsOf(at(statement, "NotPrincipal")),
      conditions: conditionsOf(at(statement, "Condition")),
    };
  });
}

/** What a JSON text holds; undefined for what is none. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const isAllow = ({ effect }: Statement): boolean => effect === "Allow";
export const isDeny = ({ effect }: Statement): boolean => effect === "Deny";

/** True for a principal that is everybody. */
export function isEverybody({ kind, value }: Principal): boolean {
  return kind === "AWS" && value === "*";
}

/** True when a statement's actions cover this one (`s3:GetObject`); actions have no case. */
export function coversAction({ actions, notActions }: Statement, action: string): boolean {
  const covers = (pattern: string): boolean => matches(pattern.toLowerCase(), action.toLowerCase());
  return notActions.length > 0 ? !notActions.some(covers) : actions.some(covers);
}

/** True when a statement's resources cover this ARN. */
export function coversResource({ resources, notResources }: Statement, arn: string): boolean {
  const covers = (pattern: string): boolean => matches(pattern, arn);
  return notResources.length > 0 ? !notResources.some(covers) : resources.some(covers);
}

/** True when IAM's pattern, with its `*` and `?`, matches the whole text. */
export function matches(pattern: string, text: string): boolean {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`, "s").test(text);
}

/** The values that a statement demands for a condition key, by an operator that demands equality or likeness. */
export function demanded(statement: Statement, key: string): readonly string[] {
  return statement.conditions
    .filter((condition) => condition.key === key.toLowerCase() && EQUALITY.test(condition.operator))
    .flatMap(({ values }) => values);
}

/** `IfExists` and `ForAllValues` are met by requests without the key, so they demand nothing. */
const EQUALITY =
  /^(?:foranyvalue:)?(?:stringequals|stringlike|stringequalsignorecase|arnequals|arnlike|bool)$/;

/** True for a statement that denies requests without TLS and everything but has no further condition. */
export function deniesHttp(statement: Statement): boolean {
  const [condition, ...others] = statement.conditions;
  return (
    isDeny(statement) &&
    statement.principals.some(isEverybody) &&
    others.length === 0 &&
    (condition as Condition | undefined) !== undefined &&
    ["bool", "boolifexists"].includes(condition.operator) &&
    condition.key === "aws:securetransport" &&
    condition.values.length === 1 &&
    condition.values[0] === "false"
  );
}

function texts(value: unknown): readonly string[] {
  return asList(value).map(plainText);
}

function principalsOf(principal: unknown): readonly Principal[] {
  if (!isBag(principal)) return texts(principal).map((value) => ({ kind: "AWS", value }));
  return keysOf(principal).flatMap((kind) => texts(at(principal, kind)).map((value) => ({ kind, value })));
}

function conditionsOf(condition: unknown): readonly Condition[] {
  return keysOf(condition).flatMap((operator) =>
    keysOf(at(condition, operator)).map((key) => ({
      operator: operator.toLowerCase(),
      key: key.toLowerCase(),
      values: texts(at(condition, operator, key)),
    })),
  );
}

/** True when a document is there, known or not. */
export function hasDocument(read: () => unknown): boolean {
  const document = ifKnown(read, "unknown");
  return document !== undefined && document !== null && document !== "";
}
