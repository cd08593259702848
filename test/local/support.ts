/**
 * Real containers for the tests: twins of this machine's Docker engine, of which `.ci/docker start` tells the base images
 * by its exports. Every request goes to 127.0.0.1.
 */
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { CatalogueEntry } from "../../stacks/environment";
import { main } from "../../tools/local/cli";
import { readContainers, type Container } from "../../tools/local/containers";
import { workFolder } from "../../tools/local/files";
import type { Run } from "../../tools/local/run";
import { PROGRAM_DIR } from "../../tools/plan/programDir";
import { assertGone, begin, interrupted, run, temporaryFolder } from "./ending";

const { PYTHON_IMAGE, NGINX_IMAGE, POSTGRES_IMAGE, BUILD_NETWORK } = process.env;

/** Base images and build network of this machine, as options of the command. */
export const IMAGE_OPTIONS: readonly string[] = [
  ["--base-image", PYTHON_IMAGE],
  ["--gateway-image", NGINX_IMAGE],
  ["--database-image", POSTGRES_IMAGE],
  ["--build-network", BUILD_NETWORK],
].flatMap(([option = "", value]) => (value === undefined ? [] : [option, value]));

/** Build arguments and network for a `docker build` of the tests' own. */
export const BUILD_OPTIONS: readonly string[] = [
  ...(PYTHON_IMAGE === undefined ? [] : ["--build-arg", `PYTHON_IMAGE=${PYTHON_IMAGE}`]),
  ...(BUILD_NETWORK === undefined ? [] : [`--network=${BUILD_NETWORK}`]),
];

/** Secrets of the right form, each with a mark by which it would be found where it does not belong. */
export const MARK = "mark7f3a9c";
export const SECRETS = {
  BONSAI_URL: `https://user:${MARK}bonsai@elasticsearch.invalid`,
  SECRET_KEY: `${MARK}signing`.padEnd(40, "k"),
  DEEPSEEK_API_KEY: `${MARK}deepseek`.padEnd(24, "d"),
  POSTGRES_PASSWORD: `${MARK}postgres`,
};

/** What a command of the twin printed, and its exit code. */
export interface Answer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface TwinUnderTest {
  readonly name: string;
  readonly port: number;
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly folder: string;
  /** Runs a command for this twin. */
  readonly local: (command: string, ...options: string[]) => Promise<Answer>;
  /** Its containers as they are now. */
  readonly containers: (service?: string) => Promise<Container[]>;
  /** Ends it, and fails when that leaves anything of it. */
  readonly end: () => Promise<void>;
}

export interface TwinCatalogue {
  readonly catalogue?: readonly CatalogueEntry[];
  readonly healthService?: string;
}

/** @param programs those of this machine, or fewer */
export async function prepareTwin(
  name: string,
  release: TwinCatalogue = {},
  programs: Run = run,
): Promise<TwinUnderTest> {
  await begin(name);
  const folder = temporaryFolder();
  const secrets = join(folder, "secrets.env");
  const lines = Object.entries(SECRETS).map(([key, value]) => `${key}=${value}\n`);
  writeFileSync(secrets, lines.join(""));
  const port = await freePort();
  const local = async (command: string, ...options: string[]): Promise<Answer> => {
    const text = { out: "", err: "" };
    const args = [command, "--name", name, "--port", String(port), "--secrets", secrets, ...options];
    const code = await main(args, {
      projectDir: PROGRAM_DIR,
      cwd: folder,
      out: (line) => (text.out += `${line}\n`),
      err: (line) => {
        text.err += `${line}\n`;
        console.log(`      ${line}`);
      },
      colours: false,
      terminal: false,
      run: programs,
      env: process.env,
      interruption: interrupted,
      ...release,
    });
    return { code, ...text };
  };
  return {
    name,
    port,
    url: `http://127.0.0.1:${port}`,
    folder,
    local,
    containers: async (service) =>
      (await readContainers(run, name)).filter((each) => service === undefined || each.service === service),
    end: async () => {
      await local("down", "--volumes");
      rmSync(workFolder(PROGRAM_DIR, name), { recursive: true, force: true });
      await assertGone(name);
    },
  };
}

/** This machine's programs without Compose's plugin where it has the program 1.29 as well, to try that one. */
export async function oldCompose(): Promise<Run> {
  const { code, stdout } = await run.capture("docker-compose", ["version", "--short"]);
  if (code !== 0) return run;
  tell(`with Compose ${stdout.trim()}`);
  const none = { code: 1, stdout: "", stderr: "" };
  return {
    ...run,
    capture: (command, args, options) =>
      command === "docker" && args[0] === "compose"
        ? Promise.resolve(none)
        : run.capture(command, args, options),
  };
}

/** Runs docker and gives what it prints; fails when it fails. */
export async function docker(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run.capture("docker", args);
  assert.equal(code, 0, `docker ${args.join(" ")}: ${stderr}`);
  return stdout.trim();
}

/** The one container of a service. */
export async function only(twin: TwinUnderTest, service: string): Promise<Container> {
  assert.equal((await twin.containers(service)).length, 1);
  return first(twin, service);
}

/** The first container of a service. */
export async function first(twin: TwinUnderTest, service: string): Promise<Container> {
  const container = (await twin.containers(service)).at(0);
  assert.ok(container, `no container of ${service}`);
  return container;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  assert.ok(address !== null && typeof address === "object");
  return address.port;
}

/** Looks every half second until the condition holds, and gives the seconds that it took. */
export async function until(what: string, seconds: number, holds: () => Promise<boolean>): Promise<number> {
  const start = Date.now();
  while (!(await holds())) {
    assert.ok(Date.now() - start < seconds * 1000, `${what}: not within ${seconds} s`);
    await sleep(500);
  }
  return (Date.now() - start) / 1000;
}

export interface Reply {
  /** 0 when no answer came. */
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

export async function ask(url: string, init: RequestInit = {}): Promise<Reply> {
  try {
    const answer = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(20_000), ...init });
    return { status: answer.status, headers: answer.headers, body: await answer.text() };
  } catch (fault) {
    return { status: 0, headers: new Headers(), body: String(fault) };
  }
}

export function postJson(url: string, body: unknown): Promise<Reply> {
  return ask(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** A measured number, shown among the tests' names. */
export function tell(line: string): void {
  console.log(`      ${line}`);
}
