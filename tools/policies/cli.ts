/** `npm run policies -- list | explain RULE | readme`: what the policy pack holds a stack to. */
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { nearest } from "../../stacks/nearest";
import { packOf } from "../../policies/pack";
import { rules as all } from "../../policies/rules";
import { painter, table, wrap, WIDTH, type Paint } from "../plan/text";
import { UserError } from "../stackConfig";
import { details, readmeOf } from "./readme";
import { readSettings, settingsOf } from "./settings";

const HELP = `Shows the policies that a stack is held to, in a plan, a rehearsal, a preview and an update.

Usage: npm run policies -- list             every rule, its level here and what holds where it is kept
       npm run policies -- explain RULE     one rule: why, what to do, its settings, what fails and what passes
       npm run policies -- readme           writes policies/README.md anew
       npm run policies -- readme --check   only says whether it is as the rules say

Options:
  --json       list: print JSON and nothing else
  -h, --help   show this

Exit codes: 0 done; 1 the README is not as the rules say, or the settings are faulty; 2 the command line is.`;

export interface Surroundings {
  /** The folder that holds `Pulumi.yaml`. */
  readonly projectDir: string;
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
  readonly colours: boolean;
}

/** Runs the command and tells its exit code. */
export async function main(args: readonly string[], surroundings: Surroundings): Promise<number> {
  try {
    return await run(readArguments(args), surroundings);
  } catch (fault) {
    if (!(fault instanceof UserError)) throw fault;
    surroundings.err(fault.message);
    return fault.exitCode;
  }
}

interface Asked {
  readonly command: "list" | "explain" | "readme" | "help";
  readonly rule?: string;
  readonly json: boolean;
  readonly check: boolean;
}

function readArguments(args: readonly string[]): Asked {
  const { values, positionals } = parse(args);
  const { json = false, check = false, help = false } = values;
  const [command, ...more] = positionals;
  if (help) return { command: "help", json, check };
  if (command === "explain") {
    if (more.length !== 1)
      throw new UserError("explain takes the name of one rule; list shows them; see --help", 2);
    return { command, rule: more[0], json, check };
  }
  if ((command !== "list" && command !== "readme") || more.length > 0) {
    throw new UserError("Which command: list, explain RULE or readme? See --help", 2);
  }
  return { command, json, check };
}

function parse(args: readonly string[]) {
  const flag = { type: "boolean" } as const;
  try {
    const options = { json: flag, check: flag, help: { type: "boolean", short: "h" } } as const;
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (fault) {
    const [reason = ""] = (fault as Error).message.split(". ");
    throw new UserError(`${reason}; see --help`, 2);
  }
}

const rules = packOf(all).rules;

async function run({ command, rule, json, check }: Asked, surroundings: Surroundings): Promise<number> {
  const { out, projectDir, colours } = surroundings;
  const paint = painter(colours);
  if (command === "help") out(HELP);
  else if (command === "list") list(paint, projectDir, json).forEach(out);
  else if (command === "explain") explain(rule ?? "").forEach(out);
  else return await readme(check, surroundings);
  return 0;
}

function list(paint: Paint, projectDir: string, json: boolean): string[] {
  const settings = settingsOf(rules, readSettings(projectDir));
  const levelOf = (name: string): string => settings.get(name)?.level ?? "";
  if (json) {
    const entries = rules.map(({ name, description, severity, controls, tags }) => {
      return { name, level: levelOf(name), severity, description, tags, controls };
    });
    return [JSON.stringify(entries, undefined, 2)];
  }
  const columns = [{ title: "rule" }, { title: "level" }, { title: "severity" }, { title: "what holds" }];
  const rows = rules.map(({ name, severity = "", description }) => [
    name,
    levelOf(name),
    severity,
    description,
  ]);
  return table(paint, columns, rows);
}

function explain(name: string): string[] {
  const rule = rules.find((one) => one.name === name);
  if (rule)
    return details(rule)
      .split("\n")
      .flatMap((line) => (isCode(line) ? [line] : wrap(line, WIDTH)));
  const guess = nearest(
    name,
    rules.map((one) => one.name),
  );
  throw new UserError(
    `There is no rule ${name}; ${guess === undefined ? "npm run policies -- list shows them" : `did you mean ${guess}?`}`,
    2,
  );
}

/** Code and tables keep their lines. */
const isCode = (line: string): boolean => /^(?:\s|\||const |new |\}|```)/.test(line);

async function readme(check: boolean, { projectDir, out, err }: Surroundings): Promise<number> {
  const file = join(projectDir, "policies", "README.md");
  const text = await readmeText();
  if (readFileSync(file, "utf8") === text) {
    out("policies/README.md is as the rules say.");
    return 0;
  }
  if (check) {
    err("policies/README.md is not as the rules say; npm run policies -- readme writes it anew.");
    return 1;
  }
  writeFileSync(file, text);
  out("policies/README.md is written anew.");
  return 0;
}

/** The README as the project's formatter would have it. */
export async function readmeText(): Promise<string> {
  const { format, resolveConfig } = await import("prettier");
  const config = await resolveConfig(__filename);
  return format(readmeOf(rules), { ...config, parser: "markdown" });
}

if (require.main === module) {
  const { NO_COLOR = "" } = process.env;
  void main(process.argv.slice(2), {
    projectDir: resolve(__dirname, "../.."),
    out: (text) => process.stdout.write(`${text}\n`),
    err: (text) => process.stderr.write(`${text}\n`),
    colours: process.stdout.isTTY && NO_COLOR === "",
  }).then((exitCode) => {
    process.exitCode = exitCode;
  });
}
