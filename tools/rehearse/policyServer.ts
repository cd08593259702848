/**
 * Serves the policy pack to all operations of a rehearsal from one process: the engine starts a pack anew for each, which
 * takes longer than most of them. What the engine starts instead only tells it where the pack is served.
 */
import { fork, type ChildProcess } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { PROGRAM_DIR } from "../plan/programDir";
import { SETTINGS_FILE } from "../policies/settings";
import { UserError } from "../stackConfig";
import { isolated } from "./engineCommand";

export class PolicyServer {
  private constructor(
    private readonly child: ChildProcess,
    /** The pack's folder. */
    readonly pack: string,
    /** For the engine's PATH. */
    readonly bin: string,
    /** The project's settings of the rules. */
    readonly settings = join(PROGRAM_DIR, SETTINGS_FILE),
  ) {}

  /** @throws UserError when the pack cannot be loaded */
  static async start(folder: string): Promise<PolicyServer> {
    const pack = join(PROGRAM_DIR, "policies");
    const register = join(PROGRAM_DIR, "tools", "register.cjs");
    const child = fork(join(pack, "index.ts"), [], {
      cwd: pack,
      env: isolated(process.env, {}),
      execArgv: ["-r", register, "-r", join(__dirname, "attached.cjs")],
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    const port = await portOf(child);
    const bin = join(folder, "bin");
    mkdirSync(bin, { recursive: true });
    const script = join(bin, "pulumi-analyzer-policy-nodejs");
    writeFileSync(script, `#!/bin/sh\necho ${port}\nexec sleep 100000\n`);
    chmodSync(script, 0o755);
    return new PolicyServer(child, pack, bin);
  }

  stop(): void {
    this.child.kill("SIGKILL");
  }
}

/** The first line that the pack prints. */
function portOf(child: ChildProcess): Promise<number> {
  const said: string[] = [];
  return new Promise((done, fail) => {
    const { stdout, stderr } = child;
    if (!stdout || !stderr) throw new Error("a child with pipes has pipes");
    createInterface({ input: stderr }).on("line", (line) => said.push(line));
    createInterface({ input: stdout }).once("line", (line) => {
      const port = Number(line);
      if (Number.isInteger(port)) done(port);
      else fail(new UserError(`The policy pack said "${line}" where it should name its port`));
    });
    child.once("error", fail);
    child.once("exit", () => {
      fail(new UserError(`The policy pack cannot be loaded:\n${said.join("\n")}`));
    });
  });
}
