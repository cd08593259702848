/** The life of a stack's resources on moto, with the real provider: validated, planned, applied, destroyed. */
import { runProgram } from "../../tools/plan/runProgram";
import { PROGRAM_DIR } from "../../tools/plan/programDir";
import {
  configurationOf,
  type Configuration,
  type Source,
  type TerraformJson,
} from "../../tools/contract/configuration";
import { startMoto, type Moto } from "../../tools/contract/moto";
import { sourcesOf } from "../../tools/contract/plan";
import type { ProviderSchema } from "../../tools/contract/schema";
import { Terraform, type Diagnostic, type ResourceChange } from "../../tools/contract/terraform";
import { makeAgain } from "./again";
import { GAPS, PROBE_IMAGE } from "./gaps";
import { tell } from "./progress";

export const REGION = "eu-west-1";

export interface Life {
  readonly configuration: Configuration;
  readonly sources: readonly Source[];
  /** How many resources Terraform was to make. */
  readonly expected: number;
  readonly validated: readonly Diagnostic[];
  readonly planned: readonly Diagnostic[];
  readonly changes: readonly ResourceChange[];
  readonly applied: readonly Diagnostic[];
  /** Addresses in the state after the apply. */
  readonly existing: readonly string[];
  /** What the provider says to what moto cannot do, by the gap's type. */
  readonly probed: Readonly<Record<string, string>>;
  readonly replanned: readonly Diagnostic[];
  /** What an idle plan would still change. */
  readonly idle: readonly ResourceChange[];
  /** What is said to a second one of what there can be only one of, by the simulator's rule. */
  readonly again: Readonly<Record<string, string>>;
  readonly lifted: readonly Diagnostic[];
  readonly destroyed: readonly Diagnostic[];
  /** Addresses in the state after the destroy. */
  readonly left: readonly string[];
}

/** What the account has before any stack: the zone that the program looks up. */
export function surroundings(sources: readonly Source[]): readonly Source[] {
  const record = sources.find(({ type }) => type === "aws:route53/record:Record");
  if (!record) return [];
  const id = String(record.inputs.zoneId);
  return [
    {
      urn: "surroundings::zone",
      type: "aws:route53/zone:Zone",
      name: "surrounding",
      id,
      region: REGION,
      inputs: { name: "harena.com" },
      outputs: { zoneId: id },
    },
  ];
}

/** @param stack one of the release's */
export async function live(stack: string, schema: () => Promise<ProviderSchema>): Promise<Life> {
  const plan = await runProgram({ stack });
  if (!plan.simulation) throw new Error(`no plan of ${stack}`);
  const sources = sourcesOf(plan.simulation.resources, REGION);
  const configuration = configurationOf([...surroundings(sources), ...sources], {
    schema: await schema(),
    region: REGION,
    defaultTags: { Project: "harena", Stack: stack },
    assetsFrom: PROGRAM_DIR,
    known: surroundings(sources).map(({ urn }) => urn),
  });
  return onMoto(stack, sources, configuration);
}

/** One life and its tools. */
interface Stage {
  readonly stack: string;
  readonly moto: Moto;
  readonly terraform: Terraform;
  readonly configuration: Configuration;
  /** Without what moto cannot do. */
  readonly possible: TerraformJson;
  readonly say: (what: string) => void;
}

async function onMoto(
  stack: string,
  sources: readonly Source[],
  configuration: Configuration,
): Promise<Life> {
  const images = sources.flatMap(({ type, inputs }) =>
    type === "aws:ec2/instance:Instance" ? [{ id: String(inputs.ami), architecture: "arm64" }] : [],
  );
  const moto = await startMoto(tell, [...images, PROBE_IMAGE]);
  let words = "";
  const onProgress = (done: number): void => {
    if (done % 50 === 0) tell(`${stack}: ${words}, ${done} resources`);
  };
  const say = (what: string): void => {
    words = what;
    tell(`${stack}: ${what}`);
  };
  const terraform = new Terraform({ endpoint: moto.endpoint, onProgress });
  const possible = withoutGaps(configuration.json);
  const stage = { stack, moto, terraform, configuration, possible, say };
  try {
    const foretold = await foretell(stage);
    const made = await make(stage);
    // The probes have a folder of their own, and wait more than they compute.
    const [probed, rest] = await Promise.all([probe(stage), endOf(stage)]);
    say("done");
    return { configuration, sources, expected: countOf(possible), ...foretold, ...made, probed, ...rest };
  } finally {
    moto.stop();
    terraform.dispose();
  }
}

/** Validated and planned is everything, gaps of moto's included. */
async function foretell({
  terraform,
  configuration,
  say,
}: Stage): Promise<Pick<Life, "validated" | "planned" | "changes">> {
  terraform.write(configuration.json);
  await terraform.init();
  say("validating");
  const { diagnostics: validated } = await terraform.validate();
  say("planning");
  const { diagnostics: planned } = await terraform.plan();
  return { validated, planned, changes: await terraform.changes() };
}

async function make({
  terraform,
  possible,
  say,
}: Stage): Promise<Pick<Life, "applied" | "existing" | "replanned" | "idle" | "again">> {
  terraform.write(possible);
  say("applying");
  const { diagnostics: applied, slowest } = await terraform.apply();
  say(`applied; slowest: ${slowest ?? ""}`);
  const existing = terraform.stateList();
  say("planning again");
  const { diagnostics: replanned } = await terraform.plan();
  const idle = (await terraform.changes()).filter(({ change }) => change.actions.join() !== "no-op");
  say("making again what there can be only once");
  const again = await makeAgain(terraform, possible);
  return { applied, existing, replanned, idle, again };
}

async function endOf({
  terraform,
  possible,
  say,
}: Stage): Promise<Pick<Life, "lifted" | "destroyed" | "left">> {
  say("lifting protection");
  terraform.write(unprotected(possible));
  const target = ["-auto-approve", "-refresh=false", "-target=aws_lb.api-balancer"];
  const { diagnostics: lifted } = await terraform.apply(target);
  say("destroying");
  // As the state has it: moto says that an interface is attached when its instance is gone (see `gaps.ts`).
  const { diagnostics: destroyed, slowest } = await terraform.destroy({ refresh: false });
  say(`destroyed; slowest: ${slowest ?? ""}`);
  return { lifted, destroyed, left: terraform.stateList() };
}

/** Tries the gaps, each with the stack's own resources or with what it names. */
async function probe({ moto, stack, configuration: { json }, say }: Stage): Promise<Record<string, string>> {
  const terraform = new Terraform({ endpoint: moto.endpoint });
  try {
    const resource: Record<string, Record<string, Record<string, unknown>>> = {};
    const tried = GAPS.filter(({ fails }) => fails !== undefined);
    for (const { type, probe: own = { [type]: literally(json.resource[type] ?? {}, stack) } } of tried) {
      for (const [name, bodies] of Object.entries(own)) resource[name] = { ...resource[name], ...bodies };
    }
    terraform.write({ ...json, resource });
    await terraform.init();
    const made = await terraform.apply();
    // Nothing else is asked about: the provider crashes on some of moto's answers.
    const gone = await terraform.destroy({ target: "aws_network_interface.probe" });
    say("tried what moto cannot do");
    return toldByType([...made.diagnostics, ...gone.diagnostics]);
  } finally {
    terraform.dispose();
  }
}

/** All that is said about the resources of each type; what is about none has the key of the empty text. */
function toldByType(diagnostics: readonly Diagnostic[]): Record<string, string> {
  const told: Record<string, string> = {};
  for (const { address = "", summary, detail } of diagnostics) {
    const type = address.split(".")[0] ?? "";
    told[type] = `${told[type] ?? ""}${summary} ${detail}\n`;
  }
  return told;
}

/** References become texts, and names others than those of the stack's own. */
function literally(
  bodies: TerraformJson["resource"][string],
  stack: string,
): Record<string, Record<string, unknown>> {
  const text = JSON.stringify(bodies, (key, value: unknown) => (key === "depends_on" ? undefined : value))
    .replaceAll(/\$\{aws_ecs_cluster\.[^}]*\}/g, `harena-${stack}-cluster`)
    .replaceAll(/\$\{aws_ecs_service\.([a-z-]*)-service\.[^}]*\}/g, "$1")
    .replaceAll(/\$\{aws_sns_topic\.[^}]*\}/g, "arn:aws:sns:eu-west-1:111122223333:topic")
    .replaceAll(`"harena-${stack}-frontend"`, `"harena-${stack}-probe"`);
  return JSON.parse(text) as Record<string, Record<string, unknown>>;
}

function countOf({ resource }: TerraformJson): number {
  return Object.values(resource).flatMap((ofType) => Object.keys(ofType)).length;
}

/** The configuration without what moto cannot do. */
export function withoutGaps(json: TerraformJson): TerraformJson {
  const resource: Record<string, Record<string, Record<string, unknown>>> = {};
  for (const [type, ofType] of Object.entries(json.resource)) {
    const gap = GAPS.find((one) => one.type === type);
    const bodies = Object.entries(ofType).flatMap(([label, body]) => {
      const possible = gap ? gap.without(body) : body;
      return possible ? [[label, { ...possible }] as const] : [];
    });
    if (bodies.length > 0) resource[type] = Object.fromEntries(bodies);
  }
  const exists = (address: unknown): boolean => {
    const [type = "", label = ""] = String(address).split(".");
    return type in resource && label in resource[type];
  };
  for (const body of Object.values(resource).flatMap((ofType) => Object.values(ofType))) {
    if (Array.isArray(body.depends_on)) body.depends_on = body.depends_on.filter(exists);
  }
  const text = GAPS.reduce(
    (all, { type, standIn }) =>
      standIn === undefined ? all : all.replaceAll(new RegExp(`\\$\\{${type}\\.[^}]*\\}`, "g"), standIn),
    JSON.stringify(resource),
  );
  return { ...json, resource: JSON.parse(text) as TerraformJson["resource"] };
}

/** What must be changed before a stack can be destroyed at all, as on AWS. */
function unprotected(json: TerraformJson): TerraformJson {
  const balancers = Object.entries("aws_lb" in json.resource ? json.resource.aws_lb : {}).map(
    ([label, body]) => [label, { ...body, enable_deletion_protection: false }] as const,
  );
  return { ...json, resource: { ...json.resource, aws_lb: Object.fromEntries(balancers) } };
}
