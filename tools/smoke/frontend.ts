/** The checks of the front end: what a browser gets, and what it is told to do with it. */
import { Failure, expect, type Check, type Target } from "./check";
import { shortened } from "./api";
import { ask, type Answer } from "./http";

const AREA = "front end";

export const frontendChecks: readonly Check[] = [
  { area: AREA, name: "the page is there and is asked for anew", run: page },
  { area: AREA, name: "a client-side route is the page", run: clientRoute },
  { area: AREA, name: "hashed files are kept for ever", run: hashedFiles },
  { area: AREA, name: "a missing file is a 404, not the page", run: missingFile },
  { area: AREA, name: "security headers are set", run: securityHeaders },
  { area: AREA, name: "pages may call the API and nobody else", run: contentSecurityPolicy },
];

export function frontendOf({ frontend }: Target): URL {
  if (!frontend) throw new Failure("there is no front end to check");
  return frontend;
}

function askFrontend(target: Target, path: string): Promise<Answer> {
  return ask(new URL(path, frontendOf(target)), target.signal && { signal: target.signal });
}

function isPage({ status, headers }: Answer): boolean {
  return status === 200 && (headers["content-type"] ?? "").startsWith("text/html");
}

async function page(target: Target): Promise<string> {
  const answer = await askFrontend(target, "/");
  expect(isPage(answer), `GET /: ${answer.status} ${answer.headers["content-type"] ?? ""}; expected a page`);
  const cache = answer.headers["cache-control"] ?? "none";
  expect(
    /no-cache|no-store|max-age=0/.test(cache),
    `GET /: cache-control ${cache}; an old page would name old files`,
  );
  return `cache-control: ${cache}`;
}

async function clientRoute(target: Target): Promise<string> {
  const [root, deep] = [await askFrontend(target, "/"), await askFrontend(target, "/smoke/some/route")];
  expect(isPage(deep), `GET /smoke/some/route: ${deep.status} ${shortened(deep.body)}; expected the page`);
  expect(deep.body === root.body, "GET /smoke/some/route: another page than /");
  return "the same page as /";
}

/** The files that the page loads from its own origin. */
function filesOf(html: string, origin: URL): string[] {
  return [...html.matchAll(/(?:src|href)="([^"]+)"/g)]
    .map(([, reference = ""]) => new URL(reference, origin))
    .filter((url) => url.origin === origin.origin && url.pathname.includes("/assets/"))
    .map(({ pathname }) => pathname);
}

async function hashedFiles(target: Target): Promise<string> {
  const { body } = await askFrontend(target, "/");
  const files = filesOf(body, frontendOf(target));
  expect(files.length > 0, "the page loads no file under assets/");
  for (const file of files) {
    const { status, headers } = await askFrontend(target, file);
    const [cache = "none", type = "none"] = [headers["cache-control"], headers["content-type"]];
    expect(status === 200, `GET ${file}: ${status}; the page needs it`);
    expect(!type.startsWith("text/html"), `GET ${file}: content type ${type}`);
    const seconds = Number(/max-age=(\d+)/.exec(cache)?.[1] ?? 0);
    expect(seconds >= 2_592_000, `GET ${file}: cache-control ${cache}; expected a year`);
  }
  return `${files.length} files`;
}

async function missingFile(target: Target): Promise<string> {
  const file = "/assets/smoke-missing-00000000.js";
  const { status, headers } = await askFrontend(target, file);
  expect(
    status === 404,
    `GET ${file}: ${status} ${headers["content-type"] ?? ""}; expected 404: a browser would take the page for a script`,
  );
  return "404";
}

const REQUIRED: readonly (readonly [string, RegExp, onlyHttps?: boolean])[] = [
  ["strict-transport-security", /max-age=(?:[1-9]\d{7,})/, true],
  ["content-security-policy", /default-src/],
  ["x-content-type-options", /^nosniff$/i],
  ["x-frame-options", /^(?:DENY|SAMEORIGIN)$/i],
  ["referrer-policy", /^(?:no-referrer|same-origin|strict-origin(?:-when-cross-origin)?)$/i],
];

async function securityHeaders(target: Target): Promise<string> {
  const { headers } = await askFrontend(target, "/");
  const encrypted = frontendOf(target).protocol === "https:";
  const due = REQUIRED.filter(([, , onlyHttps]) => encrypted || !onlyHttps);
  const wrong = due.filter(([name, good]) => !good.test(headers[name] ?? ""));
  const list = wrong.map(([name]) => `${name}: ${headers[name] ?? "none"}`).join("; ");
  expect(wrong.length === 0, `GET /: ${list}`);
  return due.map(([name]) => name).join(", ");
}

async function contentSecurityPolicy(target: Target): Promise<string> {
  const { headers } = await askFrontend(target, "/");
  const policy = headers["content-security-policy"] ?? "";
  const sources = /connect-src ([^;]+)/.exec(policy)?.[1]?.trim().split(/\s+/) ?? [];
  expect(
    sources.includes(target.api.origin),
    `connect-src is ${sources.join(" ") || "missing"}; the API is ${target.api.origin}`,
  );
  const open = sources.filter((source) => /^(?:\*|https?:|https?:\/\/\*)$/.test(source));
  expect(open.length === 0, `connect-src lets pages call anybody: ${open.join(" ")}`);
  return `connect-src ${sources.join(" ")}`;
}
