/** A copy of the project that a rehearsal may change: it has the user's program, and none of the user's files. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, isAbsolute, join, relative, resolve, sep } from "node:path";
import { parseDocument, stringify } from "yaml";
import type { Environment } from "../../stacks/environment";
import { NAMESPACE } from "../../stacks/problems";
import { PROGRAM_DIR } from "../plan/programDir";
import type { StackConfig } from "../stackConfig";

/** What makes up the program; `node_modules` is linked. */
const PROGRAM = [
  "Pulumi.yaml",
  "package.json",
  "tsconfig.json",
  "index.ts",
  "components",
  "stacks",
  "docker",
];

/** Never part of an image or of a site, and often large. */
const LEFT_OUT = new Set([
  ".git",
  ".build",
  ".mypy_cache",
  ".pytest_cache",
  ".venv",
  "__pycache__",
  "node_modules",
  "venv",
]);

export interface WorkingCopyOptions {
  /** With stand-ins for the secrets that nobody has set. */
  readonly stackConfig: StackConfig;
  readonly environment: Environment;
}

export class WorkingCopy {
  /** Everything of one rehearsal lies in it. */
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), "harena-rehearsal-")));
  readonly projectDir = join(this.root, "project");
  /** Pulumi's own home: no plugins, no credentials. */
  readonly home = join(this.root, "home");
  /** The folder of the file backend. */
  readonly backend = join(this.root, "state");
  /** The simulated account. */
  readonly account = join(this.root, "account");
  /** Config values without the secrets. */
  readonly config: Record<string, string>;
  readonly secrets: Record<string, string>;
  /** Absolute. */
  readonly app = join(this.projectDir, "app");
  readonly dist: string;

  constructor({ stackConfig, environment }: WorkingCopyOptions) {
    for (const folder of [this.projectDir, this.home, this.backend, this.account]) {
      mkdirSync(folder, { recursive: true });
    }
    const { projectDir, config, secretKeys } = stackConfig;
    for (const name of PROGRAM) {
      const source = join(name === "Pulumi.yaml" ? projectDir : PROGRAM_DIR, name);
      cpSync(source, join(this.projectDir, name), { recursive: true });
    }
    symlinkSync(join(PROGRAM_DIR, "node_modules"), join(this.projectDir, "node_modules"));
    copyTree(resolve(PROGRAM_DIR, config[`${NAMESPACE}:appPath`] ?? ""), this.app);
    this.dist = this.copyDist(config, environment);
    const values = { ...config, [`${NAMESPACE}:appPath`]: basename(this.app) };
    const isSecret = (key: string): boolean => secretKeys.includes(key);
    this.config = Object.fromEntries(Object.entries(values).filter(([key]) => !isSecret(key)));
    this.secrets = Object.fromEntries(Object.entries(values).filter(([key]) => isSecret(key)));
    this.config[`${NAMESPACE}:frontendDist`] = relative(this.app, this.dist).split(sep).join("/");
  }

  /** Writes the stack's file, in plain text: secrets are set through the CLI, which encrypts them. */
  writeConfig(stack: string): void {
    writeFileSync(join(this.projectDir, `Pulumi.${stack}.yaml`), stringify({ config: this.config }));
  }

  /** Changes plain values of the stack's file; what is undefined is taken out. */
  editConfig(stack: string, values: Readonly<Record<string, string | undefined>>): void {
    const file = join(this.projectDir, `Pulumi.${stack}.yaml`);
    const document = parseDocument(readFileSync(file, "utf8"));
    for (const [key, value] of Object.entries(values)) {
      if (value === undefined) document.deleteIn(["config", key]);
      else document.setIn(["config", key], value);
    }
    writeFileSync(file, document.toString());
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  /** Within the copied checkout where it lies in the checkout, though perhaps below a folder that was left out. */
  private copyDist(config: Readonly<Record<string, string>>, environment: Environment): string {
    const source = resolve(PROGRAM_DIR, environment.frontendDist);
    const checkout = resolve(PROGRAM_DIR, config[`${NAMESPACE}:appPath`] ?? "");
    const path = relative(checkout, source);
    const inside = path !== "" && !path.startsWith("..") && !isAbsolute(path);
    const target = inside ? join(this.app, path) : join(this.projectDir, "frontend-dist");
    if (existsSync(source) && !existsSync(target)) cpSync(source, target, { recursive: true });
    return target;
  }
}

function copyTree(from: string, to: string): void {
  if (!existsSync(from)) return;
  const filter = (source: string): boolean => source === from || !LEFT_OUT.has(basename(source));
  cpSync(from, to, { recursive: true, verbatimSymlinks: true, filter });
}

type Exports = Readonly<Record<string, unknown>>;

/**
 * The program as the engine runs it: `index.ts` and what decides what there is are loaded anew each time, as in a new
 * process; components, which keep nothing between two runs, only once.
 */
export function programOf(projectDir: string): () => Promise<Exports> {
  const index = join(projectDir, "index.ts");
  const load = createRequire(index);
  const stacks = join(projectDir, "stacks") + sep;
  return () => {
    for (const file of Object.keys(load.cache)) {
      // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the only way to unload a module
      if (file === index || file.startsWith(stacks)) delete load.cache[file];
    }
    return Promise.resolve({ ...(load(index) as Exports) });
  };
}
