/** What a program registered, in the words in which tests ask. */
import assert from "node:assert/strict";
import {
  revealAll,
  simulate,
  type Props,
  type RecordedResource,
  type Simulation,
  type SimulationOptions,
} from "../../simulator";

/** A simulated program that went well. */
export class Plan {
  constructor(readonly simulation: Simulation) {}

  get resources(): readonly RecordedResource[] {
    return this.simulation.resources;
  }

  /** All resources of a type, in the order of their registration. */
  ofType(type: string): RecordedResource[] {
    return this.resources.filter((resource) => resource.type === type);
  }

  /** The resource of that type; of that name, where there are several. */
  one(type: string, name?: string): RecordedResource {
    const found = this.ofType(type).filter((resource) => name === undefined || resource.name === name);
    const first = found.at(0);
    const words = `${found.length} resources ${type} ${name ?? ""}: ${this.names(type)}`;
    assert.ok(first && found.length === 1, words);
    return first;
  }

  /** Its inputs, secrets revealed. */
  inputs(type: string, name?: string): Props {
    return revealAll(this.one(type, name).inputs) as Props;
  }

  /** `type name` of the direct children of a resource. */
  children(parent: RecordedResource): string[] {
    return this.resources
      .filter((resource) => resource.parent === parent.urn)
      .map(({ type, name }) => `${type} ${name}`)
      .sort();
  }

  /** The resource that has that URN. */
  at(urn: string | undefined): RecordedResource {
    const found = this.resources.find((resource) => resource.urn === urn);
    assert.ok(found, `no resource ${urn ?? ""}`);
    return found;
  }

  /** Names of what a resource waits for, references included. */
  waitsFor(resource: RecordedResource): string[] {
    return resource.options.dependsOn.map((urn) => this.at(urn).name).sort();
  }

  private names(type: string): string {
    return this.ofType(type)
      .map(({ name }) => name)
      .join(", ");
  }
}

/** Runs a program that must go well: no error, and nothing that AWS would refuse. */
export async function plan(program: () => unknown, options: SimulationOptions = {}): Promise<Plan> {
  const simulation = await simulate({ config: { "aws:region": "eu-west-1" }, ...options }, program);
  if (simulation.error) throw simulation.error;
  assert.deepEqual(
    simulation.refusals.map(({ rule, reason, urn }) => `${rule}: ${reason} (${urn})`),
    [],
  );
  return new Plan(simulation);
}

/** Runs a program that must fail before it creates any custom resource, and gives its error. */
export async function failure(program: () => unknown, options: SimulationOptions = {}): Promise<Error> {
  const { error, resources } = await simulate({ config: { "aws:region": "eu-west-1" }, ...options }, program);
  assert.ok(error, "the program did not fail");
  assert.deepEqual(
    resources.filter((resource) => resource.custom).map(({ urn }) => urn),
    [],
  );
  return error;
}

/** Parses a JSON input, such as a policy. */
export function json(value: unknown): unknown {
  assert.equal(typeof value, "string");
  return JSON.parse(value as string);
}
