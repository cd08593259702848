import { IMAGES, imageId } from "../../../simulator/models/foundation/ec2/images";
import {
  describeType,
  FOREIGN_ARN,
  network,
  only,
  policyBreaks,
  policyOf,
  tagBreaks,
  trustPolicy,
} from "./cases";

const VPC = "aws:ec2/vpc:Vpc";
const SUBNET = "aws:ec2/subnet:Subnet";
const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const INSTANCE = "aws:ec2/instance:Instance";
const INTERFACE = "aws:ec2/networkInterface:NetworkInterface";
const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";
const FLOW_LOG = "aws:ec2/flowLog:FlowLog";
const PROFILE = "aws:iam/instanceProfile:InstanceProfile";
const ROLE = "aws:iam/role:Role";
const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";
type World = Parameters<typeof network>[0];

function ami(architecture: string): string {
  const image = IMAGES.find((candidate) => candidate.architecture === architecture);
  if (!image) throw new Error(`no image for ${architecture}`);
  return imageId(image, "eu-west-1");
}

/** A security group of another VPC. */
function strangerGroup(world: World): string {
  return world.add(GROUP, { vpcId: world.add(VPC, { cidrBlock: "10.0.0.0/16" }).id }).id;
}

function groups(world: World, count: number): string[] {
  return Array.from({ length: count }, () => world.add(GROUP, { vpcId: only(world, VPC) }).id);
}

describeType(INTERFACE, {
  compliant: (world) => {
    const { subnet, group } = network(world);
    return { subnetId: subnet, securityGroups: [group], sourceDestCheck: false };
  },
  samples: {
    "attachments[]": { instance: "", deviceIndex: 1 },
    "attachments[].instance": "",
    "attachments[].deviceIndex": 1,
  },
  breaks: {
    "required:attachments[].deviceIndex": (inputs, world) =>
      void (inputs.attachments = [{ instance: world.add(INSTANCE, {}).id }]),
    "conflicts:privateIps+privateIpLists": { privateIps: ["10.0.0.9"], privateIpLists: ["10.0.0.9"] },
    "conflicts:privateIpsCount+privateIpLists": { privateIpsCount: 1, privateIpLists: ["10.0.0.9"] },
    subnet: { subnetId: "subnet-gone" },
    "security-group": { securityGroups: ["sg-gone"] },
    networks: (inputs, world) => void (inputs.securityGroups = [strangerGroup(world)]),
    "security-groups": (inputs, world) => void (inputs.securityGroups = groups(world, 6)),
    "private-address": [{ privateIps: ["10.0.1.9"] }, { privateIp: "ten" }],
    instance: { attachments: [{ instance: "i-gone", deviceIndex: 1 }] },
    ...tagBreaks(true),
    "in-use": (_inputs, world) => {
      const id = world.account.ofType(INTERFACE).at(-1)?.id;
      world.add(INSTANCE, { primaryNetworkInterface: { networkInterfaceId: id } });
    },
  },
  accepts: {
    "five groups": (inputs, world) => void (inputs.securityGroups = groups(world, 5)),
    "an address of the subnet": { privateIps: ["10.0.0.9"] },
    "the VPC's default group": (inputs, world) =>
      void (inputs.securityGroups = [world.account.ofType(VPC)[0]?.outputs.defaultSecurityGroupId]),
  },
});

const BY_INTERFACE = { subnetId: undefined, vpcSecurityGroupIds: undefined };
/** What conflicts with an interface of the instance's own; each case has nothing else of its kind. */
const SETTINGS = {
  associatePublicIpAddress: true,
  subnetId: "",
  privateIp: "10.0.0.9",
  secondaryPrivateIps: ["10.0.0.9"],
  vpcSecurityGroupIds: [],
  securityGroups: ["default"],
  ipv6Addresses: ["2001:db8::1"],
  ipv6AddressCount: 1,
  sourceDestCheck: false,
} as const;

function interfaceConflicts(): Record<string, (inputs: Record<string, unknown>, world: World) => void> {
  return Object.fromEntries(
    Object.entries(SETTINGS).flatMap(([setting, value]) =>
      (["primaryNetworkInterface", "networkInterfaces"] as const).map((kind) => [
        `conflicts:${kind}+${setting}`,
        (inputs: Record<string, unknown>, world: World): void => {
          const networkInterfaceId = world.add(INTERFACE, { subnetId: only(world, SUBNET) }).id;
          const given = { subnetId: inputs.subnetId, vpcSecurityGroupIds: inputs.vpcSecurityGroupIds };
          Object.assign(inputs, BY_INTERFACE);
          inputs[kind] =
            kind === "networkInterfaces" ? [{ networkInterfaceId, deviceIndex: 0 }] : { networkInterfaceId };
          inputs[setting] = setting in given ? given[setting as keyof typeof given] : value;
        },
      ]),
    ),
  );
}

describeType(INSTANCE, {
  compliant: (world) => {
    const { subnet, group } = network(world);
    world.add(ROLE, { name: "nat", assumeRolePolicy: trustPolicy("ec2.amazonaws.com") });
    world.add(PROFILE, { name: "nat", role: "nat" });
    return {
      ami: ami("arm64"),
      instanceType: "t4g.nano",
      subnetId: subnet,
      vpcSecurityGroupIds: [group],
      iamInstanceProfile: "nat",
      metadataOptions: { httpTokens: "required" },
    };
  },
  samples: { ipv6Addresses: ["2001:db8::1"], ipv6AddressCount: 1, userDataBase64: "YQ==" },
  breaks: {
    ...interfaceConflicts(),
    "required:networkInterfaces[].deviceIndex": (inputs, world) => {
      const networkInterfaceId = world.add(INTERFACE, { subnetId: only(world, SUBNET) }).id;
      Object.assign(inputs, BY_INTERFACE, { networkInterfaces: [{ networkInterfaceId }] });
    },
    "required:networkInterfaces[].networkInterfaceId": {
      ...BY_INTERFACE,
      networkInterfaces: [{ deviceIndex: 0 }],
    },
    "required:primaryNetworkInterface.networkInterfaceId": { ...BY_INTERFACE, primaryNetworkInterface: {} },
    "conflicts:primaryNetworkInterface+networkInterfaces": (inputs, world) => {
      const networkInterfaceId = world.add(INTERFACE, { subnetId: only(world, SUBNET) }).id;
      Object.assign(inputs, BY_INTERFACE, { primaryNetworkInterface: { networkInterfaceId } });
      inputs.networkInterfaces = [{ networkInterfaceId, deviceIndex: 1 }];
    },
    "format:privateIp": { subnetId: undefined, vpcSecurityGroupIds: undefined, privateIp: "ten" },
    "format:secondaryPrivateIps[]": { ...BY_INTERFACE, secondaryPrivateIps: ["ten"] },
    "ami-format": [{ ami: "al2023" }, { ami: "ami-123" }],
    "instance-type": [{ instanceType: "t4g" }, { instanceType: "t4g.tiny" }],
    architecture: [{ instanceType: "t3.nano" }, { ami: ami("x86_64") }, { instanceType: "g4dn.xlarge" }],
    subnet: { subnetId: "subnet-gone" },
    "security-group": { vpcSecurityGroupIds: ["sg-gone"] },
    networks: (inputs, world) => void (inputs.vpcSecurityGroupIds = [strangerGroup(world)]),
    "security-groups": (inputs, world) => void (inputs.vpcSecurityGroupIds = groups(world, 6)),
    "private-address": [{ privateIp: "10.0.1.9" }, { secondaryPrivateIps: ["10.0.1.9"] }],
    "network-interface": { ...BY_INTERFACE, primaryNetworkInterface: { networkInterfaceId: "eni-gone" } },
    "network-interface-in-use": (inputs, world) => {
      const networkInterfaceId = world.add(INTERFACE, { subnetId: only(world, SUBNET) }).id;
      world.add(INSTANCE, { primaryNetworkInterface: { networkInterfaceId } });
      Object.assign(inputs, BY_INTERFACE, { primaryNetworkInterface: { networkInterfaceId } });
    },
    "instance-profile": [
      { iamInstanceProfile: "gone" },
      { iamInstanceProfile: "arn:aws:iam::111122223333:instance-profile/nat" },
    ],
    "profile-role": (inputs, world) =>
      void (inputs.iamInstanceProfile = world.add(PROFILE, { name: "bare" }).id),
    ...tagBreaks(true),
    "termination-protection": (_inputs, world) => {
      const subject = world.account.ofType(INSTANCE).at(-1);
      if (subject)
        world.account.add({ ...subject, inputs: { ...subject.inputs, disableApiTermination: true } });
    },
  },
  accepts: {
    "an image of one's own": { ami: "ami-0123456789abcdef0", instanceType: "t3.nano" },
    "16384 characters of user data": { userData: "a".repeat(16384) },
  },
});

const ENDPOINT_STATEMENT = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "*" };
const INTERFACE_ENDPOINT = { vpcEndpointType: "Interface", routeTableIds: undefined, policy: undefined };
const LOGS = "com.amazonaws.eu-west-1.logs";

describeType(ENDPOINT, {
  compliant: (world) => {
    const vpcId = network(world).vpc;
    const table = world.add("aws:ec2/routeTable:RouteTable", { vpcId }).id;
    return { vpcId, serviceName: "com.amazonaws.eu-west-1.s3", routeTableIds: [table] };
  },
  breaks: {
    "required:vpcId": { vpcId: undefined },
    "conflicts:serviceName+resourceConfigurationArn": { resourceConfigurationArn: FOREIGN_ARN },
    "conflicts:serviceName+serviceNetworkArn": { serviceNetworkArn: FOREIGN_ARN },
    "conflicts:resourceConfigurationArn+serviceNetworkArn": {
      serviceName: undefined,
      resourceConfigurationArn: FOREIGN_ARN,
      serviceNetworkArn: FOREIGN_ARN,
    },
    "format:resourceConfigurationArn": { serviceName: undefined, resourceConfigurationArn: "x" },
    "format:serviceNetworkArn": { serviceName: undefined, serviceNetworkArn: "x" },
    "length:dnsOptions.privateDnsSpecifiedDomains": {
      "dnsOptions.privateDnsSpecifiedDomains": Array.from(
        { length: 11 },
        (_, index) => `d${index}.example.com`,
      ),
    },
    "values:vpcEndpointType": {
      serviceName: "com.amazonaws.vpce.eu-west-1.vpce-svc-1",
      vpcEndpointType: "Magic",
    },
    vpc: { vpcId: "vpc-gone" },
    subnet: { ...INTERFACE_ENDPOINT, subnetIds: ["subnet-gone"] },
    "security-group": { ...INTERFACE_ENDPOINT, securityGroupIds: ["sg-gone"] },
    networks: (inputs, world) =>
      void Object.assign(inputs, INTERFACE_ENDPOINT, {
        subnetIds: [only(world, SUBNET)],
        securityGroupIds: [strangerGroup(world)],
      }),
    "route-table": { routeTableIds: ["rtb-gone"] },
    "service-missing": { serviceName: undefined },
    service: [
      { serviceName: "com.amazonaws.eu-central-1.s3" },
      { ...INTERFACE_ENDPOINT, serviceName: "com.amazonaws.eu-west-1.ecr" },
      { serviceName: "s3" },
    ],
    type: [{ serviceName: LOGS }, { serviceName: LOGS, vpcEndpointType: "GatewayLoadBalancer" }],
    "type-settings": [
      (inputs, world) => void (inputs.subnetIds = [only(world, SUBNET)]),
      (inputs, world) => void (inputs.securityGroupIds = [only(world, GROUP)]),
      { vpcEndpointType: "Interface" },
    ],
    zones: (inputs, world) => {
      const second = world.add(SUBNET, { vpcId: inputs.vpcId, cidrBlock: "10.0.5.0/24" }).id;
      Object.assign(inputs, INTERFACE_ENDPOINT, { subnetIds: [only(world, SUBNET), second] });
    },
    "private-dns": (inputs, world) => {
      const vpcId = world.add(VPC, { cidrBlock: "10.0.0.0/16" }).id;
      Object.assign(inputs, INTERFACE_ENDPOINT, { vpcId, serviceName: LOGS, privateDnsEnabled: true });
    },
    "private-dns-taken": (inputs, world) => {
      Object.assign(inputs, INTERFACE_ENDPOINT, { serviceName: LOGS, privateDnsEnabled: true });
      world.add(ENDPOINT, inputs);
    },
    "route-exists": (inputs, world) => void world.add(ENDPOINT, inputs),
    ...policyBreaks("policy", "resource", ENDPOINT_STATEMENT),
    ...tagBreaks(true),
  },
  accepts: {
    "a policy": { policy: policyOf(ENDPOINT_STATEMENT) },
    "an interface endpoint": { ...INTERFACE_ENDPOINT, serviceName: "com.amazonaws.eu-west-1.ecr.dkr" },
    "a service of somebody else": {
      ...INTERFACE_ENDPOINT,
      serviceName: "com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0",
    },
  },
});

const TO_S3 = { logDestinationType: "s3", iamRoleArn: undefined };

describeType(FLOW_LOG, {
  compliant: (world) => {
    const role = world.add(ROLE, {
      name: "flow",
      assumeRolePolicy: trustPolicy("vpc-flow-logs.amazonaws.com"),
    });
    const group = world.add(LOG_GROUP, { name: "flow" });
    return {
      vpcId: network(world).vpc,
      trafficType: "ALL",
      iamRoleArn: role.outputs.arn,
      logDestination: group.outputs.arn,
    };
  },
  breaks: {
    "values:logDestinationType": { logDestinationType: "sqs" },
    "format:logDestination": { ...TO_S3, logDestination: "files" },
    vpc: { vpcId: "vpc-gone" },
    subnet: { vpcId: undefined, subnetId: "subnet-gone" },
    "network-interface": { vpcId: undefined, eniId: "eni-gone" },
    "traffic-type": { trafficType: undefined },
    "role-missing": { iamRoleArn: undefined },
    role: [
      { iamRoleArn: "arn:aws:iam::111122223333:role/gone" },
      (inputs, world) =>
        void (inputs.iamRoleArn = world.add(ROLE, {
          name: "other",
          assumeRolePolicy: trustPolicy(),
        }).outputs.arn),
    ],
    "destination-missing": { logDestination: undefined },
    destination: [
      { logDestination: "arn:aws:logs:eu-west-1:111122223333:log-group:gone" },
      { ...TO_S3, logDestination: "arn:aws:s3:::gone" },
    ],
    "transit-interval": { vpcId: undefined, transitGatewayId: "tgw-1" },
    duplicate: (inputs, world) => void world.add(FLOW_LOG, inputs),
    ...tagBreaks(true),
  },
  accepts: {
    "an ARN that ends in :*": (inputs) => void (inputs.logDestination = `${String(inputs.logDestination)}:*`),
    "another destination of the same VPC": (inputs, world) =>
      void world.add(FLOW_LOG, { ...inputs, logDestination: "arn:aws:s3:::files" }),
  },
});
