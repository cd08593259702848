/** The application's checkout, before anything of it is built: where each service's image comes from. */
import { statSync } from "node:fs";
import path from "node:path";
import type { Platform } from "../components/buildContext";
import { parseImageAddress } from "../components/imageAddress";
import { inspectBuilds, type BuildSource } from "./contextChecks";
import type { CatalogueEntry, Environment, ImageSource } from "./environment";
import { show, type Findings } from "./problems";

/** Dockerfile of the services that have none of their own, relative to the project. */
const COMMON_DOCKERFILE = "docker/service.Dockerfile";

export interface CheckoutInputs {
  /** Absolute. */
  readonly projectDir: string;
  /** As configured; undefined when that is missing. */
  readonly appPath?: string;
  readonly imageTags: Readonly<Partial<Record<string, string>>>;
  readonly architecture: Environment["architecture"];
}

const PLATFORMS: Readonly<Record<Environment["architecture"], Platform>> = {
  arm64: "linux/arm64",
  x86_64: "linux/amd64",
};

/** The image source of every service by name; services without a sound one are reported and left out. */
export function imageSources(
  entries: readonly CatalogueEntry[],
  inputs: CheckoutInputs,
  findings: Findings,
): ReadonlyMap<string, ImageSource> {
  const sources = new Map<string, ImageSource>();
  const toBuild: CatalogueEntry[] = [];
  for (const entry of entries) {
    const tag = inputs.imageTags[entry.name];
    if (tag === undefined) toBuild.push(entry);
    else sources.set(entry.name, parseImageAddress(tag) ? { kind: "image", uri: tag } : { kind: "tag", tag });
  }
  if (toBuild.length === 0 || inputs.appPath === undefined) return sources;
  const checkout = path.resolve(inputs.projectDir, inputs.appPath);
  if (!isFolder(checkout)) {
    findings.config(["appPath"], {
      value: inputs.appPath,
      allowed: "a folder that exists",
      example: "examples/app",
    });
    return sources;
  }
  const builds = toBuild.map(
    (entry) => [entry, buildOf(entry, checkout, inputs.projectDir, findings)] as const,
  );
  for (const [entry, build] of builds) if (build) sources.set(entry.name, build);
  inspectBuilds(
    builds.flatMap(([{ name, port = 8000 }, build]) => (build ? [{ service: name, port, build }] : [])),
    { projectDir: inputs.projectDir, platform: PLATFORMS[inputs.architecture] },
    findings,
  );
  return sources;
}

/** A path as the Environment has it: relative to the project when inside it, else absolute; with slashes. */
export function projectPath(projectDir: string, ...parts: readonly string[]): string {
  const absolute = path.resolve(projectDir, ...parts);
  const relative = path.relative(projectDir, absolute);
  const outside = relative === ".." || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative);
  const chosen = outside ? absolute : relative || ".";
  return chosen.split(path.sep).join("/");
}

function buildOf(
  entry: CatalogueEntry,
  checkout: string,
  projectDir: string,
  findings: Findings,
): BuildSource | undefined {
  const { name, dockerfile, buildArgs = {} } = entry;
  const context = projectPath(projectDir, checkout);
  const ownBuild = (file: string): BuildSource => ({
    kind: "build",
    context,
    dockerfile: projectPath(projectDir, file),
    args: buildArgs,
  });
  if (dockerfile !== undefined) {
    const file = path.join(checkout, dockerfile);
    if (isFile(file)) return ownBuild(file);
    findings.catalogue(`${name}.dockerfile`, {
      received: show(dockerfile),
      allowed: `a file in ${context}`,
      advice: "give the path of its Dockerfile in the checkout, or leave it out",
    });
    return undefined;
  }
  if (!isFolder(path.join(checkout, name))) {
    findings.catalogue(`${name}.name`, {
      received: `${show(name)}, which is no folder in ${context}`,
      allowed: "the name of its folder in the checkout",
      advice: `correct its name or harena:appPath, or pin its image with harena:imageTags.${name}`,
    });
    return undefined;
  }
  const own = path.join(checkout, name, "Dockerfile");
  if (isFile(own)) return ownBuild(own);
  if (!isFile(path.join(projectDir, COMMON_DOCKERFILE))) {
    findings.catalogue(`${name}.dockerfile`, {
      kind: "missing",
      allowed: `${name}/Dockerfile in the checkout, or ${COMMON_DOCKERFILE} in the project`,
      advice: "write one of these files",
    });
    return undefined;
  }
  return { kind: "build", context, dockerfile: COMMON_DOCKERFILE, args: commonArgs(entry, findings) };
}

/** Port and health path are for Docker's own health check, which ECS does not look at but a local run does. */
function commonArgs(
  { name, port = 8000, healthPath, buildArgs = {} }: CatalogueEntry,
  findings: Findings,
): Readonly<Record<string, string>> {
  const given = { SERVICE: name, PORT: String(port), HEALTH_PATH: healthPath };
  for (const argument of Object.keys(given)) {
    if (!Object.hasOwn(buildArgs, argument)) continue;
    findings.catalogue(`${name}.buildArgs.${argument}`, {
      kind: "conflict",
      received: `an argument that ${COMMON_DOCKERFILE} gets from the entry's name, port or healthPath`,
      allowed: "other arguments of that file",
      advice: "take it out",
    });
  }
  return { ...buildArgs, ...given };
}

function isFolder(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}
