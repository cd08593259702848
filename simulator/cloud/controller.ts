/** Operations on the account as they come from the engine: recorded, made to fail on request, timed, written down. */
import type { ConstructRequest, ConstructResponse } from "@pulumi/pulumi/proto/provider_pb";
import type { Journal } from "./journal";
import type { Operation } from "./protocol";
import type { Made, Resources, Subject } from "./resources";
import type { ProviderSettings } from "./settings";
import type { Wire } from "./values";

/** The caller of an operation, who may go away before the answer. */
export interface Caller {
  getPeer(): string;
  readonly cancelled: boolean;
}

export class Controller {
  #operations: Operation[] = [];
  #marked = performance.now();

  constructor(
    readonly resources: Resources,
    private readonly journal: Journal,
  ) {}

  async create(subject: Subject, inputs: Wire, _caller: Caller): Promise<Made> {
    return this.#record(subject, "create", () => this.resources.create(subject, inputs));
  }

  async update(subject: Subject, id: string, inputs: Wire, _caller: Caller): Promise<Made> {
    return this.#record(subject, "update", () => this.resources.update(subject, id, inputs));
  }

  async delete(subject: Subject, id: string, _caller: Caller): Promise<void> {
    await this.#record(subject, "delete", () => ({ seconds: this.resources.delete(subject, id) }));
  }

  read(subject: Subject, id: string): ReturnType<Resources["read"]> {
    return this.resources.read(subject, id);
  }

  invoke(token: string, args: Wire, settings: ProviderSettings): Wire {
    return this.resources.invoke(token, args, settings);
  }

  async construct(request: ConstructRequest, engineAddress: string): Promise<ConstructResponse> {
    const { construct } = await import("./construct");
    return construct(request, engineAddress);
  }

  /** The engine behind that connection gives up. */
  cancel(_peer: string): void {
    // Nothing is held back.
  }

  operations(): readonly Operation[] {
    return this.#operations;
  }

  mark(): void {
    this.#operations = [];
    this.#marked = performance.now();
  }

  async #record<T extends { readonly seconds: number }>(
    { urn, type }: Subject,
    operation: Operation["operation"],
    run: () => T,
  ): Promise<T> {
    const start = this.#now();
    const note = (seconds: number, error?: string): void => {
      const end = this.#now();
      this.#operations.push({
        urn,
        type,
        operation,
        start,
        end,
        seconds,
        ...(error !== undefined && { error }),
      });
    };
    try {
      const made = run();
      await this.journal.flush();
      note(made.seconds);
      return made;
    } catch (fault) {
      note(0, fault instanceof Error ? fault.message : String(fault));
      throw fault;
    }
  }

  #now(): number {
    return (performance.now() - this.#marked) / 1000;
  }
}
