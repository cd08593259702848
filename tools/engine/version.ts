/** Which Pulumi CLIs fit this project. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PROGRAM_DIR } from "../plan/programDir";

/** The release that is fetched or built where none is installed; `cli/go.mod` names the same. */
export const ENGINE_VERSION = "3.250.0";

/**
 * The oldest CLI that fits: CLI and SDK are released together under one number, and a program may ask for all that its
 * SDK can (`replaceWith`, for one), which an older engine does not know and silently leaves out. Newer ones
 * understand older SDKs for as long as the major version stays.
 */
export function oldestFitting(): string {
  const file = join(PROGRAM_DIR, "node_modules", "@pulumi", "pulumi", "package.json");
  return (JSON.parse(readFileSync(file, "utf8")) as { readonly version: string }).version;
}

/** Whether a CLI is of the same major version as the SDK and not older. */
export function fits(version: string, oldest: string): boolean {
  const [given, least] = [numbers(version), numbers(oldest)];
  if (!given || !least) return false;
  if (given[0] !== least[0]) return false;
  const differing = given.findIndex((number, index) => number !== least[index]);
  return differing < 0 || (given[differing] ?? 0) > (least[differing] ?? 0);
}

/** What `pulumi version` prints, without its `v`; nothing for anything else. */
export function versionIn(output: string): string | undefined {
  return /^v?(\d+\.\d+\.\d+(?:-\S+)?)$/m.exec(output.trim())?.[1];
}

/** A pre-release counts as the release that it leads to. */
function numbers(version: string): readonly number[] | undefined {
  const found = /^v?(\d+)\.(\d+)\.(\d+)(?:[-+].*)?$/.exec(version);
  return found?.slice(1).map(Number);
}
