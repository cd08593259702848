/** Variables of a Dockerfile: which value `$NAME` has at an instruction, as BuildKit would say. */
import { Arg, Env, From, type Instruction } from "dockerfile-ast";

/** An instruction with the values that its variables have, and the stage that it belongs to. */
export interface ScopedInstruction {
  readonly instruction: Instruction;
  /** First line, counted from 1. */
  readonly line: number;
  readonly keyword: string;
  /** Index of the build stage; -1 before the first FROM. */
  readonly stage: number;
  /** The text with its variables replaced; undefined when one of them is not known before the build. */
  readonly expand: (text: string) => string | undefined;
}

/** A build stage: its index, its name, and the earlier stage that it starts from. */
export interface Stage {
  readonly name?: string;
  readonly parent?: number;
}

type Values = ReadonlyMap<string, string>;

/** Walks the instructions in order, with what ARG, ENV and the given build arguments make of the variables. */
export function scopeInstructions(
  instructions: readonly Instruction[],
  args: Readonly<Record<string, string>>,
  escape: string,
): { readonly instructions: readonly ScopedInstruction[]; readonly stages: readonly Stage[] } {
  const given = new Map(Object.entries(args));
  const globals = new Map<string, string>();
  const scopes: Map<string, string>[] = [];
  const stages: Stage[] = [];
  const scoped = instructions.map((instruction): ScopedInstruction => {
    const keyword = instruction.getKeyword().toUpperCase();
    if (instruction instanceof From) {
      const stage = stageOf(instruction, stages, globals, escape);
      stages.push(stage);
      // A stage that starts from an earlier one has that stage's ENV and ARG.
      scopes.push(new Map(stage.parent === undefined ? [] : scopes[stage.parent]));
    }
    const scope = scopes.at(-1) ?? globals;
    // The values before the instruction: `ENV A=1 B=$A` gives B the earlier A.
    const before: Values = new Map(scope);
    const expand = (text: string): string | undefined => expandVariables(text, before, escape);
    if (instruction instanceof Arg) declare(instruction, scope, globals, given, expand);
    if (instruction instanceof Env) setEnvironment(instruction, scope, expand);
    return {
      instruction,
      line: instruction.getRange().start.line + 1,
      keyword,
      stage: stages.length - 1,
      expand,
    };
  });
  return { instructions: scoped, stages };
}

function stageOf(from: From, stages: readonly Stage[], globals: Values, escape: string): Stage {
  const image = expandVariables(from.getImage() ?? "", globals, escape)?.toLowerCase();
  const name = from.getBuildStage()?.toLowerCase();
  const parent = image === undefined ? -1 : stages.findIndex((stage) => stage.name === image);
  return { ...(name && { name }), ...(parent >= 0 && { parent }) };
}

function declare(
  arg: Arg,
  scope: Map<string, string>,
  globals: Values,
  args: Values,
  expand: (text: string) => string | undefined,
): void {
  for (const property of arg.getProperties()) {
    const name = property.getName();
    const fallback = property.getValue();
    // A default that is given in a stage wins over the global one; a build argument wins over both.
    const value = args.get(name) ?? (fallback === null ? globals.get(name) : expand(fallback));
    if (value === undefined) scope.delete(name);
    else scope.set(name, value);
  }
}

function setEnvironment(
  env: Env,
  scope: Map<string, string>,
  expand: (text: string) => string | undefined,
): void {
  for (const property of env.getProperties()) {
    const value = expand(property.getValue() ?? "");
    if (value === undefined) scope.delete(property.getName());
    else scope.set(property.getName(), value);
  }
}

const VARIABLE = /^(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?[-+])([^{}]*))?\})/;

/**
 * Replaces `$NAME`, `${NAME}`, `${NAME:-default}` and `${NAME:+alternative}`. A variable that the Dockerfile does
 * not set may come from the base image, so it leaves the text unresolved rather than empty.
 */
export function expandVariables(text: string, values: Values, escape = "\\"): string | undefined {
  let expanded = "";
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === escape && at + 1 < text.length) {
      // Wildcards keep their escape: the path is matched as a pattern later.
      expanded += /[*?[\]\\]/.test(text.charAt(at + 1)) ? `\\${text.charAt(at + 1)}` : text.charAt(at + 1);
      at++;
    } else if (character === "$") {
      const found = VARIABLE.exec(text.slice(at + 1));
      const value = found ? valueOf(found, values, escape) : undefined;
      if (!found || value === undefined) return undefined;
      expanded += value;
      at += found[0].length;
    } else {
      expanded += character;
    }
  }
  return expanded;
}

function valueOf(found: RegExpExecArray, values: Values, escape: string): string | undefined {
  const value = values.get(found.at(1) ?? found.at(2) ?? "");
  const operator = found.at(3) ?? "";
  const word = found.at(4) ?? "";
  // With a colon, an empty value counts as none.
  const set = value !== undefined && (value !== "" || !operator.startsWith(":"));
  if (operator.endsWith("-")) return set ? value : expandVariables(word, values, escape);
  if (operator.endsWith("+")) return set ? expandVariables(word, values, escape) : "";
  return value;
}
