/**
 * Fetches the official CLI by way of the npm package `pulumi`, of which each release fetches the CLI of the same number
 * (with its language hosts) from Pulumi's own site. `PulumiCommand.install` of the Automation API runs the same
 * script, but of whatever release the SDK has, and waits as long as the network likes.
 */
import { existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../stackConfig";
import { binaryIn } from "./cache";
import type { BuildOptions } from "./goBuild";
import { ENGINE_VERSION } from "./version";

const SITE = "https://get.pulumi.com/";

/** Milliseconds that Pulumi's site may take to answer before it counts as out of reach. */
const PATIENCE = 5000;

export type Fetch = (
  url: string,
  init: { readonly method: string; readonly signal: AbortSignal },
) => Promise<unknown>;

/** Whether Pulumi's site answers at all. */
export async function isReachable(reach: Fetch = fetch): Promise<boolean> {
  try {
    await reach(SITE, { method: "HEAD", signal: AbortSignal.timeout(PATIENCE) });
    return true;
  } catch {
    return false;
  }
}

/** @throws UserError when npm or the package fails */
export async function downloadEngine(folder: string, options: BuildOptions): Promise<void> {
  const { run, env, progress, signal } = options;
  const home = join(folder, "home");
  progress(`Fetching pulumi v${ENGINE_VERSION} with npm`);
  const { exitCode, stderr } = await run(
    "npm",
    ["exec", "--yes", `--package=pulumi@${ENGINE_VERSION}`, "--", "pulumi", "version"],
    {
      cwd: folder,
      // The package puts the CLI into Pulumi's home: not the user's.
      env: { ...env, PULUMI_HOME: home, PULUMI_SKIP_UPDATE_CHECK: "true" },
      onErrorLine: (line) => {
        progress(`Fetching pulumi v${ENGINE_VERSION}: ${line.trim()}`);
      },
      ...(signal && { signal }),
    },
  );
  signal?.throwIfAborted();
  const bin = join(home, "versions", ENGINE_VERSION, "bin");
  if (exitCode !== 0 || !existsSync(binaryIn(bin))) {
    throw new UserError(`npm could not fetch the Pulumi CLI:\n${stderr}`);
  }
  // The language hosts, which it looks for beside itself, too.
  for (const file of readdirSync(bin)) renameSync(join(bin, file), join(folder, file));
  rmSync(home, { recursive: true, force: true });
}
