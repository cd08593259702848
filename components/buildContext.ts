/**
 * Build contexts that several services share. Each service's image is built from the root of one checkout, yet only what
 * its own Dockerfile reads may change its tag: so every build gets an ignore file of its own, beside a copy of its Dockerfile,
 * that leaves out the rest of the checkout. `@pulumi/docker` hashes what that file leaves (`build.contextDigest`, over
 * each file's path, mode and content) to decide whether to build, and the tag covers the same files: both change together.
 *
 * BuildKit and the provider prefer `<Dockerfile>.dockerignore` beside the Dockerfile over the context's `.dockerignore`
 * (pulumi/pulumi-docker#863).
 */
import { createHash } from "node:crypto";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import {
  fingerprint,
  reasonOf,
  UnreadableContextError,
  walkContext,
  type UnreadableFile,
} from "./contextFiles";
import { IgnoreRules, readIgnoreFile, type IgnoreFile } from "./contextIgnore";
import { unreached } from "./contextNarrowing";
import { copiesOf, type ContextCopy } from "./dockerfile";

/** A platform that Fargate runs. */
export type Platform = "linux/arm64" | "linux/amd64";

export interface BuildArgs {
  /** Root of the build context. A relative path is taken from the process's working directory. */
  readonly context: string;
  /** The Dockerfile, inside or outside of the context. A relative path is taken from the process's working directory. */
  readonly dockerfile: string;
  /** Build arguments, for the Dockerfile's ARGs. Never secrets: an image's history shows them. */
  readonly args: Readonly<Record<string, string>>;
  readonly platform: Platform;
  /** Folder of the generated files; never part of the context. */
  readonly buildFolder: string;
}

/** What one build sends to Docker, decided and not yet written. */
export interface BuildPlan extends BuildArgs {
  readonly dockerfileText: string;
  readonly copies: readonly ContextCopy[];
  /** The checkout's own ignore file. */
  readonly ignoreFile: IgnoreFile;
  /** Lines of the generated ignore file. */
  readonly ignoreLines: readonly string[];
  /** False when the Dockerfile reads the whole context, or may read any part of it. */
  readonly narrowed: boolean;
}

/** Reads the Dockerfile and the context's directories as far as the Dockerfile's sources lead. Reads no other file. */
export function planBuild(build: BuildArgs): BuildPlan {
  const dockerfileText = readFileSync(build.dockerfile, "utf8");
  const copies = copiesOf(dockerfileText, { ...platformArgs(build.platform), ...build.args });
  const ignoreFile = readIgnoreFile(build.context, build.dockerfile);
  const own = ownFolderPattern(build);
  const left = unreached(build.context, copies, new IgnoreRules([...ignoreFile.lines, ...own]));
  const lines = [
    "# Generated: what this service's build leaves out of the shared context.",
    ...ignoreFile.lines.map((line) => line.trimEnd()).filter((line) => line !== ""),
    ...own,
    ...(left ? ["# Not read by the Dockerfile:", ...left] : []),
  ];
  return { ...build, dockerfileText, copies, ignoreFile, ignoreLines: lines, narrowed: left !== undefined };
}

/** The arguments that BuildKit sets by itself. */
function platformArgs(platform: Platform): Record<string, string> {
  const [os = "", architecture = ""] = platform.split("/");
  return { TARGETPLATFORM: platform, TARGETOS: os, TARGETARCH: architecture, TARGETVARIANT: "" };
}

/** Leaves the generated files of all stacks out of a context that holds the project itself. */
function ownFolderPattern({ context, buildFolder }: BuildArgs): string[] {
  const path = relative(resolve(context), resolve(buildFolder)).split(sep);
  if (path[0] === "" || path[0] === ".." || isAbsolute(path[0] ?? "")) return [];
  const hidden = path.indexOf(".build");
  return [`/${path.slice(0, hidden < 0 ? undefined : hidden + 1).join("/")}`];
}

/** Tags that {@link contentTag} makes begin with this. */
export const CONTENT_TAG_PREFIX = "src-";

const TAG_DIGITS = 16;

/**
 * The tag of the image that the plan builds, e.g. `src-0123456789abcdef`: a hash over the Dockerfile, the build arguments, the
 * platform, and every file of the narrowed context with its path, permission bits and content.
 *
 * @throws UnreadableContextError naming every file that cannot be read
 */
export function contentTag(plan: BuildPlan): string {
  const unreadable: UnreadableFile[] = [];
  const files: string[][] = [];
  for (const file of walkContext(plan.context, new IgnoreRules(plan.ignoreLines), (left) =>
    unreadable.push(left),
  )) {
    try {
      files.push([file.path, fingerprint(file)]);
    } catch (error) {
      unreadable.push({ path: file.path, reason: reasonOf(error) });
    }
  }
  if (unreadable.length > 0) throw new UnreadableContextError(plan.context, unreadable);
  const args = Object.entries(plan.args).sort(([a], [b]) => (a < b ? -1 : 1));
  const whole = JSON.stringify([plan.platform, args, plan.dockerfileText, files.sort(byPath)]);
  return CONTENT_TAG_PREFIX + createHash("sha256").update(whole).digest("hex").slice(0, TAG_DIGITS);
}

function byPath([a = ""]: readonly string[], [b = ""]: readonly string[]): number {
  return a < b ? -1 : 1;
}

/** Where the files of a build lie: paths below the build folder, the same on every machine when that is relative. */
export interface BuildFiles {
  readonly dockerfile: string;
  /** A link to the context's root. */
  readonly context: string;
}

/**
 * Writes the build's Dockerfile and ignore file, each only when it is not there or another one, and links to the context.
 * The link keeps the checkout's own place out of the Docker provider's inputs: two people, or a pipeline, whose checkouts
 * lie elsewhere would otherwise rebuild one another's images. Docker and the provider follow it to the checkout.
 */
export function writeBuildFiles(plan: BuildPlan, name: string): BuildFiles {
  mkdirSync(plan.buildFolder, { recursive: true });
  const dockerfile = join(plan.buildFolder, `${name}.Dockerfile`);
  const context = join(plan.buildFolder, `${name}.context`);
  writeIfOther(dockerfile, plan.dockerfileText);
  writeIfOther(`${dockerfile}.dockerignore`, `${plan.ignoreLines.join("\n")}\n`);
  linkIfOther(context, relative(resolve(plan.buildFolder), resolve(plan.context)));
  return { dockerfile, context };
}

function writeIfOther(path: string, content: string): void {
  if (existsSync(path) && readFileSync(path, "utf8") === content) return;
  writeFileSync(path, content);
}

function linkIfOther(path: string, target: string): void {
  const present = lstatSync(path, { throwIfNoEntry: false });
  if (present?.isSymbolicLink() && readlinkSync(path) === target) return;
  if (present) unlinkSync(path);
  // Windows makes a junction without special rights; elsewhere the type has no meaning.
  symlinkSync(target, path, "junction");
}
