/** One line that tells what is going on: rewritten in place on a terminal, now and then elsewhere. */
import { WIDTH, cut } from "../plan/text";

export interface Stream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Milliseconds between two lines in a log; on a terminal the line follows every change. */
const PAUSE = 15_000;

export class Progress {
  private shown = "";
  private lastTold = 0;

  constructor(
    private readonly stream: Stream = process.stderr,
    private readonly now: () => number = Date.now,
  ) {}

  /** Says what is going on now. */
  update(text: string): void {
    const line = cut(text, WIDTH - 1);
    if (line === this.shown) return;
    if (this.stream.isTTY === true) {
      this.stream.write(`\r\u001b[K${line}`);
      this.shown = line;
    } else if (this.now() - this.lastTold >= PAUSE) {
      this.lastTold = this.now();
      this.stream.write(`${line}\n`);
    }
  }

  /** Says what must not be missed: a line that stays. */
  tell(text: string): void {
    this.clear();
    this.lastTold = this.now();
    this.stream.write(`${text}\n`);
  }

  /** Takes the line away before something else is written. */
  clear(): void {
    if (this.shown !== "") this.stream.write("\r\u001b[K");
    this.shown = "";
  }
}

/** `7 s`, `3 min 20 s` */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
