/** Two plans side by side. */
import type { Environment, Profile } from "../../stacks/environment";
import { addressesOf } from "./addresses";
import { compareResources, type Difference } from "./differences";
import { groupBy } from "./groupBy";
import { planJson } from "./json";
import { normalise, type NormalResource } from "./normalise";
import type { Exempted, Verdict } from "../policies/judge";
import { verdictLine } from "./policiesSection";
import { headline, resourceCount, warningsSection } from "./report";
import type { StackPlan } from "./runProgram";
import { imageText, tasks, vcpus } from "./sizes";
import { count, item, section, table, WIDTH, type Paint } from "./text";
import { shortType, treeOf } from "./tree";

/** What two plans that went well have in common, and in what they differ. */
export function compare(paint: Paint, first: StackPlan, second: StackPlan): string[] {
  const [a, b] = [first.environment, second.environment];
  if (!a || !b) return [];
  const [left, right] = [planJson(first), planJson(second)];
  const compared = compareResources(normalise(a, left), normalise(b, right));
  const sideBySide = (title: string, rows: readonly Row[]): string[] =>
    section(paint, title, sides(paint, [a.stack, b.stack], rows));
  return [
    headline(paint, a, resourceCount(first)),
    headline(paint, b, resourceCount(second)),
    ...sideBySide("SETTINGS", settings(a, b)),
    ...sideBySide("SERVICES", serviceRows(a, b)),
    ...sideBySide("ADDRESSES", addressRows(first, second)),
    ...sideBySide("NUMBER OF RESOURCES", countRows(first, second)),
    ...sideBySide("POLICIES", policyRows(first.verdict, second.verdict)),
    ...onlyIn(paint, a.stack, compared.onlyFirst),
    ...onlyIn(paint, b.stack, compared.onlySecond),
    ...differenceSection(paint, [a.stack, b.stack], compared.differences),
    ...warningsSection(paint, [
      ...first.warnings.map((warning) => `${a.stack}: ${warning}`),
      ...second.warnings.map((warning) => `${b.stack}: ${warning}`),
    ]),
    "",
    `≠ marks what differs. npm run plan -- ${a.stack} and npm run plan -- ${b.stack} show each in full.`,
  ];
}

type Row = readonly [label: string, first: string, second: string];

function sides(
  paint: Paint,
  stacks: readonly [string, string],
  rows: readonly Row[],
  labelWidth = 30,
): string[] {
  const half = Math.floor((WIDTH - 2 - labelWidth) / 2) - 4;
  const columns = [
    { title: "", max: labelWidth },
    { title: stacks[0], max: half },
    { title: "" },
    { title: stacks[1], max: half },
  ];
  return table(
    paint,
    columns,
    rows.map(([label, a, b]) => [label, a, a === b ? "" : "≠", b]),
  );
}

const PROFILE_LABELS: Readonly<Record<keyof Profile, string>> = {
  zones: "availability zones",
  nat: "NAT",
  flowLogs: "flow logs",
  capacity: "capacity",
  size: "task size",
  scaling: "scaling",
  sleep: "asleep",
  logRetentionDays: "log retention, days",
  containerInsights: "container insights",
  execCommand: "shell into tasks",
  deletionProtection: "deletion protection",
  accessLogs: "access logs",
  wafRateLimit: "WAF, requests in 5 minutes",
  forceDestroy: "destroy deletes data",
  secretRecoveryDays: "secret recovery, days",
  priceClass: "CloudFront price class",
};

function settings(a: Environment, b: Environment): Row[] {
  const keys = (Object.keys(PROFILE_LABELS) as (keyof Profile)[]).filter(
    (key) => a.profile[key] !== undefined || b.profile[key] !== undefined,
  );
  const plain = (label: string, of: (environment: Environment) => string): Row => [label, of(a), of(b)];
  return [
    plain("sizing", ({ sizing }) => sizing),
    plain("region", ({ region }) => region),
    plain("processor", ({ architecture }) => architecture),
    plain("network", ({ vpcCidr }) => vpcCidr),
    plain("database", ({ databaseCidr }) => databaseCidr),
    plain("alarms to", ({ alarmEmail = "nobody" }) => alarmEmail),
    plain("monthly budget, USD", ({ monthlyBudget = "none" }) => String(monthlyBudget)),
    ...keys.map((key): Row => [PROFILE_LABELS[key], setting(a.profile[key]), setting(b.profile[key])]),
  ];
}

function setting(value: Profile[keyof Profile]): string {
  if (value === undefined) return "no";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value !== "object") return String(value);
  if ("from" in value) return `${value.from}–${value.to} ${value.timezone}`;
  if ("cpu" in value) return `${value.cpu / 1024} vCPU, ${value.memory} MiB`;
  const { minTasks, maxTasks, cpuPercent, requestsPerTask } = value;
  return `${minTasks}–${maxTasks} tasks, ${cpuPercent} % CPU, ${requestsPerTask} requests a minute`;
}

function serviceRows(a: Environment, b: Environment): Row[] {
  const names = [...new Set([...a.services, ...b.services].map(({ name }) => name))];
  return names.map((name) => [name, serviceText(a, name), serviceText(b, name)]);
}

function serviceText(environment: Environment, name: string): string {
  const service = environment.services.find((candidate) => candidate.name === name);
  if (!service) return "none";
  const { image, size } = service;
  return `${vcpus(service)} vCPU ${size.memory} MiB, ${tasks(service)} tasks, ${imageText(image)}`;
}

function addressRows(first: StackPlan, second: StackPlan): Row[] {
  const [a, b] = [first, second].map(({ environment, simulation }) =>
    environment ? addressesOf(environment, simulation?.outputs ?? {}) : undefined,
  );
  if (!a || !b) return [];
  return [
    ["API", a.apiUrl, b.apiUrl],
    ["health", a.healthUrl, b.healthUrl],
    ["front end", a.frontendUrl, b.frontendUrl],
    ["outgoing (made up)", a.egressIps.join(" "), b.egressIps.join(" ")],
  ];
}

function countRows(first: StackPlan, second: StackPlan): Row[] {
  const [a, b] = [countsOf(first), countsOf(second)];
  const names = [...new Set([...a.keys(), ...b.keys()])];
  return [
    ...names.map((name): Row => [name, String(a.get(name) ?? 0), String(b.get(name) ?? 0)]),
    ["in all", String(resourceCount(first)), String(resourceCount(second))],
  ];
}

/** The verdicts, and each rule that either stack violates or is exempted from. */
function policyRows(first: Verdict | undefined, second: Verdict | undefined): Row[] {
  if (!first || !second) return [];
  const rules = [first, second].flatMap(({ violations, exempted }) => [
    ...violations.map(({ rule }) => rule),
    ...exempted.map(({ policy }) => policy),
  ]);
  return [
    ["verdict", verdictLine(first), verdictLine(second)],
    ...[...new Set(rules)].map((rule): Row => [rule, ruleText(first, rule), ruleText(second, rule)]),
  ];
}

function ruleText({ violations, exempted }: Verdict, rule: string): string {
  const found = violations.filter((one) => one.rule === rule);
  const accepted = exempted.filter(({ policy }) => policy === rule);
  const levels = [...new Set(found.map(({ level }) => level))];
  const parts = [
    ...levels.map((level) => `${found.filter((one) => one.level === level).length} ${level}`),
    ...(accepted.length > 0 ? [`exempted at ${accepted.map(placeOf).join(", ")}`] : []),
  ];
  return parts.length === 0 ? "kept" : parts.join(", ");
}

/** The name in `type::name`, and all of a type in `type::*`. */
function placeOf({ resource }: Exempted): string {
  const name = resource.split("::").at(-1) ?? "";
  return name === "*" ? "all" : name;
}

/** By top-level component; the image and the service of one name together. */
function countsOf({ simulation }: StackPlan): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { resource, count: size } of treeOf(simulation?.resources ?? [])) {
    if (size > 0) counts.set(resource.name, (counts.get(resource.name) ?? 0) + size);
  }
  return counts;
}

function onlyIn(paint: Paint, stack: string, resources: readonly NormalResource[]): string[] {
  if (resources.length === 0) return [];
  const lines = [...groupBy(resources, ({ group }) => group)].flatMap(([group, members]) => [
    group,
    ...[...groupBy(members, ({ type }) => type)].flatMap(([type, same]) =>
      item(`  ${shortType(type)}: `, same.map(({ name }) => name).join(", ")),
    ),
  ]);
  return section(paint, `ONLY IN ${stack} (${count(resources.length, "resource")})`, lines);
}

function differenceSection(
  paint: Paint,
  stacks: readonly [string, string],
  differences: readonly Difference[],
): string[] {
  if (differences.length === 0) return section(paint, "PROPERTIES", ["no resource of both differs"]);
  const lines = [...groupBy(differences, ({ type, names }) => `${type}  ${names.join(", ")}`)].flatMap(
    ([title, changes]) => [
      "",
      ...item("", title),
      ...sides(
        paint,
        stacks,
        changes.map(({ path, first, second }): Row => [path, first, second]),
        44,
      ).slice(2),
    ],
  );
  return section(paint, "PROPERTIES THAT DIFFER (stack names and domains aside)", lines.slice(1));
}
