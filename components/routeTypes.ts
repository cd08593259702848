/** The words in which routes and listener rules are spoken of, and the load balancer's limits. */

/** Limits of Elastic Load Balancing ("Quotas for your Application Load Balancers"). */
export const ROUTE_LIMITS = {
  /** Rules of one load balancer, default rules not counted. */
  rules: 100,
  /** Condition values of one rule, the host name included. */
  conditionValues: 5,
  /** Wildcard characters in the condition values of one rule. */
  wildcards: 5,
  /** Characters of one path pattern. */
  patternLength: 128,
  priority: { min: 1, max: 50_000 },
} as const;

/** What is answered to a request that no rule takes. */
export const NO_ROUTE = {
  statusCode: 404,
  contentType: "application/json",
  body: JSON.stringify({ detail: "Not Found" }),
} as const;

/** A public route: requests for these paths go to the service. */
export interface ServiceRoute {
  /** Path patterns; `/x/*` also takes `/x`. */
  readonly paths: readonly string[];
  /** What the literal part of the single path becomes. */
  readonly rewrite?: string;
  /** Fixes the rule's priority. */
  readonly priority?: number;
}

export interface RoutedService {
  readonly name: string;
  readonly routes: readonly ServiceRoute[];
  /** Where the service itself answers about its health. */
  readonly healthPath: string;
}

/** A replacement in the request's path and query, as the load balancer makes it. */
export interface UrlRewrite {
  readonly regex: string;
  /** `$1` … stand for the groups of the expression. */
  readonly replace: string;
}

export interface PlannedRule {
  /** Stable and unique: names the rule's resource. */
  readonly key: string;
  readonly service: string;
  readonly kind: "route" | "health";
  /** The rule's path condition. */
  readonly paths: readonly string[];
  readonly rewrite?: UrlRewrite;
  readonly priority: number;
}

export interface RouteProblem {
  readonly service?: string;
  readonly path?: string;
  readonly reason: string;
  readonly mend: string;
}

export interface RoutePlan {
  /** By priority: the order in which the load balancer tries them. */
  readonly rules: readonly PlannedRule[];
  readonly problems: readonly RouteProblem[];
  readonly warnings: readonly string[];
}

export interface RoutePlanOptions {
  /** The service whose health `/health` shows. */
  readonly healthService: string;
}

/** A rule before its priority is known. */
export interface Draft extends Omit<PlannedRule, "priority"> {
  readonly fixed?: number;
  readonly given: ServiceRoute;
}
