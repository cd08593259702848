/**
 * What is wrong with a stack's config or with the service catalogue: collected, never thrown one by one,
 * so that everything can be mended in one go.
 */
import { holdsCredential } from "./credentials";
import { nearest, orNearest } from "./nearest";

/** Namespace of the stack's config keys, whatever the project is called. */
export const NAMESPACE = "harena";

export type ProblemKind =
  /** A required key has no value. */
  | "missing"
  /** A secret that some service reads has neither value nor ARN. */
  | "missing-secret"
  /** A value, or a catalogue entry, that cannot be used. */
  | "invalid"
  /** A name that nothing knows. */
  | "unknown"
  /** Two values that exclude each other. */
  | "conflict";

export interface Problem {
  readonly kind: ProblemKind;
  /** Config key or place in the catalogue, e.g. `harena:services.user_service.cpu`. */
  readonly key: string;
  /** What was found, ready to be read after "got"; absent when nothing was, and for what must not be shown. */
  readonly received?: string;
  /** What would be right; absent where `received` says it. */
  readonly allowed?: string;
  /** A whole sentence: the command to run, or the edit to make. */
  readonly mend: string;
}

/** One line: key, value received, what is allowed, how to mend it. */
export function problemLine(problem: Problem): string {
  const allowed = problem.allowed === undefined ? "" : `; allowed: ${problem.allowed}`;
  return `${problem.key}: ${found(problem)}${allowed}. ${problem.mend}`;
}

function found({ kind, received }: Problem): string {
  if (received !== undefined) return `got ${received}`;
  if (kind === "unknown") return "unknown";
  return kind === "missing" || kind === "missing-secret" ? "missing" : "got a value that is not shown";
}

const SHOWN_CHARACTERS = 80;

/** A value as messages show it: on one line, not too long, and never one with a credential in it. */
export function show(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  if (holdsCredential(text)) return "a value with a credential in it, which is not shown";
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}

/** `["a", "b"]` as `a, b`. */
export function list(names: readonly string[]): string {
  return names.join(", ");
}

/** A config key, or a place inside the value of one. */
export type ConfigPath = readonly [key: string, ...below: string[]];

/** As `pulumi config` spells it: `harena:services.user_service.cpu`. */
export function spell([key, ...below]: ConfigPath): string {
  const parts = below.map((part) => (/^\w+$/.test(part) ? `.${part}` : `["${part}"]`));
  return [`${NAMESPACE}:${key}`, ...parts].join("");
}

/** Words for a POSIX shell. */
function quoteForShell(word: string): string {
  return /^[\w./:@=+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

interface Finding {
  readonly kind?: ProblemKind;
  /** What was found, shown if it may be. */
  readonly value?: unknown;
  /** The same in words, ready to be read after "got". */
  readonly received?: string;
  readonly allowed: string;
  /** What `pulumi config set` is shown with; the key is removed when there is nothing to suggest. */
  readonly example?: string;
  /** A better example, made from the value. */
  readonly suggestion?: string;
  /** What to do besides running the command. */
  readonly advice?: string;
}

interface CatalogueFinding {
  readonly kind?: ProblemKind;
  /** Ready to be read after "got". */
  readonly received?: string;
  readonly allowed?: string;
  readonly advice?: string;
}

/** Collects the problems and warnings of one stack, and keeps its secret values out of them. */
export class Findings {
  readonly problems: Problem[] = [];
  readonly warnings: string[] = [];

  /**
   * @param secretKeys full keys of the encrypted config values
   * @param secretValues what no message may repeat, wherever it turns up
   */
  constructor(
    readonly stack: string,
    private readonly secretKeys: ReadonlySet<string>,
    private readonly secretValues: readonly string[],
  ) {}

  /** Whether the value of a key of the namespace is encrypted, or holds something that is. */
  isEncrypted(key: string): boolean {
    return this.secretKeys.has(`${NAMESPACE}:${key}`);
  }

  /** A problem of a config value. */
  config(path: ConfigPath, finding: Finding): void {
    const { kind = "invalid", allowed, advice } = finding;
    const hidden = this.isEncrypted(path[0]) || this.repeatsSecret(JSON.stringify([finding.value]));
    const shown = hidden || finding.value === undefined ? undefined : show(finding.value);
    const received = finding.received ?? shown;
    const next = (hidden ? undefined : finding.suggestion) ?? finding.example;
    const command = next === undefined ? this.removal(path) : this.setting(path, next);
    const mend = advice === undefined ? command : `${command}, and ${advice}`;
    this.add({ kind, key: spell(path), ...(received !== undefined && { received }), allowed, mend });
  }

  /** A problem of the catalogue, which only an edit of `stacks/services.ts` mends. */
  catalogue(path: string, finding: CatalogueFinding): void {
    const { kind = "invalid", received, allowed, advice } = finding;
    const edit = `Edit ${path.split(".")[0] ?? path} in stacks/services.ts`;
    this.add({
      kind,
      key: `catalogue.${path}`,
      ...(received !== undefined && { received }),
      ...(allowed !== undefined && { allowed }),
      mend: advice === undefined ? `${edit}.` : `${edit}: ${advice}.`,
    });
  }

  /** Any other problem; the last guard for values that must not be seen. */
  add(problem: Problem): void {
    const { received, ...rest } = problem;
    this.problems.push(this.repeatsSecret(received ?? "") ? rest : problem);
  }

  private repeatsSecret(json: string): boolean {
    return this.secretValues.some((value) => json.includes(JSON.stringify(value).slice(1, -1)));
  }

  /** A name that nothing knows; its value is not shown, since a mistyped name may hold a secret. */
  unknown(path: ConfigPath, known: readonly string[]): void {
    const guess = nearest(path.at(-1) ?? "", known);
    const [key, ...below] = path;
    const better: ConfigPath =
      below.length === 0 ? [guess ?? key] : [key, ...below.slice(0, -1), guess ?? ""];
    this.config(path, {
      kind: "unknown",
      ...orNearest(guess, known),
      ...(guess !== undefined && { advice: `set ${spell(better)} instead` }),
    });
  }

  /** "Run: pulumi config set …" for a plain value. */
  setting(path: ConfigPath, value: string): string {
    const flags = path.length > 1 ? " --path" : "";
    return `Run: pulumi config set --stack ${this.stack}${flags} ${quoteForShell(spell(path))} ${quoteForShell(value)}`;
  }

  /** "Run: pulumi config set --secret …", which asks for the value. */
  secretSetting(name: string): string {
    return `Run: pulumi config set --secret --stack ${this.stack} ${spell([name])}`;
  }

  /** "Run: pulumi config rm …" */
  removal(path: ConfigPath): string {
    const flags = path.length > 1 ? " --path" : "";
    return `Run: pulumi config rm --stack ${this.stack}${flags} ${quoteForShell(spell(path))}`;
  }
}
