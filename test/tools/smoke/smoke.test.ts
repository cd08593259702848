import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer as createSecureServer, type ServerOptions } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { apiChecks } from "../../../tools/smoke/api";
import { headerOf, originOf, readArguments } from "../../../tools/smoke/args";
import { runChecks, type Check, type Outcome, type Target } from "../../../tools/smoke/check";
import { checksFor, environmentOf, main } from "../../../tools/smoke/cli";
import { frontendChecks } from "../../../tools/smoke/frontend";
import { judgeRedirect, tlsChecks } from "../../../tools/smoke/tls";
import type { Streams } from "../../../tools/command";
import { api, frontend, listen, opened, PAGE_HEADERS, type Change, type Listening } from "./servers";

const environment = environmentOf("dev");
const isStream = ({ name }: Check): boolean => name.includes("streams");

async function outcomesOf(checks: readonly Check[], target: Partial<Target>): Promise<Outcome[]> {
  const whole = { api: new URL("http://api.example"), environment, headers: {}, ...target };
  return runChecks(checks, whole, () => undefined);
}

function failed(outcomes: readonly Outcome[]): string[] {
  return outcomes.filter(({ status }) => status === "failed").map(({ name, detail }) => `${name}: ${detail}`);
}

describe("smoke: the API", () => {
  const checks = apiChecks(environment).filter((check) => !isStream(check));

  async function failuresOf(change?: Change): Promise<string[]> {
    const server = await listen(api(environment, change));
    try {
      return failed(await outcomesOf(checks, { api: server.url }));
    } finally {
      await server.close();
    }
  }

  it("asks for every health path, every pattern and every service", () => {
    assert.deepEqual(
      apiChecks(environment)
        .map(({ name }) => name)
        .sort(),
      [
        "/health answers for the whole",
        "/health/user_service is healthy",
        "/health/search_service is healthy",
        "/health/conversation_service is healthy",
        "/api/conversation/* reaches conversation_service",
        "/api/conversation reaches conversation_service",
        "/api/v1/conversation/* reaches conversation_service",
        "/api/v1/conversation reaches conversation_service",
        "/api/search/* reaches search_service",
        "/api/search reaches search_service",
        "/api/v1/search/* reaches search_service",
        "/api/v1/search reaches search_service",
        "/api/user/* reaches user_service",
        "/api/user reaches user_service",
        "/api/v1/users/* reaches user_service",
        "/api/v1/users reaches user_service",
        "an unknown path is a 404 in JSON",
        "user_service lets the front end call it",
        "search_service lets the front end call it",
        "conversation_service lets the front end call it",
        "another origin is not let in",
        "answers tell nothing of the servers",
        "conversation_service streams for over 60 s",
      ].sort(),
    );
  });

  it("passes where all is as it should be", async () => {
    assert.deepEqual(await failuresOf(), []);
  });

  const mistakes: readonly {
    readonly what: string;
    readonly change: Change;
    readonly lines: readonly RegExp[];
  }[] = [
    {
      what: "a service is unhealthy",
      change: (reply, path) => {
        if (path === "/health/search_service")
          Object.assign(reply, { status: 503, body: '{"status":"unhealthy"}' });
      },
      lines: [
        /^\/health\/search_service is healthy: GET \/health\/search_service: 503 {"status":"unhealthy"}; expected 200$/,
      ],
    },
    {
      what: "health is a page",
      change: (reply, path) => {
        if (path === "/health") reply.headers["content-type"] = "text/html";
      },
      lines: [/^\/health answers for the whole: GET \/health: text\/html; expected JSON$/],
    },
    {
      what: "the gateway finds no service behind a pattern",
      change: (reply, path) => {
        if (path.startsWith("/api/v1/users/")) {
          Object.assign(reply, { status: 502, body: "Bad Gateway", headers: {} });
        }
      },
      lines: [
        /^\/api\/v1\/users\/\* reaches user_service: GET \/api\/v1\/users\/smoke-nowhere: 502 Bad Gateway$/,
      ],
    },
    {
      what: "a pattern is missing",
      change: (reply, path) => {
        if (/^\/api\/v1\/search(\/|$)/.test(path)) {
          const body = '{"detail":"Not Found"}';
          Object.assign(reply, { status: 404, headers: { "content-type": "application/json" }, body });
        }
      },
      lines: [
        /^\/api\/v1\/search\/\* reaches search_service: .*404, as for a path of nobody; no service answered$/,
        /^\/api\/v1\/search reaches search_service: .*404, as for a path of nobody; no service answered$/,
      ],
    },
    {
      what: "unknown paths are served",
      change: (reply, path) => {
        if (path === "/smoke-nowhere") reply.status = 200;
      },
      lines: [/^an unknown path is a 404 in JSON: GET \/smoke-nowhere: 200 .*; expected 404$/],
    },
    {
      what: "unknown paths are a page",
      change: (reply, path) => {
        if (path === "/smoke-nowhere") reply.body = "<h1>Not Found</h1>";
      },
      lines: [
        /^an unknown path is a 404 in JSON: GET \/smoke-nowhere: application\/json <h1>Not Found<\/h1>$/,
      ],
    },
    {
      what: "a service lists another front end",
      change: (reply, path, method) => {
        if (method === "OPTIONS" && path.startsWith("/api/conversation")) {
          reply.headers["access-control-allow-origin"] = "https://old.example";
        }
      },
      lines: [
        /^conversation_service lets the front end call it: .*allowed origin https:\/\/old\.example; .*CORS_ORIGINS$/,
      ],
    },
    {
      what: "a service mirrors any origin",
      change: (reply, path, method) => {
        if (method === "OPTIONS" && path.startsWith("/api/user") && reply.status === 400) {
          reply.headers["access-control-allow-origin"] = "https://smoke.invalid";
        }
      },
      lines: [
        /^another origin is not let in: OPTIONS \/api\/user\/smoke-nowhere from https:\/\/smoke\.invalid: allowed/,
      ],
    },
    {
      what: "a header tells the server's version",
      change: (reply) => {
        reply.headers.server = "nginx/1.22.1";
      },
      lines: [/^answers tell nothing of the servers: GET \/health: header server: nginx\/1\.22\.1$/],
    },
    {
      what: "a body shows a stack trace",
      change: (reply, path) => {
        if (path === "/%ff") reply.body = "Traceback (most recent call last):";
      },
      lines: [/^answers tell nothing of the servers: GET \/%ff: the body shows a stack trace/],
    },
  ];

  for (const { what, change, lines } of mistakes) {
    it(`fails where ${what}, and nowhere else`, async () => {
      const failures = await failuresOf(change);
      assert.equal(failures.length, lines.length, failures.join("\n"));
      for (const line of lines) {
        assert.ok(
          failures.some((failure) => line.test(failure)),
          `${String(line)} in\n${failures.join("\n")}`,
        );
      }
    });
  }

  it("takes the load balancer's own name for no detail", async () => {
    const failures = await failuresOf((reply) => {
      reply.headers.server = "awselb/2.0";
    });
    assert.deepEqual(failures, []);
  });

  it("fails each check by itself when nobody answers", async () => {
    const server = await listen(() => undefined);
    await server.close();
    const outcomes = await outcomesOf(checks, { api: server.url });
    assert.deepEqual([...new Set(outcomes.map(({ status }) => status))], ["failed"]);
    assert.match(outcomes[0]?.detail ?? "", /^GET http:\/\/127\.0\.0\.1:\d+\/health: connect ECONNREFUSED/);
  });
});

describe("smoke: a streamed answer", () => {
  const [stream] = apiChecks(environment).filter(isStream);
  assert.ok(stream);

  async function outcomeOf(type: string, pieces: number): Promise<Outcome> {
    const server = await listen((_request, response) => {
      response.writeHead(200, { "content-type": type });
      for (let piece = 0; piece < pieces; piece++) response.write(`data: ${piece}\n\n`);
      response.end();
    });
    try {
      const [outcome] = await outcomesOf([stream], { api: server.url });
      return outcome;
    } finally {
      await server.close();
    }
  }

  it("fails when it ends before a minute is over", async () => {
    const { status, detail } = await outcomeOf("text/event-stream", 3);
    assert.equal(status, "failed");
    assert.match(
      detail,
      /^GET \/api\/v1\/conversation\/stream\?seconds=70: ended after 0\.\d s; expected over 60 s$/,
    );
  });

  it("fails when it is no event stream", async () => {
    const { status, detail } = await outcomeOf("application/json", 1);
    assert.equal(status, "failed");
    assert.match(detail, /content type application\/json; expected an event stream$/);
  });
});

describe("smoke: the front end", () => {
  async function failuresOf(change?: Change): Promise<string[]> {
    const server = await listen(frontend(change));
    try {
      return failed(await outcomesOf(frontendChecks, { frontend: server.url }));
    } finally {
      await server.close();
    }
  }

  it("passes where all is as it should be", async () => {
    assert.deepEqual(await failuresOf(), []);
  });

  const page = (change: (reply: Parameters<Change>[0]) => void): Change => {
    return (reply, path) => {
      if (!path.startsWith("/assets/")) change(reply);
    };
  };
  const mistakes: readonly {
    readonly what: string;
    readonly change: Change;
    readonly lines: readonly RegExp[];
  }[] = [
    {
      what: "the page is kept",
      change: page(({ headers }) => (headers["cache-control"] = "max-age=3600")),
      lines: [/^the page is there and is asked for anew: GET \/: cache-control max-age=3600/],
    },
    {
      what: "a route is not the page",
      change: (reply, path) => {
        if (path === "/smoke/some/route") Object.assign(reply, { status: 404, body: "no" });
      },
      lines: [/^a client-side route is the page: GET \/smoke\/some\/route: 404 no; expected the page$/],
    },
    {
      what: "hashed files are asked for anew",
      change: (reply, path) => {
        if (path.endsWith("AbCd1234.js")) reply.headers["cache-control"] = "no-cache";
      },
      lines: [
        /^hashed files are kept for ever: GET \/assets\/index-AbCd1234\.js: cache-control no-cache; expected a year$/,
      ],
    },
    {
      what: "a missing file is the page",
      change: (reply, path) => {
        if (path.includes("missing")) Object.assign(reply, { status: 200, headers: { ...PAGE_HEADERS } });
      },
      lines: [/^a missing file is a 404, not the page: GET .*: 200 text\/html; charset=utf-8; expected 404/],
    },
    ...["content-security-policy", "x-content-type-options", "x-frame-options", "referrer-policy"].map(
      (name) => ({
        what: `${name} is missing`,
        change: page(({ headers }) => {
          headers[name] = "";
        }),
        lines: [
          new RegExp(`^security headers are set: GET /: ${name}: $`),
          ...(name === "content-security-policy"
            ? [/^pages may call the API and nobody else: connect-src is missing/]
            : []),
        ],
      }),
    ),
    {
      what: "pages may call anybody",
      change: page(({ headers }) => {
        headers["content-security-policy"] = "default-src 'self'; connect-src http://api.example https:";
      }),
      lines: [/^pages may call the API and nobody else: connect-src lets pages call anybody: https:$/],
    },
  ];

  for (const { what, change, lines } of mistakes) {
    it(`fails where ${what}, and nowhere else`, async () => {
      const failures = await failuresOf(change);
      assert.equal(failures.length, lines.length, failures.join("\n"));
      for (const line of lines)
        assert.ok(
          failures.some((failure) => line.test(failure)),
          failures.join("\n"),
        );
    });
  }
});

describe("smoke: encryption", () => {
  const folder = mkdtempSync(join(tmpdir(), "harena-smoke-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const checks = tlsChecks("API", (target) => target.api);

  before(() => {
    const subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
    const made = [
      "req",
      "-x509",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-days",
      "30",
      "-keyout",
      key,
      "-out",
      cert,
    ];
    execFileSync("openssl", [...made, ...subject], { stdio: "ignore" });
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  async function secure(options: ServerOptions): Promise<Listening> {
    const server = createSecureServer({ key: readFileSync(key), cert: readFileSync(cert), ...options });
    return opened(server, "https");
  }

  async function outcome(name: string, options: ServerOptions): Promise<Outcome> {
    const server = await secure(options);
    try {
      const [found] = await outcomesOf(
        checks.filter((check) => check.name === name),
        { api: server.url },
      );
      return found;
    } finally {
      await server.close();
    }
  }

  it("is no matter of plain HTTP", async () => {
    const outcomes = await outcomesOf(checks, {});
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ["skipped", "skipped", "skipped"],
    );
  });

  it("passes TLS 1.2 and fails TLS 1.0", async () => {
    const modern = await outcome("TLS 1.2 or later only", { minVersion: "TLSv1.2" });
    assert.equal(modern.detail, "TLS 1.0 and 1.1 refused; TLSv1.3 agreed");
    const old = await outcome("TLS 1.2 or later only", { minVersion: "TLSv1", ciphers: "ALL:@SECLEVEL=0" });
    assert.match(old.detail, /^127\.0\.0\.1:\d+ accepts TLSv1; expected TLS 1\.2 or later only$/);
  });

  it("fails a certificate that nobody signed", async () => {
    const { status, detail } = await outcome("the certificate is valid", {});
    assert.equal(status, "failed");
    assert.match(detail, /self-signed certificate/);
  });

  it("wants a lasting redirect to the same address", () => {
    const url = new URL("http://api.example/a?b=1");
    const judge = (status: number, location?: string): string =>
      judgeRedirect(url, { status, headers: location === undefined ? {} : { location } });
    assert.equal(judge(301, "https://api.example/a?b=1"), "301 to https://api.example/a?b=1");
    assert.equal(judge(301, "https://api.example:443/a?b=1"), "301 to https://api.example/a?b=1");
    for (const [status, location] of [
      [302, "https://api.example/a?b=1"],
      [301, "https://api.example/"],
      [301, "http://api.example/a?b=1"],
      [200, undefined],
    ] as const) {
      assert.throws(() => judge(status, location), /expected 301 or 308 to https:\/\/api\.example\/a\?b=1$/);
    }
  });
});

describe("smoke: the command", () => {
  function streams(): { lines: string[]; io: Streams } {
    const lines: string[] = [];
    const out = (text: string): void => void lines.push(text);
    const signal = new AbortController().signal;
    return { lines, io: { out, err: out, status: () => undefined, colours: false, signal } };
  }

  it("prints a line for each check, ends with 0, and writes JUnit", async () => {
    const server = await listen(api(environment));
    const folder = mkdtempSync(join(tmpdir(), "harena-smoke-"));
    const { lines, io } = streams();
    try {
      const junit = join(folder, "deep", "smoke.xml");
      assert.equal(await main([server.url.origin, "--no-streams", "--junit", junit], io), 0);
      assert.match(lines.at(-1) ?? "", /^\n22 passed, 0 failed, 3 do not apply$/);
      assert.equal(lines.filter((line) => line.startsWith("✓ API: ")).length, 22);
      const xml = readFileSync(junit, "utf8");
      assert.match(xml, /<testsuite [^>]*tests="25" failures="0" errors="0" skipped="3"/);
    } finally {
      await server.close();
      rmSync(folder, { recursive: true });
    }
  });

  it("ends with 1 when a check failed, and says so in JSON", async () => {
    const server = await listen(api(environment, (reply) => (reply.headers["x-powered-by"] = "Express")));
    const { lines, io } = streams();
    try {
      assert.equal(await main([server.url.origin, "--no-streams", "--json"], io), 1);
      const { outcomes } = JSON.parse(lines.join("\n")) as { outcomes: Outcome[] };
      assert.deepEqual(failed(outcomes), [
        "answers tell nothing of the servers: GET /health: header x-powered-by: Express",
      ]);
    } finally {
      await server.close();
    }
  });

  it("checks the front end's encryption only where there is one", () => {
    const areas = (asked: Parameters<typeof checksFor>[1]): string[] => [
      ...new Set(checksFor(environment, asked).map(({ area }) => area)),
    ];
    assert.deepEqual(areas({ streams: true }), ["API"]);
    assert.deepEqual(areas({ streams: true, frontend: new URL("https://dev.harena.com") }), [
      "API",
      "front end",
    ]);
  });

  it("refuses what is no address, without repeating a password", () => {
    assert.throws(() => readArguments([]), /Give the address of one API.*got none; see --help/);
    assert.throws(() => readArguments(["http://a", "http://b"]), /got http:\/\/a http:\/\/b/);
    assert.throws(() => originOf("the API", "api.dev.harena.com"), /got "api\.dev\.harena\.com"/);
    assert.throws(
      () => originOf("the API", "https://u:pass@a.example"),
      (fault: Error) => !fault.message.includes("pass"),
    );
    assert.throws(() => originOf("the API", "https://a.example/health"), /use https:\/\/a\.example/);
    assert.throws(
      () => headerOf("Bearer topsecret"),
      (fault: Error) => !fault.message.includes("topsecret"),
    );
    assert.deepEqual(headerOf("Authorization: Bearer x"), ["Authorization", "Bearer x"]);
    assert.throws(
      () => readArguments(["http://a", "--frontent"]),
      /Unknown option --frontent; did you mean --frontend\?/,
    );
  });
});
