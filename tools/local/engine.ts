/** The Docker engine, its build and its Compose: which of their kinds are here, and how each is called. */
import { UserError } from "../stackConfig";
import type { Run } from "./run";

export interface Engine {
  /** The command line that Compose begins with. */
  readonly compose: readonly string[];
  /** Environment that makes `docker build` take the best builder that there is. */
  readonly buildEnvironment: Readonly<Record<string, string>>;
  /** Whether that builder knows cache mounts. */
  readonly buildKit: boolean;
}

/** @throws UserError when there is no Docker client, no engine that answers, or no Compose */
export async function findEngine(run: Run, env: NodeJS.ProcessEnv): Promise<Engine> {
  const [client = "", server] = await versions(run);
  if (server === undefined) throw new UserError("Docker is here, but no engine answers it: start Docker");
  const buildKit = await knowsBuildKit(run, client, env);
  return {
    compose: await findCompose(run),
    buildKit,
    // A client with buildx needs no telling; an older one has BuildKit inside, and takes it when told.
    buildEnvironment: { DOCKER_BUILDKIT: buildKit ? "1" : "0" },
  };
}

async function versions(run: Run): Promise<(string | undefined)[]> {
  const client = await run.capture("docker", ["version", "--format", "{{.Client.Version}}"]);
  if (client.code < 0) throw new UserError("There is no docker here: install Docker, with Compose");
  const server = await run.capture("docker", ["version", "--format", "{{.Server.Version}}"]);
  return [client.stdout.trim(), server.code === 0 ? server.stdout.trim() : undefined];
}

/** First version of Docker's client that builds by the plugin buildx, and without it by the classic builder alone. */
const PLUGIN_SINCE = 23;

async function knowsBuildKit(run: Run, client: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  if (env.DOCKER_BUILDKIT === "0") return false;
  if (Number.parseInt(client, 10) < PLUGIN_SINCE) return true;
  return (await run.capture("docker", ["buildx", "version"])).code === 0;
}

async function findCompose(run: Run): Promise<readonly string[]> {
  for (const compose of [["docker", "compose"], ["docker-compose"]]) {
    const [program = "", ...args] = compose;
    if ((await run.capture(program, [...args, "version"])).code === 0) return compose;
  }
  throw new UserError("Docker is here, but neither `docker compose` nor `docker-compose`: install Compose");
}
