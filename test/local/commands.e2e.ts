/** The command as a process of its own, and what Ctrl-C does to it: in a terminal, between its start and its end. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { readContainers } from "../../tools/local/containers";
import { workFolder } from "../../tools/local/files";
import { PROGRAM_DIR } from "../../tools/plan/programDir";
import { assertGone, awaited, begin, interrupted, run, temporaryFolder } from "./ending";
import { freePort, IMAGE_OPTIONS } from "./support";

const NAME = "harena-e2e-command";

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

describe("npm run local as a process", () => {
  let common: readonly string[] = [];
  let secrets = "";

  before(async () => {
    await begin(NAME);
    secrets = join(temporaryFolder(), "secrets.env");
    common = ["--name", NAME, "--port", String(await freePort()), "--secrets", secrets];
  });
  after(async () => {
    await command(["down", "--volumes"]);
    rmSync(workFolder(PROGRAM_DIR, NAME), { recursive: true, force: true });
    await assertGone(NAME);
  });

  /** @param until ends it by SIGINT as soon as this is printed */
  function command(args: readonly string[], until?: string): Promise<Ended> {
    const node = ["-r", "./tools/register.cjs", "tools/local/cli.ts", ...args, ...common];
    const child = spawn(process.execPath, node, { cwd: PROGRAM_DIR, stdio: ["ignore", "pipe", "pipe"] });
    const text = { out: "", err: "" };
    const interrupt = (): void => void child.kill("SIGINT");
    interrupted.addEventListener("abort", interrupt);
    if (interrupted.aborted) interrupt();
    let seen = false;
    const heard = (): void => {
      if (seen || until === undefined || !(text.out + text.err).includes(until)) return;
      seen = true;
      interrupt();
    };
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      text.out += chunk;
      heard();
    });
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      text.err += chunk;
      heard();
    });
    return awaited(
      new Promise((done) => {
        child.on("close", (code) => {
          interrupted.removeEventListener("abort", interrupt);
          done({ code, ...text });
        });
      }),
    );
  }

  const up = ["up", "--with-db", "--placeholders", ...IMAGE_OPTIONS];

  it("up ends at Ctrl-C with 130, and says what to do", async () => {
    const { code, err } = await command(up, "Starting the containers");
    assert.equal(code, 130, err);
    assert.match(err, /Interrupted\. What had started goes on: `npm run local -- down` ends it/);
    assert.match(err, /DEEPSEEK_API_KEY is a stand-in/);
    assert.equal(statSync(secrets).mode & 0o777, 0o600);
  });

  it("another up finishes what was interrupted", async () => {
    const { code, out, err } = await command(up);
    assert.equal(code, 0, err);
    assert.match(out, /All healthy at http:\/\/127\.0\.0\.1:\d+/);
    assert.equal((await readContainers(run, NAME)).length, 5);
  });

  it("logs goes on until Ctrl-C, and ends nothing but itself", async () => {
    const { code, out, err } = await command(["logs", "user_service", "--follow"], "service started");
    assert.equal(code, 130, err);
    assert.match(out, /user_service.*service started/);
    assert.equal((await command(["status"])).code, 0);
  });

  it("down leaves neither containers nor networks, and data only as long as nobody says otherwise", async () => {
    assert.equal((await command(["down"])).code, 0);
    assert.deepEqual(await readContainers(run, NAME), []);
    const volumes = async (): Promise<string> =>
      (await run.capture("docker", ["volume", "ls", "--quiet", "--filter", `name=${NAME}_`])).stdout.trim();
    assert.equal(await volumes(), `${NAME}_database`);
    assert.equal((await command(["down", "--volumes"])).code, 0);
    assert.equal(await volumes(), "");
  });
});
