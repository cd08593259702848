/** Whether processes compute, as Linux tells. */
import { readdirSync, readFileSync } from "node:fs";

/** Milliseconds after which a family is counted anew. */
const STALE = 200;

/** A process with its descendants, this very process left out. */
export class Family {
  #members: readonly number[] = [];
  #counted = -Infinity;

  constructor(private readonly head: number) {}

  /**
   * True while a thread of the family runs, waits for a processor or for a disk; undefined where the system
   * does not tell.
   */
  isBusy(): boolean | undefined {
    try {
      if (performance.now() - this.#counted > STALE) {
        this.#members = membersOf(this.head);
        this.#counted = performance.now();
      }
    } catch {
      return undefined;
    }
    return this.#members.some(computes);
  }
}

function membersOf(head: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    const parent = /^\d+$/.test(name) ? stat(`/proc/${name}/stat`).at(1) : undefined;
    if (parent !== undefined) parents.set(Number(name), Number(parent));
  }
  const belongs = (pid: number | undefined): boolean => {
    if (pid === undefined || pid === process.pid) return false;
    return pid === head || belongs(parents.get(pid));
  };
  return [...parents.keys()].filter(belongs);
}

function computes(pid: number): boolean {
  const threads = `/proc/${pid}/task`;
  try {
    return readdirSync(threads).some((thread) =>
      ["R", "D"].includes(stat(`${threads}/${thread}/stat`)[0] ?? ""),
    );
  } catch {
    // It has ended.
    return false;
  }
}

/** State, parent and so on: what follows the command's name, which may hold anything, parentheses included. */
function stat(path: string): string[] {
  try {
    const text = readFileSync(path, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return [];
  }
}
