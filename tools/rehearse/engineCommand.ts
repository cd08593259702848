/** Runs Pulumi's CLI for the Automation API, apart from everything that is the user's. */
import { spawn, type ChildProcess } from "node:child_process";

/** What the Automation API wants to know of a command that has ended. */
interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** A command that ended otherwise than with exit code 0. */
export class EngineFailure extends Error {
  constructor(
    readonly stdout: string,
    readonly stderr: string,
    /** Undefined for a process that was killed. */
    readonly exitCode: number | undefined,
  ) {
    super(`pulumi ended with ${exitCode === undefined ? "a signal" : `exit code ${exitCode}`}`);
  }
}

/**
 * What the Automation API asks after an update and nobody here needs: each answer is a start of the CLI and takes a
 * third of a second.
 */
const NEEDLESS: Readonly<Partial<Record<string, string>>> = { "stack output": "{}", "stack history": "[]" };

/**
 * Stands for the Automation API's own `PulumiCommand`, which would hand this process's whole environment to the CLI,
 * and share its process group: Ctrl-C on a terminal would reach the engine twice, and twice means at once.
 */
export class EngineCommand {
  private child?: ChildProcess;

  constructor(
    readonly command: string,
    readonly version: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /** Called by the Automation API. */
  run(
    args: readonly string[],
    cwd: string,
    _env: unknown,
    onOutput?: (text: string) => void,
    onError?: (text: string) => void,
  ): Promise<CommandResult> {
    const needless = NEEDLESS[args.slice(0, 2).join(" ")];
    if (needless !== undefined) return Promise.resolve({ stdout: needless, stderr: "", code: 0 });
    return this.execute([...args, "--non-interactive"], cwd, onOutput, onError);
  }

  /** Sends a signal to the CLI that runs, and to all that it started. */
  signal(signal: NodeJS.Signals): void {
    const pid = this.child?.pid;
    if (pid === undefined) return;
    try {
      process.kill(signal === "SIGKILL" ? -pid : pid, signal);
    } catch {
      // It has ended by itself.
    }
  }

  private execute(
    args: readonly string[],
    cwd: string,
    onOutput?: (text: string) => void,
    onError?: (text: string) => void,
  ): Promise<CommandResult> {
    return new Promise((done, fail) => {
      const stdio = ["ignore", "pipe", "pipe"] as const;
      const child = spawn(this.command, args, { cwd, env: this.env, stdio: [...stdio], detached: true });
      this.child = child;
      const [stdout, stderr] = [gather(child.stdout, onOutput), gather(child.stderr, onError)];
      child.on("error", fail);
      child.on("close", (exitCode) => {
        this.child = undefined;
        if (exitCode === 0) done({ stdout: stdout.join(""), stderr: stderr.join(""), code: 0 });
        else fail(new EngineFailure(stdout.join(""), stderr.join(""), exitCode ?? undefined));
      });
    });
  }
}

function gather(stream: NodeJS.ReadableStream, told?: (text: string) => void): string[] {
  const parts: string[] = [];
  stream.setEncoding("utf8").on("data", (text: string) => {
    parts.push(text);
    told?.(text);
  });
  return parts;
}

/** What the CLI may know of the user's environment: nothing of Pulumi's, nothing of AWS's. */
export function isolated(env: NodeJS.ProcessEnv, own: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([key]) => !/^(PULUMI|AWS)_/i.test(key));
  return { ...Object.fromEntries(kept), ...own };
}
