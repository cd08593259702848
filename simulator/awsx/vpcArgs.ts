/** Arguments of `awsx.ec2.Vpc`: what the provider reads, defaults and refuses. */
import type { Props } from "../model";
import type { SubnetSpec } from "./layout";

export interface EndpointSpec {
  readonly serviceName: string;
  readonly vpcEndpointType?: string;
  readonly privateDnsEnabled?: boolean;
  readonly routeTableIds?: readonly string[];
  readonly subnetIds?: readonly string[];
  readonly securityGroupIds?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
  readonly [property: string]: unknown;
}

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
] as const;

/** The arguments as the provider reads them; throws what it throws. */
export function checkVpcArgs(inputs: Props): VpcArgs {
  const vpc: Props = { cidrBlock: inputs.cidrBlock ?? "10.0.0.0/16" };
  for (const key of VPC_PROPERTIES) if (inputs[key] !== undefined) vpc[key] = inputs[key];
  return { ...(inputs as Omit<VpcArgs, "vpc">), vpc };
}

export function natStrategyOf(args: VpcArgs): string {
  return args.natGateways?.strategy ?? "OnePerAz";
}
