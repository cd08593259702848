/**
 * What a Dockerfile takes from its build context and how its container starts, read from its text alone.
 * Grammar: https://docs.docker.com/reference/dockerfile/
 */
import { posix } from "node:path";
import {
  DockerfileParser,
  type Flag,
  type Instruction,
  JSONInstruction,
  ModifiableInstruction,
} from "dockerfile-ast";
import { matchesSegment } from "./contextPaths";
import { scopeInstructions, type ScopedInstruction, type Stage } from "./dockerfileScope";

/** An instruction that reads files of the build context. */
export interface ContextCopy {
  /** First line of the instruction, counted from 1. */
  readonly line: number;
  /** `RUN` for a bind mount, whose files do not stay in the image. */
  readonly keyword: "COPY" | "ADD" | "RUN";
  /** Paths relative to the context's root, possibly with wildcards; `.` is the whole context. */
  readonly sources: readonly string[];
  /** True when a source depends on what only the build knows, so that anything may be read. */
  readonly unresolved: boolean;
}

/** Every COPY, ADD and bind mount that reads the build context, in order. */
export function copiesOf(text: string, args: Readonly<Record<string, string>> = {}): readonly ContextCopy[] {
  return read(text, args).instructions.flatMap((scoped) => {
    if (scoped.keyword === "COPY" || scoped.keyword === "ADD") return copyOf(scoped, scoped.keyword);
    return scoped.keyword === "RUN" ? mountsOf(scoped) : [];
  });
}

/** Whether a file of this name usually holds secrets: `.env` and `.env.<anything>`, but not the examples of it. */
export function isSecretFile(name: string): boolean {
  return /^\.env(\..+)?$/.test(name) && !/^\.env\.(example|sample|template)$/.test(name);
}

/** A source that copies secrets into an image layer. */
export interface SecretCopy {
  readonly line: number;
  readonly source: string;
}

/**
 * Sources that name a `.env` file, directly or by a wildcard that begins with a dot. What a copied directory holds is the
 * context's affair: see `inspectContext`.
 */
export function secretCopies(copies: readonly ContextCopy[]): readonly SecretCopy[] {
  return copies.flatMap(({ keyword, line, sources }) =>
    keyword === "RUN" ? [] : sources.filter(namesSecret).map((source) => ({ line, source })),
  );
}

const SECRET_SAMPLES = [".env", ".env.local", ".env.production"];

function namesSecret(source: string): boolean {
  const name = posix.basename(source);
  if (!/[*?[]/.test(name)) return isSecretFile(name);
  return name.startsWith(".") && SECRET_SAMPLES.some((sample) => matchesSegment(name, sample));
}

/** The paths that the final image declares as volumes. */
export function volumesOf(text: string, args: Readonly<Record<string, string>> = {}): readonly string[] {
  return finalImage(text, args)
    .filter(({ keyword }) => keyword === "VOLUME")
    .flatMap(({ instruction, expand }) => wordsOf(instruction).map((word) => expand(word) ?? word));
}

/** The user that the final image runs as, without its group; undefined when its Dockerfile sets none. */
export function userOf(text: string, args: Readonly<Record<string, string>> = {}): string | undefined {
  const last = finalImage(text, args).findLast(({ keyword }) => keyword === "USER");
  const written = last?.instruction.getArguments()[0]?.getValue();
  if (!last || written === undefined) return undefined;
  const user = last.expand(written);
  return user === undefined ? written : user.replace(/:.*$/, "");
}

/** The TCP and UDP ports that the final image exposes, ranges spelt out, those of unknown variables left out. */
export function exposedPorts(text: string, args: Readonly<Record<string, string>> = {}): readonly number[] {
  const ports = finalImage(text, args)
    .filter(({ keyword }) => keyword === "EXPOSE")
    .flatMap(({ instruction, expand }) =>
      instruction.getArguments().flatMap((port) => portsOf(expand(port.getValue()))),
    );
  return [...new Set(ports)];
}

/**
 * Why the container could not write to a `/tmp` that is a bind mount of its task, or nothing. Fargate gives such a mount
 * to root, unless the image declares the path as a volume: then the mount takes the path's owner and mode from the image.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bind-mounts.html
 */
export function tmpWarning(text: string, args: Readonly<Record<string, string>> = {}): string | undefined {
  const user = userOf(text, args);
  if (user === undefined || user === "root" || user === "0") return undefined;
  if (volumesOf(text, args).some((volume) => posix.resolve("/", volume) === "/tmp")) return undefined;
  return (
    `the container runs as ${user}, and its Dockerfile does not declare VOLUME /tmp: on Fargate the mounted /tmp then ` +
    `belongs to root and cannot be written; add "VOLUME /tmp" before the last USER instruction`
  );
}

function read(
  text: string,
  args: Readonly<Record<string, string>>,
): { readonly instructions: readonly ScopedInstruction[]; readonly stages: readonly Stage[] } {
  const dockerfile = DockerfileParser.parse(text);
  return scopeInstructions(dockerfile.getInstructions(), args, dockerfile.getEscapeCharacter());
}

/** The instructions of the last stage and of the stages that it starts from, in order. */
function finalImage(text: string, args: Readonly<Record<string, string>>): readonly ScopedInstruction[] {
  const { instructions, stages } = read(text, args);
  const lineage = new Set<number>();
  for (let at: number | undefined = stages.length - 1; at !== undefined; at = stages[at]?.parent)
    lineage.add(at);
  return instructions.filter(({ stage }) => lineage.has(stage));
}

function copyOf(scoped: ScopedInstruction, keyword: "COPY" | "ADD"): ContextCopy[] {
  const flags = flagsOf(scoped.instruction);
  if (flags.some((flag) => flag.getName() === "from")) return [];
  const words = wordsOf(scoped.instruction)
    .slice(0, -1)
    .filter((word) => !word.startsWith("<<"));
  const expanded = words.map((word) => scoped.expand(word));
  const sources = expanded
    .filter((word) => word !== undefined)
    .filter((word) => keyword === "COPY" || !isRemote(word));
  const unresolved = expanded.includes(undefined);
  if (sources.length === 0 && !unresolved) return [];
  return [{ line: scoped.line, keyword, sources: sources.map(contextPath), unresolved }];
}

/** ADD also takes web addresses and Git repositories. */
function isRemote(source: string): boolean {
  return /^([a-z][a-z0-9+.-]*:\/\/|[\w.-]+@[\w.-]+:)/i.test(source);
}

/** Relative to the context's root; BuildKit takes a path that leads out of the context as one from its root. */
function contextPath(source: string): string {
  return posix.resolve("/", source).slice(1) || ".";
}

/** Bind mounts read the context unless they name a stage or an image; without a source they read all of it. */
function mountsOf(scoped: ScopedInstruction): ContextCopy[] {
  const sources = flagsOf(scoped.instruction)
    .filter((flag) => flag.getName() === "mount")
    .map((flag) => new Map((flag.getValue() ?? "").split(",").map((option) => splitOption(option))))
    .filter((options) => (options.get("type") ?? "bind") === "bind" && !options.has("from"))
    .map((options) => scoped.expand(options.get("source") ?? options.get("src") ?? "."));
  if (sources.length === 0) return [];
  const known = sources.filter((source) => source !== undefined).map(contextPath);
  return [{ line: scoped.line, keyword: "RUN", sources: known, unresolved: sources.includes(undefined) }];
}

function flagsOf(instruction: Instruction): readonly Flag[] {
  return instruction instanceof ModifiableInstruction ? instruction.getFlags() : [];
}

function splitOption(option: string): [string, string] {
  const [key = "", ...value] = option.split("=");
  return [
    key.trim(),
    value
      .join("=")
      .trim()
      .replace(/^"(.*)"$/, "$1"),
  ];
}

/** The words of an instruction without its flags and here-documents, in the shell form or the JSON form. */
function wordsOf(instruction: Instruction): string[] {
  const all = instruction.getArguments();
  const document = all.find((argument) => argument.getValue().startsWith("<<"));
  // A here-document's own lines are parsed as arguments too; they begin below the line that opens it.
  const lastLine = document?.getRange().start.line ?? Number.POSITIVE_INFINITY;
  const words = all.filter((argument) => argument.getRange().start.line <= lastLine);
  return (
    jsonWords(instruction) ?? words.map((argument) => argument.getValue().replace(/^(["'])(.*)\1$/, "$2"))
  );
}

function jsonWords(instruction: Instruction): string[] | undefined {
  if (!(instruction instanceof JSONInstruction) || !instruction.getOpeningBracket()) return undefined;
  const raw = instruction.getArgumentsContent() ?? "";
  try {
    const words = JSON.parse(raw.slice(raw.indexOf("["))) as unknown;
    return Array.isArray(words) && words.every((word) => typeof word === "string") ? words : undefined;
  } catch {
    // Docker, too, reads what is not JSON in the shell form.
    return undefined;
  }
}

function portsOf(text: string | undefined): number[] {
  const found = /^(\d+)(?:-(\d+))?(?:\/(?:tcp|udp))?$/i.exec(text ?? "");
  if (!found) return [];
  const from = found[1];
  const to = found.at(2) ?? from;
  return Array.from({ length: Number(to) - Number(from) + 1 }, (_, offset) => Number(from) + offset);
}
