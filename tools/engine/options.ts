/** What commands that need the Pulumi CLI have in common. */
import type { FindOptions } from "./find";
import type { Progress } from "./progress";
import { run } from "./run";

/** Looks on this machine, and tells of it by the command's own progress. */
export function findOptions(progress: Progress, signal: AbortSignal): FindOptions {
  return {
    run,
    env: process.env,
    signal,
    progress: (text) => {
      progress.update(text);
    },
    tell: (line) => {
      progress.tell(line);
    },
  };
}

/** Prints lines, each in the place of the progress that is shown. */
export function lineWriter(progress: Progress, stream: NodeJS.WritableStream): (line: string) => void {
  return (line) => {
    progress.clear();
    stream.write(`${line}\n`);
  };
}
