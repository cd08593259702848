/**
 * Ignore files of build contexts: https://docs.docker.com/build/concepts/context/#dockerignore-files. The Docker provider
 * hashes and packs a context with moby/patternmatcher, whose algorithm this is, `MatchesUsingParentResults`: libraries that
 * follow the documentation alone come to other files where exceptions lie below ignored directories.
 */
import { existsSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { literal, matchesSegment } from "./contextPaths";

/** The ignore file that Docker takes for a Dockerfile, and its lines; no lines when there is none. */
export interface IgnoreFile {
  readonly path?: string;
  readonly lines: readonly string[];
}

/** `<Dockerfile>.dockerignore` beside the Dockerfile, else `.dockerignore` in the context's root, as BuildKit prefers them. */
export function readIgnoreFile(context: string, dockerfile: string): IgnoreFile {
  const path = [`${dockerfile}.dockerignore`, join(context, ".dockerignore")].find((file) =>
    existsSync(file),
  );
  if (path === undefined) return { lines: [] };
  const text = readFileSync(path, "utf8").replace(/^\uFEFF/, "");
  return { path, lines: text.split(/\r?\n/) };
}

interface Pattern {
  readonly expression: RegExp;
  /** The pattern takes in again what earlier ones leave out. */
  readonly exception: boolean;
  readonly segments: readonly string[];
}

interface Verdict {
  readonly ignored: boolean;
  /** Which patterns matched, by their index: what lies below is not matched against these again. */
  readonly matched: readonly boolean[];
}

/** Tells which paths of a context (relative, with slashes) the lines of an ignore file leave out. */
export class IgnoreRules {
  private readonly patterns: readonly Pattern[];
  private readonly directories = new Map<string, Verdict>();

  constructor(lines: readonly string[]) {
    this.patterns = lines.flatMap(parsePattern);
  }

  ignores(path: string): boolean {
    return this.judge(path).ignored;
  }

  /** Whether a directory can hold something that is not ignored: else there is no need to look into it. */
  mayHoldFiles(directory: string): boolean {
    if (!this.ignores(directory)) return true;
    const names = directory.split("/");
    return this.patterns.some(({ exception, segments }) => exception && mayMatchBelow(segments, names));
  }

  private judge(path: string): Verdict {
    const parent = posix.dirname(path);
    const above = parent === "." ? undefined : this.judgeDirectory(parent);
    let ignored = false;
    const matched = this.patterns.map(({ exception, expression }, at) => {
      // A pattern that could not change the verdict is not tried, and does not count as matched for what lies below.
      const matches = above?.matched[at] === true || (exception === ignored && expression.test(path));
      if (matches) ignored = !exception;
      return matches;
    });
    return { ignored, matched };
  }

  private judgeDirectory(directory: string): Verdict {
    const known = this.directories.get(directory);
    if (known) return known;
    const verdict = this.judge(directory);
    this.directories.set(directory, verdict);
    return verdict;
  }
}

function parsePattern(line: string): Pattern[] {
  const text = line.startsWith("#") ? "" : line.trim();
  const exception = text.startsWith("!");
  const written = exception ? text.slice(1).trim() : text;
  if (written === "") return [];
  const pattern = cleanPattern(written);
  return [{ expression: patternExpression(pattern), exception, segments: pattern.split("/") }];
}

function cleanPattern(pattern: string): string {
  const clean = posix.normalize(pattern).replace(/(?<=.)\/$/, "");
  return clean.length > 1 ? clean.replace(/^\//, "") : clean;
}

/** `*` and `?` stay within a directory's name, `**` spans directories, brackets are classes. */
function patternExpression(pattern: string): RegExp {
  const source = pattern.replace(
    /\\(.)|\*\*\/?|\[(?:\\.|[^\]\\])+\]|[^]/g,
    (token: string, ...rest: unknown[]) => {
      const [escaped, at] = rest as [string | undefined, number];
      if (escaped !== undefined) return literal(escaped);
      if (token.startsWith("**")) return at + token.length === pattern.length ? ".*" : "(?:.*/)?";
      if (token.length > 1) return token;
      return token === "*" ? "[^/]*" : token === "?" ? "[^/]" : literal(token);
    },
  );
  return new RegExp(`^${source}$`, "s");
}

function mayMatchBelow(pattern: readonly string[], names: readonly string[]): boolean {
  for (const [at, name] of names.entries()) {
    const segment = pattern.at(at);
    if (segment === undefined || segment.includes("**")) return true;
    if (!matchesSegment(segment, name)) return false;
  }
  return true;
}

/** An ignore pattern for exactly this path, whatever characters are in it. */
export function exactPattern(path: string): string {
  const escaped = path.replace(/[\\*?[\]+(){}|^!#]/g, "\\$&");
  // Lines are trimmed and end at line breaks: such a character can only be matched by a wildcard.
  return `/${escaped.replace(/[\r\n\t\f\v]|^ | $/g, "?")}`;
}
