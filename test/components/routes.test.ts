import assert from "node:assert/strict";
import {
  planRoutes,
  publicPath,
  resolveRoute,
  ROUTE_LIMITS,
  type RoutedService,
  type ServiceRoute,
} from "../../components/routes";

const service = (name: string, ...routes: (string | ServiceRoute)[]): RoutedService => ({
  name,
  healthPath: "/health",
  routes: routes.map((route) => (typeof route === "string" ? { paths: [route] } : route)),
});

const user = service("user_service", { paths: ["/api/user/*"], rewrite: "/api/v1/users" }, "/api/v1/users/*");
const search: RoutedService = {
  ...service("search_service", "/api/v1/search/*"),
  healthPath: "/api/v1/search/health",
};
const options = { healthService: "user_service" };

const problems = (...services: RoutedService[]): string[] =>
  planRoutes(services, options).problems.map(
    ({ service: at, path, reason, mend }) => `${at ?? "-"} ${path ?? "-"}: ${reason} > ${mend}`,
  );

describe("planRoutes", () => {
  it("makes a rule a route, and one for each service's health", () => {
    const { rules, problems: found, warnings } = planRoutes([user, search], options);
    assert.deepEqual([found, warnings], [[], []]);
    assert.deepEqual(
      rules.map(({ priority: _priority, ...rule }) => rule).sort((a, b) => (a.key < b.key ? -1 : 1)),
      [
        {
          key: "search-service.health",
          service: "search_service",
          kind: "health",
          paths: ["/health/search_service"],
          rewrite: { regex: "^/health(/search_service)(.*)$", replace: "/api/v1/search/health$2" },
        },
        {
          key: "search-service.route.api-v1-search",
          service: "search_service",
          kind: "route",
          paths: ["/api/v1/search/*", "/api/v1/search"],
        },
        {
          key: "user-service.health",
          service: "user_service",
          kind: "health",
          paths: ["/health", "/health/user_service"],
          rewrite: { regex: "^/health(/user_service)?(.*)$", replace: "/health$2" },
        },
        {
          key: "user-service.route.api-user",
          service: "user_service",
          kind: "route",
          paths: ["/api/user/*", "/api/user"],
          rewrite: { regex: "^/api/user(.*)$", replace: "/api/v1/users$1" },
        },
        {
          key: "user-service.route.api-v1-users",
          service: "user_service",
          kind: "route",
          paths: ["/api/v1/users/*", "/api/v1/users"],
        },
      ],
    );
  });

  it("keeps every rule as it is when entries are moved or added", () => {
    const before = planRoutes([user, search], options).rules;
    assert.deepEqual(planRoutes([search, user], options).rules, before);
    const budget = service("budget_service", "/api/v1/budget/*");
    const after = planRoutes([budget, user, search], options).rules;
    assert.deepEqual(
      after.filter((rule) => rule.service !== "budget_service"),
      before,
    );
  });

  it("gives priorities that are unique, within the load balancer's range, and in the order of the list", () => {
    const many = Array.from({ length: 50 }, (_, index) =>
      service(`service_${index}`, `/api/service_${index}/*`),
    );
    const { rules } = planRoutes(many, { healthService: "service_0" });
    const priorities = rules.map(({ priority }) => priority);
    assert.equal(new Set(priorities).size, 100);
    assert.deepEqual(
      [...priorities].sort((a, b) => a - b),
      priorities,
    );
    assert.ok(priorities.every((priority) => priority >= 1 && priority <= 50_000));
  });

  it("lets the more special pattern go first, whatever the names", () => {
    for (let index = 0; index < 200; index++) {
      const general = service(`general_${index}`, "/api/*");
      const special = service(`special_${index}`, "/api/v1/*", "/api/v2/deep/*", "/api/exact");
      const plan = planRoutes([general, special], { healthService: general.name });
      assert.deepEqual(plan.problems, []);
      for (const path of ["/api/v1/x", "/api/v2/deep/x", "/api/exact"])
        assert.equal(resolveRoute(plan.rules, path)?.rule.service, special.name);
      assert.equal(resolveRoute(plan.rules, "/api/v3")?.rule.service, general.name);
    }
  });

  it("moves the later of two rules whose priorities meet, and says how to fix it", () => {
    // Of many names some meet; which ones is the hash's business.
    const many = Array.from({ length: 400 }, (_, index) => service(`s${index}`, `/api/v1/s${index}/*`));
    const { rules, warnings } = planRoutes(many, { healthService: "s0" });
    assert.equal(new Set(rules.map(({ priority }) => priority)).size, 800);
    assert.ok(warnings.length > 0);
    assert.match(
      warnings[0] ?? "",
      /^the listener rules (\S+) and (\S+) compute the same priority, so \2 takes (\d+): to keep it whatever becomes of \1, write priority: \3 into its catalogue route$/,
    );
  });

  it("keeps a priority that is given", () => {
    const { rules } = planRoutes([service("a", { paths: ["/a/*"], priority: 7 })], { healthService: "a" });
    assert.equal(rules.find((rule) => rule.kind === "route")?.priority, 7);
  });

  it("gives paths that read alike different keys", () => {
    const keys = planRoutes([service("a", "/x/y/*", "/x-y/*", "/x/y", "/x.y/*", "/x*y/*")], {
      healthService: "a",
    }).rules.map(({ key }) => key);
    assert.equal(new Set(keys).size, keys.length);
  });
});

describe("planRoutes refuses", () => {
  const cases: Record<string, [RoutedService[], string[]]> = {
    "one path of two services": [
      [service("a", "/x/*"), service("b", "/x/*")],
      ["/x", "/x/*"].map((path) => `* ${path}: is also a route of *`),
    ],
    "a service below its own exact path of another": [
      [service("a", "/x/*"), service("b", "/x")],
      ["* /x: is also a route of *"],
    ],
    "half overlaps": [
      [service("a", "/x/*/z"), service("b", "/x/y/*")],
      ["* *: overlaps * of *: some paths match both"],
    ],
    "no path at all": [[service("a", { paths: [] })], ["a -: has a route without a path"]],
    "a path without its slash": [[service("a", "x/*")], ["a x/*: is not a path pattern"]],
    "characters that no path has": [[service("a", "/x y")], ["a /x y: is not a path pattern"]],
    "a long path": [
      [service("a", `/${"x".repeat(128)}`)],
      ["a *: has 129 characters; a path pattern has at most 128"],
    ],
    "too many condition values": [
      [service("a", { paths: ["/a/*", "/b/*", "/c"] })],
      ["a /a/*: makes a rule of 6 condition values"],
    ],
    "too many wildcards": [[service("a", "/*a*b*c*d*e*")], ["a /*a*b*c*d*e*: has 6 wildcards"]],
    "a rewrite of several paths": [
      [service("a", { paths: ["/a", "/b"], rewrite: "/c" })],
      ["a /a: cannot be rewritten"],
    ],
    "a rewrite of a pattern": [
      [service("a", { paths: ["/a*b/*"], rewrite: "/c" })],
      ["a /a*b/*: cannot be rewritten"],
    ],
    "a rewrite that is no path": [
      [service("a", { paths: ["/a/*"], rewrite: "/c/" })],
      ['a /a/*: has the rewrite "/c/", which is not a plain path'],
    ],
    "a priority out of range": [
      [service("a", { paths: ["/a/*"], priority: 0 })],
      ["a /a/*: has the priority 0; allowed: 1 to 50000"],
    ],
    "one priority twice": [
      [service("a", { paths: ["/a/*"], priority: 5 }, { paths: ["/b/*"], priority: 5 })],
      ["a /b/*: has the priority 5, which /a/* of a has too"],
    ],
    "a fixed priority that hides another route": [
      [service("a", { paths: ["/x/*"], priority: 2 }), service("b", "/x/y/*")],
      [
        "b /x/y/*: is never reached: /x/* of a takes its requests first (priority 2 before *) > give its route a priority below 2",
        "b /x/y: is never reached: /x/* of a takes its requests first (priority 2 before *) > give its route a priority below 2",
      ],
    ],
    "a first rule that hides another route, which nothing can go before": [
      [service("a", { paths: ["/x/*"], priority: 1 }), service("b", { paths: ["/x/y"], priority: 9 })],
      [
        "a /x/*: takes all requests for /x/y of b, which is never reached (priority 1 before 9) > leave its priority out, or raise it above 9",
      ],
    ],
    "a fixed priority that hides a health rule, which has none to set": [
      [service("a", { paths: ["/health/*"], priority: 2 })],
      [
        "a /health/*: takes all requests for /health/a of a, which is never reached (priority 2 before *) > leave its priority out, or raise it above *",
      ],
    ],
  };
  const fits = (pattern: string, text: string): boolean =>
    new RegExp(
      `^${pattern
        .split("*")
        .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
        .join(".*")}`,
    ).test(text);
  for (const [words, [services, expected]] of Object.entries(cases)) {
    it(words, () => {
      const found = problems(...services);
      assert.equal(found.length, expected.length, found.join("\n"));
      for (const pattern of expected)
        assert.ok(
          found.some((text) => fits(pattern, text)),
          `${pattern}\n${found.join("\n")}`,
        );
    });
  }

  it("one rule more than a load balancer takes, and says which limit", () => {
    const many = (count: number): RoutedService[] =>
      Array.from({ length: count }, (_, index) => service(`service_${index}`, `/api/service_${index}/*`));
    const healthService = { healthService: "service_0" };
    assert.equal(planRoutes(many(50), healthService).rules.length, ROUTE_LIMITS.rules);
    assert.deepEqual(planRoutes(many(50), healthService).problems, []);
    assert.deepEqual(planRoutes(many(51), healthService).problems, [
      {
        reason:
          'the services need 102 listener rules (one a route, one a service for its health); a load balancer takes 100 ("Rules per Application Load Balancer")',
        mend: "join paths of a service into one route, or move services to a stack of their own",
      },
    ]);
  });
});

describe("publicPath", () => {
  it("is the literal part of the first path", () => {
    assert.equal(publicPath(user.routes), "/api/user");
    assert.equal(publicPath([{ paths: ["/x"] }]), "/x");
    assert.equal(publicPath([{ paths: ["/x/y*z"] }]), "/x/y");
    assert.equal(publicPath([]), "");
  });
});

describe("resolveRoute", () => {
  const { rules } = planRoutes([user, search], options);
  const cases: Record<string, [string, string] | undefined> = {
    "/api/user": ["user_service", "/api/v1/users"],
    "/api/user/me?full=1": ["user_service", "/api/v1/users/me?full=1"],
    "/api/v1/users/me": ["user_service", "/api/v1/users/me"],
    "/api/users": undefined,
    "/api/v1/search": ["search_service", "/api/v1/search"],
    "/health": ["user_service", "/health"],
    "/health/search_service?deep=1": ["search_service", "/api/v1/search/health?deep=1"],
    "/healthy": undefined,
    "/": undefined,
  };
  for (const [path, expected] of Object.entries(cases)) {
    it(`${path} ${expected ? `goes to ${expected[0]} as ${expected[1]}` : "is answered 404"}`, () => {
      const found = resolveRoute(rules, path);
      assert.deepEqual(found && [found.rule.service, found.path], expected);
    });
  }
});
