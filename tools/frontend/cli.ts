/** `npm run frontend -- <stack>`: builds the application's front end against a stack's API. */
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { problemReport, resolveEnvironment, withStandIns } from "../../stacks/config";
import type { Environment } from "../../stacks/environment";
import { knownStacks, readStackConfig, UserError } from "../stackConfig";
import { planBuild, runBuild, type Run } from "./build";

const HELP = `Builds the front end for a stack, against https://api.<domain>, into the folder that the stack deploys.

Usage: npm run frontend -- <stack>

Installs the front end's packages when they are missing. A build that fails or is interrupted leaves the
previous one in place.

Exit codes: 0 built; 1 the config or the build is faulty; 2 the command line is; 130 interrupted.`;

export interface Surroundings {
  /** The folder that holds `Pulumi.yaml`. */
  readonly projectDir: string;
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
  readonly run: Run;
}

/** Runs the command and tells its exit code. */
export async function main(
  args: readonly string[],
  { projectDir, out, err, run }: Surroundings,
): Promise<number> {
  try {
    const { stack, help } = readArguments(args, projectDir);
    if (help) {
      out(HELP);
      return 0;
    }
    const { frontendDist, apiDomain } = environmentOf(projectDir, stack);
    await runBuild(planBuild({ projectDir, frontendDist, apiDomain }), run, out);
    return 0;
  } catch (fault) {
    if (!(fault instanceof UserError)) throw fault;
    err(fault.message);
    return fault.exitCode;
  }
}

function readArguments(args: readonly string[], projectDir: string): { stack: string; help: boolean } {
  const { values, positionals } = parse(args);
  if (values.help) return { stack: "", help: true };
  const stack = positionals.at(0);
  if (stack === undefined || positionals.length > 1) {
    const given = stack === undefined ? "Which stack?" : "One stack at a time, please.";
    const stacks = knownStacks(projectDir);
    const known = stacks.length > 0 ? ` There are: ${stacks.join(", ")}.` : "";
    throw new UserError(`${given}${known} Usage: npm run frontend -- <stack>`, 2);
  }
  return { stack, help: false };
}

function parse(args: readonly string[]) {
  try {
    const help = { type: "boolean", short: "h", default: false } as const;
    return parseArgs({ args: [...args], options: { help }, allowPositionals: true });
  } catch (fault) {
    const [reason = ""] = (fault as Error).message.split(". ");
    throw new UserError(`${reason}. Usage: npm run frontend -- <stack>`, 2);
  }
}

/** A build needs no secrets: those that are missing, or encrypted, are stood in for. */
function environmentOf(projectDir: string, stack: string): Environment {
  const { input } = withStandIns(readStackConfig(projectDir, stack));
  const { environment, problems } = resolveEnvironment(input);
  if (!environment) throw new UserError(problemReport(stack, problems));
  return environment;
}

/** Runs a program on this terminal; on Ctrl-C it is ended, so that its leftovers can be cleared away. */
function spawnHere(onInterrupt: (signal: NodeJS.Signals) => void): Run {
  return (command, args, { cwd, env }) =>
    new Promise((done) => {
      const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: "inherit" });
      const stop = (signal: NodeJS.Signals): void => {
        onInterrupt(signal);
        child.kill(signal);
      };
      const finish = (exitCode: number): void => {
        process.off("SIGINT", stop).off("SIGTERM", stop);
        done(exitCode);
      };
      process.on("SIGINT", stop).on("SIGTERM", stop);
      child.on("error", () => {
        finish(-1);
      });
      child.on("close", (exitCode) => {
        finish(exitCode ?? 1);
      });
    });
}

async function runHere(): Promise<void> {
  let interrupted: NodeJS.Signals | undefined;
  const exitCode = await main(process.argv.slice(2), {
    projectDir: resolve(__dirname, "../.."),
    out: (line) => {
      console.log(line);
    },
    err: (line) => {
      console.error(interrupted === undefined ? line : "Interrupted; the previous build is untouched.");
    },
    run: spawnHere((signal) => (interrupted = signal)),
  });
  process.exitCode = interrupted === undefined ? exitCode : 128 + constants.signals[interrupted];
}

if (require.main === module) void runHere();
