/** The files of a build context: found in an order that does not depend on the file system, hashed once a process. */
import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, readlinkSync, realpathSync, type Stats } from "node:fs";
import { join } from "node:path";
import type { IgnoreRules } from "./contextIgnore";

/** A file or symbolic link of a context. */
export interface ContextFile {
  /** Relative to the context's root, with slashes. */
  readonly path: string;
  readonly absolute: string;
  readonly stats: Stats;
}

/** A file that a build could not send, and why. */
export interface UnreadableFile {
  readonly path: string;
  readonly reason: string;
}

/** Files that cannot be part of a build context. */
export class UnreadableContextError extends Error {
  constructor(
    readonly context: string,
    readonly files: readonly UnreadableFile[],
  ) {
    const named = files.slice(0, 5).map(({ path, reason }) => `${path} (${reason})`);
    const more = files.length > named.length ? ` and ${files.length - named.length} more` : "";
    super(
      `The build context ${context} holds what cannot be sent to Docker: ${named.join(", ")}${more}. ` +
        `Mend or remove it, or name it in the context's .dockerignore.`,
    );
    this.name = "UnreadableContextError";
  }
}

/** Walks what the rules leave of a context, directory by directory in the order of their names. */
export function* walkContext(
  context: string,
  rules: IgnoreRules,
  onUnreadable: (file: UnreadableFile) => void,
): Generator<ContextFile> {
  const pending = [""];
  for (let directory = pending.pop(); directory !== undefined; directory = pending.pop()) {
    const below: string[] = [];
    for (const name of namesIn(context, directory, onUnreadable)) {
      const path = directory === "" ? name : `${directory}/${name}`;
      const absolute = join(context, path);
      const stats = lstatSync(absolute, { throwIfNoEntry: false });
      // It went away between listing and looking.
      if (!stats) continue;
      if (stats.isDirectory()) {
        if (rules.mayHoldFiles(path)) below.push(path);
      } else if (!rules.ignores(path)) {
        yield { path, absolute, stats };
      }
    }
    pending.push(...below.reverse());
  }
}

/** Entries of a directory, sorted by character codes. */
export function namesIn(
  context: string,
  directory: string,
  onUnreadable: (file: UnreadableFile) => void,
): readonly string[] {
  try {
    return readdirSync(join(context, directory)).sort();
  } catch (error) {
    onUnreadable({ path: directory === "" ? "." : directory, reason: reasonOf(error) });
    return [];
  }
}

/**
 * What makes the file what it is in an image: its kind, its permission bits (COPY keeps them) and its content, which for a
 * link is its target's text. Not its owner and not its times.
 */
export function fingerprint(file: ContextFile): string {
  if (file.stats.isSymbolicLink()) return `link ${digestOf(linkTarget(file))}`;
  if (!file.stats.isFile()) throw new Error("neither a file, a directory nor a symbolic link");
  return `file ${(file.stats.mode & 0o777).toString(8)} ${contentDigest(file)}`;
}

const digests = new Map<string, string>();

/** Services share packages: a file is read again only when its size or its modification time is another. */
function contentDigest({ absolute, stats }: ContextFile): string {
  const key = [absolute, stats.size, stats.mtimeMs, stats.ctimeMs, stats.ino].join("|");
  const known = digests.get(key);
  if (known !== undefined) return known;
  const digest = digestOf(readFileSync(absolute));
  digests.set(key, digest);
  return digest;
}

/** The Docker provider follows every link of a context and fails at one that leads nowhere. */
function linkTarget({ absolute }: ContextFile): string {
  realpathSync(absolute);
  return readlinkSync(absolute);
}

export function digestOf(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

/** A file system error in words. */
export function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  const words: Readonly<Record<string, string>> = {
    EACCES: "permission denied",
    EPERM: "permission denied",
    ENOENT: "a symbolic link that leads nowhere",
    ELOOP: "a symbolic link that leads to itself",
  };
  return words[code ?? ""] ?? (error instanceof Error ? error.message : String(error));
}
