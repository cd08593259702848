import assert from "node:assert/strict";
import { NO_ROUTE, planRoutes, resolveRoute, type RoutedService } from "../../../components/routes";
import { catalogue, healthService } from "../../../stacks/services";
import { nginxConf, type GatewayArgs } from "../../../tools/local/nginxConf";
import { gatewayOf } from "./gateway";

function confOf(services: readonly RoutedService[], change: Partial<GatewayArgs> = {}): string {
  const { rules } = planRoutes(services, { healthService: services[0]?.name ?? "" });
  return nginxConf({
    services: services.map(({ name }) => ({ name, url: `http://${name}:8000`, requestTimeout: 60 })),
    rules,
    idleTimeout: 310,
    port: 8000,
    ...change,
  });
}

/** Holds what the configuration does with paths against the planner's own word. */
function assertAgree(services: readonly RoutedService[], paths: readonly string[]): void {
  const gateway = gatewayOf(confOf(services));
  const { rules } = planRoutes(services, { healthService: services[0]?.name ?? "" });
  for (const path of paths) {
    const planned = resolveRoute(rules, path);
    const expected = planned && { rule: planned.rule.key, target: planned.path };
    assert.deepEqual(gateway(path), expected, `${path} of ${JSON.stringify(services)}`);
  }
}

/** Numbers from 0 to 1 that are the same at every run (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

describe("the gateway's routes", () => {
  it("are the load balancer's for the catalogue's paths", () => {
    const { rules } = planRoutes(catalogue, { healthService });
    const literal = rules.flatMap(({ paths }) => paths.map((path) => path.replace("*", "a/b?c=d&e=%2F")));
    const near = literal.flatMap((path) => [
      `${path}x`,
      path.slice(0, -1),
      `/${path}`,
      path.toUpperCase(),
      `${path}?q`,
    ]);
    const services = [...catalogue].sort((a, b) =>
      a.name === healthService ? -1 : b.name === healthService ? 1 : 0,
    );
    assertAgree(services, [...literal, ...near, "/", "/health", "/healthy", "/health/nobody", "/api/users"]);
  });

  it("are the load balancer's for any patterns and paths", () => {
    const next = numbers(20251016);
    const pick = <T>(all: readonly T[]): T => all[Math.floor(next() * all.length)];
    const segments = [
      "api",
      "v1",
      "a",
      "b.c",
      "a+b",
      "$x",
      "~u",
      "it's",
      'q"q',
      "x:y@z&w",
      "*",
      "a*",
      "?",
      "b?d",
      "",
    ];
    const pathOf = (): string =>
      `/${Array.from({ length: Math.ceil(next() * 3) }, () => pick(segments)).join("/")}`;
    const requested = [
      "api",
      "v1",
      "a",
      "ab",
      "b.c",
      "bXc",
      "a+b",
      "aab",
      "$x",
      "~u",
      "it's",
      'q"q',
      "x:y@z&w",
      "%2F",
      "é",
      "bcd",
      "",
      "..",
    ];
    for (let round = 0; round < 100; round++) {
      const services = ["one", "two", "three"].map((name): RoutedService => {
        const routes = Array.from({ length: Math.ceil(next() * 2) }, () => {
          const plain = `/${pick(["api", "a+b", "$x"])}/${pick(["v1", "b.c", "it's"])}`;
          return next() < 0.3
            ? { paths: [`${plain}${pick(["", "/*"])}`], rewrite: pick(["/api/v2", "/x.y/z", "/~u"]) }
            : { paths: [pathOf(), ...(next() < 0.3 ? [pathOf()] : [])] };
        });
        return { name, routes, healthPath: pick(["/health", "/api/v1/health"]) };
      });
      const paths = Array.from({ length: 40 }, () => {
        const path = `/${Array.from({ length: Math.ceil(next() * 4) }, () => pick(requested)).join("/")}`;
        return path + pick(["", "", "?q=1", "?", "?a=/api/v1&b=?"]);
      });
      assertAgree(services, paths);
    }
  });
});

describe("the gateway", () => {
  const services: RoutedService[] = [
    { name: "one", routes: [{ paths: ["/one/*"] }], healthPath: "/health" },
    { name: "two", routes: [{ paths: ["/two/*"] }], healthPath: "/health" },
  ];

  it("answers a path that no rule takes as the load balancer does", () => {
    assert.ok(
      confOf(services).includes(
        `location / {\n            default_type ${NO_ROUTE.contentType};\n            return 404 '${NO_ROUTE.body}';`,
      ),
    );
    assert.equal(NO_ROUTE.body, '{"detail":"Not Found"}');
  });

  it("waits for each service as long as its task's proxy does, and for clients as long as the load balancer", () => {
    const slow = [
      { name: "one", url: "http://one:8001", requestTimeout: 120 },
      { name: "two", url: "http://two:8000", requestTimeout: 30 },
    ];
    const conf = confOf(services, { services: slow, idleTimeout: 200 });
    assert.match(
      conf,
      /location = \/one \{\s+internal;\s+proxy_read_timeout 125s;\s+proxy_pass http:\/\/one:8001\$target;/,
    );
    assert.match(conf, /location = \/two \{\s+internal;\s+proxy_read_timeout 35s;/);
    assert.match(conf, /keepalive_timeout 200s;/);
    assert.match(conf, /send_timeout 200s;/);
  });

  it("limits the rate only when asked to, to the same number over five minutes", () => {
    assert.doesNotMatch(confOf(services), /limit_req/);
    const conf = confOf(services, { rateLimit: 2000 });
    assert.match(conf, /rate=400r\/m;\s+limit_req zone=clients burst=2000 nodelay;\s+limit_req_status 429;/);
  });

  it("listens on the port that it is published on, and answers for itself on an address of its own", () => {
    const conf = confOf(services, { port: 8100 });
    assert.deepEqual(conf.match(/listen .*/g), ["listen 8100;", "listen 127.0.0.2:8100;"]);
  });

  it("does not hold back what is streamed, and looks names up anew", () => {
    const conf = confOf(services);
    for (const line of [
      "proxy_buffering off;",
      "resolver 127.0.0.11 valid=1s ipv6=off;",
      "server_tokens off;",
    ]) {
      assert.ok(conf.includes(line), line);
    }
  });
});
