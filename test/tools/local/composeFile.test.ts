import assert from "node:assert/strict";
import { parse } from "yaml";
import { composeFile, type ComposeOptions } from "../../../tools/local/composeFile";
import { UserError } from "../../../tools/stackConfig";
import type { Twin, TwinOptions } from "../../../tools/local/twin";
import { twinOf } from "./fixture";

interface Document {
  readonly version?: string;
  readonly services: Readonly<Partial<Record<string, Readonly<Record<string, unknown>>>>>;
  readonly networks: object;
  readonly volumes?: object;
}

function documentOf(twin: Twin, options: Partial<ComposeOptions> = {}): Document {
  return parse(composeFile(twin, { nginxConf: "conf", envFile: ".env", ...options })) as Document;
}

function serviceOf(name: string, options: Partial<TwinOptions> = {}): Readonly<Record<string, unknown>> {
  const service = documentOf(twinOf(options)).services[name];
  assert.ok(service);
  return service;
}

const ORIGINS =
  "https://dev.harena.com,https://www.dev.harena.com,http://localhost:5173,http://localhost:4173";

describe("the Compose file", () => {
  it("runs a service as its task runs on Fargate", () => {
    assert.deepEqual(serviceOf("search_service"), {
      image: "twin/search-service",
      depends_on: ["user_service"],
      init: true,
      read_only: true,
      tmpfs: ["/tmp:exec,mode=1777"],
      cpus: 0.25,
      mem_limit: "512m",
      memswap_limit: "512m",
      stop_grace_period: "70s",
      restart: "unless-stopped",
      environment: {
        ALGORITHM: "HS256",
        CONVERSATION_SERVICE_URL: "http://conversation-service:8000",
        CORS_ORIGINS: ORIGINS,
        SEARCH_SERVICE_URL: "http://search-service:8000",
        USER_SERVICE_URL: "http://user-service:8000",
        UVICORN_PORT: "8000",
        UVICORN_TIMEOUT_GRACEFUL_SHUTDOWN: "65",
        UVICORN_TIMEOUT_KEEP_ALIVE: "320",
        BONSAI_URL: "${BONSAI_URL:?write it into .env}",
        DATABASE_URL: "${DATABASE_URL:?write it into .env}",
        SECRET_KEY: "${SECRET_KEY:?write it into .env}",
      },
      healthcheck: {
        test: [
          "CMD",
          "python",
          "-c",
          'import urllib.request as u; u.build_opener(u.ProxyHandler({})).open("http://127.0.0.1:8000/api/v1/search/health", timeout=4)',
        ],
        interval: "5s",
        timeout: "5s",
        retries: 3,
        start_period: "60s",
      },
      extra_hosts: ["host.docker.internal:host-gateway"],
      networks: { "search-service": { aliases: ["search-service"] }, "user-service": {} },
      logging: { driver: "json-file", options: { "max-size": "10m", "max-file": "3" } },
    });
  });

  it("publishes the gateway on this machine alone, and nothing else", () => {
    const { services, version } = documentOf(twinOf({ port: 8100, withDatabase: true }));
    assert.equal(version, undefined);
    const published = Object.entries(services).flatMap(([name, service]) =>
      service && "ports" in service ? [[name, service.ports]] : [],
    );
    assert.deepEqual(published, [["gateway", ["127.0.0.1:8100:8100"]]]);
  });

  it("lets a service find those that it calls, and nobody else", () => {
    const { services, networks } = documentOf(twinOf());
    assert.deepEqual(services.user_service?.networks, { "user-service": { aliases: ["user-service"] } });
    assert.deepEqual(services.conversation_service?.networks, {
      "conversation-service": { aliases: ["conversation-service"] },
      "user-service": {},
      "search-service": {},
    });
    assert.deepEqual(services.gateway?.networks, {
      "user-service": {},
      "search-service": {},
      "conversation-service": {},
    });
    assert.deepEqual(networks, { "user-service": {}, "search-service": {}, "conversation-service": {} });
  });

  it("gives the address of its own database to the services that read one, and its password to no file", () => {
    const { services, volumes, networks } = documentOf(twinOf({ withDatabase: true }));
    const environment = services.user_service?.environment as Record<string, string>;
    assert.equal(
      environment.DATABASE_URL,
      "postgresql://harena:${POSTGRES_PASSWORD:?write it into .env}@database:5432/harena",
    );
    assert.deepEqual(Object.keys(services.user_service?.networks ?? {}), ["user-service", "database"]);
    assert.deepEqual(services.database?.environment, {
      POSTGRES_USER: "harena",
      POSTGRES_DB: "harena",
      POSTGRES_PASSWORD: "${POSTGRES_PASSWORD:?write it into .env}",
    });
    assert.deepEqual(volumes, { database: {} });
    assert.ok("database" in networks);
    assert.equal(documentOf(twinOf()).volumes, undefined);
  });

  it("writes a dollar sign so that Compose leaves it alone", () => {
    const catalogue = [
      {
        name: "user_service",
        routes: [{ paths: ["/a/*"] }],
        healthPath: "/health",
        healthCommand: ["CMD-SHELL", "test $HOME = $$"],
        settings: { PRICE: "$5 ${X}" },
      },
    ];
    const service = documentOf(twinOf({}, catalogue)).services.user_service;
    assert.equal((service?.environment as Record<string, string>).PRICE, "$$5 $${X}");
    assert.deepEqual((service?.healthcheck as Record<string, unknown>).test, [
      "CMD-SHELL",
      "test $$HOME = $$$$",
    ]);
  });

  it("runs copies, builds and base images as asked", () => {
    const twin = twinOf({
      copies: { user_service: 2 },
      images: { base: "py:x", gateway: "g", database: "d" },
      buildNetwork: "host",
    });
    const builds = new Map([["search_service", { context: "..", dockerfile: "deploy/service.Dockerfile" }]]);
    const { services } = documentOf(twin, { builds });
    assert.equal(services.user_service?.scale, 2);
    assert.equal("scale" in (services.search_service ?? {}), false);
    assert.equal("build" in services.user_service, false);
    assert.deepEqual(services.search_service?.build, {
      context: "..",
      dockerfile: "deploy/service.Dockerfile",
      args: {
        SERVICE: "search_service",
        PORT: "8000",
        HEALTH_PATH: "/api/v1/search/health",
        PYTHON_IMAGE: "py:x",
      },
      network: "host",
    });
    assert.equal(services.gateway?.image, "g");
  });

  it("makes another gateway of another configuration", () => {
    const labels = (nginxConf: string) => documentOf(twinOf(), { nginxConf }).services.gateway?.labels;
    assert.notDeepEqual(labels("a"), labels("b"));
    assert.deepEqual(labels("a"), labels("a"));
  });

  it("knows no copies of strangers", () => {
    assert.throws(
      () => twinOf({ copies: { users: 2 } }),
      (fault) => fault instanceof UserError && fault.exitCode === 2 && fault.message.includes('"users"'),
    );
  });
});
