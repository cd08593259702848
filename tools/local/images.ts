/** Builds the services' images: each from what its Dockerfile reads of the checkout, as for AWS. */
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { planBuild, writeBuildFiles, type Platform } from "../../components/buildContext";
import { UserError } from "../stackConfig";
import type { Engine } from "./engine";
import { withoutCacheMounts } from "./plainDockerfile";
import type { Run } from "./run";
import type { Twin, TwinService } from "./twin";

export interface BuildPlace {
  /** Where paths of builds that are not absolute begin. */
  readonly projectDir: string;
  /** For Dockerfiles and ignore files. */
  readonly folder: string;
  /** Whether a builder may draw its progress on this terminal. */
  readonly terminal: boolean;
  readonly err: (line: string) => void;
}

/** One after another: services with the same requirements then share the layer that holds them. */
export async function buildImages(twin: Twin, engine: Engine, run: Run, place: BuildPlace): Promise<void> {
  for (const service of twin.services) {
    const start = Date.now();
    place.err(`Building ${service.spec.name} from ${service.build.dockerfile}`);
    await build(service, { twin, engine, run, place });
    place.err(`Built ${service.image} in ${((Date.now() - start) / 1000).toFixed(1)} s`);
  }
}

interface Workshop {
  readonly twin: Twin;
  readonly engine: Engine;
  readonly run: Run;
  readonly place: BuildPlace;
}

async function build(service: TwinService, { twin, engine, run, place }: Workshop): Promise<void> {
  const args = buildArguments(service, twin, engine, place);
  const options = { env: engine.buildEnvironment };
  if (place.terminal) {
    const code = await run.show("docker", args, options);
    if (code !== 0) throw new UserError(`The build of ${service.spec.name} failed, for the reason above`);
    return;
  }
  const { code, stdout, stderr } = await run.capture("docker", args, options);
  if (code === 0) return;
  const said = `${stdout}\n${stderr}`.trimEnd().split("\n").slice(-LAST_LINES).join("\n");
  throw new UserError(`${said}\nThe build of ${service.spec.name} failed, for the reason above`);
}

/** Lines of a failed build that are shown. */
const LAST_LINES = 25;

/** What follows `docker` to build a service's image. Writes the Dockerfile and the ignore file that it names. */
export function buildArguments(
  { spec, image, build: source }: TwinService,
  { options: { buildNetwork } }: Twin,
  { buildKit }: Pick<Engine, "buildKit">,
  { projectDir, folder, terminal }: Pick<BuildPlace, "projectDir" | "folder" | "terminal">,
): string[] {
  const plan = planBuild({
    context: resolve(projectDir, source.context),
    dockerfile: resolve(projectDir, source.dockerfile),
    args: source.args,
    platform: PLATFORM,
    buildFolder: folder,
  });
  const files = writeBuildFiles(plan, spec.hostname);
  return [
    "build",
    ...(buildKit && !terminal ? ["--progress=plain"] : []),
    ...["--file", buildKit ? files.dockerfile : plainCopy(files.dockerfile)],
    ...["--tag", image],
    ...(buildNetwork === undefined ? [] : [`--network=${buildNetwork}`]),
    ...Object.entries(source.args).flatMap(([name, value]) => ["--build-arg", `${name}=${value}`]),
    // The folder itself: the classic builder does not follow a link to it.
    plan.context,
  ];
}

/** The platform of this machine, which needs no emulation. */
const PLATFORM: Platform = process.arch === "arm64" ? "linux/arm64" : "linux/amd64";

/** The classic builder refuses cache mounts; without them a build is slower at most. */
function plainCopy(dockerfile: string): string {
  const copy = dockerfile.replace(/\.Dockerfile$/, ".plain.Dockerfile");
  writeFileSync(copy, withoutCacheMounts(readFileSync(dockerfile, "utf8")));
  return copy;
}
