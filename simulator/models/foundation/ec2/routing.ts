import { createHash } from "node:crypto";
import type { Props, ResourceModel, Rule, RuleInput } from "../../../model";
import { ec2Id } from "../../../ids";
import { arnOf } from "../kit/arn";
import { APPLY, byId, ipv4Blocks, ipv6Blocks, mustExist, rule, takesAlong } from "../kit/rules";
import { tagRule } from "../kit/tags";
import { TYPES } from "../kit/types";
import { objects, text } from "../kit/values";
import { findInterface, vpcOfSubnet, vpcOfTable } from "./lookup";
import { subnetMustExist, vpcMustExist } from "./shared";

const DESTINATIONS = ["destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"] as const;
const INLINE_DESTINATIONS = ["cidrBlock", "ipv6CidrBlock", "destinationPrefixListId"] as const;
const TARGETS = [
  "carrierGatewayId",
  "coreNetworkArn",
  "egressOnlyGatewayId",
  "gatewayId",
  "localGatewayId",
  "natGatewayId",
  "networkInterfaceId",
  "odbNetworkArn",
  "transitGatewayId",
  "vpcEndpointId",
  "vpcPeeringConnectionId",
] as const;

const TABLE_SOURCE = "terraform-provider-aws internal/service/ec2/vpc_route_table.go";
const ROUTE_SOURCE = "terraform-provider-aws internal/service/ec2/vpc_route.go";

export const routeTable: ResourceModel = {
  type: TYPES.routeTable,
  shape: { source: TABLE_SOURCE, replaceOn: ["vpcId", "region"], required: ["vpcId"] },
  rules: [
    vpcMustExist("ec2/routeTable"),
    ipv4Blocks("ec2/routeTable:cidr", ["routes[].cidrBlock"], TABLE_SOURCE),
    ipv6Blocks("ec2/routeTable:ipv6-cidr", ["routes[].ipv6CidrBlock"], TABLE_SOURCE),
    rule("ec2/routeTable:route-destination", APPLY, TABLE_SOURCE, ({ inputs }) =>
      exactlyOne(objects(inputs, "routes"), INLINE_DESTINATIONS),
    ),
    rule("ec2/routeTable:route-target", APPLY, TABLE_SOURCE, ({ inputs }) =>
      exactlyOne(objects(inputs, "routes"), TARGETS),
    ),
    rule("ec2/routeTable:route-duplicate", APPLY, "EC2 CreateRoute: RouteAlreadyExists", ({ inputs }) => {
      const seen = objects(inputs, "routes").map((route) => destinationOf(route, INLINE_DESTINATIONS));
      const twin = seen.find((destination, index) => destination && seen.indexOf(destination) < index);
      return twin && `RouteAlreadyExists: The route identified by ${twin} already exists.`;
    }),
    ...targetsMustExist("ec2/routeTable", "routes[]."),
    tagRule("ec2/routeTable", { anyCharacter: true }),
  ],
  // The provider takes back the table's associations before it deletes.
  remove: takesAlong([
    { type: TYPES.route, path: "routeTableId" },
    { type: TYPES.routeTableAssociation, path: "routeTableId" },
  ]),
  create: (inputs, place) => {
    const id = ec2Id("rtb", place.urn);
    return {
      id,
      outputs: {
        arn: arnOf(place, "ec2", `route-table/${id}`),
        ownerId: place.accountId,
        routes: inputs.routes ?? [],
        propagatingVgws: inputs.propagatingVgws ?? [],
      },
    };
  },
};

export const route: ResourceModel = {
  type: TYPES.route,
  shape: {
    source: ROUTE_SOURCE,
    replaceOn: ["routeTableId", ...DESTINATIONS, "region"],
    required: ["routeTableId"],
    exactlyOneOf: [DESTINATIONS, TARGETS],
    conflicts: [
      ["carrierGatewayId", "destinationIpv6CidrBlock"],
      ["egressOnlyGatewayId", "destinationCidrBlock"],
      ["vpcEndpointId", "destinationPrefixListId"],
    ],
    tags: false,
  },
  rules: [
    ipv4Blocks("ec2/route:cidr", ["destinationCidrBlock"], ROUTE_SOURCE),
    ipv6Blocks("ec2/route:ipv6-cidr", ["destinationIpv6CidrBlock"], ROUTE_SOURCE),
    rule("ec2/route:local", "create", ROUTE_SOURCE, ({ inputs }) =>
      inputs.gatewayId === "local"
        ? "cannot create local Route, use `terraform import` to manage existing local Routes"
        : undefined,
    ),
    tableMustExist("ec2/route"),
    ...targetsMustExist("ec2/route", ""),
    rule("ec2/route:duplicate", "create", "EC2 CreateRoute: RouteAlreadyExists", duplicateRoute),
    rule("ec2/route:networks", APPLY, "EC2 CreateRoute: InvalidParameterValue", targetElsewhere),
  ],
  create: (inputs) => {
    const destination = destinationOf(inputs, DESTINATIONS) ?? "";
    // The provider's id ends in a CRC32 of the destination; ten decimal digits here too.
    const digits = createHash("sha256")
      .update(destination)
      .digest()
      .readUInt32BE(0)
      .toString()
      .padStart(10, "0");
    return {
      id: `r-${String(inputs.routeTableId)}${digits}`,
      outputs: { origin: "CreateRoute", state: "active" },
    };
  },
};

export const routeTableAssociation: ResourceModel = {
  type: TYPES.routeTableAssociation,
  shape: {
    source: "terraform-provider-aws internal/service/ec2/vpc_route_table_association.go",
    replaceOn: ["gatewayId", "subnetId", "region"],
    required: ["routeTableId"],
    exactlyOneOf: [["subnetId", "gatewayId"]],
    tags: false,
  },
  rules: [
    tableMustExist("ec2/routeTableAssociation"),
    subnetMustExist("ec2/routeTableAssociation"),
    rule(
      "ec2/routeTableAssociation:already-associated",
      "create",
      "EC2 AssociateRouteTable: Resource.AlreadyAssociated",
      ({ inputs, account, place }) => {
        const subnet = text(inputs, "subnetId");
        const other = account
          .ofType(TYPES.routeTableAssociation)
          .find(
            (existing) =>
              existing.urn !== place.urn && subnet !== undefined && existing.inputs.subnetId === subnet,
          );
        if (!other) return undefined;
        return (
          `Resource.AlreadyAssociated: the specified association for route table ${String(inputs.routeTableId)} ` +
          `conflicts with an existing association: ${other.id}`
        );
      },
    ),
    rule(
      "ec2/routeTableAssociation:networks",
      APPLY,
      "EC2 AssociateRouteTable: InvalidParameterValue",
      ({ inputs, account, place }) => {
        const table = vpcOfTable(account, text(inputs, "routeTableId") ?? "", place.region);
        const subnet = vpcOfSubnet(account, text(inputs, "subnetId"), place.region);
        if (table === undefined || subnet === undefined || table === subnet) return undefined;
        return (
          `InvalidParameterValue: route table ${String(inputs.routeTableId)} and subnet ` +
          `${String(inputs.subnetId)} belong to different networks`
        );
      },
    ),
  ],
  create: (_inputs, place) => ({ id: ec2Id("rtbassoc", place.urn), outputs: {} }),
};

function exactlyOne(routes: readonly Props[], properties: readonly string[]): string | undefined {
  for (const route of routes) {
    const given = properties.filter((property) => text(route, property) !== undefined);
    const list = `\`${properties.join(",")}\``;
    if (given.length === 0) return `creating route: one of ${list} must be specified`;
    if (given.length > 1) {
      return `creating route: only one of ${list} can be specified, but \`${given.join(",")}\` were specified.`;
    }
  }
  return undefined;
}

function destinationOf(route: Props, properties: readonly string[]): string | undefined {
  return properties.map((property) => text(route, property)).find((value) => value !== undefined);
}

function tableMustExist(prefix: string): Rule {
  return mustExist({
    id: `${prefix}:route-table`,
    path: "routeTableId",
    source: "EC2 API error codes: InvalidRouteTableID.NotFound",
    find: (id, { account, place }) => vpcOfTable(account, id, place.region),
    words: (id) => `InvalidRouteTableID.NotFound: The routeTable ID '${id}' does not exist`,
  });
}

/** The targets of routes whose types the simulator knows. */
function targetsMustExist(prefix: string, path: string): Rule[] {
  const target = (what: string, property: string, code: string, find: typeof findInterface): Rule =>
    mustExist({
      id: `${prefix}:${what}`,
      path: path + property,
      source: `EC2 API error codes: ${code}`,
      find: (id, { account, place }) => (id === "local" ? id : find(account, id, place.region)),
      words: (id) => `${code}: The ID '${id}' does not exist`,
    });
  const ofType =
    (type: string): typeof findInterface =>
    (account, id, region) =>
      byId(account, type, id, region);
  return [
    target("gateway", "gatewayId", "InvalidGatewayID.NotFound", ofType(TYPES.internetGateway)),
    target("nat-gateway", "natGatewayId", "InvalidNatGatewayID.NotFound", ofType(TYPES.natGateway)),
    target("network-interface", "networkInterfaceId", "InvalidNetworkInterfaceID.NotFound", findInterface),
    target("vpc-endpoint", "vpcEndpointId", "InvalidVpcEndpointId.NotFound", ofType(TYPES.vpcEndpoint)),
  ];
}

function duplicateRoute({ inputs, account, place }: RuleInput): string | undefined {
  const table = text(inputs, "routeTableId");
  const destination = destinationOf(inputs, DESTINATIONS);
  if (table === undefined || destination === undefined) return undefined;
  const separate = account
    .ofType(TYPES.route)
    .some(
      (other) =>
        other.urn !== place.urn &&
        other.inputs.routeTableId === table &&
        destinationOf(other.inputs, DESTINATIONS) === destination,
    );
  const inline = objects(byId(account, TYPES.routeTable, table)?.inputs, "routes").some(
    (other) => destinationOf(other, INLINE_DESTINATIONS) === destination,
  );
  if (!separate && !inline) return undefined;
  return `RouteAlreadyExists: Route in Route Table (${table}) with destination (${destination}) already exists`;
}

function targetElsewhere({ inputs, account, place }: RuleInput): string | undefined {
  const tableId = text(inputs, "routeTableId") ?? "";
  const table = vpcOfTable(account, tableId, place.region);
  const target = targetOf({ inputs, account, place });
  if (table === undefined || !target || target.vpc === table) return undefined;
  return `InvalidParameterValue: route table ${tableId} and ${target.words} belong to different networks`;
}

/** The VPC that a route's target lies in; an internet gateway without VPC lies in none. */
function targetOf({ inputs, account, place }: RuleInput): { vpc?: string; words: string } | undefined {
  const gateway = byId(account, TYPES.internetGateway, text(inputs, "gatewayId") ?? "", place.region);
  if (gateway) return { vpc: text(gateway.inputs, "vpcId"), words: `network gateway ${gateway.id}` };
  const nat = byId(account, TYPES.natGateway, text(inputs, "natGatewayId") ?? "", place.region);
  const eni = findInterface(account, text(inputs, "networkInterfaceId") ?? "", place.region);
  const holder = nat ?? eni;
  if (!holder) return undefined;
  const vpc =
    vpcOfSubnet(account, text(holder.outputs, "subnetId"), place.region) ?? text(holder.outputs, "vpcId");
  return vpc === undefined
    ? undefined
    : { vpc, words: nat ? `NAT gateway ${nat.id}` : `interface ${holder.id}` };
}
