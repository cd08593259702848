/**
 * The twin's gateway: an nginx that does with a request what the load balancer does. It decides by the request's path
 * as it was sent (`$request_uri`), rules by priority, as the load balancer does; nginx's own locations would decode the
 * path, join its slashes and prefer by kinds of patterns instead.
 */
import { NO_ROUTE, type PlannedRule } from "../../components/routeTypes";
import type { ServiceSpec } from "../../stacks/environment";

export type GatewayService = Pick<ServiceSpec, "name" | "url" | "requestTimeout">;

export interface GatewayArgs {
  readonly services: readonly GatewayService[];
  /** By priority. */
  readonly rules: readonly PlannedRule[];
  /** Seconds without a byte after which a connection may be closed. */
  readonly idleTimeout: number;
  /** Port that it listens on, in its container and on this machine. */
  readonly port: number;
  /** Requests of one client address in five minutes; more are answered 429. @default no limit */
  readonly rateLimit?: number;
}

/** Where the gateway answers about itself, inside its container: an address of its own, so that it hides no route. */
export const LIVENESS_HOST = "127.0.0.2";

/** The whole `nginx.conf`. */
export function nginxConf(args: GatewayArgs): string {
  return `# Generated from the service catalogue: what the load balancer does with a request, as nginx.
worker_processes auto;
pid /tmp/nginx.pid;
error_log stderr warn;

events {
    worker_connections 4096;
}

http {
${indent(blocks([ROUTES, ruleMap(args), targetMap(args), serviceMap(args), HEADERS, rateZone(args), FILES]))}

    server {
${indent(server(args), 8)}
    }

    # Whether nginx itself lives; only its own container can ask.
    server {
        listen ${LIVENESS_HOST}:${args.port};
        access_log off;
        return 204;
    }
}
`;
}

const ROUTES = "# --- Routes ---";

/** The regular expression of a rule's path condition: any characters for `*`, one for `?`, all before the query. */
export function conditionExpression(paths: readonly string[]): string {
  const patterns = paths.map((path) =>
    path.replace(/[^]/g, (character) =>
      character === "*" ? "[^?]*" : character === "?" ? "[^?]" : escape(character),
    ),
  );
  return `^(?:${patterns.join("|")})(?:\\?|$)`;
}

/** Regular expressions are tried from top to bottom. */
function ruleMap({ rules }: GatewayArgs): string {
  const rows = rules.flatMap(({ key, paths, priority }) => [
    `# priority ${priority}: ${paths.join(" or ")}`,
    `${quoted(`~${conditionExpression(paths)}`)} ${quoted(key)};`,
  ]);
  return map("$request_uri", "$rule", ['default "";', ...rows]);
}

/** The path and query that the service sees. */
function targetMap({ rules }: GatewayArgs): string {
  const rows = rules.flatMap(({ key, rewrite }) =>
    rewrite
      ? [`${quoted(`~^${escape(key)} ${rewrite.regex.replace(/^\^/, "")}`)} ${quoted(rewrite.replace)};`]
      : [],
  );
  return map('"$rule $request_uri"', "$target", ["default $request_uri;", ...rows]);
}

function serviceMap({ rules }: GatewayArgs): string {
  return map("$rule", "$service", [
    'default "";',
    ...rules.map(({ key, service }) => `${quoted(key)} ${quoted(service)};`),
  ]);
}

const HEADERS = `# --- What the services learn of the request, and the log ---
${map("$http_upgrade", "$connection_header", ["default upgrade;", '"" close;'])}

# The form of the load balancer's trace ids.
${map("$request_id", "$new_trace_id", ['"~^(?<time>.{8})(?<rest>.{24})$" "Root=1-$time-$rest";'])}
${map("$http_x_amzn_trace_id", "$trace_id", ["default $http_x_amzn_trace_id;", '"" $new_trace_id;'])}

# Without the query, which may hold what somebody looks for.
${map("$request_uri", "$path", ['"~^(?<plain>[^?]*)" $plain;'])}
log_format gateway escape=json '{"time":"$time_iso8601","client":"$remote_addr","method":"$request_method",'
    '"path":"$path","rule":"$rule","status":$status,"seconds":$request_time,"from":"$upstream_addr"}';
access_log /dev/stdout gateway;`;

/** A web ACL counts over five minutes; nginx refills the same number over that time. */
function rateZone({ rateLimit }: GatewayArgs): string | undefined {
  if (rateLimit === undefined) return undefined;
  return `# --- Rate limit: ${rateLimit} requests of one address in five minutes ---
limit_req_zone $binary_remote_addr zone=clients:10m rate=${Math.max(1, Math.round(rateLimit / 5))}r/m;
limit_req zone=clients burst=${rateLimit} nodelay;
limit_req_status 429;
limit_req_log_level warn;`;
}

const FILES = `# --- The one folder that can be written ---
client_body_temp_path /tmp/client;
proxy_temp_path /tmp/proxy;
fastcgi_temp_path /tmp/fastcgi;
uwsgi_temp_path /tmp/uwsgi;
scgi_temp_path /tmp/scgi;`;

function server(args: GatewayArgs): string {
  const { port, idleTimeout, services } = args;
  const seconds = `${idleTimeout}s`;
  return blocks([
    `listen ${port};
server_tokens off;`,
    `# The load balancer's limits: headers of 16 KB a line, bodies of any size.
large_client_header_buffers 4 16k;
client_max_body_size 0;
keepalive_timeout ${seconds};
keepalive_requests 10000;
client_header_timeout ${seconds};
client_body_timeout ${seconds};
send_timeout ${seconds};`,
    `# Names are looked up again every second, so that a container is found wherever it started anew.
resolver 127.0.0.11 valid=1s ipv6=off;
resolver_timeout 2s;
proxy_connect_timeout 2s;
# Another copy is tried when one cannot be reached; a request that may have had an effect is not sent twice.
proxy_next_upstream error timeout;
proxy_next_upstream_timeout 10s;`,
    `# Every byte goes on as it comes: streamed answers must not wait for a buffer to fill.
proxy_buffering off;
proxy_http_version 1.1;
proxy_set_header Connection $connection_header;
proxy_set_header Upgrade $http_upgrade;
proxy_set_header Host $http_host;
proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
proxy_set_header X-Forwarded-Proto $scheme;
proxy_set_header X-Forwarded-Port $server_port;
proxy_set_header X-Amzn-Trace-Id $trace_id;
proxy_hide_header X-Content-Type-Options;
add_header X-Content-Type-Options nosniff always;`,
    `# To the location of the service that the rules name, whatever the path.
rewrite ^ /$service last;`,
    ...services.map(serviceLocation),
    `location / {
    default_type ${NO_ROUTE.contentType};
    return ${NO_ROUTE.statusCode} '${NO_ROUTE.body}';
}`,
    ...ERRORS.map(([codes, name, detail]) => errorLocation(codes, name, detail)),
  ]);
}

function serviceLocation({ name, url, requestTimeout }: GatewayService): string {
  return `location = /${name} {
    internal;
    proxy_read_timeout ${requestTimeout + SERVICE_CONNECT_MARGIN}s;
    proxy_pass ${url}$target;
}`;
}

/** Seconds by which the proxy before a task outwaits its service: see components/serviceConnect.ts. */
const SERVICE_CONNECT_MARGIN = 5;

/** What nginx itself answers; the answers of services go on as they are. */
const ERRORS = [
  ["400 405 408 413 414 494", "bad_request", "Bad Request"],
  ["429", "too_many", "Too Many Requests"],
  ["500 502", "bad_gateway", "Bad Gateway"],
  ["503", "unavailable", "Service Unavailable"],
  ["504", "too_late", "Gateway Timeout"],
] as const;

function errorLocation(codes: string, name: string, detail: string): string {
  return `error_page ${codes} @${name};
location @${name} {
    default_type application/json;
    return 200 '${JSON.stringify({ detail })}';
}`;
}

function map(from: string, to: string, rows: readonly string[]): string {
  return `map ${from} ${to} {\n${indent(rows.join("\n"))}\n}`;
}

/** A word of nginx's configuration: in double quotes, where a backslash escapes. */
function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function blocks(texts: readonly (string | undefined)[]): string {
  return texts.filter((text) => text !== undefined).join("\n\n");
}

function indent(text: string, by = 4): string {
  return text.replace(/^(?=.)/gm, " ".repeat(by));
}
