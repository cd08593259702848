import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readArguments } from "../../../tools/local/args";
import { main } from "../../../tools/local/cli";
import { hopeless, isWell, readContainers, type Container } from "../../../tools/local/containers";
import { findEngine } from "../../../tools/local/engine";
import { withoutCacheMounts } from "../../../tools/local/plainDockerfile";
import type { Outcome } from "../../../tools/local/run";
import { PROGRAM_DIR } from "../../../tools/plan/programDir";
import { UserError } from "../../../tools/stackConfig";
import { FakeRun } from "./fixture";

const ENGINE = {
  "docker version --format {{.Client.Version}}": { stdout: "28.0.1\n" },
  "docker version --format {{.Server.Version}}": { stdout: "28.0.1\n" },
  // Git does not ignore a file elsewhere, and has no say in it.
  "git check-ignore": { code: 128 },
};

/** What `docker inspect` says of a container. */
function inspected(service: string, health: string, state: object = {}, number = 1): object {
  return {
    Id: `${service}${number}`.padEnd(20, "0"),
    RestartCount: 0,
    Config: {
      Labels: {
        "com.docker.compose.service": service,
        "com.docker.compose.container-number": String(number),
      },
    },
    State: {
      Status: "running",
      ExitCode: 0,
      OOMKilled: false,
      Health: { Status: health, Log: [{ ExitCode: 1, Output: "Traceback\nurllib.error.HTTPError: 503" }] },
      ...state,
    },
  };
}

function answersOf(containers: readonly object[]): Record<string, Partial<Outcome>> {
  return {
    ...ENGINE,
    "docker ps": { stdout: "id\n" },
    "docker inspect": { stdout: JSON.stringify(containers) },
    "docker logs": { stdout: "line 1\n", stderr: "line 2\n" },
    "docker volume inspect": { code: 1 },
  };
}

const HEALTHY = ["user_service", "search_service", "conversation_service", "database", "gateway"].map(
  (service) => inspected(service, "healthy"),
);

describe("npm run local", () => {
  let folder = "";
  const name = "harena-unit-test";
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "harena-test-"))));
  afterEach(() => {
    rmSync(folder, { recursive: true });
    rmSync(join(PROGRAM_DIR, ".build/local", name), { recursive: true, force: true });
  });

  async function local(run: FakeRun, args: readonly string[], interruption = new AbortController().signal) {
    const lines = { out: [] as string[], err: [] as string[] };
    const code = await main([...args, "--secrets", join(folder, "secrets.env"), "--name", name], {
      projectDir: PROGRAM_DIR,
      cwd: folder,
      out: (line) => lines.out.push(line),
      err: (line) => lines.err.push(line),
      colours: false,
      terminal: false,
      run,
      env: {},
      interruption,
    });
    return { code, out: lines.out.join("\n"), err: lines.err.join("\n") };
  }

  it("up builds each service, starts all, and prints the addresses; no secret is on a command line or in a file", async () => {
    const run = new FakeRun(answersOf(HEALTHY));
    const { code, out } = await local(run, ["up", "--with-db", "--placeholders", "--port", "8123"]);
    assert.equal(code, 0);
    assert.match(out, /All healthy at http:\/\/127\.0\.0\.1:8123/);
    assert.match(
      out,
      /search_service +http:\/\/127\.0\.0\.1:8123\/api\/search +http:\/\/search-service:8000 +1/,
    );
    const builds = run.lines.filter((line) => line.startsWith("docker build "));
    assert.deepEqual(
      builds.map((line) => /--tag (\S+)/.exec(line)?.[1]),
      ["user-service", "search-service", "conversation-service"].map((each) => `${name}/${each}`),
    );
    const work = join(PROGRAM_DIR, ".build/local", name);
    const up = run.calls.find(({ line }) => line.startsWith("docker compose") && line.includes(" up "));
    assert.ok(up);
    assert.equal(
      up.line,
      `docker compose --project-name ${name} --file ${join(work, "docker-compose.yml")} up --detach --no-build --remove-orphans`,
    );
    const password = up.options.env?.POSTGRES_PASSWORD ?? "";
    assert.equal(password.length, 32);
    assert.ok(readFileSync(join(folder, "secrets.env"), "utf8").includes(`POSTGRES_PASSWORD=${password}`));
    const written = readdirSync(work).filter((file) => !file.endsWith(".context"));
    const texts = written.map((file) => readFileSync(join(work, file), "utf8"));
    assert.ok(![...texts, ...run.lines].some((text) => text.includes(password)));
  });

  it("up lists what is missing, with who reads it, before anything is built", async () => {
    const run = new FakeRun(answersOf(HEALTHY));
    writeFileSync(join(folder, "secrets.env"), "DATABASE_URL=postgresql://u:hunter2@localhost/x\n");
    const { code, err } = await local(run, ["up"]);
    assert.equal(code, 1);
    assert.match(err, /BONSAI_URL: missing; an https:\/\/ URL .*Read by search_service\./);
    assert.match(err, /DATABASE_URL: not of the right form; [^]*--with-db/);
    assert.doesNotMatch(err, /hunter2/);
    assert.deepEqual(
      run.lines.filter((line) => line.startsWith("docker build ")),
      [],
    );
  });

  it("up says why a container ended, with the end of its log", async () => {
    const state = { Status: "restarting", ExitCode: 137, OOMKilled: true };
    const lost = { ...inspected("user_service", "starting", state), RestartCount: 2 };
    const run = new FakeRun(answersOf([...HEALTHY.slice(1), lost]));
    const { code, err } = await local(run, ["up", "--with-db", "--placeholders"]);
    assert.equal(code, 1);
    assert.match(
      err,
      /user_service ended 3 times, the last time because it ran out of memory\n {2}line 1\n {2}line 2/,
    );
    assert.match(err, /npm run local -- down/);
  });

  it("up refuses data that was made with a password that is lost", async () => {
    const run = new FakeRun({ ...answersOf(HEALTHY), "docker volume inspect": { code: 0 } });
    const { code, err } = await local(run, ["up", "--with-db", "--placeholders"]);
    assert.equal(code, 1);
    assert.match(err, new RegExp(`volume ${name}_database .*down --volumes`));
    assert.equal(existsSync(join(folder, "secrets.env")), false);
  });

  it("up warns of secrets that Git would take", async () => {
    const run = new FakeRun({ ...answersOf(HEALTHY), "git check-ignore": { code: 1 } });
    const { err } = await local(run, ["up", "--with-db", "--placeholders"]);
    assert.match(err, /Warning: Git does not ignore .*secrets\.env/);
  });

  it("ends with 130 when it is interrupted, and says how to go on", async () => {
    const controller = new AbortController();
    controller.abort();
    const { code, err } = await local(
      new FakeRun(answersOf(HEALTHY)),
      ["up", "--with-db", "--placeholders"],
      controller.signal,
    );
    assert.equal(code, 130);
    assert.match(err, /Interrupted\. .*down/);
  });

  it("render writes files without this project's paths in them but the checkout's", async () => {
    const { code } = await local(new FakeRun(), ["render", "deploy"]);
    assert.equal(code, 0);
    assert.deepEqual(readdirSync(join(folder, "deploy")).sort(), [
      ".env.example",
      ".gitignore",
      "docker-compose.yml",
      "nginx.conf",
      "service.Dockerfile",
    ]);
    const dockerfile = readFileSync(join(folder, "deploy/service.Dockerfile"), "utf8");
    assert.doesNotMatch(dockerfile, /^RUN .*--mount/m);
    assert.match(dockerfile, /pip --python/);
  });

  it("render writes again what it wrote, adds to an ignore file, and overwrites nobody else's file", async () => {
    const render = () => local(new FakeRun(), ["render", "deploy"]);
    const read = (file: string): string => readFileSync(join(folder, "deploy", file), "utf8");
    mkdirSync(join(folder, "deploy"));
    writeFileSync(join(folder, "deploy/.gitignore"), "dist");
    assert.equal((await render()).code, 0);
    assert.equal((await render()).code, 0);
    assert.equal(read(".gitignore"), "dist\n.env\n");
    writeFileSync(join(folder, "deploy/docker-compose.yml"), "services: {}\n");
    const { code, err } = await render();
    assert.equal(code, 1);
    assert.match(err, /deploy has files of its own, which would be lost: docker-compose\.yml\./);
    assert.equal(read("docker-compose.yml"), "services: {}\n");
  });

  it("status, logs and down need a twin, and say so", async () => {
    const run = new FakeRun(ENGINE);
    assert.match((await local(run, ["status"])).err, /No twin called harena-unit-test runs here/);
    assert.match((await local(run, ["logs"])).err, /No twin called/);
    const { code, out } = await local(run, ["down"]);
    assert.deepEqual([code, out], [0, `No twin called ${name} was started from here.`]);
  });
});

describe("the command line of the twin", () => {
  const misuses: readonly (readonly [string, RegExp])[] = [
    ["", /^What to do\? Give one of up, down/],
    ["stop", /^There is no command "stop"/],
    ["statsu", /did you mean status\?/],
    ["up now", /^up takes no "now"/],
    ["render", /^render takes the folder/],
    ["up --prot 1", /did you mean --port\?/],
    ["up --port 0", /^--port takes a whole number from 1 to 65535; got "0"/],
    ["up --copies user_service", /^--copies takes SERVICE=N/],
    ["up --copies user_service=0", /from 1 to 20; got "0"/],
    ["up --name A_b", /^--name takes/],
    ["up --rate-limit 5", /^--rate-limit takes/],
  ];
  for (const [line, expected] of misuses) {
    it(`refuses "${line}"`, () => {
      assert.throws(
        () => readArguments(line.split(" ").filter(Boolean)),
        (fault) => fault instanceof UserError && fault.exitCode === 2 && expected.test(fault.message),
      );
    });
  }

  it("has prod's rate limit unless told otherwise", () => {
    assert.equal(readArguments(["up"]).rateLimit, 2000);
    assert.equal(readArguments(["up", "--rate-limit", "off"]).rateLimit, undefined);
    assert.deepEqual(readArguments(["up", "--copies", "a=2", "--copies", "b=3"]).copies, { a: 2, b: 3 });
    assert.equal(readArguments(["nonsense", "--help"]).command, "help");
  });
});

describe("the engine", () => {
  it("builds with BuildKit where it can: by the plugin, or inside an older client", async () => {
    const kinds: readonly (readonly [string, number, NodeJS.ProcessEnv, boolean])[] = [
      ["28.0.1", 0, {}, true],
      ["28.0.1", 1, {}, false],
      ["20.10.24+dfsg1", 1, {}, true],
      ["20.10.24+dfsg1", 1, { DOCKER_BUILDKIT: "0" }, false],
    ];
    for (const [version, code, env, expected] of kinds) {
      const run = new FakeRun({
        ...ENGINE,
        [CLIENT]: { stdout: version },
        "docker buildx version": { code },
      });
      const { buildKit, buildEnvironment } = await findEngine(run, env);
      assert.equal(buildKit, expected, version);
      assert.deepEqual(buildEnvironment, { DOCKER_BUILDKIT: expected ? "1" : "0" });
    }
  });

  it("takes Compose 2 before 1.29", async () => {
    assert.deepEqual((await findEngine(new FakeRun(ENGINE), {})).compose, ["docker", "compose"]);
    const old = new FakeRun({ ...ENGINE, "docker compose version": { code: 1 } });
    assert.deepEqual((await findEngine(old, {})).compose, ["docker-compose"]);
  });

  it("is missed in words that say what to do", async () => {
    const none = { code: -1 };
    const cases: readonly (readonly [Record<string, Partial<Outcome>>, RegExp])[] = [
      [{ docker: none }, /install Docker/],
      [{ ...ENGINE, [SERVER]: { code: 1 } }, /start Docker/],
      [{ ...ENGINE, "docker compose version": none, "docker-compose version": none }, /install Compose/],
    ];
    for (const [answers, expected] of cases) {
      // The first beginning that fits answers.
      const own = Object.fromEntries(Object.entries(answers).reverse());
      await assert.rejects(findEngine(new FakeRun(own), {}), expected);
    }
  });
});

const CLIENT = "docker version --format {{.Client.Version}}";
const SERVER = "docker version --format {{.Server.Version}}";

describe("a container", () => {
  it("is well or not, and hopeless for a reason", async () => {
    const run = new FakeRun(
      answersOf([
        inspected("gateway", "healthy"),
        inspected("b", "unhealthy"),
        inspected("a", "starting", {}, 10),
        inspected("a", "starting", { Status: "exited", ExitCode: 3 }, 2),
      ]),
    );
    const containers = await readContainers(run, "x");
    assert.deepEqual(
      containers.map((each: Container) => [each.service, each.number, isWell(each), hopeless(each)]),
      [
        ["a", 2, false, "ended with exit code 3"],
        ["a", 10, false, undefined],
        ["b", 1, false, "is unhealthy: urllib.error.HTTPError: 503"],
        ["gateway", 1, true, undefined],
      ],
    );
  });
});

describe("a Dockerfile for the classic builder", () => {
  it("is the same without cache mounts", () => {
    const text =
      "RUN --mount=type=cache,target=/a \\\n  x\nRUN --mount=target=/b,type=cache,sharing=locked y --z\n";
    assert.equal(withoutCacheMounts(text), "RUN \\\n  x\nRUN y --z\n");
    const bind = "RUN --mount=type=bind,source=a,target=/b x\n";
    assert.equal(withoutCacheMounts(bind), bind);
  });
});
