/** Prints a count, and what it is made of. */
export function listed(title: string, lines: readonly string[]): void {
  process.stderr.write(
    `${title}${lines.length > 0 ? ":" : ""}\n${lines.map((line) => `  ${line}\n`).join("")}`,
  );
}
