/** A real plan to break: resources are copied when they are first touched, and only these are judged again. */
import assert from "node:assert/strict";
import { secretPathsIn, type ValuePath } from "../../../policies/lib/secretMarks";
import type { RecordedResource } from "../../../simulator";
import { revealAll, SecretValue } from "../../../simulator/secret";
import { planned } from "../../support/program";
import type { Props, Resource } from "../support";

export type Mutable = Record<string, unknown>;

/** What the engine gives to rules on one resource, `inputs`, and to rules on the whole stack, `outputs`. */
export interface Planned extends Resource {
  readonly name: string;
  readonly urn: string;
  inputs: Mutable;
  outputs: Mutable;
  dependencies: Record<string, readonly string[]>;
  /** Where inputs and outputs hold what the program marked as secrets. */
  secretInputs: readonly ValuePath[];
  secretOutputs: readonly ValuePath[];
}

export interface Added {
  readonly type: string;
  /** @default "added" */
  readonly name?: string;
  readonly inputs?: Mutable;
  /** What AWS would compute: the ARN, the id and so on, beside the inputs. */
  readonly computed?: Mutable;
  /** Whose provider it has. @default the default provider */
  readonly like?: Planned;
}

/** The plan of a stack, open to changes that reach nobody else. */
export class Plan {
  private readonly changed = new Map<string, Planned>();
  private readonly added: Planned[] = [];
  private readonly removed = new Set<string>();

  constructor(
    readonly stack: string,
    private readonly original: readonly Planned[],
  ) {}

  get resources(): readonly Planned[] {
    const kept = this.original.filter(({ urn }) => !this.removed.has(urn));
    return [...kept.map((one) => this.changed.get(one.urn) ?? one), ...this.added];
  }

  /** What was changed or added. */
  get touched(): readonly Planned[] {
    return [...this.changed.values(), ...this.added].filter(({ urn }) => !this.removed.has(urn));
  }

  /** The resource of a type and a name; a name may be left out where the type has one resource. */
  get(type: string, name?: string): Planned {
    const found = this.resources.filter(
      (one) => one.type === type && (name === undefined || one.name === name),
    );
    assert.equal(found.length, 1, `${this.stack} has ${found.length} of ${type} ${name ?? ""}`);
    return this.open(found[0]);
  }

  all(type: string): readonly Planned[] {
    return this.resources.filter((one) => one.type === type).map((one) => this.open(one));
  }

  has(type: string, name?: string): boolean {
    return this.resources.some((one) => one.type === type && (name === undefined || one.name === name));
  }

  /** Changes inputs and outputs alike, as a change of the program would. */
  change(type: string, name: string, change: (props: Mutable) => void): void {
    const resource = this.get(type, name);
    change(resource.inputs);
    change(resource.outputs);
  }

  /** Changes a property that holds JSON text. */
  changeJson(type: string, name: string, key: string, change: (document: Mutable) => void): void {
    this.change(type, name, (props) => {
      const document = JSON.parse(props[key] as string) as Mutable;
      change(document);
      props[key] = JSON.stringify(document);
    });
  }

  remove(type: string, name: string): void {
    this.removed.add(this.get(type, name).urn);
  }

  add({ type, name = "added", inputs = {}, computed = {}, like }: Added): Planned {
    const urn = `urn:pulumi:${this.stack}::harena::${type}::${name}`;
    const outputs = { id: `${name}-id`, ...structuredClone(inputs), ...computed };
    const made: Planned = {
      type,
      name,
      urn,
      props: {},
      inputs: structuredClone(inputs),
      outputs,
      dependencies: {},
      ...(like?.provider && { provider: like.provider }),
      secretInputs: [],
      secretOutputs: [],
    };
    this.added.push(made);
    return made;
  }

  /** A copy of a resource under another name; `computed` replaces its own id, ARN and the like. */
  copy(of: Planned, name: string, computed: Mutable): Planned {
    const made = this.add({
      type: of.type,
      name,
      inputs: of.inputs,
      computed: { ...of.outputs, ...computed },
      like: of,
    });
    made.dependencies = structuredClone(of.dependencies);
    return made;
  }

  /**
   * Makes a property refer to another resource: its value, and that it comes from there, so that it is unknown
   * wherever the other's is.
   */
  refer(
    from: Planned,
    property: string,
    to: Planned,
    key = "arn",
    wrap = (value: unknown): unknown => value,
  ): void {
    const value = wrap(to.outputs[key]);
    from.inputs[property] = structuredClone(value);
    from.outputs[property] = structuredClone(value);
    from.dependencies[property] = [...new Set([...(from.dependencies[property] ?? []), to.urn])];
  }

  private open(resource: Planned): Planned {
    const { urn } = resource;
    if (this.added.includes(resource)) return resource;
    const copy = this.changed.get(urn) ?? structuredClone(resource);
    this.changed.set(urn, copy);
    return copy;
  }
}

/** What lies at a path; the caller changes it. */
export function inside(props: Mutable, ...path: readonly (string | number)[]): Mutable {
  return path.reduce<unknown>((inner, step) => (inner as Mutable)[step], props) as Mutable;
}

/** The resources of a stack's real plan, made once for all. */
export async function resourcesOfPlan(stack: string): Promise<readonly Planned[]> {
  const { simulation } = await planned({ stack });
  const resources = simulation?.resources ?? [];
  assert.ok(resources.length > 100);
  return resources.map((one) => taken(one, resources));
}

function taken(resource: RecordedResource, all: readonly RecordedResource[]): Planned {
  const { type, name, urn, id, custom, inputs, options, parent, registeredOutputs } = resource;
  const outputs = registeredOutputs ?? resource.outputs;
  return {
    type,
    name,
    urn,
    ...(parent !== undefined && { parent }),
    props: {},
    inputs: structuredClone(revealAll(withoutAssets(inputs))) as Mutable,
    outputs: structuredClone({ ...(revealAll(withoutAssets(outputs)) as Mutable), ...(custom && { id }) }),
    dependencies: { ...options.propertyDependencies },
    options: optionsOf(options),
    ...providerOf(options, all),
    secretInputs: markedIn(inputs),
    secretOutputs: markedIn(outputs),
  };
}

function markedIn(values: unknown): readonly ValuePath[] {
  return secretPathsIn(values, (value) => value instanceof SecretValue);
}

function optionsOf(options: RecordedResource["options"]): Resource["options"] {
  const { protect, ignoreChanges, deleteBeforeReplace } = options;
  return {
    protect,
    ignoreChanges: [...ignoreChanges],
    ...(deleteBeforeReplace !== undefined && { deleteBeforeReplace }),
  };
}

/** The explicit provider, which the options name as `URN::id`. */
function providerOf(
  { provider }: RecordedResource["options"],
  resources: readonly RecordedResource[],
): Pick<Resource, "provider"> {
  const found = resources.find(({ urn }) => provider.startsWith(`${urn}::`));
  if (!found) return {};
  const { type, name, urn, inputs } = found;
  return { provider: { type, name, urn, props: revealAll(inputs) as Mutable } };
}

/** Files cannot be cloned, and no rule reads them. */
function withoutAssets(props: Props): Props {
  return Object.fromEntries(Object.entries(props).filter(([key]) => key !== "source" && key !== "content"));
}
