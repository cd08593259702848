/** The values of a twin's secrets before it starts: read, generated, or listed as missing. */
import { relative } from "node:path";
import { item } from "../plan/text";
import { UserError } from "../stackConfig";
import type { Session } from "./commands";
import {
  appendToEnvFile,
  generated,
  placeholders,
  readEnvFile,
  secretProblems,
  type SecretProblem,
  type Values,
} from "./envFile";
import { DATABASE_PASSWORD, DATABASE_SECRET, neededSecrets, type Twin } from "./twin";

/**
 * The values that the containers get, by name.
 * @throws UserError that lists all secrets that are missing or of the wrong form
 */
export async function settleSecrets(twin: Twin, session: Session): Promise<Values> {
  const { envFile, asked, err } = session;
  const file = show(envFile);
  let values = readEnvFile(envFile);
  const fresh = generated(twin, values);
  if (DATABASE_PASSWORD in fresh) await refuseForeignData(session, file);
  if (Object.keys(fresh).length > 0) {
    appendToEnvFile(envFile, fresh);
    err(`Wrote ${Object.keys(fresh).join(" and ")} into ${file}: random, and kept for the next time`);
    values = { ...values, ...fresh };
  }
  await warnOfGit(session, file);
  if (asked.placeholders) {
    const standIns = placeholders(twin, values);
    for (const name of Object.keys(standIns)) err(`${name} is a stand-in: ${file} has none`);
    values = { ...values, ...standIns };
  }
  const problems = secretProblems(twin, values);
  if (problems.length > 0) throw new UserError(report(problems, file));
  return Object.fromEntries(neededSecrets(twin).map((name) => [name, values[name]]));
}

function report(problems: readonly SecretProblem[], file: string): string {
  const lines = problems.flatMap(({ name, kind, allowed, readers }) => {
    const choice = name === DATABASE_SECRET ? "; or start with --with-db" : "";
    const state = kind === "missing" ? "missing" : "not of the right form";
    return item(`  ${name}: `, `${state}; ${allowed}${choice}. Read by ${readers.join(", ")}.`);
  });
  return [
    `${file} lacks what services read:`,
    ...lines,
    `Write each as NAME=value on a line of its own, or try the example application with --placeholders.`,
  ].join("\n");
}

/** A database keeps the password that it was made with. */
async function refuseForeignData({ run, asked }: Session, file: string): Promise<void> {
  const volume = `${asked.name}_database`;
  if ((await run.capture("docker", ["volume", "inspect", volume])).code !== 0) return;
  throw new UserError(
    `${file} has no ${DATABASE_PASSWORD}, but the volume ${volume} was made with one: put it back, ` +
      `or delete the data with: npm run local -- down --volumes --name ${asked.name}`,
  );
}

async function warnOfGit({ run, envFile, err, projectDir }: Session, file: string): Promise<void> {
  const inside = await run.capture("git", ["rev-parse", "--is-inside-work-tree"], { cwd: projectDir });
  if (inside.code !== 0) return;
  // 1: not ignored. Anything else, such as a file outside of the work tree, is nothing to warn of.
  const ignored = await run.capture("git", ["check-ignore", "--quiet", envFile], { cwd: projectDir });
  if (ignored.code === 1)
    err(`Warning: Git does not ignore ${file}, which holds secrets: name it in .gitignore.`);
}

/** Shorter of the absolute path and the one from here. */
function show(path: string): string {
  const near = relative(process.cwd(), path);
  return near.length > 0 && near.length < path.length ? near : path;
}
