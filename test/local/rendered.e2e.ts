/** The rendered files alone, by Compose's own commands. */
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { catalogue } from "../../stacks/services";
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

  for (const kind of KINDS) {
    it(`build and start the same system with ${kind.join(" ")}`, async function () {
      if ((await compose(kind, "version")).code !== 0) this.skip();
      const { code, text } = await compose(kind, "up", "--build", "--detach");
      assert.equal(code, 0, text.slice(-3000));
      const seconds = await until("all are healthy", 120, async () => {
        const containers = await readContainers(run, twin.name);
        return containers.length === 5 && containers.every(({ health }) => health === "healthy");
      });
      tell(`healthy ${seconds.toFixed(1)} s after its start`);
      const services = (await readContainers(run, twin.name)).map(({ service }) => service);
      assert.deepEqual(services, [
        ...["conversation_service", "database", "search_service", "user_service", "gateway"],
      ]);
      for (const { name } of catalogue) assert.equal((await ask(`${twin.url}/health/${name}`)).status, 200);
      assert.equal((await ask(`${twin.url}/health`)).status, 200);
      const answer = await postJson(`${twin.url}/api/conversation`, { question: "rent" });
      assert.match(answer.body, /Rent October/);
      const unknown = await ask(`${twin.url}/nobody`);
      assert.deepEqual([unknown.status, unknown.body], [404, '{"detail":"Not Found"}']);
      assert.equal((await compose(kind, "down", "--volumes")).code, 0);
      assert.deepEqual(await readContainers(run, twin.name), []);
    });
  }
});
