/** Arithmetic on IPv4 blocks, and the syntax of IPv6 ones. */
import { isIPv4, isIPv6 } from "node:net";
import { createHash } from "node:crypto";

export interface Block {
  /** First address as a number. */
  readonly first: number;
  readonly prefix: number;
}

export function sizeOf(block: Block): number {
  return 2 ** (32 - block.prefix);
}

/** The block as written, host bits kept; nothing when it is no IPv4 CIDR. */
function parseAsWritten(text: string): Block | undefined {
  const [address = "", length = "", ...rest] = text.split("/");
  const prefix = Number(length);
  if (rest.length > 0 || !isIPv4(address) || !/^\d{1,2}$/.test(length) || prefix > 32) return undefined;
  return { first: toNumber(address), prefix };
}

/** The block with that notation; nothing when it is malformed or has host bits. */
export function parseBlock(text: string): Block | undefined {
  const block = parseAsWritten(text);
  return block && block.first % sizeOf(block) === 0 ? block : undefined;
}

export function contains(outer: Block, inner: Block): boolean {
  return outer.first <= inner.first && inner.first + sizeOf(inner) <= outer.first + sizeOf(outer);
}

export function overlaps(one: Block, other: Block): boolean {
  return one.first < other.first + sizeOf(other) && other.first < one.first + sizeOf(one);
}

export function toNumber(address: string): number {
  return address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
}

export function toAddress(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
}

/** What the provider says of a text that is no IPv4 network, verify.ValidateIPv4CIDRBlock. */
export function ipv4BlockProblem(text: string): string | undefined {
  const block = parseAsWritten(text);
  if (!block) return `"${text}" is not a valid IPv4 CIDR block: invalid CIDR address: ${text}`;
  const first = block.first - (block.first % sizeOf(block));
  if (first === block.first) return undefined;
  return `"${text}" is not a valid IPv4 CIDR block; did you mean "${toAddress(first)}/${block.prefix}"?`;
}

/** What the provider says of a text that is no IPv6 network, verify.ValidateIPv6CIDRBlock. */
export function ipv6BlockProblem(text: string): string | undefined {
  const [address = "", length = "", ...rest] = text.split("/");
  const prefix = Number(length);
  if (rest.length > 0 || !isIPv6(address) || !/^\d{1,3}$/.test(length) || prefix > 128) {
    return `"${text}" is not a valid IPv6 CIDR block: invalid CIDR address: ${text}`;
  }
  const hostBits = BigInt(128 - prefix);
  if ((ipv6ToNumber(address) >> hostBits) << hostBits === ipv6ToNumber(address)) return undefined;
  return `"${text}" is not a valid IPv6 CIDR block: it has host bits`;
}

function ipv6ToNumber(address: string): bigint {
  const [left = "", ...after] = address.split("::");
  const groups = (part: string): string[] => part.split(":").filter((group) => group !== "");
  const tail = after.flatMap(groups);
  const missing = after.length === 0 ? 0 : 8 - groups(left).length - tail.length;
  const all = [...groups(left), ...Array.from({ length: missing }, () => "0"), ...tail];
  return all.reduce((sum, group) => (sum << 16n) + BigInt(`0x${group}`), 0n);
}

function fraction(seed: string): number {
  return createHash("sha256").update(seed).digest().readUInt32BE(0) / 2 ** 32;
}

/** An address of the subnet, none of the first four and the last, which AWS keeps. */
export function addressIn(block: Block, seed: string): string {
  return toAddress(block.first + 4 + Math.floor(fraction(seed) * (sizeOf(block) - 5)));
}

/** A made-up public address, of the range that RFC 2544 sets aside for tests. */
export function publicAddress(seed: string): string {
  return toAddress(toNumber("198.18.0.0") + Math.floor(fraction(seed) * 2 ** 17));
}
