/** The measurements for people: a table in the terminal, a page with charts. */
import { table, type Paint } from "../plan/text";
import { latencyByRoute, latencyOverTime, requestsOverTime } from "./charts";
import type { Measurement } from "./measure";
import { faultsOf, ms, percent } from "./verdict";

export interface LoadReport {
  readonly api: string;
  readonly startedAt: string;
  readonly duration: number;
  readonly connections: number;
  readonly rate: number;
  readonly maxErrors: number;
  readonly routes: readonly Measurement[];
  readonly faults: readonly string[];
}

const COLUMNS = [
  "route",
  "service",
  "requests",
  "a second",
  "p50",
  "p95",
  "p95 limit",
  "p99",
  "max",
  "failed",
  "",
] as const;

const GOOD = "✓";
const FAULTY = "✗";

export function tableLines(paint: Paint, { routes, maxErrors }: LoadReport): string[] {
  const columns = COLUMNS.map((title, index) => ({
    title,
    ...(index > 1 && index < COLUMNS.length - 1 && { align: "right" as const }),
  }));
  return table(paint, columns, rowsOf(routes, maxErrors));
}

function rowsOf(routes: readonly Measurement[], maxErrors: number): string[][] {
  return routes.map((measured) => {
    const { route, service, requests, rate, latency, failed, p95: limit } = measured;
    const times = [latency.p50, latency.p95, limit, latency.p99, latency.max].map(ms);
    const verdict = faultsOf(measured, maxErrors).length === 0 ? GOOD : FAULTY;
    const share = percent(requests === 0 ? 0 : failed / requests);
    return [route, service, String(requests), rate.toFixed(1), ...times, share, verdict];
  });
}

export function page(report: LoadReport): string {
  const { api, startedAt, duration, connections, rate, routes, faults, maxErrors } = report;
  const cell = (tag: string) => (text: string) => `<${tag}>${escaped(text)}</${tag}>`;
  const rows = rowsOf(routes, maxErrors).map((row) => {
    const tag = row.at(-1) === FAULTY ? '<tr class="faulty">' : "<tr>";
    return `${tag}${row.map(cell("td")).join("")}</tr>`;
  });
  const verdict =
    faults.length === 0
      ? '<p class="good">✓ Every route was within its limits.</p>'
      : `<p class="faulty">✗ Beyond the limits:</p>\n<ul>${faults.map(cell("li")).join("")}</ul>`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Load on ${escaped(api)}</title>
<style>
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 66rem; margin: 2rem auto; padding: 0 1rem; }
  table { border-collapse: collapse; font-size: 14px; font-variant-numeric: tabular-nums; }
  th, td { padding: 0.2rem 0.6rem; white-space: nowrap; border-bottom: 1px solid #ddd; text-align: right; }
  th:nth-child(-n+2), td:nth-child(-n+2) { text-align: left; }
  .good { color: #17692e; font-weight: 600; }
  .faulty { color: #b00020; }
  p.faulty { font-weight: 600; }
  .table { overflow-x: auto; }
  svg { max-width: 100%; height: auto; margin-top: 1.5rem; }
</style>
<h1>Load on ${escaped(api)}</h1>
<p>${escaped(startedAt.replace(/T(.{5}).*/, " at $1 UTC"))}: ${duration} s, ${connections} connections, at most ${rate} requests a second.</p>
${verdict}
<div class="table"><table><tr>${COLUMNS.map(cell("th")).join("")}</tr>
${rows.join("\n")}
</table></div>
${[requestsOverTime(routes), latencyOverTime(routes), latencyByRoute(routes)].join("\n")}
</html>
`;
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
