/**
 * An application of the other form: a Dockerfile a service that expects the root of the checkout, ports and health paths of
 * their own. Its services tell what reached them, which holds the gateway on a real nginx against the planner.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { planRoutes, resolveRoute } from "../../components/routes";
import type { CatalogueEntry } from "../../stacks/environment";
import {
  ask,
  docker,
  IMAGE_OPTIONS,
  oldCompose,
  only,
  prepareTwin,
  tell,
  type Reply,
  type TwinUnderTest,
} from "./support";

const healthService = "ledger_service";
const catalogue: readonly CatalogueEntry[] = [
  {
    name: "ledger_service",
    port: 3008,
    healthPath: "/internal/ledger/ready",
    requestTimeout: 5,
    routes: [
      { paths: ["/api/ledger/*"], rewrite: "/internal/ledger" },
      { paths: ["/books/*/page-?", "/books"] },
      { paths: ["/exact.path"], rewrite: "/internal/exact" },
    ],
  },
  {
    name: "mail_service",
    port: 8001,
    healthPath: "/api/mail/health",
    routes: [{ paths: ["/api/mail/*", "/mail+~$x"] }, { paths: ["/api/*"] }],
    calls: ["ledger_service"],
  },
];

interface Echo {
  readonly service: string;
  readonly target: string;
  readonly healthy: boolean;
  readonly headers: Readonly<Partial<Record<string, string>>>;
}

describe("the twin of an application with Dockerfiles, ports and health paths of its own", () => {
  let twin: TwinUnderTest;
  let late: Promise<readonly [Reply, number]>;

  before(async () => {
    twin = await prepareTwin("harena-e2e-other", { catalogue, healthService }, await oldCompose());
    const { code } = await twin.local("up", "--app", join(__dirname, "otherForm"), ...IMAGE_OPTIONS);
    assert.equal(code, 0);
    // Waits while others are answered below.
    const start = Date.now();
    late = ask(`${twin.url}/books?sleep=15`).then((reply) => [reply, (Date.now() - start) / 1000] as const);
  });
  after(() => twin.end());

  async function echo(path: string, headers: Record<string, string> = {}): Promise<Echo> {
    const reply = await ask(twin.url + path, { headers });
    assert.equal(reply.status, 200, `${path}: ${reply.body}`);
    return JSON.parse(reply.body) as Echo;
  }

  it("needs nothing but its catalogue entries", async () => {
    assert.equal((await echo("/health")).target, "/internal/ledger/ready");
    assert.deepEqual((await echo("/health/mail_service")).service, "mail_service");
    assert.ok((await echo("/health/mail_service")).healthy);
    const { id } = await only(twin, "mail_service");
    const found = await docker(
      ...["exec", id, "python3", "-c"],
      "import os, urllib.request as u; print(os.environ['LEDGER_SERVICE_URL'], u.urlopen('http://ledger-service:3008/x').status)",
    );
    assert.equal(found, "http://ledger-service:3008 200");
  });

  it("sends every path where the planner says, as the planner says", async () => {
    const { rules } = planRoutes(catalogue, { healthService });
    let unrouted = 0;
    for (const path of requestPaths()) {
      const planned = resolveRoute(rules, path);
      const reply = await ask(twin.url + path);
      if (planned) {
        assert.equal(reply.status, 200, path);
        const { service, target } = JSON.parse(reply.body) as Echo;
        assert.deepEqual({ service, target }, { service: planned.rule.service, target: planned.path }, path);
      } else {
        unrouted++;
        assert.deepEqual([reply.status, reply.body], [404, '{"detail":"Not Found"}'], path);
      }
    }
    tell(`${requestPaths().length} paths, ${unrouted} of them without a rule`);
  });

  it("tells a service of a request what the load balancer tells", async () => {
    const { headers } = await echo("/books", {
      "X-Forwarded-For": "203.0.113.9",
      "X-Forwarded-Proto": "https",
    });
    assert.match(headers["X-Forwarded-For"] ?? "", /^203\.0\.113\.9, [\d.]+$/);
    assert.equal(headers["X-Forwarded-Proto"], "http");
    assert.equal(headers["X-Forwarded-Port"], String(twin.port));
    assert.equal(headers.Host, `127.0.0.1:${twin.port}`);
    assert.match(headers["X-Amzn-Trace-Id"] ?? "", /^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
    const { headers: traced } = await echo("/books", { "X-Amzn-Trace-Id": "Root=1-a-b" });
    assert.equal(traced["X-Amzn-Trace-Id"], "Root=1-a-b");
  });

  it("is cut off where its service takes longer than its entry grants, with the proxy's margin", async () => {
    const [{ status, body }, seconds] = await late;
    assert.deepEqual([status, body], [504, '{"detail":"Gateway Timeout"}']);
    tell(`after ${seconds.toFixed(1)} s`);
    assert.ok(seconds > 9 && seconds < 14);
  });

  it("names no server but nginx, and its own errors are JSON", async () => {
    const { id } = await only(twin, "mail_service");
    await docker("stop", "--time", "1", id);
    const reply = await ask(`${twin.url}/api/mail/x`);
    // Its name, or else its last address, leads nowhere.
    assert.ok([502, 504].includes(reply.status), String(reply.status));
    assert.match(reply.body, /^\{"detail":"(Bad Gateway|Gateway Timeout)"\}$/);
    assert.deepEqual(
      ["server", "content-type", "x-content-type-options"].map((name) => reply.headers.get(name)),
      ["nginx", "application/json", "nosniff"],
    );
    assert.equal((await ask(`${twin.url}/api/ledger/x`)).status, 200);
  });

  it("limits the rate of one client, once it is told to", async () => {
    const options = ["--app", join(__dirname, "otherForm"), "--rate-limit", "60", ...IMAGE_OPTIONS];
    assert.equal((await twin.local("up", ...options)).code, 0);
    const replies = await Promise.all(Array.from({ length: 90 }, () => ask(`${twin.url}/books`)));
    const served = replies.filter(({ status }) => status === 200).length;
    const refused = replies.filter(({ status }) => status === 429);
    tell(`of 90 requests ${served} were served, ${refused.length} refused`);
    const others = replies.map(({ status }) => status).filter((status) => status !== 200 && status !== 429);
    assert.deepEqual(others, []);
    // 60 at once, and 12 more a minute.
    assert.ok(served >= 60 && served <= 66);
    assert.equal(refused[0]?.body, '{"detail":"Too Many Requests"}');
  });
});

/** The same at every run: what clients send, plain and odd. */
function requestPaths(): string[] {
  const heads = [
    "/api/ledger",
    "/api/mail",
    "/api",
    "/books",
    "/exact.path",
    "/exactXpath",
    "/mail+~$x",
    "/health",
    "/API",
  ];
  const tails = [
    "",
    "/",
    "/a",
    "/a/b.c",
    "/%2Fa%20b",
    "//a",
    "/1/page-2",
    "/a/b/page-x",
    "/é",
    "/a:b@c",
    "/mail_service",
  ];
  const queries = ["", "?q=1", "?a=/api/ledger/x&b=%3F"];
  return heads.flatMap((head) =>
    tails.flatMap((tail) => queries.map((query) => encodeURI(head + tail).replaceAll("%25", "%") + query)),
  );
}
