/** Terraform's surroundings: cut off from the user's account, and the real provider fetched once for all folders. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { UserError } from "../stackConfig";
import { PROVIDER_VERSION } from "./older";
import { start, temporaryFolder } from "./processes";

export interface Plugins {
  /** What `terraform init` puts beside a configuration, for all of them. */
  readonly dataFolder: string;
  /** The lock file that belongs to it. */
  readonly lockFile: string;
}

export const REQUIRED_PROVIDERS = { aws: { source: "hashicorp/aws", version: PROVIDER_VERSION } };

const PROVIDER = "registry.terraform.io/hashicorp/aws";
let fetched: Promise<Plugins> | undefined;

/**
 * Runs `terraform init` once; every other folder uses what it found.
 *
 * @throws UserError without Terraform or the provider
 */
export function plugins(): Promise<Plugins> {
  return (fetched ??= fetchPlugins());
}

async function fetchPlugins(): Promise<Plugins> {
  const folder = temporaryFolder();
  const dataFolder = join(folder, "data");
  const terraform = { required_providers: REQUIRED_PROVIDERS };
  writeFileSync(join(folder, "main.tf.json"), JSON.stringify({ terraform }));
  const env = { ...environmentOf(folder), TF_DATA_DIR: dataFolder, TF_PLUGIN_CACHE_DIR: cacheFolder() };
  const { exitCode, stderr } = await start("terraform", ["init", "-input=false"], { cwd: folder, env }).ended;
  if (exitCode === -1) {
    throw new UserError(
      `the contract tests need Terraform (1.5 or later) on the PATH: ${stderr}\n` +
        "  https://developer.hashicorp.com/terraform/install",
    );
  }
  if (exitCode !== 0) {
    throw new UserError(
      `the contract tests need the AWS provider ${PROVIDER_VERSION}, which terraform init could not get:\n${stderr}\n` +
        "  let it reach registry.terraform.io, or put the provider into ~/.terraform.d/plugins:\n" +
        "  https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories",
    );
  }
  return { dataFolder, lockFile: join(folder, ".terraform.lock.hcl") };
}

/** Downloads are kept for the next run; what comes from a folder of plugins is only linked. */
function cacheFolder(): string {
  const { XDG_CACHE_HOME: cache = join(homedir(), ".cache") } = process.env;
  const folder = join(cache, "harena", "terraform-plugins");
  mkdirSync(folder, { recursive: true });
  return folder;
}

/**
 * The user's own settings for AWS and Terraform stay out.
 *
 * @param endpoint address of a server that answers for all of AWS; without it nobody answers
 */
export function environmentOf(folder: string, endpoint?: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(AWS|TF)_/.test(name));
  const { TF_CLI_CONFIG_FILE: given } = process.env;
  const mirror = pluginFolder();
  return {
    ...Object.fromEntries(kept),
    ...(given !== undefined && existsSync(given) && { TF_CLI_CONFIG_FILE: given }),
    ...(mirror !== undefined && { TF_CLI_CONFIG_FILE: cliConfig(folder, mirror) }),
    TF_IN_AUTOMATION: "true",
    CHECKPOINT_DISABLE: "true",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: join(folder, "no-config"),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, "no-credentials"),
    // The discard port: what is not answered for fails at once.
    AWS_ENDPOINT_URL: endpoint ?? "http://127.0.0.1:9",
  };
}

function cliConfig(folder: string, mirror: string): string {
  const file = join(folder, "terraform.rc");
  const installation = `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n`;
  writeFileSync(file, installation);
  return file;
}

/** A folder of plugins on this machine that has the provider; Terraform downloads it otherwise. */
function pluginFolder(): string | undefined {
  const usual = [
    join(homedir(), ".terraform.d", "plugins"),
    "/usr/local/share/terraform/plugins",
    "/usr/share/terraform/plugins",
  ];
  const others = existsSync("/opt") ? readdirSync("/opt").map((name) => join("/opt", name)) : [];
  return [...usual, ...others].find((folder) => existsSync(join(folder, PROVIDER, PROVIDER_VERSION)));
}
