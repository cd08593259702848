/** The example application's twin, its failures and recoveries, on real containers. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { COMPOSE_FILE, workFolder } from "../../tools/local/files";
import { PROGRAM_DIR } from "../../tools/plan/programDir";
import { catalogue } from "../../stacks/services";
import { labelOf, run } from "./ending";
import { compare, KILL_SERVICE, startAlone, streamOf, type Alone, type Arrival } from "./probes";
import {
  ask,
  docker,
  first,
  IMAGE_OPTIONS,
  MARK,
  only,
  postJson,
  prepareTwin,
  tell,
  until,
  type TwinUnderTest,
} from "./support";

const ROLLING = "search_service";

describe("the twin of the example application", () => {
  let twin: TwinUnderTest;
  let stream: Promise<Arrival[]>;
  /** Without gateway, with the health checks of the two Dockerfiles. */
  let alone: { readonly user_service: Alone; readonly search_service: Alone };

  before(async () => {
    twin = await prepareTwin("harena-e2e");
    const { code, out } = await twin.local(
      "up",
      "--with-db",
      "--rate-limit",
      "off",
      "--copies",
      `${ROLLING}=2`,
      ...IMAGE_OPTIONS,
    );
    assert.equal(code, 0);
    assert.match(out, /All healthy at http:\/\/127\.0\.0\.1:\d+/);
    alone = {
      user_service: await startAlone(twin, "user_service"),
      search_service: await startAlone(twin, "search_service"),
    };
    // Goes on while others fail and recover below.
    stream = streamOf(`${twin.url}/api/conversation/stream?seconds=70`);
    stream.catch(() => undefined);
  });
  after(async () => {
    await docker("rm", "--force", "--volumes", ...Object.values(alone).map(({ id }) => id));
    await twin.end();
  });

  it("has all services, the database and the gateway healthy", async () => {
    const containers = await twin.containers();
    assert.deepEqual(
      containers.map(({ service, number, health }) => [service, number, health]),
      [
        ["conversation_service", 1, "healthy"],
        ["database", 1, "healthy"],
        ["search_service", 1, "healthy"],
        ["search_service", 2, "healthy"],
        ["user_service", 1, "healthy"],
        ["gateway", 1, "healthy"],
      ],
    );
    assert.equal((await twin.local("status")).code, 0);
  });

  it("answers every route, rewritten and as it is, and each health", async () => {
    for (const { name, healthPath } of catalogue) {
      const health = await ask(`${twin.url}/health/${name}`);
      assert.equal(health.status, 200, `${name}: ${health.body}`);
      assert.equal((JSON.parse(health.body) as { service: string }).service, name);
      assert.ok(healthPath);
    }
    assert.equal((await ask(`${twin.url}/health`)).status, 200);
    const account = { email: "ada@example.com", password: "a long enough one" };
    assert.equal((await postJson(`${twin.url}/api/user`, account)).status, 201);
    assert.equal((await postJson(`${twin.url}/api/v1/users`, account)).status, 409);
    const login = await postJson(`${twin.url}/api/user/login`, account);
    assert.equal(login.status, 200, login.body);
    const { access_token: token } = JSON.parse(login.body) as { access_token: string };
    const me = await ask(`${twin.url}/api/user/me`, { headers: { authorization: `Bearer ${token}` } });
    assert.deepEqual(JSON.parse(me.body), { email: account.email });
    for (const path of ["/api/search?q=food", "/api/v1/search?q=food"]) {
      const found = await ask(twin.url + path);
      assert.equal((JSON.parse(found.body) as { count: number }).count, 3, path);
    }
    for (const path of ["/api/conversation", "/api/v1/conversation"]) {
      const answer = await postJson(twin.url + path, { question: "food" });
      assert.equal(answer.status, 200, path);
      assert.match(answer.body, /I found: .*Supermarket/, path);
    }
    const unknown = await ask(`${twin.url}/api/nobody`);
    assert.equal(unknown.status, 404);
    assert.equal(unknown.headers.get("content-type"), "application/json");
    assert.equal(unknown.body, '{"detail":"Not Found"}');
    assert.equal(unknown.headers.get("server"), "nginx");
  });

  it("lets a service call by name those that it may call, and find no other", async () => {
    const hostOf = (name: string): string => name.replace("_", "-");
    for (const { name, calls = [] } of catalogue) {
      const { id } = await first(twin, name);
      for (const other of catalogue) {
        if (other.name === name) continue;
        if (calls.includes(other.name)) {
          const url = `http://${hostOf(other.name)}:8000`;
          const variable = `${other.name.toUpperCase()}_URL`;
          const script = `import os, urllib.request as u; print(os.environ["${variable}"], u.urlopen("${url}${other.healthPath}").status)`;
          assert.equal(await docker("exec", id, "python", "-c", script), `${url} 200`);
        } else {
          const found = await docker(
            ...["exec", id, "sh", "-c", `getent hosts ${hostOf(other.name)} || echo none`],
          );
          assert.equal(found, "none", `${name} finds ${other.name}`);
        }
      }
    }
  });

  it("runs services as Fargate does: limits, no root, nothing to write but /tmp, only their own secrets", async () => {
    const { id } = await only(twin, "user_service");
    const [found] = JSON.parse(await docker("inspect", id)) as [
      {
        HostConfig: { Memory: number; NanoCpus: number; ReadonlyRootfs: boolean; Init: boolean };
        Config: { Env: string[]; StopTimeout?: number };
      },
    ];
    const { Memory, NanoCpus, ReadonlyRootfs, Init } = found.HostConfig;
    assert.deepEqual([Memory, NanoCpus, ReadonlyRootfs, Init], [512 * 2 ** 20, 250_000_000, true, true]);
    const variables = found.Config.Env.map((line) => line.split("=")[0]);
    assert.ok(variables.includes("SECRET_KEY") && variables.includes("DATABASE_URL"));
    assert.ok(!variables.includes("BONSAI_URL") && !variables.includes("DEEPSEEK_API_KEY"));
    const shell = (script: string): Promise<string> => docker("exec", id, "sh", "-c", script);
    assert.equal(await shell("id -u"), "10001");
    assert.equal(await shell("touch /app/x 2>/dev/null || echo refused"), "refused");
    assert.equal(await shell("touch /tmp/x && echo written"), "written");
    assert.match(await shell("cat /proc/1/comm"), /docker-init|tini/);
  });

  it("writes no secret into its files, its images or a health check", async () => {
    const folder = workFolder(PROGRAM_DIR, twin.name);
    for (const file of [COMPOSE_FILE, "nginx.conf", "search-service.Dockerfile"]) {
      assert.ok(!readFileSync(join(folder, file), "utf8").includes(MARK), file);
    }
    for (const { id, service } of await twin.containers()) {
      const image = await docker("inspect", "--format", "{{.Config.Image}}", id);
      assert.ok(!(await docker("inspect", image)).includes(MARK), service);
      assert.ok(!(await docker("inspect", "--format", "{{json .Config.Healthcheck}}", id)).includes(MARK));
    }
  });

  it("has images whose own health checks find a healthy service so, without curl", async () => {
    for (const { id } of Object.values(alone)) {
      await until("it is healthy", 60, async () => (await healthOf(id)) === "healthy");
    }
  });

  it("serves on while a service is killed, which comes back to the same gateway", async () => {
    const gateway = (await only(twin, "gateway")).id;
    const started = await docker("inspect", "--format", "{{.State.StartedAt}}", gateway);
    const { id } = await only(twin, "user_service");
    const { code } = await run.capture("docker", ["exec", id, "python", "-c", KILL_SERVICE]);
    // The container may end, and this with it, before it could say that it did.
    assert.ok([0, 137].includes(code), String(code));
    const seconds = await until("user_service answers again", 60, async () => {
      const others = await Promise.all(
        ["/api/search?q=food", "/health/conversation_service"].map((path) => ask(twin.url + path)),
      );
      assert.deepEqual(
        others.map(({ status }) => status),
        [200, 200],
      );
      const restarts = (await only(twin, "user_service")).restarts;
      return restarts === 1 && (await ask(`${twin.url}/api/user/me`)).status === 401;
    });
    tell(`back after ${seconds.toFixed(1)} s`);
    assert.equal(await docker("inspect", "--format", "{{.State.StartedAt}}", gateway), started);
  });

  it("finds a service that has another address", async () => {
    const { id, service } = await only(twin, "user_service");
    const network = `${twin.name}_user-service`;
    const format = `{{(index .NetworkSettings.Networks "${network}").IPAddress}}`;
    const before = await docker("inspect", "--format", format, id);
    await docker("stop", "--time", "10", id);
    const image = await docker("inspect", "--format", "{{.Config.Image}}", id);
    // Takes the address that has become free, or the next one.
    const others = await Promise.all(
      [1, 2].map(() =>
        docker(
          ...["run", "--detach", "--rm", "--label", labelOf(twin.name), "--network", network],
          ...[image, "sleep", "600"],
        ),
      ),
    );
    try {
      await docker("start", id);
      await until(`${service} is healthy`, 60, async () => (await only(twin, service)).health === "healthy");
      assert.notEqual(await docker("inspect", "--format", format, id), before);
      for (let attempt = 0; attempt < 20; attempt++) {
        assert.equal((await ask(`${twin.url}/api/user/me`)).status, 401);
      }
    } finally {
      await docker("rm", "--force", "--volumes", ...others);
    }
  });

  it("fails no request while the copies of a service restart one after the other", async () => {
    const paths = ["/api/search?q=food", "/api/v1/search?q=rent"];
    const stop = { asked: false };
    const replies: Partial<Record<number, number>> = {};
    const client = async (index: number): Promise<void> => {
      while (!stop.asked) {
        const reply = await (index === 0
          ? postJson(`${twin.url}/api/v1/search`, { query: "food" })
          : ask(twin.url + (paths[index % paths.length] ?? "")));
        replies[reply.status] = (replies[reply.status] ?? 0) + 1;
        await new Promise((done) => setTimeout(done, 50));
      }
    };
    const clients = [0, 1, 2].map(client);
    for (const { id } of await twin.containers(ROLLING)) {
      await docker("restart", "--time", "70", id);
      await until("the copy is healthy", 60, async () => {
        const copy = (await twin.containers(ROLLING)).find((each) => each.id === id);
        return copy?.health === "healthy";
      });
    }
    stop.asked = true;
    await Promise.all(clients);
    tell(`answers by status: ${JSON.stringify(replies)}`);
    assert.deepEqual(Object.keys(replies), ["200"]);
    assert.ok((replies[200] ?? 0) > 100);
  });

  it("says which dependency is down, turns unhealthy, and recovers", async () => {
    const { id } = await only(twin, "database");
    await docker("stop", id);
    const paths = ["/health", ...catalogue.map(({ name }) => `/health/${name}`)];
    const stopped = Date.now();
    const down = await until("health shows it", 30, async () => {
      const answers = await Promise.all(paths.map((path) => ask(twin.url + path)));
      // Each copy keeps an answer for two seconds.
      return Date.now() - stopped > 2500 && answers.every(({ status }) => status === 503);
    });
    for (const path of paths) {
      const answer = await ask(twin.url + path);
      assert.equal(answer.status, 503, path);
      const { status, dependencies } = JSON.parse(answer.body) as HealthAnswer;
      assert.equal(status, "unhealthy", path);
      assert.deepEqual(Object.keys(dependencies), ["database"], path);
      assert.equal(dependencies.database.status, "down", path);
    }
    const unwell = await until("its container is unhealthy", 60, async () =>
      (await twin.containers())
        .filter(({ service }) => service.endsWith("_service"))
        .every(({ health }) => health === "unhealthy"),
    );
    for (const { id: single } of Object.values(alone)) {
      await until("its image's own check says so", 60, async () => (await healthOf(single)) === "unhealthy");
    }
    const status = await twin.local("status");
    assert.equal(status.code, 1);
    assert.match(status.out, /user_service: 503\s+[^]*"database"/);
    // What needs no database is served on.
    assert.equal((await ask(`${twin.url}/api/search?q=food`)).status, 200);
    await docker("start", id);
    const back = await until("all are healthy", 60, async () => (await twin.local("status")).code === 0);
    tell(
      `health 503 after ${down.toFixed(1)} s, unhealthy after ${unwell.toFixed(1)} s more, back in ${back.toFixed(1)} s`,
    );
    assert.equal((await ask(`${twin.url}/health`)).status, 200);
  });

  it("streams an answer of 70 s whole, each event when it is made", async () => {
    const arrivals = await stream;
    const tokens = arrivals.slice(0, -1);
    const secondOf = ({ event }: Arrival): number => Number(/"second": (\d+)/.exec(event)?.[1]);
    assert.deepEqual(
      tokens.map(secondOf),
      Array.from({ length: 70 }, (_, index) => index + 1),
    );
    const last = arrivals.at(-1);
    assert.match(last?.event ?? "", /^id: 71\nevent: done\n/);
    assert.ok((last?.at ?? 0) >= 69, "it took its time");
    const latest = Math.max(...tokens.map((each) => each.at - (secondOf(each) - 1)));
    tell(`the latest of 70 events came ${latest.toFixed(2)} s after its second`);
    assert.ok(latest < 4, "events wait for no others");
  });

  it("costs little: throughput and latency through the gateway against the service alone", async () => {
    const { rounds, throughput, p95 } = await compare(alone.user_service.url, twin.url, "/api/v1/users/me");
    rounds.forEach(tell);
    tell(`gateway/alone, medians: throughput ×${throughput.toFixed(2)}, p95 ×${p95.toFixed(2)}`);
    // A connection for each request, which keeps addresses fresh, is most of the price.
    assert.ok(throughput > 0.35, "throughput");
    assert.ok(p95 < 3, "p95");
  });
});

interface HealthAnswer {
  readonly status: string;
  readonly dependencies: { readonly database: { readonly status: string } };
}

function healthOf(id: string): Promise<string> {
  return docker("inspect", "--format", "{{.State.Health.Status}}", id);
}
