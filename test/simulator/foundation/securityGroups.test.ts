import { prefixListsOf } from "../../../simulator/models/foundation/ec2/prefixLists";
import { describeType, network, only, tagBreaks } from "./cases";

const VPC = "aws:ec2/vpc:Vpc";
const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
const RULE = "aws:ec2/securityGroupRule:SecurityGroupRule";
type World = Parameters<typeof network>[0];

const HTTPS = { fromPort: 443, toPort: 443, protocol: "tcp", cidrBlocks: ["0.0.0.0/0"] };
const CLOUDFRONT = prefixListsOf("eu-west-1").find(({ name }) => name.includes("cloudfront"))?.id ?? "";
const LIST_PARTS = ["fromPort", "toPort", "protocol"];

function blocks(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `10.0.${index}.0/24`);
}

function requiredInline(): Record<string, Record<string, unknown>> {
  return Object.fromEntries(
    ["ingress", "egress"].flatMap((direction) =>
      LIST_PARTS.map((part) => [
        `required:${direction}[].${part}`,
        // The "all" protocol asks for no ports, so that their absence breaks nothing else.
        { [direction]: [{ ...HTTPS, protocol: "-1", fromPort: 0, toPort: 0, [part]: undefined }] },
      ]),
    ),
  );
}

describeType(GROUP, {
  compliant: (world) => ({ vpcId: network(world).vpc, name: "service", description: "Service tasks" }),
  samples: { "ingress[]": HTTPS, "egress[]": HTTPS },
  breaks: {
    ...requiredInline(),
    "format:name": { name: "sg-service" },
    "format:namePrefix": { name: undefined, namePrefix: "sg-" },
    vpc: { vpcId: "vpc-gone" },
    name: [{ name: "default" }, { name: "élan" }, { name: "a%b" }],
    description: [{ description: "" }, { description: "Service's tasks" }, { description: "tâches" }],
    duplicate: (inputs, world) => void world.add(GROUP, inputs),
    cidr: { ingress: [{ ...HTTPS, cidrBlocks: ["10.0.0.1/24"] }] },
    "ipv6-cidr": { egress: [{ ...HTTPS, ipv6CidrBlocks: ["::1/0"] }] },
    "ingress-group": { ingress: [{ ...HTTPS, securityGroups: ["sg-gone"] }] },
    "egress-group": { egress: [{ ...HTTPS, securityGroups: ["sg-gone"] }] },
    protocol: { ingress: [{ ...HTTPS, protocol: "http" }] },
    ports: [
      { ingress: [{ ...HTTPS, fromPort: 444 }] },
      { egress: [{ ...HTTPS, toPort: 65536 }] },
      { ingress: [{ ...HTTPS, fromPort: -1 }] },
      { ingress: [{ ...HTTPS, protocol: "icmp", fromPort: 256 }] },
    ],
    "all-ports": { egress: [{ ...HTTPS, protocol: "-1" }] },
    "rule-source": { ingress: [{ ...HTTPS, cidrBlocks: [] }] },
    "rule-duplicate": { ingress: [HTTPS, { ...HTTPS, protocol: "6" }] },
    quota: [
      { ingress: [{ ...HTTPS, cidrBlocks: blocks(61) }] },
      { ingress: [{ ...HTTPS, cidrBlocks: blocks(6), prefixListIds: [CLOUDFRONT] }] },
    ],
    ...tagBreaks(true),
    "in-use": [
      held("aws:ec2/networkInterface:NetworkInterface", (id) => ({ securityGroups: [id] })),
      held("aws:ec2/instance:Instance", (id) => ({ vpcSecurityGroupIds: [id] })),
      held("aws:ec2/vpcEndpoint:VpcEndpoint", (id) => ({ securityGroupIds: [id] })),
      held("aws:lb/loadBalancer:LoadBalancer", (id) => ({ securityGroups: [id] })),
      held("aws:ecs/service:Service", (id) => ({ networkConfiguration: { securityGroups: [id] } })),
      held(INGRESS, (id) => ({
        securityGroupId: "sg-other",
        ipProtocol: "-1",
        referencedSecurityGroupId: id,
      })),
      held(RULE, (id) => ({ securityGroupId: "sg-other", protocol: "-1", sourceSecurityGroupId: id })),
      held(GROUP, (id) => ({ ingress: [{ ...HTTPS, securityGroups: [id] }] })),
    ],
  },
  accepts: {
    "a name from a prefix": { name: undefined, namePrefix: "harena-dev-service-" },
    "a name of 255 characters": { name: "a".repeat(255) },
    "the same name in another VPC": (inputs, world) =>
      void world.add(GROUP, { ...inputs, vpcId: world.add(VPC, { cidrBlock: "10.0.0.0/16" }).id }),
    "all ports": { ingress: [{ ...HTTPS, fromPort: 0, toPort: 65535 }] },
    "60 rules": { ingress: [{ ...HTTPS, cidrBlocks: blocks(60) }] },
    "CloudFront's list and five blocks": {
      ingress: [{ ...HTTPS, cidrBlocks: blocks(5), prefixListIds: [CLOUDFRONT] }],
    },
  },
});

function held(
  type: string,
  inputs: (id: string) => Record<string, unknown>,
): (_: unknown, world: World) => void {
  return (_, world) => void world.add(type, inputs(world.account.ofType(GROUP).at(-1)?.id ?? ""));
}

function many(type: string, count: number): (inputs: Record<string, unknown>, world: World) => void {
  return (inputs, world) => {
    for (const cidrIpv4 of blocks(count)) world.add(type, { ...inputs, cidrIpv4 });
  };
}

for (const [type, other] of [
  [INGRESS, EGRESS],
  [EGRESS, INGRESS],
] as const) {
  describeType(type, {
    compliant: (world) => ({
      securityGroupId: network(world).group,
      ipProtocol: "tcp",
      fromPort: 8000,
      toPort: 8000,
      cidrIpv4: "192.168.0.0/16",
      description: "From the load balancer",
    }),
    breaks: {
      "exactlyOneOf:cidrIpv4+cidrIpv6+prefixListId+referencedSecurityGroupId": [
        { cidrIpv4: undefined },
        { prefixListId: CLOUDFRONT },
      ],
      "range:fromPort": [
        { ipProtocol: "47", fromPort: -2 },
        { ipProtocol: "47", fromPort: 65536 },
      ],
      "range:toPort": [
        { ipProtocol: "47", toPort: -2 },
        { ipProtocol: "47", toPort: 65536 },
      ],
      "format:prefixListId": { cidrIpv4: undefined, prefixListId: "com.amazonaws.global.cloudfront" },
      "format:referencedSecurityGroupId": { cidrIpv4: undefined, referencedSecurityGroupId: "service" },
      cidr: [{ cidrIpv4: "10.0.0.1/8" }, { cidrIpv4: "10.0.0.1" }],
      "ipv6-cidr": { cidrIpv4: undefined, cidrIpv6: "::1/0" },
      "security-group": [
        { securityGroupId: "sg-gone" },
        (inputs, world) => void (inputs.securityGroupId = world.add(GROUP, {}, {}, "us-east-1").id),
      ],
      "referenced-group": { cidrIpv4: undefined, referencedSecurityGroupId: "sg-gone" },
      protocol: [{ ipProtocol: "http" }, { ipProtocol: "256" }],
      ports: [
        { fromPort: undefined },
        { toPort: undefined },
        { fromPort: 8001 },
        { fromPort: -1 },
        { ipProtocol: "icmp", fromPort: 256, toPort: 0 },
      ],
      "all-ports": { ipProtocol: "-1" },
      duplicate: [
        (inputs, world) => void world.add(type, { ...inputs, description: "another" }),
        (inputs, world) => void world.add(type, { ...inputs, ipProtocol: "6" }),
        (inputs, world) =>
          void world.add(RULE, {
            securityGroupId: inputs.securityGroupId,
            type: type === INGRESS ? "ingress" : "egress",
            protocol: "tcp",
            fromPort: 8000,
            toPort: 8000,
            cidrBlocks: ["192.168.0.0/16"],
          }),
      ],
      quota: [
        many(type, 60),
        (inputs, world) => {
          many(type, 5)(inputs, world);
          Object.assign(inputs, { cidrIpv4: undefined, prefixListId: CLOUDFRONT });
          world.add(type, { ...inputs, prefixListId: undefined, cidrIpv4: "172.16.0.0/12" });
        },
      ],
      ...tagBreaks(true),
    },
    accepts: {
      "the 60th rule": many(type, 59),
      "the same rule the other way": (inputs, world) => void world.add(other, inputs),
      "the group itself": (inputs, world) => {
        Object.assign(inputs, { cidrIpv4: undefined, referencedSecurityGroupId: only(world, GROUP) });
      },
      "a group of another account": { cidrIpv4: undefined, referencedSecurityGroupId: "444455556666/sg-1" },
      "all protocols": { ipProtocol: "-1", fromPort: undefined, toPort: undefined },
    },
  });
}

describeType(RULE, {
  compliant: (world) => ({
    securityGroupId: network(world).group,
    type: "ingress",
    protocol: "tcp",
    fromPort: 443,
    toPort: 443,
    cidrBlocks: ["0.0.0.0/0"],
  }),
  breaks: {
    "required:fromPort": { protocol: "-1", fromPort: undefined },
    "required:toPort": { protocol: "-1", toPort: undefined },
    "conflicts:cidrBlocks+self": { self: true },
    "conflicts:cidrBlocks+sourceSecurityGroupId": (inputs, world) =>
      void (inputs.sourceSecurityGroupId = only(world, GROUP)),
    "conflicts:ipv6CidrBlocks+self": { cidrBlocks: undefined, ipv6CidrBlocks: ["::/0"], self: true },
    "conflicts:ipv6CidrBlocks+sourceSecurityGroupId": (inputs, world) =>
      void Object.assign(inputs, {
        cidrBlocks: undefined,
        ipv6CidrBlocks: ["::/0"],
        sourceSecurityGroupId: only(world, GROUP),
      }),
    "conflicts:self+sourceSecurityGroupId": (inputs, world) =>
      void Object.assign(inputs, {
        cidrBlocks: undefined,
        self: true,
        sourceSecurityGroupId: only(world, GROUP),
      }),
    "format:prefixListIds[]": { prefixListIds: ["cloudfront"] },
    cidr: { cidrBlocks: ["10.0.0.1/8"] },
    "ipv6-cidr": { ipv6CidrBlocks: ["::1/0"] },
    "security-group": { securityGroupId: "sg-gone" },
    "referenced-group": { cidrBlocks: undefined, sourceSecurityGroupId: "sg-gone" },
    protocol: { protocol: "http" },
    ports: [{ fromPort: 444 }, { toPort: 65536 }],
    duplicate: [
      (inputs, world) => void world.add(RULE, inputs),
      (inputs, world) =>
        void (inputs.securityGroupId = world.add(GROUP, { vpcId: only(world, VPC), ingress: [HTTPS] }).id),
    ],
    quota: { cidrBlocks: blocks(61) },
  },
  accepts: { "the other direction": (inputs, world) => void world.add(RULE, { ...inputs, type: "egress" }) },
});
