/** The forms of plain values: pure checks, each with the limit that it stands for. */

import { contains, formatCidr, parseCidr, sizeOf, type Cidr } from "../components/cidrs";

const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const DOMAIN = new RegExp(`^(?:${LABEL}\\.)+[a-z]{2,63}$`);

/** ACM takes at most 64 characters for a certificate's first name, and `api.` comes before the domain. */
export const LONGEST_DOMAIN = 60;

/** True for a host name of two labels or more, in lower case. */
export function isDomain(text: string): boolean {
  return text.length <= 253 && DOMAIN.test(text);
}

/** The domain inside what people paste: `https://Harena.com/` gives `harena.com`. */
export function domainIn(text: string): string | undefined {
  const host = text
    .trim()
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, "")
    .replace(/[/?#:].*$/, "")
    .replace(/\.$/, "");
  return isDomain(host) && host.length <= LONGEST_DOMAIN ? host : undefined;
}

/** True when `domain` is the zone or lies in it. */
export function liesIn(domain: string, zone: string): boolean {
  return domain === zone || domain.endsWith(`.${zone}`);
}

/** An IPv4 block; a bare address is a block of one. */
export function parseBlock(text: string): Cidr | undefined {
  return parseCidr(text.includes("/") ? text : `${text}/32`);
}

/** The block with its host bits cleared, as AWS wants it: `10.0.1.0/16` gives `10.0.0.0/16`. */
export function networkOf(block: Cidr): string {
  return formatCidr({ base: block.base - (block.base % sizeOf(block)), prefix: block.prefix });
}

/** RFC 1918. */
const PRIVATE_RANGES: readonly Cidr[] = [
  { base: 10 * 2 ** 24, prefix: 8 },
  { base: 172 * 2 ** 24 + 16 * 2 ** 16, prefix: 12 },
  { base: 192 * 2 ** 24 + 168 * 2 ** 16, prefix: 16 },
];

/** True for a block inside a private range. */
export function isPrivate(block: Cidr): boolean {
  return PRIVATE_RANGES.some((range) => contains(range, block));
}

/** True for an address that Amazon SNS can send to. */
export function isEmail(text: string): boolean {
  return /^[^\s@"]+@[^\s@"]+\.[^\s@".]+$/.test(text) && text.length <= 254;
}

/** True for `HH:MM` on a 24-hour clock. */
export function isTimeOfDay(text: string): boolean {
  return /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(text);
}

/** True for a time zone of the IANA database, by area and city. */
export function isTimeZone(text: string): boolean {
  if (text !== "UTC" && !/^[A-Z]\w+(?:\/[\w+-]+)+$/.test(text)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

/** True for what has the form of an AWS region's name. */
export function isRegion(text: string): boolean {
  return /^[a-z]{2}(?:-[a-z]+){1,2}-\d$/.test(text);
}
