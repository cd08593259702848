/** `npm run recover -- <stack>`: takes what a killed update was creating back into the stack's state. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand, type Streams } from "../command";
import { run } from "../engine/run";
import { PROGRAM_DIR } from "../plan/programDir";
import { shortType } from "../plan/tree";
import { nameOf } from "../rehearse/changes";
import { projectName, UserError } from "../stackConfig";
import { HELP, readArguments } from "./args";
import { exportOf, interruptedOf, recovered, type Interrupted } from "./deployment";

/** Runs Pulumi's CLI and gives what it printed. @throws UserError with what it said when it fails */
export type Pulumi = (args: readonly string[]) => Promise<string>;

export interface RecoverParts {
  readonly pulumi: Pulumi;
  /** The folder that holds `Pulumi.yaml`. */
  readonly projectDir: string;
}

/** Runs the command and tells its exit code. */
export async function recover(
  args: readonly string[],
  { out, err, status, signal }: Pick<Streams, "out" | "err" | "status" | "signal">,
  { pulumi, projectDir }: RecoverParts,
): Promise<number> {
  const { help, stack, answers, dryRun } = readArguments(args, projectDir);
  if (help) {
    out(HELP);
    return 0;
  }
  status("Reading the stack's state …");
  const exported = exportOf(await pulumi(["stack", "export", "--stack", stack]));
  const interrupted = interruptedOf(exported, answers);
  if ((exported.deployment.pending_operations ?? []).length === 0) {
    out(`Nothing of ${stack} was interrupted; there is nothing to recover.`);
    return 0;
  }
  interrupted.map(line).forEach(out);
  const open = interrupted.filter(({ remedy }) => remedy.kind === "ask");
  if (open.length > 0) {
    questions(open, projectName(projectDir), stack).forEach(err);
    return 1;
  }
  if (dryRun) return 0;
  signal.throwIfAborted();
  const { before, after } = keep(projectDir, stack, exported, recovered(exported, interrupted));
  out(`The state as it was: ${before}`);
  status("Writing the state …");
  await pulumi(["stack", "import", "--stack", stack, "--file", after]);
  await refresh(interrupted, stack, pulumi, status);
  out(`Done. Go on with: pulumi up --stack ${stack}`);
  return 0;
}

/** Reads what was adopted: its outputs are not known yet, and what does not exist is dropped. */
async function refresh(
  interrupted: readonly Interrupted[],
  stack: string,
  pulumi: Pulumi,
  status: (text: string) => void,
): Promise<void> {
  const adopted = interrupted.filter(({ remedy }) => remedy.kind === "adopt");
  if (adopted.length === 0) return;
  status("Reading back what was adopted …");
  const targets = adopted.flatMap(({ resource }) => ["--target", resource.urn]);
  await pulumi(["refresh", "--yes", "--skip-preview", "--stack", stack, ...targets]);
}

function line({ resource, remedy }: Interrupted): string {
  const what = `${shortType(resource.type)} ${nameOf(resource.urn)}`;
  if (remedy.kind === "adopt") return `  adopt   ${what} as ${remedy.id}; dropped again if it does not exist`;
  if (remedy.kind === "forget") return `  forget  ${what}: it is made again`;
  return `  ?       ${what}`;
}

function questions(open: readonly Interrupted[], project: string, stack: string): string[] {
  const first = open.at(0);
  return [
    "",
    `Nothing was changed. AWS made up the ids of those marked with ?, so look whether they exist:`,
    "",
    `  aws resourcegroupstaggingapi get-resources --tag-filters Key=Project,Values=${project} Key=Stack,Values=${stack} \\`,
    `    --query 'ResourceTagMappingList[].ResourceARN' --output text | tr '\\t' '\\n'`,
    "",
    `Then say for each of them --adopt NAME=ID, or --forget NAME if it does not exist, such as`,
    "",
    `  npm run recover -- ${stack} --adopt ${first ? nameOf(first.resource.urn) : "NAME"}=ID`,
    "",
    `The id is what follows the last "/" of its ARN for things of EC2 and CloudFront, and the whole ARN for load`,
    `balancers, certificates and secrets; the page of its type in the Pulumi Registry ends with an example.`,
  ];
}

/** Both states on disk, readable by their owner alone: secrets are encrypted in them, names are not. */
function keep(
  projectDir: string,
  stack: string,
  exported: unknown,
  mended: unknown,
): { readonly before: string; readonly after: string } {
  const folder = join(projectDir, ".recovery");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const moment = new Date().toISOString().replace(/[:.]/g, "-");
  const write = (name: string, content: unknown): string => {
    const file = join(folder, `${stack}-${moment}-${name}.json`);
    writeFileSync(file, JSON.stringify(content, undefined, 2), { mode: 0o600 });
    return file;
  };
  return { before: write("before", exported), after: write("after", mended) };
}

function pulumiIn(projectDir: string, signal: AbortSignal): Pulumi {
  return async (args) => {
    const ended = await run("pulumi", [...args, "--non-interactive"], { cwd: projectDir, signal });
    if (ended.exitCode === 0) return ended.stdout;
    const why =
      ended.exitCode === -1
        ? "the Pulumi CLI cannot be started; is it on the PATH?"
        : ended.stderr || ended.stdout;
    throw new UserError(`pulumi ${args.slice(0, 2).join(" ")} failed: ${why}`);
  };
}

if (require.main === module) {
  void runCommand((args, streams) =>
    recover(args, streams, { pulumi: pulumiIn(PROGRAM_DIR, streams.signal), projectDir: PROGRAM_DIR }),
  );
}
