/** Laying out text for a terminal of 110 columns, in colours or without. */
import { styleText } from "node:util";

export const WIDTH = 110;

export type Style = "bold" | "dim" | "red" | "yellow" | "green" | "cyan";

/** Gives a text the style, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string;

export function painter(colours: boolean): Paint {
  return (style, text) => (colours ? styleText(style, text) : text);
}

/** A heading and what stands below it, indented by two. */
export function section(paint: Paint, title: string, lines: readonly string[]): string[] {
  return ["", paint("bold", title), ...lines.map((line) => (line === "" ? "" : `  ${line}`))];
}

export interface Column {
  readonly title: string;
  /** Widest it may become; words beyond it wrap. @default as wide as its widest cell */
  readonly max?: number;
  readonly align?: "left" | "right";
}

/** A table with a rule below its head; the last column takes what is left of the line. */
export function table(
  paint: Paint,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): string[] {
  const widths = widthsOf(columns, rows);
  const layOut = (cells: readonly string[]): string[] => {
    const wrapped = widths.map((width, index) => wrap(cells[index] ?? "", width));
    const height = Math.max(...wrapped.map((lines) => lines.length));
    return Array.from({ length: height }, (_, line) =>
      widths
        .map((width, index) => pad(wrapped[index]?.[line] ?? "", width, columns[index]?.align))
        .join("  ")
        .trimEnd(),
    );
  };
  return [
    ...layOut(columns.map(({ title }) => title)).map((line) => paint("dim", line)),
    paint("dim", widths.map((width) => "─".repeat(width)).join("  ")),
    ...rows.flatMap(layOut),
  ];
}

function widthsOf(columns: readonly Column[], rows: readonly (readonly string[])[]): number[] {
  const widths = columns.map(({ title, max = WIDTH }, index) =>
    Math.min(max, Math.max(title.length, ...rows.map((row) => row[index]?.length ?? 0))),
  );
  const others = widths.slice(0, -1).reduce((sum, width) => sum + width + 2, 0);
  // Sections indent by two.
  return widths.map((width, index) =>
    index < widths.length - 1 ? width : Math.max(12, Math.min(width, WIDTH - 2 - others)),
  );
}

function pad(text: string, width: number, align: Column["align"] = "left"): string {
  return align === "left" ? text.padEnd(width) : text.padStart(width);
}

/** Breaks a text between words. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ").flatMap((whole) => chunks(whole, width))) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (longer.length <= width) {
      line = longer;
    } else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

/** A word too long for its line is broken after a sign between its parts, or where the line ends. */
function chunks(word: string, width: number): string[] {
  if (word.length <= width) return [word];
  const end = /^.*[/.,:\]_-]/.exec(word.slice(0, width))?.[0].length ?? width;
  return [word.slice(0, end), ...chunks(word.slice(end), width)];
}

/** A wrapped text whose first line has a mark in front, and whose other lines stand below the first. */
export function item(mark: string, text: string, width = WIDTH - 2): string[] {
  const indent = " ".repeat(mark.length);
  return wrap(text, width - mark.length).map((line, index) => (index === 0 ? mark : indent) + line);
}

export function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}

export function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? "" : "s"}`;
}
