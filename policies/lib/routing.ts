/** Where subnets send what is not for their own network. */
import type { PolicyResource } from "@pulumi/policy";
import type { Findings } from "./findings";
import { isWide } from "./groupRules";
import { at, isUnknownValue, plainText, readers } from "./reading";
import { dependenciesAmong, givenAt, referredTo, type Path } from "./references";
import type { Stack } from "./stack";
import { SUBNET, taskNetworks } from "./taskNetworks";

const ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation";
const ROUTE = "aws:ec2/route:Route";
const ROUTE_TABLE = "aws:ec2/routeTable:RouteTable";
const GATEWAY = "aws:ec2/internetGateway:InternetGateway";
const KEYS = ["id", "arn"];

export function checkTaskSubnets(stack: Stack, findings: Findings): void {
  for (const { resource, subnets } of taskNetworks(stack)) {
    for (const subnet of findings.known(subnets, [])) {
      findings.attempt(() => {
        if (givenAt(subnet, "mapPublicIpOnLaunch") !== true) return;
        findings.violation(`runs in subnet ${subnet.name}, which gives public addresses.`, resource);
      });
      const routes = routesOf(subnet, stack, findings).filter((one) => findings.known(one.leadsOut, false));
      for (const { via } of routes) {
        findings.violation(
          `runs in subnet ${subnet.name}, which ${via} joins to an internet gateway.`,
          resource,
        );
      }
    }
  }
}

interface WayOut {
  /** The resource that has the route. */
  readonly via: string;
  /** True for a route to the internet by an internet gateway. */
  readonly leadsOut: () => boolean;
}

function routesOf(subnet: PolicyResource, stack: Stack, findings: Findings): readonly WayOut[] {
  const tables = stack.of([ROUTE_TABLE]);
  const own = stack
    .of([ASSOCIATION])
    .filter((one) => isAt(one, "subnetId", subnet, stack.of([SUBNET]), findings))
    .flatMap((one) => findings.known(() => referredTo(one, "routeTableId", tables, KEYS), undefined) ?? []);
  const separate = stack
    .of([ROUTE])
    .filter((route) => own.some((table) => isAt(route, "routeTableId", table, tables, findings)))
    .map((route): WayOut => ({ via: `route ${route.name}`, leadsOut: () => leadsOut(route, [], stack) }));
  return [...separate, ...own.flatMap((table) => inlineRoutes(table, stack, findings))];
}

function inlineRoutes(table: PolicyResource, stack: Stack, findings: Findings): readonly WayOut[] {
  return readers(findings.known(() => givenAt(table, "routes"), [])).map((_, index) => ({
    via: `route table ${table.name}`,
    leadsOut: () => leadsOut(table, ["routes", index], stack),
  }));
}

function isAt(
  resource: PolicyResource,
  property: string,
  target: PolicyResource,
  candidates: readonly PolicyResource[],
  findings: Findings,
): boolean {
  return findings.known(() => referredTo(resource, property, candidates, KEYS), undefined) === target;
}

/** @param place where the route is in the resource, if it is not the resource itself */
function leadsOut(route: PolicyResource, place: readonly ["routes", number] | [], stack: Stack): boolean {
  const pathOf = (key: string): Path => (place.length === 0 ? key : [...place, key]);
  const read = (key: string): unknown => givenAt(route, pathOf(key));
  const destinations = ["destinationCidrBlock", "destinationIpv6CidrBlock", "cidrBlock", "ipv6CidrBlock"];
  if (!destinations.some((key) => isWide(plainText(read(key))))) return false;
  try {
    return plainText(at(route.props, ...place, "gatewayId")).startsWith("igw-");
  } catch (error) {
    if (!isUnknownValue(error)) throw error;
    // Unknown without coming from a gateway is what the provider computes: another kind of target was given.
    return dependenciesAmong(route, pathOf("gatewayId"), stack.of([GATEWAY])).length > 0;
  }
}
