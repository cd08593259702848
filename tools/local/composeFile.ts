/** The Compose file of a twin, in what version 1.29 and versions 2 both understand: no `version`, no `deploy`. */
import { createHash } from "node:crypto";
import { stringify } from "yaml";
import { LIVENESS_HOST } from "./nginxConf";
import { DATABASE_PASSWORD, DATABASE_SECRET, type Twin, type TwinService } from "./twin";

/** How Compose builds a service's image; paths relative to the Compose file, the Dockerfile's to the context. */
export interface ComposeBuild {
  readonly context: string;
  readonly dockerfile: string;
}

export interface ComposeOptions {
  /** By service; services without one are built beforehand. */
  readonly builds?: ReadonlyMap<string, ComposeBuild>;
  /** What the gateway's configuration says: another text makes another container. */
  readonly nginxConf: string;
  /** The file that a missing secret is to be written into, as an error names it. */
  readonly envFile: string;
}

type Yaml = Record<string, unknown>;

/** Name of the gateway's service; catalogue names have underscores only. */
export const GATEWAY = "gateway";
/** Name of the database's service, and its host name. */
export const DATABASE = "database";

/** The whole `docker-compose.yml`. */
export function composeFile(twin: Twin, options: ComposeOptions): string {
  const { services } = twin;
  const database = twin.options.withDatabase;
  const document: Yaml = {
    services: {
      ...(database && { [DATABASE]: databaseService(twin, options) }),
      ...Object.fromEntries(
        services.map((service) => [service.spec.name, appService(service, twin, options)]),
      ),
      [GATEWAY]: gatewayService(twin, options),
    },
    networks: Object.fromEntries([...services.map(networkOf), ...(database ? [DATABASE] : [])].map(plain)),
    ...(database && { volumes: { [DATABASE]: {} } }),
  };
  return HEAD + stringify(document, { lineWidth: 0, aliasDuplicateObjects: false });
}

const HEAD = `# Generated from the service catalogue: its services as they run on Fargate, behind a gateway that routes as the load
# balancer does. Each service has a network of its own, which those that call it join: as on AWS, nobody else finds it.

`;

/** Docker restarts what ends, as ECS does. */
const RESTART = "unless-stopped";
const LOGGING = { driver: "json-file", options: { "max-size": "10m", "max-file": "3" } };

function appService(service: TwinService, twin: Twin, options: ComposeOptions): Yaml {
  const { spec, image, copies, stopSeconds } = service;
  const { cpu, memory } = spec.size;
  const build = options.builds?.get(spec.name);
  return {
    image,
    ...(build && { build: buildOf(service, build, twin) }),
    ...(copies > 1 && { scale: copies }),
    ...(spec.calls.length > 0 && { depends_on: [...spec.calls] }),
    init: true,
    read_only: true,
    tmpfs: ["/tmp:exec,mode=1777"],
    cpus: cpu / 1024,
    mem_limit: `${memory}m`,
    // No swap, as on Fargate: what is over the limit is killed there too.
    memswap_limit: `${memory}m`,
    stop_grace_period: `${stopSeconds}s`,
    restart: RESTART,
    environment: { ...literals(service.settings), ...secretsOf(service, twin, options) },
    healthcheck: healthCheck(spec.healthCommand ?? readinessCommand(spec.port, spec.healthPath)),
    // A database on this machine is host.docker.internal to a container.
    extra_hosts: ["host.docker.internal:host-gateway"],
    networks: networksOf(service, twin),
    logging: LOGGING,
  };
}

/** As often as a laptop can wait for: twice as often as the load balancer's, whose other numbers these are. */
function healthCheck(test: readonly string[]): Yaml {
  return { test: test.map(literal), interval: "5s", timeout: "5s", retries: 3, start_period: "60s" };
}

/** What the load balancer asks before it sends requests: 200 from the health path. Slim images have no curl. */
export function readinessCommand(port: number, path: string): string[] {
  const script = `import urllib.request as u; u.build_opener(u.ProxyHandler({})).open(${JSON.stringify(
    `http://127.0.0.1:${port}${path}`,
  )}, timeout=4)`;
  return ["CMD", "python", "-c", script];
}

function buildOf({ build }: TwinService, { context, dockerfile }: ComposeBuild, twin: Twin): Yaml {
  const { buildNetwork } = twin.options;
  return {
    context,
    dockerfile,
    ...(Object.keys(build.args).length > 0 && { args: literals(build.args) }),
    ...(buildNetwork !== undefined && { network: buildNetwork }),
  };
}

/** Each by itself, so that a service gets its own and no others; their values are in no file of the twin. */
function secretsOf({ spec }: TwinService, twin: Twin, options: ComposeOptions): Record<string, string> {
  return Object.fromEntries(
    spec.secrets.map((name) => [
      name,
      name === DATABASE_SECRET && twin.options.withDatabase
        ? `postgresql://${USER}:${required(DATABASE_PASSWORD, options)}@${DATABASE}:5432/${USER}`
        : required(name, options),
    ]),
  );
}

function required(name: string, { envFile }: ComposeOptions): string {
  return `\${${name}:?write it into ${envFile}}`;
}

/** Its own network, by its host name alone, and those of the services that it calls. */
function networksOf({ spec }: TwinService, { services, options }: Twin): Yaml {
  const callees = services.filter((other) => spec.calls.includes(other.spec.name)).map(networkOf);
  const database = options.withDatabase && spec.secrets.includes(DATABASE_SECRET) ? [DATABASE] : [];
  return {
    [spec.hostname]: { aliases: [spec.hostname] },
    ...Object.fromEntries([...callees, ...database].map(plain)),
  };
}

function networkOf({ spec }: TwinService): string {
  return spec.hostname;
}

function plain(name: string): [string, Yaml] {
  return [name, {}];
}

function gatewayService({ options, services }: Twin, { nginxConf }: ComposeOptions): Yaml {
  const { port, images } = options;
  const url = `http://${LIVENESS_HOST}:${port}/`;
  return {
    image: images.gateway,
    // Not the image's own entry point, which would want to write.
    entrypoint: ["nginx", "-g", "daemon off;"],
    user: "101:101",
    read_only: true,
    tmpfs: ["/tmp:mode=1777"],
    cap_drop: ["ALL"],
    security_opt: ["no-new-privileges:true"],
    restart: RESTART,
    ports: [`127.0.0.1:${port}:${port}`],
    volumes: ["./nginx.conf:/etc/nginx/nginx.conf:ro"],
    labels: { "harena.nginx-conf": createHash("sha256").update(nginxConf).digest("hex").slice(0, 16) },
    healthcheck: {
      ...healthCheck([
        "CMD-SHELL",
        `wget -q -O /dev/null ${url} 2>/dev/null || curl -fsS -o /dev/null ${url}`,
      ]),
      start_period: "10s",
    },
    networks: Object.fromEntries(services.map(networkOf).map(plain)),
    logging: LOGGING,
  };
}

/** User and database of the database container. */
const USER = "harena";

function databaseService({ options }: Twin, compose: ComposeOptions): Yaml {
  return {
    image: options.images.database,
    restart: RESTART,
    stop_grace_period: "30s",
    environment: {
      POSTGRES_USER: USER,
      POSTGRES_DB: USER,
      [DATABASE_PASSWORD]: required(DATABASE_PASSWORD, compose),
    },
    volumes: [`${DATABASE}:/var/lib/postgresql/data`],
    // By TCP: while it makes itself, PostgreSQL only listens on its socket.
    healthcheck: healthCheck(["CMD", "pg_isready", "-h", "127.0.0.1", "-U", USER, "-d", USER]),
    networks: { [DATABASE]: {} },
    logging: LOGGING,
  };
}

function literals(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, literal(value)]));
}

/** Compose takes `$NAME` for a variable of its own. */
function literal(text: string): string {
  return text.replaceAll("$", "$$$$");
}
