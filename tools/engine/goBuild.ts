/** Builds the Pulumi CLI from its Go modules, of which `cli/go.sum` holds the hashes. */
import { mkdirSync, rmSync } from "node:fs";
import { UserError } from "../stackConfig";
import { binaryIn, MODULES } from "./cache";
import { duration } from "./progress";
import type { Run } from "./run";
import { ENGINE_VERSION, versionIn } from "./version";

const COMMAND = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
const VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

export interface BuildOptions {
  readonly run: Run;
  readonly env: NodeJS.ProcessEnv;
  /** Told what is going on, whenever it changes. */
  readonly progress: (text: string) => void;
  readonly signal?: AbortSignal;
}

/** Whether this machine has a Go toolchain. */
export async function hasGo({ run, env, signal }: BuildOptions): Promise<boolean> {
  const { exitCode } = await run("go", ["version"], { env, cwd: MODULES, ...(signal && { signal }) });
  return exitCode === 0;
}

/**
 * Builds the CLI into a folder: about five minutes on two cores with nothing cached, and 3 GB of Go's caches.
 * @throws UserError with the compiler's last words
 */
export async function buildEngine(folder: string, options: BuildOptions): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const binary = binaryIn(folder);
  const started = Date.now();
  const tell = (phase: string): void => {
    options.progress(`Building pulumi v${ENGINE_VERSION}: ${phase}, ${duration(Date.now() - started)}`);
  };
  const packages = await fetchModules(options, tell);
  await compile(binary, packages, options, tell);
  const { stdout } = await options.run(binary, ["version"], {
    env: { ...options.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
  });
  if (versionIn(stdout) !== ENGINE_VERSION) {
    rmSync(binary, { force: true });
    throw new UserError(`What was built is not pulumi v${ENGINE_VERSION}: it says "${stdout.trim()}"`);
  }
}

type Tell = (phase: string) => void;

/** @returns the number of packages that make up the CLI */
async function fetchModules(options: BuildOptions, tell: Tell): Promise<number> {
  let modules = 0;
  tell("fetching modules");
  const { stdout } = await go(["list", "-deps", COMMAND], options, (line) => {
    if (line.startsWith("go: downloading ")) tell(`fetching modules, ${++modules} so far`);
  });
  return stdout.split("\n").filter((line) => line !== "").length;
}

async function compile(binary: string, packages: number, options: BuildOptions, tell: Tell): Promise<void> {
  let compiled = 0;
  tell(`compiling up to ${packages} packages`);
  const flags = `-s -w -X ${VERSION_VARIABLE}=v${ENGINE_VERSION}`;
  const timer = setInterval(() => {
    tell(`compiled ${compiled} of up to ${packages} packages`);
  }, 1000);
  try {
    // -v names each package that is compiled; those in Go's own cache are not.
    await go(["build", "-v", "-ldflags", flags, "-o", binary, COMMAND], options, (line) => {
      if (/^[\w.-]+(\/|$)/.test(line)) compiled += 1;
    });
  } finally {
    clearInterval(timer);
  }
}

async function go(args: readonly string[], options: BuildOptions, onErrorLine: (line: string) => void) {
  const { run, env, signal } = options;
  const ended = await run("go", args, {
    cwd: MODULES,
    // The hashes in go.sum are to be met, not renewed.
    env: { ...env, GOFLAGS: "-mod=readonly -buildvcs=false" },
    onErrorLine,
    ...(signal && { signal }),
  });
  if (ended.exitCode !== 0 && signal?.aborted !== true) {
    throw new UserError(`go ${args[0] ?? ""} failed while building the Pulumi CLI:\n${ended.stderr}`);
  }
  signal?.throwIfAborted();
  return ended;
}
