/** What EC2's rules look up in the account. */
import type { Account, Existing } from "../../../account";
import type { Place } from "../../../model";
import { parseBlock, type Block } from "../kit/cidr";
import { byId } from "../kit/rules";
import { TYPES } from "../kit/types";
import { text } from "../kit/values";

/** The VPC of a region with that id. */
export function findVpc(account: Account, id: string, region: string): Existing | undefined {
  return byId(account, TYPES.vpc, id, region);
}

export function findSubnet(account: Account, id: string, region: string): Existing | undefined {
  return byId(account, TYPES.subnet, id, region);
}

/** The id of the VPC that a security group lies in; nothing when there is no such group. */
export function vpcOfGroup(account: Account, id: string, region: string): string | undefined {
  const group = byId(account, TYPES.securityGroup, id, region);
  if (group) return text(group.outputs, "vpcId");
  const vpc = account.ofType(TYPES.vpc).find((other) => other.outputs.defaultSecurityGroupId === id);
  return vpc?.region === region ? vpc.id : undefined;
}

/** The id of the VPC that a route table lies in, main tables included. */
export function vpcOfTable(account: Account, id: string, region: string): string | undefined {
  const table = byId(account, TYPES.routeTable, id, region);
  if (table) return text(table.outputs, "vpcId");
  const vpc = account.ofType(TYPES.vpc).find((other) => other.outputs.mainRouteTableId === id);
  return vpc?.region === region ? vpc.id : undefined;
}

export function vpcOfSubnet(account: Account, id: string | undefined, region: string): string | undefined {
  return id === undefined ? undefined : text(findSubnet(account, id, region)?.outputs, "vpcId");
}

export function blockOfSubnet(account: Account, id: string | undefined, region: string): Block | undefined {
  const cidr = id === undefined ? undefined : text(findSubnet(account, id, region)?.outputs, "cidrBlock");
  return cidr === undefined ? undefined : parseBlock(cidr);
}

/** The network interface with that id, an instance's own included: the resource that brought it. */
export function findInterface(account: Account, id: string, region: string): Existing | undefined {
  return (
    byId(account, TYPES.networkInterface, id, region) ??
    account
      .ofType(TYPES.instance)
      .find((instance) => instance.region === region && instance.outputs.primaryNetworkInterfaceId === id)
  );
}

/** The internet gateway that is attached to a VPC. */
export function gatewayOf(account: Account, vpcId: string): Existing | undefined {
  return account.ofType(TYPES.internetGateway).find((gateway) => gateway.inputs.vpcId === vpcId);
}

/** A private address as EC2 names hosts after it. */
export function privateDnsName(address: string, { region }: Pick<Place, "region">): string {
  const domain = region === "us-east-1" ? "ec2.internal" : `${region}.compute.internal`;
  return `ip-${address.replaceAll(".", "-")}.${domain}`;
}

export function publicDnsName(address: string, { region }: Pick<Place, "region">): string {
  const domain = region === "us-east-1" ? "compute-1" : `${region}.compute`;
  return `ec2-${address.replaceAll(".", "-")}.${domain}.amazonaws.com`;
}
