/**
 * Runs a Pulumi program in this process on the simulated account, through Pulumi's own mock monitor,
 * and records everything that it registered.
 */
import * as pulumi from "@pulumi/pulumi";
import { Account } from "./account";
import { engineOf, inOwnStore, patchMonitor, type RegisterRequest } from "./monitor";
import type { Place, Props, Refusal } from "./model";
import { createResource, defaultTagsOf } from "./provision";
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
  readonly id: string;
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
  readonly aliases: readonly string[];
  readonly customTimeouts?: { readonly create: string; readonly update: string; readonly delete: string };
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

/** Runs `program` as a Pulumi program and tells what it registered; never throws for the program's faults. */
export async function simulate(options: SimulationOptions, program: () => unknown): Promise<Simulation> {
  const session = new Session(options);
  return inOwnStore(() => session.run(program));
}

class Session {
  private readonly resources: RecordedResource[] = [];
  private readonly byUrn = new Map<string, RecordedResource>();
  private readonly invokes: RecordedInvoke[] = [];
  private readonly logs: RecordedLog[] = [];
  private readonly refusals: Refusal[] = [];
  private readonly account: Account;
  private outputs: Props = {};

  constructor(private readonly options: SimulationOptions) {
    this.account = options.account ?? new Account();
  }

  async run(program: () => unknown): Promise<Simulation> {
    const { project = "harena", stack = "dev", config = {}, secretKeys = [], preview = false } = this.options;
    let request: RegisterRequest | undefined;
    await pulumi.runtime.setMocks(
      {
        newResource: (args) => this.register(args, request),
        call: (args) => this.invoke(args),
      },
      project,
      stack,
      preview,
    );
    patchMonitor({
      onRegister: (next) => (request = next),
      onOutputs: (urn, outputs) => this.registerOutputs(urn, outputs),
    });
    engineOf((severity, message, urn) => this.logs.push({ severity, message, urn }));
    pulumi.runtime.setAllConfig({ ...config }, [...secretKeys]);
    const error = await this.execute(program);
    return {
      resources: this.resources,
      outputs: this.outputs,
      invokes: this.invokes,
      logs: this.logs,
      refusals: this.refusals,
      account: this.account,
      ...(error && { error }),
    };
  }

  /** A fault inside an Output surfaces as a rejection that nobody awaits: it is the program's fault too. */
  private async execute(program: () => unknown): Promise<Error | undefined> {
    const faults: Error[] = [];
    const onFault = (fault: unknown): void => {
      faults.push(fault instanceof Error ? fault : new Error(String(fault)));
    };
    process.on("unhandledRejection", onFault);
    try {
      await pulumi.runtime.runInPulumiStack(async () => program() as Promise<Record<string, unknown>>);
      await new Promise(setImmediate);
    } catch (fault) {
      onFault(fault);
    } finally {
      process.off("unhandledRejection", onFault);
    }
    return faults[0];
  }

  private place(request: RegisterRequest, inputs: Props): Place {
    const provider = this.byUrn.get(request.provider.split("::").slice(0, -1).join("::"));
    const settings = provider?.outputs ?? {};
    const region = inputs.region ?? settings.region ?? this.options.config?.["aws:region"] ?? "us-east-1";
    return {
      urn: request.urn,
      name: request.name,
      accountId: this.account.id,
      region: String(region),
      partition: "aws",
      defaultTags: defaultTagsOf(settings),
    };
  }

  private async register(
    args: pulumi.runtime.MockResourceArgs,
    request: RegisterRequest | undefined,
  ): Promise<pulumi.runtime.MockResourceResult> {
    if (request?.type !== args.type || request.name !== args.name) {
      throw new Error(`${args.type} ${args.name} was read, not registered: the simulator has no answer`);
    }
    const inputs = fromWire(args.inputs as Props) as Props;
    const plain = revealAll(inputs) as Props;
    const record: RecordedResource = {
      urn: request.urn,
      type: args.type,
      name: args.name,
      ...(request.parent && { parent: request.parent }),
      custom: request.custom,
      id: "",
      inputs,
      outputs: inputs,
      options: request.options,
    };
    this.resources.push(record);
    this.byUrn.set(record.urn, record);
    if (isRemote(args.type)) {
      return { id: "", state: await expandRemote(args.type, args.name, plain, request.urn) };
    }
    if (!request.custom) return { id: "", state: {} };
    const created = createResource(args.type, plain, this.place(request, plain), this.account, (refusal) =>
      this.refusals.push(refusal),
    );
    Object.assign(record, { id: created.id, outputs: created.mask(inputs) });
    return { id: created.id, state: created.state(inputs) };
  }

  private invoke(args: pulumi.runtime.MockCallArgs): Props {
    const inputs = revealAll(fromWire(args.inputs as Props)) as Props;
    this.invokes.push({ token: args.token, args: inputs });
    const region = inputs.region ?? this.options.config?.["aws:region"] ?? "us-east-1";
    return findInvoke(args.token).answer(
      inputs,
      { accountId: this.account.id, region: String(region), partition: "aws", defaultTags: {} },
      this.account,
    );
  }

  private registerOutputs(urn: string, outputs: Props): void {
    const record = this.byUrn.get(urn);
    if (!record) return;
    record.registeredOutputs = outputs;
    if (record.type === "pulumi:pulumi:Stack") this.outputs = outputs;
  }
}

/** For messages and tests: the value behind a possible secret. */
export function reveal(value: unknown): unknown {
  return value instanceof SecretValue ? value.reveal() : value;
}
