/** The account's history on disk: one record a line, appended as things happen. */
import { closeSync, fdatasync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import type { AccountRecord } from "../account";

/** It holds secret values, as the account does. */
const OWNER_ONLY = 0o600;

/** Lines beyond which an opened journal is written anew, if that makes it much shorter. */
const COMPACT_ABOVE = 2000;

export class Journal {
  #pending: string[] = [];
  #flushed: Promise<void> = Promise.resolve();
  #flushing: Promise<void> | undefined;
  #lines: number;

  private constructor(
    private readonly path: string,
    private fd: number,
    lines: number,
  ) {
    this.#lines = lines;
  }

  /** Opens the journal of a folder and reads what it says. */
  static open(home: string): { readonly journal: Journal; readonly records: AccountRecord[] } {
    const path = join(home, "journal.jsonl");
    const records = readRecords(path);
    // A line that a crash cut short is not part of the history: nobody was told that it happened.
    const fd = rewrite(path, records);
    return { journal: new Journal(path, fd, records.length), records };
  }

  /** Notes a record; {@link flush} makes it last. */
  append(record: AccountRecord): void {
    this.#pending.push(`${JSON.stringify(record)}\n`);
  }

  /** Resolves when all that was appended is on disk. Calls that come together share one write. */
  flush(): Promise<void> {
    if (this.#pending.length === 0) return this.#flushing ?? this.#flushed;
    this.#flushing ??= this.#flushed.then(() => this.#write());
    return this.#flushing;
  }

  /** True when a journal of that many records would be much shorter. */
  isLong(records: number): boolean {
    return this.#lines > COMPACT_ABOVE && this.#lines > 2 * records;
  }

  /** Replaces the history by a shorter one that leads to the same account. */
  compact(records: readonly AccountRecord[]): void {
    const fd = rewrite(this.path, records);
    closeSync(this.fd);
    this.fd = fd;
    this.#pending = [];
    this.#lines = records.length;
  }

  close(): void {
    closeSync(this.fd);
  }

  async #write(): Promise<void> {
    const lines = this.#pending;
    this.#pending = [];
    this.#flushing = undefined;
    const { fd } = this;
    writeAll(fd, lines.join(""));
    this.#lines += lines.length;
    this.#flushed = new Promise((resolve, reject) => {
      fdatasync(fd, (fault) => {
        if (fault) reject(fault);
        else resolve();
      });
    });
    await this.#flushed;
  }
}

function readRecords(path: string): AccountRecord[] {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw fault;
  }
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  return whole
    .split("\n")
    .filter((line) => line !== "")
    .map((line, index) => parse(line, `${path}:${index + 1}`));
}

function parse(line: string, where: string): AccountRecord {
  try {
    return JSON.parse(line) as AccountRecord;
  } catch {
    // Never the line itself: it may hold secrets.
    throw new Error(`${where} is not a record of a simulated account; remove its folder to start anew`);
  }
}

/** Writes a whole journal beside the old one and puts it in its place; gives it open for appending. */
function rewrite(path: string, records: readonly AccountRecord[]): number {
  const temporary = `${path}.new`;
  const fd = openSync(temporary, "w", OWNER_ONLY);
  writeAll(fd, records.map((record) => `${JSON.stringify(record)}\n`).join(""));
  fsyncSync(fd);
  renameSync(temporary, path);
  const folder = openSync(dirname(path), "r");
  fsyncSync(folder);
  closeSync(folder);
  return fd;
}

function writeAll(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length;) written += writeSync(fd, bytes, written);
}
