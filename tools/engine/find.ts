/** Finds the Pulumi CLI, or gets one. */
import { accessSync, constants, existsSync, realpathSync, statSync } from "node:fs";
import { basename, delimiter, dirname, join } from "node:path";
import { UserError } from "../stackConfig";
import { binaryIn, builtFolder, cacheRoot, downloadedFolder, fillFolder } from "./cache";
import { downloadEngine, isReachable } from "./download";
import { buildEngine, hasGo, type BuildOptions } from "./goBuild";
import { withLock } from "./lock";
import type { Run } from "./run";
import { ENGINE_VERSION, fits, oldestFitting, versionIn } from "./version";

export interface Engine {
  /** Absolute path of the executable. */
  readonly path: string;
  /** Without `v`. */
  readonly version: string;
  readonly origin: "path" | "downloaded" | "built";
}

export interface FindOptions extends BuildOptions {
  /** Whether Pulumi's site can be reached. @default asks it */
  readonly reachable?: () => Promise<boolean>;
  /** Told what matters later, such as a CLI that does not fit. */
  readonly tell: (line: string) => void;
}

/** The CLI of the PATH when it fits, else the one that was fetched or built before. */
export async function findEngine(options: FindOptions): Promise<Engine | undefined> {
  const oldest = oldestFitting();
  for (const path of onPath(options.env)) {
    const version = await versionOf(path, options.run, options.env);
    if (version === undefined) continue;
    if (fits(version, oldest)) return { path, version, origin: "path" };
    options.tell(`${path} is v${version}: ${required(oldest)}; looking further`);
    break;
  }
  const root = cacheRoot(options.env);
  const kept = [
    { folder: downloadedFolder(root), origin: "downloaded" },
    { folder: builtFolder(root), origin: "built" },
  ] as const;
  const found = kept.find(({ folder }) => existsSync(binaryIn(folder)));
  return found && { path: binaryIn(found.folder), version: ENGINE_VERSION, origin: found.origin };
}

/**
 * The CLI, fetched or built when there is none yet.
 * @throws UserError that names the three ways when none is open
 */
export async function getEngine(options: FindOptions): Promise<Engine> {
  const found = await findEngine(options);
  if (found) return found;
  const lock = join(cacheRoot(options.env), `${ENGINE_VERSION}.lock`);
  const onWait = (owner: number): void => {
    options.progress(`Waiting for process ${owner}, which is getting the Pulumi CLI`);
  };
  return withLock(lock, onWait, () => obtain(options), options.signal);
}

async function obtain(options: FindOptions): Promise<Engine> {
  // Another process may have got it meanwhile.
  const found = await findEngine({ ...options, tell: () => undefined });
  if (found) return found;
  const root = cacheRoot(options.env);
  const { reachable = isReachable } = options;
  if (await reachable()) {
    const downloaded = await attempt(downloadedFolder(root), downloadEngine, options);
    if (downloaded) return { path: downloaded, version: ENGINE_VERSION, origin: "downloaded" };
  }
  options.signal?.throwIfAborted();
  if (!(await hasGo(options))) throw new UserError(noWay());
  const folder = builtFolder(root);
  await fillFolder(folder, (partial) => buildEngine(partial, options));
  return { path: binaryIn(folder), version: ENGINE_VERSION, origin: "built" };
}

/** A download that fails leaves the build to try. */
async function attempt(
  folder: string,
  make: (partial: string, options: BuildOptions) => Promise<void>,
  options: FindOptions,
): Promise<string | undefined> {
  try {
    await fillFolder(folder, (partial) => make(partial, options));
    return binaryIn(folder);
  } catch (fault) {
    if (!(fault instanceof UserError)) throw fault;
    options.tell(fault.message);
    return undefined;
  }
}

function noWay(): string {
  return [
    "There is no Pulumi CLI here that fits, and no way to get one. Any of these will do:",
    `  1. install it, so that pulumi is on the PATH (${required(oldestFitting())}): https://www.pulumi.com/docs/install/`,
    "  2. run this again where https://get.pulumi.com can be reached: it is fetched through npm",
    "  3. install Go 1.26 or later, and run this again: it is built from its Go modules, in five to ten minutes",
  ].join("\n");
}

function required(oldest: string): string {
  return `this project needs v${oldest} or later, and v${oldest.split(".")[0] ?? ""}`;
}

/** All that are called so; but not npm's wrapper, which would fetch one into the user's Pulumi home. */
function onPath({ PATH = "" }: NodeJS.ProcessEnv): string[] {
  return PATH.split(delimiter)
    .filter(
      (folder) => folder !== "" && !(basename(folder) === ".bin" && dirname(folder).endsWith("node_modules")),
    )
    .map(binaryIn)
    .filter(isExecutable)
    .map((file) => realpathSync(file));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

async function versionOf(path: string, run: Run, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const { exitCode, stdout } = await run(path, ["version"], {
    env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
  });
  return exitCode === 0 ? versionIn(stdout) : undefined;
}
