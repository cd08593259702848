/** What the tests of the twin look at containers with: streams, load, a service without the gateway. */
import assert from "node:assert/strict";
import autocannon from "autocannon";
import { percentile } from "../../tools/load/measure";
import { labelOf } from "./ending";
import { docker, first, freePort, type TwinUnderTest } from "./support";

/** An event and the seconds after the first one's arrival. */
export interface Arrival {
  readonly event: string;
  readonly at: number;
}

/** The events of an SSE answer, with the time of each. */
export async function streamOf(url: string): Promise<Arrival[]> {
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
    for (const event of parts) arrivals.push({ event, at: (now - start) / 1000 });
  }
  assert.equal(rest, "");
  return arrivals;
}

export interface Alone {
  readonly id: string;
  readonly url: string;
}

/** A service's container again, without Compose and gateway: with its image's own health check, published on this machine. */
export async function startAlone(twin: TwinUnderTest, service: string): Promise<Alone> {
  const { id } = await first(twin, service);
  const port = await freePort();
  const image = await docker("inspect", "--format", "{{.Config.Image}}", id);
  const env = await docker("inspect", "--format", "{{range .Config.Env}}{{println .}}{{end}}", id);
  const alone = await docker(
    ...["run", "--detach", "--label", labelOf(twin.name), "--health-interval", "5s"],
    ...["--init", "--read-only", "--tmpfs", "/tmp", "--cpus", "0.25", "--memory", "512m"],
    ...["--network", `${twin.name}_database`, "--publish", `127.0.0.1:${port}:8000`],
    ...env.split("\n").flatMap((line) => ["--env", line]),
    image,
  );
  return { id: alone, url: `http://127.0.0.1:${port}` };
}

interface Measured {
  /** Answers a second. */
  readonly rate: number;
  /** Milliseconds. */
  readonly p95: number;
}

/** What a path that nobody is let into without a token takes, asked for as fast as it answers. */
async function measureDenials(url: string, seconds: number): Promise<Measured> {
  const times: number[] = [];
  const statuses = new Set<number>();
  const result = await new Promise<autocannon.Result>((done, fail) => {
    const run = autocannon({ url, connections: 8, duration: seconds }, (fault: unknown, found) => {
      if (fault instanceof Error) fail(fault);
      else done(found);
    });
    run.on("response", (_client, status, _bytes, milliseconds) => {
      statuses.add(status);
      times.push(milliseconds);
    });
  });
  assert.deepEqual([...statuses], [401]);
  assert.equal(result.errors + result.timeouts, 0);
  return { rate: times.length / seconds, p95: percentile(times, 95) };
}

const ROUNDS = 3;
/** Of each measurement. */
const SECONDS = 3;

/** A path through the gateway against the service alone, by turns: medians of the rounds' ratios. */
export async function compare(alone: string, gateway: string, path: string) {
  await measureDenials(alone + path, 1);
  const rounds: { alone: Measured; gateway: Measured }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    rounds.push({
      alone: await measureDenials(alone + path, SECONDS),
      gateway: await measureDenials(gateway + path, SECONDS),
    });
  }
  const median = (ratio: (round: (typeof rounds)[number]) => number): number =>
    percentile(rounds.map(ratio), 50);
  return {
    rounds: rounds.map((each) => `alone ${shown(each.alone)}; gateway ${shown(each.gateway)}`),
    throughput: median((each) => each.gateway.rate / each.alone.rate),
    p95: median((each) => each.gateway.p95 / each.alone.p95),
  };
}

function shown({ rate, p95 }: Measured): string {
  return `${rate.toFixed(0)}/s, p95 ${p95.toFixed(0)} ms`;
}

/** Kills the child of process 1, which is the service: the kernel lets nothing inside kill process 1 itself. */
export const KILL_SERVICE = `
import os, signal
for pid in filter(str.isdigit, os.listdir("/proc")):
    if int(open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()[1]) == 1:
        os.kill(int(pid), signal.SIGKILL)
`;
