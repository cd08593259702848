import { takeNoTraces as inThisProcess } from "../plan/quiet";

/** Pulumi takes a stack trace of every promise and resource: half of the time that a rehearsal would take. */
export function takeNoTraces(): void {
  const { NODE_OPTIONS = "" } = process.env;
  if (!NODE_OPTIONS.includes("--stack-trace-limit")) {
    // For the processes that this one starts.
    process.env.NODE_OPTIONS = `${NODE_OPTIONS} --stack-trace-limit=0`.trim();
  }
  inThisProcess();
}
