/** Takes a stack through its life, step by step, and compares each with what was expected of it. */
import type { Cloud, Fault, FiredFault } from "../../simulator/cloud/client";
import type { Environment } from "../../stacks/environment";
import type { Engine } from "../engine/find";
import type { ResolvedStack } from "../plan/resolveStack";
import { disagreementsOf, leftText, survivors, wronglyLeft } from "./account";
import { type Change, nameOf, type EventLog } from "./changes";
import { changeText, differences, matches, type Pattern } from "./expectation";
import { faultText } from "./faultText";
import type { PolicyServer } from "./policyServer";
import { RehearsedStack, type Operation, type Outcome, type State } from "./rehearsedStack";
import { deploymentTiming, timingFaults, type DeploymentTiming } from "./timing";
import type { Prepared, Step, StepContext } from "./step";
import type { WorkingCopy } from "./workingCopy";

export interface StepResult {
  readonly step: Pick<Step, "name" | "title" | "operation" | "auxiliary">;
  /** Absent for a step that this stack cannot do. */
  readonly outcome?: Outcome;
  readonly skipped?: string;
  /** What went otherwise than expected, a line each; none for a step that passed. */
  readonly faults: readonly string[];
  /** Wall-clock seconds of what is not the engine's: preparing the step and checking what came of it. */
  readonly overhead: number;
  readonly expected?: Prepared["expected"];
}

export interface RehearsalParts {
  readonly resolved: ResolvedStack & { readonly environment: Environment };
  readonly engine: Engine;
  readonly copy: WorkingCopy;
  readonly cloud: Cloud;
  readonly policies?: PolicyServer;
  /** As for {@link RehearsedStack}. */
  readonly checkpoints?: boolean;
  /** Told what is going on, whenever it changes. */
  readonly progress: (text: string) => void;
  readonly signal: AbortSignal;
}

/** A stack, from before its first preview to after its end. */
export class Rehearsal {
  readonly results: StepResult[] = [];
  timing?: DeploymentTiming;
  /** What AWS keeps of the stack after its end, a line each; absent before. */
  left?: readonly string[];
  private readonly outcomes = new Map<string, Outcome>();
  /** Whether the next step finishes what a broken one has begun: then what it changes is a part of what it should. */
  private broken = false;

  private constructor(
    readonly parts: RehearsalParts,
    readonly stack: RehearsedStack,
  ) {}

  static async open(parts: RehearsalParts): Promise<Rehearsal> {
    const { resolved, engine, copy, cloud, policies, checkpoints } = parts;
    const { stack: name, project } = resolved.stackConfig;
    const stack = await RehearsedStack.create({
      name,
      project,
      engine,
      copy,
      cloudEnv: cloud.env,
      ...(policies && { policies }),
      ...(checkpoints !== undefined && { checkpoints }),
    });
    return new Rehearsal(parts, stack);
  }

  /** Runs one step; what it finds wrong is in its result. */
  async perform(step: Step): Promise<StepResult> {
    const { signal } = this.parts;
    signal.throwIfAborted();
    const context = this.context();
    const skipped = step.impossible?.(context) ?? this.unmet(step);
    const result =
      skipped === undefined ? await this.rehearse(step, context) : { step, skipped, faults: [], overhead: 0 };
    this.results.push(result);
    return result;
  }

  /** Lets a step fail: it must, with an error that names the resource. Its repetition is another {@link perform}. */
  async performBroken(step: Step, fault: Fault): Promise<StepResult> {
    const { cloud } = this.parts;
    const started = Date.now();
    await step.prepare(this.context());
    await cloud.inject([fault]);
    const outcome = await this.operate(step.operation, `${step.title}, ${faultText(fault)}`);
    const faults = brokenFaults(outcome, fault, await cloud.injected(), this.stack.state());
    await cloud.inject([]);
    const overhead = (Date.now() - started) / 1000 - outcome.seconds;
    const title = `${step.title}: ${faultText(fault)}`;
    const result = {
      step: { name: `${step.name}*`, title, operation: step.operation },
      outcome,
      faults,
      overhead,
    };
    this.results.push(result);
    this.broken = true;
    return result;
  }

  private unmet({ needs }: Step): string | undefined {
    const missing = needs.find(
      (name) => !this.results.some((done) => done.step.name === name && !done.skipped),
    );
    return missing === undefined ? undefined : `it needs ${missing}, which was not done`;
  }

  private context(): StepContext {
    const { copy, cloud, resolved } = this.parts;
    return { copy, cloud, stack: this.stack, environment: resolved.environment, outcomes: this.outcomes };
  }

  private async rehearse(step: Step, context: StepContext): Promise<StepResult> {
    const { cloud } = this.parts;
    const started = Date.now();
    const prepared = await step.prepare(context);
    const before = this.stack.state();
    await cloud.mark();
    const outcome = await this.operate(step.operation, step.title);
    this.outcomes.set(step.name, outcome);
    const faults = [
      ...verdict(step, outcome),
      ...(this.broken ? [] : differences(prepared.expected, outcome.changes)),
      ...orderFaults(prepared, outcome),
      ...(await this.unmadeFaults(prepared)),
      ...(await this.accountFaults(step, before)),
      ...(step.name === "up" && outcome.succeeded && !this.broken ? await this.measure() : []),
    ];
    this.broken = false;
    const overhead = (Date.now() - started) / 1000 - outcome.seconds;
    return { step, outcome, faults, overhead, expected: prepared.expected };
  }

  /** An operation of the engine, with a line that tells how far it is. @throws what the signal says when it fires */
  async operate(operation: Operation, title: string): Promise<Outcome> {
    const { progress, signal, resolved } = this.parts;
    const started = Date.now();
    let log: EventLog | undefined;
    const tell = (): void => {
      const seconds = Math.round((Date.now() - started) / 1000);
      const done = log ? `${log.ended} resources, ${log.changes.length} changes` : "starting";
      progress(`${resolved.stackConfig.stack} · ${title}: ${operation}, ${done}, ${seconds} s`);
    };
    const timer = setInterval(tell, 200);
    const interrupt = (): void => {
      this.stack.interrupt();
    };
    signal.addEventListener("abort", interrupt);
    try {
      tell();
      signal.throwIfAborted();
      const outcome = await this.stack.run(operation, (current) => (log = current));
      // One that was interrupted says nothing of the stack.
      signal.throwIfAborted();
      return outcome;
    } finally {
      clearInterval(timer);
      signal.removeEventListener("abort", interrupt);
    }
  }

  /** How long the deployment that has just ended would have taken. */
  private async measure(): Promise<string[]> {
    this.timing = deploymentTiming(await this.parts.cloud.operations(), this.stack.state());
    return timingFaults(this.timing);
  }

  private async unmadeFaults({ unmade = [] }: Prepared): Promise<string[]> {
    if (unmade.length === 0) return [];
    const operations = await this.parts.cloud.operations();
    return operations
      .filter(({ type, operation }) => unmade.includes(type) && operation === "create")
      .map(({ urn }) => `must not be made: ${nameOf(urn)}`);
  }

  private async accountFaults({ operation }: Step, before: State): Promise<string[]> {
    const things = await this.parts.cloud.contents();
    const state = this.stack.state();
    if (operation !== "destroy") return disagreementsOf(state, things);
    const remembered = await this.parts.cloud.remembered();
    this.left = leftText(remembered);
    return [...survivors(state, things), ...wronglyLeft(before, remembered)];
  }
}

function verdict(step: Step, { succeeded, errors, violations }: Outcome): string[] {
  const mandatory = violations.filter((text) => text.startsWith("[mandatory]"));
  if (step.fails === undefined) return succeeded ? [] : [...errors, ...mandatory];
  if (succeeded) return ["it succeeded, and should have failed"];
  const why = errors.join("\n");
  return step.fails.test(why) ? [] : [`its error does not say why (${String(step.fails)}):\n${why}`];
}

/**
 * What is wrong with how an operation failed on purpose.
 * @param state after it: gives the names that AWS knows things by, which the program's own errors use
 */
export function brokenFaults(
  outcome: Outcome,
  fault: Fault,
  fired: readonly FiredFault[],
  { resources }: State,
): string[] {
  if (fired.length === 0) return [`nothing failed: there was no ${faultText(fault)}`];
  if (outcome.succeeded) return [`it succeeded, in spite of ${faultText(fault)}`];
  const told = outcome.errors.join("\n");
  return fired
    .map(({ urn }) => ({
      name: nameOf(urn),
      known: resources.find((resource) => resource.urn === urn)?.outputs?.name,
    }))
    .filter(
      ({ name, known }) =>
        !told.includes(name) && !(typeof known === "string" && told.includes(` ${known} `)),
    )
    .map(({ name }) => `its error does not name ${name}:\n${told}`);
}

function orderFaults({ order = [] }: Prepared, { changes, log }: Outcome): string[] {
  const of = (pattern: Pattern): readonly Change[] => changes.filter((change) => matches(pattern, change));
  return order.flatMap(([first, second]) =>
    of(first).flatMap((one) =>
      of(second)
        .filter((other) => !log.endedBefore(one.urn, other.urn))
        .map((other) => `out of order: ${changeText(other)} did not wait for ${one.name}`),
    ),
  );
}

/** The steps asked for and those that they need, in order; all when nothing was asked for. */
export function chosenSteps(steps: readonly Step[], asked: readonly string[]): readonly Step[] {
  if (asked.length === 0) return steps;
  const needed = new Set<string>();
  const need = (name: string): void => {
    needed.add(name);
    for (const other of steps.find((step) => step.name === name)?.needs ?? []) need(other);
  };
  asked.forEach(need);
  return steps.filter(({ name }) => needed.has(name));
}
