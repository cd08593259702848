/** The simulated cloud from outside: starts its process, asks it questions, ends it. */
import { fork, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import type {
  CloudOptions,
  Fault,
  FiredFault,
  Method,
  Methods,
  Operation,
  Remembered,
  Request,
  Response,
  Thing,
} from "./protocol";

export type { CloudOptions, Fault, FiredFault, Operation, Remembered, Thing } from "./protocol";

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (fault: Error) => void;
}

export class Cloud {
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;
  #ended: Error | undefined;

  private constructor(
    private readonly child: ChildProcess,
    /** What the engine's environment needs to find the cloud. */
    readonly env: Readonly<Record<string, string>>,
  ) {
    child.on("message", (response) => {
      this.#settle(response as Response);
    });
    child.on("exit", (code, signal) => {
      this.#end(new Error(`the simulated cloud has ended (${signal ?? `exit code ${code ?? "unknown"}`})`));
    });
  }

  /**
   * Starts the cloud for an account's folder.
   * @throws Error when the folder has another owner or its journal cannot be read
   */
  static async start(options: CloudOptions): Promise<Cloud> {
    const child = fork(join(__dirname, "main.ts"), [JSON.stringify(options)], {
      execArgv: ["-r", join(__dirname, "../../tools/register.cjs")],
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    const ports = await portsOf(child);
    const list = Object.entries(ports).map(([name, port]) => `${name}:${port}`);
    return new Cloud(child, { PULUMI_DEBUG_PROVIDERS: list.join(",") });
  }

  /** What exists in the account; secret values are masked. */
  contents(): Promise<readonly Thing[]> {
    return this.#ask("contents", undefined);
  }

  /** What the account remembers of things that are gone, and of what was done to things. */
  remembered(): Promise<readonly Remembered[]> {
    return this.#ask("remembered", undefined);
  }

  /** Lets operations fail; replaces earlier faults, and counting begins anew. */
  inject(faults: readonly Fault[]): Promise<void> {
    return this.#ask("inject", faults);
  }

  /** The faults that happened since the last {@link inject}. */
  injected(): Promise<readonly FiredFault[]> {
    return this.#ask("injected", undefined);
  }

  /** What the cloud did since the last {@link mark}, in the order in which it began. */
  operations(): Promise<readonly Operation[]> {
    return this.#ask("operations", undefined);
  }

  /** Starts the record of operations and the clock anew. */
  mark(): Promise<void> {
    return this.#ask("mark", undefined);
  }

  /** Puts an image that somebody pushed earlier into a repository. */
  pushTag(repository: string, tag: string): Promise<void> {
    return this.#ask("pushTag", { repository, tag });
  }

  /** Writes everything down and ends the process. */
  async stop(): Promise<void> {
    if (this.#ended) return;
    const exited = new Promise((resolve) => this.child.once("exit", resolve));
    await this.#ask("stop", undefined);
    await exited;
  }

  #ask<M extends Method>(method: M, argument: Methods[M]["argument"]): Promise<Methods[M]["result"]> {
    return new Promise((resolve, reject) => {
      if (this.#ended) {
        reject(this.#ended);
        return;
      }
      const id = ++this.#asked;
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      const request: Request = { id, method, argument };
      this.child.send(request);
    });
  }

  #settle(response: Response): void {
    if (response.kind !== "result" && response.kind !== "error") return;
    const waiting = this.#waiting.get(response.id);
    this.#waiting.delete(response.id);
    if (response.kind === "result") waiting?.resolve(response.value);
    else waiting?.reject(new Error(response.message));
  }

  #end(reason: Error): void {
    this.#ended = reason;
    for (const { reject } of this.#waiting.values()) reject(reason);
    this.#waiting.clear();
  }
}

function portsOf(child: ChildProcess): Promise<Readonly<Record<string, number>>> {
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => {
      reject(new Error(`the simulated cloud did not start (exit code ${code ?? "unknown"})`));
    });
    child.once("error", reject);
    child.once("message", (message) => {
      const response = message as Response;
      if (response.kind === "ready") resolve(response.ports);
      else reject(new Error(response.kind === "failed" ? response.message : "unexpected answer"));
    });
  });
}
