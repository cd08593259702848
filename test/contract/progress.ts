const began = Date.now();

/** A line about what is going on, with the seconds since the start. */
export function tell(text: string): void {
  process.stderr.write(`${String(Math.round((Date.now() - began) / 1000)).padStart(5)} s  ${text}\n`);
}
