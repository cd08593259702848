/** Programs and folders that must not outlive this process, however it ends. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

export interface StartOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Each line of standard output. */
  readonly onLine?: (line: string) => void;
}

export interface Started {
  /** Resolves when the program has ended. */
  readonly ended: Promise<Ended>;
  stop(): void;
}

export interface Ended {
  /** -1 for a program that could not be started. */
  readonly exitCode: number;
  /** The last lines of standard error. */
  readonly stderr: string;
}

const LINES_KEPT = 40;
const groups = new Set<number>();
const folders = new Set<string>();

/** Starts a program in a process group of its own, so that what it starts ends with it. */
export function start(command: string, args: readonly string[], options: StartOptions): Started {
  cleanUpAtExit();
  const { cwd, env, onLine } = options;
  const child = spawn(command, [...args], { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
  const group = child.pid;
  if (group !== undefined) groups.add(group);
  const stderr: string[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => onLine?.(line));
  createInterface({ input: child.stderr }).on("line", (line) => {
    stderr.push(line);
    if (stderr.length > LINES_KEPT) stderr.shift();
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on("error", (fault) => {
      resolve({ exitCode: -1, stderr: fault.message });
    });
    child.on("close", (exitCode) => {
      if (group !== undefined) groups.delete(group);
      resolve({ exitCode: exitCode ?? 1, stderr: stderr.join("\n") });
    });
  });
  return {
    ended,
    stop: () => {
      if (group !== undefined) end(group);
    },
  };
}

/** A folder that is removed when this process ends, or before. */
export function temporaryFolder(): string {
  cleanUpAtExit();
  const folder = mkdtempSync(join(tmpdir(), "harena-contract-"));
  folders.add(folder);
  return folder;
}

/** Marks a folder that is to be made as one that goes when this process ends. */
export function removedAtExit(folder: string): void {
  cleanUpAtExit();
  folders.add(folder);
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  folders.delete(folder);
}

let prepared = false;

function cleanUpAtExit(): void {
  if (prepared) return;
  prepared = true;
  process.on("exit", () => {
    groups.forEach(end);
    folders.forEach(removeFolder);
  });
  for (const [signal, exitCode] of [
    ["SIGHUP", 129],
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const) {
    process.on(signal, () => process.exit(exitCode));
  }
}

function end(group: number): void {
  try {
    process.kill(-group, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
