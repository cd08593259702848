/** The simulator's own cases before the real provider: validated, and planned where they are valid. */
import { configurationOf, type Source } from "../../tools/contract/configuration";
import type { ProviderSchema } from "../../tools/contract/schema";
import type { Diagnostic, Outcome, Terraform } from "../../tools/contract/terraform";
import { allCases, trialsOf, type Trial } from "./cases";
import { inChunks } from "./chunks";
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

let made: Promise<readonly Judgement[]> | undefined;

/** Everything that the provider itself judges: compliant cases, and those that break a rule of its checks. */
export function judgements(): Promise<readonly Judgement[]> {
  return (made ??= judge());
}

async function judge(): Promise<readonly Judgement[]> {
  const known = await schema();
  const trials = trialsOf(allCases()).filter(
    ({ rule }) => rule === undefined || [rule.when].flat().includes("check"),
  );
  tell(`${trials.length} cases: validating`);
  const validated = await tryOut(trials, known, (terraform) => terraform.validate());
  const valid = validated.filter(({ errors }) => errors.length === 0);
  tell(`${valid.length} cases: planning`);
  const planned = await tryOut(
    valid.map(({ trial }) => trial),
    known,
    (terraform) => terraform.plan({ refresh: false }),
  );
  return [...validated.filter(({ errors }) => errors.length > 0), ...planned];
}

/** What one of Terraform's commands says about each. */
function tryOut(
  trials: readonly Trial[],
  known: ProviderSchema,
  command: (terraform: Terraform) => Promise<Outcome>,
): Promise<Judgement[]> {
  return inChunks(trials, CHUNK, async (terraform, chunk) => {
    const { json, addresses, newerAt } = configurationOf(chunk.map(sourceOf), { ...OFFLINE, schema: known });
    terraform.write(json);
    await terraform.init();
    const found = errorsOf(await command(terraform));
    return chunk.map((trial, index) => {
      const address = addresses.get(`trial-${index}`) ?? "";
      return {
        trial,
        newer: newerAt.get(address) ?? [],
        errors: found.filter((error) => error.address === address),
      };
    });
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
