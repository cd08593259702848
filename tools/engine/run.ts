/** Running other programs to their end. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface RunOptions {
  readonly cwd?: string;
  /** The whole environment. @default this process's */
  readonly env?: NodeJS.ProcessEnv;
  /** Ends the program, and all that it started, when it fires. */
  readonly signal?: AbortSignal;
  /** Each line of stderr as it comes. */
  readonly onErrorLine?: (line: string) => void;
}

export interface Ended {
  /** -1 for a program that could not be started. */
  readonly exitCode: number;
  readonly stdout: string;
  /** The last lines, as many as a message can show. */
  readonly stderr: string;
}

export type Run = (command: string, args: readonly string[], options?: RunOptions) => Promise<Ended>;

const LINES_KEPT = 20;

/** Never rejects: a program that cannot be started ends with exit code -1. */
export const run: Run = (command, args, options = {}) =>
  new Promise((done) => {
    const { cwd, env, signal, onErrorLine } = options;
    // A group of its own, so that a compiler's own children end with it.
    const child = spawn(command, [...args], { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
    const stdout: string[] = [];
    const stderr: string[] = [];
    child.stdout.setEncoding("utf8").on("data", (text: string) => stdout.push(text));
    createInterface({ input: child.stderr }).on("line", (line) => {
      stderr.push(line);
      if (stderr.length > LINES_KEPT) stderr.shift();
      onErrorLine?.(line);
    });
    const stop = (): void => {
      endGroup(child.pid);
    };
    if (signal?.aborted) stop();
    signal?.addEventListener("abort", stop);
    const finish = (exitCode: number, fault = ""): void => {
      signal?.removeEventListener("abort", stop);
      done({ exitCode, stdout: stdout.join(""), stderr: [...stderr, fault].join("\n").trim() });
    };
    child.on("error", (fault) => {
      finish(-1, fault.message);
    });
    child.on("close", (exitCode) => {
      finish(exitCode ?? 1);
    });
  });

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGTERM");
  } catch {
    // It has ended by itself.
  }
}
