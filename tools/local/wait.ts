/** Waits for health, and says why when it does not come. */
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../stackConfig";
import type { Session } from "./commands";
import { hopeless, isWell, lastLog, readContainers, type Container } from "./containers";
import type { Twin } from "./twin";

/** Milliseconds between two looks. */
const PAUSE = 1000;

/** Milliseconds in which a container may leave a poor state from before behind: it was left as it is, and what it needs came. */
const RECOVERY = 25_000;

/** @throws UserError with the reason and the last log lines of each container that is not healthy */
export async function waitUntilHealthy(twin: Twin, session: Session): Promise<void> {
  const { run, asked, err, interruption } = session;
  const start = Date.now();
  const until = start + asked.timeout * 1000;
  const told = new Set<string>();
  for (;;) {
    const containers = await readContainers(run, asked.name);
    for (const { service, number } of containers.filter(isWell)) {
      const line = `${service}${number > 1 ? ` ${number}` : ""} is healthy`;
      if (!told.has(line)) err(line);
      told.add(line);
    }
    const unwell = containers.filter((container) => !isWell(container));
    if (containers.length >= expected(twin) && unwell.length === 0) return;
    const lost = unwell.filter((container) => hopeless(container) !== undefined);
    if (lost.some(({ state }) => state !== "running") || (lost.length > 0 && Date.now() > start + RECOVERY))
      throw await failure(lost, session);
    if (Date.now() > until) throw await failure(unwell, session, asked.timeout);
    await sleep(PAUSE, undefined, { signal: interruption });
  }
}

function expected({ services, options }: Twin): number {
  return services.reduce((sum, { copies }) => sum + copies, 1) + (options.withDatabase ? 1 : 0);
}

async function failure(
  unwell: readonly Container[],
  { run, paint }: Session,
  seconds?: number,
): Promise<UserError> {
  const reports = await Promise.all(
    unwell.map(async (container) => {
      const { service, health, state } = container;
      const reason = hopeless(container) ?? `is ${state}, ${health} after ${seconds ?? 0} s`;
      const log = await lastLog(run, container);
      return [paint("red", `${service} ${reason}`), ...log.map((line) => `  ${line}`)].join("\n");
    }),
  );
  const rest =
    "What runs was left running: look with `npm run local -- logs`, end it with `npm run local -- down`.";
  return new UserError([...reports, rest].join("\n"));
}
