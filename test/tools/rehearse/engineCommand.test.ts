import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EngineCommand, EngineFailure, isolated } from "../../../tools/rehearse/engineCommand";

describe("the CLI of a rehearsal", () => {
  const folder = mkdtempSync(join(tmpdir(), "harena-command-"));
  after(() => {
    rmSync(folder, { recursive: true });
  });

  function command(script: string, env: NodeJS.ProcessEnv = process.env): EngineCommand {
    const file = join(folder, "pulumi");
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
    return new EngineCommand(file, "3.250.0", env);
  }

  it("knows nothing of the user's Pulumi and AWS", () => {
    const env = isolated(
      {
        HOME: "/h",
        PULUMI_ACCESS_TOKEN: "t",
        AWS_PROFILE: "p",
        AWS_REGION: "r",
        pulumi_home: "x",
        XAWS_Y: "kept",
      },
      { PULUMI_HOME: "/own" },
    );
    assert.deepEqual(env, { HOME: "/h", XAWS_Y: "kept", PULUMI_HOME: "/own" });
  });

  it("hands on its arguments, and gives back what was said", async () => {
    const heard: string[] = [];
    const { stdout, stderr, code } = await command(`echo "$@"; echo two >&2`).run(
      ["up", "--yes"],
      folder,
      {},
      (text) => heard.push(text),
    );
    assert.deepEqual([stdout, stderr, code], ["up --yes --non-interactive\n", "two\n", 0]);
    assert.equal(heard.join(""), stdout);
  });

  it("does not start for what nobody needs", async () => {
    const never = command("exit 1");
    assert.equal((await never.run(["stack", "output", "--json"], folder, {})).stdout, "{}");
    assert.equal((await never.run(["stack", "history", "--json"], folder, {})).stdout, "[]");
  });

  it("fails with all that was said", async () => {
    await assert.rejects(
      command("echo out; echo err >&2; exit 255").run(["up"], folder, {}),
      (fault: unknown) => {
        assert.ok(fault instanceof EngineFailure);
        assert.deepEqual([fault.stdout, fault.stderr, fault.exitCode], ["out\n", "err\n", 255]);
        return true;
      },
    );
  });

  it("is stopped in its own time, or killed with all that it started", async () => {
    const started = (engine: EngineCommand) =>
      new Promise<Promise<unknown>>((done) => {
        const run = engine.run(["up"], folder, {}, () => {
          done(run);
        });
        run.catch(() => undefined);
      });
    const patient = command(`trap 'echo stopped; exit 3' INT; echo on; while :; do sleep 0.05; done`);
    const stopped = started(patient);
    await Promise.race([stopped.then(() => undefined), new Promise((done) => setTimeout(done, 300))]);
    patient.signal("SIGINT");
    await assert.rejects(
      async () => stopped,
      (fault: unknown) =>
        fault instanceof EngineFailure && fault.exitCode === 3 && fault.stdout.includes("stopped"),
    );
    const stubborn = command(`trap '' INT; echo on; sleep 100`);
    const killed = started(stubborn);
    await new Promise((done) => setTimeout(done, 300));
    stubborn.signal("SIGKILL");
    await assert.rejects(
      async () => killed,
      (fault: unknown) => fault instanceof EngineFailure && fault.exitCode === undefined,
    );
    stubborn.signal("SIGINT");
  });
});
