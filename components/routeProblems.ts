/** What is wrong with planned listener rules: each rule by itself, and every pair whose order matters. */
import { covers, intersect, isLiteral } from "./pathPatterns";
import { ROUTE_LIMITS, type Draft, type PlannedRule, type RouteProblem } from "./routeTypes";

/** All problems of a plan; a plan without any can be created. */
export function problemsOf(drafts: readonly Draft[], rules: readonly PlannedRule[]): RouteProblem[] {
  return [
    ...drafts.flatMap(problemsOfDraft),
    ...problemsOfOrder(rules),
    ...problemsOfSize(rules),
    ...problemsOfPriorities(drafts),
  ];
}

const PATTERN = /^\/[A-Za-z0-9_\-.$/~"'@:+&*?]*$/;

function problemsOfDraft(draft: Draft): RouteProblem[] {
  const { service, given } = draft;
  const at = (path: string | undefined, reason: string, mend: string): RouteProblem => ({
    service,
    ...(path !== undefined && { path }),
    reason,
    mend,
  });
  const problems: RouteProblem[] = [];
  if (given.paths.length === 0)
    problems.push(at(undefined, "has a route without a path", "give it a path such as /api/name/*"));
  for (const path of given.paths) {
    if (!PATTERN.test(path)) {
      problems.push(
        at(
          path,
          "is not a path pattern: it begins with / and has only letters, digits and _-.$/~\"'@:+& with the wildcards * and ?",
          "write the path as the browser sends it",
        ),
      );
    }
    if (path.length > ROUTE_LIMITS.patternLength) {
      problems.push(
        at(
          path,
          `has ${path.length} characters; a path pattern has at most ${ROUTE_LIMITS.patternLength}`,
          "shorten it",
        ),
      );
    }
  }
  const values = draft.paths.length + 1;
  if (values > ROUTE_LIMITS.conditionValues) {
    problems.push(
      at(
        given.paths[0],
        `makes a rule of ${values} condition values (each /x/* counts twice, the host name once); the load balancer takes ${ROUTE_LIMITS.conditionValues}`,
        "split the paths over several routes",
      ),
    );
  }
  const wildcards = draft.paths.join("").replace(/[^*?]/g, "").length;
  if (wildcards > ROUTE_LIMITS.wildcards) {
    problems.push(
      at(
        given.paths[0],
        `has ${wildcards} wildcards in one rule; the load balancer takes ${ROUTE_LIMITS.wildcards}`,
        "split the paths over several routes",
      ),
    );
  }
  return [...problems, ...problemsOfRewrite(draft, at)];
}

function problemsOfRewrite(
  draft: Draft,
  at: (path: string | undefined, reason: string, mend: string) => RouteProblem,
): RouteProblem[] {
  const { given } = draft;
  if (given.rewrite === undefined) return [];
  const [path] = given.paths;
  if (given.paths.length !== 1 || !isLiteral(path.replace(/\/\*$/, ""))) {
    return [
      at(
        path,
        "cannot be rewritten: a route with a rewrite has one path, plain or ending in /*",
        "give each rewritten path a route of its own",
      ),
    ];
  }
  if (!/^(\/[A-Za-z0-9_\-.~]+)+$/.test(given.rewrite)) {
    return [
      at(
        path,
        `has the rewrite "${given.rewrite}", which is not a plain path`,
        "write it as /api/v1/name, without a slash at the end",
      ),
    ];
  }
  return [];
}

function problemsOfPriorities(drafts: readonly Draft[]): RouteProblem[] {
  const { min, max } = ROUTE_LIMITS.priority;
  const fixed = drafts.filter((draft) => draft.fixed !== undefined);
  return fixed.flatMap((draft, index): RouteProblem[] => {
    const { fixed: priority = 0, service } = draft;
    const where = { service, path: draft.given.paths[0] ?? "" };
    if (!Number.isInteger(priority) || priority < min || priority > max) {
      return [
        {
          ...where,
          reason: `has the priority ${priority}; allowed: ${min} to ${max}`,
          mend: "choose one in that range, or leave it out",
        },
      ];
    }
    const twin = fixed.slice(0, index).find((other) => other.fixed === priority);
    if (!twin) return [];
    return [
      {
        ...where,
        reason: `has the priority ${priority}, which ${twin.given.paths[0] ?? ""} of ${twin.service} has too`,
        mend: "give each route a priority of its own, or leave it out",
      },
    ];
  });
}

function problemsOfSize(rules: readonly PlannedRule[]): RouteProblem[] {
  if (rules.length <= ROUTE_LIMITS.rules) return [];
  return [
    {
      reason: `the services need ${rules.length} listener rules (one a route, one a service for its health); a load balancer takes ${ROUTE_LIMITS.rules} ("Rules per Application Load Balancer")`,
      mend: "join paths of a service into one route, or move services to a stack of their own",
    },
  ];
}

/** Every pair of rules whose order matters: equal patterns, patterns that hide others, and half overlaps. */
function problemsOfOrder(rules: readonly PlannedRule[]): RouteProblem[] {
  const problems: RouteProblem[] = [];
  rules.forEach((first, index) => {
    for (const second of rules.slice(index + 1)) {
      for (const earlier of first.paths) {
        for (const later of second.paths) {
          const problem = problemOfPair(first, earlier, second, later);
          if (problem) problems.push(problem);
        }
      }
    }
  });
  return problems;
}

function problemOfPair(
  first: PlannedRule,
  earlier: string,
  second: PlannedRule,
  later: string,
): RouteProblem | undefined {
  const at = { service: second.service, path: later };
  if (earlier === later) {
    return { ...at, reason: `is also a route of ${first.service}`, mend: "leave the path to one of them" };
  }
  if (covers(earlier, later)) {
    const stuck = first.priority === ROUTE_LIMITS.priority.min || second.kind === "health";
    if (stuck) return hidesWhatCannotMove(first, earlier, second, later);
    return {
      ...at,
      reason: `is never reached: ${earlier} of ${first.service} takes its requests first (priority ${first.priority} before ${second.priority})`,
      mend: `give its route a priority below ${first.priority}`,
    };
  }
  const sameAnswer = first.service === second.service && first.rewrite?.regex === second.rewrite?.regex;
  if (covers(later, earlier) || sameAnswer || !intersect(earlier, later)) return undefined;
  return {
    ...at,
    reason: `overlaps ${earlier} of ${first.service}: some paths match both, and neither is the more special one`,
    mend: "rewrite one of the two patterns so that they part",
  };
}

/** Nothing goes before the first rule, and nobody sets a health rule's priority: the hiding rule itself must move. */
function hidesWhatCannotMove(
  first: PlannedRule,
  earlier: string,
  second: PlannedRule,
  later: string,
): RouteProblem {
  return {
    service: first.service,
    path: earlier,
    reason: `takes all requests for ${later} of ${second.service}, which is never reached (priority ${first.priority} before ${second.priority})`,
    mend: `leave its priority out, or raise it above ${second.priority}`,
  };
}
