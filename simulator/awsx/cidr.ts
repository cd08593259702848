/** IPv4 CIDR arithmetic for the address plan of a VPC. */

/** A block of addresses; `base` is its first address as a number. */
export interface Block {
  readonly base: number;
  readonly mask: number;
}

/** Number of addresses in a block of that mask. */
export function sizeOf(mask: number): number {
  return 2 ** (32 - mask);
}

/** Reads `10.0.0.0/16`; throws in the provider's words. */
export function parseBlock(text: string): Block {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  const parts = (match ?? []).slice(1).map(Number);
  const [a = 256, b = 256, c = 256, d = 256, mask = 33] = parts;
  if ([a, b, c, d].some((part) => part > 255)) throw new Error(`Invalid net address: ${text}`);
  if (mask > 32) throw new Error(`Invalid mask for ip4: ${mask}`);
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  return { base: alignDown(address, mask), mask };
}

export function formatBlock({ base, mask }: Block): string {
  if (mask < 0 || mask > 32) throw new Error(`Invalid mask for ip4: ${mask}`);
  const octets = [2 ** 24, 2 ** 16, 2 ** 8, 1].map((unit) => Math.floor(base / unit) % 256);
  return `${octets.join(".")}/${mask}`;
}

/** The first boundary of that mask at or after the address. */
export function alignUp(address: number, mask: number): number {
  return Math.ceil(address / sizeOf(mask)) * sizeOf(mask);
}

export function overlap(one: Block, other: Block): boolean {
  return one.base < other.base + sizeOf(other.mask) && other.base < one.base + sizeOf(one.mask);
}

function alignDown(address: number, mask: number): number {
  return Math.floor(address / sizeOf(mask)) * sizeOf(mask);
}
