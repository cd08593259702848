/** A rehearsal told: on a terminal, as JSON, and as Markdown for a pull request. */
import { count, item, section, table, type Paint } from "../plan/text";
import { changeText } from "./expectation";
import { KINDS, type Change } from "./changes";
import { expectationText } from "./expectation";
import type { Phase } from "./phases";
import type { StepResult } from "./rehearsal";
import type { DeploymentTiming, Link } from "./timing";

export interface RehearsalReport {
  readonly stack: string;
  readonly engine: { readonly version: string; readonly origin: string };
  readonly policies: boolean;
  readonly passed: boolean;
  /** Wall-clock seconds of the whole. */
  readonly seconds: number;
  readonly steps: readonly StepReport[];
  readonly phases: readonly Phase[];
  readonly timing?: DeploymentTiming;
  /** What AWS keeps of the stack after its end. */
  readonly left?: readonly string[];
}

export interface StepReport {
  readonly name: string;
  readonly title: string;
  readonly operation: string;
  readonly verdict: "passed" | "failed" | "skipped";
  /** Why it was skipped. */
  readonly reason?: string;
  readonly expected?: string;
  readonly faults: readonly string[];
  readonly seconds: number;
  readonly changes: readonly Pick<Change, "kind" | "type" | "name" | "because">[];
  /** What the engine said of a failure that had to be. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  readonly violations: readonly string[];
}

export function stepReport({ step, outcome, skipped, faults, overhead, expected }: StepResult): StepReport {
  const { name, title, operation } = step;
  return {
    name,
    title,
    operation,
    verdict: skipped !== undefined ? "skipped" : faults.length === 0 ? "passed" : "failed",
    ...(skipped !== undefined && { reason: skipped }),
    ...(expected && { expected: expectationText(expected) }),
    faults,
    seconds: rounded((outcome?.seconds ?? 0) + overhead),
    changes: (outcome?.changes ?? []).map(({ kind, type, name: resource, because }) => ({
      kind,
      type,
      name: resource,
      because,
    })),
    errors: outcome?.errors ?? [],
    warnings: outcome?.warnings ?? [],
    violations: outcome?.violations ?? [],
  };
}

const MARKS = { passed: "ok", failed: "FAILED", skipped: "skipped" } as const;

/** For a terminal. */
export function reportLines(paint: Paint, report: RehearsalReport): string[] {
  const columns = [
    { title: "step" },
    { title: "what", max: 46 },
    ...KINDS.map((kind) => ({ title: kind, align: "right" }) as const),
    { title: "s", align: "right" },
    { title: "" },
  ] as const;
  const rows = report.steps.map((step) => [
    step.name,
    step.title,
    ...(step.verdict === "skipped" ? KINDS.map(() => "") : KINDS.map((kind) => shown(step, kind))),
    step.verdict === "skipped" ? "" : step.seconds.toFixed(1),
    MARKS[step.verdict],
  ]);
  return [
    ...section(
      paint,
      `REHEARSAL of ${report.stack}, pulumi v${report.engine.version}`,
      table(paint, columns, rows),
    ),
    ...report.steps.flatMap((step) => findings(paint, step)),
    ...(report.timing ? timingLines(paint, report.timing) : []),
    ...phaseLines(paint, report),
    ...(report.left ? ["", leftLine(report.left)] : []),
    "",
    report.passed
      ? paint("green", `All ${count(done(report).length, "step")} went as expected, in ${report.seconds} s.`)
      : paint(
          "red",
          `${count(failures(report).length, "step")} of ${done(report).length} did not go as expected.`,
        ),
  ];
}

function shown(step: StepReport, kind: (typeof KINDS)[number]): string {
  const number = step.changes.filter((change) => change.kind === kind).length;
  return number === 0 ? "·" : String(number);
}

function findings(paint: Paint, step: StepReport): string[] {
  if (step.verdict === "skipped") return ["", ...item("  ", `${step.name} skipped: ${step.reason ?? ""}`)];
  if (step.verdict === "failed") {
    return section(paint, `FAILED: ${step.name}, ${step.title}`, step.faults.flatMap(listed));
  }
  if (step.errors.length === 0) return [];
  return section(paint, `FAILED AS IT SHOULD: ${step.name}, ${step.title}`, step.errors.flatMap(listed));
}

function listed(text: string): string[] {
  return text.split("\n").flatMap((line, index) => item(index === 0 ? "- " : "  ", line));
}

function timingLines(paint: Paint, { makespan, critical, path }: DeploymentTiming): string[] {
  const columns = [
    { title: "from", align: "right" },
    { title: "takes", align: "right" },
    { title: "resource" },
    { title: "type" },
    { title: "after" },
  ] as const;
  const rows = path.map(timingRow);
  return section(paint, "FIRST DEPLOYMENT on AWS, by typical durations", [
    `Takes ${minutes(makespan)}; the longest chain of things that wait for each other takes ${minutes(critical)}:`,
    "",
    ...table(paint, columns, rows),
  ]);
}

function phaseLines(paint: Paint, { phases, seconds }: RehearsalReport): string[] {
  const columns = [
    { title: "phase" },
    { title: "s", align: "right" },
    { title: "%", align: "right" },
  ] as const;
  const rows = phases.map((phase) => [
    phase.name,
    phase.seconds.toFixed(1),
    String(Math.round((100 * phase.seconds) / Math.max(seconds, 0.1))),
  ]);
  return section(paint, "WHERE THE TIME WENT", table(paint, columns, rows));
}

/** For a pull request. */
export function markdown(report: RehearsalReport): string {
  const { stack, steps, timing, seconds, passed } = report;
  const head = ["step", "what", ...KINDS, "seconds", ""];
  const rows = steps.map((step) => [
    step.name,
    step.title,
    ...KINDS.map((kind) => (step.verdict === "skipped" ? "" : shown(step, kind))),
    step.verdict === "skipped" ? "" : step.seconds.toFixed(1),
    step.verdict === "failed" ? "**failed**" : MARKS[step.verdict],
  ]);
  return [
    `## Rehearsal of ${stack}: ${passed ? "all as expected" : `${count(failures(report).length, "step")} failed`}`,
    "",
    `${count(done(report).length, "step")} on pulumi v${report.engine.version} and a simulated account, ${report.policies ? "with" : "without"} the policy pack, in ${seconds} s.`,
    "",
    ...markdownTable(head, rows),
    ...failures(report).flatMap((step) => [
      "",
      `### ${step.name}: ${step.title}`,
      "",
      ...step.faults.map((fault) => `- ${fault.replaceAll("\n", "\n  ")}`),
    ]),
    ...failedOnPurpose(report).flatMap((step) =>
      details(
        `What ${step.name} says when it fails`,
        step.errors.flatMap((error) => ["```", error, "```"]),
      ),
    ),
    ...(timing ? timingMarkdown(timing) : []),
    ...(report.left ? ["", leftLine(report.left)] : []),
    "",
    ...details(
      "Every change",
      steps
        .filter(({ changes, name }) => changes.length > 0 && !["preview", "up", "destroy"].includes(name))
        .flatMap((step) => [
          `**${step.name}**`,
          "",
          ...step.changes.map((change) => `- ${changeText(change)}`),
          "",
        ]),
    ),
    ...details(
      "Where the time went",
      markdownTable(
        ["phase", "seconds"],
        report.phases.map((phase) => [phase.name, phase.seconds.toFixed(1)]),
      ),
    ),
  ].join("\n");
}

function leftLine(left: readonly string[]): string {
  return `What AWS keeps of the destroyed stack: ${left.length === 0 ? "nothing" : left.join(", ")}.`;
}

function timingRow({ start, seconds, name, type, after = "" }: Link): string[] {
  return [minutes(start), minutes(seconds), name, type, after];
}

function timingMarkdown({ makespan, critical, path }: DeploymentTiming): string[] {
  return [
    "",
    `First deployment on AWS, by typical durations: **${minutes(makespan)}**; its longest chain takes ${minutes(critical)}:`,
    "",
    ...markdownTable(["from", "takes", "resource", "type", "after"], path.map(timingRow)),
  ];
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), `|${head.map(() => " --- |").join("")}`, ...rows.map(line)];
}

function details(title: string, lines: readonly string[]): string[] {
  return lines.length === 0
    ? []
    : [`<details><summary>${title}</summary>`, "", ...lines, "", "</details>", ""];
}

function done({ steps }: RehearsalReport): readonly StepReport[] {
  return steps.filter(({ verdict }) => verdict !== "skipped");
}

function failedOnPurpose({ steps }: RehearsalReport): readonly StepReport[] {
  return steps.filter(({ verdict, errors }) => verdict === "passed" && errors.length > 0);
}

function failures({ steps }: RehearsalReport): readonly StepReport[] {
  return steps.filter(({ verdict }) => verdict === "failed");
}

/** `2:05` */
export function minutes(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

export function rounded(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}
