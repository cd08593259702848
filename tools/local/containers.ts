/** What the containers of a twin are doing, and why one of them does not do what it should. */
import { GATEWAY } from "./composeFile";
import type { Run } from "./run";

export interface Container {
  readonly id: string;
  /** Name of its service in the Compose file. */
  readonly service: string;
  /** Among its service's copies, from 1. */
  readonly number: number;
  /** Docker's word: `running`, `restarting`, `exited`, … */
  readonly state: string;
  readonly health: "healthy" | "unhealthy" | "starting" | "none";
  readonly exitCode: number;
  readonly outOfMemory: boolean;
  /** How often Docker has restarted it by itself. */
  readonly restarts: number;
  /** What its last health check said. */
  readonly lastCheck: string;
}

interface Inspected {
  readonly Id: string;
  readonly RestartCount: number;
  readonly Config: { readonly Labels: Readonly<Partial<Record<string, string>>> };
  readonly State: {
    readonly Status: string;
    readonly ExitCode: number;
    readonly OOMKilled: boolean;
    readonly Health?: {
      readonly Status: string;
      readonly Log: readonly { readonly ExitCode: number; readonly Output: string }[] | null;
    };
  };
}

/** All containers of a twin, the gateway last. */
export async function readContainers(run: Run, name: string): Promise<Container[]> {
  const filter = `label=com.docker.compose.project=${name}`;
  const ids = (await run.capture("docker", ["ps", "--all", "--quiet", "--filter", filter])).stdout
    .split("\n")
    .filter(Boolean);
  if (ids.length === 0) return [];
  // One that goes away between the two commands fails the second, which still prints the others.
  const { stdout } = await run.capture("docker", ["inspect", ...ids]);
  const found = JSON.parse(stdout === "" ? "[]" : stdout) as readonly Inspected[];
  return found
    .filter(({ Config }) => Config.Labels["com.docker.compose.oneoff"] !== "True")
    .map(containerOf)
    .sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
}

function orderOf({ service, number }: Container): string {
  return `${service === GATEWAY ? "~" : ""}${service} ${String(number).padStart(4, "0")}`;
}

function containerOf({ Id, RestartCount, Config, State }: Inspected): Container {
  const { Health } = State;
  const health = Health?.Status;
  return {
    id: Id.slice(0, 12),
    service: Config.Labels["com.docker.compose.service"] ?? "",
    number: Number(Config.Labels["com.docker.compose.container-number"] ?? 1),
    state: State.Status,
    health: health === "healthy" || health === "unhealthy" || health === "starting" ? health : "none",
    exitCode: State.ExitCode,
    outOfMemory: State.OOMKilled,
    restarts: RestartCount,
    lastCheck: (Health?.Log ?? []).at(-1)?.Output.trim() ?? "",
  };
}

/** Running, and healthy where it has a health check. */
export function isWell({ state, health }: Container): boolean {
  return state === "running" && (health === "healthy" || health === "none");
}

/** Restarts after which a container is not given another chance. */
const CHANCES = 2;

/** Why waiting for it longer is in vain; nothing when it may still come up. */
export function hopeless(container: Container): string | undefined {
  const { state, health, restarts, exitCode, outOfMemory } = container;
  if (state === "exited" || state === "dead" || restarts >= CHANCES) {
    const cause = outOfMemory ? "because it ran out of memory" : `with exit code ${exitCode}`;
    return restarts > 0 ? `ended ${restarts + 1} times, the last time ${cause}` : `ended ${cause}`;
  }
  return health === "unhealthy" ? `is unhealthy: ${checkText(container)}` : undefined;
}

/** The last line of what its health check said, which in Python is the error. */
function checkText({ lastCheck }: Container): string {
  return lastCheck === "" ? "its health check says nothing" : (lastCheck.split("\n").at(-1) ?? "");
}

/** The last lines of a container's log. */
export async function lastLog(run: Run, { id }: Container, lines = 8): Promise<string[]> {
  const { stdout, stderr } = await run.capture("docker", ["logs", "--tail", String(lines), id]);
  return `${stdout}${stderr}`.trimEnd().split("\n");
}
