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

const OFFLINE = { region: REGION, references: false, offline: true };

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
    tell(`${trials.length} cases: validating`);
    const { diagnostics } = await terraform.validate();
    const invalid = new Set(errorsIn(diagnostics).map(({ address }) => address));
    const valid = trials.flatMap((trial, index) =>
      invalid.has(addressOf(index)) ? [] : [sourceOf(trial, index)],
    );
    tell(`${valid.length} cases: planning`);
    const { changes, refused } = await planOf(terraform, valid, known);
    const errors = [...errorsIn(diagnostics), ...errorsIn(refused)];
    const homeless = errors.find(({ address }) => address === undefined);
    if (homeless) throw new Error(`${homeless.summary}: ${homeless.detail}`);
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

/** A plan that fails anywhere gives no changes: what is refused is taken out for the second one. */
async function planOf(
  terraform: Terraform,
  sources: readonly Source[],
  known: ProviderSchema,
): Promise<{ readonly changes: readonly ResourceChange[]; readonly refused: readonly Diagnostic[] }> {
  const all = configurationOf(sources, { ...OFFLINE, schema: known });
  terraform.write(all.json);
  const { diagnostics: refused } = await terraform.plan({ refresh: false });
  const bad = new Set(errorsIn(refused).map(({ address }) => address));
  const good = sources.filter(({ urn }) => !bad.has(all.addresses.get(urn)));
  terraform.write(configurationOf(good, { ...OFFLINE, schema: known }).json);
  const second = await terraform.plan({ refresh: false });
  return { changes: await terraform.changes(), refused: [...refused, ...second.diagnostics] };
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
