/** Runs the scenarios side by side and counts what comes back. */
import autocannon from "autocannon";
import type { Scenario } from "./scenarios";

export interface Second {
  readonly requests: number;
  readonly failed: number;
  /** Milliseconds; of the answers of that second. */
  readonly p95: number;
}

export interface Measurement extends Scenario {
  readonly requests: number;
  readonly failed: number;
  /** Requests a second. */
  readonly rate: number;
  /** Milliseconds. */
  readonly latency: {
    readonly p50: number;
    readonly p95: number;
    readonly p99: number;
    readonly max: number;
  };
  /** Answers by status; `no answer` for what timed out or broke off. */
  readonly answers: Readonly<Record<string, number>>;
  readonly seconds: readonly Second[];
}

export interface LoadOptions {
  readonly api: URL;
  /** Seconds. */
  readonly duration: number;
  readonly connections: number;
  /** Requests a second, of all scenarios together. */
  readonly rate: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Told once a second. */
  readonly onSecond: (second: Second) => void;
}

/** Seconds after which a request counts as not answered. */
const TIMEOUT = 10;

export async function measure(scenarios: readonly Scenario[], options: LoadOptions): Promise<Measurement[]> {
  const counters = scenarios.map((scenario) => new Counter(scenario));
  const timer = setInterval(() => {
    const seconds = counters.map((counter) => counter.endSecond());
    options.onSecond({
      requests: sum(seconds.map(({ requests }) => requests)),
      failed: sum(seconds.map(({ failed }) => failed)),
      p95: Math.max(...seconds.map(({ p95 }) => p95)),
    });
  }, 1000);
  const started = performance.now();
  try {
    await Promise.all(counters.map((counter) => fire(counter, scenarios.length, options)));
  } finally {
    clearInterval(timer);
  }
  const elapsed = (performance.now() - started) / 1000;
  return counters.map((counter) => counter.result(elapsed));
}

/** Each scenario has its share of the connections and of the rate. */
function fire(counter: Counter, scenarios: number, options: LoadOptions): Promise<void> {
  const { api, duration, headers, signal } = options;
  const request = {
    url: new URL(counter.scenario.path, api).href,
    connections: Math.max(1, Math.floor(options.connections / scenarios)),
    overallRate: Math.max(1, Math.floor(options.rate / scenarios)),
    duration,
    headers: { ...headers },
    timeout: TIMEOUT,
  };
  return new Promise((resolve, reject) => {
    const run = autocannon(request, (fault: unknown) => {
      signal.removeEventListener("abort", stop);
      if (fault instanceof Error) reject(fault);
      else resolve();
    });
    const stop = (): void => {
      run.stop();
    };
    signal.addEventListener("abort", stop, { once: true });
    run.on("response", (_client, status, _bytes, milliseconds) => {
      counter.answered(status, milliseconds);
    });
    run.on("reqError", () => {
      counter.unanswered();
    });
  });
}

/** What a client that is turned away, or finds nobody, gets. */
function isFailure(status: number): boolean {
  return status >= 500 || status === 429 || status === 403;
}

class Counter {
  private readonly times: number[] = [];
  private readonly answers: Record<string, number> = {};
  private readonly seconds: Second[] = [];
  private failed = 0;
  private requests = 0;
  private before = { times: 0, failed: 0, requests: 0 };

  constructor(readonly scenario: Scenario) {}

  answered(status: number, milliseconds: number): void {
    this.requests++;
    this.times.push(milliseconds);
    if (isFailure(status)) this.failed++;
    this.count(String(status));
  }

  unanswered(): void {
    this.requests++;
    this.failed++;
    this.count("no answer");
  }

  endSecond(): Second {
    const { before } = this;
    const second = {
      requests: this.requests - before.requests,
      failed: this.failed - before.failed,
      p95: percentile(this.times.slice(before.times), 95),
    };
    this.before = { times: this.times.length, failed: this.failed, requests: this.requests };
    this.seconds.push(second);
    return second;
  }

  result(elapsed: number): Measurement {
    const of = (percent: number): number => percentile(this.times, percent);
    return {
      ...this.scenario,
      requests: this.requests,
      failed: this.failed,
      rate: this.requests / elapsed,
      latency: { p50: of(50), p95: of(95), p99: of(99), max: of(100) },
      answers: this.answers,
      seconds: this.seconds,
    };
  }

  private count(answer: string): void {
    this.answers[answer] = (this.answers[answer] ?? 0) + 1;
  }
}

/** The nearest-rank percentile; 0 for no values. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.at(Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)) ?? 0;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
