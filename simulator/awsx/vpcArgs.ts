/** Arguments of `awsx.ec2.Vpc`: what the provider reads, defaults and refuses. */
import type { Props } from "../model";
import { rank, type SubnetSpec } from "./layout";

export interface EndpointSpec {
  readonly serviceName: string;
  readonly vpcEndpointType?: string;
  readonly privateDnsEnabled?: boolean;
  readonly routeTableIds?: readonly string[];
  readonly subnetIds?: readonly string[];
  readonly subnetConfigurations?: readonly Props[];
  readonly securityGroupIds?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
  readonly [property: string]: unknown;
}

export type NatStrategy = "None" | "Single" | "OnePerAz";

/** The component's arguments; `vpc` are those that go to the inner VPC as they are. */
export interface VpcArgs {
  readonly vpc: Props;
  readonly cidrBlock?: string;
  readonly numberOfAvailabilityZones?: number;
  readonly availabilityZoneNames?: readonly string[];
  readonly availabilityZoneCidrMask?: number;
  readonly natGateways?: { readonly strategy?: string; readonly elasticIpAllocationIds?: readonly string[] };
  readonly subnetSpecs?: readonly SubnetSpec[];
  readonly subnetStrategy?: string;
  readonly subnetNameTagStrategy?: string;
  readonly vpcEndpointSpecs?: readonly EndpointSpec[];
  readonly vpcEndpointStrategy?: string;
  readonly region?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

const VPC_PROPERTIES = [
  "assignGeneratedIpv6CidrBlock",
  "enableDnsHostnames",
  "enableDnsSupport",
  "enableNetworkAddressUsageMetrics",
  "instanceTenancy",
  "ipv4IpamPoolId",
  "ipv4NetmaskLength",
  "ipv6CidrBlock",
  "ipv6CidrBlockNetworkBorderGroup",
  "ipv6IpamPoolId",
  "ipv6NetmaskLength",
] as const;

/** The arguments as the provider reads them; throws what it throws before it looks at the zones. */
export function readVpcArgs(inputs: Props): VpcArgs {
  const args = inputs as Omit<VpcArgs, "vpc">;
  if (args.availabilityZoneNames && args.numberOfAvailabilityZones !== undefined) {
    throw new Error("Only one of [availabilityZoneNames] and [numberOfAvailabilityZones] can be specified");
  }
  if (inputs.assignGeneratedIpv6CidrBlock === true) {
    throw new Error("the simulator gives VPCs no IPv6 addresses: assignGeneratedIpv6CidrBlock");
  }
  const vpc: Props = { cidrBlock: args.cidrBlock ?? "10.0.0.0/16" };
  for (const key of VPC_PROPERTIES) if (inputs[key] !== undefined) vpc[key] = inputs[key];
  const needsDns =
    args.vpcEndpointStrategy === "Auto" && (args.vpcEndpointSpecs ?? []).some((spec) => hasPrivateDns(spec));
  if (needsDns) {
    if (vpc.enableDnsHostnames === false) {
      throw new Error(
        'vpcEndpointStrategy "Auto" requires enableDnsHostnames to be true when Interface endpoint private DNS is enabled.',
      );
    }
    Object.assign(vpc, { enableDnsHostnames: true, enableDnsSupport: true });
  }
  return { ...args, vpc };
}

/** True when an endpoint answers under the service's public name, which needs the VPC's DNS. */
export function hasPrivateDns(spec: EndpointSpec): boolean {
  return spec.vpcEndpointType === "Interface" && spec.privateDnsEnabled !== false;
}

/** Refuses what does not fit the number of zones. */
export function checkVpcArgs(args: VpcArgs, zones: number): void {
  const specs = args.subnetSpecs;
  if (specs?.length === 0) throw new Error("No subnets specified");
  checkSpecs(specs ?? [], zones);
  checkNat(args, zones);
}

function checkSpecs(specs: readonly SubnetSpec[], zones: number): void {
  const problems: string[] = [];
  const identities = specs.map((spec) => `${spec.type.toLowerCase()}/${spec.name ?? ""}`);
  const repeated = identities.find((identity, index) => identities.indexOf(identity) !== index);
  if (repeated !== undefined) {
    problems.push(
      `Multiple subnet specs of type "${repeated.split("/")[0] ?? ""}" require unique names. You can have at most one unnamed subnet per type. All other subnets of the same type must have unique "name" properties to avoid duplicate resource names.`,
    );
  }
  const explicit = specs.filter((spec) => spec.cidrBlocks);
  if (explicit.length > 0 && explicit.length < specs.length) {
    problems.push("If any subnet spec has explicit cidrBlocks, all subnets must have explicit cidrBlocks.");
  }
  for (const [index, { cidrBlocks }] of specs.entries()) {
    if (cidrBlocks && cidrBlocks.length !== zones) {
      problems.push(
        `The number of CIDR blocks in subnetSpecs[${index}] must match the number of availability zones (${zones}).`,
      );
    }
  }
  if (problems.length > 0) {
    throw new Error(`Invalid subnet specifications:\n${problems.map((text) => ` - ${text}`).join("\n")}`);
  }
}

export function natStrategyOf(args: VpcArgs): NatStrategy {
  const strategy = args.natGateways?.strategy ?? "OnePerAz";
  if (strategy === "None" || strategy === "Single" || strategy === "OnePerAz") return strategy;
  throw new Error(`Unknown NatGatewayStrategy '${strategy}'`);
}

function checkNat(args: VpcArgs, zones: number): void {
  const strategy = natStrategyOf(args);
  const given = args.natGateways?.elasticIpAllocationIds?.length ?? 0;
  const kinds = (args.subnetSpecs ?? []).map((spec) => rank(spec.type.toLowerCase()));
  if (strategy === "None") {
    if (given > 0) {
      throw new Error("Elastic IP allocation IDs cannot be specified when NAT Gateway strategy is 'None'.");
    }
    return;
  }
  if (args.subnetSpecs && (!kinds.includes(0) || kinds.every((kind) => kind === 0))) {
    throw new Error(
      "If NAT Gateway strategy is 'OnePerAz' or 'Single', public subnets must be declared to host the NAT Gateway resource, along with private or isolated subnets to route through it.",
    );
  }
  if (strategy === "OnePerAz" && given > 0 && given !== zones) {
    throw new Error(
      `The number of Elastic IPs, if specified, must match the number of availability zones for the VPC (${zones}) when NAT Gateway strategy is 'OnePerAz'`,
    );
  }
  if (strategy === "Single" && given > 1) {
    throw new Error("Exactly one Elastic IP may be specified when NAT Gateway strategy is 'Single'.");
  }
}
