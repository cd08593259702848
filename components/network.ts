import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { MAX_ZONES, subnetCidrs, vpcCidrProblem } from "./cidrs";
import { FlowLogs } from "./flowLogs";
import { LOG_RETENTION_DAYS } from "./logRetention";
import { NatGateways } from "./natGateways";
import { NatInstance } from "./natInstance";
import { outside, refuseProblems, type ArgumentProblem } from "./validation";

/** How private subnets reach the internet: one small EC2 instance for all, or a NAT gateway in each zone. */
export type NatKind = "instance" | "gateway";

export interface NetworkArgs {
  /** Addresses of the VPC: a private IPv4 block of /16 to /24, cut for four zones from the start. */
  readonly cidrBlock: string;
  /** Availability zones, 2-4. Adding one leaves the others' subnets as they are. */
  readonly zones: number;
  /**
   * `instance`: about $8 a month with its address, and all zones go down with it. `gateway`: about $39 a
   * month and zone, and traffic. A change from one to the other keeps the first address and the routes,
   * and closes the way out for some minutes.
   */
  readonly nat: NatKind;
  /** EC2 type of the NAT instance. @default "t4g.nano" */
  readonly natInstanceType?: string;
  /** Days that flow logs are kept, one of CloudWatch Logs' values; no flow logs when left out. */
  readonly flowLogRetentionDays?: number;
  /** Whether Pulumi refuses to release the outgoing addresses, which others have on their lists. @default false */
  readonly protectAddresses?: boolean;
}

/**
 * A VPC with a public and a private subnet in each zone, fixed outgoing addresses, and the free gateway
 * endpoint of S3.
 */
export class Network extends pulumi.ComponentResource {
  readonly vpcId: pulumi.Output<string>;
  /** In zone order; what uses them waits for their route to the internet. */
  readonly publicSubnetIds: pulumi.Output<string[]>;
  /** In zone order; what needs the internet depends on {@link egressReady} too. */
  readonly privateSubnetIds: pulumi.Output<string[]>;
  /** The addresses that the outside sees, in zone order, for its allow-lists: one, or one a zone. */
  readonly egressIps: pulumi.Output<string[]>;
  readonly cidrBlock: string;
  readonly natKind: NatKind;
  /** What must exist before something in a private subnet can reach the internet and S3. */
  readonly egressReady: readonly pulumi.Resource[];

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("harena:network:Network", name, {}, opts);
    refuseProblems(`the network "${name}"`, problemsOf(args));
    const vpc = this.createVpc(name, args);
    this.vpcId = vpc.vpcId;
    this.publicSubnetIds = onceRouted(vpc, vpc.publicSubnetIds);
    this.privateSubnetIds = onceRouted(vpc, vpc.privateSubnetIds);
    const addresses = this.createAddresses(name, args);
    const nat = this.createNat(name, args, addresses);
    const tableIds = zoneNumbers(args.zones).map((zone) => privateRouteTableId(vpc, zone));
    const routes = this.createRoutes(name, tableIds, nat.targets);
    const endpoint = this.createS3Endpoint(name, tableIds);
    const { flowLogRetentionDays: retentionDays } = args;
    if (retentionDays !== undefined) {
      new FlowLogs(`${name}-flow-logs`, { vpcId: this.vpcId, retentionDays }, { parent: this });
    }
    this.egressIps = pulumi.all(addresses.map((address) => address.publicIp));
    this.cidrBlock = args.cidrBlock;
    this.natKind = args.nat;
    this.egressReady = [...nat.ready, ...routes, endpoint];
    this.registerOutputs({
      vpcId: this.vpcId,
      publicSubnetIds: this.publicSubnetIds,
      privateSubnetIds: this.privateSubnetIds,
      egressIps: this.egressIps,
      cidrBlock: this.cidrBlock,
      natKind: this.natKind,
    });
  }

  /** Without awsx's own NAT gateways, which come in one kind only. */
  private createVpc(name: string, args: NetworkArgs): awsx.ec2.Vpc {
    const cidrs = subnetCidrs(args.cidrBlock, args.zones);
    const provider = this.getProvider("aws:ec2/vpc:Vpc");
    return new awsx.ec2.Vpc(
      name,
      {
        cidrBlock: args.cidrBlock,
        numberOfAvailabilityZones: args.zones,
        enableDnsHostnames: true,
        natGateways: { strategy: "None" },
        subnetStrategy: "Auto",
        subnetSpecs: [
          { type: "Public", cidrBlocks: cidrs.map((zone) => zone.public) },
          { type: "Private", cidrBlocks: cidrs.map((zone) => zone.private) },
        ],
      },
      // A component of another process is told of providers that it is given, not of those it would inherit.
      { parent: this, ...(provider && { providers: [provider] }) },
    );
  }

  /** Not children of a NAT, so that they outlive it. */
  private createAddresses(name: string, args: NetworkArgs): aws.ec2.Eip[] {
    return zoneNumbers(args.nat === "gateway" ? args.zones : 1).map((zone) => {
      const child = `${name}-egress-${zone}`;
      const protect = args.protectAddresses ?? false;
      return new aws.ec2.Eip(child, { domain: "vpc", tags: { Name: child } }, { parent: this, protect });
    });
  }

  private createNat(name: string, args: NetworkArgs, addresses: readonly aws.ec2.Eip[]): Nat {
    const handover = this.createHandover(name, args);
    const child = `${name}-nat`;
    const { publicSubnetIds, vpcId } = this;
    if (args.nat === "gateway") {
      const nat = new NatGateways(child, { addresses, publicSubnetIds, handover }, { parent: this });
      return { targets: nat.gatewayIds.map((natGatewayId) => ({ natGatewayId })), ready: nat.ready };
    }
    const nat = new NatInstance(
      child,
      {
        vpcId,
        vpcCidr: args.cidrBlock,
        clients: privateCidrsByZone(args),
        subnetId: publicSubnetIds[0],
        address: addresses[0],
        instanceType: args.natInstanceType ?? "t4g.nano",
        handover,
      },
      { parent: this },
    );
    const { networkInterfaceId, ready } = nat;
    return { targets: zoneNumbers(args.zones).map(() => ({ networkInterfaceId })), ready };
  }

  /**
   * AWS gives an Elastic IP to a NAT gateway only when nothing else has it, and does not take it from one
   * that exists, but Pulumi deletes last. This resource turns the order round when the kind of NAT
   * changes: it is replaced, deleted first, and with it what is to be replaced with it, that is, the old
   * NAT's hold on the addresses. `replaceWith` is a dependency too: the
   * new NAT waits.
   *
   * The `networkInterface` of the Eip itself cannot do that: the provider computes it where it is left
   * out, so leaving it out frees no address.
   */
  private createHandover(name: string, args: NetworkArgs): random.RandomId {
    return new random.RandomId(
      `${name}-handover`,
      { byteLength: 4, keepers: { nat: args.nat } },
      { parent: this, deleteBeforeReplace: true },
    );
  }

  /** Of the same names for both kinds of NAT, so that a route changes its target in place. */
  private createRoutes(
    name: string,
    tableIds: readonly pulumi.Output<string>[],
    targets: readonly RouteTarget[],
  ): aws.ec2.Route[] {
    return tableIds.map(
      (routeTableId, index) =>
        new aws.ec2.Route(
          `${name}-egress-${index + 1}`,
          { routeTableId, destinationCidrBlock: "0.0.0.0/0", ...targets[index] },
          { parent: this },
        ),
    );
  }

  /**
   * ECR keeps image layers in S3: through the endpoint they cost no NAT traffic. It has no policy of its
   * own, since the layers' buckets belong to AWS; roles and bucket policies decide who reads what.
   */
  private createS3Endpoint(name: string, tableIds: pulumi.Output<string>[]): aws.ec2.VpcEndpoint {
    const { region } = aws.getRegionOutput({}, { parent: this });
    return new aws.ec2.VpcEndpoint(
      `${name}-s3`,
      {
        vpcId: this.vpcId,
        serviceName: pulumi.interpolate`com.amazonaws.${region}.s3`,
        vpcEndpointType: "Gateway",
        routeTableIds: tableIds,
        tags: { Name: `${name}-s3` },
      },
      { parent: this },
    );
  }
}

/** Where a default route leads. */
type RouteTarget =
  { readonly natGatewayId: pulumi.Output<string> } | { readonly networkInterfaceId: pulumi.Output<string> };

interface Nat {
  /** In zone order. */
  readonly targets: readonly RouteTarget[];
  readonly ready: readonly pulumi.Resource[];
}

const NAT_KINDS: readonly string[] = ["instance", "gateway"] satisfies NatKind[];

function problemsOf(args: NetworkArgs): ArgumentProblem[] {
  const { natInstanceType: type, flowLogRetentionDays: days } = args;
  const reasons: Record<string, string | undefined> = {
    cidrBlock: vpcCidrProblem(args.cidrBlock),
    nat: NAT_KINDS.includes(args.nat) ? undefined : `got "${args.nat}"; allowed: ${NAT_KINDS.join(", ")}`,
    natInstanceType:
      type === undefined || /^[a-z][a-z0-9-]*\.[a-z0-9-]+$/.test(type)
        ? undefined
        : `got "${type}"; allowed: an EC2 instance type such as t4g.nano`,
    flowLogRetentionDays:
      days === undefined || LOG_RETENTION_DAYS.includes(days)
        ? undefined
        : `got ${days}; allowed: ${LOG_RETENTION_DAYS.join(", ")}, or nothing for no flow logs`,
  };
  const problems = outside("zones", args.zones, 2, MAX_ZONES);
  for (const [propertyPath, reason] of Object.entries(reasons)) {
    if (reason !== undefined) problems.push({ propertyPath, reason });
  }
  return problems;
}

function zoneNumbers(zones: number): number[] {
  return Array.from({ length: zones }, (_, index) => index + 1);
}

function privateCidrsByZone(args: NetworkArgs): Record<string, string> {
  const cidrs = subnetCidrs(args.cidrBlock, args.zones);
  return Object.fromEntries(cidrs.map((zone, index) => [String(index + 1), zone.private]));
}

/** awsx makes route tables zone by zone, the public one before the private one. */
function privateRouteTableId(vpc: awsx.ec2.Vpc, zone: number): pulumi.Output<string> {
  return vpc.routeTables.apply((tables) => tables[2 * zone - 1].id);
}

/**
 * Ids of subnets, dependent on what makes them public or private: AWS refuses a load balancer, a NAT and a
 * public address in a VPC whose internet gateway is not attached, and to detach it while there are any.
 */
function onceRouted(vpc: awsx.ec2.Vpc, subnetIds: pulumi.Output<string[]>): pulumi.Output<string[]> {
  const routeIds = vpc.routes.apply((routes) => pulumi.all(routes.map((route) => route.id)));
  const associationIds = vpc.routeTableAssociations.apply((all) => pulumi.all(all.map((one) => one.id)));
  return pulumi.all([subnetIds, routeIds, associationIds]).apply(([ids]) => ids);
}
