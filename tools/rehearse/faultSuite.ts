/** Lives of one stack in which operations fail: after each, one plain repetition must make everything as it should be. */
import type { Fault } from "../../simulator/cloud/client";
import { disagreements } from "../../simulator/cloud/agreement";
import { NAMESPACE } from "../../stacks/problems";
import { disagreementsOf, outlives, survivors } from "./account";
import { canonical, unlike, type Canonical } from "./canonical";
import { nameOf } from "./changes";
import { FAULT_PHASES, planFaults, type Done, type FaultPhase, type FaultyLife } from "./faultPlan";
import { faultText } from "./faultText";
import { brokenFaults, type Rehearsal } from "./rehearsal";

/** What was tried, and what was wrong afterwards: nothing, as a rule. */
export interface FaultResult {
  readonly stack: string;
  readonly phase: FaultPhase;
  readonly fault: Fault;
  /** Absent for a fault that was never tried, after one of which the stack did not recover. */
  readonly problems: readonly string[];
  readonly seconds: number;
  /** What the engine said, for whoever wants to read it. */
  readonly errors: readonly string[];
}

type Config = Readonly<Record<string, string | undefined>>;

/** What the undisturbed life looks like when a phase has ended. */
type Milestones = Readonly<Record<FaultPhase, Canonical>>;

const OPERATION = { up: "up", update: "up", destroy: "destroy" } as const;

export class FaultSuite {
  private readonly name: string;
  /** In the first phase, and for an update that creates, changes, replaces and deletes: the other sizing. */
  private readonly config: Readonly<Record<"before" | "after", Config>>;

  constructor(
    private readonly rehearsal: Rehearsal,
    private readonly tell: (result: FaultResult) => void,
  ) {
    const { resolved } = rehearsal.parts;
    this.name = resolved.stackConfig.stack;
    this.config = configsOf(resolved.environment.sizing);
  }

  /** @returns the results in the order in which they came */
  async run(count: number, seed: number): Promise<FaultResult[]> {
    const { done, milestones } = await this.undisturbed();
    const results: FaultResult[] = [];
    for (const life of planFaults(done, count, seed)) {
      results.push(...(await this.live(life, milestones)));
      // What did not recover would be found again by everything after it.
      if (results.some(({ problems }) => problems.length > 0) && !(await this.isGone())) break;
    }
    return results;
  }

  /** A life in which nothing fails: what there is to fail, and what must come of it all the same. */
  private async undisturbed(): Promise<{ readonly done: Done; readonly milestones: Milestones }> {
    const done: Partial<Record<FaultPhase, Done[FaultPhase]>> = {};
    const milestones: Partial<Record<FaultPhase, Canonical>> = {};
    for (const phase of FAULT_PHASES) {
      this.enter(phase);
      await this.parts.cloud.mark();
      await this.mustSucceed(phase);
      done[phase] = await this.parts.cloud.operations();
      milestones[phase] = await this.look();
    }
    return { done: done as Done, milestones: milestones as Milestones };
  }

  private async live(life: FaultyLife, milestones: Milestones): Promise<FaultResult[]> {
    const results: FaultResult[] = [];
    for (const phase of FAULT_PHASES) {
      this.enter(phase);
      const fault = life[phase];
      if (!fault) {
        await this.mustSucceed(phase);
        continue;
      }
      const result = await this.recover(phase, fault, milestones[phase]);
      results.push(result);
      this.tell(result);
    }
    return results;
  }

  /** Lets one operation fail, repeats it once without, and looks at what there is. */
  private async recover(phase: FaultPhase, fault: Fault, wanted: Canonical): Promise<FaultResult> {
    const { cloud } = this.parts;
    const started = Date.now();
    const title = `${phase}, ${faultText(fault)}`;
    await cloud.inject([fault]);
    const broken = await this.rehearsal.operate(OPERATION[phase], title);
    const problems = brokenFaults(broken, fault, await cloud.injected(), this.rehearsal.stack.state());
    await cloud.inject([]);
    problems.push(...(await this.orphans()));
    const repeated = await this.rehearsal.operate(OPERATION[phase], `${title}: again`);
    if (!repeated.succeeded) problems.push(...repeated.errors.map((error) => `repeated, it fails: ${error}`));
    else problems.push(...(await this.differences(phase, wanted)));
    return {
      stack: this.name,
      phase,
      fault,
      problems,
      seconds: (Date.now() - started) / 1000,
      errors: broken.errors,
    };
  }

  private async differences(phase: FaultPhase, wanted: Canonical): Promise<string[]> {
    const [state, things] = [this.rehearsal.stack.state(), await this.parts.cloud.contents()];
    if (phase === "destroy") return survivors(state, things);
    return [...disagreementsOf(state, things), ...unlike(canonical(state, things), wanted)];
  }

  /** Things that nobody would ever delete. */
  private async orphans(): Promise<string[]> {
    const { resources } = this.rehearsal.stack.state();
    return disagreements(resources, await this.parts.cloud.contents(), { outlives })
      .filter(({ kind }) => kind === "orphan")
      .map(({ urn, text }) => `orphaned: ${nameOf(urn)}: ${text}`);
  }

  private async look(): Promise<Canonical> {
    return canonical(this.rehearsal.stack.state(), await this.parts.cloud.contents());
  }

  private async mustSucceed(phase: FaultPhase): Promise<void> {
    const { succeeded, errors } = await this.rehearsal.operate(OPERATION[phase], phase);
    if (!succeeded) throw new Error(`${this.name}: ${phase} fails by itself:\n${errors.join("\n")}`);
  }

  private async isGone(): Promise<boolean> {
    return survivors(this.rehearsal.stack.state(), await this.parts.cloud.contents()).length === 0;
  }

  private enter(phase: FaultPhase): void {
    if (phase !== "destroy") this.rehearsal.stack.setConfig(this.config[phase === "up" ? "before" : "after"]);
  }

  private get parts(): Rehearsal["parts"] {
    return this.rehearsal.parts;
  }
}

/** Without protection, or nothing of prod could go. */
function configsOf(sizing: string): Readonly<Record<"before" | "after", Config>> {
  const allowDestroy = { [`${NAMESPACE}:allowDestroy`]: "true" };
  const key = `${NAMESPACE}:sizing`;
  return {
    before: { ...allowDestroy, [key]: sizing },
    after: { ...allowDestroy, [key]: sizing === "prod" ? "dev" : "prod" },
  };
}
