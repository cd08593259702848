/** The outcomes of the checks: for people, for programs, for CI. */
import junitReport from "junit-report-builder";
import { cut, type Paint } from "../plan/text";
import type { Outcome } from "./check";

const MARKS = { passed: ["green", "✓"], failed: ["red", "✗"], skipped: ["dim", "–"] } as const;

/** One line; what failed is told whole, whatever its length. */
export function outcomeLine(paint: Paint, { area, name, status, detail }: Outcome, width = 150): string {
  const [style, mark] = MARKS[status];
  const head = `${mark} ${area}: ${name}`;
  const rest = status === "failed" ? detail : cut(detail, Math.max(20, width - head.length - 2));
  return `${paint(style, head)}  ${status === "failed" ? rest : paint("dim", rest)}`;
}

export function summaryLine(outcomes: readonly Outcome[]): string {
  const number = (status: Outcome["status"]): number =>
    outcomes.filter((one) => one.status === status).length;
  return `${number("passed")} passed, ${number("failed")} failed, ${number("skipped")} do not apply`;
}

export function junit(outcomes: readonly Outcome[], api: URL): string {
  const builder = junitReport.newBuilder();
  const suite = builder.testSuite().name(`smoke ${api.origin}`);
  for (const { area, name, status, detail, seconds } of outcomes) {
    const test = suite.testCase().className(area).name(name).time(seconds);
    if (status === "failed") test.failure(detail);
    if (status === "skipped") test.skipped();
  }
  return builder.build();
}
