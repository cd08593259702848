/** Policy documents of IAM and of resources, in whichever of their spellings. */
import {
  asList,
  at,
  ifKnown,
  isBag,
  isUnknownValue,
  keysOf,
  plainText,
  readers,
  some,
  texts,
} from "./reading";

/** Each part is read when it is asked for: a preview may know the actions of a statement and not its resources. */
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
  return asList(at(parsed, "Statement")).map(statementOf);
}

function statementOf(statement: unknown, index: number): Statement {
  const sid = at(statement, "Sid");
  const list = (key: string): (() => readonly string[]) => once(() => texts(at(statement, key)));
  const [actions, notActions] = [list("Action"), list("NotAction")];
  const [resources, notResources] = [list("Resource"), list("NotResource")];
  const principals = once(() => principalsOf(at(statement, "Principal")));
  const notPrincipals = once(() => principalsOf(at(statement, "NotPrincipal")));
  const conditions = once(() => conditionsOf(at(statement, "Condition")));
  return {
    path: `Statement[${index}]${typeof sid === "string" && sid !== "" ? ` (${sid})` : ""}`,
    sid: typeof sid === "string" ? sid : undefined,
    effect: plainText(at(statement, "Effect")),
    get actions() {
      return actions();
    },
    get notActions() {
      return notActions();
    },
    get resources() {
      return resources();
    },
    get notResources() {
      return notResources();
    },
    get principals() {
      return principals();
    },
    get notPrincipals() {
      return notPrincipals();
    },
    get conditions() {
      return conditions();
    },
  };
}

function once<T>(read: () => T): () => T {
  let found: { readonly value: T } | undefined;
  return () => (found ??= { value: read() }).value;
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
  return notActions.length > 0 ? !some(notActions, covers) : some(actions, covers);
}

/** True when a statement's resources cover this ARN. */
export function coversResource({ resources, notResources }: Statement, arn: string): boolean {
  const covers = (pattern: string): boolean => matches(pattern, arn);
  return notResources.length > 0 ? !some(notResources, covers) : some(resources, covers);
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
    some(statement.principals, isEverybody) &&
    others.length === 0 &&
    (condition as Condition | undefined) !== undefined &&
    ["bool", "boolifexists"].includes(condition.operator) &&
    condition.key === "aws:securetransport" &&
    condition.values.length === 1 &&
    condition.values[0] === "false"
  );
}

function principalsOf(principal: unknown): readonly Principal[] {
  if (!isBag(principal)) return readers(principal).map((read) => principalOf("AWS", read));
  return keysOf(principal).flatMap((kind) =>
    itemsAt(principal, kind).map((read): Principal => principalOf(kind, read)),
  );
}

function principalOf(kind: string, read: () => unknown): Principal {
  return {
    kind,
    get value() {
      return plainText(read());
    },
  };
}

/** {@link readers} of what may be unknown as a whole. */
function itemsAt(bag: unknown, key: string): readonly (() => unknown)[] {
  try {
    return readers(at(bag, key));
  } catch (error) {
    if (!isUnknownValue(error)) throw error;
    return [() => at(bag, key)];
  }
}

function conditionsOf(condition: unknown): readonly Condition[] {
  return keysOf(condition).flatMap((operator) =>
    keysOf(at(condition, operator)).map((key) => ({
      operator: operator.toLowerCase(),
      key: key.toLowerCase(),
      get values() {
        return texts(at(condition, operator, key));
      },
    })),
  );
}

/** True when a document is there, known or not. */
export function hasDocument(read: () => unknown): boolean {
  const document = ifKnown(read, "unknown");
  return document !== undefined && document !== null && document !== "";
}
