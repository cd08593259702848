/** What every command of the project does around its own work: exit codes, interruption, a reader that leaves early. */
import { UserError } from "./stackConfig";

export interface Streams {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Rewrites one line on a terminal; nothing elsewhere. The next `out` or `err` takes its place. */
  readonly status: (text: string) => void;
  /** Whether the reader of `out` sees colours. */
  readonly colours: boolean;
  /** Aborted by Ctrl-C: what runs should end, and leave nothing behind. A second Ctrl-C ends the process. */
  readonly signal: AbortSignal;
}

export type Command = (args: readonly string[], streams: Streams) => Promise<number>;

/** 128 and the number of SIGINT, as shells have it. */
export const INTERRUPTED = 130;

/** Runs the command of this process and sets its exit code: 1 for what went wrong, 2 for a faulty command line. */
export async function runCommand(command: Command): Promise<void> {
  const interrupt = new AbortController();
  process.on("SIGINT", () => {
    if (interrupt.signal.aborted) process.exit(INTERRUPTED);
    interrupt.abort();
  });
  // The reader may have seen enough (`| head`).
  process.stdout.on("error", (fault: NodeJS.ErrnoException) => {
    if (fault.code !== "EPIPE") throw fault;
    process.exit(process.exitCode);
  });
  const streams = streamsOf(interrupt.signal);
  try {
    const exitCode = await command(process.argv.slice(2), streams);
    process.exitCode = interrupt.signal.aborted ? INTERRUPTED : exitCode;
  } catch (fault) {
    streams.err(textOf(fault));
    process.exitCode = interrupt.signal.aborted
      ? INTERRUPTED
      : fault instanceof UserError
        ? fault.exitCode
        : 1;
  }
}

/** The user's own faults need no stack trace; ours do. */
function textOf(fault: unknown): string {
  if (fault instanceof UserError) return fault.message;
  return fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
}

function streamsOf(signal: AbortSignal): Streams {
  const { NO_COLOR = "" } = process.env;
  const terminal = process.stderr.isTTY;
  let shown = false;
  const clear = (): void => {
    if (shown) process.stderr.write("\r\u001b[K");
    shown = false;
  };
  const line = (stream: NodeJS.WriteStream, text: string): void => {
    clear();
    stream.write(`${text}\n`);
  };
  return {
    out: (text) => {
      line(process.stdout, text);
    },
    err: (text) => {
      line(process.stderr, text);
    },
    status: (text) => {
      if (!terminal) return;
      clear();
      process.stderr.write(text);
      shown = true;
    },
    colours: process.stdout.isTTY && NO_COLOR === "",
    signal,
  };
}
