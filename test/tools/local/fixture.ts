/** A twin of the dev stack, and Docker that only writes down what it is asked. */
import { withStandIns, resolveEnvironment } from "../../../stacks/config";
import type { CatalogueEntry, Environment } from "../../../stacks/environment";
import { PROGRAM_DIR } from "../../../tools/plan/programDir";
import { readStackConfig } from "../../../tools/stackConfig";
import type { Outcome, Run, RunOptions } from "../../../tools/local/run";
import { planTwin, type Twin, type TwinOptions } from "../../../tools/local/twin";

export const IMAGES = { gateway: "nginx:test", database: "postgres:test" };

let release: Environment | undefined;

export function environmentOf(catalogue?: readonly CatalogueEntry[]): Environment {
  return catalogue ? resolve(catalogue) : (release ??= resolve());
}

function resolve(catalogue?: readonly CatalogueEntry[]): Environment {
  const { input } = withStandIns({ ...readStackConfig(PROGRAM_DIR, "dev"), ...(catalogue && { catalogue }) });
  const { environment, problems } = resolveEnvironment(input);
  if (!environment) throw new Error(JSON.stringify(problems));
  return environment;
}

export function twinOf(options: Partial<TwinOptions> = {}, catalogue?: readonly CatalogueEntry[]): Twin {
  const defaults = { name: "twin", port: 8000, copies: {}, withDatabase: false, images: IMAGES };
  return planTwin(environmentOf(catalogue), { ...defaults, ...options });
}

export interface Call {
  readonly line: string;
  readonly options: RunOptions;
}

/** Answers by the first beginning of a command line that fits; anything else succeeds and says nothing. */
export class FakeRun implements Run {
  readonly calls: Call[] = [];

  constructor(private readonly answers: Readonly<Record<string, Partial<Outcome>>> = {}) {}

  get lines(): string[] {
    return this.calls.map(({ line }) => line);
  }

  capture(command: string, args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
    return Promise.resolve(this.answer(command, args, options));
  }

  show(command: string, args: readonly string[], options: RunOptions = {}): Promise<number> {
    return Promise.resolve(this.answer(command, args, options).code);
  }

  private answer(command: string, args: readonly string[], options: RunOptions): Outcome {
    const line = [command, ...args].join(" ");
    this.calls.push({ line, options });
    const found = Object.entries(this.answers).find(([beginning]) => line.startsWith(beginning));
    return { code: 0, stdout: "", stderr: "", ...found?.[1] };
  }
}
