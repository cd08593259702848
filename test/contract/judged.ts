/** The simulator's own cases before the real provider: validated and planned in one configuration. */
import { configurationOf, type Source } from "../../tools/contract/configuration";
import type { ProviderSchema } from "../../tools/contract/schema";
import { Terraform, type Diagnostic, type ResourceChange } from "../../tools/contract/terraform";
import { allCases, trialsOf, type Trial } from "./cases";
import { REGION } from "./life";
import { tell } from "./progress";
import { schema } from "./schema";

export interface Judgement {
  readonly trial: Trial;
  /** Arguments of the trial that the provider at hand does not know. */
  readonly newer: readonly string[];
  /** What the provider says against it, at validation or in the plan. */
  readonly errors: readonly Diagnostic[];
  /** What would be created. */
  readonly planned?: ResourceChange["change"];
}

/** A plan that asks nobody. */
export const OFFLINE = { region: REGION, references: false, offline: true };

const ATTEMPTS = 4;

let made: Promise<readonly Judgement[]> | undefined;

/** Everything that the provider itself judges: compliant cases, and those that break a rule of its checks. */
export function judgements(): Promise<readonly Judgement[]> {
  return (made ??= judge());
}

async function judge(): Promise<readonly Judgement[]> {
  const trials = trialsOf(allCases()).filter(
    ({ rule }) => rule === undefined || [rule.when].flat().includes("check"),
  );
  const terraform = new Terraform();
  try {
    const known = await schema();
    const written = configurationOf(trials.map(sourceOf), { ...OFFLINE, schema: known });
    const addressOf = (index: number): string => written.addresses.get(`trial-${index}`) ?? "";
    terraform.write(written.json);
    await terraform.init();
    tell(`${trials.length} cases: planning`);
    const { changes, errors } = await planOf(terraform, trials.map(sourceOf), known);
    return trials.map((trial, index) => {
      const address = addressOf(index);
      const planned = changes.find((change) => change.address === address)?.change;
      return {
        trial,
        newer: written.newerAt.get(address) ?? [],
        errors: errors.filter((error) => error.address === address),
        ...(planned && { planned }),
      };
    });
  } finally {
    terraform.dispose();
  }
}

/**
 * Plans everything that can be planned. Terraform plans nothing when anything is invalid, and gives no changes when
 * anything is refused: what is at fault is taken out, and the rest is tried again.
 */
export async function planOf(
  terraform: Terraform,
  sources: readonly Source[],
  known: ProviderSchema,
): Promise<{ readonly changes: readonly ResourceChange[]; readonly errors: readonly Diagnostic[] }> {
  const errors: Diagnostic[] = [];
  let left = sources;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { json, addresses } = configurationOf(left, { ...OFFLINE, schema: known });
    terraform.write(json);
    const { diagnostics } = await terraform.plan({ refresh: false });
    const found = errorsIn(diagnostics);
    if (found.length === 0) return { changes: await terraform.changes(), errors };
    const homeless = found.find(({ address }) => address === undefined);
    if (homeless) throw new Error(`${homeless.summary}: ${homeless.detail}`);
    errors.push(...found);
    const bad = new Set(found.map(({ address }) => address));
    left = left.filter(({ urn }) => !bad.has(addresses.get(urn)));
  }
  throw new Error(`after ${ATTEMPTS} plans there are still resources that the provider refuses`);
}

function errorsIn(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.filter(({ severity }) => severity === "error");
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
