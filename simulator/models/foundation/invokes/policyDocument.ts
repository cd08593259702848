import { createHash } from "node:crypto";
import type { InvokeModel, Props } from "../../../model";
import { parsePolicy, statementsOf } from "../kit/policy";
import { asList, objects, text } from "../kit/values";

const VERSIONS = ["2008-10-17", "2012-10-17"];

/** Renders a policy document as the provider does. */
export const getPolicyDocument: InvokeModel = {
  token: "aws:iam/getPolicyDocument:getPolicyDocument",
  answer: (args) => {
    const version = text(args, "version") ?? "2012-10-17";
    if (!VERSIONS.includes(version))
      throw new Error(`expected version to be one of ${VERSIONS.join(", ")}, got ${version}`);
    for (const removed of ["sourceJson", "overrideJson"]) {
      if (text(args, removed))
        throw new Error(`${removed} is no longer supported, use the list of documents`);
    }
    const document = {
      Version: version,
      ...(text(args, "policyId") && { Id: args.policyId }),
      Statement: merged(args).map(sorted),
    };
    const json = JSON.stringify(document, undefined, 2);
    const id = createHash("sha256").update(json).digest().readUInt32BE(0);
    return { ...args, id: String(id), json, minifiedJson: JSON.stringify(document) };
  },
};

/** Sources first, then the statements, then the overrides: the same Sid replaces what came before. */
function merged(args: Props): Props[] {
  const sources = asList(args.sourcePolicyDocuments).flatMap(readDocument);
  refuseTwins(sources);
  const own = objects(args, "statements").map(render);
  refuseTwins(own);
  const result: Props[] = [];
  for (const statement of [
    ...sources,
    ...own,
    ...asList(args.overridePolicyDocuments).flatMap(readDocument),
  ]) {
    const index = statement.Sid ? result.findIndex((earlier) => earlier.Sid === statement.Sid) : -1;
    if (index < 0) result.push(statement);
    else result[index] = statement;
  }
  return result;
}

function readDocument(value: unknown): Props[] {
  const document = parsePolicy(value);
  if (!document) throw new Error("a policy document to merge is not a JSON object");
  return statementsOf(document);
}

function refuseTwins(statements: readonly Props[]): void {
  const sids = statements.flatMap(({ Sid }) => (typeof Sid === "string" && Sid !== "" ? [Sid] : []));
  const twin = sids.find((sid, index) => sids.indexOf(sid) < index);
  if (twin) throw new Error(`duplicate Sid (${twin})`);
}

function render(statement: Props): Props {
  const sid = text(statement, "sid");
  if (sid !== undefined && !/^[A-Za-z0-9]+$/.test(sid))
    throw new Error(`invalid Sid "${sid}": letters and digits only`);
  const effect = text(statement, "effect") ?? "Allow";
  if (effect !== "Allow" && effect !== "Deny")
    throw new Error(`expected effect to be Allow or Deny, got ${effect}`);
  const lists: Props = {};
  for (const [key, property] of LISTS) {
    const values = asList(statement[property]).map((value) => String(value).replaceAll("&{", "${"));
    if (values.length > 0) lists[key] = oneOrMany(values);
  }
  return {
    ...(sid && { Sid: sid }),
    Effect: effect,
    ...principals("Principal", objects(statement, "principals")),
    ...principals("NotPrincipal", objects(statement, "notPrincipals")),
    ...lists,
    ...conditions(objects(statement, "conditions")),
  };
}

const LISTS = [
  ["Action", "actions"],
  ["NotAction", "notActions"],
  ["Resource", "resources"],
  ["NotResource", "notResources"],
] as const;

/** The provider sorts lists in descending order and writes one value alone. */
function oneOrMany(values: readonly string[]): string | string[] {
  const [first = "", ...rest] = [...new Set(values)].sort().reverse();
  return rest.length === 0 ? first : [first, ...rest];
}

function principals(key: string, list: readonly Props[]): Props {
  if (list.length === 0) return {};
  if (list.some(({ type, identifiers }) => type === "*" && asList(identifiers).includes("*")))
    return { [key]: "*" };
  const byType: Record<string, string[]> = {};
  for (const { type, identifiers } of list) {
    (byType[String(type)] ??= []).push(...asList(identifiers).map(String));
  }
  return {
    [key]: Object.fromEntries(Object.entries(byType).map(([type, values]) => [type, oneOrMany(values)])),
  };
}

function conditions(list: readonly Props[]): Props {
  if (list.length === 0) return {};
  const byTest: Record<string, Record<string, string | string[]>> = {};
  for (const { test, variable, values } of list) {
    const texts = asList(values).map((value) => String(value).replaceAll("&{", "${"));
    (byTest[String(test)] ??= {})[String(variable)] = texts.length === 1 ? (texts[0] ?? "") : texts;
  }
  return { Condition: byTest };
}

const ORDER = [
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

/** The keys in the order in which the provider writes them. */
function sorted(statement: Props): Props {
  return Object.fromEntries(
    ORDER.filter((key) => statement[key] !== undefined).map((key) => [key, statement[key]]),
  );
}
