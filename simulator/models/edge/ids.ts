/** Ids in the shapes that the edge services give out, derived from a seed so that every run has the same. */
import { createHash } from "node:crypto";
import { hex } from "../../ids";
import type { Props } from "../../model";

const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const LOWER = "abcdefghijklmnopqrstuvwxyz0123456789";
const LETTERS = "abcdefghijklmnopqrstuvwxyz";

/** CloudFront's ids and entity tags: `E` and 13 upper-case letters or digits. */
export function cloudfrontId(seed: string): string {
  return `E${spell(seed, UPPER, 13)}`;
}

/** A distribution's own domain name: `d`, 13 lower-case letters or digits, `.cloudfront.net`. */
export function cloudfrontDomain(seed: string): string {
  return `d${spell(seed, LOWER, 13)}.cloudfront.net`;
}

/** A hosted zone's id: `Z` and 20 upper-case letters or digits. */
export function zoneId(seed: string): string {
  return `Z${spell(seed, UPPER, 20)}`;
}

/** Lower-case letters. */
export function letters(seed: string, length: number): string {
  return spell(seed, LETTERS, length);
}

/** A UUID. */
export function uuid(seed: string): string {
  const digits = hex(seed, 32);
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `a${digits.slice(17, 20)}`,
    digits.slice(20),
  ].join("-");
}

function spell(seed: string, alphabet: string, length: number): string {
  const bytes = createHash("sha256").update(seed).digest();
  return Array.from(bytes.subarray(0, length), (byte) => alphabet[byte % alphabet.length]).join("");
}

/** The version of a thing, as CloudFront and WAF number them: another one after each change. */
export function entityTag(urn: string, inputs: Props): string {
  return cloudfrontId(`etag|${urn}|${JSON.stringify(inputs)}`);
}
