/** What counts as a DNS name of a host: RFC 1123 labels, as Route 53, ACM and CloudFront take them. */

import type { ArgumentProblem } from "./validation";

/** A label: letters, digits and inner hyphens, at most 63 characters. */
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Longest DNS name in characters (RFC 1035). */
const MAX_LENGTH = 253;

/**
 * What is wrong with a fully qualified host name, as a message for its user; nothing when it is fine.
 * @param wildcard whether `*.` may stand in front
 */
export function hostnameProblem(host: string, wildcard = false): string | undefined {
  const labels = (wildcard ? host.replace(/^\*\./, "") : host).split(".");
  const fine = labels.length >= 2 && labels.every((label) => LABEL.test(label)) && host.length <= MAX_LENGTH;
  if (fine) return undefined;
  const allowed = wildcard
    ? "example.com, www.example.com or *.example.com"
    : "example.com or www.example.com";
  return `"${host}" is not a host name; give lower-case labels joined by dots, without "https://" or a final dot, such as ${allowed}`;
}

/**
 * What is wrong with a list of host names: each by itself, and names listed twice.
 * @param pathOf the property path of a name, by its index
 */
export function hostnameProblems(
  hosts: readonly string[],
  pathOf: (index: number) => string,
  wildcard = false,
): ArgumentProblem[] {
  return hosts.flatMap((host, index) => {
    const twice = hosts.indexOf(host) < index ? `"${host}" is listed twice; leave one out` : undefined;
    const reason = hostnameProblem(host, wildcard) ?? twice;
    return reason === undefined ? [] : [{ propertyPath: pathOf(index), reason }];
  });
}
