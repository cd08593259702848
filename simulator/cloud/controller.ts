/** Operations on the account as they come from the engine: recorded, made to fail on request, timed, written down. */
import type { ConstructRequest, ConstructResponse } from "@pulumi/pulumi/proto/provider_pb";
import type { Caller } from "./caller";
import type { VirtualClock } from "./clock";
import { InitFailed } from "./errors";
import { Faults, gaveUp, REFUSED } from "./faults";
import type { Journal } from "./journal";
import type { Change, Operation } from "./protocol";
import type { Made, Resources, Subject } from "./resources";
import type { ProviderSettings } from "./settings";
import type { Wire } from "./values";

type Recorded = { -readonly [K in keyof Operation]: Operation[K] };

/** What an operation needs of what it made, to be timed. */
interface Timed {
  readonly seconds: number;
}

export class Controller {
  readonly faults = new Faults();
  #operations: Recorded[] = [];
  #marked = performance.now();
  #abandon: (fault: unknown) => void = () => undefined;

  constructor(
    readonly resources: Resources,
    private readonly journal: Journal,
    /** Virtual time; operations are answered at once without it. */
    private readonly clock?: VirtualClock,
  ) {}

  create(subject: Subject, inputs: Wire, caller: Caller): Promise<Made> {
    return this.#change(subject, "create", caller, (isRolledBack) =>
      this.resources.create(subject, inputs, isRolledBack),
    );
  }

  update(subject: Subject, id: string, inputs: Wire, caller: Caller): Promise<Made> {
    return this.#change(subject, "update", caller, (isRolledBack) =>
      this.resources.update(subject, id, inputs, isRolledBack),
    );
  }

  async delete(subject: Subject, id: string, olds: Wire, caller: Caller): Promise<void> {
    await this.#change(subject, "delete", caller, () => ({
      seconds: this.resources.delete(subject, id, olds),
    }));
  }

  read(subject: Subject, id: string, olds: Wire): Promise<ReturnType<Resources["read"]>> {
    return this.#record(subject, "read", () => this.resources.read(subject, id, olds));
  }

  invoke(token: string, args: Wire, settings: ProviderSettings): Promise<Wire> {
    const about = { urn: "", type: token };
    return this.#record(about, "invoke", async () => {
      const answer = this.resources.invoke(token, args, settings);
      await this.journal.flush();
      return answer;
    });
  }

  construct(request: ConstructRequest, engineAddress: string): Promise<ConstructResponse> {
    const about = { urn: "", type: request.getType() };
    return this.#record(about, "construct", async (note) => {
      const { construct, abandon } = await import("./construct");
      this.#abandon = abandon;
      const response = await construct(request, engineAddress);
      note.urn = response.getUrn();
      return response;
    });
  }

  /** Something failed in the background of a component's construction. */
  abandon(fault: unknown): void {
    this.#abandon(fault);
  }

  /** Runs a request's handler; with a clock, time stands still meanwhile. */
  during<T>(handle: () => T | Promise<T>): Promise<T> {
    return this.clock ? this.clock.during(handle) : Promise.resolve().then(handle);
  }

  /** The engine behind that connection gives up: nothing more is held back from it. */
  cancel(peer: string): void {
    this.clock?.cancel(peer);
  }

  /** Since the last {@link mark}, in the order in which they began. */
  operations(): readonly Operation[] {
    return this.#operations;
  }

  mark(): void {
    this.#operations = [];
    this.#marked = performance.now();
    this.clock?.reset();
  }

  /** A change of the account, which may be hit by a fault. */
  #change<T extends Timed>(
    subject: Subject,
    operation: Change,
    caller: Caller,
    run: (isRolledBack: boolean) => T,
  ): Promise<T> {
    return this.#record(subject, operation, async (note) => {
      const fault = this.faults.next(subject, operation);
      if (fault !== undefined && fault !== "noAnswer" && fault !== "rollback") {
        const [status, reason] = REFUSED[fault];
        throw this.resources.failure(operation, subject, reason, status);
      }
      const made = run(fault === "rollback");
      note.seconds = made.seconds;
      await this.journal.flush();
      await this.clock?.until(note.start + made.seconds, caller);
      if (fault === "noAnswer") throw this.#unanswered(subject, operation, made);
      return made;
    });
  }

  /** The thing is as it was asked for, but the provider gave up waiting for AWS to say so. */
  #unanswered(subject: Subject, operation: Change, made: Timed | Made): Error {
    const reason = gaveUp(subject.type, operation, "id" in made ? made.id : subject.name);
    const failure = this.resources.failure(operation, subject, reason);
    if (!("id" in made)) return failure;
    return new InitFailed(made.id, made.properties, made.inputs, [failure.message]);
  }

  async #record<T>(
    { urn, type }: Pick<Subject, "urn" | "type">,
    operation: Operation["operation"],
    run: (note: Recorded) => T | Promise<T>,
  ): Promise<T> {
    const start = this.#now();
    const note: Recorded = { urn, type, operation, start, end: start, seconds: 0 };
    this.#operations.push(note);
    try {
      return await run(note);
    } catch (fault) {
      note.error = fault instanceof Error ? fault.message : String(fault);
      throw fault;
    } finally {
      note.end = this.#now();
    }
  }

  #now(): number {
    return this.clock?.now ?? (performance.now() - this.#marked) / 1000;
  }
}
