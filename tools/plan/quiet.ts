/** Spares a plan the stack traces that Pulumi takes of everything, for messages that a plan never shows. */
import * as pulumi from "@pulumi/pulumi";

/** Where a resource was created: the engine's business, of which its public types say nothing. */
interface Traced {
  callsites(): readonly object[];
}

/** Pulumi takes a trace for every promise, Output and resource: a third of the time that a plan would take. */
export function takeNoTraces(): void {
  Error.stackTraceLimit = 0;
  (pulumi.Resource as unknown as Traced).callsites = () => [];
}
