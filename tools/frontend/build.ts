/** Builds the application's front end for one stack, beside the build that is there, and swaps them. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { buildFault, readSiteFiles } from "../../components/siteFiles";
import { UserError } from "../stackConfig";

export interface BuildPlan {
  /** Folder of the front end's `package.json`. */
  readonly packageDir: string;
  /** Folder that the build ends up in. */
  readonly dist: string;
  readonly apiUrl: string;
  /** Whether the packages are still to be installed. */
  readonly install: boolean;
}

export interface BuildTarget {
  /** Relative paths start here; no `package.json` of this folder or above is the front end's. */
  readonly projectDir: string;
  /** Folder for the built front end, absolute or relative to the project. */
  readonly frontendDist: string;
  readonly apiDomain: string;
}

/** A program to run: resolves with its exit code, -1 when it could not be started. */
export type Run = (
  command: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
) => Promise<number>;

/**
 * Finds the front end's package above the folder that the stack deploys.
 * @throws UserError when there is none, or one without a build script
 */
export function planBuild({ projectDir, frontendDist, apiDomain }: BuildTarget): BuildPlan {
  const dist = resolve(projectDir, frontendDist);
  const packageDir = findPackage(dirname(dist), projectDir);
  if (packageDir === undefined) {
    throw new UserError(
      `No package.json above ${show(dist)}: harena:appPath and harena:frontendDist must lead into a checkout of the application`,
    );
  }
  if (!hasBuildScript(packageDir)) {
    throw new UserError(`${show(join(packageDir, "package.json"))} has no script "build"`);
  }
  const install = !existsSync(join(packageDir, "node_modules"));
  return { packageDir, dist, apiUrl: `https://${apiDomain}`, install };
}

/**
 * Installs what is missing, builds into a folder of its own, checks the outcome as a deployment would, and only
 * then puts it in place: a build that fails or is interrupted leaves the one before it untouched.
 * @throws UserError when a step fails
 */
export async function runBuild(plan: BuildPlan, run: Run, tell: (line: string) => void): Promise<void> {
  const { packageDir, dist, apiUrl } = plan;
  if (plan.install) {
    tell(`Installing the packages of ${show(packageDir)}`);
    await step(run, packageDir, ["ci", "--include=dev", "--no-audit", "--no-fund"], {});
  }
  tell(`Building ${show(packageDir)} for ${apiUrl}`);
  mkdirSync(dirname(dist), { recursive: true });
  const workshop = mkdtempSync(join(dirname(dist), `.${basename(dist)}-`));
  const fresh = join(workshop, "new");
  try {
    const build = ["run", "build", "--", "--outDir", fresh, "--emptyOutDir"];
    await step(run, packageDir, build, { VITE_API_URL: apiUrl });
    checkBuild(fresh, plan);
    // Two renames, so that the deployed folder is never half written.
    if (existsSync(dist)) renameSync(dist, join(workshop, "old"));
    renameSync(fresh, dist);
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
  tell(`Built ${show(dist)}: ${readSiteFiles(dist).length} files for ${apiUrl}`);
}

async function step(
  run: Run,
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const exitCode = await run("npm", args, { cwd, env });
  if (exitCode === 0) return;
  const outcome = exitCode < 0 ? "could not be started" : `ended with exit code ${exitCode}`;
  const script = args
    .slice(
      0,
      args.findIndex((word) => word.startsWith("--")),
    )
    .join(" ");
  throw new UserError(`"npm ${script}" in ${show(cwd)} ${outcome}`);
}

function checkBuild(fresh: string, { dist, apiUrl }: BuildPlan): void {
  const fault = buildFault(readSiteFiles(fresh), { dist: fresh, apiUrl });
  if (fault === undefined) return;
  const advice = 'the script "build" must pass --outDir on and read VITE_API_URL, as Vite does';
  throw new UserError(`The build cannot be deployed: ${fault.replaceAll(fresh, show(dist))}; ${advice}`);
}

function findPackage(from: string, projectDir: string): string | undefined {
  const isAbove = !relative(from, projectDir).startsWith("..");
  if (isAbove || dirname(from) === from) return undefined;
  return existsSync(join(from, "package.json")) ? from : findPackage(dirname(from), projectDir);
}

function hasBuildScript(packageDir: string): boolean {
  const file = JSON.parse(readFileSync(join(packageDir, "package.json"), "utf8")) as {
    scripts?: Record<string, string>;
  };
  return file.scripts?.build !== undefined;
}

/** Shorter of the absolute path and the one from here. */
function show(path: string): string {
  const near = relative(process.cwd(), path);
  return near.length > 0 && near.length < path.length ? near : path;
}
