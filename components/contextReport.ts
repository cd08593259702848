/** What a build context holds, before anything is built: for warnings while the configuration is read. */
import { planBuild, type BuildArgs, type BuildPlan } from "./buildContext";
import { namesIn, walkContext, type UnreadableFile } from "./contextFiles";
import { IgnoreRules } from "./contextIgnore";
import { reachOf } from "./contextPaths";
import { isSecretFile, secretCopies } from "./dockerfile";
import { posix } from "node:path";

/** Size in bytes above which a context is most likely not meant: 200 MB. */
export const CONTEXT_LIMIT_BYTES = 200_000_000;

/** Files after which counting ends, so that a forgotten `node_modules` costs seconds at most. */
const MOST_FILES = 50_000;

/** Bytes after which counting ends: enough beyond the limit to see which folder is to blame. */
const MOST_BYTES = 10 * CONTEXT_LIMIT_BYTES;

export interface Folder {
  /** A first-level entry of the context. */
  readonly path: string;
  readonly bytes: number;
  readonly files: number;
}

/** A secret file that an instruction puts into an image layer. */
export interface CopiedSecret {
  /** Line of the Dockerfile. */
  readonly line: number;
  /** The file, or the source as written when no such file is there yet. */
  readonly path: string;
}

export interface ContextReport {
  /** Files and bytes that the build would send; at least these, when `complete` is false. */
  readonly files: number;
  readonly bytes: number;
  /** False when counting ended early. */
  readonly complete: boolean;
  /** The biggest first, five at most. */
  readonly biggestFolders: readonly Folder[];
  /** Whether the checkout has an ignore file for this Dockerfile. */
  readonly hasIgnoreFile: boolean;
  /** What lies in the context's root, belongs into no image, and is not left out by the ignore file. */
  readonly exposed: readonly string[];
  /** False when the Dockerfile may read any part of the context. */
  readonly narrowed: boolean;
  readonly copiesSecretFiles: readonly CopiedSecret[];
  readonly unreadable: readonly UnreadableFile[];
}

/** Counts what the build would send, by size alone: no file but the Dockerfile and the ignore file is read. */
export function inspectContext(build: BuildArgs): ContextReport {
  const plan = planBuild(build);
  const folders = new Map<string, Folder>();
  const secretFiles: string[] = [];
  const unreadable: UnreadableFile[] = [];
  let files = 0;
  let bytes = 0;
  let complete = true;
  for (const { path, stats } of walkContext(plan.context, new IgnoreRules(plan.ignoreLines), (file) =>
    unreadable.push(file),
  )) {
    files += 1;
    bytes += stats.size;
    count(folders, path, stats.size);
    if (isSecretFile(posix.basename(path))) secretFiles.push(path);
    if (files >= MOST_FILES || bytes >= MOST_BYTES) {
      complete = false;
      break;
    }
  }
  return {
    files,
    bytes,
    complete,
    biggestFolders: [...folders.values()].sort((a, b) => b.bytes - a.bytes).slice(0, 5),
    hasIgnoreFile: plan.ignoreFile.path !== undefined,
    exposed: exposedEntries(plan),
    narrowed: plan.narrowed,
    copiesSecretFiles: copiedSecrets(plan, secretFiles),
    unreadable,
  };
}

/** Names in the root of a checkout that no build has a use for: histories, secrets, and environments of another machine. */
const STRANGERS = /^(?:\.git|\.venv|venv|node_modules|__pycache__)$/;

function exposedEntries({ context, ignoreFile }: BuildPlan): string[] {
  const rules = new IgnoreRules(ignoreFile.lines);
  return namesIn(context, "", () => undefined).filter(
    (name) => (STRANGERS.test(name) || isSecretFile(name)) && !rules.ignores(name),
  );
}

function count(folders: Map<string, Folder>, path: string, size: number): void {
  const first = path.split("/", 1).join("");
  const { bytes, files } = folders.get(first) ?? { bytes: 0, files: 0 };
  folders.set(first, { path: first, bytes: bytes + size, files: files + 1 });
}

/** Files that a copied directory or wildcard takes along, and those that the Dockerfile names itself. */
function copiedSecrets({ copies }: BuildPlan, secretFiles: readonly string[]): CopiedSecret[] {
  const layers = copies.filter((copy) => copy.keyword !== "RUN");
  const found = layers.flatMap(({ line, sources, unresolved }) =>
    secretFiles
      .filter((path) => unresolved || reachOf(path, sources) === "inside")
      .map((path): CopiedSecret => ({ line, path })),
  );
  const named = secretCopies(layers)
    .filter(
      ({ line, source }) =>
        !found.some((secret) => secret.line === line && reachOf(secret.path, [source]) === "inside"),
    )
    .map(({ line, source }): CopiedSecret => ({ line, path: source }));
  return [...found, ...named].sort((a, b) => a.line - b.line);
}
