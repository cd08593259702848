/** What the real provider would do about one changed property, for every type and property. */
import { configurationOf, type Source } from "../../tools/contract/configuration";
import { argumentOf } from "../../tools/contract/naming";
import type { ProviderSchema } from "../../tools/contract/schema";
import { runProgram } from "../../tools/plan/runProgram";
import { attributesAfter, stateOf } from "../../tools/contract/state";
import { Terraform, type Diagnostic, type ResourceChange } from "../../tools/contract/terraform";
import type { Props } from "../../simulator/model";
import { settle } from "../../simulator/provision";
import { findModel } from "../../simulator/registry";
import { allCases, trialsOf, type Trial } from "./cases";
import { OFFLINE, planOf } from "./judged";
import { REGION } from "./life";
import { schema } from "./schema";
import { tell } from "./progress";
import { placeOf, variantsOf, type Variant } from "./variants";

export interface Verdict {
  readonly variant: Variant;
  readonly actions: readonly string[];
  /** Arguments for which the resource is replaced. */
  readonly replacing: readonly string[];
  readonly errors: readonly Diagnostic[];
}

export interface Verdicts {
  readonly verdicts: readonly Verdict[];
  /** Properties that the provider at hand does not have, by type. */
  readonly newer: Readonly<Record<string, readonly string[]>>;
}

let made: Promise<Verdicts> | undefined;

export function verdicts(): Promise<Verdicts> {
  return (made ??= judge());
}

async function judge(): Promise<Verdicts> {
  const known = await schema();
  const used = await usedProperties();
  const compliant = trialsOf(allCases()).filter(({ what }) => what === "compliant");
  const newer: Record<string, readonly string[]> = {};
  const rows = compliant.flatMap((trial) => {
    const { type, given } = trial;
    const made = variantsOf(type, given, used.get(type) ?? [], known);
    newer[type] = made.newer;
    return made.variants.map((variant) => ({ variant, trial }));
  });
  const terraform = new Terraform();
  try {
    const start = rows.map(({ variant }, index) => sourceOf(variant.type, variant.before, index));
    const creation = configurationOf(start, { ...OFFLINE, schema: known });
    terraform.write(creation.json);
    await terraform.init();
    tell(`${rows.length} changes: planning what there is before`);
    const { changes: created, errors: refused } = await planOf(terraform, start, known);
    tell(`${created.length} changes: planning`);
    const byAddress = new Map(created.map((change) => [change.address, change.change]));
    const addressOf = (index: number): string => creation.addresses.get(`variant-${index}`) ?? "";
    const instances = rows.flatMap(({ trial }, index) => {
      const change = byAddress.get(addressOf(index));
      return change
        ? [{ address: addressOf(index), attributes: attributes(trial, addressOf(index), change, known) }]
        : [];
    });
    terraform.writeState(stateOf(instances, known));
    const after = rows.flatMap(({ variant }, index) =>
      byAddress.has(addressOf(index)) ? [sourceOf(variant.type, variant.after, index)] : [],
    );
    const outcome = await planOf(terraform, after, known);
    const planned = new Map(outcome.changes.map((change) => [change.address, change.change]));
    const errors = [...refused, ...outcome.errors];
    return {
      newer,
      verdicts: rows.map(({ variant }, index) => {
        const change = planned.get(addressOf(index));
        return {
          variant,
          actions: change?.actions ?? [],
          replacing: [...new Set((change?.replace_paths ?? []).map(([argument]) => String(argument)))],
          errors: errors.filter(({ address }) => address === addressOf(index)),
        };
      }),
    };
  } finally {
    terraform.dispose();
  }
}

/** The state after the creation; what AWS computes is what the simulator would answer. */
function attributes(
  { type, settled, world }: Trial,
  address: string,
  change: ResourceChange["change"],
  known: ProviderSchema,
): Record<string, unknown> {
  const [name = ""] = address.split(".");
  const block = known[name]?.block ?? {};
  const { id, outputs } = findModel(type).create(settled, placeOf(type), world.account);
  const computed = Object.entries(outputs).flatMap(([property, value]) => {
    const argument = argumentOf(property, block, name);
    return argument === undefined ? [] : [[argument, value] as const];
  });
  return attributesAfter(change, block, id, Object.fromEntries(computed));
}

function sourceOf(type: string, inputs: Props, index: number): Source {
  const settled = settle(findModel(type), inputs, placeOf(type));
  return {
    urn: `variant-${index}`,
    type,
    name: `variant-${index}`,
    id: "",
    region: REGION,
    inputs,
    outputs: settled,
  };
}

/** Properties that dev's and prod's resources are given, by type. */
async function usedProperties(): Promise<ReadonlyMap<string, readonly string[]>> {
  const used = new Map<string, Set<string>>();
  for (const stack of ["dev", "prod"]) {
    const { simulation } = await runProgram({ stack });
    for (const { type, inputs } of simulation?.resources ?? []) {
      const properties = used.get(type) ?? new Set();
      used.set(type, properties);
      for (const property of Object.keys(inputs)) properties.add(property);
    }
  }
  return new Map([...used].map(([type, properties]) => [type, [...properties]]));
}
