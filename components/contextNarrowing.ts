/** Leaves out of a shared build context what a Dockerfile does not read. */
import { lstatSync } from "node:fs";
import { join } from "node:path";
import { namesIn } from "./contextFiles";
import { exactPattern, type IgnoreRules } from "./contextIgnore";
import { isSource, reachOf } from "./contextPaths";
import type { ContextCopy } from "./dockerfile";

/**
 * Ignore patterns for everything that lies beside the sources of the copies and that the checkout's own rules leave in; undefined
 * when the whole context must be sent.
 *
 * The entries that are not needed are named one by one, after the checkout's own lines, instead of ignoring everything (`*`)
 * and taking the sources in again (`!user_service`) before them. Both work in moby, where the last matching pattern
 * decides, but (1) an exception among the checkout's own lines (`!README.md`) would then take files in that this build does
 * not read, and (2) the archive that is sent to Docker does not look into ignored directories for exceptions with a
 * wildcard in a directory's name (`!packages/*\/setup.py`, moby/moby#45608), so that COPY would not find them.
 */
export function unreached(
  context: string,
  copies: readonly ContextCopy[],
  rules: IgnoreRules,
): readonly string[] | undefined {
  const sources = copies.flatMap((copy) => copy.sources);
  if (copies.some((copy) => copy.unresolved) || sources.includes(".")) return undefined;
  const patterns: string[] = [];
  const directories = [""];
  for (const directory of directories) {
    // A directory that cannot be listed is reported when its files are hashed.
    for (const name of namesIn(context, directory, () => undefined)) {
      const path = directory === "" ? name : `${directory}/${name}`;
      const stats = lstatSync(join(context, path), { throwIfNoEntry: false });
      const reach = reachOf(path, sources);
      if (reach === "outside") patterns.push(...patternsFor(path, stats?.isDirectory() ?? false, rules));
      // COPY follows a link that its source names, to where these patterns do not lead.
      else if (stats?.isSymbolicLink() && (reach === "above" || isSource(path, sources))) return undefined;
      else if (reach === "above" && stats?.isDirectory()) directories.push(path);
    }
  }
  return patterns;
}

/**
 * Nothing for what the checkout's own lines leave out by themselves. Where they ignore a directory and take something below it in
 * again, moby does not try a second pattern for the directory: only one that matches what lies below leaves that out.
 */
function patternsFor(path: string, isDirectory: boolean, rules: IgnoreRules): string[] {
  // The provider sends the context's ignore file always, and warns at every build when a pattern leaves it out: it stays.
  if (path === ".dockerignore") return [];
  const pattern = exactPattern(path);
  if (!rules.ignores(path)) return [pattern];
  return isDirectory && rules.mayHoldFiles(path) ? [pattern, `${pattern}/**`] : [];
}
