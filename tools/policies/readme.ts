/** The pack's README, made of what the rules say of themselves. */
import { Json, Ref, type Examples, type ExampleResource, type Rule } from "../../policies/lib/rule";
import { rules } from "../../policies/rules";
import { groupBy } from "../plan/groupBy";
import { pieces } from "./pieces";

/** Topics in the order in which the README has them, by the first tag of their rules. */
const TOPICS: Readonly<Record<string, string>> = {
  https: "HTTPS",
  secrets: "Secrets",
  network: "Network",
  identity: "Identity",
  storage: "Storage",
  containers: "Containers",
  operations: "Operations",
  exemptions: "Exemptions",
};

export function readmeOf(listed: readonly Rule[]): string {
  const topics = [...groupBy(listed, (rule) => topicOf(rule))];
  return [
    pieces.opening(listed.length),
    ...topics.map(([topic, same]) => overview(TOPICS[topic] ?? topic, same)),
    pieces.use,
    ...topics.flatMap(([topic, same]) => [`## ${TOPICS[topic] ?? topic} in detail`, ...same.map(details)]),
    pieces.closing,
  ].join("\n\n");
}

export function topicOf({ tags = [] }: Rule): string {
  return tags[0] ?? "";
}

function overview(title: string, rules: readonly Rule[]): string {
  const rows = rules.map(
    ({ name, enforcementLevel = "", severity = "", description }) =>
      `| [\`${name}\`](#${name}) | ${enforcementLevel} | ${severity} | ${cell(description)} |`,
  );
  return [
    `### ${title}`,
    "",
    "| rule | level | severity | what holds |",
    "| --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

export function details(rule: Rule): string {
  const {
    name,
    description,
    enforcementLevel = "",
    severity = "",
    why,
    remediationSteps = "",
    url = "",
  } = rule;
  const mends = "remediateResource" in rule ? " At the level `remediate` it mends the resource itself." : "";
  return [
    `### ${name}`,
    `${enforcementLevel}, ${severity}${isOnStack(rule) ? ", on the whole stack" : ""}. ${description}`,
    `**Why.** ${why}`,
    `**What to do.** ${remediationSteps}${mends} [More](${url}).`,
    ...settingsOf(rule),
    ...controlsOf(rule),
    ...examplesOf(rule.examples),
  ].join("\n\n");
}

const STACK_RULES = new Set(rules.flatMap((rule) => ("validateStack" in rule ? [rule.name] : [])));

/** In the pack, rules on one resource have a second look at the stack, too. */
function isOnStack(rule: Rule): boolean {
  return STACK_RULES.has(rule.name) || !("validateResource" in rule);
}

function settingsOf({ configSchema }: Rule): string[] {
  const settings = Object.entries(configSchema?.properties ?? {});
  if (settings.length === 0) return [];
  const rows = settings.map(
    ([key, { description = "", default: fallback }]) =>
      `| \`${key}\` | ${fallback === undefined ? "" : `\`${JSON.stringify(fallback)}\``} | ${cell(description)} |`,
  );
  return [["| setting | default | means |", "| --- | --- | --- |", ...rows].join("\n")];
}

function controlsOf({ controls: { fsbp = [], cis = [], checkov = [], cdkNag = [] } }: Rule): string[] {
  const named = [
    ["FSBP", fsbp],
    ["CIS", cis],
    ["checkov", checkov],
    ["cdk-nag", cdkNag],
  ] as const;
  const parts = named.flatMap(([name, ids]) => (ids.length > 0 ? [`${name} ${ids.join(", ")}`] : []));
  return parts.length === 0 ? [] : [`Covers ${parts.join("; ")}.`];
}

function examplesOf({ fails, passes }: Examples): string[] {
  if (fails.length === 0) return [];
  return ["Fails:", code(fails), "Passes:", code(passes)];
}

function code(example: readonly ExampleResource[]): string {
  return ["```ts", ...example.map((one) => declaration(one, example)), "```"].join("\n");
}

/** `const files = new aws.s3.Bucket("files", { … });`, with a variable only where another resource needs it. */
function declaration(
  { type, name, props, options }: ExampleResource,
  all: readonly ExampleResource[],
): string {
  const isNeeded = all.some((one) => refersTo(one.props, name));
  const assigned = isNeeded ? `const ${variable(name)} = ` : "";
  const parts = [JSON.stringify(name), literal(props, 0), ...(options ? [literal(options, 0)] : [])];
  return `${assigned}new ${className(type)}(${parts.join(", ")});`;
}

function refersTo(value: unknown, name: string): boolean {
  if (value instanceof Ref) return value.resource === name;
  return (
    typeof value === "object" && value !== null && Object.values(value).some((inner) => refersTo(inner, name))
  );
}

/** `aws:s3/bucket:Bucket` as `aws.s3.Bucket`, `docker:index/image:Image` as `docker.Image`. */
function className(type: string): string {
  const [provider = "", module = "", name = ""] = type.split(":");
  const folder = module.split("/")[0];
  return [provider, ...(folder === "index" || folder === "" ? [] : [folder]), name].join(".");
}

function variable(name: string): string {
  return name.replace(/[^A-Za-z0-9]+(.)?/g, (_, next: string | undefined) => (next ?? "").toUpperCase());
}

const WIDTH = 110;

/** A value as TypeScript, on one line where it fits. */
function literal(value: unknown, depth: number): string {
  if (value instanceof Ref) return `${variable(value.resource)}.${value.property}`;
  if (value instanceof Json) return `pulumi.jsonStringify(${literal(value.value, depth)})`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const parts = Array.isArray(value)
    ? value.map((item) => literal(item, depth + 1))
    : Object.entries(value).map(([key, item]) => `${property(key)}: ${literal(item, depth + 1)}`);
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  if (parts.length === 0) return open + close;
  const space = Array.isArray(value) ? "" : " ";
  const line = `${open}${space}${parts.join(", ")}${space}${close}`;
  if (!line.includes("\n") && line.length + 2 * depth < WIDTH - 40) return line;
  const indent = "  ".repeat(depth + 1);
  return [open, ...parts.map((part) => `${indent}${part},`), "  ".repeat(depth) + close].join("\n");
}

function property(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
