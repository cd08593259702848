/** The address plan that awsx makes for a VPC: which subnet of which zone gets which block. */
import { alignUp, formatBlock, parseBlock, sizeOf, type Block } from "./cidr";

export interface SubnetSpec {
  /** `Public`, `Private`, `Isolated`, in any case; anything else is taken for isolated. */
  readonly type: string;
  readonly name?: string;
  readonly cidrMask?: number;
  /** Number of addresses, a power of two. */
  readonly size?: number;
  /** One block a zone. */
  readonly cidrBlocks?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
}

/** One subnet to create. */
export interface PlannedSubnet {
  readonly spec: SubnetSpec;
  /** Lower-case type. */
  readonly kind: string;
  /** `<vpc>-<spec>-<zone number>`. */
  readonly name: string;
  /** From 1. */
  readonly zone: number;
  readonly cidrBlock: string;
}

export interface Plan {
  readonly subnets: readonly PlannedSubnet[];
  /** What the component gives as `subnetLayout`. */
  readonly layout: readonly SubnetSpec[];
}

export interface PlanInput {
  readonly name: string;
  readonly cidrBlock: string;
  readonly zones: number;
  readonly specs?: readonly SubnetSpec[];
  readonly zoneMask?: number;
  /** True for `subnetStrategy` `Legacy`: private subnets first, with masks of its own. */
  readonly legacy?: boolean;
}

/** Which subnets there will be, zone by zone, public ones first within a zone. */
export function planSubnets(input: PlanInput): Plan {
  const vpc = parseBlock(input.cidrBlock);
  const zoneMask = input.zoneMask ?? vpc.mask + bitsFor(input.zones);
  const given = input.specs ?? (input.legacy ? LEGACY_SPECS : defaultSpecs(zoneMask));
  const specs = input.legacy ? legacySpecs(given) : given;
  const subnets = zoneNumbers(input.zones).flatMap((zone) => {
    const base = vpc.base + (zone - 1) * sizeOf(zoneMask);
    const blocks = explicitBlocks(specs, zone) ?? layOut(specs, { base, mask: zoneMask });
    const planned = specs.map((spec, index) => ({
      spec,
      kind: spec.type.toLowerCase(),
      name: `${input.name}-${spec.name ?? spec.type.toLowerCase()}-${zone}`,
      zone,
      cidrBlock: blocks[index] ?? "",
    }));
    return planned.sort((one, other) => rank(one.kind) - rank(other.kind));
  });
  return {
    subnets,
    layout: specs.map((spec) => (input.specs && !input.legacy ? withSizes(spec) : bare(spec))),
  };
}

/** Creation order within a zone: public subnets first, since NAT gateways live there. */
export function rank(kind: string): number {
  const order = ["public", "private"].indexOf(kind);
  return order === -1 ? 2 : order;
}

/** Bits needed to number that many parts. */
export function bitsFor(parts: number): number {
  return Math.ceil(Math.log2(Math.max(1, parts)));
}

export function zoneNumbers(zones: number): number[] {
  return Array.from({ length: zones }, (_, index) => index + 1);
}

function explicitBlocks(specs: readonly SubnetSpec[], zone: number): string[] | undefined {
  if (!specs.some((spec) => spec.cidrBlocks)) return undefined;
  return specs.map((spec) => spec.cidrBlocks?.[zone - 1] ?? "");
}

function layOut(specs: readonly SubnetSpec[], zone: Block): string[] {
  const fallback = zone.mask + bitsFor(specs.length);
  let next = zone.base;
  const blocks = specs.map((spec) => {
    const mask = maskOf(spec) ?? fallback;
    const block = { base: alignUp(next, mask), mask };
    next = block.base + sizeOf(mask);
    return block;
  });
  const formatted = blocks.map(formatBlock);
  const needed = blocks.reduce((total, block) => total + sizeOf(block.mask), 0);
  if (next - zone.base > sizeOf(zone.mask)) {
    throw new Error(
      `Subnets are too large for VPC. VPC has ${sizeOf(zone.mask)} addresses, but subnets require ${needed} addresses.`,
    );
  }
  return formatted;
}

function maskOf(spec: SubnetSpec): number | undefined {
  return spec.cidrMask ?? (spec.size === undefined ? undefined : 32 - Math.log2(spec.size));
}

function withSizes(spec: SubnetSpec): SubnetSpec {
  const mask = maskOf(spec);
  return { ...bare(spec), ...(mask !== undefined && { cidrMask: mask, size: sizeOf(mask) }) };
}

/** What `subnetLayout` tells of a spec: never its tags. */
function bare({ type, name, cidrMask, cidrBlocks }: SubnetSpec): SubnetSpec {
  return {
    type,
    ...(name !== undefined && { name }),
    ...(cidrMask !== undefined && { cidrMask }),
    ...(cidrBlocks && { cidrBlocks }),
  };
}

const LEGACY_SPECS: readonly SubnetSpec[] = [{ type: "Private" }, { type: "Public" }];
const LEGACY_MASKS: Readonly<Record<string, number | undefined>> = { private: 19, public: 20 };
const LEGACY_ISOLATED_MASK = 24;

function legacySpecs(specs: readonly SubnetSpec[]): SubnetSpec[] {
  const order = (spec: SubnetSpec): number => [1, 0, 2][rank(spec.type.toLowerCase())] ?? 2;
  return [...specs]
    .sort((one, other) => order(one) - order(other))
    .map((spec) => ({
      ...spec,
      cidrMask: maskOf(spec) ?? LEGACY_MASKS[spec.type.toLowerCase()] ?? LEGACY_ISOLATED_MASK,
    }));
}

/** Without specs each zone gets a larger private and a smaller public subnet. */
function defaultSpecs(zoneMask: number): SubnetSpec[] {
  if (zoneMask > 26) throw new Error(`zone mask /${zoneMask} leaves no room for the default subnets`);
  const mask = Math.max(zoneMask, 16);
  return [
    { type: "Private", cidrMask: mask + 1 },
    { type: "Public", cidrMask: mask + 2 },
  ];
}
