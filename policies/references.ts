/** Which resource of a stack another one refers to, also while a preview knows no ARN. */
import type { PolicyResource } from "@pulumi/policy";
import { at, isUnknownValue } from "./reading";

/**
 * The candidate that a property refers to; undefined when it refers to something outside the stack.
 *
 * @param keys the candidates' properties of which one is what the property holds
 * @throws the unknown value, when even the recorded dependencies do not tell which candidate it is
 */
export function referredTo(
  resource: PolicyResource,
  property: string,
  candidates: readonly PolicyResource[],
  keys: readonly string[],
): PolicyResource | undefined {
  try {
    const value = at(resource.props, property);
    if (value === undefined) return undefined;
    return candidates.find((candidate) => keys.some((key) => knownAt(candidate, key) === value));
  } catch (error) {
    if (!isUnknownValue(error)) throw error;
    const urns = new Set(dependenciesOf(resource, property).map(({ urn }) => urn));
    const possible = candidates.filter(({ urn }) => urns.has(urn));
    if (possible.length !== 1) throw error;
    return possible[0];
  }
}

/**
 * A property as the program gave it. A stack rule sees outputs, and what the provider will compute is unknown to
 * a preview; it differs from an unknown value that was given by depending on no resource.
 */
export function givenAt(resource: PolicyResource, property: string): unknown {
  try {
    return at(resource.props, property);
  } catch (error) {
    if (isUnknownValue(error) && dependenciesOf(resource, property).length === 0) return undefined;
    throw error;
  }
}

function dependenciesOf(resource: PolicyResource, property: string): readonly PolicyResource[] {
  return Object.hasOwn(resource.propertyDependencies, property)
    ? resource.propertyDependencies[property]
    : [];
}

/** What a candidate is known by; a value that is known already cannot have come from one that is not. */
function knownAt(candidate: PolicyResource, key: string): unknown {
  try {
    return at(candidate.props, key);
  } catch (error) {
    if (isUnknownValue(error)) return undefined;
    throw error;
  }
}
