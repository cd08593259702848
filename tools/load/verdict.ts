/** Whether a route answered within the limits. */
import type { Measurement } from "./measure";

/** What was beyond a limit, each in a sentence; none for a good route. */
export function faultsOf(measured: Measurement, maxErrors: number): string[] {
  const { route, service, requests, failed, latency, p95, answers } = measured;
  if (requests === 0)
    return [`${route} (${service}): no request was answered or failed: nothing was measured`];
  const share = failed / requests;
  const faults: string[] = [];
  if (share > maxErrors) {
    const list = Object.entries(answers).map(([answer, count]) => `${answer} × ${count}`);
    faults.push(
      `${route} (${service}): ${percent(share)} of ${requests} requests failed (${list.join(", ")}); at most ${percent(maxErrors)} may`,
    );
  }
  if (latency.p95 > p95) {
    faults.push(
      `${route} (${service}): 95 of 100 answers took up to ${ms(latency.p95)}; at most ${ms(p95)} is allowed`,
    );
  }
  return faults;
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(share > 0 && share < 0.1 ? 2 : 0)} %`;
}

export function ms(milliseconds: number): string {
  return milliseconds < 10 ? `${milliseconds.toFixed(1)} ms` : `${Math.round(milliseconds)} ms`;
}
