/** Plans as the first preview of a stack sees them. */
import { isBag } from "../../../policies/lib/reading";
import { UNKNOWN } from "../support";
import type { Mutable, Planned } from "./plan";

/**
 * As the preview of a new stack: nothing is known that AWS computes, nor any text that is made of it elsewhere.
 * `before` are the same resources without the changes, of which the untouched ones are taken over.
 */
export function unborn(
  resources: readonly Planned[],
  before: ReadonlyMap<Planned, Planned> = new Map(),
): readonly Planned[] {
  const byUrn = new Map(resources.map((one) => [one.urn, one]));
  const made = resources.map((one) => before.get(one) ?? unbornOne(one, byUrn));
  return made.map((one, index) => {
    const { outputs, urn } = resources[index];
    const children = resources.filter(({ parent, name }) => parent === urn && name in documentsIn(outputs));
    // A component tells of what it makes its children's texts: of the same as the texts, as a test holds.
    return children.every((child) => before.has(child))
      ? one
      : {
          ...one,
          outputs: { ...one.outputs, documents: documentsOf(children, documentsIn(outputs), byUrn) },
        };
  });
}

function documentsIn({ documents }: Mutable): Mutable {
  return isBag(documents) ? documents : {};
}

function documentsOf(
  children: readonly Planned[],
  documents: Mutable,
  byUrn: ReadonlyMap<string, Planned>,
): Mutable {
  const own = ({ name, inputs, dependencies }: Planned): Mutable =>
    Object.fromEntries(
      Object.keys(documents[name] as Mutable)
        .filter((property) => typeof inputs[property] === "string")
        .map((property) => [
          property,
          without(
            sourcesOf(dependencies[property] ?? [], byUrn).flatMap(computedBy),
            JSON.parse(inputs[property] as string),
          ),
        ]),
    );
  const all: Record<string, Mutable> = {};
  for (const child of children) all[child.name] = { ...all[child.name], ...own(child) };
  return all;
}

function unbornOne(resource: Planned, byUrn: ReadonlyMap<string, Planned>): Planned {
  // The program gives a stack's outputs, of whatever it likes.
  const isStack = resource.type === "pulumi:pulumi:Stack";
  const everything = isStack ? [...byUrn.values()].filter((one) => one !== resource) : [];
  const known = (values: Mutable): Mutable =>
    Object.fromEntries(
      Object.entries(values).map(([key, value]) => {
        const sources = isStack ? everything : sourcesOf(resource.dependencies[key] ?? [], byUrn);
        const isGiven = isStack || key in resource.inputs;
        return [key, isGiven ? without(sources.flatMap(computedBy), value) : UNKNOWN];
      }),
    );
  return { ...resource, inputs: known(resource.inputs), outputs: known(resource.outputs) };
}

/**
 * Also what the sources come from: a validation hands on its certificate's ARN; and what is in them, if they are
 * components.
 */
function sourcesOf(urns: readonly string[], byUrn: ReadonlyMap<string, Planned>): readonly Planned[] {
  const found = new Set<Planned>();
  const queue = [...urns];
  for (let urn = queue.pop(); urn !== undefined; urn = queue.pop()) {
    const source = byUrn.get(urn);
    if (!source || found.has(source)) continue;
    found.add(source);
    queue.push(...Object.values(source.dependencies).flat());
    if (!source.type.includes("/")) {
      queue.push(...[...byUrn.values()].filter(({ parent }) => parent === urn).map((one) => one.urn));
    }
  }
  return [...found];
}

/** Ids, ARNs, addresses and the like; shorter texts are states, which also part other words. */
function computedBy({ inputs, outputs }: Planned): string[] {
  return Object.entries(outputs).flatMap(([key, value]) =>
    !(key in inputs) && typeof value === "string" && value.length >= 8 ? [value] : [],
  );
}

/** A value with every text unknown that has a computed one in it. */
function without(computed: readonly string[], value: unknown): unknown {
  if (typeof value === "string") return computed.some((part) => value.includes(part)) ? UNKNOWN : value;
  if (Array.isArray(value)) return value.map((item) => without(computed, item));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, without(computed, item)]));
}
