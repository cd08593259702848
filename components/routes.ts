/**
 * From the services' routes to the load balancer's listener rules: pure, so that a configuration can be
 * refused, a plan shown and a single path looked up before anything exists.
 */
import { createHash } from "node:crypto";
import { isLiteral, literalSegments, matches } from "./pathPatterns";
import { problemsOf } from "./routeProblems";
import type {
  Draft,
  PlannedRule,
  RoutedService,
  RoutePlan,
  RoutePlanOptions,
  ServiceRoute,
} from "./routeTypes";

export * from "./routeTypes";

/**
 * Plans the listener rules of all services. A rule's key and priority follow from its own service and
 * first path alone, so that neither the order of services nor an added one changes another rule.
 */
export function planRoutes(services: readonly RoutedService[], options: RoutePlanOptions): RoutePlan {
  const drafts = services.flatMap((service) => [
    ...service.routes.map((route) => draftRoute(service, route)),
    draftHealth(service, options.healthService),
  ]);
  const { rules, warnings } = prioritise(drafts);
  return { rules, problems: problemsOf(drafts, rules), warnings };
}

/** What the load balancer does with a request: the rule that takes it, and the path that the service sees. */
export interface Resolution {
  readonly rule: PlannedRule;
  readonly path: string;
}

/** Follows one request path through the rules; nothing when no rule takes it (the 404 answer). */
export function resolveRoute(rules: readonly PlannedRule[], path: string): Resolution | undefined {
  const [pathname = ""] = path.split("?");
  const rule = [...rules]
    .sort((a, b) => a.priority - b.priority)
    .find((candidate) => candidate.paths.some((pattern) => matches(pattern, pathname)));
  if (!rule) return undefined;
  const { rewrite } = rule;
  return { rule, path: rewrite ? path.replace(new RegExp(rewrite.regex), rewrite.replace) : path };
}

/** Where a service is reached from outside: the literal part of its first route's first path. */
export function publicPath(routes: readonly ServiceRoute[]): string {
  const [path = "/"] = routes[0]?.paths ?? [];
  return path.replace(/[*?].*$/, "").replace(/\/$/, "");
}

/** The condition values of a route: `/x/*` takes `/x` as well, which the pattern alone would not match. */
export function conditionPaths(paths: readonly string[]): string[] {
  return [
    ...new Set(
      paths.flatMap((path) => (path.endsWith("/*") && path !== "/*" ? [path, path.slice(0, -2)] : [path])),
    ),
  ];
}

function draftRoute(service: RoutedService, route: ServiceRoute): Draft {
  const [first = ""] = route.paths;
  const literal = first.replace(/\/\*$/, "");
  return {
    key: `${hostname(service.name)}.route.${slug(first)}`,
    service: service.name,
    kind: "route",
    paths: conditionPaths(route.paths),
    given: route,
    ...(route.rewrite !== undefined && {
      rewrite: { regex: `^${escape(literal)}(.*)$`, replace: `${route.rewrite}$1` },
    }),
    ...(route.priority !== undefined && { fixed: route.priority }),
  };
}

/** `/health/<service>` of every service, and `/health` itself for the one that speaks for the whole. */
function draftHealth(service: RoutedService, healthService: string): Draft {
  const own = `/health/${service.name}`;
  const speaks = service.name === healthService;
  const name = escape(`/${service.name}`);
  return {
    key: `${hostname(service.name)}.health`,
    service: service.name,
    kind: "health",
    paths: speaks ? ["/health", own] : [own],
    given: { paths: [own] },
    rewrite: {
      regex: speaks ? `^/health(${name})?(.*)$` : `^/health(${name})(.*)$`,
      replace: `${service.healthPath}$2`,
    },
  };
}

function hostname(name: string): string {
  return name.replaceAll("_", "-");
}

/** A readable name of a path; paths that would read alike get a hash. */
function slug(path: string): string {
  const words = path.replace(/\/\*$/, "").split("/").filter(Boolean).join("-") || "root";
  const plain = /^(\/[a-zA-Z0-9_.]+)+\/\*$/.test(path);
  return plain
    ? words
    : `${words.replace(/[^a-zA-Z0-9_.-]+/g, "-")}-${digest(path).toString(16).slice(0, 6)}`;
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function digest(text: string): number {
  return createHash("sha256").update(text).digest().readUIntBE(0, 6);
}

// More special patterns come first. Each band is wide, so that priorities by hash seldom meet.
const BANDS = {
  literal: [1, 12_000],
  deep: [12_001, 30_000],
  second: [30_001, 44_000],
  shallow: [44_001, 50_000],
} as const;

function bandOf(paths: readonly string[]): readonly [number, number] {
  const wild = paths.filter((path) => !isLiteral(path));
  if (wild.length === 0) return BANDS.literal;
  const depth = Math.min(...wild.map(literalSegments));
  return depth >= 3 ? BANDS.deep : depth === 2 ? BANDS.second : BANDS.shallow;
}

function prioritise(drafts: readonly Draft[]): { rules: PlannedRule[]; warnings: string[] } {
  const taken = new Map<number, Draft>();
  const warnings: string[] = [];
  for (const draft of drafts) if (draft.fixed !== undefined) taken.set(draft.fixed, draft);
  const rules = [...drafts]
    .sort((a, b) => compare(a.key, b.key))
    .map((draft): PlannedRule => {
      const { key, service, kind, paths, rewrite, fixed } = draft;
      const rule = { key, service, kind, paths, ...(rewrite && { rewrite }) };
      if (fixed !== undefined) return { ...rule, priority: fixed };
      const [low, high] = bandOf(draft.paths);
      const wish = (attempt: number): number =>
        low + (digest(attempt === 0 ? draft.key : `${draft.key}#${attempt}`) % (high - low + 1));
      let attempt = 0;
      while (taken.has(wish(attempt))) attempt++;
      const priority = wish(attempt);
      const rival = taken.get(wish(0));
      if (rival) warnings.push(collision(draft, rival, priority));
      taken.set(priority, draft);
      return { ...rule, priority };
    });
  return { rules: rules.sort((a, b) => a.priority - b.priority), warnings };
}

function collision(draft: Draft, rival: Draft, priority: number): string {
  return (
    `the listener rules ${rival.key} and ${draft.key} compute the same priority, so ${draft.key} takes ${priority}: ` +
    `to keep it whatever becomes of ${rival.key}, write priority: ${priority} into its catalogue route`
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
