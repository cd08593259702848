/** Reads a stack's config from the project's YAML files, as Pulumi's CLI would hand it to the program. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isCollection, isMap, isScalar, parseDocument, type Document, type Scalar } from "yaml";
import { nearest } from "../stacks/nearest";

/** A fault of what the user typed or wrote, told without a stack trace. */
export class UserError extends Error {
  constructor(
    message: string,
    /** 2 for a command line that cannot be understood, 1 for anything else. */
    readonly exitCode: 1 | 2 = 1,
  ) {
    super(message);
  }
}

export interface StackConfig {
  /** Pulumi's project name. */
  readonly project: string;
  readonly stack: string;
  /** The folder that holds `Pulumi.yaml`. */
  readonly projectDir: string;
  /** Values by full key (`harena:domain`); objects and lists as JSON. Encrypted values are left out. */
  readonly config: Readonly<Record<string, string>>;
  /** Keys whose values are secret. */
  readonly secretKeys: readonly string[];
  /** The keys of which the files hold nothing but ciphertext. */
  readonly encrypted: readonly string[];
}

/** Names of the stacks that have a config file, sorted. */
export function knownStacks(projectDir: string): string[] {
  return readdirSync(configDir(projectDir))
    .map((file) => /^Pulumi\.(.+)\.ya?ml$/.exec(file)?.[1])
    .filter((stack) => stack !== undefined)
    .sort();
}

/**
 * The config of a stack: what `Pulumi.yaml` gives to every stack, overridden by the stack's own file.
 * @throws UserError for a stack without a config file, and for files that are no Pulumi YAML
 */
export function readStackConfig(projectDir: string, stack: string): StackConfig {
  const document = readYaml(stackFile(projectDir, stack));
  const project = projectName(projectDir);
  const values = new Map<string, Value>(
    [
      ...entriesOf(readYaml(projectFile(projectDir)), project).map(projectDefault),
      ...entriesOf(document, project).map(([key, node]) => [key, valueOf(node)] as const),
    ].filter((entry): entry is readonly [string, Value] => entry[1] !== undefined),
  );
  const all = [...values].map(([key, value]) => ({ key, ...value }));
  return {
    project,
    stack,
    projectDir,
    config: Object.fromEntries(all.flatMap(({ key, text }) => (text === undefined ? [] : [[key, text]]))),
    secretKeys: all.filter(({ secret }) => secret).map(({ key }) => key),
    encrypted: all.filter(({ text }) => text === undefined).map(({ key }) => key),
  };
}

/** Pulumi's project name. */
export function projectName(projectDir: string): string {
  const name = readYaml(projectFile(projectDir)).get("name");
  if (typeof name !== "string") throw new UserError(`${projectFile(projectDir)} has no project name`);
  return name;
}

/** A config value; without text when it is encrypted, or holds something encrypted. */
interface Value {
  readonly text?: string;
  readonly secret: boolean;
}

function projectFile(projectDir: string): string {
  const file = join(projectDir, "Pulumi.yaml");
  if (!existsSync(file)) throw new UserError(`${projectDir} is no Pulumi project: it has no Pulumi.yaml`);
  return file;
}

/** Stack files lie beside `Pulumi.yaml`, unless that says otherwise. */
function configDir(projectDir: string): string {
  const dir = readYaml(projectFile(projectDir)).get("stackConfigDir");
  return typeof dir === "string" ? join(projectDir, dir) : projectDir;
}

function stackFile(projectDir: string, stack: string): string {
  const stacks = knownStacks(projectDir);
  const file = [".yaml", ".yml"]
    .map((extension) => join(configDir(projectDir), `Pulumi.${stack}${extension}`))
    .find((candidate) => stacks.includes(stack) && existsSync(candidate));
  if (file !== undefined) return file;
  if (stacks.length === 0)
    throw new UserError(`There is no stack yet; make one with: pulumi stack init ${stack}`, 2);
  const meant = nearest(stack, stacks);
  const hint = meant === undefined ? "" : ` Did you mean ${meant}?`;
  throw new UserError(`There is no stack "${stack}", only: ${stacks.join(", ")}.${hint}`, 2);
}

function readYaml(file: string): Document {
  const document = parseDocument(readFileSync(file, "utf8"));
  const fault = document.errors.at(0);
  if (fault) throw new UserError(`${file} is not valid YAML: ${fault.message}`);
  if (document.contents !== null && !isMap(document.contents))
    throw new UserError(`${file} holds no mapping`);
  return document;
}

/** The config's entries under full keys: a key without a namespace is the project's own. */
function entriesOf(document: Document, project: string): (readonly [key: string, node: unknown])[] {
  const config = document.get("config");
  if (!isMap(config)) return [];
  return config.items.map((pair) => {
    const key = String(isScalar(pair.key) ? pair.key.value : pair.key);
    return [key.includes(":") ? key : `${project}:${key}`, pair.value] as const;
  });
}

/** In `Pulumi.yaml` a key has a declaration, with a `default` or a fixed `value`, or is given the value itself. */
function projectDefault([key, node]: readonly [string, unknown]): readonly [string, Value | undefined] {
  if (!isMap(node)) return [key, valueOf(node)];
  const given = node.get("value", true) ?? node.get("default", true);
  return [key, given === undefined ? undefined : valueOf(given)];
}

function valueOf(node: unknown): Value {
  if (isScalar(node)) return { text: scalarText(node), secret: false };
  const value = isCollection(node) ? (node.toJSON() as unknown) : null;
  return holdsCiphertext(value) ? { secret: true } : { text: JSON.stringify(value), secret: false };
}

/** Numbers as they are written: YAML would drop the leading zeros of an account number. */
function scalarText({ source, value }: Scalar): string {
  if (typeof value === "string") return value;
  return value === null ? "" : (source ?? "");
}

/** Pulumi writes an encrypted value, at any depth, as an object with `secure` alone. */
function holdsCiphertext(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsCiphertext);
  if (typeof value !== "object" || value === null) return false;
  const keys = Object.keys(value);
  return (keys.length === 1 && keys[0] === "secure") || Object.values(value).some(holdsCiphertext);
}
