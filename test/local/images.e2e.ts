/** The images that the Dockerfiles give: what their builds cost, and what is in them. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { findEngine, type Engine } from "../../tools/local/engine";
import { withoutCacheMounts } from "../../tools/local/plainDockerfile";
import { PROGRAM_DIR } from "../../tools/plan/programDir";
import { BUILD_OPTIONS, docker, MARK, run, tell } from "./support";

const COMMON = join(PROGRAM_DIR, "docker/service.Dockerfile");
const NAMES = ["user_service", "search_service", "conversation_service"] as const;
type Name = (typeof NAMES)[number];

describe("the images of the example application", () => {
  let folder = "";
  let checkout = "";
  let engine: Engine;

  before(async () => {
    engine = await findEngine(run, process.env);
    folder = mkdtempSync(join(tmpdir(), "harena-images-"));
    checkout = join(folder, "app");
    cpSync(join(PROGRAM_DIR, "examples/app"), checkout, {
      recursive: true,
      filter: (path) => !/harena_front|__pycache__|\.pytest_cache|\.venv/.test(path),
    });
    // Where people keep secrets, and where no image may have them from.
    for (const place of [
      ".env",
      "user_service/.env",
      "search_service/.env.production",
      "harena_common/api.key",
    ]) {
      writeFileSync(join(checkout, place), `SECRET_KEY=${MARK}-${place}\n`);
    }
    for (const name of NAMES) await build(name);
  });
  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await docker("image", "rm", "--force", ...NAMES.map(tagOf));
  });

  /** Builds as `up` does, and gives the steps that ran and those that the cache had. */
  async function build(
    name: Name,
    options: { dockerfile?: string; classic?: boolean; extra?: string[] } = {},
  ) {
    const own = name === "user_service";
    const file = options.dockerfile ?? (own ? join(checkout, name, "Dockerfile") : COMMON);
    const common = own
      ? []
      : ["--build-arg", `SERVICE=${name}`, "--build-arg", `HEALTH_PATH=${healthPath(name)}`];
    const classic = options.classic === true || !engine.buildKit;
    const args = [
      "build",
      ...(classic ? [] : ["--progress=plain"]),
      "--file",
      file,
      ...common,
      ...BUILD_OPTIONS,
    ];
    const start = Date.now();
    const { code, stdout, stderr } = await run.capture(
      "docker",
      [...args, ...(options.extra ?? []), "--tag", tagOf(name), checkout],
      { env: { DOCKER_BUILDKIT: classic ? "0" : "1" } },
    );
    const text = stdout + stderr;
    assert.equal(code, 0, text.slice(-2000));
    return { text, seconds: (Date.now() - start) / 1000, ...(classic ? classicSteps(text) : steps(text)) };
  }

  it("build from the cache alone when no source has changed", async () => {
    for (const name of NAMES) {
      const { ran, seconds } = await build(name);
      assert.deepEqual(ran, [], name);
      tell(`${name}: nothing to do in ${seconds.toFixed(1)} s`);
    }
  });

  it("build nothing but the source's layer when a source changes, and nothing when another service's does", async () => {
    appendFileSync(join(checkout, "search_service/app.py"), `# ${Date.now()}\n`);
    const layers = await layersOf("search_service");
    const { ran, seconds } = await build("search_service");
    tell(`after a change of its source: ${seconds.toFixed(1)} s`);
    assert.deepEqual(
      ran.filter((step) => /pip|groupadd|venv/.test(step)),
      [],
    );
    assert.ok(
      ran.some((step) => step.includes("/app /app")),
      ran.join("\n"),
    );
    const after = await layersOf("search_service");
    assert.deepEqual(after.slice(0, -1), layers.slice(0, -1), "only the last layer is another");
    assert.notEqual(after.at(-1), layers.at(-1));
    assert.deepEqual((await build("conversation_service")).ran, []);
  });

  it("share the layer of the packages, whose files are found again in the cache mount when a requirement changes", async function () {
    const [search, conversation] = [await layersOf("search_service"), await layersOf("conversation_service")];
    assert.deepEqual(search.slice(0, -1), conversation.slice(0, -1));
    if (!engine.buildKit) this.skip();
    const requirements = join(checkout, "requirements.txt");
    writeFileSync(
      requirements,
      readFileSync(requirements, "utf8").replace(/^pydantic.*\n/m, `$&# ${Date.now()}\n`),
    );
    const { text, seconds } = await build("search_service");
    tell(`after a change of its requirements: ${seconds.toFixed(1)} s`);
    if (!text.includes("Using cached")) {
      tell("nothing came from the mount: the package index here forbids that its answers are kept");
      this.skip();
    }
    assert.doesNotMatch(text, /Downloading \S+\.whl/);
  });

  it("hold no secret in any layer, in the history or in the configuration", async () => {
    for (const name of NAMES) {
      const found = await searchImage(tagOf(name), folder, [MARK, "Health that says which dependency fails"]);
      assert.deepEqual(found, ["Health that says which dependency fails"], name);
      const history = await docker("history", "--no-trunc", tagOf(name));
      const config = await docker("inspect", tagOf(name));
      assert.ok(!(history + config).includes(MARK));
    }
  });

  it("run as a user without rights, and bring nothing to build or install with", async () => {
    for (const name of NAMES) {
      assert.equal(await docker("inspect", "--format", "{{.Config.User}}", tagOf(name)), "10001:10001");
    }
    const inside = (script: string): Promise<string> =>
      docker("run", "--rm", "--read-only", "--network", "none", tagOf("search_service"), "sh", "-c", script);
    assert.equal(
      await inside("for tool in pip pip3 gcc cc make curl git; do command -v $tool; done; true"),
      "",
    );
    assert.equal(
      await inside("python -m pip --version 2>&1 || python3 -m ensurepip 2>&1 || true").then(lastWord),
      "ensurepip",
    );
    assert.equal(await inside("find / -xdev -user app -not -path '/proc/*' 2>/dev/null | head -1"), "");
  });

  it("are small, and as large as this", async () => {
    const base = Number(
      await docker("inspect", "--format", "{{.Size}}", process.env.PYTHON_IMAGE ?? "python:3.11-slim"),
    );
    for (const name of NAMES) {
      const size = Number(await docker("inspect", "--format", "{{.Size}}", tagOf(name)));
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
      "run",
      "--detach",
      "--read-only",
      "--tmpfs",
      "/tmp",
      ...env,
      tagOf("search_service"),
    );
    try {
      for (let left = 40; left > 0 && !(await logsOf(id)).includes("service started"); left--) {
        await new Promise((done) => setTimeout(done, 500));
      }
      const start = Date.now();
      await docker("stop", "--time", "30", id);
      tell(`ended in ${((Date.now() - start) / 1000).toFixed(1)} s`);
      assert.match(await logsOf(id), /service stopped/);
      assert.equal(await docker("inspect", "--format", "{{.State.ExitCode}}", id), "0");
    } finally {
      await docker("rm", "--force", id);
    }
  });

  it("come of the classic builder too, without the cache mounts", async function () {
    const plain = join(folder, "plain.Dockerfile");
    writeFileSync(plain, withoutCacheMounts(readFileSync(COMMON, "utf8")));
    const first = await build("search_service", { dockerfile: plain, classic: true });
    tell(`the classic builder: ${first.seconds.toFixed(1)} s`);
    assert.deepEqual((await build("search_service", { dockerfile: plain, classic: true })).ran, []);
  });

  it("come of Dockerfiles without a fault that hadolint knows", function () {
    const files = [COMMON, join(PROGRAM_DIR, "examples/app/user_service/Dockerfile")];
    const { error, status, stdout } = spawnSync(
      process.env.HADOLINT ?? "hadolint",
      ["--no-color", ...files],
      {
        encoding: "utf8",
      },
    );
    if (error) this.skip();
    assert.equal(status, 0, stdout);
  });
});

function tagOf(name: Name): string {
  return `harena-e2e-images/${name}`;
}

function healthPath(name: Name): string {
  return `/api/v1/${name.replace("_service", "")}/health`;
}

/** The steps of BuildKit's plain progress that did something. */
function steps(text: string): { ran: string[] } {
  const named = [...text.matchAll(/^#(\d+) \[(?!internal)([^\]]*\d+\/\d+\][^\n]*)/gm)];
  const cached = new Set([...text.matchAll(/^#(\d+) CACHED/gm)].map(([, number]) => number));
  const ran = named.filter(([, number, step = ""]) => !cached.has(number) && !step.includes("] FROM "));
  return { ran: [...new Set(ran.map(([, , step]) => step))] };
}

function classicSteps(text: string): { ran: string[] } {
  const parts = text.split(/^Step \d+\/\d+ : /m).slice(1);
  const ran = parts.filter((part) => /^(RUN|COPY|ADD)/.test(part) && !part.includes("Using cache"));
  return { ran: ran.map((part) => part.split("\n")[0] ?? "") };
}

async function layersOf(name: Name): Promise<string[]> {
  return JSON.parse(await docker("inspect", "--format", "{{json .RootFS.Layers}}", tagOf(name))) as string[];
}

async function logsOf(id: string): Promise<string> {
  const { stdout, stderr } = await run.capture("docker", ["logs", id]);
  return stdout + stderr;
}

/** Which of the words are somewhere in an image as it would be pushed: in a file, a name or a setting. */
async function searchImage(image: string, folder: string, words: readonly string[]): Promise<string[]> {
  const place = mkdtempSync(join(folder, "save-"));
  await docker("save", "--output", join(place, "image.tar"), image);
  const { status } = spawnSync("tar", ["-xf", "image.tar"], { cwd: place });
  assert.equal(status, 0);
  rmSync(join(place, "image.tar"));
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
