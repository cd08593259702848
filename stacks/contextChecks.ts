/** What the builds of a stack would send to Docker and leave in their images: refused or warned of beforehand. */
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Platform } from "../components/buildContext";
import { CONTEXT_LIMIT_BYTES, inspectContext, type ContextReport } from "../components/contextReport";
import { exposedPorts, tmpWarning } from "../components/dockerfile";
import type { ImageSource } from "./environment";
import { list, show, type Findings } from "./problems";

/** Folders below 1 MB are nobody's trouble. */
const SHOWN_BYTES = 1_000_000;

/** An image that is built from the checkout. */
export type BuildSource = Extract<ImageSource, { readonly kind: "build" }>;

interface ServiceBuild {
  readonly service: string;
  readonly port: number;
  readonly build: BuildSource;
}

interface BuildPlace {
  /** Absolute. */
  readonly projectDir: string;
  readonly platform: Platform;
}

/** Reports secrets that get into images; warns of what makes builds slow or containers useless. */
export function inspectBuilds(builds: readonly ServiceBuild[], place: BuildPlace, findings: Findings): void {
  const warnings: string[] = [];
  const secrets = new Map<string, string>();
  for (const service of builds) {
    const report = reportOn(service.build, place);
    for (const secret of report.copiesSecretFiles) {
      secrets.set(`${service.build.dockerfile}:${secret.line}`, secret.path);
    }
    warnings.push(...contextWarnings(service, report), ...dockerfileWarnings(service, place.projectDir));
  }
  for (const [key, file] of secrets) reportSecretFile(key, file, findings);
  findings.warnings.push(...new Set(warnings));
}

function reportOn(
  { context, dockerfile, args }: BuildSource,
  { projectDir, platform }: BuildPlace,
): ContextReport {
  return inspectContext({
    context: path.resolve(projectDir, context),
    dockerfile: path.resolve(projectDir, dockerfile),
    args,
    platform,
    buildFolder: path.join(projectDir, ".build"),
  });
}

/** Whatever a Dockerfile copies stays in the image, for everybody who can pull it. */
function reportSecretFile(key: string, file: string, findings: Findings): void {
  findings.add({
    kind: "invalid",
    key,
    received: `a copy of ${show(file)} into the image`,
    allowed: "files without secrets",
    mend: "Edit .dockerignore or that line, so that it stays out: the task gets settings and secrets from the catalogue.",
  });
}

const RECOMMENDED = "docker/recommended.dockerignore has the lines.";

function contextWarnings({ service, build }: ServiceBuild, report: ContextReport): string[] {
  const warnings: string[] = [];
  if (!report.hasIgnoreFile) {
    warnings.push(
      `${build.context} has no .dockerignore: its Git history, virtual environments and .env files are within reach of every build. ${RECOMMENDED}`,
    );
  } else if (report.exposed.length > 0) {
    warnings.push(
      `The .dockerignore of ${build.context} does not name ${list(report.exposed)}, which is then within reach of every build. ${RECOMMENDED}`,
    );
  }
  if (report.bytes > CONTEXT_LIMIT_BYTES) {
    const blamed = report.biggestFolders.filter(({ bytes }) => bytes >= SHOWN_BYTES);
    const biggest = blamed.map((folder) => `${folder.path} (${megabytes(folder.bytes)})`);
    const size = `${report.complete ? "" : "more than "}${megabytes(report.bytes)}`;
    warnings.push(
      `The build of ${service} sends ${size}, most of it from ${list(biggest)}: leave what it does not need out by .dockerignore.`,
    );
  }
  return warnings;
}

function dockerfileWarnings({ service, port, build }: ServiceBuild, projectDir: string): string[] {
  const text = readFileSync(path.resolve(projectDir, build.dockerfile), "utf8");
  const warnings: string[] = [];
  const ports = exposedPorts(text, build.args);
  if (ports.length > 0 && !ports.includes(port)) {
    warnings.push(
      `${build.dockerfile} exposes port ${ports.join(", ")}, but the catalogue expects ${service} on port ${port}: give its entry the port that it listens on.`,
    );
  }
  const tmp = tmpWarning(text, build.args);
  if (tmp !== undefined) warnings.push(`In the image of ${service} (${build.dockerfile}), ${tmp}.`);
  return warnings;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1_000_000)} MB`;
}
