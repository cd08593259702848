/** The rendered files alone, by Compose's own commands. */
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readContainers } from "../../tools/local/containers";
import { run } from "./ending";
import {
  ask,
  IMAGE_OPTIONS,
  postJson,
  prepareTwin,
  SECRETS,
  tell,
  until,
  type TwinUnderTest,
} from "./support";

/** Each kind of Compose that is here. */
const KINDS = [["docker-compose"], ["docker", "compose"]] as const;

describe("the rendered files", () => {
  let twin: TwinUnderTest;
  let folder = "";

  before(async () => {
    twin = await prepareTwin("harena-e2e-rendered");
    folder = join(twin.folder, "deploy");
    mkdirSync(folder);
    assert.equal((await twin.local("render", folder, "--with-db", ...IMAGE_OPTIONS)).code, 0);
  });
  after(async () => {
    await compose(KINDS[0], "down", "--volumes");
    await twin.end();
  });

  const compose = async ([program, ...first]: readonly [string, ...string[]], ...args: string[]) => {
    const { code, stdout, stderr } = await run.capture(program, [...first, ...args], {
      cwd: folder,
      // Compose's own defaults, whatever this process has.
      env: { COMPOSE_PROJECT_NAME: twin.name, DOCKER_BUILDKIT: undefined },
    });
    return { code, text: stdout + stderr };
  };

  it("are a Compose file, the gateway's configuration, a Dockerfile, and an example of the secrets", () => {
    const names = [".env.example", ".gitignore", "docker-compose.yml", "nginx.conf", "service.Dockerfile"];
    assert.deepEqual(readdirSync(folder).sort(), names);
  });

  it("name the secret that is missing", async () => {
    const { code, text } = await compose(KINDS[0], "config");
    assert.notEqual(code, 0);
    assert.match(text, /[A-Z_]+.*write it into \.env/s);
  });

  it("are understood by each Compose that is here", async () => {
    const lines = Object.entries(SECRETS).map(([name, value]) => `${name}=${value}\n`);
    writeFileSync(join(folder, ".env"), lines.join(""));
    for (const kind of KINDS) {
      if ((await compose(kind, "version")).code !== 0) continue;
      const { code, text } = await compose(kind, "config", "--quiet");
      assert.deepEqual([code, text], [0, ""], kind.join(" "));
      tell(`${kind.join(" ")}: ${(await compose(kind, "version")).text.split("\n")[0] ?? ""}`);
    }
  });

  it("build and start the same system", async () => {
    const { code, text } = await compose(KINDS[0], "up", "--build", "--detach");
    assert.equal(code, 0, text.slice(-3000));
    const seconds = await until("all are healthy", 120, async () => {
      const containers = await readContainers(run, twin.name);
      return containers.length === 5 && containers.every(({ health }) => health === "healthy");
    });
    tell(`healthy ${seconds.toFixed(1)} s after its start`);
    assert.equal((await ask(`${twin.url}/health`)).status, 200);
    const answer = await postJson(`${twin.url}/api/conversation`, { question: "rent" });
    assert.match(answer.body, /Rent October/);
    assert.equal((await ask(`${twin.url}/nobody`)).body, '{"detail":"Not Found"}');
  });
});
