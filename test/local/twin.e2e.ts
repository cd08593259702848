/** The example application's twin, its failures and recoveries, on real containers. */
import assert from "node:assert/strict";
import autocannon from "autocannon";
import { catalogue } from "../../stacks/services";
import {
  ask,
  docker,
  freePort,
  IMAGE_OPTIONS,
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
    // Goes on while others fail and recover below.
    stream = streamOf(`${twin.url}/api/conversation/stream?seconds=70`);
    stream.catch(() => undefined);
  });
  after(() => twin.end());

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
    const unknown = await ask(`${twin.url}/api/nobody`);
    assert.equal(unknown.status, 404);
    assert.equal(unknown.headers.get("content-type"), "application/json");
    assert.equal(unknown.body, '{"detail":"Not Found"}');
    assert.equal(unknown.headers.get("server"), "nginx");
  });

  it("lets a service call by name those that it may call, and find no other", async () => {
    const answer = await postJson(`${twin.url}/api/conversation`, { question: "food" });
    assert.equal(answer.status, 200);
    assert.match(answer.body, /Supermarket/);
    const finds = async (from: string, host: string): Promise<boolean> =>
      (await docker("exec", from, "sh", "-c", `getent hosts ${host} || echo none`)) !== "none";
    const user = (await only(twin, "user_service")).id;
    const conversation = (await only(twin, "conversation_service")).id;
    for (const host of ["search-service", "user-service", "database"])
      assert.ok(await finds(conversation, host), host);
    for (const host of ["search-service", "conversation-service"])
      assert.ok(!(await finds(user, host)), host);
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

  it("serves on while a service is killed, which comes back to the same gateway", async () => {
    const gateway = (await only(twin, "gateway")).id;
    const started = await docker("inspect", "--format", "{{.State.StartedAt}}", gateway);
    const { id } = await only(twin, "user_service");
    // The kernel lets nothing inside kill process 1: its child is the service.
    await docker("exec", id, "python", "-c", KILL_CHILD);
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
      [1, 2].map(() => docker("run", "--detach", "--rm", "--network", network, image, "sleep", "600")),
    );
    try {
      await docker("start", id);
      await until(`${service} is healthy`, 60, async () => (await only(twin, service)).health === "healthy");
      assert.notEqual(await docker("inspect", "--format", format, id), before);
      for (let attempt = 0; attempt < 20; attempt++) {
        assert.equal((await ask(`${twin.url}/api/user/me`)).status, 401);
      }
    } finally {
      await docker("rm", "--force", ...others);
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
    const down = await until(
      "health shows it",
      30,
      async () => (await ask(`${twin.url}/health`)).status === 503,
    );
    const answer = JSON.parse((await ask(`${twin.url}/health`)).body) as Record<string, unknown>;
    assert.equal(answer.status, "unhealthy");
    assert.equal((answer.dependencies as { database: { status: string } }).database.status, "down");
    const unwell = await until("its container is unhealthy", 60, async () =>
      (await twin.containers())
        .filter(({ service }) => service.endsWith("_service"))
        .every(({ health }) => health === "unhealthy"),
    );
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
    assert.equal(arrivals.length, 71);
    assert.equal(arrivals.at(-1)?.event, "done");
    const late = arrivals
      .slice(0, -1)
      .map(({ at, event }) => at - (Number(/"second": (\d+)/.exec(event)?.[1]) - 1));
    tell(`the latest of 70 events came ${Math.max(...late).toFixed(2)} s after its second`);
    assert.ok((arrivals.at(-1)?.at ?? 0) >= 69, "it took its time");
    assert.ok(Math.max(...late) < 4, "events wait for no others");
  });

  it("costs little: throughput and latency through the gateway against the service alone", async () => {
    const { id } = await only(twin, "user_service");
    const alone = await publishAlone(twin, id);
    try {
      const path = "/api/v1/users/me";
      const rounds = [];
      for (let round = 0; round < 2; round++) {
        rounds.push({ alone: await load(alone.url + path), gateway: await load(twin.url + path) });
      }
      const throughput = ratio(rounds.map((each) => each.gateway.rate / each.alone.rate));
      const p95 = ratio(rounds.map((each) => each.gateway.p95 / each.alone.p95));
      const shown = rounds.map(
        (each) =>
          `alone ${each.alone.rate.toFixed(0)}/s, p95 ${each.alone.p95} ms; gateway ${each.gateway.rate.toFixed(0)}/s, p95 ${each.gateway.p95} ms`,
      );
      for (const line of shown) tell(line);
      tell(`gateway/alone: throughput ×${throughput.toFixed(2)}, p95 ×${p95.toFixed(2)}`);
      // Half of it goes into a connection for each request, which keeps addresses fresh and the load balancer does not need.
      assert.ok(throughput > 0.35, "throughput");
      assert.ok(p95 < 3, "p95");
    } finally {
      await docker("rm", "--force", alone.id);
    }
  });
});

const KILL_CHILD = `
import os, signal
for pid in filter(str.isdigit, os.listdir("/proc")):
    if int(open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()[1]) == 1:
        os.kill(int(pid), signal.SIGKILL)
`;

/** An event and the seconds after the first one's arrival. */
interface Arrival {
  readonly event: string;
  readonly at: number;
}

async function streamOf(url: string): Promise<Arrival[]> {
  const answer = await fetch(url);
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get("content-type") ?? "", /^text\/event-stream/);
  const arrivals: Arrival[] = [];
  const decoder = new TextDecoder();
  let start: number | undefined;
  let rest = "";
  for await (const chunk of answer.body ?? []) {
    const now = performance.now();
    start ??= now;
    const parts = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split("\n\n");
    rest = parts.pop() ?? "";
    for (const part of parts) {
      const done = part.includes("event: done");
      arrivals.push({ event: done ? "done" : part, at: (now - start) / 1000 });
    }
  }
  assert.equal(rest, "");
  return arrivals;
}

/** The same container again, without the gateway: published on this machine. */
async function publishAlone(twin: TwinUnderTest, id: string): Promise<{ id: string; url: string }> {
  const port = await freePort();
  const image = await docker("inspect", "--format", "{{.Config.Image}}", id);
  const env = await docker("inspect", "--format", "{{range .Config.Env}}{{println .}}{{end}}", id);
  const alone = await docker(
    "run",
    ...["--detach", "--init", "--read-only", "--tmpfs", "/tmp", "--cpus", "0.25", "--memory", "512m"],
    ...["--network", `${twin.name}_database`, "--publish", `127.0.0.1:${port}:8000`],
    ...env.split("\n").flatMap((line) => ["--env", line]),
    image,
  );
  const url = `http://127.0.0.1:${port}`;
  await until(
    "the service alone answers",
    60,
    async () => (await ask(`${url}/api/v1/users/me`)).status === 401,
  );
  return { id: alone, url };
}

async function load(url: string): Promise<{ rate: number; p95: number }> {
  const result = await autocannon({ url, connections: 8, duration: 5 });
  assert.equal(result.errors + result.timeouts, 0);
  assert.equal(result["4xx"], result.requests.total, "every answer is the service's 401");
  // autocannon has no p95 of its own: between these two.
  return { rate: result.requests.average, p95: (result.latency.p90 + result.latency.p97_5) / 2 };
}

function ratio(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
