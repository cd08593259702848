/** `npm run local -- up|down|logs|status|render`: the application on this machine's Docker, as it is on AWS. */
import { constants } from "node:os";
import { join, resolve } from "node:path";
import { problemReport } from "../../stacks/config";
import type { CatalogueEntry, Environment } from "../../stacks/environment";
import { painter } from "../plan/text";
import { resolveStack } from "../plan/resolveStack";
import { UserError } from "../stackConfig";
import { HELP, readArguments, type LocalArguments } from "./args";
import { down, logs, status, up, type Session } from "./commands";
import { renderFiles } from "./files";
import { runner, type Run } from "./run";
import { planTwin, type Twin } from "./twin";

export interface Surroundings {
  /** The folder that holds `Pulumi.yaml` and the stacks' files. */
  readonly projectDir: string;
  /** Where relative paths of the command line begin. */
  readonly cwd: string;
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
  readonly colours: boolean;
  /** Whether a builder may draw its progress. */
  readonly terminal: boolean;
  readonly run: Run;
  readonly env: NodeJS.ProcessEnv;
  /** Ctrl-C. */
  readonly interruption: AbortSignal;
  /** @default the release's */
  readonly catalogue?: readonly CatalogueEntry[];
  /** @default the release's */
  readonly healthService?: string;
}

/** Runs the command and tells its exit code; throws nothing that the user can mend. */
export async function main(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { out, err, interruption } = surroundings;
  try {
    const asked = readArguments(args);
    if (asked.command === "help") {
      out(HELP);
      return 0;
    }
    const code = await obey(asked, surroundings);
    // Docker's own exit code says nothing of who ended it.
    return interruption.aborted ? INTERRUPTED : code;
  } catch (fault) {
    if (interruption.aborted) {
      err(
        "Interrupted. What had started goes on: `npm run local -- down` ends it, another `up` finishes it.",
      );
      return INTERRUPTED;
    }
    if (!(fault instanceof UserError)) throw fault;
    err(fault.message);
    return fault.exitCode;
  }
}

const INTERRUPTED = 128 + constants.signals.SIGINT;

async function obey(asked: LocalArguments, surroundings: Surroundings): Promise<number> {
  const { projectDir, cwd, out } = surroundings;
  if (asked.command === "render") {
    const folder = resolve(cwd, asked.operands[0] ?? "");
    const files = renderFiles(twinOf(asked, surroundings), folder, projectDir);
    out(`Wrote ${files.join(", ")} to ${folder}`);
    out("Next: fill in .env after .env.example, then: docker-compose up --build --detach");
    return 0;
  }
  const session: Session = {
    ...surroundings,
    asked,
    envFile: resolve(projectDir, asked.envFile),
    paint: painter(surroundings.colours),
  };
  switch (asked.command) {
    case "up":
      return up(twinOf(asked, surroundings), session);
    case "status":
      return status(session);
    case "logs":
      return logs(session);
    default:
      return down(session);
  }
}

function twinOf(asked: LocalArguments, surroundings: Surroundings): Twin {
  const { rateLimit, baseImage: base, buildNetwork } = asked;
  return planTwin(environmentOf(asked, surroundings), {
    name: asked.name,
    port: asked.port,
    copies: asked.copies,
    withDatabase: asked.withDatabase,
    images: {
      gateway: asked.gatewayImage,
      database: asked.databaseImage,
      ...(base !== undefined && { base }),
    },
    ...(buildNetwork !== undefined && { buildNetwork }),
    ...(rateLimit !== undefined && { rateLimit }),
  });
}

/** The stack's own, but that images are built for this machine, and from the checkout even where the stack has pins. */
function environmentOf(asked: LocalArguments, surroundings: Surroundings): Environment {
  const { projectDir, cwd, err, catalogue, healthService } = surroundings;
  const overrides = {
    architecture: process.arch === "arm64" ? "arm64" : "x86_64",
    imageTags: "{}",
    ...(asked.app !== undefined && { appPath: resolve(cwd, asked.app) }),
  };
  const { environment, problems } = resolveStack({
    projectDir,
    stack: asked.stack,
    overrides,
    ...(catalogue && { catalogue }),
    ...(healthService !== undefined && { healthService }),
  });
  if (!environment) throw new UserError(problemReport(asked.stack, problems));
  if (asked.command === "up" || asked.command === "render") {
    for (const warning of environment.warnings) err(`Warning: ${warning}`);
  }
  return environment;
}

async function runCommand(): Promise<void> {
  const args = process.argv.slice(2);
  const controller = new AbortController();
  const stop = (): void => {
    // A second one does not wait for what the first one is ending.
    if (controller.signal.aborted) process.exit(INTERRUPTED);
    controller.abort();
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  const { NO_COLOR = "" } = process.env;
  const exitCode = await main(args, {
    projectDir: join(__dirname, "../.."),
    cwd: process.env.INIT_CWD ?? process.cwd(),
    out: (line) => {
      console.log(line);
    },
    err: (line) => {
      console.error(line);
    },
    colours: process.stdout.isTTY && NO_COLOR === "",
    terminal: process.stderr.isTTY,
    run: runner(controller.signal),
    env: process.env,
    interruption: controller.signal,
  });
  process.exitCode = exitCode;
}

if (require.main === module) void runCommand();
