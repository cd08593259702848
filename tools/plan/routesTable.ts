/** The load balancer's rules, and what they do with a path. */
import { planRoutes, resolveRoute, type PlannedRule } from "../../components/routes";
import type { Environment } from "../../stacks/environment";
import { item, section, table, type Paint } from "./text";

export function routesSection(paint: Paint, environment: Environment): string[] {
  const healthPaths = new Map(environment.services.map(({ name, healthPath }) => [name, healthPath]));
  const rows = rulesOf(environment).map((rule) => [
    String(rule.priority),
    rule.paths.join(" "),
    seenPaths(rule).join(" "),
    rule.service,
    healthPaths.get(rule.service) ?? "",
  ]);
  const columns = [
    { title: "priority", align: "right" },
    { title: "path", max: 28 },
    { title: "the service sees", max: 24 },
    { title: "service", max: 22 },
    { title: "its health path" },
  ] as const;
  return section(paint, "ROUTES", [
    ...table(paint, columns, rows),
    ...item(
      "",
      `Any other path of ${environment.apiDomain} gets a 404 answer in JSON from the load balancer.`,
    ),
  ]);
}

/** What the load balancer does with one path. */
export interface RouteAnswer {
  readonly path: string;
  /** Null for the 404 answer. */
  readonly service: string | null;
  /** The path that the service sees. */
  readonly seenAs?: string;
  readonly rule?: Pick<PlannedRule, "key" | "priority" | "paths">;
  readonly status?: 404;
}

export function answerRoutes(environment: Environment, paths: readonly string[]): RouteAnswer[] {
  const rules = rulesOf(environment);
  return paths.map((path): RouteAnswer => {
    const found = resolveRoute(rules, path);
    if (!found) return { path, service: null, status: 404 };
    const { key, priority, paths: patterns, service } = found.rule;
    return { path, service, seenAs: found.path, rule: { key, priority, paths: patterns } };
  });
}

export function routeLines(paint: Paint, environment: Environment, paths: readonly string[]): string[] {
  return answerRoutes(environment, paths).flatMap(({ path, service, seenAs = "", rule }) => {
    const head = paint("bold", `https://${environment.apiDomain}${path}`);
    if (!rule) return [head, "  no service: the load balancer's 404 answer"];
    return [
      head,
      `  ${service ?? ""} answers it as ${seenAs}`,
      `  by rule ${rule.priority}: ${rule.paths.join(" or ")}`,
    ];
  });
}

function rulesOf(environment: Environment): readonly PlannedRule[] {
  return planRoutes(environment.services, environment).rules;
}

/** The rule's own patterns as the service sees them. */
function seenPaths({ paths, rewrite }: PlannedRule): string[] {
  if (!rewrite) return [...paths];
  const regex = new RegExp(rewrite.regex);
  return [...new Set(paths.map((path) => path.replace(regex, rewrite.replace)))];
}
