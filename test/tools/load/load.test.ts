import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Streams } from "../../../tools/command";
import { readArguments } from "../../../tools/load/args";
import { main } from "../../../tools/load/cli";
import { percentile, type Measurement } from "../../../tools/load/measure";
import { page, type LoadReport } from "../../../tools/load/report";
import { scenariosOf } from "../../../tools/load/scenarios";
import { faultsOf } from "../../../tools/load/verdict";
import { environmentOf } from "../../../tools/smoke/cli";
import { listen } from "../smoke/servers";

const environment = environmentOf("dev");

function measured(change: Partial<Measurement> = {}): Measurement {
  return {
    route: "/api/user/*",
    service: "user_service",
    path: "/api/user/load-test",
    p95: 100,
    requests: 200,
    failed: 0,
    rate: 20,
    latency: { p50: 10, p95: 100, p99: 150, max: 200 },
    answers: { "200": 200 },
    seconds: [{ requests: 200, failed: 0, p95: 100 }],
    ...change,
  };
}

describe("load: scenarios", () => {
  it("are one for each route, with the limit of its service", () => {
    const scenarios = scenariosOf(environment, []);
    assert.deepEqual(scenarios.map(({ route, service, path, p95 }) => [route, service, path, p95]).sort(), [
      ["/api/conversation/*", "conversation_service", "/api/conversation/load-test", 30_000],
      ["/api/search/*", "search_service", "/api/search/load-test", 5000],
      ["/api/user/*", "user_service", "/api/user/load-test", 5000],
      ["/api/v1/conversation/*", "conversation_service", "/api/v1/conversation/load-test", 30_000],
      ["/api/v1/search/*", "search_service", "/api/v1/search/load-test", 5000],
      ["/api/v1/users/*", "user_service", "/api/v1/users/load-test", 5000],
    ]);
  });

  it("take a given path for the route that takes it, health included", () => {
    const scenarios = scenariosOf(environment, ["/api/v1/users/me", "/health"], 250);
    const paths = scenarios.map(({ path }) => path);
    assert.ok(paths.includes("/api/v1/users/me") && !paths.includes("/api/v1/users/load-test"));
    assert.ok(paths.includes("/health"));
    assert.deepEqual([...new Set(scenarios.map(({ p95 }) => p95))], [250]);
  });

  it("refuse a path of no route", () => {
    assert.throws(
      () => scenariosOf(environment, ["/nowhere"]),
      /--path \/nowhere: no route of the catalogue takes it/,
    );
  });
});

describe("load: limits", () => {
  it("hold on their boundary and not beyond it", () => {
    assert.deepEqual(faultsOf(measured({ failed: 2 }), 0.01), []);
    assert.deepEqual(faultsOf(measured({ failed: 3, answers: { "200": 197, "503": 3 } }), 0.01), [
      "/api/user/* (user_service): 1.50 % of 200 requests failed (200 × 197, 503 × 3); at most 1.00 % may",
    ]);
    const slow = measured({ latency: { p50: 10, p95: 101, p99: 150, max: 200 } });
    assert.deepEqual(faultsOf(slow, 0.01), [
      "/api/user/* (user_service): 95 of 100 answers took up to 101 ms; at most 100 ms is allowed",
    ]);
  });

  it("do not hold where nothing was measured", () => {
    assert.equal(faultsOf(measured({ requests: 0 }), 0.01).length, 1);
  });

  it("count percentiles by nearest rank", () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    assert.deepEqual(
      [percentile(hundred, 50), percentile(hundred, 95), percentile(hundred, 100)],
      [50, 95, 100],
    );
    assert.deepEqual([percentile([7], 95), percentile([], 95)], [7, 0]);
  });
});

describe("load: the command", () => {
  function streams(): { lines: string[]; errors: string[]; io: Streams } {
    const [lines, errors]: [string[], string[]] = [[], []];
    const signal = new AbortController().signal;
    const io: Streams = {
      out: (text) => void lines.push(text),
      err: (text) => void errors.push(text),
      status: () => undefined,
      colours: false,
      signal,
    };
    return { lines, errors, io };
  }

  async function loaded(status: (path: string) => number) {
    const folder = mkdtempSync(join(tmpdir(), "harena-load-"));
    const asked: string[] = [];
    const server = await listen((request, response) => {
      asked.push(request.url ?? "");
      response.writeHead(status(request.url ?? "")).end("{}");
    });
    const { lines, errors, io } = streams();
    try {
      const args = [server.url.origin, "--duration", "1", "--rate", "60", "--report", folder, "--json"];
      const exitCode = await main(args, io);
      const report = JSON.parse(lines.join("\n")) as LoadReport;
      const html = readFileSync(join(folder, "load.html"), "utf8");
      const json: unknown = JSON.parse(readFileSync(join(folder, "load.json"), "utf8"));
      assert.deepEqual(json, report);
      return { exitCode, report, html, errors, asked };
    } finally {
      await server.close();
      rmSync(folder, { recursive: true });
    }
  }

  it("asks every route, reports and ends with 0 within the limits", async () => {
    const { exitCode, report, html, asked } = await loaded(() => 401);
    assert.equal(exitCode, 0);
    assert.deepEqual(report.faults, []);
    assert.equal(report.routes.length, 6);
    for (const { path, requests, answers } of report.routes) {
      assert.ok(requests > 0 && answers["401"] === requests, path);
      assert.ok(asked.includes(path), path);
    }
    // The rate is kept: six scenarios of ten a second, for one second.
    const total = report.routes.reduce((sum, { requests }) => sum + requests, 0);
    assert.ok(total <= 2 * 60, String(total));
    assert.equal(html.match(/<svg /g)?.length, 3);
  });

  it("ends with 1 and names the route that fails", async () => {
    const { exitCode, errors } = await loaded((path) => (path.startsWith("/api/search") ? 503 : 200));
    assert.equal(exitCode, 1);
    const told = errors.filter((line) => !/^\d+ of/.test(line));
    assert.equal(told.length, 1);
    assert.match(
      told[0],
      /^\/api\/search\/\* \(search_service\): 100 % of \d+ requests failed \(503 × \d+\)/,
    );
  });

  it("says so where nobody answers", async () => {
    const server = await listen(() => undefined);
    await server.close();
    await assert.rejects(
      main([server.url.origin], streams().io),
      /^Error: nothing to load: GET .* connect ECONNREFUSED/,
    );
  });

  it("refuses numbers beyond its bounds", () => {
    for (const [args, message] of [
      [["--duration", "601"], /--duration takes a whole number from 1 to 600; got "601"/],
      [["--connections", "0"], /--connections takes a whole number from 1 to 200; got "0"/],
      [["--rate", "many"], /--rate takes a whole number from 1 to 10000; got "many"/],
      [["--max-errors", "101"], /--max-errors takes a number from 0 to 100; got "101"/],
      [["--path", "health"], /--path takes a path that starts with "\/"; got "health"/],
      [["http://b.example"], /got http:\/\/a\.example http:\/\/b\.example/],
    ] as const) {
      assert.throws(() => readArguments(["http://a.example", ...args]), message);
    }
  });
});

describe("load: the page", () => {
  it("shows what was beyond the limits, and markup as text", () => {
    const route = measured({ route: "/api/<b>/*", failed: 200 });
    const html = page({
      api: "http://a.example",
      startedAt: "2026-01-01T00:00:00.000Z",
      duration: 1,
      connections: 1,
      rate: 1,
      maxErrors: 0.01,
      routes: [route],
      faults: ["/api/<b>/* is faulty"],
    });
    assert.match(html, /<p class="faulty">✗ Beyond the limits:/);
    assert.match(html, /<tr class="faulty"><td>\/api\/&lt;b&gt;\/\*<\/td>/);
    assert.match(html, /2026-01-01 at 00:00 UTC/);
    assert.match(html, /<li>\/api\/&lt;b&gt;\/\* is faulty<\/li>/);
    assert.ok(!html.includes("/api/<b>"));
  });
});
