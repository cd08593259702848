/** One HTTP request as it is: no redirect followed, no header hidden, nothing kept open afterwards. */
import * as http from "node:http";
import * as https from "node:https";

export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds until the answer must have ended. @default 15 000 */
  readonly timeout?: number;
  /** Told of every piece of the body, with the milliseconds since the request. */
  readonly onPiece?: (piece: string, at: number) => void;
  readonly signal?: AbortSignal;
}

export interface Answer {
  readonly status: number;
  /** By lower-case name; several of one name joined with a comma. */
  readonly headers: Readonly<Partial<Record<string, string>>>;
  readonly body: string;
}

/** Of a body, what is kept: an answer without end must not fill the memory. */
const LONGEST_BODY = 5_000_000;

/** @throws Error in words that say which request failed, and how */
export function ask(url: URL, options: Ask = {}): Promise<Answer> {
  const { method = "GET", headers = {}, timeout = 15_000, onPiece, signal } = options;
  const started = performance.now();
  const { request } = url.protocol === "https:" ? https : http;
  return new Promise((resolve, reject) => {
    const fail = (reason: string): void => {
      reject(new Error(`${method} ${url.href}: ${reason}`));
    };
    const outgoing = request(url, { method, headers, agent: false, signal }, (incoming) => {
      let body = "";
      incoming.setEncoding("utf8");
      incoming.on("data", (piece: string) => {
        onPiece?.(piece, performance.now() - started);
        if (body.length < LONGEST_BODY) body += piece;
      });
      incoming.on("end", () => {
        resolve({ status: incoming.statusCode ?? 0, headers: plain(incoming.headers), body });
      });
      incoming.on("error", (fault) => {
        fail(`the answer broke off: ${fault.message}`);
      });
    });
    const timer = setTimeout(
      () => outgoing.destroy(new Error(`no end of it within ${timeout / 1000} s`)),
      timeout,
    );
    outgoing.on("close", () => {
      clearTimeout(timer);
    });
    outgoing.on("error", (fault) => {
      fail(reasonOf(fault));
    });
    outgoing.end();
  });
}

/** What a network fault means; Node's own message is empty where several addresses failed. */
export function reasonOf(fault: unknown): string {
  if (fault instanceof AggregateError) return fault.errors.map(reasonOf).join("; ");
  return fault instanceof Error ? fault.message : String(fault);
}

function plain(headers: http.IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(", ") : (value ?? ""),
    ]),
  );
}
