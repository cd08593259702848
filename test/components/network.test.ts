import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { natUserData } from "../../components/natInstance";
import { Network, type NatKind, type NetworkArgs } from "../../components/network";
import { simulate, type RecordedResource, type Simulation } from "../../simulator";

const ARGS: NetworkArgs = { cidrBlock: "10.0.0.0/16", zones: 2, nat: "instance" };

const EIP = "aws:ec2/eip:Eip";
const ROUTE = "aws:ec2/route:Route";
const GATEWAY = "aws:ec2/natGateway:NatGateway";
const ASSOCIATION = "aws:ec2/eipAssociation:EipAssociation";
const INSTANCE = "aws:ec2/instance:Instance";
const HANDOVER = "random:index/randomId:RandomId";

interface Run extends Simulation {
  /** Names of the `replaceWith` resources, by the name of the resource that has the option. */
  readonly replaceWith: Readonly<Record<string, readonly string[]>>;
  readonly network?: Network;
}

async function run(args: Partial<NetworkArgs> = {}, preview = false): Promise<Run> {
  const replaceWith: Record<string, string[]> = {};
  let network: Network | undefined;
  const simulation = await simulate({ config: { "aws:region": "eu-west-1" }, preview }, () => {
    pulumi.runtime.registerStackTransformation(({ name, opts }) => {
      const names = (opts as pulumi.CustomResourceOptions).replaceWith?.map(nameOf);
      if (names) replaceWith[name] = names;
      return undefined;
    });
    network = new Network("net", { ...ARGS, ...args });
    return { egressIps: network.egressIps, privateSubnetIds: network.privateSubnetIds };
  });
  return { ...simulation, replaceWith, ...(network && { network }) };
}

async function deploy(args: Partial<NetworkArgs> = {}): Promise<Run> {
  const simulation = await run(args);
  assert.equal(simulation.error, undefined);
  assert.deepEqual(simulation.refusals, []);
  return simulation;
}

function nameOf(resource: pulumi.Resource): string {
  return (resource as unknown as { __name: string }).__name;
}

function ofType(simulation: Simulation, type: string): RecordedResource[] {
  return simulation.resources
    .filter((resource) => resource.type === type)
    .sort((one, other) => one.name.localeCompare(other.name));
}

function find(simulation: Simulation, type: string, name: string): RecordedResource {
  const found = simulation.resources.filter((resource) => resource.type === type && resource.name === name);
  assert.equal(found.length, 1, `${found.length} resources ${type} ${name}`);
  return found[0];
}

function idOf(simulation: Simulation, type: string, name: string): string {
  return find(simulation, type, name).id;
}

const tableId = (simulation: Simulation, zone: number): string =>
  idOf(simulation, "aws:ec2/routeTable:RouteTable", `net-private-${zone}`);
const subnetId = (simulation: Simulation, kind: string, zone: number): string =>
  idOf(simulation, "aws:ec2/subnet:Subnet", `net-${kind}-${zone}`);
const parentName = (simulation: Simulation, resource: RecordedResource): string | undefined =>
  simulation.resources.find(({ urn }) => urn === resource.parent)?.name;

/** `type name` of what an option refers to, sorted. */
function dependencies(resource: RecordedResource): string[] {
  return resource.options.dependsOn.map((urn) => urn.split("::").slice(-1)[0] ?? "").sort();
}

for (const nat of ["instance", "gateway"] satisfies NatKind[]) {
  describe(`a network with NAT of kind ${nat}`, () => {
    let simulation: Run;
    before(async () => {
      simulation = await deploy({ nat });
    });

    it("has awsx's VPC without its NAT gateways, every block given", () => {
      assert.deepEqual(find(simulation, "awsx:ec2:Vpc", "net").inputs, {
        cidrBlock: "10.0.0.0/16",
        numberOfAvailabilityZones: 2,
        enableDnsHostnames: true,
        natGateways: { strategy: "None" },
        subnetStrategy: "Auto",
        subnetSpecs: [
          { type: "Public", cidrBlocks: ["10.0.32.0/19", "10.0.96.0/19"] },
          { type: "Private", cidrBlocks: ["10.0.0.0/19", "10.0.64.0/19"] },
        ],
      });
    });

    it("routes each private subnet to the NAT, and the public ones to the internet gateway", () => {
      const target = (zone: number): object =>
        nat === "gateway"
          ? { natGatewayId: idOf(simulation, GATEWAY, `net-nat-${zone}`) }
          : {
              networkInterfaceId: idOf(
                simulation,
                "aws:ec2/networkInterface:NetworkInterface",
                "net-nat-interface",
              ),
            };
      for (const zone of [1, 2]) {
        const route = find(simulation, ROUTE, `net-egress-${zone}`);
        assert.deepEqual(route.inputs, {
          routeTableId: tableId(simulation, zone),
          destinationCidrBlock: "0.0.0.0/0",
          ...target(zone),
        });
        assert.equal(parentName(simulation, route), "net");
      }
      assert.equal(ofType(simulation, ROUTE).length, 4);
    });

    it("has the S3 gateway endpoint in the private route tables", () => {
      const endpoints = ofType(simulation, "aws:ec2/vpcEndpoint:VpcEndpoint");
      assert.deepEqual(
        endpoints.map((endpoint) => [endpoint.name, endpoint.inputs]),
        [
          [
            "net-s3",
            {
              vpcId: idOf(simulation, "aws:ec2/vpc:Vpc", "net"),
              serviceName: "com.amazonaws.eu-west-1.s3",
              vpcEndpointType: "Gateway",
              routeTableIds: [tableId(simulation, 1), tableId(simulation, 2)],
              tags: { Name: "net-s3" },
            },
          ],
        ],
      );
    });

    it("gives out ids, blocks and addresses, and registers the same", () => {
      const outputs = {
        vpcId: idOf(simulation, "aws:ec2/vpc:Vpc", "net"),
        publicSubnetIds: [subnetId(simulation, "public", 1), subnetId(simulation, "public", 2)],
        privateSubnetIds: [subnetId(simulation, "private", 1), subnetId(simulation, "private", 2)],
        egressIps: ofType(simulation, EIP).map((address) => address.outputs.publicIp),
        cidrBlock: "10.0.0.0/16",
        natKind: nat,
      };
      assert.deepEqual(find(simulation, "harena:network:Network", "net").registeredOutputs, outputs);
      assert.deepEqual(simulation.outputs.egressIps, outputs.egressIps);
      assert.equal(outputs.egressIps.length, nat === "gateway" ? 2 : 1);
      assert.equal(new Set(outputs.egressIps).size, outputs.egressIps.length);
    });

    it("tells what the way out consists of", () => {
      const own = nat === "gateway" ? ["net-nat-1", "net-nat-2"] : ["net-nat-address", "net-nat-instance"];
      assert.deepEqual(simulation.network?.egressReady.map(nameOf), [
        ...own,
        "net-egress-1",
        "net-egress-2",
        "net-s3",
      ]);
    });

    it("has no flow logs unless they are asked for", () => {
      for (const type of [
        "harena:network:FlowLogs",
        "aws:ec2/flowLog:FlowLog",
        "aws:cloudwatch/logGroup:LogGroup",
      ]) {
        assert.deepEqual(ofType(simulation, type), []);
      }
    });

    it("keeps its addresses from being released when asked, and nothing else", async () => {
      const guarded = (of: Run): string[] =>
        of.resources.filter(({ options }) => options.protect).map(({ type, name }) => `${type} ${name}`);
      assert.deepEqual(guarded(simulation), []);
      const zones = nat === "gateway" ? [1, 2] : [1];
      assert.deepEqual(
        guarded(await deploy({ nat, protectAddresses: true })),
        zones.map((zone) => `${EIP} net-egress-${zone}`),
      );
    });

    it("is the same in a preview", async () => {
      const preview = await run({ nat }, true);
      assert.equal(preview.error, undefined);
      const urns = (one: Simulation): string[] => one.resources.map((resource) => resource.urn).sort();
      assert.deepEqual(urns(preview), urns(simulation));
    });
  });
}

describe("a network with a NAT instance", () => {
  let simulation: Run;
  before(async () => {
    simulation = await deploy();
  });

  it("has one address, which is the instance's network interface's", () => {
    const addresses = ofType(simulation, EIP);
    assert.deepEqual(
      addresses.map((address) => [address.name, parentName(simulation, address), address.inputs]),
      [["net-egress-1", "net", { domain: "vpc", tags: { Name: "net-egress-1" } }]],
    );
    const associations = ofType(simulation, ASSOCIATION);
    assert.deepEqual(
      associations.map((association) => association.inputs),
      [
        {
          allocationId: addresses[0].id,
          networkInterfaceId: idOf(
            simulation,
            "aws:ec2/networkInterface:NetworkInterface",
            "net-nat-interface",
          ),
        },
      ],
    );
    assert.deepEqual(ofType(simulation, GATEWAY), []);
  });

  it("runs it on an interface of its own in the first public subnet, once the routes are there", () => {
    const networkInterface = find(
      simulation,
      "aws:ec2/networkInterface:NetworkInterface",
      "net-nat-interface",
    );
    assert.deepEqual(networkInterface.inputs, {
      subnetId: subnetId(simulation, "public", 1),
      description: "The NAT instance: address and routes stay here when it is replaced",
      securityGroups: [idOf(simulation, "aws:ec2/securityGroup:SecurityGroup", "net-nat-group")],
      sourceDestCheck: false,
      tags: { Name: "net-nat" },
    });
    for (const zone of [1, 2]) {
      assert.ok(
        networkInterface.options.dependsOn.includes(find(simulation, ROUTE, `net-public-${zone}`).urn),
      );
    }
  });

  it("starts it hardened, and with its address", () => {
    const instance = find(simulation, INSTANCE, "net-nat-instance");
    const inputs = { ...instance.inputs };
    delete inputs.ami;
    assert.deepEqual(inputs, {
      instanceType: "t4g.nano",
      primaryNetworkInterface: {
        networkInterfaceId: idOf(
          simulation,
          "aws:ec2/networkInterface:NetworkInterface",
          "net-nat-interface",
        ),
      },
      iamInstanceProfile: "harena-dev-net-nat",
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      rootBlockDevice: { volumeType: "gp3", volumeSize: 8, encrypted: true },
      monitoring: false,
      userData: natUserData("10.0.0.0/16"),
      userDataReplaceOnChange: true,
      tags: { Name: "net-nat" },
    });
    assert.deepEqual(instance.options.ignoreChanges, ["ami"]);
    assert.equal(instance.options.deleteBeforeReplace, true);
    assert.deepEqual(dependencies(instance), [
      "net-nat-address",
      "net-nat-interface",
      "net-nat-profile",
      "net-nat-sessions",
    ]);
  });

  it("lets in the private subnets only", () => {
    const group = find(simulation, "aws:ec2/securityGroup:SecurityGroup", "net-nat-group");
    assert.deepEqual(group.inputs, {
      namePrefix: "harena-dev-net-nat-",
      description: "NAT instance: from the private subnets to anywhere",
      vpcId: idOf(simulation, "aws:ec2/vpc:Vpc", "net"),
      tags: { Name: "net-nat" },
    });
    const rules = (type: string): unknown[] =>
      ofType(simulation, type).map((rule) => [rule.name, rule.inputs]);
    const common = { securityGroupId: group.id, ipProtocol: "-1" };
    assert.deepEqual(rules("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"), [
      ["net-nat-from-1", { ...common, description: "Private subnet of zone 1", cidrIpv4: "10.0.0.0/19" }],
      ["net-nat-from-2", { ...common, description: "Private subnet of zone 2", cidrIpv4: "10.0.64.0/19" }],
    ]);
    assert.deepEqual(rules("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"), [
      ["net-nat-to-anywhere", { ...common, description: "Internet", cidrIpv4: "0.0.0.0/0" }],
    ]);
  });

  it("may be entered by SSM and do nothing else", () => {
    const role = find(simulation, "aws:iam/role:Role", "net-nat-role");
    assert.deepEqual(JSON.parse(String(role.inputs.assumeRolePolicy)), {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: ["sts:AssumeRole"], Principal: { Service: "ec2.amazonaws.com" } },
      ],
    });
    assert.deepEqual(
      find(simulation, "aws:iam/rolePolicyAttachment:RolePolicyAttachment", "net-nat-sessions").inputs,
      {
        role: "harena-dev-net-nat",
        policyArn: "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
      },
    );
    assert.deepEqual(find(simulation, "aws:iam/instanceProfile:InstanceProfile", "net-nat-profile").inputs, {
      name: "harena-dev-net-nat",
      role: "harena-dev-net-nat",
    });
    assert.deepEqual(ofType(simulation, "aws:iam/rolePolicy:RolePolicy"), []);
  });

  it("is rebooted when it hangs", () => {
    assert.deepEqual(find(simulation, "aws:cloudwatch/metricAlarm:MetricAlarm", "net-nat-hangs").inputs, {
      name: "harena-dev-net-nat-hangs",
      alarmDescription: "The NAT instance fails its own status check: EC2 reboots it",
      namespace: "AWS/EC2",
      metricName: "StatusCheckFailed_Instance",
      dimensions: { InstanceId: idOf(simulation, INSTANCE, "net-nat-instance") },
      statistic: "Maximum",
      period: 60,
      evaluationPeriods: 3,
      threshold: 1,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      treatMissingData: "missing",
      alarmActions: ["arn:aws:automate:eu-west-1:ec2:reboot"],
    });
  });

  it("starts from an image that is looked up", () => {
    const { ami } = find(simulation, INSTANCE, "net-nat-instance").inputs;
    assert.match(String(ami), /^ami-[0-9a-f]{17}$/);
  });

  it("takes the image of its type's architecture", async () => {
    const images = (one: Simulation): unknown[] =>
      one.invokes
        .filter(({ token }) => token === "aws:ssm/getParameter:getParameter")
        .map(({ args }) => args.name);
    const prefix = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-";
    assert.deepEqual(images(simulation), [`${prefix}arm64`]);
    const intel = await deploy({ natInstanceType: "t3.nano" });
    assert.deepEqual(images(intel), [`${prefix}x86_64`]);
    assert.equal(find(intel, INSTANCE, "net-nat-instance").inputs.instanceType, "t3.nano");
  });
});

describe("a network with NAT gateways", () => {
  for (const zones of [2, 3]) {
    it(`has one with an address in each of ${zones} zones, and no instance`, async () => {
      const simulation = await deploy({ nat: "gateway", zones });
      const numbers = Array.from({ length: zones }, (_, index) => index + 1);
      assert.deepEqual(
        ofType(simulation, EIP).map((address) => [
          address.name,
          parentName(simulation, address),
          address.inputs,
        ]),
        numbers.map((zone) => [
          `net-egress-${zone}`,
          "net",
          { domain: "vpc", tags: { Name: `net-egress-${zone}` } },
        ]),
      );
      assert.deepEqual(
        ofType(simulation, GATEWAY).map((gateway) => [gateway.name, gateway.inputs]),
        numbers.map((zone) => [
          `net-nat-${zone}`,
          {
            allocationId: idOf(simulation, EIP, `net-egress-${zone}`),
            subnetId: subnetId(simulation, "public", zone),
            tags: { Name: `net-nat-${zone}` },
          },
        ]),
      );
      const gateway = find(simulation, GATEWAY, "net-nat-1");
      assert.ok(gateway.options.dependsOn.includes(find(simulation, ROUTE, "net-public-1").urn));
      for (const type of [
        INSTANCE,
        ASSOCIATION,
        "aws:ec2/networkInterface:NetworkInterface",
        "aws:ec2/securityGroup:SecurityGroup",
        "aws:iam/role:Role",
      ]) {
        assert.deepEqual(ofType(simulation, type), [], `${type} is left over`);
      }
    });
  }
});

describe("a change from a NAT instance to NAT gateways", () => {
  let from: Run;
  let to: Run;
  before(async () => {
    from = await deploy({ nat: "instance", flowLogRetentionDays: 30 });
    to = await deploy({ nat: "gateway", flowLogRetentionDays: 30 });
  });

  it("touches the routes' targets and the handover, and nothing else that both have", () => {
    const after = new Map(to.resources.map((resource) => [resource.urn, resource]));
    const changed = from.resources.filter(({ urn, inputs }) => {
      const other = after.get(urn);
      return other && JSON.stringify(other.inputs) !== JSON.stringify(inputs);
    });
    assert.deepEqual(changed.map(({ type, name }) => `${type} ${name}`).sort(), [
      `${ROUTE} net-egress-1`,
      `${ROUTE} net-egress-2`,
      `${HANDOVER} net-handover`,
    ]);
    for (const { urn, inputs } of changed.filter(({ type }) => type === ROUTE)) {
      const other = after.get(urn)?.inputs ?? {};
      assert.deepEqual(Object.keys(inputs).sort(), [
        "destinationCidrBlock",
        "networkInterfaceId",
        "routeTableId",
      ]);
      assert.deepEqual(Object.keys(other).sort(), ["destinationCidrBlock", "natGatewayId", "routeTableId"]);
      assert.equal(inputs.routeTableId, other.routeTableId);
    }
  });

  it("keeps the first address", () => {
    const address = find(from, EIP, "net-egress-1");
    assert.equal(find(to, EIP, "net-egress-1").urn, address.urn);
    assert.deepEqual(find(to, EIP, "net-egress-1").inputs, address.inputs);
  });

  it("replaces the handover, deleted first, and with it what holds the address, in both directions", () => {
    for (const [simulation, nat] of [
      [from, "instance"],
      [to, "gateway"],
    ] as const) {
      const handover = find(simulation, HANDOVER, "net-handover");
      assert.deepEqual(handover.inputs, { byteLength: 4, keepers: { nat } });
      assert.equal(handover.options.deleteBeforeReplace, true);
    }
    assert.deepEqual(from.replaceWith, { "net-nat-address": ["net-handover"] });
    assert.deepEqual(to.replaceWith, { "net-nat-1": ["net-handover"], "net-nat-2": ["net-handover"] });
    assert.ok(dependencies(find(from, ASSOCIATION, "net-nat-address")).includes("net-handover"));
    assert.ok(dependencies(find(to, GATEWAY, "net-nat-1")).includes("net-handover"));
  });
});

describe("a network with another zone", () => {
  for (const nat of ["instance", "gateway"] satisfies NatKind[]) {
    it(`keeps what it has with NAT of kind ${nat}`, async () => {
      const before = await deploy({ nat });
      const after = new Map(
        (await deploy({ nat, zones: 3 })).resources.map((resource) => [resource.urn, resource]),
      );
      const changed = before.resources
        .filter(({ urn, inputs }) => JSON.stringify(after.get(urn)?.inputs) !== JSON.stringify(inputs))
        .map(({ type, name }) => `${type} ${name}`);
      assert.deepEqual(changed.sort(), ["aws:ec2/vpcEndpoint:VpcEndpoint net-s3", "awsx:ec2:Vpc net"]);
    });
  }
});

describe("flow logs", () => {
  let simulation: Run;
  before(async () => {
    simulation = await deploy({ flowLogRetentionDays: 90 });
  });

  it("record all traffic of the VPC into a log group with that retention", () => {
    const group = find(simulation, "aws:cloudwatch/logGroup:LogGroup", "net-flow-logs-records");
    assert.deepEqual(group.inputs, { name: "/harena/dev/net-flow-logs", retentionInDays: 90 });
    const log = find(simulation, "aws:ec2/flowLog:FlowLog", "net-flow-logs-vpc");
    assert.deepEqual(log.inputs, {
      vpcId: idOf(simulation, "aws:ec2/vpc:Vpc", "net"),
      trafficType: "ALL",
      logDestinationType: "cloud-watch-logs",
      logDestination: group.outputs.arn,
      iamRoleArn: find(simulation, "aws:iam/role:Role", "net-flow-logs-writer").outputs.arn,
      maxAggregationInterval: 600,
      tags: { Name: "net-flow-logs" },
    });
    assert.ok(dependencies(log).includes("net-flow-logs-write"));
    const component = find(simulation, "harena:network:FlowLogs", "net-flow-logs");
    assert.equal(parentName(simulation, component), "net");
    const write = find(simulation, "aws:iam/rolePolicy:RolePolicy", "net-flow-logs-write");
    assert.deepEqual(component.registeredOutputs, {
      logGroupName: "/harena/dev/net-flow-logs",
      documents: { "net-flow-logs-write": { policy: JSON.parse(write.inputs.policy as string) as unknown } },
    });
  });

  it("are written by a role that only this account's flow logs take on, and for that group only", () => {
    const role = find(simulation, "aws:iam/role:Role", "net-flow-logs-writer");
    assert.deepEqual(JSON.parse(String(role.inputs.assumeRolePolicy)), {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["sts:AssumeRole"],
          Principal: { Service: "vpc-flow-logs.amazonaws.com" },
          Condition: {
            StringEquals: { "aws:SourceAccount": "111122223333" },
            ArnLike: { "aws:SourceArn": "arn:aws:ec2:eu-west-1:111122223333:vpc-flow-log/*" },
          },
        },
      ],
    });
    const policy = find(simulation, "aws:iam/rolePolicy:RolePolicy", "net-flow-logs-write");
    const arn = find(simulation, "aws:cloudwatch/logGroup:LogGroup", "net-flow-logs-records").outputs.arn;
    assert.equal(policy.inputs.role, "harena-dev-net-flow-logs");
    assert.deepEqual(JSON.parse(String(policy.inputs.policy)), {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: [
            "logs:CreateLogStream",
            "logs:DescribeLogGroups",
            "logs:DescribeLogStreams",
            "logs:PutLogEvents",
          ],
          Resource: [arn, `${String(arn)}:*`],
        },
      ],
    });
  });
});

describe("a network's arguments", () => {
  const zones = (value: number): string => `zones: got ${value}; allowed: whole numbers from 2 to 4`;
  const cases: [string, Partial<NetworkArgs>, string][] = [
    ["one zone", { zones: 1 }, zones(1)],
    ["five zones", { zones: 5 }, zones(5)],
    ["two and a half zones", { zones: 2.5 }, zones(2.5)],
    ["another NAT", { nat: "none" as NatKind }, 'nat: got "none"; allowed: instance, gateway'],
    [
      "a block that is none",
      { cidrBlock: "10.0.0.0" },
      'cidrBlock: "10.0.0.0" is not an IPv4 CIDR block; write one such as "10.0.0.0/16"',
    ],
    [
      "an instance type without a size",
      { natInstanceType: "t4g" },
      'natInstanceType: got "t4g"; allowed: an EC2 instance type such as t4g.nano',
    ],
    [
      "a retention that CloudWatch Logs has not",
      { flowLogRetentionDays: 31 },
      "flowLogRetentionDays: got 31; allowed: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, " +
        "1096, 1827, 2192, 2557, 2922, 3288, 3653, or nothing for no flow logs",
    ],
  ];
  for (const [what, args, message] of cases) {
    it(`are refused with ${what}, before any child exists`, async () => {
      const simulation = await run(args);
      assert.ok(simulation.error);
      assert.match(simulation.error.message, /the network "net" cannot be created: /);
      assert.ok(simulation.error.message.includes(message), simulation.error.message);
      assert.deepEqual(
        simulation.resources.filter(({ custom }) => custom),
        [],
      );
      assert.deepEqual(ofType(simulation, "awsx:ec2:Vpc"), []);
    });
  }

  it("are refused all at once", async () => {
    const args = {
      cidrBlock: "x",
      zones: 9,
      nat: "y" as NatKind,
      natInstanceType: "z",
      flowLogRetentionDays: 2,
    };
    let paths: string[] = [];
    await simulate({}, () => {
      try {
        new Network("net", args);
      } catch (error) {
        assert.ok(error instanceof pulumi.InputPropertiesError);
        paths = error.errors.map(({ propertyPath }) => propertyPath);
      }
    });
    assert.deepEqual(paths, ["zones", "cidrBlock", "nat", "natInstanceType", "flowLogRetentionDays"]);
  });

  for (const accepted of [
    { zones: 3 },
    { zones: 2, cidrBlock: "192.168.0.0/24" },
    { flowLogRetentionDays: 1 },
  ]) {
    it(`may be ${JSON.stringify(accepted)}`, async () => {
      await deploy(accepted);
    });
  }
});
