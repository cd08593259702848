/** The one call by which `index.ts` learns what to build. */
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { Environment } from "./environment";
import { problemLine, type Problem } from "./problems";
import { resolveEnvironment } from "./resolve";

export { problemLine, type Problem, type ProblemKind } from "./problems";
export { resolveEnvironment, type Resolution, type StackInput } from "./resolve";
export { withStandIns } from "./standIns";

/** The runtime knows which values are encrypted, though its public types leave the function out. */
interface SecretAwareRuntime {
  isConfigSecret(key: string): boolean;
}

/**
 * Reads the current stack's config.
 *
 * @throws pulumi.RunError with a line for every problem, which the CLI shows without a stack trace
 */
export function readEnvironment(): Environment {
  const config = pulumi.runtime.allConfig();
  const runtime = pulumi.runtime as unknown as SecretAwareRuntime;
  const { environment, problems } = resolveEnvironment({
    project: pulumi.getProject(),
    stack: pulumi.getStack(),
    config,
    secretKeys: Object.keys(config).filter((key) => runtime.isConfigSecret(key)),
    projectDir: path.resolve(__dirname, ".."),
  });
  if (!environment) throw new pulumi.RunError(problemReport(pulumi.getStack(), problems));
  return environment;
}

/** All problems of a stack as one message. */
export function problemReport(stack: string, problems: readonly Problem[]): string {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return [`Stack ${stack} has ${count}:`, ...problems.map((problem) => `  ${problemLine(problem)}`)].join(
    "\n",
  );
}
