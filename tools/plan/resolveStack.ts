/** From a stack's files to the environment that a plan shows, whether or not its secrets are there. */
import { resolveEnvironment, withStandIns, type Problem } from "../../stacks/config";
import type { CatalogueEntry, Environment, SecretName } from "../../stacks/environment";
import { NAMESPACE } from "../../stacks/problems";
import { secretCatalogue } from "../../stacks/services";
import { readStackConfig, type StackConfig } from "../stackConfig";
import { PROGRAM_DIR } from "./programDir";

export interface StackRequest {
  /** The folder that holds `Pulumi.yaml` and the stacks' files. @default this project's */
  readonly projectDir?: string;
  readonly stack: string;
  /** Config values that replace the file's; a key without a colon is one of `harena:`. */
  readonly overrides?: Readonly<Record<string, string>>;
  /** Keys of overrides whose values are secret, beside the names of secrets. */
  readonly secretKeys?: readonly string[];
  /** @default the release's */
  readonly catalogue?: readonly CatalogueEntry[];
  /** @default the release's */
  readonly healthService?: string;
}

export interface ResolvedStack {
  /** With overrides, and with values that stand in for secrets that are missing or encrypted. */
  readonly stackConfig: StackConfig;
  /** Absent when there is any problem. */
  readonly environment?: Environment;
  /** What is wrong with the config, missing secrets aside. */
  readonly problems: readonly Problem[];
  /** Secrets that the stack needs and that nobody has set. */
  readonly missingSecrets: readonly SecretName[];
  /** Full keys that have a value which a plan cannot read. */
  readonly encrypted: readonly string[];
}

/** @throws UserError for a stack without a config file, and for files that are no Pulumi YAML */
export function resolveStack(request: StackRequest): ResolvedStack {
  const { projectDir = PROGRAM_DIR, stack, catalogue, healthService } = request;
  const given = override(readStackConfig(projectDir, stack), request);
  const release = {
    ...(catalogue !== undefined && { catalogue }),
    ...(healthService !== undefined && { healthService }),
    projectDir: PROGRAM_DIR,
  };
  const unreadable = secretNames().filter((name) => given.encrypted.includes(full(name)));
  const { input, missing } = withStandIns({ ...given, ...release }, unreadable);
  const { environment, problems } = resolveEnvironment(input);
  return {
    stackConfig: { ...given, config: input.config, secretKeys: input.secretKeys },
    ...(environment && { environment }),
    problems,
    missingSecrets: missing.filter((name) => !unreadable.includes(name)),
    encrypted: given.encrypted,
  };
}

function override(stackConfig: StackConfig, request: StackRequest): StackConfig {
  const { overrides = {}, secretKeys = [] } = request;
  const values = Object.fromEntries(Object.entries(overrides).map(([key, value]) => [full(key), value]));
  const secrets = [...secretKeys.map(full), ...secretNames().map(full)].filter((key) => key in values);
  return {
    ...stackConfig,
    config: { ...stackConfig.config, ...values },
    secretKeys: [...new Set([...stackConfig.secretKeys, ...secrets])],
    encrypted: stackConfig.encrypted.filter((key) => !(key in values)),
  };
}

function secretNames(): SecretName[] {
  return secretCatalogue.map(({ name }) => name);
}

function full(key: string): string {
  return key.includes(":") ? key : `${NAMESPACE}:${key}`;
}
