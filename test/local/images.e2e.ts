/** The images that the Dockerfiles give: what is in them, and what is not. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { PROGRAM_DIR } from "../../tools/plan/programDir";
import { assertGone, begin, labelOf, run } from "./ending";
import { COMMON_DOCKERFILE, NAMES, Workshop } from "./imageBuilds";
import { docker, MARK, tell, until } from "./support";

const PROJECT = "harena-e2e-images";
/** Of the source of every service. */
const PHRASE = "Health that says which dependency fails";

describe("the images of the example application", () => {
  let workshop: Workshop;

  before(async () => {
    await begin(PROJECT);
    workshop = await Workshop.open(PROJECT);
    for (const name of NAMES) await workshop.build(name);
  });
  after(async () => {
    await workshop.close();
    await assertGone(PROJECT);
  });

  it("hold no secret in any layer, in the history or in the configuration", async () => {
    const tags = NAMES.map((name) => workshop.tagOf(name));
    assert.deepEqual(await searchImages(tags, workshop.folder, [MARK, PHRASE]), [PHRASE]);
    for (const tag of tags) {
      const told = (await docker("history", "--no-trunc", tag)) + (await docker("inspect", tag));
      assert.ok(told.includes("10001"), "the history and the configuration say something");
      assert.ok(!told.includes(MARK), tag);
    }
  });

  it("run as a user without rights, and bring nothing to build or install with", async () => {
    for (const name of NAMES) {
      assert.equal(
        await docker("inspect", "--format", "{{.Config.User}}", workshop.tagOf(name)),
        "10001:10001",
      );
    }
    const inside = (script: string): Promise<string> =>
      docker(
        ...["run", "--rm", "--label", labelOf(PROJECT), "--read-only", "--network", "none"],
        ...[workshop.tagOf("search_service"), "sh", "-c", script],
      );
    assert.equal(
      await inside("for tool in pip pip3 gcc cc make curl git; do command -v $tool; done; true"),
      "",
    );
    assert.equal(
      await inside("python -m pip --version 2>&1 || python3 -m ensurepip 2>&1 || true").then(lastWord),
      "ensurepip",
    );
    assert.equal(
      await inside("id -u; find / -xdev -user app -not -path '/proc/*' 2>/dev/null | head -1"),
      "10001",
    );
  });

  it("are small, and as large as this", async () => {
    const sizeOf = async (image: string): Promise<number> =>
      Number(await docker("inspect", "--format", "{{.Size}}", image));
    const base = await sizeOf(process.env.PYTHON_IMAGE ?? "python:3.11-slim");
    for (const name of NAMES) {
      const size = await sizeOf(workshop.tagOf(name));
      tell(`${name}: ${megabytes(size)}, of which the base image ${megabytes(base)}`);
      assert.ok(size - base < 60_000_000, name);
    }
  });

  it("end on SIGTERM at once, as process 1", async () => {
    const env = Object.entries({
      DATABASE_URL: "postgresql://u:p@database.invalid/x",
      SECRET_KEY: "k".repeat(32),
      BONSAI_URL: "https://b.invalid",
    }).flatMap(([key, value]) => ["--env", `${key}=${value}`]);
    const id = await docker(
      ...["run", "--detach", "--label", labelOf(PROJECT), "--read-only", "--tmpfs", "/tmp", ...env],
      workshop.tagOf("search_service"),
    );
    await until("the service runs", 30, async () => (await logsOf(id)).includes("service started"));
    const start = Date.now();
    await docker("stop", "--time", "30", id);
    tell(`ended in ${((Date.now() - start) / 1000).toFixed(1)} s`);
    assert.match(await logsOf(id), /service stopped/);
    assert.equal(await docker("inspect", "--format", "{{.State.ExitCode}}", id), "0");
    await docker("rm", id);
  });

  it("come of Dockerfiles without a fault that hadolint knows", function () {
    const files = [COMMON_DOCKERFILE, join(PROGRAM_DIR, "examples/app/user_service/Dockerfile")];
    const program = process.env.HADOLINT;
    const { error, status, stdout } = spawnSync(program ?? "hadolint", ["--no-color", ...files], {
      encoding: "utf8",
    });
    // Where nobody promised it.
    if (error && program === undefined) this.skip();
    assert.deepEqual([error, status, stdout], [undefined, 0, ""]);
  });
});

async function logsOf(id: string): Promise<string> {
  const { stdout, stderr } = await run.capture("docker", ["logs", id]);
  return stdout + stderr;
}

/** Which of the words are somewhere in images as they would be pushed: in a file, a name or a setting. */
async function searchImages(
  images: readonly string[],
  folder: string,
  words: readonly string[],
): Promise<string[]> {
  const place = join(folder, "saved");
  mkdirSync(place);
  await docker("save", "--output", join(place, "images.tar"), ...images);
  const { status } = spawnSync("tar", ["-xf", "images.tar"], { cwd: place });
  assert.equal(status, 0);
  rmSync(join(place, "images.tar"));
  const found = new Set<string>();
  for (const entry of readdirSync(place, { recursive: true, encoding: "utf8" })) {
    const file = join(place, entry);
    if (!statSync(file).isFile()) continue;
    const content = readFileSync(file);
    const plain = content[0] === 0x1f && content[1] === 0x8b ? gunzipSync(content) : content;
    for (const word of words) if (plain.includes(word)) found.add(word);
  }
  rmSync(place, { recursive: true });
  return [...found];
}

function lastWord(text: string): string {
  return text.trim().split(/\s+/).at(-1) ?? "";
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1_000_000)} MB`;
}
