/** Which resources of a stack another one refers to, also while a preview knows no id and no ARN. */
import type { PolicyResource } from "@pulumi/policy";
import { at, ifKnown, isUnknownValue, readers } from "./reading";

/** A property, or what lies at a path below one. */
export type Path = string | readonly [string, ...(string | number)[]];

/**
 * The candidate that a property refers to; undefined when it refers to something outside the stack.
 *
 * @param keys the candidates' properties of which one is what the property holds
 * @throws the unknown value, when even the recorded dependencies do not tell which candidate it is
 */
export function referredTo(
  resource: PolicyResource,
  path: Path,
  candidates: readonly PolicyResource[],
  keys: readonly string[],
): PolicyResource | undefined {
  try {
    const value = valueAt(resource, path);
    if (value === undefined || value === "") return undefined;
    return (
      candidates.find((candidate) => isKnownBy(candidate, keys, value)) ??
      (isArn(value) ? undefined : onlyNameless(possibleOf(resource, path, candidates), keys))
    );
  } catch (error) {
    if (!isUnknownValue(error)) throw error;
    const possible = possibleOf(resource, path, candidates);
    if (possible.length !== 1) throw error;
    return possible[0];
  }
}

/**
 * The candidates that a list refers to. Where a preview does not know an item, these are all candidates that the
 * property comes from and that no known item names: for lists of ids, that is what the list will hold.
 *
 * @throws the unknown value, when an item is unknown and comes from no candidate
 */
export function allReferredTo(
  resource: PolicyResource,
  path: Path,
  candidates: readonly PolicyResource[],
  keys: readonly string[],
): readonly PolicyResource[] {
  const found = new Set<PolicyResource>();
  let doubt: Error | undefined;
  let nameless = false;
  const note = (error: unknown): void => {
    if (!isUnknownValue(error)) throw error;
    doubt ??= error;
  };
  let items: readonly (() => unknown)[] = [];
  try {
    items = readers(valueAt(resource, path));
  } catch (error) {
    note(error);
  }
  for (const read of items) {
    try {
      const value = read();
      const candidate = candidates.find((one) => isKnownBy(one, keys, value));
      if (candidate) found.add(candidate);
      else nameless ||= !isArn(value);
    } catch (error) {
      note(error);
    }
  }
  const possible = dependenciesAmong(resource, path, candidates).filter((one) => !found.has(one));
  if (nameless) {
    for (const one of possible.filter((candidate) => isNameless(candidate, keys))) found.add(one);
  }
  if (doubt) {
    if (possible.length === 0) throw doubt;
    for (const one of possible) found.add(one);
  }
  return [...found];
}

/**
 * The resources that refer to a target by a property, in order.
 *
 * @throws the unknown value, when a resource that might be one cannot be placed yet
 */
export function referringTo(
  target: PolicyResource,
  resources: readonly PolicyResource[],
  path: Path,
  candidates: readonly PolicyResource[],
  keys: readonly string[],
): readonly PolicyResource[] {
  let doubt: Error | undefined;
  const found = resources.filter((resource) => {
    try {
      return referredTo(resource, path, candidates, keys) === target;
    } catch (error) {
      if (!isUnknownValue(error)) throw error;
      doubt ??= error;
      return false;
    }
  });
  // One that was found decides most questions; one that was not might still be there.
  if (found.length === 0 && doubt) throw doubt;
  return found;
}

/** Of the candidates, those that a property's value comes from, as the engine recorded it. */
export function dependenciesAmong(
  resource: PolicyResource,
  path: Path,
  candidates: readonly PolicyResource[],
): readonly PolicyResource[] {
  const urns = new Set(dependenciesOf(resource, topOf(path)).map(({ urn }) => urn));
  return candidates.filter(({ urn }) => urns.has(urn));
}

function possibleOf(
  resource: PolicyResource,
  path: Path,
  candidates: readonly PolicyResource[],
): readonly PolicyResource[] {
  const direct = dependenciesAmong(resource, path, candidates);
  return direct.length > 0 ? direct : withinDependencies(resource, path, candidates);
}

/**
 * The one candidate, if it has no value by which others could name it: not every provider puts the id into the outputs, and the engine
 * tells rules nothing else of it.
 */
function onlyNameless(
  candidates: readonly PolicyResource[],
  keys: readonly string[],
): PolicyResource | undefined {
  return candidates.length === 1 && isNameless(candidates[0], keys) ? candidates[0] : undefined;
}

const isArn = (value: unknown): boolean => typeof value === "string" && value.startsWith("arn:");

function isNameless(candidate: PolicyResource, keys: readonly string[]): boolean {
  const names = keys.filter((key) => key !== "arn");
  return names.every((key) => ifKnown(() => at(candidate.props, key), "unknown") === undefined);
}

/** Of the candidates, those that belong to a component from which the value comes; such as a network's VPC. */
function withinDependencies(
  resource: PolicyResource,
  path: Path,
  candidates: readonly PolicyResource[],
): readonly PolicyResource[] {
  const components = dependenciesOf(resource, topOf(path)).filter(({ type }) => !type.includes("/"));
  const isWithin = (candidate: PolicyResource | undefined): boolean =>
    candidate !== undefined && (components.includes(candidate) || isWithin(candidate.parent));
  return components.length === 0 ? [] : candidates.filter(isWithin);
}

/**
 * A property as the program gave it. A stack rule sees outputs, and what the provider will compute is unknown to
 * a preview; it differs from an unknown value that was given by depending on no resource.
 */
export function givenAt(resource: PolicyResource, path: Path): unknown {
  try {
    return valueAt(resource, path);
  } catch (error) {
    if (isUnknownValue(error) && dependenciesOf(resource, topOf(path)).length === 0) return undefined;
    throw error;
  }
}

function topOf(path: Path): string {
  return typeof path === "string" ? path : path[0];
}

function valueAt(resource: PolicyResource, path: Path): unknown {
  return typeof path === "string" ? at(resource.props, path) : at(resource.props, ...path);
}

function dependenciesOf(resource: PolicyResource, property: string): readonly PolicyResource[] {
  return Object.hasOwn(resource.propertyDependencies, property)
    ? resource.propertyDependencies[property]
    : [];
}

/** A value that is known already cannot have come from a property that is not. */
function isKnownBy(candidate: PolicyResource, keys: readonly string[], value: unknown): boolean {
  return keys.some((key) => ifKnown(() => at(candidate.props, key), undefined) === value);
}
