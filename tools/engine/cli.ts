/** `npm run engine`: tells where the Pulumi CLI is, and gets it when there is none. */
import { parseArgs } from "node:util";
import { UserError } from "../stackConfig";
import { findEngine, getEngine, type Engine, type FindOptions } from "./find";
import { findOptions, lineWriter } from "./options";
import { Progress } from "./progress";
import { ENGINE_VERSION, oldestFitting } from "./version";

const HELP = `Tells where the Pulumi CLI is that npm run rehearse uses, and gets one when there is none.

Usage: npm run engine [-- --check]

Options:
  --check      only look: fetch nothing, build nothing
  -h, --help   show this

It is, in this order: pulumi of the PATH, v${oldestFitting()} or later of the same major version; the official v${ENGINE_VERSION},
fetched through the npm package pulumi where https://get.pulumi.com can be reached; the same release built
from its Go modules, which takes five to ten minutes once. The last two are kept in $XDG_CACHE_HOME/harena/pulumi
(~/.cache/harena/pulumi); removing that folder removes them.

Exit codes: 0 there it is; 1 there is none; 2 the command line cannot be understood; 130 interrupted.`;

export interface Surroundings {
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
  readonly find: FindOptions;
}

/** Runs the command and tells its exit code. */
export async function main(args: readonly string[], { out, err, find }: Surroundings): Promise<number> {
  try {
    const { help, check } = readArguments(args);
    if (help) {
      out(HELP);
      return 0;
    }
    const engine = check ? await findEngine(find) : await getEngine(find);
    if (!engine) {
      err("There is no Pulumi CLI yet that fits; npm run engine gets one");
      return 1;
    }
    out(engine.path);
    err(`pulumi v${engine.version}, ${origins[engine.origin]}`);
    return 0;
  } catch (fault) {
    if (find.signal?.aborted === true) {
      err("Interrupted; nothing half-made is left.");
      return 130;
    }
    if (!(fault instanceof UserError)) throw fault;
    err(fault.message);
    return fault.exitCode;
  }
}

const origins: Readonly<Record<Engine["origin"], string>> = {
  path: "from the PATH",
  downloaded: "the official one, from this project's cache",
  built: "built from its Go modules, from this project's cache",
};

function readArguments(args: readonly string[]): { readonly help: boolean; readonly check: boolean } {
  const options = {
    check: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  } as const;
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (fault) {
    const [reason = ""] = (fault as Error).message.split(". ");
    throw new UserError(`${reason}; see --help`, 2);
  }
}

async function runHere(): Promise<void> {
  const interrupted = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => {
      interrupted.abort();
    });
  const progress = new Progress();
  process.exitCode = await main(process.argv.slice(2), {
    out: lineWriter(progress, process.stdout),
    err: lineWriter(progress, process.stderr),
    find: findOptions(progress, interrupted.signal),
  });
}

if (require.main === module) void runHere();
