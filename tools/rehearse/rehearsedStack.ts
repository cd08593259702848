/** A stack on the real engine: local state, simulated account, program in this process. */
import { existsSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { Engine } from "../engine/find";
import { shortType } from "../plan/tree";
import { EventLog, nameOf, plainText, typeOf, type Change, type Diagnostic } from "./changes";
import { EngineCommand, EngineFailure, isolated } from "./engineCommand";
import { programOf, type WorkingCopy } from "./workingCopy";

export type Operation = "preview" | "up" | "destroy";

export interface StackOptions {
  readonly name: string;
  readonly project: string;
  readonly engine: Engine;
  readonly copy: WorkingCopy;
  /** What the simulated cloud wants the engine to know. */
  readonly cloudEnv: Readonly<Record<string, string>>;
  /** Folder with the program that serves the policy pack, for the PATH; no policies without it. */
  readonly policies?: { readonly pack: string; readonly bin: string; readonly settings: string };
  /**
   * Whether the engine writes its state down after every resource, which is three quarters of its work; needed only by
   * what looks at an engine that was killed. @default false: once, at the end
   */
  readonly checkpoints?: boolean;
}

/** How an operation went. */
export interface Outcome {
  readonly operation: Operation;
  readonly succeeded: boolean;
  readonly changes: readonly Change[];
  readonly log: EventLog;
  /** What the engine said of its failure, whole, without what says nothing; empty when it succeeded. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  readonly violations: readonly string[];
  /** Wall-clock. */
  readonly seconds: number;
  readonly phases: Phases;
}

/** Seconds of the wall clock. */
export interface Phases {
  /** Until the engine's first event. */
  readonly start: number;
  /** From there until the last resource was done. */
  readonly resources: number;
  /** What the CLI does afterwards. */
  readonly end: number;
}

/** A resource as the engine's state has it. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly custom: boolean;
  readonly id?: string;
  readonly delete?: boolean;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly protect?: boolean;
  readonly [key: string]: unknown;
}

export interface State {
  readonly resources: readonly StateResource[];
  /** Operations of which the engine does not know how they ended. */
  readonly pending: readonly { readonly type: string; readonly resource: StateResource }[];
}

export const PASSPHRASE = "rehearsal";

/** How many operations the engine has under way at most: more than a stack ever has, whatever this machine's cores. */
const PARALLEL = 64;

export class RehearsedStack {
  private constructor(
    private readonly options: StackOptions,
    private readonly stack: pulumi.automation.Stack,
    private readonly command: EngineCommand,
  ) {}

  /** Makes the stack in its own backend, with the config of the working copy. */
  static async create(options: StackOptions): Promise<RehearsedStack> {
    const { copy, engine, name } = options;
    const env = isolated(process.env, engineEnv(options));
    const command = new EngineCommand(engine.path, engine.version, env);
    copy.writeConfig(name);
    const workspace = await pulumi.automation.LocalWorkspace.create({
      workDir: copy.projectDir,
      pulumiHome: copy.home,
      program: programOf(copy.projectDir),
      // Its method `run` is called, which the public type leaves out, and its version is printed.
      pulumiCommand: command as unknown as pulumi.automation.PulumiCommand,
    });
    const stack = await pulumi.automation.Stack.create(name, workspace);
    const made = new RehearsedStack(options, stack, command);
    await made.setSecrets(copy.secrets);
    return made;
  }

  /** Stores config values, encrypted. */
  async setSecrets(values: Readonly<Record<string, string>>): Promise<void> {
    const entries = Object.entries(values).map(([key, value]) => [key, { value, secret: true }] as const);
    if (entries.length > 0) await this.stack.setAllConfig(Object.fromEntries(entries));
  }

  /** Sets plain values; those that are undefined are taken out. */
  setConfig(values: Readonly<Record<string, string | undefined>>): void {
    this.options.copy.editConfig(this.options.name, values);
  }

  /** @param onEvent told after each event of the engine */
  async run(operation: Operation, onEvent: (log: EventLog) => void = () => undefined): Promise<Outcome> {
    const log = new EventLog(operation === "preview");
    const started = Date.now();
    const { policies } = this.options;
    const options = {
      color: "never",
      parallel: PARALLEL,
      suppressProgress: true,
      ...(policies &&
        operation !== "destroy" && { policyPacks: [policies.pack], policyPackConfigs: [policies.settings] }),
      onEvent: (event: pulumi.automation.EngineEvent) => {
        log.add(event);
        onEvent(log);
      },
    } as const;
    const failure = await this.inProject(() => this.perform(operation, options));
    return outcome(operation, log, failure, started);
  }

  /** Asks the engine to stop as soon as what is under way has ended; a second time at once. */
  interrupt(): void {
    this.command.signal("SIGINT");
  }

  /** Ends the engine where it is. */
  kill(): void {
    this.command.signal("SIGKILL");
  }

  /** Runs another command of the CLI on this stack, as a user would. */
  async cli(...args: readonly string[]): Promise<string> {
    const { projectDir } = this.options.copy;
    return (await this.command.run([...args, "--stack", this.options.name], projectDir, {})).stdout;
  }

  /** What the engine holds to be there, as the file backend has it. */
  state(): State {
    const { copy, project, name } = this.options;
    const file = join(copy.backend, ".pulumi", "stacks", project, `${name}.json`);
    if (!existsSync(file)) return { resources: [], pending: [] };
    const { checkpoint } = JSON.parse(readFileSync(file, "utf8")) as { checkpoint: Checkpoint };
    const { resources = [], pending_operations: pending = [] } = checkpoint.latest ?? {};
    return { resources, pending };
  }

  private async perform(
    operation: Operation,
    options: Parameters<pulumi.automation.Stack["up"]>[0],
  ): Promise<EngineFailure | undefined> {
    try {
      if (operation === "preview") await this.stack.preview(options);
      else if (operation === "up") await this.stack.up(options);
      else await this.stack.destroy(options);
      return undefined;
    } catch (fault) {
      if (fault instanceof EngineFailure) return fault;
      throw fault;
    }
  }

  /** Paths are relative to the project, where Pulumi's CLI runs the program, too. */
  private async inProject<T>(body: () => Promise<T>): Promise<T> {
    const before = process.cwd();
    process.chdir(this.options.copy.projectDir);
    try {
      return await body();
    } finally {
      process.chdir(before);
    }
  }
}

interface Checkpoint {
  readonly latest?: {
    readonly resources?: readonly StateResource[];
    readonly pending_operations?: State["pending"];
  };
}

/**
 * A folder as a backend. Beside each state the backend writes a file of attributes that nobody reads, which a killed
 * engine may leave empty: then the state cannot be loaded. So it writes none.
 */
export function backendUrl(folder: string): string {
  return `file://${folder}?metadata=skip`;
}

/** Nothing of the user's Pulumi; what the user must set to look at a stack that was kept. */
export function stackEnv(copy: Pick<WorkingCopy, "home" | "backend">): Readonly<Record<string, string>> {
  return {
    PULUMI_HOME: copy.home,
    PULUMI_BACKEND_URL: backendUrl(copy.backend),
    PULUMI_CONFIG_PASSPHRASE: PASSPHRASE,
  };
}

function engineEnv({
  copy,
  engine,
  cloudEnv,
  policies,
  checkpoints = false,
}: StackOptions): Readonly<Record<string, string>> {
  const { PATH = "" } = process.env;
  const folders = [...(policies ? [policies.bin] : []), dirname(engine.path), PATH];
  return {
    ...stackEnv(copy),
    ...cloudEnv,
    PATH: folders.join(delimiter),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_AUTOMATION_API: "true",
    PULUMI_DEBUG_COMMANDS: "true",
    // All that is needed is there; a plugin that is not must be an error, not a download.
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
    ...(!checkpoints && { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" }),
    NO_COLOR: "1",
    // It lives for seconds: memory is cheaper than collecting it.
    GOGC: "400",
  };
}

function outcome(
  operation: Operation,
  log: EventLog,
  failure: EngineFailure | undefined,
  started: number,
): Outcome {
  const ended = Date.now();
  const first = log.firstEvent ?? ended;
  const last = Math.max(first, log.lastStep ?? first);
  const seconds = (from: number, to: number): number => (to - from) / 1000;
  return {
    operation,
    succeeded: failure === undefined,
    changes: log.changes,
    log,
    errors: failure ? errorsOf(log.diagnostics, failure) : [],
    warnings: messages(log.diagnostics, "warning"),
    violations: log.violations,
    seconds: seconds(started, ended),
    phases: { start: seconds(started, first), resources: seconds(first, last), end: seconds(last, ended) },
  };
}

/** What is said of every failure, and of plugins that are where they should be. */
const NOISE = [
  /^(update|preview|destroy) failed$/,
  /^resource plugin .* (is expected|from \$PATH)/,
  /^using pulumi-\S+ from \$PATH/,
];

/** What the SDK puts before the error of a program that failed. */
const PREFIXES = /^(?:error: |warning: |Unhandled exception: |Error: |error serializing property "[^"]*": )+/;

/** Each with the resource that it is about in front, as the CLI groups them. */
function messages(diagnostics: readonly Diagnostic[], severity: Diagnostic["severity"]): string[] {
  const told = diagnostics
    .filter((one) => one.severity === severity)
    .map(({ urn, message }) => ({ urn, text: message.replace(PREFIXES, "").trim() }))
    .filter(({ text }) => !NOISE.some((noise) => noise.test(text)))
    .map(({ urn, text }) =>
      urn === undefined || typeOf(urn) === "pulumi:pulumi:Stack"
        ? text
        : `${shortType(typeOf(urn))} ${nameOf(urn)}: ${text}`,
    );
  return [...new Set(told)];
}

/** The engine's own errors; what the CLI printed where it did not get as far as the engine. */
function errorsOf(diagnostics: readonly Diagnostic[], { stderr, stdout, message }: EngineFailure): string[] {
  const told = messages(diagnostics, "error");
  if (told.length > 0) return told;
  const printed = plainText(stderr.trim() === "" ? stdout : stderr).trim();
  return [printed === "" ? message : printed];
}
