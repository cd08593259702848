/** One owner at a time for a folder. */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

interface Owner {
  readonly pid: number;
  /** When the process began, in the system's own count: a pid alone may have passed to another one. */
  readonly started?: string;
}

/** Tries after which a lock that comes back at once is somebody else's. */
const TRIES = 5;

/**
 * Takes the folder's lock and gives the function that releases it; the lock of a process that is gone is
 * taken over.
 * @throws Error when another process owns the folder
 */
export function lock(home: string): () => void {
  const path = join(home, "lock");
  for (let attempt = 0; attempt < TRIES; attempt++) {
    if (create(path))
      return () => {
        release(path);
      };
    const owner = read(path);
    if (owner && isAlive(owner)) {
      throw new Error(
        `the simulated account in ${home} is in use by process ${owner.pid}: wait for it to end, or use another folder`,
      );
    }
    takeAway(path, owner);
  }
  throw new Error(`the lock ${path} keeps coming back: is another command starting there?`);
}

/** A link appears whole or not at all: nobody sees a lock without its owner's name in it. */
function create(path: string): boolean {
  const started = startOf(process.pid);
  const owner: Owner = { pid: process.pid, ...(started !== undefined && { started }) };
  const draft = `${path}.${process.pid}.new`;
  writeFileSync(draft, JSON.stringify(owner), { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw fault;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Moves a dead owner's lock aside; of several that try, one succeeds. */
function takeAway(path: string, dead: Owner | undefined): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === "ENOENT") return;
    throw fault;
  }
  const moved = read(aside);
  // Another process took the lock over between the look and the move: it gets its lock back.
  if (moved && isAlive(moved) && moved.pid !== dead?.pid) renameSync(aside, path);
  else rmSync(aside, { force: true });
}

function release(path: string): void {
  if (read(path)?.pid === process.pid) rmSync(path, { force: true });
}

function read(path: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Owner;
  } catch {
    // Gone, or not a lock of ours.
    return undefined;
  }
}

function isAlive({ pid, started }: Owner): boolean {
  try {
    process.kill(pid, 0);
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  const now = startOf(pid);
  return started === undefined || now === undefined || started === now;
}

/** Linux tells when a process began; elsewhere the pid has to do. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The command's name, the second field, may hold anything; the start is the 22nd field.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}
