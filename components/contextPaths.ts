/** Whether a path of a build context lies within what COPY sources name, in the semantics of Go's `filepath.Match`. */

/**
 * How a path relates to the sources: `inside` one of them (or equal to it), `above` one (a directory on the way to it),
 * or `outside` of all.
 */
export type Reach = "inside" | "above" | "outside";

/** Relates a path (relative, with slashes) to the sources of COPY instructions; the source `.` holds everything. */
export function reachOf(path: string, sources: readonly string[]): Reach {
  const names = path.split("/");
  const each = sources.map((source) => reachOfSource(names, source));
  return each.find((reach) => reach === "inside") ?? each.find((reach) => reach === "above") ?? "outside";
}

/** Whether the path is itself named by a source, not just something below one. */
export function isSource(path: string, sources: readonly string[]): boolean {
  const depth = path.split("/").length;
  return sources.some((source) => source.split("/").length === depth && reachOf(path, [source]) === "inside");
}

function reachOfSource(names: readonly string[], source: string): Reach {
  if (source === ".") return "inside";
  for (const [at, segment] of source.split("/").entries()) {
    const name = names.at(at);
    if (name === undefined) return "above";
    // `**` spans directories only in some instructions: everything below is taken as reached.
    if (segment === "**") return "inside";
    if (!matchesSegment(segment, name)) return "outside";
  }
  return "inside";
}

/** `filepath.Match` for one path segment. A malformed pattern matches, so that nothing is left out that might be needed. */
export function matchesSegment(pattern: string, name: string): boolean {
  if (!/[*?[\\]/.test(pattern)) return pattern === name;
  try {
    return segmentExpression(pattern).test(name);
  } catch {
    return true;
  }
}

function segmentExpression(pattern: string): RegExp {
  const source = pattern.replace(
    /\\(.)|\[(\^?)((?:\\.|[^\]\\])+)\]|[^]/g,
    (token: string, escaped?: string, not?: string, set?: string) => {
      if (escaped !== undefined) return literal(escaped);
      if (set !== undefined) return `[${not ?? ""}${set.replace(/\[/g, "\\[")}]`;
      if (token === "[") throw new SyntaxError(`${pattern}: nothing closes the bracket`);
      return token === "*" ? ".*" : token === "?" ? "." : literal(token);
    },
  );
  return new RegExp(`^${source}$`, "su");
}

/** The character as part of a regular expression that means itself. */
export function literal(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
