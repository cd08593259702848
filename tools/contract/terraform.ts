/** Runs Terraform with the real AWS provider in a folder of its own, cut off from the user's account. */
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { environmentOf, plugins } from "./plugins";
import { removeFolder, start, temporaryFolder } from "./processes";
import { parseSchema, type ProviderSchema } from "./schema";

export interface Diagnostic {
  readonly severity: "error" | "warning";
  readonly summary: string;
  readonly detail: string;
  /** Of the resource that it is about, where it is about one. */
  readonly address?: string;
}

export interface ResourceChange {
  readonly address: string;
  readonly change: {
    readonly actions: readonly string[];
    readonly before: Readonly<Record<string, unknown>> | null;
    readonly after: Readonly<Record<string, unknown>> | null;
    readonly after_unknown?: Readonly<Record<string, unknown>>;
    readonly replace_paths?: readonly (readonly (string | number)[])[];
  };
}

export interface Outcome {
  readonly exitCode: number;
  readonly diagnostics: readonly Diagnostic[];
  /** Resources that took longest to make or to delete, in words. */
  readonly slowest?: string;
}

export interface TerraformOptions {
  /** Address of a server that answers for all of AWS. @default nobody answers */
  readonly endpoint?: string;
  /** How many operations run at once. @default 30 */
  readonly parallelism?: number;
  /** Called with the number of resources that an apply or destroy has finished. */
  readonly onProgress?: (done: number) => void;
}

/** A configuration in Terraform's JSON. */
export interface Writable {
  readonly terraform: object;
  readonly provider?: object;
  readonly resource?: Readonly<Record<string, Readonly<Record<string, object>>>>;
}

interface Message {
  readonly type: string;
  readonly diagnostic?: RawDiagnostic;
  readonly hook?: { readonly resource?: { readonly addr: string }; readonly elapsed_seconds?: number };
}

interface RawDiagnostic extends Diagnostic {
  readonly range?: { readonly filename: string };
}

export class Terraform {
  readonly folder = temporaryFolder();
  private readonly env: NodeJS.ProcessEnv;

  constructor(private readonly options: TerraformOptions = {}) {
    this.env = environmentOf(this.folder, options.endpoint);
  }

  /**
   * Replaces the configuration. Each resource has a file of its own: Terraform reads a file from its start for every
   * diagnostic, which takes minutes where a thousand of them are in one.
   */
  write({ resource = {}, ...rest }: Writable): void {
    for (const file of readdirSync(this.folder).filter((name) => name.endsWith(".tf.json"))) {
      rmSync(join(this.folder, file));
    }
    this.writeFile("main", rest);
    for (const [type, ofType] of Object.entries(resource)) {
      for (const [label, body] of Object.entries(ofType)) {
        this.writeFile(`${type}.${label}`, { resource: { [type]: { [label]: body } } });
      }
    }
  }

  /** Replaces the state. */
  writeState(state: object): void {
    writeFileSync(join(this.folder, "terraform.tfstate"), JSON.stringify(state));
  }

  /** @throws UserError without Terraform or the provider */
  async init(): Promise<void> {
    const { dataFolder, lockFile } = await plugins();
    this.env.TF_DATA_DIR = dataFolder;
    copyFileSync(lockFile, join(this.folder, ".terraform.lock.hcl"));
  }

  /** The provider's resource types; needs {@link init}. */
  async schema(): Promise<ProviderSchema> {
    const lines: string[] = [];
    const { exitCode, stderr } = await this.run(["providers", "schema", "-json"], (line) => lines.push(line));
    if (exitCode !== 0) throw new Error(`terraform providers schema failed:\n${stderr}`);
    return parseSchema(lines.join("\n"));
  }

  async validate(): Promise<Outcome> {
    const lines: string[] = [];
    const { exitCode, stderr } = await this.run(["validate", "-json"], (line) => lines.push(line));
    if (lines.length === 0) throw new Error(`terraform validate said nothing:\n${stderr}`);
    const { diagnostics } = JSON.parse(lines.join("\n")) as { diagnostics: RawDiagnostic[] };
    return { exitCode, diagnostics: diagnostics.map(located) };
  }

  /** Plans against the state; without `refresh` nobody is asked what exists. */
  plan({ refresh = true }: { readonly refresh?: boolean } = {}): Promise<Outcome> {
    rmSync(join(this.folder, "plan"), { force: true });
    return this.operate(["plan", "-out=plan", ...(refresh ? [] : ["-refresh=false"])]);
  }

  /** What the last {@link plan} would change; nothing when it failed. */
  async changes(): Promise<readonly ResourceChange[]> {
    if (!existsSync(join(this.folder, "plan"))) return [];
    const lines: string[] = [];
    const { exitCode, stderr } = await this.run(["show", "-json", "plan"], (line) => lines.push(line));
    if (exitCode !== 0) throw new Error(`terraform show failed:\n${stderr}`);
    return (JSON.parse(lines.join("\n")) as { resource_changes?: ResourceChange[] }).resource_changes ?? [];
  }

  apply(args: readonly string[] = ["-auto-approve"]): Promise<Outcome> {
    return this.operate(["apply", ...args]);
  }

  /** Destroys all, or one resource and what depends on it; without `refresh` what the state says that there is. */
  destroy({
    refresh = true,
    target,
  }: { readonly refresh?: boolean; readonly target?: string } = {}): Promise<Outcome> {
    const options = [...(refresh ? [] : ["-refresh=false"]), ...(target ? [`-target=${target}`] : [])];
    return this.operate(["destroy", "-auto-approve", ...options]);
  }

  /** Addresses of all resources in the state. */
  stateList(): readonly string[] {
    const file = join(this.folder, "terraform.tfstate");
    if (!existsSync(file)) return [];
    const { resources } = JSON.parse(readFileSync(file, "utf8")) as {
      resources: { readonly mode: string; readonly type: string; readonly name: string }[];
    };
    return resources.map(({ type, name }) => `${type}.${name}`);
  }

  dispose(): void {
    removeFolder(this.folder);
  }

  private writeFile(name: string, content: object): void {
    writeFileSync(join(this.folder, `${name}.tf.json`), JSON.stringify(content, undefined, 1));
  }

  private async operate(args: readonly string[]): Promise<Outcome> {
    const diagnostics: Diagnostic[] = [];
    const seconds = new Map<string, number>();
    const parallelism = `-parallelism=${this.options.parallelism ?? 30}`;
    const [command = "", ...rest] = args;
    const ended = await this.run([command, "-json", "-input=false", parallelism, ...rest], (line) => {
      const message = messageOf(line);
      if (message?.diagnostic) diagnostics.push(located(message.diagnostic));
      if (message?.type !== "apply_complete" || !message.hook?.resource) return;
      seconds.set(message.hook.resource.addr, message.hook.elapsed_seconds ?? 0);
      this.options.onProgress?.(seconds.size);
    });
    if (ended.exitCode !== 0 && diagnostics.length === 0) {
      throw new Error(`terraform ${command} ended with ${ended.exitCode}:\n${ended.stderr}`);
    }
    return { exitCode: ended.exitCode, diagnostics, slowest: slowestOf(seconds) };
  }

  private run(
    args: readonly string[],
    onLine: (line: string) => void,
  ): Promise<{ readonly exitCode: number; readonly stderr: string }> {
    return start("terraform", args, { cwd: this.folder, env: this.env, onLine }).ended;
  }
}

/** Terraform's own complaints about an argument name only the file, which is the resource's. */
function located({ severity, summary, detail, address, range }: RawDiagnostic): Diagnostic {
  const file = range?.filename.replace(/\.tf\.json$/, "");
  const where = address ?? (file?.includes(".") === true ? file : undefined);
  return { severity, summary, detail, ...(where !== undefined && { address: where }) };
}

function slowestOf(seconds: ReadonlyMap<string, number>): string {
  const sorted = [...seconds].sort(([, one], [, other]) => other - one);
  return sorted
    .slice(0, 5)
    .map(([address, taken]) => `${address} ${taken} s`)
    .join(", ");
}

function messageOf(line: string): Message | undefined {
  return line.startsWith("{") ? (JSON.parse(line) as Message) : undefined;
}
