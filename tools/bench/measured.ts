/** What a measured process tells the one that started it. */
export interface Measured {
  readonly resources: number;
  /** Seconds of processor time, of all threads. */
  readonly cpu: number;
  /** Peak memory in MiB. */
  readonly memory: number;
}

/** Called at the end of a measured process; writes one line of JSON. */
export function finish({ resources }: Pick<Measured, "resources">): void {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const measured: Measured = {
    resources,
    cpu: (userCPUTime + systemCPUTime) / 1e6,
    memory: maxRSS / 1024,
  };
  process.stdout.write(`${JSON.stringify(measured)}\n`);
}
