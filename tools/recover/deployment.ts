/** Puts right what `pulumi stack export` gives of a stack whose engine was killed. */
import { nameOf } from "../rehearse/changes";
import { UserError } from "../stackConfig";
import { remedyFor, type Remedy } from "./ids";

/** The part of a resource in an export that is read here. */
export interface ExportedResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly delete?: boolean;
  readonly inputs?: Readonly<Record<string, unknown>>;
}

export interface ExportedStack {
  readonly deployment: {
    readonly resources?: readonly ExportedResource[];
    readonly pending_operations?: readonly PendingOperation[];
  };
}

export interface PendingOperation {
  /** `creating`, `updating`, `deleting`, `reading` or `importing`. */
  readonly type: string;
  readonly resource: ExportedResource;
}

/** What somebody who has looked says of interrupted creations, by name or URN. */
export interface Answers {
  /** Ids of what exists. */
  readonly adopted: ReadonlyMap<string, string>;
  /** What does not exist. */
  readonly forgotten: ReadonlySet<string>;
}

/** An interrupted creation, and what is to be done about it. */
export interface Interrupted {
  readonly resource: ExportedResource;
  readonly remedy: Remedy;
}

/** @throws UserError for a file that is no export */
export function exportOf(json: string): ExportedStack {
  const parsed = JSON.parse(json) as Partial<ExportedStack> | null;
  if (typeof parsed?.deployment !== "object") {
    throw new UserError("pulumi stack export gave no deployment: is the stack's state of another version?");
  }
  return parsed as ExportedStack;
}

/**
 * All creations of which the engine does not know how they ended.
 * @throws UserError for an answer about something else
 */
export function interruptedOf(stack: ExportedStack, answers: Answers): Interrupted[] {
  const { pending_operations: pending = [] } = stack.deployment;
  const creations = pending.filter(({ type }) => type === "creating").map(({ resource }) => resource);
  const keys = [...answers.adopted.keys(), ...answers.forgotten];
  for (const key of keys) assertOne(key, creations);
  return creations.map((resource) => ({ resource, remedy: remedyOf(resource, answers) }));
}

/** The export as it should have been: what was created is a resource, and nothing is pending. */
export function recovered<T extends ExportedStack>(stack: T, interrupted: readonly Interrupted[]): T {
  const { resources = [] } = stack.deployment;
  const adopted = interrupted.flatMap(({ resource, remedy }) =>
    remedy.kind === "adopt" ? [{ ...resource, id: remedy.id }] : [],
  );
  const urns = new Set(adopted.map(({ urn }) => urn));
  // Of a replacement that was under way, the predecessor is still there: it goes with the next update.
  const before = resources.map((one) => (urns.has(one.urn) ? { ...one, delete: true } : one));
  // Last, since all that they depend on was there before them.
  return {
    ...stack,
    deployment: { ...stack.deployment, resources: [...before, ...adopted], pending_operations: [] },
  };
}

function remedyOf(resource: ExportedResource, { adopted, forgotten }: Answers): Remedy {
  const keys = [resource.urn, nameOf(resource.urn)];
  const id = keys.map((key) => adopted.get(key)).find((given) => given !== undefined);
  if (id !== undefined) return { kind: "adopt", id };
  if (keys.some((key) => forgotten.has(key))) return { kind: "forget" };
  return remedyFor(resource.type, resource.inputs ?? {});
}

function assertOne(key: string, creations: readonly ExportedResource[]): void {
  const meant = creations.filter((resource) => resource.urn === key || nameOf(resource.urn) === key);
  if (meant.length === 1) return;
  const choice = (
    meant.length > 1 ? meant.map(({ urn }) => urn) : creations.map(({ urn }) => nameOf(urn))
  ).join(", ");
  throw new UserError(
    meant.length > 1
      ? `Several interrupted creations are called "${key}"; name one by its URN: ${choice}`
      : `No interrupted creation is called "${key}"; there are: ${choice === "" ? "none" : choice}`,
    2,
  );
}
