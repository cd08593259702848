/** The simulator's own cases before the real provider: validated, and planned where they are valid. */
import { isDeepStrictEqual } from "node:util";
import type { RefusalTime, Rule } from "../../simulator/model";
import { configurationOf, type Source } from "../../tools/contract/configuration";
import type { ProviderSchema } from "../../tools/contract/schema";
import type { Diagnostic, Outcome, Terraform } from "../../tools/contract/terraform";
import { allCases, trialsOf, type Trial } from "./cases";
import { inChunks } from "./chunks";
import { ALSO_CHECKED, COMPLIANT_LATER } from "./passedOn";
import { REGION } from "./life";
import { tell } from "./progress";
import { schema } from "./schema";

export interface Judgement {
  readonly trial: Trial;
  /** Arguments of the trial that the provider at hand does not know. */
  readonly newer: readonly string[];
  /** What the provider says against it, at validation or in the plan. */
  readonly errors: readonly Diagnostic[];
}

/** A plan that asks nobody. */
export const OFFLINE = { region: REGION, references: false, offline: true };

/** Resources in one configuration: large ones take longer than several small ones. */
export const CHUNK = 240;

let made: Promise<Judged> | undefined;

export interface Judged {
  /** Compliant cases, and those that break one of the provider's own checks. */
  readonly checks: readonly Judgement[];
  /** Cases that break a rule of AWS's API by what is given. */
  readonly answers: readonly Judgement[];
  /** Rules that only the account breaks: what is given is what a compliant resource is given. */
  readonly accountOnly: readonly string[];
}

/** Every case before the provider. */
export function judgements(): Promise<Judged> {
  return (made ??= judge());
}

async function judge(): Promise<Judged> {
  const known = await schema();
  const trials = trialsOf(allCases());
  const compliant = trials.filter(({ rule }) => rule === undefined);
  const breaking = trials.filter(({ rule }) => isAt(rule, "check"));
  const others = trials.filter(({ rule }) => rule !== undefined && !isAt(rule, "check"));
  const given = distinct(others.filter((trial) => isGivenOtherwise(trial, compliant)));
  tell(`${breaking.length} cases: validating`);
  const validated = await tryOut(breaking, known, (terraform) => terraform.validate());
  const valid = validated.filter(({ errors }) => errors.length === 0).map(({ trial }) => trial);
  tell(`${valid.length + compliant.length + given.length} cases: planning`);
  const planned = await tryOut(valid, known, offlinePlan);
  // What is known to be refused is tried apart, so that the others are planned at the first attempt.
  const [refused, plannable] = parted([...compliant, ...given], isKnownToBeRefused);
  const accepted = [
    ...(await tryOut(plannable, known, offlinePlan)),
    ...(await tryOut(refused, known, offlinePlan)),
  ];
  const tried = new Set(given.map(({ what }) => what));
  return {
    checks: [
      ...validated.filter(({ errors }) => errors.length > 0),
      ...planned,
      ...accepted.filter(({ trial }) => trial.rule === undefined),
    ],
    answers: accepted.filter(({ trial }) => trial.rule !== undefined),
    accountOnly: [...new Set(others.map(({ what }) => what))].filter((rule) => !tried.has(rule)),
  };
}

function isKnownToBeRefused({ type, what }: Trial): boolean {
  return what in ALSO_CHECKED || COMPLIANT_LATER.includes(`${type} ${what}`);
}

function parted<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}

function isAt(rule: Rule | undefined, time: RefusalTime): boolean {
  return rule !== undefined && [rule.when].flat().includes(time);
}

/** Whether a provider that knows nothing of the account can see a difference at all. */
function isGivenOtherwise({ type, rule, given }: Trial, compliant: readonly Trial[]): boolean {
  if (!isAt(rule, "create") && !isAt(rule, "update")) return false;
  return !compliant.some((one) => one.type === type && isDeepStrictEqual(one.given, given));
}

/** One trial of each rule and inputs. */
function distinct(trials: readonly Trial[]): readonly Trial[] {
  return [...new Map(trials.map((trial) => [JSON.stringify([trial.what, trial.given]), trial])).values()];
}

function offlinePlan(terraform: Terraform): Promise<Outcome> {
  return terraform.plan({ refresh: false });
}

/**
 * What one of Terraform's commands says about each. A plan ends before the first resource when one of them is not even
 * valid, so the others are tried again without those.
 */
function tryOut(
  trials: readonly Trial[],
  known: ProviderSchema,
  command: (terraform: Terraform) => Promise<Outcome>,
): Promise<Judgement[]> {
  return inChunks(trials, CHUNK, async (terraform, chunk) => {
    await terraform.init();
    const judged: Judgement[] = [];
    for (let rest = chunk; rest.length > 0;) {
      const { json, addresses, newerAt } = configurationOf(rest.map(sourceOf), { ...OFFLINE, schema: known });
      terraform.write(json);
      const found = errorsOf(await command(terraform));
      const told = rest.map((trial, index) => {
        const address = addresses.get(`trial-${index}`) ?? "";
        const errors = found.filter((error) => error.address === address);
        return { trial, newer: newerAt.get(address) ?? [], errors };
      });
      const again = command === offlinePlan && told.some(({ errors }) => errors.length > 0);
      judged.push(...(again ? told.filter(({ errors }) => errors.length > 0) : told));
      rest = again ? told.filter(({ errors }) => errors.length === 0).map(({ trial }) => trial) : [];
    }
    return judged;
  });
}

/**
 * The errors about resources.
 *
 * @throws Error for one about anything else
 */
export function errorsOf({ diagnostics }: Outcome): readonly Diagnostic[] {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const homeless = errors.filter(({ address }) => address === undefined);
  if (homeless.length > 0) throw new Error(JSON.stringify(homeless, undefined, 2));
  return errors;
}

function sourceOf({ type, given, settled }: Trial, index: number): Source {
  return {
    urn: `trial-${index}`,
    type,
    name: `case-${index}`,
    id: "",
    region: REGION,
    inputs: given,
    outputs: settled,
  };
}
