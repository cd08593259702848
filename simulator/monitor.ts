/**
 * The seams of Pulumi's Node.js runtime that its public mocks lack: the parent and options of a
 * registration, URNs as the real engine writes them, the outputs that components register, and logs.
 */
import * as pulumi from "@pulumi/pulumi";
import type { RecordedLog, RecordedOptions } from "./session";
import type { Props } from "./model";
import { fromWire } from "./wire";

export interface RegisterRequest {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly parent: string;
  readonly custom: boolean;
  readonly provider: string;
  /** What the program gave, see {@link fromWire}. */
  readonly inputs: Props;
  /** Explicit providers of a remote component, by package. */
  readonly providers: Readonly<Record<string, string>>;
  readonly options: RecordedOptions;
}

interface WireMap<T> {
  forEach(visit: (value: T, key: string) => void): void;
}

interface WireAlias {
  toObject(): { urn: string; spec?: Readonly<Record<string, string | boolean>> };
}

/** The getters of `pulumirpc.RegisterResourceRequest` that are read here. */
interface WireRequest {
  getType(): string;
  getName(): string;
  getParent(): string;
  getCustom(): boolean;
  getProvider(): string;
  getObject(): { toJavaScript(): Props } | undefined;
  getDependenciesList(): string[];
  getPropertydependenciesMap(): WireMap<{ getUrnsList(): string[] }>;
  getProvidersMap(): WireMap<string>;
  getProtect(): boolean;
  getIgnorechangesList(): string[];
  getReplaceonchangesList(): string[];
  getDeletebeforereplace(): boolean;
  getDeletebeforereplacedefined(): boolean;
  getRetainondelete(): boolean;
  getAliasesList(): WireAlias[];
  getAdditionalsecretoutputsList(): string[];
  getCustomtimeouts(): { getCreate(): string; getUpdate(): string; getDelete(): string } | undefined;
}

interface WireOutputs {
  getUrn(): string;
  getOutputs(): { toJavaScript(): Props } | undefined;
}

/** What is replaced on Pulumi's `MockMonitor`. */
interface Monitor {
  newUrn(parent: string, type: string, name: string): string;
  registerResource(request: WireRequest, callback: unknown): Promise<void>;
  registerResourceOutputs(request: WireOutputs, callback: unknown): void;
}

interface Hooks {
  /** Called right before the mocks' `newResource` of the same resource. */
  readonly onRegister: (request: RegisterRequest) => void;
  readonly onOutputs: (urn: string, outputs: Props) => void;
}

/** Hooks into the mock monitor that `setMocks` has just installed. */
export function patchMonitor(hooks: Hooks): void {
  const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
  const register = monitor.registerResource.bind(monitor);
  const registerOutputs = monitor.registerResourceOutputs.bind(monitor);
  monitor.newUrn = newUrn;
  monitor.registerResource = (request, callback) => {
    hooks.onRegister(readRequest(request));
    return register(request, callback);
  };
  monitor.registerResourceOutputs = (request, callback) => {
    hooks.onOutputs(request.getUrn(), fromWire(request.getOutputs()?.toJavaScript() ?? {}) as Props);
    registerOutputs(request, callback);
  };
}

/** The engine's rule: the types of all component parents but the stack, joined with `$`. */
function newUrn(parent: string, type: string, name: string): string {
  const parentType = parent.split("::")[2] ?? "";
  const qualified = parentType && parentType !== "pulumi:pulumi:Stack" ? `${parentType}$${type}` : type;
  return ["urn:pulumi:" + pulumi.getStack(), pulumi.getProject(), qualified, name].join("::");
}

function readRequest(request: WireRequest): RegisterRequest {
  const providers: Record<string, string> = {};
  request.getProvidersMap().forEach((reference, name) => (providers[name] = reference));
  return {
    urn: newUrn(request.getParent(), request.getType(), request.getName()),
    type: request.getType(),
    name: request.getName(),
    parent: request.getParent(),
    custom: request.getCustom(),
    provider: request.getProvider(),
    providers,
    options: readOptions(request),
    inputs: fromWire(request.getObject()?.toJavaScript() ?? {}) as Props,
  };
}

function readOptions(request: WireRequest): RecordedOptions {
  const propertyDependencies: Record<string, string[]> = {};
  request.getPropertydependenciesMap().forEach((urns, property) => {
    if (urns.getUrnsList().length > 0) propertyDependencies[property] = urns.getUrnsList();
  });
  const timeouts = request.getCustomtimeouts();
  const customTimeouts = {
    ...(timeouts?.getCreate() && { create: timeouts.getCreate() }),
    ...(timeouts?.getUpdate() && { update: timeouts.getUpdate() }),
    ...(timeouts?.getDelete() && { delete: timeouts.getDelete() }),
  };
  return {
    dependsOn: request.getDependenciesList(),
    propertyDependencies,
    protect: request.getProtect(),
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
    ...(request.getDeletebeforereplacedefined() && { deleteBeforeReplace: request.getDeletebeforereplace() }),
    retainOnDelete: request.getRetainondelete(),
    aliases: request.getAliasesList().map(readAlias),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    ...(Object.keys(customTimeouts).length > 0 && { customTimeouts }),
    provider: request.getProvider(),
  };
}

function readAlias(alias: WireAlias): RecordedOptions["aliases"][number] {
  const { urn, spec = {} } = alias.toObject();
  if (urn) return urn;
  return Object.fromEntries(Object.entries(spec).filter(([, value]) => Boolean(value)));
}

interface LogRequest {
  getSeverity(): number;
  getMessage(): string;
  getUrn(): string;
}

interface Store {
  readonly settings: { engine: unknown };
}

interface SettingsModule {
  waitForRPCs(): Promise<void>;
}

interface StateModule {
  withLocalStorage<T>(body: () => T): T;
  getStore(): Store;
}

// Not in the package's public types; the Automation API isolates inline programs with the same store.
// eslint-disable-next-line @typescript-eslint/no-require-imports -- an untyped internal module
const state = require("@pulumi/pulumi/runtime/state") as StateModule;

// eslint-disable-next-line @typescript-eslint/no-require-imports -- `waitForRPCs` is left out of the types
const settings = require("@pulumi/pulumi/runtime/settings") as SettingsModule;

/** Resolves when no registration is under way. */
export function waitForRegistrations(): Promise<void> {
  return settings.waitForRPCs();
}

interface DebuggableModule {
  debuggablePromise: <T>(promise: Promise<T>, context: string) => Promise<T>;
}

// eslint-disable-next-line @typescript-eslint/no-require-imports -- an untyped internal module
const debuggable = require("@pulumi/pulumi/runtime/debuggable") as DebuggableModule;
const watched = debuggable.debuggablePromise;
const simulated = new WeakSet<Store>();

// Pulumi keeps a stack trace of each of its promises and reports those left over when the process ends.
// In a simulation that is most of the run's time, and noise once a program was abandoned.
debuggable.debuggablePromise = (promise, context) =>
  simulated.has(state.getStore()) ? promise : watched(promise, context);

/** Runs `body` with a Pulumi runtime of its own, so that several programs can run in one process. */
export function inOwnStore<T>(body: () => T): T {
  return state.withLocalStorage(() => {
    simulated.add(state.getStore());
    return body();
  });
}

const SEVERITIES: readonly RecordedLog["severity"][] = ["debug", "info", "warning", "error"];

/** Sends the program's log messages to `onLog` instead of the console. */
export function engineOf(
  onLog: (severity: RecordedLog["severity"], message: string, urn: string) => void,
): void {
  state.getStore().settings.engine = {
    log(request: LogRequest, done: () => void): void {
      onLog(SEVERITIES[request.getSeverity()] ?? "info", request.getMessage(), request.getUrn());
      done();
    },
    setRootResource(_request: unknown, done: (error: null) => void): void {
      done(null);
    },
  };
}
