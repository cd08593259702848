/** The file of secrets that a twin reads, and that Git never sees. */
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { secretCatalogue, type SecretEntry } from "../../stacks/services";
import { DATABASE_PASSWORD, DATABASE_SECRET, neededSecrets, type Twin } from "./twin";

export type Values = Readonly<Partial<Record<string, string>>>;

/** A secret that is not there, or that no service would take. */
export interface SecretProblem {
  readonly name: string;
  /** What a value must be. */
  readonly allowed: string;
  readonly kind: "missing" | "invalid";
  readonly readers: readonly string[];
}

/** The password of the twin's own database: nobody chooses it. */
const PASSWORD: SecretEntry = {
  name: DATABASE_PASSWORD,
  description: "Password of the twin's own PostgreSQL container",
  minLength: 1,
  allowed: "letters and digits, as it becomes part of a URL",
  accepts: (value) => /^[A-Za-z0-9]+$/.test(value),
  generate: 32,
  placeholder: "placeholder",
};

/** The file's values; none when there is no file. */
export function readEnvFile(file: string): Values {
  if (!existsSync(file)) return {};
  const values = Object.entries(parseEnv(readFileSync(file, "utf8")));
  return Object.fromEntries(values.filter(([, value]) => value !== ""));
}

/** What the catalogue says of the secrets that the twin needs. */
export function neededEntries(
  twin: Twin,
  catalogue: readonly SecretEntry[] = secretCatalogue,
): SecretEntry[] {
  const entries = [...catalogue, PASSWORD];
  return neededSecrets(twin).map(
    (name): SecretEntry =>
      entries.find((entry) => entry.name === name) ?? {
        name,
        description: "",
        minLength: 1,
        allowed: "any value",
        placeholder: "placeholder",
      },
  );
}

/** What is missing or wrong, in the order of names. */
export function secretProblems(twin: Twin, values: Values): SecretProblem[] {
  return neededEntries(twin).flatMap((entry): SecretProblem[] => {
    const { name, allowed, minLength, accepts } = entry;
    const value = values[name];
    const sound = value !== undefined && value.length >= minLength && accepts?.(value) !== false;
    const kind = value === undefined ? "missing" : "invalid";
    return sound ? [] : [{ name, allowed, kind, readers: readersOf(name, twin) }];
  });
}

function readersOf(name: string, { services }: Twin): string[] {
  const secret = name === DATABASE_PASSWORD ? DATABASE_SECRET : name;
  return services.filter(({ spec }) => spec.secrets.includes(secret)).map(({ spec }) => spec.name);
}

/** Random values for the missing secrets that nobody has to choose. */
export function generated(twin: Twin, values: Values): Values {
  return Object.fromEntries(
    neededEntries(twin).flatMap(({ name, generate }) =>
      generate === undefined || name in values ? [] : [[name, randomText(generate)]],
    ),
  );
}

/** The catalogue's stand-ins for what is missing: enough for an application that never uses them. */
export function placeholders(twin: Twin, values: Values): Values {
  return Object.fromEntries(
    neededEntries(twin).flatMap(({ name, placeholder }) => (name in values ? [] : [[name, placeholder]])),
  );
}

/** Adds values at the end of the file, which only its owner can read. */
export function appendToEnvFile(file: string, values: Values): void {
  const lines = Object.entries(values).map(([name, value = ""]) => `${name}=${value}\n`);
  if (lines.length === 0) return;
  const before = existsSync(file) ? readFileSync(file, "utf8") : ENV_FILE_HEAD;
  const gap = before === "" || before.endsWith("\n") ? "" : "\n";
  writeFileSync(file, before + gap + lines.join(""), { mode: 0o600 });
  chmodSync(file, 0o600);
}

const ENV_FILE_HEAD = "# Secrets of the local twin: NAME=value, one a line. Not for Git.\n";

/** What to write into `.env`, with a line on each secret and no value. */
export function envExample(twin: Twin): string {
  const lines = neededEntries(twin).flatMap(({ name, description, allowed }) => [
    `# ${description === "" ? "" : `${description}: `}${allowed}. Read by ${readersOf(name, twin).join(", ")}.`,
    `${name}=`,
    "",
  ]);
  return [
    "# Copy to .env, beside docker-compose.yml, and fill in; a value with $ or # in single quotes.",
    "",
    ...lines,
  ].join("\n");
}

function randomText(length: number): string {
  return randomBytes(length).toString("hex").slice(0, length);
}
