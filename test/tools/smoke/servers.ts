/** Small servers that behave as a twin does, or differ from it in one way. */
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { planRoutes, resolveRoute } from "../../../components/routes";
import type { Environment } from "../../../stacks/environment";

export interface Listening {
  readonly url: URL;
  readonly close: () => Promise<void>;
}

export function listen(handler: RequestListener): Promise<Listening> {
  return opened(createServer(handler), "http");
}

export function opened(server: Server, scheme: string): Promise<Listening> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      const close = (): Promise<void> =>
        new Promise((done) => {
          server.close(() => {
            done();
          });
          server.closeAllConnections();
        });
      resolve({ url: new URL(`${scheme}://127.0.0.1:${port}`), close });
    });
  });
}

/** What a service of the twin answers to a path, in one place to change. */
export interface Reply {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export type Change = (reply: Reply, path: string, method: string) => void;

/** An API as the catalogue has it; `change` makes an answer wrong. */
export function api(environment: Environment, change: Change = () => undefined): RequestListener {
  const { rules } = planRoutes(environment.services, environment);
  return (request, response) => {
    const { url = "/", method = "GET", headers } = request;
    const rule = resolveRoute(rules, url)?.rule;
    const reply: Reply = {
      status: 404,
      headers: { "content-type": "application/json" },
      body: '{"detail":"Not Found"}',
    };
    if (rule?.kind === "health") Object.assign(reply, { status: 200, body: '{"status":"healthy"}' });
    if (rule && method === "OPTIONS") {
      reply.status = 200;
      if (headers.origin === `https://${environment.domain}`) {
        reply.headers["access-control-allow-origin"] = headers.origin;
      } else {
        reply.status = 400;
        reply.headers["access-control-allow-origin"] = `https://${environment.domain}`;
      }
    }
    change(reply, url, method);
    response.writeHead(reply.status, reply.headers).end(reply.body);
  };
}

const PAGE = '<!doctype html><script type="module" src="/assets/index-AbCd1234.js"></script>';

export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-cache",
  "content-security-policy": "default-src 'none'; connect-src 'self' http://api.example",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "strict-origin-when-cross-origin",
};

/** A front end whose pages may call `http://api.example`. */
export function frontend(change: Change = () => undefined): RequestListener {
  return ({ url = "/", method = "GET" }, response) => {
    const reply: Reply = { status: 200, headers: { ...PAGE_HEADERS }, body: PAGE };
    if (url === "/assets/index-AbCd1234.js") {
      reply.headers = {
        "content-type": "text/javascript",
        "cache-control": "public, max-age=31536000, immutable",
      };
      reply.body = "1";
    } else if (url.startsWith("/assets/")) {
      Object.assign(reply, { status: 404, headers: { "content-type": "text/plain" }, body: "none" });
    }
    change(reply, url, method);
    response.writeHead(reply.status, reply.headers).end(reply.body);
  };
}
