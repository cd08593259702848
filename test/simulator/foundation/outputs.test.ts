import assert from "node:assert/strict";
import { foundationModels } from "../../../simulator/models/foundation";
import type { Props } from "../../../simulator/model";
import { findModel } from "../../../simulator/registry";
import { World } from "../support";
import { FOREIGN_ARN, network, policyOf, TRUST_STATEMENT } from "./cases";

const HEX = "[0-9a-f]{17}";
const UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const EC2 = "arn:aws:ec2:eu-west-1:111122223333";
const policy = policyOf({ Effect: "Allow", Action: "*", Resource: "*" });

interface Expected {
  readonly inputs?: Props;
  readonly id: RegExp;
  readonly arn?: RegExp;
}

function ec2(prefix: string, kind: string, inputs: Props = {}): Expected {
  return {
    inputs,
    id: new RegExp(`^${prefix}-${HEX}$`),
    arn: new RegExp(`^${EC2}:${kind}/${prefix}-${HEX}$`),
  };
}

function named(service: string, resource: string, id: string, inputs: Props = {}): Expected {
  const where = ["iam", "budgets"].includes(service) ? ":" : "eu-west-1:";
  return {
    inputs,
    id: new RegExp(`^${id}$`),
    arn: new RegExp(`^arn:aws:${service}:${where}111122223333:${resource}$`),
  };
}

const SECRET_ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-[A-Z2-7]{6}";
const TOPIC_ARN = "arn:aws:sns:eu-west-1:111122223333:alarms";

/** Id and ARN of every type. */
const EXPECTED: Readonly<Record<string, Expected>> = {
  "aws:ec2/vpc:Vpc": ec2("vpc", "vpc"),
  "aws:ec2/subnet:Subnet": ec2("subnet", "subnet"),
  "aws:ec2/routeTable:RouteTable": ec2("rtb", "route-table"),
  "aws:ec2/route:Route": {
    inputs: { routeTableId: "rtb-1", destinationCidrBlock: "0.0.0.0/0" },
    id: /^r-rtb-1\d{10}$/,
  },
  "aws:ec2/routeTableAssociation:RouteTableAssociation": { id: new RegExp(`^rtbassoc-${HEX}$`) },
  "aws:ec2/internetGateway:InternetGateway": ec2("igw", "internet-gateway"),
  "aws:ec2/natGateway:NatGateway": { id: new RegExp(`^nat-${HEX}$`) },
  "aws:ec2/eip:Eip": ec2("eipalloc", "elastic-ip"),
  "aws:ec2/eipAssociation:EipAssociation": { id: new RegExp(`^eipassoc-${HEX}$`) },
  "aws:ec2/networkInterface:NetworkInterface": ec2("eni", "network-interface"),
  "aws:ec2/instance:Instance": ec2("i", "instance"),
  "aws:ec2/securityGroup:SecurityGroup": ec2("sg", "security-group"),
  "aws:ec2/securityGroupRule:SecurityGroupRule": { id: /^sgrule-\d{10}$/ },
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": ec2("sgr", "security-group-rule"),
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": ec2("sgr", "security-group-rule"),
  "aws:ec2/vpcEndpoint:VpcEndpoint": ec2("vpce", "vpc-endpoint"),
  "aws:ec2/flowLog:FlowLog": ec2("fl", "vpc-flow-log"),
  "aws:iam/role:Role": named("iam", "role/app/task", "task", { name: "task", path: "/app/" }),
  "aws:iam/rolePolicy:RolePolicy": { inputs: { name: "own", role: "task", policy }, id: /^task:own$/ },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
    inputs: { role: "task", policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" },
    id: /^task\/arn:aws:iam::aws:policy\/ReadOnlyAccess$/,
  },
  "aws:iam/policy:Policy": named("iam", "policy/shared", "arn:aws:iam::111122223333:policy/shared", {
    name: "shared",
  }),
  "aws:iam/instanceProfile:InstanceProfile": named("iam", "instance-profile/nat", "nat", { name: "nat" }),
  "aws:secretsmanager/secret:Secret": named("secretsmanager", "secret:db-[A-Z2-7]{6}", SECRET_ARN, {
    name: "db",
  }),
  "aws:secretsmanager/secretVersion:SecretVersion": {
    inputs: { secretId: "db", secretString: "x" },
    id: new RegExp(`^db\\|${UUID}$`),
  },
  "aws:secretsmanager/secretPolicy:SecretPolicy": {
    inputs: { secretArn: FOREIGN_ARN, policy },
    id: new RegExp(FOREIGN_ARN),
  },
  "aws:ssm/parameter:Parameter": named("ssm", "parameter/a/b", "/a/b", {
    name: "/a/b",
    type: "String",
    value: "x",
  }),
  "aws:kms/key:Key": named("kms", `key/${UUID}`, UUID),
  "aws:kms/alias:Alias": named("kms", "alias/logs", "alias/logs", { name: "alias/logs", targetKeyId: "k" }),
  "aws:cloudwatch/logGroup:LogGroup": named("logs", "log-group:/a", "/a", { name: "/a" }),
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": { inputs: { name: "errors" }, id: /^errors$/ },
  "aws:cloudwatch/metricAlarm:MetricAlarm": named("cloudwatch", "alarm:cpu", "cpu", { name: "cpu" }),
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": named("cloudwatch", "alarm:all", "all", {
    alarmName: "all",
  }),
  "aws:cloudwatch/dashboard:Dashboard": { inputs: { dashboardName: "dev" }, id: /^dev$/ },
  "aws:cloudwatch/eventRule:EventRule": named("events", "rule/stopped", "stopped", { name: "stopped" }),
  "aws:cloudwatch/eventTarget:EventTarget": {
    inputs: { rule: "stopped", targetId: "topic" },
    id: /^stopped-topic$/,
  },
  "aws:sns/topic:Topic": named("sns", "alarms", TOPIC_ARN, { name: "alarms" }),
  "aws:sns/topicPolicy:TopicPolicy": { inputs: { arn: TOPIC_ARN, policy }, id: new RegExp(TOPIC_ARN) },
  "aws:sns/topicSubscription:TopicSubscription": named("sns", `alarms:${UUID}`, `${TOPIC_ARN}:${UUID}`, {
    topic: TOPIC_ARN,
    protocol: "email",
    endpoint: "team@example.com",
  }),
  "aws:sqs/queue:Queue": named("sqs", "jobs", "https://sqs.eu-west-1.amazonaws.com/111122223333/jobs", {
    name: "jobs",
  }),
  "aws:budgets/budget:Budget": named("budgets", "budget/dev", "111122223333:dev", { name: "dev" }),
  "aws:scheduler/schedule:Schedule": named("scheduler", "schedule/default/backup", "default/backup", {
    name: "backup",
  }),
  "aws:scheduler/scheduleGroup:ScheduleGroup": named("scheduler", "schedule-group/dev", "dev", {
    name: "dev",
  }),
};

describe("what foundation resources give back", () => {
  for (const { type } of foundationModels) {
    it(`${type} has its id and ARN`, () => {
      const expected = EXPECTED[type];
      assert.ok(expected, `no expectation for ${type}`);
      const { id, outputs } = new World().add(type, expected.inputs);
      assert.match(id, expected.id);
      if (expected.arn) assert.match(String(outputs.arn), expected.arn);
      const again = new World().add(type, expected.inputs);
      assert.deepEqual(again.outputs, outputs, "the same in every run");
      const isRegional = findModel(type).shape.replaceOn.includes("region");
      assert.equal(outputs.region, isRegional ? "eu-west-1" : undefined);
    });
  }

  it("a VPC brings a main route table and a default security group", () => {
    const { outputs } = new World().add("aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16" });
    assert.match(String(outputs.defaultSecurityGroupId), new RegExp(`^sg-${HEX}$`));
    assert.match(String(outputs.mainRouteTableId), new RegExp(`^rtb-${HEX}$`));
    assert.equal(outputs.defaultRouteTableId, outputs.mainRouteTableId);
  });

  it("a subnet without zone lies in the first, one with a zone's id in that zone", () => {
    const world = new World();
    assert.equal(world.add("aws:ec2/subnet:Subnet").outputs.availabilityZone, "eu-west-1a");
    const third = world.add("aws:ec2/subnet:Subnet", { availabilityZoneId: "euw1-az3" }).outputs;
    assert.equal(third.availabilityZone, "eu-west-1c");
  });

  it("a NAT gateway has its Elastic IP's address and one of its subnet's", () => {
    const world = new World();
    const address = world.add("aws:ec2/eip:Eip");
    const { subnet } = network(world);
    const { outputs } = world.add("aws:ec2/natGateway:NatGateway", {
      subnetId: subnet,
      allocationId: address.id,
    });
    assert.equal(outputs.publicIp, address.outputs.publicIp);
    assert.match(String(outputs.publicIp), /^198\.(18|19)\.\d+\.\d+$/);
    assert.match(String(outputs.privateIp), /^10\.0\.0\.\d+$/);
  });

  it("an instance takes network, zone and address from its interface", () => {
    const world = new World();
    const { subnet, group } = network(world);
    const own = world.add("aws:ec2/networkInterface:NetworkInterface", {
      subnetId: subnet,
      securityGroups: [group],
      sourceDestCheck: false,
    });
    const { outputs } = world.add("aws:ec2/instance:Instance", {
      primaryNetworkInterface: { networkInterfaceId: own.id },
    });
    assert.equal(outputs.primaryNetworkInterfaceId, own.id);
    assert.equal(outputs.privateIp, own.outputs.privateIp);
    assert.equal(outputs.subnetId, subnet);
    assert.equal(outputs.sourceDestCheck, false);
    assert.deepEqual(outputs.vpcSecurityGroupIds, [group]);
    assert.equal(outputs.publicIp, "");
  });

  it("a secret version gives the secret's ARN and keeps its value secret", () => {
    const world = new World();
    const secret = world.add("aws:secretsmanager/secret:Secret", { name: "db" });
    const type = "aws:secretsmanager/secretVersion:SecretVersion";
    const { outputs } = world.add(type, { secretId: "db", secretString: "hush" });
    assert.equal(outputs.secretArn, secret.id);
    assert.deepEqual(outputs.versionStages, ["AWSCURRENT"]);
    assert.deepEqual(findModel(type).secretOutputs, ["secretString", "secretBinary", "secretStringWo"]);
    assert.deepEqual(findModel("aws:ssm/parameter:Parameter").secretOutputs, ["value", "valueWo"]);
  });

  it("an e-mail subscription waits for its confirmation", () => {
    const world = new World();
    const type = "aws:sns/topicSubscription:TopicSubscription";
    assert.equal(world.add(type, { protocol: "email" }).outputs.pendingConfirmation, true);
    assert.equal(world.add(type, { protocol: "sqs" }).outputs.pendingConfirmation, false);
  });

  it("a role without name gets one that ends in seven hex digits", () => {
    const { id } = new World().add("aws:iam/role:Role", { assumeRolePolicy: policyOf(TRUST_STATEMENT) });
    assert.match(id, /^existing-1-[0-9a-f]{7}$/);
  });
});
