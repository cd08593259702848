/** The files of a built front end: which there are, how they are served, and what may be wrong with them. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { extname, join, posix, relative, sep } from "node:path";
import { lookup } from "mrmime";

export interface SiteFile {
  /** Path within the build with `/` between its parts: the object's key and the address's path. */
  readonly path: string;
  /** Where it lies on disk, relative to the working directory when the build's folder is. */
  readonly source: string;
  readonly kind: FileKind;
  readonly contentType: string;
  readonly cacheControl: string;
  /** SHA-256 of the content, in hex. */
  readonly hash: string;
}

/**
 * `hashed`: its name holds a hash of its content, so that it never changes; `page`: an HTML file, which
 * refers to the others; `other`: anything else, under a name that stays when the content changes.
 */
export type FileKind = "hashed" | "page" | "other";

const CACHE_CONTROL: Readonly<Record<FileKind, string>> = {
  hashed: "public, max-age=31536000, immutable",
  page: "no-cache",
  other: "public, max-age=300",
};

/** More files than any build of a front end has: the folder is another one then, such as a whole checkout. */
const MAX_FILES = 2000;

/** The folder into which Vite writes what it hashes. */
const ASSETS = "assets/";

/** All files of a build, sorted by path; none when the folder does not exist. */
export function readSiteFiles(dist: string): SiteFile[] {
  if (!isFolder(dist)) return [];
  return listFiles(dist)
    .map((path) => siteFile(dist, path))
    .sort((one, other) => (one.path < other.path ? -1 : 1));
}

/** Hidden files (`.DS_Store`, `.env`, `.vite/`) are no part of a site, but for `.well-known/`. */
function listFiles(dist: string): string[] {
  return readdirSync(dist, { recursive: true, withFileTypes: true })
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => statSync(file).isFile())
    .map((file) => relative(dist, file).split(sep).join("/"))
    .filter((path) => path.split("/").every((part) => !part.startsWith(".") || part === ".well-known"));
}

function siteFile(dist: string, path: string): SiteFile {
  const source = join(dist, path);
  const kind = fileKind(path);
  return {
    path,
    source,
    kind,
    contentType: contentType(path),
    cacheControl: CACHE_CONTROL[kind],
    hash: createHash("sha256").update(readFileSync(source)).digest("hex"),
  };
}

/** What kind of file a path of a build names. */
export function fileKind(path: string): FileKind {
  if (path.endsWith(".html")) return "page";
  return path.startsWith(ASSETS) && hasHash(posix.basename(path)) ? "hashed" : "other";
}

/**
 * Rollup's hash is eight characters of base64url before the extension (`index-B3xK9_qa.js`); webpack's is hex.
 * A word of eight small letters (`logo-original.png`) is none: taking it for one would freeze it for a year,
 * while a hash that happens to look so is merely cached for minutes.
 */
function hasHash(basename: string): boolean {
  const hash = /[-.]([\w-]{8}|[0-9a-f]{8,64})(\.[a-z][a-z0-9]*)+$/.exec(basename)?.[1];
  return hash !== undefined && /[A-Z0-9]/.test(hash);
}

/** The `Content-Type` of a path, by its extension. */
export function contentType(path: string): string {
  const type = lookup(extname(path)) ?? "application/octet-stream";
  return type.startsWith("text/") ? `${type}; charset=utf-8` : type;
}

export interface BuildExpectation {
  readonly dist: string;
  /** The API address that the build must hold. */
  readonly apiUrl: string;
}

/** What keeps a build from being deployed; nothing when it is fine. */
export function buildFault(files: readonly SiteFile[], expected: BuildExpectation): string | undefined {
  return structureFault(files, expected.dist) ?? apiFault(files, expected);
}

function structureFault(files: readonly SiteFile[], dist: string): string | undefined {
  if (!existsSync(dist)) return `"${dist}" does not exist`;
  if (!isFolder(dist)) return `"${dist}" is not a folder`;
  if (!files.some(({ path }) => path === "index.html")) return `"${dist}" has no index.html`;
  if (!files.some(({ path }) => path.startsWith(ASSETS))) return `"${dist}" has no files in ${ASSETS}`;
  if (files.length > MAX_FILES) {
    return `"${dist}" has ${files.length} files, more than the ${MAX_FILES} that a built site may have`;
  }
  return undefined;
}

/**
 * A page that declares its API in `<meta name="api-url" content="…">` is taken at its word. Otherwise some page
 * or script must hold the address as it is written, which is what bundlers make of `VITE_API_URL`.
 */
function apiFault(files: readonly SiteFile[], { dist, apiUrl }: BuildExpectation): string | undefined {
  const texts = files
    .filter(({ path }) => /\.(html|[cm]?js)$/.test(path))
    .map(({ path, source }) => ({ path, text: readFileSync(source, "utf8") }));
  const declared = declaredApi(texts.find(({ path }) => path === "index.html")?.text ?? "");
  if (declared !== undefined) {
    return declared === apiUrl ? undefined : `"${dist}" was built for the API at ${declared}, not ${apiUrl}`;
  }
  if (texts.some(({ text }) => holdsAddress(text, apiUrl))) return undefined;
  const others = [...new Set(texts.flatMap(({ text }) => apiAddresses(text)))].sort();
  return others.length > 0
    ? `"${dist}" was built for another API: it holds ${others.join(" and ")}, not ${apiUrl}`
    : `"${dist}" was not built for the API at ${apiUrl}: no page or script holds that address`;
}

function declaredApi(html: string): string | undefined {
  const meta = /<meta\b[^>]*\bname=["']?api-url["']?[^>]*>/i.exec(html)?.[0];
  return meta && /\bcontent=["']([^"']*)["']/i.exec(meta)?.[1];
}

/** Whether a text holds the address itself and not a longer one that begins with it. */
function holdsAddress(text: string, address: string): boolean {
  for (let at = text.indexOf(address); at >= 0; at = text.indexOf(address, at + 1)) {
    if (!/^(?:[\w-]|\.\w|:\d)/.test(text.slice(at + address.length))) return true;
  }
  return false;
}

/** Addresses that look like an API's: a host name `api.…`, or one on the developer's own machine. */
function apiAddresses(text: string): string[] {
  return text.match(/https?:\/\/(?:api\.[\w.-]*\w|localhost|127\.0\.0\.1)(?::\d+)?/g) ?? [];
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}
