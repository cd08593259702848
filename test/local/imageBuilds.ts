/** Builds of the example application's images for the tests: from a copy of its checkout, and what each build had to do. */
import assert from "node:assert/strict";
import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findEngine, type Engine } from "../../tools/local/engine";
import { PROGRAM_DIR } from "../../tools/plan/programDir";
import { run, temporaryFolder } from "./ending";
import { BUILD_OPTIONS, docker, MARK } from "./support";

export const COMMON_DOCKERFILE = join(PROGRAM_DIR, "docker/service.Dockerfile");
export const NAMES = ["user_service", "search_service", "conversation_service"] as const;
export type Name = (typeof NAMES)[number];

/** Where people keep secrets, and where no image may have them from. */
export const SECRET_PLACES = [
  ".env",
  "user_service/.env",
  "search_service/.env.production",
  "harena_common/api.key",
] as const;

export interface BuildOptions {
  /** @default the service's own */
  readonly dockerfile?: string;
  readonly context?: string;
  /** The builder that Docker had before BuildKit. */
  readonly classic?: boolean;
  readonly extra?: readonly string[];
}

/** What a build did. */
export interface Built {
  readonly code: number;
  readonly text: string;
  readonly seconds: number;
  /** Its steps that the cache did not have. */
  readonly ran: readonly string[];
}

export class Workshop {
  private readonly images = new Set<string>();

  private constructor(
    readonly engine: Engine,
    readonly folder: string,
    /** Copy of the application's checkout, with the recommended ignore file and secrets in it. */
    readonly checkout: string,
    /** Beginning of its images' names. */
    private readonly prefix: string,
  ) {}

  static async open(prefix: string): Promise<Workshop> {
    const folder = temporaryFolder();
    const checkout = join(folder, "app");
    cpSync(join(PROGRAM_DIR, "examples/app"), checkout, {
      recursive: true,
      filter: (path) => !/harena_front|__pycache__|\.pytest_cache|\.venv/.test(path),
    });
    cpSync(join(PROGRAM_DIR, "docker/recommended.dockerignore"), join(checkout, ".dockerignore"));
    for (const place of SECRET_PLACES) writeFileSync(join(checkout, place), `SECRET_KEY=${MARK}-${place}\n`);
    return new Workshop(await findEngine(run, process.env), folder, checkout, prefix);
  }

  /** As `up` builds, and a build that fails fails the test. */
  async build(name: Name, options: BuildOptions = {}): Promise<Built> {
    const built = await this.tryBuild(name, options);
    assert.equal(built.code, 0, built.text.slice(-2000));
    this.images.add(await docker("inspect", "--format", "{{.Id}}", this.tagOf(name)));
    return built;
  }

  async tryBuild(name: Name, options: BuildOptions = {}): Promise<Built> {
    const classic = options.classic === true || !this.engine.buildKit;
    const own = name === "user_service";
    const file = options.dockerfile ?? (own ? join(this.checkout, name, "Dockerfile") : COMMON_DOCKERFILE);
    const common = ["--build-arg", `SERVICE=${name}`, "--build-arg", `HEALTH_PATH=${healthPath(name)}`];
    const args = [
      "build",
      ...(classic ? [] : ["--progress=plain"]),
      ...["--file", file, "--tag", this.tagOf(name)],
      ...(own ? [] : common),
      ...BUILD_OPTIONS,
      ...(options.extra ?? []),
    ];
    const start = Date.now();
    const { code, stdout, stderr } = await run.capture(
      "docker",
      [...args, options.context ?? this.checkout],
      { env: { DOCKER_BUILDKIT: classic ? "0" : "1" } },
    );
    const text = stdout + stderr;
    const ran = classic ? classicSteps(text) : steps(text);
    return { code, text, seconds: (Date.now() - start) / 1000, ran };
  }

  tagOf(name: Name): string {
    return `${this.prefix}/${name}`;
  }

  async layersOf(name: Name): Promise<string[]> {
    const layers = await docker("inspect", "--format", "{{json .RootFS.Layers}}", this.tagOf(name));
    return JSON.parse(layers) as string[];
  }

  /** Removes all images that were built; the builder's cache stays, which is what makes the next run short. */
  async close(): Promise<void> {
    if (this.images.size > 0) await run.capture("docker", ["image", "rm", "--force", ...this.images]);
  }
}

function healthPath(name: Name): string {
  return `/api/v1/${name.replace("_service", "")}/health`;
}

/** The steps of BuildKit's plain progress that did something, by their instructions. */
function steps(text: string): string[] {
  const named = [...text.matchAll(/^#(\d+) \[(?!internal)[^\]]*\d+\/\d+\] ([^\n]*)/gm)];
  const cached = new Set([...text.matchAll(/^#(\d+) CACHED/gm)].map(([, number]) => number));
  const ran = named.filter(([, number, step = ""]) => !cached.has(number) && !step.startsWith("FROM "));
  return [...new Set(ran.map(([, , step = ""]) => step))];
}

function classicSteps(text: string): string[] {
  const parts = text.split(/^Step \d+\/\d+ : /m).slice(1);
  const ran = parts.filter((part) => /^(RUN|COPY|ADD)/.test(part) && !part.includes("Using cache"));
  return ran.map((part) => part.split("\n")[0] ?? "");
}
