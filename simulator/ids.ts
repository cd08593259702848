import { createHash } from "node:crypto";

/**
 * Letters for made-up ids: the same in every run for the same resource, so that plans can be compared
 * and references followed.
 */
export function hex(seed: string, length: number): string {
  return createHash("sha256").update(seed).digest("hex").slice(0, length);
}

/** An EC2 style id: prefix, hyphen, 17 hex digits. */
export function ec2Id(prefix: string, seed: string): string {
  return `${prefix}-${hex(seed, 17)}`;
}
