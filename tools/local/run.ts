/** Running other programs. */
import { spawn, type ChildProcess } from "node:child_process";

export interface Outcome {
  /** Exit code; -1 when the program could not be started. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  /** Beside the environment of this process. */
  readonly env?: Readonly<Partial<Record<string, string>>>;
}

export interface Run {
  /** Runs a program to its end and keeps what it prints. */
  capture(command: string, args: readonly string[], options?: RunOptions): Promise<Outcome>;
  /** Runs a program on this terminal and gives its exit code. */
  show(command: string, args: readonly string[], options?: RunOptions): Promise<number>;
}

/**
 * Programs of this machine. They form groups of their own, which a terminal's Ctrl-C does not reach: they are told of an
 * interruption once, by this process, which waits until they have ended.
 */
export function runner(interruption: AbortSignal): Run {
  return {
    capture: (command, args, options = {}) =>
      new Promise((done) => {
        const child = spawn(command, args, { ...settings(options), stdio: ["ignore", "pipe", "pipe"] });
        const text = { stdout: "", stderr: "" };
        child.stdout.setEncoding("utf8").on("data", (chunk: string) => (text.stdout += chunk));
        child.stderr.setEncoding("utf8").on("data", (chunk: string) => (text.stderr += chunk));
        whenDone(child, interruption, (code, error) => {
          done({ code, ...text, ...(error && { stderr: error.message }) });
        });
      }),
    show: (command, args, options = {}) =>
      new Promise((done) => {
        const child = spawn(command, args, { ...settings(options), stdio: ["ignore", "inherit", "inherit"] });
        whenDone(child, interruption, done);
      }),
  };
}

function settings({ cwd, env }: RunOptions) {
  return { ...(cwd !== undefined && { cwd }), env: { ...process.env, ...env }, detached: true };
}

function whenDone(
  child: ChildProcess,
  interruption: AbortSignal,
  done: (code: number, error?: Error) => void,
): void {
  const interrupt = (): void => {
    // The group has gone when the child ended in this very moment.
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGINT");
  };
  interruption.addEventListener("abort", interrupt);
  if (interruption.aborted) interrupt();
  const finish = (code: number, error?: Error): void => {
    interruption.removeEventListener("abort", interrupt);
    done(code, error);
  };
  child.on("error", (error) => {
    finish(-1, error);
  });
  child.on("close", (code) => {
    finish(code ?? 1);
  });
}
