/** What the real provider would do about one changed property, for every type and property. */
import { configurationOf, type Configuration, type Source } from "../../tools/contract/configuration";
import { argumentOf } from "../../tools/contract/naming";
import type { ProviderSchema } from "../../tools/contract/schema";
import { runProgram } from "../../tools/plan/runProgram";
import { attributesAfter, stateOf } from "../../tools/contract/state";
import type { Diagnostic, ResourceChange, Terraform } from "../../tools/contract/terraform";
import type { Props } from "../../simulator/model";
import { settle } from "../../simulator/provision";
import { findModel } from "../../simulator/registry";
import { allCases, trialsOf, type Trial } from "./cases";
import { inChunks } from "./chunks";
import { CHUNK, errorsOf, OFFLINE } from "./judged";
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

interface Row {
  readonly variant: Variant;
  readonly trial: Trial;
}

async function judge(): Promise<Verdicts> {
  const known = await schema();
  const used = await usedProperties();
  const compliant = trialsOf(allCases()).filter(({ what }) => what === "compliant");
  const newer: Record<string, readonly string[]> = {};
  const rows = compliant.flatMap((trial): Row[] => {
    const { type, given } = trial;
    const made = variantsOf(type, given, used.get(type) ?? [], known);
    const possible = made.variants.map((variant) => ({ variant, unknown: unknownTo(variant, known) }));
    newer[type] = [...made.newer, ...possible.flatMap(({ unknown }) => unknown)];
    return possible.filter(({ unknown }) => unknown.length === 0).map(({ variant }) => ({ variant, trial }));
  });
  tell(`${rows.length} changes of single properties: planning`);
  const verdicts = await inChunks(rows, CHUNK, (terraform, chunk) => judgeRows(terraform, chunk, known));
  return { newer, verdicts };
}

/** The parts of the changed property that the provider at hand does not have. */
function unknownTo(variant: Variant, known: ProviderSchema): readonly string[] {
  const { type, property } = variant;
  const paths = [variant.before, variant.after].flatMap((inputs) => {
    const value = { [property]: inputs[property] };
    const { newer } = configurationOf([sourceOf(type, value, 0)], { ...OFFLINE, schema: known });
    return newer.map((line) => line.replace(/^\S+: /, ""));
  });
  return [...new Set(paths)];
}

/** Plans what there is before, takes that for the state, and plans what there is after. */
async function judgeRows(
  terraform: Terraform,
  rows: readonly Row[],
  known: ProviderSchema,
): Promise<readonly Verdict[]> {
  if (rows.length === 0) return [];
  const configured = (side: "before" | "after"): Configuration => {
    const sources = rows.map(({ variant }, index) => sourceOf(variant.type, variant[side], index));
    return configurationOf(sources, { ...OFFLINE, schema: known });
  };
  const before = configured("before");
  terraform.write(before.json);
  await terraform.init();
  terraform.writeState(stateOf([], known));
  const created = await planned(terraform);
  const verdictsIn = (outcome: Planned): Verdict[] =>
    rows.map((row, index) => verdictOf(row, addressOf(before, index), outcome));
  // With one error there is no plan at all: the others are tried without it.
  const withoutRefused = async (outcome: Planned): Promise<readonly Verdict[]> => {
    const refused = verdictsIn(outcome).filter(({ errors }) => errors.length > 0);
    const others = rows.filter(({ variant }) => !refused.some((verdict) => verdict.variant === variant));
    return [...refused, ...(await judgeRows(terraform, others, known))];
  };
  if (created.errors.length > 0) return withoutRefused(created);
  const instances = rows.map(({ trial }, index) => {
    const address = addressOf(before, index);
    const change = created.changes.get(address);
    return { address, attributes: change ? attributes(trial, address, change, known) : {} };
  });
  terraform.writeState(stateOf(instances, known));
  terraform.write(configured("after").json);
  const outcome = await planned(terraform);
  return outcome.errors.length > 0 ? withoutRefused(outcome) : verdictsIn(outcome);
}

interface Planned {
  readonly changes: ReadonlyMap<string, ResourceChange["change"]>;
  readonly errors: readonly Diagnostic[];
}

async function planned(terraform: Terraform): Promise<Planned> {
  const errors = errorsOf(await terraform.plan({ refresh: false }));
  const changes = await terraform.changes();
  return { changes: new Map(changes.map(({ address, change }) => [address, change])), errors };
}

function verdictOf({ variant }: Row, address: string, { changes, errors }: Planned): Verdict {
  const { actions = [], replace_paths: paths = [] } = changes.get(address) ?? {};
  return {
    variant,
    actions,
    replacing: [...new Set(paths.map(([argument]) => String(argument)))],
    errors: errors.filter((error) => error.address === address),
  };
}

function addressOf({ addresses }: Configuration, index: number): string {
  return addresses.get(`variant-${index}`) ?? "";
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
