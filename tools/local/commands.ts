/** What the commands do with Docker. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { publicPath } from "../../components/routes";
import { count, item, table, type Paint } from "../plan/text";
import { UserError } from "../stackConfig";
import type { LocalArguments } from "./args";
import { DATABASE, GATEWAY } from "./composeFile";
import { isWell, readContainers, type Container } from "./containers";
import { findEngine, type Engine } from "./engine";
import { COMPOSE_FILE, workFolder, writeWorkFiles } from "./files";
import { buildImages } from "./images";
import type { Run } from "./run";
import { settleSecrets } from "./secrets";
import type { Twin } from "./twin";
import { waitUntilHealthy } from "./wait";

export interface Session {
  readonly projectDir: string;
  readonly asked: LocalArguments;
  /** Absolute. */
  readonly envFile: string;
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
  readonly paint: Paint;
  readonly terminal: boolean;
  readonly run: Run;
  readonly env: NodeJS.ProcessEnv;
  readonly interruption: AbortSignal;
}

/** Builds, starts, and waits until all is healthy. What runs already and has not changed is left alone. */
export async function up(twin: Twin, session: Session): Promise<number> {
  const { run, env, err, asked, projectDir, interruption } = session;
  const engine = await findEngine(run, env);
  const secrets = await settleSecrets(twin, session);
  const folder = workFolder(projectDir, asked.name);
  writeWorkFiles(twin, folder, asked.envFile);
  await buildImages(twin, engine, run, { projectDir, folder, terminal: session.terminal, err });
  interruption.throwIfAborted();
  err("Starting the containers");
  const args = ["up", "--detach", "--no-build", "--remove-orphans"];
  if ((await compose(session, engine, args, secrets)) !== 0) {
    throw new UserError("Compose could not start the containers, for the reason above");
  }
  await waitUntilHealthy(twin, session);
  tellAddresses(twin, session);
  return 0;
}

function tellAddresses({ services, options }: Twin, { out, paint, asked }: Session): void {
  const base = `http://127.0.0.1:${options.port}`;
  const rows = services.map(({ spec, copies }) => [
    spec.name,
    `${base}${publicPath(spec.routes)}`,
    spec.url,
    String(copies),
  ]);
  const columns = ["service", "from here", "from services that call it", "copies"].map((title) => ({
    title,
  }));
  out(paint("green", `All healthy at ${base}`));
  table(paint, columns, rows).forEach(out);
  const other = asked.name === "harena-local" ? "" : ` --name ${asked.name}`;
  out(`Health: ${base}/health, of one service: ${base}/health/${services[0]?.spec.name ?? ""}`);
  out(`Logs: npm run local -- logs${other}; end: npm run local -- down${other}`);
}

/** Removes containers and networks; data of the database only when asked to. */
export async function down(session: Session): Promise<number> {
  const { run, env, out, asked } = session;
  const engine = await findEngine(run, env);
  if (!existsSync(composePath(session))) {
    out(`No twin called ${asked.name} was started from here.`);
    return 0;
  }
  const code = await compose(session, engine, [
    "down",
    "--remove-orphans",
    ...(asked.volumes ? ["--volumes"] : []),
  ]);
  return code === 0 ? 0 : 1;
}

export async function logs(session: Session): Promise<number> {
  const { run, env, asked } = session;
  const engine = await findEngine(run, env);
  if (!existsSync(composePath(session))) throw nothingRuns(asked.name);
  const follow = asked.follow ? ["--follow"] : [];
  const code = await compose(session, engine, ["logs", "--tail", "200", ...follow, ...asked.operands]);
  return code === 0 ? 0 : 1;
}

/** @returns 1 when something is not healthy */
export async function status(session: Session): Promise<number> {
  const { run, env, out, asked, paint } = session;
  await findEngine(run, env);
  const containers = await readContainers(run, asked.name);
  if (containers.length === 0) throw nothingRuns(asked.name);
  const rows = containers.map((container) => [
    container.service,
    String(container.number),
    container.state,
    container.health,
    String(container.restarts),
    container.id,
  ]);
  const columns = ["service", "copy", "state", "health", "restarts", "container"].map((title) => ({ title }));
  table(paint, columns, rows).forEach(out);
  for (const line of await healthLines(session, containers)) out(line);
  const unwell = containers.filter((container) => !isWell(container));
  out(
    unwell.length === 0
      ? paint("green", "All healthy.")
      : paint("red", `${count(unwell.length, "container")} of ${containers.length} not healthy.`),
  );
  return unwell.length === 0 ? 0 : 1;
}

/** What each service says of itself through the gateway, where that is not simply 200. */
async function healthLines(session: Session, containers: readonly Container[]): Promise<string[]> {
  const port = /"?127\.0\.0\.1:(\d+):/.exec(readFileSync(composePath(session), "utf8"))?.[1];
  const names = [...new Set(containers.map(({ service }) => service))];
  const asked = names.filter((name) => name !== GATEWAY && name !== DATABASE);
  const answers = await Promise.all(
    asked.map(async (name) => ({
      name,
      answer: await healthOf(`http://127.0.0.1:${port ?? ""}/health/${name}`),
    })),
  );
  return answers.flatMap(({ name, answer }) => (answer === undefined ? [] : item(`${name}: `, answer)));
}

async function healthOf(url: string): Promise<string | undefined> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) });
    return answer.status === 200 ? undefined : `${answer.status} ${(await answer.text()).slice(0, 300)}`;
  } catch (fault) {
    return fault instanceof Error ? fault.message : String(fault);
  }
}

function nothingRuns(name: string): UserError {
  return new UserError(`No twin called ${name} runs here; start it with: npm run local -- up`);
}

function composePath({ projectDir, asked }: Session): string {
  return join(workFolder(projectDir, asked.name), COMPOSE_FILE);
}

/** Secrets go by the environment, so that they are in no file; where none are needed, anything will do. */
function compose(
  session: Session,
  engine: Engine,
  args: readonly string[],
  secrets?: Readonly<Partial<Record<string, string>>>,
): Promise<number> {
  const file = composePath(session);
  const [program = "", ...first] = engine.compose;
  const names = [...readFileSync(file, "utf8").matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name);
  const env = secrets ?? Object.fromEntries(names.map((name) => [name, "unused"]));
  return session.run.show(
    program,
    [...first, "--project-name", session.asked.name, "--file", file, ...args],
    { env: { COMPOSE_IGNORE_ORPHANS: "false", ...env } },
  );
}
