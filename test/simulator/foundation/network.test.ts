import type { Props } from "../../../simulator/model";
import type { World } from "../support";
import { describeType, network, only, tagBreaks } from "./cases";

const VPC = "aws:ec2/vpc:Vpc";
const SUBNET = "aws:ec2/subnet:Subnet";
const TABLE = "aws:ec2/routeTable:RouteTable";
const ROUTE = "aws:ec2/route:Route";
const ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation";
const INTERNET_GATEWAY = "aws:ec2/internetGateway:InternetGateway";
const NAT_GATEWAY = "aws:ec2/natGateway:NatGateway";
const EIP = "aws:ec2/eip:Eip";
const INSTANCE = "aws:ec2/instance:Instance";
const INTERFACE = "aws:ec2/networkInterface:NetworkInterface";
const EIP_ASSOCIATION = "aws:ec2/eipAssociation:EipAssociation";
const POOL = { ipv4IpamPoolId: "ipam-pool-1" };

describeType(VPC, {
  compliant: () => ({ cidrBlock: "10.0.0.0/16", enableDnsHostnames: true }),
  breaks: {
    "conflicts:cidrBlock+ipv4NetmaskLength": { ...POOL, ipv4NetmaskLength: 16 },
    "conflicts:assignGeneratedIpv6CidrBlock+ipv6IpamPoolId": {
      assignGeneratedIpv6CidrBlock: true,
      ipv6IpamPoolId: "pool",
    },
    "conflicts:ipv6CidrBlock+ipv6NetmaskLength": {
      ipv6IpamPoolId: "pool",
      ipv6CidrBlock: "2001:db8::/56",
      ipv6NetmaskLength: 56,
    },
    // An empty pool counts as given for what needs one, and not for what conflicts with one.
    "conflicts:ipv6CidrBlock+assignGeneratedIpv6CidrBlock": {
      ipv6CidrBlock: "2001:db8::/56",
      assignGeneratedIpv6CidrBlock: false,
      ipv6IpamPoolId: "",
    },
    "values:ipv6NetmaskLength": { ipv6IpamPoolId: "pool", ipv6NetmaskLength: 50 },
    "range:ipv4NetmaskLength": [
      { ...POOL, cidrBlock: undefined, ipv4NetmaskLength: 15 },
      { ...POOL, cidrBlock: undefined, ipv4NetmaskLength: 29 },
    ],
    cidr: [
      { cidrBlock: "10.0.0.1/16" },
      { cidrBlock: "10.0.0/16" },
      { cidrBlock: "10.0.0.0" },
      { cidrBlock: "10.0.0.0/33" },
    ],
    "ipv6-cidr": [
      { ipv6IpamPoolId: "pool", ipv6CidrBlock: "2001:db8::1/56" },
      { ipv6IpamPoolId: "pool", ipv6CidrBlock: "10.0.0.0/16" },
    ],
    "required-with": [
      { ipv6NetmaskLength: 56 },
      { cidrBlock: undefined, ...POOL, ipv6CidrBlock: "2001:db8::/56" },
    ],
    "cidr-size": [{ cidrBlock: "10.0.0.0/15" }, { cidrBlock: "10.0.0.0/29" }],
    "cidr-missing": { cidrBlock: undefined },
    "dns-hostnames": { enableDnsSupport: false },
    quota: (_inputs, world) => {
      for (let index = 0; index < 5; index += 1) world.add(VPC, { cidrBlock: "10.0.0.0/16" });
    },
    ...tagBreaks(true),
    "in-use": [
      (_inputs, world) => void world.add(SUBNET, { vpcId: subjectOf(world, VPC), cidrBlock: "10.0.0.0/24" }),
      (_inputs, world) => void world.add(INTERNET_GATEWAY, { vpcId: subjectOf(world, VPC) }),
      (_inputs, world) =>
        void world.add("aws:ec2/securityGroup:SecurityGroup", { vpcId: subjectOf(world, VPC) }),
    ],
  },
  accepts: {
    "the largest block": { cidrBlock: "10.0.0.0/16" },
    "the smallest block": { cidrBlock: "10.0.0.0/28" },
    "any character in tags": { tags: { key: "semi;colon" } },
    "a block that another VPC has": (inputs, world) => void world.add(VPC, inputs),
    "a fifth VPC": (_inputs, world) => {
      for (let index = 0; index < 4; index += 1) world.add(VPC, { cidrBlock: "10.0.0.0/16" });
    },
  },
});

function subjectOf(world: Parameters<typeof only>[0], type: string): string {
  const subject = world.account.ofType(type).find(({ urn }) => urn.endsWith("::subject"));
  return subject?.id ?? "none";
}

describeType(SUBNET, {
  compliant: (world) => ({
    vpcId: network(world).vpc,
    cidrBlock: "10.0.1.0/24",
    availabilityZone: "eu-west-1a",
  }),
  breaks: {
    "conflicts:availabilityZone+availabilityZoneId": { availabilityZoneId: "euw1-az1" },
    "conflicts:ipv4IpamPoolId+customerOwnedIpv4Pool": { ...POOL, ...outpost(), cidrBlock: undefined },
    "conflicts:ipv4NetmaskLength+cidrBlock": { ...POOL, ipv4NetmaskLength: 24 },
    "conflicts:ipv4NetmaskLength+customerOwnedIpv4Pool": (inputs) =>
      void Object.assign(inputs, outpost(), {
        ipv4IpamPoolId: "",
        ipv4NetmaskLength: 24,
        cidrBlock: undefined,
      }),
    "conflicts:ipv6NetmaskLength+ipv6CidrBlock": {
      ipv6IpamPoolId: "pool",
      ipv6NetmaskLength: 64,
      ipv6CidrBlock: "2001:db8::/64",
    },
    "values:ipv6NetmaskLength": { ipv6IpamPoolId: "pool", ipv6NetmaskLength: 50 },
    "range:ipv4NetmaskLength": [
      { ...POOL, cidrBlock: undefined, ipv4NetmaskLength: 15 },
      { ...POOL, cidrBlock: undefined, ipv4NetmaskLength: 29 },
    ],
    cidr: [{ cidrBlock: "10.0.1.1/24" }, { cidrBlock: "ten" }],
    "ipv6-cidr": { ipv6CidrBlock: "2001:db8::1/64" },
    "required-with": [{ ipv6NetmaskLength: 64 }, { mapCustomerOwnedIpOnLaunch: true }],
    vpc: [
      { vpcId: "vpc-gone" },
      (inputs, world) => void (inputs.vpcId = world.add(VPC, {}, {}, "us-east-1").id),
    ],
    range: [{ cidrBlock: "10.1.0.0/24" }, { cidrBlock: "10.0.1.0/29" }, { cidrBlock: "10.2.0.0/15" }],
    overlap: [{ cidrBlock: "10.0.0.0/24" }, { cidrBlock: "10.0.0.128/25" }, { cidrBlock: "10.0.0.0/23" }],
    zone: [{ availabilityZone: "eu-central-1a" }, { availabilityZone: "eu-west-1" }],
    ...tagBreaks(true),
    "in-use": [
      (_inputs, world) => void world.add(INTERFACE, { subnetId: subjectOf(world, SUBNET) }),
      (_inputs, world) => void world.add(INSTANCE, { subnetId: subjectOf(world, SUBNET) }),
      (_inputs, world) => void world.add(NAT_GATEWAY, { subnetId: subjectOf(world, SUBNET) }),
      (_inputs, world) =>
        void world.add("aws:ec2/vpcEndpoint:VpcEndpoint", { subnetIds: [subjectOf(world, SUBNET)] }),
    ],
  },
  accepts: {
    "the neighbouring block": { cidrBlock: "10.0.1.0/28" },
    "the same block in another VPC": (inputs, world) => {
      inputs.vpcId = world.add(VPC, { cidrBlock: "10.0.0.0/16" }).id;
      inputs.cidrBlock = "10.0.0.0/24";
    },
  },
});

function outpost(): Record<string, unknown> {
  return {
    customerOwnedIpv4Pool: "pool",
    mapCustomerOwnedIpOnLaunch: true,
    outpostArn: "arn:aws:outposts:eu-west-1:444455556666:outpost/op-1",
  };
}

function subnetOf(inputs: Props, world: World): string {
  return world.add(SUBNET, { vpcId: inputs.vpcId, cidrBlock: "10.0.0.0/24" }).id;
}

describeType(INTERNET_GATEWAY, {
  compliant: (world) => ({ vpcId: world.add(VPC, { cidrBlock: "10.0.0.0/16" }).id }),
  breaks: {
    vpc: { vpcId: "vpc-gone" },
    "already-attached": (inputs, world) => void world.add(INTERNET_GATEWAY, { vpcId: inputs.vpcId }),
    ...tagBreaks(true),
    "in-use": [
      (inputs, world) => void world.add(NAT_GATEWAY, { subnetId: subnetOf(inputs, world) }),
      (inputs, world) =>
        void world.add(INSTANCE, { subnetId: subnetOf(inputs, world), associatePublicIpAddress: true }),
      (inputs, world) =>
        void world.add("aws:lb/loadBalancer:LoadBalancer", { subnets: [subnetOf(inputs, world)] }),
    ],
  },
  accepts: { "a gateway without VPC": { vpcId: undefined } },
  allows: {
    delete: {
      "things in the VPC that have no public address": (inputs, world) => {
        const subnetId = subnetOf(inputs, world);
        world.add(NAT_GATEWAY, { subnetId, connectivityType: "private" });
        world.add(INSTANCE, { subnetId });
        world.add("aws:lb/loadBalancer:LoadBalancer", { internal: true, subnets: [subnetId] });
      },
      "a load balancer of another VPC": (_inputs, world) =>
        void world.add("aws:lb/loadBalancer:LoadBalancer", { subnets: ["subnet-elsewhere"] }),
    },
  },
});

describeType(TABLE, {
  compliant: (world) => {
    const vpcId = network(world).vpc;
    return { vpcId, routes: [{ cidrBlock: "0.0.0.0/0", gatewayId: only(world, INTERNET_GATEWAY) }] };
  },
  breaks: {
    vpc: { vpcId: "vpc-gone" },
    cidr: { "routes[0].cidrBlock": "10.0.0.1/8" },
    "ipv6-cidr": { "routes[0].cidrBlock": undefined, "routes[0].ipv6CidrBlock": "2001:db8::1/56" },
    "route-destination": [{ "routes[0].cidrBlock": undefined }, { "routes[0].ipv6CidrBlock": "::/0" }],
    "route-target": [{ "routes[0].gatewayId": undefined }, { "routes[0].transitGatewayId": "tgw-1" }],
    "route-duplicate": (inputs) => void (inputs.routes = [...list(inputs.routes), ...list(inputs.routes)]),
    gateway: { "routes[0].gatewayId": "igw-gone" },
    "nat-gateway": { "routes[0].gatewayId": undefined, "routes[0].natGatewayId": "nat-gone" },
    "network-interface": { "routes[0].gatewayId": undefined, "routes[0].networkInterfaceId": "eni-gone" },
    "vpc-endpoint": { "routes[0].gatewayId": undefined, "routes[0].vpcEndpointId": "vpce-gone" },
    ...tagBreaks(true),
  },
  accepts: { "no routes": { routes: undefined } },
});

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

const TO_THE_WORLD = { destinationCidrBlock: "0.0.0.0/0" };

describeType(ROUTE, {
  compliant: (world) => {
    const { vpc } = network(world);
    const routeTableId = world.add(TABLE, { vpcId: vpc }).id;
    return { routeTableId, ...TO_THE_WORLD, gatewayId: only(world, INTERNET_GATEWAY) };
  },
  breaks: {
    "conflicts:carrierGatewayId+destinationIpv6CidrBlock": {
      gatewayId: undefined,
      carrierGatewayId: "cagw-1",
      destinationCidrBlock: undefined,
      destinationIpv6CidrBlock: "::/0",
    },
    "conflicts:egressOnlyGatewayId+destinationCidrBlock": {
      gatewayId: undefined,
      egressOnlyGatewayId: "eigw-1",
    },
    "conflicts:vpcEndpointId+destinationPrefixListId": (inputs, world) => {
      const vpcEndpointId = world.add("aws:ec2/vpcEndpoint:VpcEndpoint", { serviceName: "x" }).id;
      Object.assign(inputs, { gatewayId: undefined, vpcEndpointId });
      Object.assign(inputs, { destinationCidrBlock: undefined, destinationPrefixListId: "pl-12345678" });
    },
    cidr: { destinationCidrBlock: "10.0.0.1/8" },
    "ipv6-cidr": { destinationCidrBlock: undefined, destinationIpv6CidrBlock: "2001:db8::1/56" },
    local: { gatewayId: "local" },
    "route-table": { routeTableId: "rtb-gone" },
    gateway: { gatewayId: "igw-gone" },
    "nat-gateway": { gatewayId: undefined, natGatewayId: "nat-gone" },
    "network-interface": { gatewayId: undefined, networkInterfaceId: "eni-gone" },
    "vpc-endpoint": { gatewayId: undefined, vpcEndpointId: "vpce-gone" },
    duplicate: [
      (inputs, world) => void world.add(ROUTE, inputs),
      (inputs, world) => {
        const routes = [{ cidrBlock: "0.0.0.0/0", gatewayId: inputs.gatewayId }];
        inputs.routeTableId = world.add(TABLE, { vpcId: only(world, VPC), routes }).id;
      },
    ],
    networks: [
      (inputs, world) => void (inputs.gatewayId = world.add(INTERNET_GATEWAY, {}).id),
      (inputs, world) => {
        const vpcId = world.add(VPC, { cidrBlock: "10.0.0.0/16" }).id;
        const subnetId = world.add(SUBNET, { vpcId, cidrBlock: "10.0.0.0/24" }).id;
        Object.assign(inputs, {
          gatewayId: undefined,
          natGatewayId: world.add(NAT_GATEWAY, { subnetId }).id,
        });
      },
    ],
  },
  accepts: {
    "the interface of an instance": (inputs, world) => {
      const instance = world.add(INSTANCE, { subnetId: only(world, SUBNET) });
      Object.assign(inputs, {
        gatewayId: undefined,
        networkInterfaceId: instance.outputs.primaryNetworkInterfaceId,
      });
    },
    "a route of the main table": (inputs, world) =>
      void (inputs.routeTableId = world.account.ofType(VPC)[0]?.outputs.mainRouteTableId),
    "the same destination in another table": (inputs, world) =>
      void world.add(ROUTE, { ...inputs, routeTableId: "rtb-other" }),
  },
});

describeType(ASSOCIATION, {
  compliant: (world) => {
    const { vpc, subnet } = network(world);
    return { routeTableId: world.add(TABLE, { vpcId: vpc }).id, subnetId: subnet };
  },
  breaks: {
    "route-table": { routeTableId: "rtb-gone" },
    subnet: { subnetId: "subnet-gone" },
    "already-associated": (inputs, world) =>
      void world.add(ASSOCIATION, { routeTableId: "rtb-other", subnetId: inputs.subnetId }),
    networks: (inputs, world) => {
      const vpcId = world.add(VPC, { cidrBlock: "10.0.0.0/16" }).id;
      inputs.routeTableId = world.add(TABLE, { vpcId }).id;
    },
  },
});

describeType(NAT_GATEWAY, {
  compliant: (world) => ({ subnetId: network(world).subnet, allocationId: world.add(EIP).id }),
  breaks: {
    "conflicts:secondaryPrivateIpAddressCount+secondaryPrivateIpAddresses": {
      allocationId: undefined,
      connectivityType: "private",
      secondaryPrivateIpAddressCount: 1,
      secondaryPrivateIpAddresses: ["10.0.0.9"],
    },
    "private-address": { connectivityType: "private" },
    "public-secondary-count": { secondaryPrivateIpAddressCount: 1 },
    missing: [
      { allocationId: undefined },
      { subnetId: undefined },
      { subnetId: undefined, allocationId: undefined, availabilityMode: "regional" },
    ],
    subnet: { subnetId: "subnet-gone" },
    vpc: { availabilityMode: "regional", subnetId: undefined, allocationId: undefined, vpcId: "vpc-gone" },
    allocation: { allocationId: "eipalloc-gone" },
    "already-associated": [
      (inputs, world) => void world.add(NAT_GATEWAY, inputs),
      (inputs, world) => void world.add(EIP_ASSOCIATION, { allocationId: inputs.allocationId }),
      (inputs, world) => void (inputs.allocationId = world.add(EIP, { instance: "i-1" }).id),
    ],
    "no-internet-gateway": (inputs, world) => {
      const vpcId = world.add(VPC, { cidrBlock: "10.0.0.0/16" }).id;
      inputs.subnetId = world.add(SUBNET, { vpcId, cidrBlock: "10.0.0.0/24" }).id;
    },
    quota: (inputs, world) => {
      for (let index = 0; index < 5; index += 1) world.add(NAT_GATEWAY, { subnetId: inputs.subnetId });
    },
    ...tagBreaks(true),
  },
  accepts: {
    "a private gateway without address": { connectivityType: "private", allocationId: undefined },
    "a regional gateway": (inputs, world) => {
      Object.assign(inputs, { availabilityMode: "regional", vpcId: only(world, VPC) });
      Object.assign(inputs, { subnetId: undefined, allocationId: undefined });
    },
  },
});

describeType(EIP, {
  compliant: () => ({ domain: "vpc" }),
  breaks: {
    "values:domain": { domain: "standard" },
    quota: (_inputs, world) => {
      for (let index = 0; index < 5; index += 1) world.add(EIP);
    },
    instance: { instance: "i-gone" },
    "network-interface": { networkInterface: "eni-gone" },
    ...tagBreaks(true),
    "in-use": [
      (_inputs, world) => void world.add(NAT_GATEWAY, { allocationId: subjectOf(world, EIP) }),
      (_inputs, world) => void world.add(NAT_GATEWAY, { secondaryAllocationIds: [subjectOf(world, EIP)] }),
    ],
  },
});

describeType(EIP_ASSOCIATION, {
  compliant: (world) => ({
    allocationId: world.add(EIP).id,
    networkInterfaceId: world.add(INTERFACE, { subnetId: network(world).subnet }).id,
  }),
  breaks: {
    address: { allocationId: undefined },
    target: [
      { networkInterfaceId: undefined },
      (inputs, world) => void (inputs.instanceId = world.add(INSTANCE, { subnetId: only(world, SUBNET) }).id),
    ],
    allocation: { allocationId: "eipalloc-gone" },
    instance: { networkInterfaceId: undefined, instanceId: "i-gone" },
    "network-interface": { networkInterfaceId: "eni-gone" },
    "already-associated": [
      (inputs, world) => void world.add(NAT_GATEWAY, { allocationId: inputs.allocationId }),
      (inputs, world) => {
        world.add(EIP_ASSOCIATION, { allocationId: inputs.allocationId });
        inputs.allowReassociation = false;
      },
    ],
  },
  accepts: {
    "an address that moves": (inputs, world) =>
      void world.add(EIP_ASSOCIATION, { allocationId: inputs.allocationId }),
  },
});
