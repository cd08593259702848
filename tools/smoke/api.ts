/** The checks of the API, from the catalogue. */
import { planRoutes, resolveRoute, type PlannedRule } from "../../components/routes";
import type { Environment, ServiceSpec } from "../../stacks/environment";
import { expect, Skipped, type Check, type Target } from "./check";
import { ask, type Answer, type Ask } from "./http";

/** A last segment that no application has, the same in every run. */
const NOWHERE = "smoke-nowhere";

export function apiChecks(environment: Environment): Check[] {
  const { rules } = planRoutes(environment.services, environment);
  return [
    { area: "API", name: "/health answers for the whole", run: healthOf("/health") },
    ...environment.services.map(({ name }) => ({
      area: "API",
      name: `/health/${name} is healthy`,
      run: healthOf(`/health/${name}`),
    })),
    ...rules.filter(({ kind }) => kind === "route").flatMap((rule) => routeChecks(rule, rules)),
    { area: "API", name: "an unknown path is a 404 in JSON", run: unknownPath },
    ...environment.services.map(corsCheck),
    { area: "API", name: "another origin is not let in", run: foreignOrigin },
    { area: "API", name: "answers tell nothing of the servers", run: noServerDetails },
    ...environment.services.filter(({ streamPath }) => streamPath !== undefined).map(streamCheck),
  ];
}

function askApi({ api, headers, signal }: Target, path: string, options: Ask = {}): Promise<Answer> {
  return ask(new URL(path, api), {
    ...options,
    headers: { ...headers, ...options.headers },
    ...(signal && { signal }),
  });
}

/** A health answer: 200, and JSON where there is a body. */
function healthOf(path: string): Check["run"] {
  return async (target) => {
    const { status, headers, body } = await askApi(target, path);
    expect(status === 200, `GET ${path}: ${status} ${shortened(body)}; expected 200`);
    expect(isJson(headers), `GET ${path}: ${headers["content-type"] ?? "no content type"}; expected JSON`);
    return shortened(body);
  };
}

/**
 * One path of each pattern of the rule. Only an application answers a preflight; where it has no CORS, its plain
 * answer must differ from the one for paths of nobody.
 */
function routeChecks(rule: PlannedRule, rules: readonly PlannedRule[]): Check[] {
  return rule.paths.map((pattern) => ({
    area: "API",
    name: `${pattern} reaches ${rule.service}`,
    run: async (target) => {
      const path = pattern.replaceAll("*", NOWHERE).replaceAll("?", "x");
      const taken = resolveRoute(rules, path)?.rule.service;
      if (taken !== rule.service) return new Skipped(`${path} is taken by ${taken ?? "nobody"}`);
      const [preflight, plain] = [await preflightOf(target, path), await askApi(target, path)];
      expect(plain.status < 500, `GET ${path}: ${plain.status} ${shortened(plain.body)}`);
      const answered = preflight.headers["access-control-allow-origin"] !== undefined;
      const same = !answered && isSame(plain, await askApi(target, `/${NOWHERE}`));
      expect(!same, `GET ${path}: ${plain.status}, as for a path of nobody; no service answered`);
      return `GET ${path}: ${plain.status}`;
    },
  }));
}

function isSame(one: Answer, other: Answer): boolean {
  const told = ({ status, body, headers }: Answer): string =>
    JSON.stringify([status, body, headers["content-type"], headers.server]);
  return told(one) === told(other);
}

/** What a browser asks before a page of the front end calls the API. */
function preflightOf(target: Target, path: string, origin = originOf(target)): Promise<Answer> {
  return askApi(target, path, {
    method: "OPTIONS",
    headers: { Origin: origin, "Access-Control-Request-Method": "GET" },
  });
}

function originOf({ environment, frontend }: Target): string {
  return frontend?.origin ?? `https://${environment.domain}`;
}

async function unknownPath(target: Target): Promise<string> {
  const { status, headers, body } = await askApi(target, `/${NOWHERE}`);
  expect(status === 404, `GET /${NOWHERE}: ${status} ${shortened(body)}; expected 404`);
  expect(
    isJson(headers) && parses(body),
    `GET /${NOWHERE}: ${headers["content-type"] ?? ""} ${shortened(body)}`,
  );
  return shortened(body);
}

function corsCheck(service: ServiceSpec): Check {
  return {
    area: "API",
    name: `${service.name} lets the front end call it`,
    run: async (target) => {
      const path = samplePath(service);
      if (path === undefined) return new Skipped("no route of its own");
      const { status, headers } = await preflightOf(target, path);
      const allowed = headers["access-control-allow-origin"];
      expect(
        status < 300 && (allowed === originOf(target) || allowed === "*"),
        `OPTIONS ${path} from ${originOf(target)}: ${status}, allowed origin ${allowed ?? "none"}; ` +
          "the service must list the front end in CORS_ORIGINS",
      );
      return `${originOf(target)} may call it`;
    },
  };
}

/** Credentials and a reflected origin together would let any page act for its visitor. */
async function foreignOrigin(target: Target): Promise<string | Skipped> {
  const paths = target.environment.services.flatMap((service) => samplePath(service) ?? []);
  const origin = "https://smoke.invalid";
  for (const path of paths) {
    const { headers } = await preflightOf(target, path, origin);
    const allowed = headers["access-control-allow-origin"];
    const open =
      allowed === origin || (allowed === "*" && headers["access-control-allow-credentials"] === "true");
    expect(!open, `OPTIONS ${path} from ${origin}: allowed; expected only the front end's origins`);
  }
  return paths.length === 0 ? new Skipped("no service has a route") : `${paths.length} services asked`;
}

function samplePath({ routes }: ServiceSpec): string | undefined {
  return routes.at(0)?.paths.at(0)?.replaceAll("*", NOWHERE).replaceAll("?", "x");
}

/** Product names are no secret; versions, frameworks and stack traces help whoever looks for a way in. */
const DETAILS: readonly (readonly [string, RegExp])[] = [
  ["server", /\d|uvicorn|gunicorn|hypercorn|starlette|python/i],
  ["x-powered-by", /./],
  ["x-aspnet-version", /./],
];
const TRACES =
  /Traceback \(most recent call last\)|File "[^"]+\.py", line|\bat .+\.js:\d+|<address>nginx\/\d/;

async function noServerDetails(target: Target): Promise<string> {
  const services = target.environment.services.flatMap((service) => samplePath(service) ?? []);
  const paths = ["/health", `/${NOWHERE}`, "/%ff", ...services];
  for (const path of paths) {
    const { headers, body } = await askApi(target, path);
    for (const [name, telling] of DETAILS) {
      const value = headers[name] ?? "";
      // awselb/2.0 is the same for everybody and says nothing.
      expect(!telling.test(value) || value === "awselb/2.0", `GET ${path}: header ${name}: ${value}`);
    }
    expect(!TRACES.test(body), `GET ${path}: the body shows a stack trace or a server's version`);
  }
  return `${paths.length} answers looked at`;
}

/** Seconds that a streamed answer must last for the check to mean anything: proxies' usual timeout. */
const USUAL_TIMEOUT = 60;
/** Milliseconds within which the first piece must come: an answer that is buffered comes at once, at its end. */
const FIRST_PIECE = 10_000;

function streamCheck(service: ServiceSpec): Check {
  return {
    area: "API",
    name: `${service.name} streams for over ${USUAL_TIMEOUT} s`,
    run: async (target) => {
      const path = service.streamPath ?? "";
      const pieces: number[] = [];
      const { status, headers, body } = await askApi(target, path, {
        headers: { Accept: "text/event-stream" },
        timeout: (service.requestTimeout + 30) * 1000,
        onPiece: (_, at) => pieces.push(at),
      });
      expect(status === 200, `GET ${path}: ${status} ${shortened(body)}; expected 200`);
      const type = headers["content-type"] ?? "none";
      expect(
        type.startsWith("text/event-stream"),
        `GET ${path}: content type ${type}; expected an event stream`,
      );
      const [first = Infinity, last = 0] = [pieces.at(0), pieces.at(-1)];
      expect(
        first < FIRST_PIECE,
        `GET ${path}: the first event came after ${seconds(first)}: something buffers it`,
      );
      expect(
        last > USUAL_TIMEOUT * 1000,
        `GET ${path}: ended after ${seconds(last)}; expected over ${USUAL_TIMEOUT} s`,
      );
      return `${pieces.length} pieces over ${seconds(last)}, the first after ${seconds(first)}`;
    },
  };
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

function isJson(headers: Answer["headers"]): boolean {
  return /^application\/(?:[\w.+-]+\+)?json\b/.test(headers["content-type"] ?? "");
}

function parses(body: string): boolean {
  try {
    JSON.parse(body);
    return true;
  } catch {
    return false;
  }
}

export function shortened(body: string): string {
  const line = body.replace(/\s+/g, " ").trim();
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}
