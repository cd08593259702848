/** Where a CLI that was fetched or built is kept: in the user's cache, outside of the project. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { arch, homedir, platform } from "node:os";
import { join } from "node:path";
import { ENGINE_VERSION } from "./version";

/** The folder with the go.mod and go.sum of the CLI. */
export const MODULES = join(__dirname, "cli");

/** `$XDG_CACHE_HOME/harena/pulumi`, `~/.cache/harena/pulumi` without it. */
export function cacheRoot(env: NodeJS.ProcessEnv = process.env): string {
  const { XDG_CACHE_HOME: given = "" } = env;
  return join(given === "" ? join(homedir(), ".cache") : given, "harena", "pulumi");
}

/** Of one release for one kind of machine; other modules make another folder. */
export function builtFolder(root: string): string {
  const hash = createHash("sha256").update(`${platform()} ${arch()}\n`);
  for (const file of ["go.mod", "go.sum"]) hash.update(readFileSync(join(MODULES, file)));
  return join(root, `${ENGINE_VERSION}-${hash.digest("hex").slice(0, 12)}`);
}

export function downloadedFolder(root: string): string {
  return join(root, `${ENGINE_VERSION}-official-${platform()}-${arch()}`);
}

/** The executable within a folder. */
export function binaryIn(folder: string): string {
  return join(folder, platform() === "win32" ? "pulumi.exe" : "pulumi");
}

/**
 * Fills a folder of the cache: `make` works in a folder beside it, which takes the place only when all went well. What
 * fails or is interrupted leaves nothing; of two at once, one wins and both find a whole folder.
 */
export async function fillFolder(folder: string, make: (partial: string) => Promise<void>): Promise<void> {
  const partial = `${folder}.partial-${process.pid}`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  try {
    await make(partial);
    if (!existsSync(binaryIn(folder))) {
      rmSync(folder, { recursive: true, force: true });
      moveInto(partial, folder);
    }
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

/** Another process may have been faster. */
function moveInto(partial: string, folder: string): void {
  try {
    renameSync(partial, folder);
  } catch (fault) {
    if (!existsSync(binaryIn(folder))) throw fault;
  }
}
