/** The children of `awsx.ec2.Vpc`, as the awsx provider registers them. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { createEndpoints } from "./endpoints";
import { planSubnets, type Plan, type PlannedSubnet } from "./layout";
import { checkVpcArgs, natStrategyOf, readVpcArgs, type NatStrategy, type VpcArgs } from "./vpcArgs";
import type { Props } from "../model";

export const VPC_TYPE = "awsx:ec2:Vpc";

/** What the whole component shares while its children are made. */
export interface Build {
  readonly name: string;
  readonly args: VpcArgs;
  readonly component: pulumi.Resource;
  readonly strategy: NatStrategy;
  /** Zone names in order. */
  readonly zones: readonly string[];
  readonly vpc: aws.ec2.Vpc;
  readonly internetGateway: aws.ec2.InternetGateway;
  readonly tags: Readonly<Record<string, string>>;
  readonly region: { readonly region?: string };
  readonly made: Made;
}

/** The children so far, in creation order. */
export interface Made {
  readonly subnets: { readonly kind: string; readonly resource: aws.ec2.Subnet }[];
  readonly routeTables: aws.ec2.RouteTable[];
  readonly routeTableAssociations: aws.ec2.RouteTableAssociation[];
  readonly routes: aws.ec2.Route[];
  readonly eips: aws.ec2.Eip[];
  readonly natGateways: aws.ec2.NatGateway[];
  readonly vpcEndpoints: aws.ec2.VpcEndpoint[];
}

/** Registers the children under `opts.parent`, the component, and gives the component's outputs. */
export async function constructVpc(
  name: string,
  inputs: Props,
  opts: pulumi.CustomResourceOptions & { readonly parent: pulumi.Resource },
): Promise<Props> {
  const args = readVpcArgs(inputs);
  const zones = await zonesOf(args, opts);
  checkVpcArgs(args, zones.length);
  const plan = planSubnets({
    name,
    cidrBlock: args.cidrBlock ?? "10.0.0.0/16",
    zones: zones.length,
    legacy: (args.subnetStrategy ?? "Legacy") === "Legacy",
    ...(args.subnetSpecs && { specs: args.subnetSpecs }),
    ...(args.availabilityZoneCidrMask !== undefined && { zoneMask: args.availabilityZoneCidrMask }),
  });
  if (args.subnetSpecs && args.subnetStrategy === undefined) warnOfLegacy(opts.parent, plan.layout);
  const build = startBuild(name, args, zones, opts);
  for (const subnet of plan.subnets) createSubnet(build, subnet);
  createEndpoints(build);
  return outputsOf(build, plan.layout);
}

function warnOfLegacy(component: pulumi.Resource, layout: Plan["layout"]): void {
  void pulumi.log.warn(
    'The default subnetStrategy will change from "Legacy" to "Auto" in the next major version. Please specify the subnetStrategy explicitly. The current subnet layout can be specified via "Auto" as:\n\n' +
      JSON.stringify(layout.map(({ type, cidrMask }) => ({ cidrMask, type }))),
    component,
  );
}

async function zonesOf(args: VpcArgs, opts: pulumi.CustomResourceOptions): Promise<string[]> {
  if (args.availabilityZoneNames) return [...args.availabilityZoneNames];
  const wanted = args.numberOfAvailabilityZones ?? 3;
  const provider = opts.provider && { provider: opts.provider };
  const region = args.region === undefined ? {} : { region: args.region };
  const { names } = await aws.getAvailabilityZones(region, { ...provider });
  if (names.length < wanted) {
    throw new Error(
      `The configured region for this provider does not have at least ${wanted} Availability Zones. Either specify an explicit list of zones in availabilityZoneNames or choose a region with at least ${wanted} AZs.`,
    );
  }
  return names.slice(0, wanted);
}

function startBuild(
  name: string,
  args: VpcArgs,
  zones: readonly string[],
  opts: pulumi.CustomResourceOptions & { readonly parent: pulumi.Resource },
): Build {
  const region = args.region === undefined ? {} : { region: args.region };
  const tags = { Name: name, ...args.tags };
  const vpc = new aws.ec2.Vpc(name, { ...args.vpc, ...region, tags }, opts);
  const below = { parent: vpc, dependsOn: [vpc] };
  const internetGateway = new aws.ec2.InternetGateway(name, { vpcId: vpc.id, ...region, tags }, below);
  const made: Made = {
    subnets: [],
    routeTables: [],
    routeTableAssociations: [],
    routes: [],
    eips: [],
    natGateways: [],
    vpcEndpoints: [],
  };
  const strategy = natStrategyOf(args);
  return { name, args, component: opts.parent, strategy, zones, vpc, internetGateway, tags, region, made };
}

function createSubnet(build: Build, planned: PlannedSubnet): void {
  const { args, vpc, region, made, tags } = build;
  const zone = build.zones[planned.zone - 1] ?? "";
  const own = { Name: nameTag(args, planned, zone), SubnetType: planned.spec.type };
  const subnet = new aws.ec2.Subnet(
    planned.name,
    {
      vpcId: vpc.id,
      availabilityZone: zone,
      mapPublicIpOnLaunch: planned.kind === "public",
      assignIpv6AddressOnCreation: false,
      cidrBlock: planned.cidrBlock,
      ...region,
      tags: { ...tags, ...planned.spec.tags, ...own },
    },
    { parent: vpc, dependsOn: [vpc] },
  );
  made.subnets.push({ kind: planned.kind, resource: subnet });
  const routeTable = new aws.ec2.RouteTable(
    planned.name,
    { vpcId: vpc.id, ...region, tags: { ...tags, ...own } },
    { parent: subnet, dependsOn: [subnet] },
  );
  made.routeTables.push(routeTable);
  made.routeTableAssociations.push(
    new aws.ec2.RouteTableAssociation(
      planned.name,
      { routeTableId: routeTable.id, subnetId: subnet.id, ...region },
      { parent: routeTable, dependsOn: [routeTable] },
    ),
  );
  if (planned.kind === "public") createNatGateway(build, planned, subnet);
  createRoute(build, planned, routeTable);
}

/** `main-public-1`, or with strategy `AvailabilityZone` the zone's own suffix: `main-public-1a`. */
function nameTag(args: VpcArgs, planned: PlannedSubnet, zone: string): string {
  if (args.subnetNameTagStrategy !== "AvailabilityZone") return planned.name;
  return planned.name.replace(/\d+$/, zone.split("-").pop() ?? "");
}

function createNatGateway(build: Build, { zone }: PlannedSubnet, subnet: aws.ec2.Subnet): void {
  const { args, region, made, strategy } = build;
  const enough = made.natGateways.length >= (strategy === "Single" ? 1 : zone);
  if (strategy === "None" || enough) return;
  const name = `${build.name}-${zone}`;
  const tags = { ...args.tags, Name: name };
  const below = { parent: subnet, dependsOn: [subnet] };
  const given = args.natGateways?.elasticIpAllocationIds ?? [];
  let allocationId: pulumi.Input<string> | undefined = given.at(zone - 1);
  if (given.length === 0) {
    const eip = new aws.ec2.Eip(name, { ...region, tags }, below);
    made.eips.push(eip);
    allocationId = eip.allocationId;
  }
  made.natGateways.push(
    new aws.ec2.NatGateway(
      name,
      { subnetId: subnet.id, ...(allocationId !== undefined && { allocationId }), ...region, tags },
      below,
    ),
  );
}

function createRoute(build: Build, planned: PlannedSubnet, routeTable: aws.ec2.RouteTable): void {
  const { region, made } = build;
  const target = routeTarget(build, planned);
  if (!target) return;
  made.routes.push(
    new aws.ec2.Route(
      planned.name,
      { routeTableId: routeTable.id, destinationCidrBlock: "0.0.0.0/0", ...target, ...region },
      { parent: routeTable, dependsOn: [routeTable] },
    ),
  );
}

function routeTarget({ made, strategy, internetGateway }: Build, { kind, zone }: PlannedSubnet): RouteTarget {
  if (kind === "public") return { gatewayId: internetGateway.id };
  const natGateway = made.natGateways.at(strategy === "Single" ? 0 : zone - 1);
  return kind === "private" && natGateway ? { natGatewayId: natGateway.id } : undefined;
}

type RouteTarget = Pick<aws.ec2.RouteArgs, "gatewayId" | "natGatewayId"> | undefined;

function outputsOf(build: Build, layout: unknown): Props {
  const { made, vpc, internetGateway } = build;
  const of = (wanted: (kind: string) => boolean): aws.ec2.Subnet[] =>
    made.subnets.filter(({ kind }) => wanted(kind)).map(({ resource }) => resource);
  const publicSubnets = of((kind) => kind === "public");
  const privateSubnets = of((kind) => kind === "private");
  const isolatedSubnets = of((kind) => kind !== "public" && kind !== "private");
  const ids = (subnets: aws.ec2.Subnet[]): pulumi.Output<string>[] => subnets.map((subnet) => subnet.id);
  return {
    vpc,
    vpcId: vpc.id,
    internetGateway,
    subnets: made.subnets.map(({ resource }) => resource),
    publicSubnets,
    privateSubnets,
    isolatedSubnets,
    publicSubnetIds: ids(publicSubnets),
    privateSubnetIds: ids(privateSubnets),
    isolatedSubnetIds: ids(isolatedSubnets),
    routeTables: made.routeTables,
    routeTableAssociations: made.routeTableAssociations,
    routes: made.routes,
    eips: made.eips,
    natGateways: made.natGateways,
    vpcEndpoints: made.vpcEndpoints,
    subnetLayout: layout,
  };
}
