/**
 * Runs a Pulumi program in this process on the simulated account, through Pulumi's own mock monitor,
 * and records everything that it registered.
 */
import * as pulumi from "@pulumi/pulumi";
import { Account } from "./account";
import { engineOf, inOwnStore, patchMonitor, type RegisterRequest } from "./monitor";
import type { Place, Props, Refusal } from "./model";
import { createResource, defaultTagsOf } from "./provision";
import { asError, runToEnd } from "./program";
import { findInvoke } from "./registry";
import { expandRemote, isRemote } from "./remote";
import { revealAll, SecretValue } from "./secret";
import { fromWire } from "./wire";

export interface SimulationOptions {
  /** Pulumi project name. @default "harena" */
  readonly project?: string;
  /** Stack name. @default "dev" */
  readonly stack?: string;
  /** The stack's config, with full keys (`harena:domain`, `aws:region`). */
  readonly config?: Readonly<Record<string, string>>;
  /** The config keys whose values are secret. */
  readonly secretKeys?: readonly string[];
  /** The account to run against. @default an empty account */
  readonly account?: Account;
  /** True to answer as in `pulumi preview` (`pulumi.runtime.isDryRun()`). @default false */
  readonly preview?: boolean;
}

/** A resource as the program registered it. */
export interface RecordedResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** URN of the parent; absent for the stack itself. */
  readonly parent?: string;
  readonly custom: boolean;
  id: string;
  /** As the program gave them; secrets are {@link SecretValue}s. */
  readonly inputs: Props;
  /** Inputs, defaults and computed properties; secrets are {@link SecretValue}s. */
  outputs: Props;
  readonly options: RecordedOptions;
  /** For components: what was given to `registerOutputs`; undefined when it was never called. */
  registeredOutputs?: Props;
}

export interface RecordedOptions {
  readonly dependsOn: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  readonly protect: boolean;
  readonly ignoreChanges: readonly string[];
  readonly replaceOnChanges: readonly string[];
  readonly deleteBeforeReplace?: boolean;
  readonly retainOnDelete: boolean;
  /** URNs, or the parts in which the old identity differs (`name`, `type`, `parenturn` …). */
  readonly aliases: readonly (string | Readonly<Record<string, string | boolean>>)[];
  readonly additionalSecretOutputs: readonly string[];
  readonly customTimeouts?: { readonly create?: string; readonly update?: string; readonly delete?: string };
  /** `URN::id` of an explicit provider resource; empty for the default provider. */
  readonly provider: string;
}

export interface RecordedInvoke {
  readonly token: string;
  readonly args: Props;
}

export interface RecordedLog {
  readonly severity: "debug" | "info" | "warning" | "error";
  readonly message: string;
  readonly urn: string;
}

export interface Simulation {
  /** In registration order; the stack itself first. */
  readonly resources: readonly RecordedResource[];
  /** Stack outputs; secrets are {@link SecretValue}s. */
  readonly outputs: Props;
  readonly invokes: readonly RecordedInvoke[];
  readonly logs: readonly RecordedLog[];
  /** What the provider or AWS would have refused; empty for a plan that can be deployed. */
  readonly refusals: readonly Refusal[];
  /** What the program threw, if it did. */
  readonly error?: Error;
  readonly account: Account;
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Runs `program` as a Pulumi program and tells what it registered; never throws for the program's
 * faults. Simulations of one process queue up: parts of Pulumi's runtime are global to the process.
 */
export function simulate(options: SimulationOptions, program: () => unknown): Promise<Simulation> {
  const run = last.then(() => inOwnStore(() => new Session(options).run(program)));
  last = run.catch(() => undefined);
  return run;
}

class Session {
  private readonly resources: RecordedResource[] = [];
  private readonly byUrn = new Map<string, RecordedResource>();
  private readonly invokes: RecordedInvoke[] = [];
  private readonly logs: RecordedLog[] = [];
  private readonly refusals: Refusal[] = [];
  private readonly account: Account;
  private outputs: Props = {};
  /** What the simulator itself could not answer; everything after it is void. */
  private fault?: Error;

  constructor(private readonly options: SimulationOptions) {
    this.account = options.account ?? new Account();
  }

  async run(program: () => unknown): Promise<Simulation> {
    const { project = "harena", stack = "dev", config = {}, secretKeys = [], preview = false } = this.options;
    let request: RegisterRequest | undefined;
    await pulumi.runtime.setMocks(
      {
        newResource: (args) => {
          const current = request;
          request = undefined;
          return this.guard(() => this.register(args, current));
        },
        call: (args) => this.guard(async () => Promise.resolve(this.invoke(args))),
      },
      project,
      stack,
      preview,
    );
    patchMonitor({
      onRegister: (next) => (request = next),
      onOutputs: (urn, outputs) => {
        this.registerOutputs(urn, outputs);
      },
    });
    engineOf((severity, message, urn) => {
      if (severity !== "debug") this.logs.push({ severity, message, urn });
    });
    pulumi.runtime.setAllConfig({ ...config }, [...secretKeys]);
    const error = await runToEnd(program, () => this.resources.length + this.invokes.length);
    // Whatever an abandoned program still does is void.
    const ended = this.fault ?? error;
    this.fault = ended ?? new Error("the simulation is over");
    return {
      resources: this.resources,
      outputs: this.outputs,
      invokes: this.invokes,
      logs: this.logs,
      refusals: this.refusals,
      account: this.account,
      ...(ended && { error: ended }),
    };
  }

  /** Remembers the first fault of the simulator's own and refuses everything after it. */
  private async guard<T>(answer: () => Promise<T>): Promise<T> {
    if (this.fault) throw this.fault;
    try {
      return await answer();
    } catch (fault) {
      this.fault ??= asError(fault);
      throw fault;
    }
  }

  /** `reference` is `URN::id` of an explicit provider; the default provider follows the config. */
  private place(urn: string, name: string, reference: string, inputs: Props): Place {
    const provider = this.byUrn.get(reference.split("::").slice(0, -1).join("::"));
    const { config = {} } = this.options;
    const settings = provider
      ? (revealAll(provider.outputs) as Props)
      : { region: config["aws:region"], defaultTags: config["aws:defaultTags"] };
    return {
      urn,
      name,
      accountId: this.account.id,
      region: regionOf(inputs, settings, { region: config["aws:region"] }),
      partition: "aws",
      defaultTags: defaultTagsOf(settings),
    };
  }

  private async register(
    args: pulumi.runtime.MockResourceArgs,
    request: RegisterRequest | undefined,
  ): Promise<pulumi.runtime.MockResourceResult> {
    if (request?.type !== args.type || request.name !== args.name) {
      throw new Error(`${args.type} ${args.name} is read, not registered: the simulator has no answer`);
    }
    if (this.byUrn.has(request.urn)) {
      throw new Error(`Duplicate resource URN '${request.urn}'; try giving it a unique name`);
    }
    const { inputs } = request;
    const record: RecordedResource = { ...recordOf(request), inputs, outputs: inputs };
    this.resources.push(record);
    this.byUrn.set(record.urn, record);
    const plain = revealAll(inputs) as Props;
    if (isRemote(args.type)) {
      const state = await expandRemote(args.type, args.name, plain, {
        urn: request.urn,
        ...(request.providers.aws && { awsProvider: request.providers.aws }),
        ...(request.options.protect && { protect: true }),
      });
      return { id: "", state };
    }
    if (!request.custom) return { id: "", state: {} };
    const place = this.place(request.urn, request.name, request.provider, plain);
    const created = createResource(args.type, inputs, place, this.account, (refusal) =>
      this.refusals.push(refusal),
    );
    const secrets = request.options.additionalSecretOutputs;
    record.id = created.id;
    record.outputs = created.mask(secrets);
    return { id: created.id, state: created.state(secrets) };
  }

  private invoke(args: pulumi.runtime.MockCallArgs): Props {
    const given = fromWire(args.inputs as Props) as Props;
    this.invokes.push({ token: args.token, args: given });
    const inputs = revealAll(given) as Props;
    const place = this.place("", "", args.provider ?? "", inputs);
    return findInvoke(args.token).answer(inputs, place, this.account);
  }

  private registerOutputs(urn: string, outputs: Props): void {
    const record = this.byUrn.get(urn);
    if (!record) return;
    record.registeredOutputs = outputs;
    if (record.type === "pulumi:pulumi:Stack") this.outputs = outputs;
  }
}

/** The first region named; the AWS SDKs' own default otherwise. */
function regionOf(...settings: readonly Props[]): string {
  const named = settings.map(({ region }) => region).find((region) => typeof region === "string");
  return typeof named === "string" ? named : "us-east-1";
}

function recordOf(request: RegisterRequest): Omit<RecordedResource, "inputs" | "outputs"> {
  return {
    urn: request.urn,
    type: request.type,
    name: request.name,
    ...(request.parent && { parent: request.parent }),
    custom: request.custom,
    id: "",
    options: request.options,
  };
}

/** For messages and tests: the value behind a possible secret. */
export function reveal(value: unknown): unknown {
  return value instanceof SecretValue ? value.reveal() : value;
}
