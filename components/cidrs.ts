/** How a VPC's address block is cut into subnets: plain arithmetic on IPv4 CIDR blocks. */

/** An IPv4 CIDR block: the first address as a number, and the length of the prefix. */
export interface Cidr {
  readonly base: number;
  readonly prefix: number;
}

/** The subnets of one availability zone. */
export interface ZoneCidrs {
  readonly public: string;
  readonly private: string;
}

/** The block is always cut for this many zones, so that adding one later moves no existing subnet. */
export const MAX_ZONES = 4;

/**
 * Longest prefix of a VPC: leaves /27 subnets, the smallest that an Application Load Balancer takes
 * (Elastic Load Balancing, "Subnets for your load balancer").
 */
export const LONGEST_VPC_PREFIX = 24;

/** Shortest prefix of a VPC (Amazon VPC, CreateVpc: CidrBlock). */
export const SHORTEST_VPC_PREFIX = 16;

/** Not routed on the internet: RFC 1918, and the shared space of RFC 6598. */
const PRIVATE_BLOCKS = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"];

/** The block that the text denotes; undefined when it is none. Host bits are kept. */
export function parseCidr(text: string): Cidr | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (!match) return undefined;
  const [a, b, c, d, prefix] = match.slice(1).map(Number);
  if (Math.max(a, b, c, d) > 255 || prefix > 32) return undefined;
  return { base: ((a * 256 + b) * 256 + c) * 256 + d, prefix };
}

export function formatCidr({ base, prefix }: Cidr): string {
  const octets = [24, 16, 8, 0].map((shift) => Math.floor(base / 2 ** shift) % 256);
  return `${octets.join(".")}/${prefix}`;
}

/** Number of addresses in a block. */
export function sizeOf({ prefix }: Cidr): number {
  return 2 ** (32 - prefix);
}

/** True when every address of `inner` lies in `outer`. */
export function contains(outer: Cidr, inner: Cidr): boolean {
  return outer.base <= inner.base && inner.base + sizeOf(inner) <= outer.base + sizeOf(outer);
}

/** What is wrong with the text as the block of a VPC, as an error's reason; undefined when nothing is. */
export function vpcCidrProblem(text: string): string | undefined {
  const cidr = parseCidr(text);
  if (!cidr) return `"${text}" is not an IPv4 CIDR block; write one such as "10.0.0.0/16"`;
  const { base, prefix } = cidr;
  if (prefix < SHORTEST_VPC_PREFIX || prefix > LONGEST_VPC_PREFIX) {
    return (
      `"${text}" has a /${prefix} prefix; allowed: /${SHORTEST_VPC_PREFIX}, the largest VPC, to ` +
      `/${LONGEST_VPC_PREFIX}, below which the subnets of ${MAX_ZONES} zones have no room`
    );
  }
  const network = { base: base - (base % sizeOf(cidr)), prefix };
  if (network.base !== base) {
    return `"${text}" is not the first address of its block; did you mean "${formatCidr(network)}"?`;
  }
  if (!PRIVATE_BLOCKS.some((block) => contains(parseCidr(block) ?? cidr, cidr))) {
    return (
      `"${text}" belongs to the public internet, whose hosts there would be out of reach; ` +
      `choose a block within ${PRIVATE_BLOCKS.join(", ")}`
    );
  }
  return undefined;
}

/**
 * The subnets of the first `zones` zones. The block is cut into {@link MAX_ZONES} equal parts, one a zone
 * and in their order; the first half of a part is the private subnet, the second half the public one.
 *
 * @param block a block that {@link vpcCidrProblem} finds nothing wrong with
 */
export function subnetCidrs(block: string, zones: number): readonly ZoneCidrs[] {
  const vpc = parseCidr(block);
  if (!vpc) throw new RangeError(`not an IPv4 CIDR block: ${block}`);
  const prefix = vpc.prefix + Math.log2(MAX_ZONES * 2);
  const size = sizeOf({ base: 0, prefix });
  return Array.from({ length: zones }, (_, zone) => {
    const base = vpc.base + zone * 2 * size;
    return { private: formatCidr({ base, prefix }), public: formatCidr({ base: base + size, prefix }) };
  });
}
