/** What an operation of the engine did, from its events. */
import type { automation } from "@pulumi/pulumi";

type EngineEvent = automation.EngineEvent;
type Metadata = NonNullable<EngineEvent["resOutputsEvent"]>["metadata"];

export type Kind = "created" | "updated" | "replaced" | "deleted";

export const KINDS: readonly Kind[] = ["created", "updated", "replaced", "deleted"];

/** What happened to one resource of the cloud; components and providers are none. */
export interface Change {
  readonly kind: Kind;
  readonly urn: string;
  /** `aws:ec2/eip:Eip` */
  readonly type: string;
  /** Logical name. */
  readonly name: string;
  /** Properties that made the difference, for an update or a replacement. */
  readonly because: readonly string[];
}

export interface Diagnostic {
  readonly severity: "info" | "warning" | "error";
  readonly urn?: string;
  readonly message: string;
}

const KIND_OF: Partial<Record<string, Kind>> = {
  create: "created",
  update: "updated",
  replace: "replaced",
  "create-replacement": "replaced",
  "delete-replaced": "replaced",
  delete: "deleted",
};

/** Listens to one operation. */
export class EventLog {
  private readonly byUrn = new Map<string, Change>();
  /** When something of a resource began or ended, in the order of events. */
  private readonly turns: { readonly urn: string; readonly end: boolean }[] = [];
  readonly diagnostics: Diagnostic[] = [];
  /** Policies that objected, each as a line. */
  readonly violations: string[] = [];
  /** URNs of resources whose operation failed. */
  readonly failed: string[] = [];
  /** Resources whose operation has ended, those without a change included. */
  ended = 0;
  /** Milliseconds since the epoch. */
  firstEvent?: number;
  lastStep?: number;

  constructor(private readonly preview: boolean) {}

  add(event: EngineEvent): void {
    this.firstEvent ??= Date.now();
    const { resourcePreEvent, resOutputsEvent, resOpFailedEvent, diagnosticEvent, policyEvent } = event;
    if (resourcePreEvent) this.began(resourcePreEvent.metadata);
    if (resOutputsEvent) this.finished(resOutputsEvent.metadata);
    if (resOpFailedEvent) this.failed.push(resOpFailedEvent.metadata.urn);
    if (diagnosticEvent && diagnosticEvent.ephemeral !== true) this.say(diagnosticEvent);
    if (policyEvent) this.violations.push(violation(policyEvent));
  }

  /** In the order in which they came. */
  get changes(): readonly Change[] {
    return [...this.byUrn.values()];
  }

  /** Whether all that happened to the one had ended before anything happened to the other. */
  endedBefore(first: string, second: string): boolean {
    const end = this.turns.findLastIndex(({ urn, end }) => urn === first && end);
    const begin = this.turns.findIndex(({ urn }) => urn === second);
    return end >= 0 && begin >= 0 && end < begin;
  }

  private began(metadata: Metadata): void {
    this.turns.push({ urn: metadata.urn, end: false });
    if (this.preview) this.record(metadata);
  }

  private finished(metadata: Metadata): void {
    this.turns.push({ urn: metadata.urn, end: true });
    this.ended += 1;
    this.lastStep = Date.now();
    if (!this.preview) this.record(metadata);
  }

  private record(metadata: Metadata): void {
    const { urn, type, op } = metadata;
    const kind = KIND_OF[op];
    const custom = metadata.new?.custom ?? metadata.old?.custom ?? false;
    if (kind === undefined || !custom || type.startsWith("pulumi:")) return;
    const before = this.byUrn.get(urn);
    const because = [...new Set([...(before?.because ?? []), ...(metadata.diffs ?? [])])];
    // What is deleted first and created later, or the other way round, is one replacement.
    const merged = before && before.kind !== kind ? "replaced" : kind;
    this.byUrn.set(urn, { kind: merged, urn, type, name: nameOf(urn), because });
  }

  private say({ severity, urn, message }: NonNullable<EngineEvent["diagnosticEvent"]>): void {
    const text = plainText(message).trimEnd();
    if (text.trim() === "") return;
    this.diagnostics.push({
      severity: severity === "info#err" ? "info" : severity,
      message: text,
      ...(urn !== undefined && urn !== "" && { urn }),
    });
  }
}

function violation(event: NonNullable<EngineEvent["policyEvent"]>): string {
  const on = event.resourceUrn === undefined ? "" : ` ${nameOf(event.resourceUrn)}:`;
  return `[${event.enforcementLevel}] ${event.policyName}:${on} ${plainText(event.message).trim()}`;
}

/** Without the engine's own marks for colours. */
export function plainText(message: string): string {
  return message.replace(/<\{%[^%]*%\}>/g, "");
}

export function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

export function typeOf(urn: string): string {
  return (urn.split("::")[2] ?? "").split("$").at(-1) ?? "";
}
