/**
 * Cases for the declared validation of a type, made from its shape: each check is broken once, in inputs
 * that fulfil all the others.
 */
import type { Props } from "../../../simulator/model";
import { pathsOf } from "../../../simulator/paths";
import { findModel } from "../../../simulator/registry";
import type { Shape } from "../../../simulator/shape";
import { setPath, type Change } from "../support";

/** Values for properties that the compliant inputs leave out, by path of the shape. */
export type Samples = Readonly<Record<string, unknown>>;

/** One case for each check of the shape, under the suffix of its rule. */
export function shapeBreaks(type: string, samples: Samples = {}): Record<string, Change> {
  const { shape } = findModel(type);
  const kit = new Kit(shape, samples);
  const cases: Record<string, Change> = {};
  for (const path of shape.required ?? []) cases[`required:${path}`] = kit.without(path);
  for (const set of shape.conflicts ?? []) cases[`conflicts:${set.join("+")}`] = kit.withAll(set.slice(0, 2));
  for (const set of shape.exactlyOneOf ?? [])
    cases[`exactlyOneOf:${set.join("+")}`] = kit.withAll(set.slice(0, 2));
  for (const set of shape.atLeastOneOf ?? []) cases[`atLeastOneOf:${set.join("+")}`] = kit.withNone(set);
  for (const path of Object.keys(shape.values ?? {}))
    cases[`values:${path}`] = kit.with(path, "no-such-value");
  for (const [path, [minimum]] of Object.entries(shape.ranges ?? {})) {
    cases[`range:${path}`] = kit.with(path, minimum - 1);
  }
  for (const [path, range] of Object.entries(shape.lengths ?? {})) {
    cases[`length:${path}`] = kit.outside(path, range);
  }
  for (const path of Object.keys(shape.formats ?? {}))
    cases[`format:${path}`] = kit.with(path, "no such. format.");
  return cases;
}

class Kit {
  constructor(
    private readonly shape: Shape,
    private readonly samples: Samples,
  ) {}

  with(path: string, value: unknown): Change {
    return (inputs) => {
      setPath(inputs, first(path), value);
      this.complete(inputs);
    };
  }

  without(path: string): Change {
    return (inputs) => {
      setPath(inputs, first(path), undefined);
      this.complete(inputs, path);
    };
  }

  withAll(paths: readonly string[]): Change {
    return (inputs) => {
      for (const path of paths) {
        if (pathsOf(inputs, path)[0]?.value === undefined) setPath(inputs, first(path), this.sample(path));
      }
      this.complete(inputs);
    };
  }

  withNone(paths: readonly string[]): Change {
    return (inputs) => {
      for (const path of paths) setPath(inputs, first(path), undefined);
    };
  }

  /** Above the range where it has an end, else below it. */
  outside(path: string, [minimum, maximum]: readonly [number, number]): Change {
    const size = Number.isFinite(maximum) ? maximum + 1 : minimum - 1;
    return (inputs) => {
      const given = pathsOf(inputs, path)[0]?.value ?? this.samples[path];
      const value = Array.isArray(given)
        ? Array.from({ length: size }, () => structuredClone<unknown>(given[0]))
        : "x".repeat(size);
      setPath(inputs, first(path), value);
      this.complete(inputs);
    };
  }

  /** Fills in what the parents that a case had to make require. */
  private complete(inputs: Props, except?: string): void {
    const missing = (this.shape.required ?? []).filter(
      (path) => path !== except && pathsOf(inputs, path).some((found) => found.value === undefined),
    );
    for (const path of missing) {
      for (const found of pathsOf(inputs, path)) {
        if (found.value === undefined) setPath(inputs, found.path, this.sample(path));
      }
    }
    // What was filled in may have required parts of its own.
    if (missing.length > 0) this.complete(inputs, except);
  }

  private sample(path: string): unknown {
    return structuredClone(
      this.samples[path] ?? this.shape.values?.[path]?.[0] ?? this.shape.ranges?.[path]?.[0] ?? "x",
    );
  }
}

function first(path: string): string {
  return path.replaceAll("[]", "[0]");
}
