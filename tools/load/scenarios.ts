/** What is asked for: one scenario for each route of the catalogue. */
import { planRoutes, resolveRoute } from "../../components/routes";
import type { Environment } from "../../stacks/environment";
import { UserError } from "../stackConfig";

export interface Scenario {
  /** The route's first pattern. */
  readonly route: string;
  readonly service: string;
  /** The path that is asked for. */
  readonly path: string;
  /** Milliseconds within which 95 of 100 answers must have come. */
  readonly p95: number;
}

/**
 * @param paths asked for instead of a made-up path, each for the route that takes it
 * @param p95 milliseconds for all @default each service's `latencySeconds`
 * @throws UserError for a path that no route takes
 */
export function scenariosOf(environment: Environment, paths: readonly string[], p95?: number): Scenario[] {
  const { rules } = planRoutes(environment.services, environment);
  const chosen = new Map<string, string>();
  for (const path of paths) {
    const rule = resolveRoute(rules, path)?.rule;
    if (!rule) throw new UserError(`--path ${path}: no route of the catalogue takes it; see npm run plan`, 2);
    chosen.set(rule.key, path);
  }
  const latency = new Map(
    environment.services.map(({ name, latencySeconds }) => [name, latencySeconds * 1000]),
  );
  return rules
    .filter(({ kind, key }) => kind === "route" || chosen.has(key))
    .map(({ key, service, paths: patterns }) => {
      const route = patterns[0];
      const path = chosen.get(key) ?? route.replaceAll("*", "load-test").replaceAll("?", "x");
      return { route, service, path, p95: p95 ?? latency.get(service) ?? 5000 };
    });
}
