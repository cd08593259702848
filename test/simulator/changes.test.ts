/** What changes of each type come to: replacements under a condition, outputs of updates, what goes along at the end. */
import assert from "node:assert/strict";
import { changes, deletesFirst, replacements, updated } from "../../simulator/lifecycle";
import type { Place, Props } from "../../simulator/model";
import { settle } from "../../simulator/provision";
import { findModel } from "../../simulator/registry";
import { shortType } from "../../simulator/shapeRules";
import { World } from "./support";

const place: Place = {
  urn: "urn:pulumi:dev::harena::t::subject",
  name: "subject",
  accountId: "111122223333",
  region: "eu-west-1",
  partition: "aws",
  defaultTags: {},
};

interface Step {
  readonly before: Props;
  readonly after: Props;
  /** The properties that force a replacement; none: an update in place. */
  readonly replaces: readonly string[];
}

const RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const INSTANCE = "aws:ec2/instance:Instance";
const INTERFACE = "aws:ec2/networkInterface:NetworkInterface";
const PARAMETER = "aws:ssm/parameter:Parameter";
const TASK = "aws:ecs/taskDefinition:TaskDefinition";
const LOAD_BALANCER = "aws:lb/loadBalancer:LoadBalancer";

const SPOT = [{ capacityProvider: "FARGATE_SPOT", weight: 1 }];
const ON_DEMAND = [{ capacityProvider: "FARGATE", weight: 1 }];

const STEPS: Readonly<Record<string, Readonly<Record<string, Step>>>> = {
  [RULE]: {
    "another block": { before: { cidrIpv4: "10.0.0.0/8" }, after: { cidrIpv4: "10.0.0.0/9" }, replaces: [] },
    "another port": {
      before: { cidrIpv4: "::", fromPort: 1 },
      after: { cidrIpv4: "::", fromPort: 2 },
      replaces: [],
    },
    "another kind of source": {
      before: { cidrIpv4: "10.0.0.0/8" },
      after: { referencedSecurityGroupId: "sg-1" },
      replaces: ["cidrIpv4", "referencedSecurityGroupId"],
    },
    "another group": {
      before: { securityGroupId: "sg-1" },
      after: { securityGroupId: "sg-2" },
      replaces: ["securityGroupId"],
    },
  },
  [INSTANCE]: {
    "a larger type": {
      before: { instanceType: "t4g.nano" },
      after: { instanceType: "t4g.micro" },
      replaces: [],
    },
    "another architecture": {
      before: { instanceType: "t4g.nano" },
      after: { instanceType: "t3.nano" },
      replaces: ["instanceType"],
    },
    "other user data": { before: { userData: "a" }, after: { userData: "b" }, replaces: [] },
    "other user data, to be replaced": {
      before: { userData: "a", userDataReplaceOnChange: true },
      after: { userData: "b", userDataReplaceOnChange: true },
      replaces: ["userData"],
    },
    "the same user data": {
      before: { userData: "a", userDataReplaceOnChange: true },
      after: { userData: "a", userDataReplaceOnChange: true },
      replaces: [],
    },
    "another image": { before: { ami: "ami-1" }, after: { ami: "ami-2" }, replaces: ["ami"] },
    "an address that it had by itself": { before: { privateIp: "10.0.0.4" }, after: {}, replaces: [] },
  },
  [INTERFACE]: {
    "one more address": { before: { privateIps: ["a"] }, after: { privateIps: ["a", "b"] }, replaces: [] },
    "another first address": {
      before: { privateIps: ["a", "b"] },
      after: { privateIps: ["b", "c"] },
      replaces: ["privateIps"],
    },
    "another first of a list": {
      before: { privateIpLists: ["a", "b"] },
      after: { privateIpLists: ["b", "a"] },
      replaces: ["privateIpLists"],
    },
  },
  "aws:ecs/service:Service": {
    "another capacity provider, by a new deployment": {
      before: { capacityProviderStrategies: SPOT },
      after: { capacityProviderStrategies: ON_DEMAND, forceNewDeployment: true },
      replaces: [],
    },
    "another capacity provider without a new deployment": {
      before: { capacityProviderStrategies: SPOT, forceNewDeployment: true },
      after: { capacityProviderStrategies: ON_DEMAND },
      replaces: ["capacityProviderStrategies"],
    },
    "a first strategy": {
      before: {},
      after: { capacityProviderStrategies: SPOT, forceNewDeployment: true },
      replaces: ["capacityProviderStrategies"],
    },
    "no strategy any more": {
      before: { capacityProviderStrategies: SPOT },
      after: { forceNewDeployment: true },
      replaces: ["capacityProviderStrategies"],
    },
    "the same strategy": {
      before: { capacityProviderStrategies: SPOT },
      after: { capacityProviderStrategies: SPOT, desiredCount: 2 },
      replaces: [],
    },
  },
  "aws:ec2/vpc:Vpc": {
    "shared tenancy": {
      before: { instanceTenancy: "dedicated" },
      after: { instanceTenancy: "default" },
      replaces: [],
    },
    "dedicated tenancy": {
      before: { instanceTenancy: "default" },
      after: { instanceTenancy: "dedicated" },
      replaces: ["instanceTenancy"],
    },
  },
  "aws:ec2/subnet:Subnet": {
    "an IPv6 block": { before: {}, after: { ipv6CidrBlock: "2001:db8::/64" }, replaces: [] },
    "another IPv6 block where addresses are given out": {
      before: { ipv6CidrBlock: "2001:db8::/64", assignIpv6AddressOnCreation: true },
      after: { ipv6CidrBlock: "2001:db9::/64" },
      replaces: [],
    },
  },
  "aws:ec2/vpcEndpoint:VpcEndpoint": {
    "private DNS of an interface": {
      before: { vpcEndpointType: "Interface" },
      after: { vpcEndpointType: "Interface", privateDnsEnabled: true },
      replaces: [],
    },
    "private DNS of a gateway": {
      before: { vpcEndpointType: "Gateway" },
      after: { vpcEndpointType: "Gateway", privateDnsEnabled: true },
      replaces: [],
    },
    "other subnets": { before: { subnetIds: ["a"] }, after: { subnetIds: ["b"] }, replaces: [] },
  },
  "aws:ec2/natGateway:NatGateway": {
    "more private addresses": {
      before: { connectivityType: "private", secondaryPrivateIpAddressCount: 1 },
      after: { connectivityType: "private", secondaryPrivateIpAddressCount: 2 },
      replaces: ["secondaryPrivateIpAddressCount"],
    },
    "another address": {
      before: { allocationId: "eipalloc-1" },
      after: { allocationId: "eipalloc-2" },
      replaces: ["allocationId"],
    },
  },
  [PARAMETER]: {
    "another value": { before: { value: "a" }, after: { value: "b" }, replaces: [] },
    "the advanced tier": { before: { tier: "Standard" }, after: { tier: "Advanced" }, replaces: [] },
    "the standard tier": { before: { tier: "Advanced" }, after: { tier: "Standard" }, replaces: ["tier"] },
  },
  [LOAD_BALANCER]: {
    "other subnets": { before: { subnets: ["a", "b"] }, after: { subnets: ["a", "c"] }, replaces: [] },
    "one subnet more of a network load balancer": {
      before: { loadBalancerType: "network", subnets: ["a"] },
      after: { loadBalancerType: "network", subnets: ["b", "a"] },
      replaces: [],
    },
    "other subnets of a network load balancer": {
      before: { loadBalancerType: "network", subnets: ["a"] },
      after: { loadBalancerType: "network", subnets: ["b"] },
      replaces: ["subnets"],
    },
    "a first security group of a network load balancer": {
      before: { loadBalancerType: "network", subnets: ["a"], securityGroups: [] },
      after: { loadBalancerType: "network", subnets: ["a"], securityGroups: ["sg-1"] },
      replaces: ["securityGroups"],
    },
    "another name": { before: { name: "a" }, after: { name: "b" }, replaces: ["name"] },
  },
  [TASK]: {
    "another image": {
      before: { family: "web", containerDefinitions: "[1]" },
      after: { family: "web", containerDefinitions: "[2]" },
      replaces: ["containerDefinitions"],
    },
    "other tags": { before: { family: "web" }, after: { family: "web", tags: { a: "b" } }, replaces: [] },
    "the other order of a set": {
      before: { requiresCompatibilities: ["EC2", "FARGATE"] },
      after: { requiresCompatibilities: ["FARGATE", "EC2"] },
      replaces: [],
    },
  },
  "aws:secretsmanager/secretVersion:SecretVersion": {
    "another value": {
      before: { secretString: "a" },
      after: { secretString: "b" },
      replaces: ["secretString"],
    },
  },
  "aws:acm/certificate:Certificate": {
    "the other order of names": {
      before: { domainName: "a.com", subjectAlternativeNames: ["b.com", "c.com"] },
      after: { domainName: "a.com", subjectAlternativeNames: ["c.com", "b.com"] },
      replaces: [],
    },
    "one more name": {
      before: { domainName: "a.com", subjectAlternativeNames: ["b.com"] },
      after: { domainName: "a.com", subjectAlternativeNames: ["b.com", "c.com"] },
      replaces: ["subjectAlternativeNames"],
    },
  },
  "random:index/randomPassword:RandomPassword": {
    "other keepers": {
      before: { keepers: { v: "1" } },
      after: { keepers: { v: "2" } },
      replaces: ["keepers"],
    },
  },
  "docker:index/image:Image": {
    "another tag": { before: { imageName: "web:1" }, after: { imageName: "web:2" }, replaces: [] },
  },
};

for (const [type, steps] of Object.entries(STEPS)) {
  describe(`a change of ${shortType(type)}`, () => {
    for (const [words, { before, after, replaces }] of Object.entries(steps)) {
      it(`to ${words} ${replaces.length > 0 ? "makes another one" : "is made in place"}`, () => {
        const model = findModel(type);
        const [former, next] = [before, after].map((inputs) => settle(model, inputs, place));
        assert.deepEqual(replacements(model, former, next), replaces);
      });
    }
  });
}

describe("an update in place", () => {
  it("counts a parameter's versions", () => {
    const world = new World();
    const existing = world.add(PARAMETER, { name: "/a", type: "String", value: "one" });
    const inputs = { ...existing.inputs, value: "two" };
    const next = updated(findModel(PARAMETER), inputs, place, world.account, existing);
    assert.deepEqual(
      [next.outputs.version, next.outputs.value, next.outputs.insecureValue],
      [2, "two", "two"],
    );
    assert.equal(updated(findModel(PARAMETER), inputs, place, world.account, next).outputs.version, 3);
  });

  it("gives an object another etag and, in a versioned bucket, another version", () => {
    const world = new World();
    const type = "aws:s3/bucketObjectv2:BucketObjectv2";
    world.add("aws:s3/bucketVersioning:BucketVersioning", {
      bucket: "site",
      versioningConfiguration: { status: "Enabled" },
    });
    const existing = world.add(type, { bucket: "site", key: "a", content: "one" });
    const inputs = { ...existing.inputs, content: "two" };
    const at = { ...place, urn: existing.urn };
    const next = updated(findModel(type), inputs, at, world.account, existing);
    assert.notEqual(next.outputs.etag, existing.outputs.etag);
    assert.notEqual(next.outputs.versionId, existing.outputs.versionId);
    const back = updated(findModel(type), existing.inputs, at, world.account, next);
    assert.equal(back.outputs.etag, existing.outputs.etag);
  });

  it("gives CloudFront's and WAF's things another entity tag and nothing else", () => {
    for (const [type, tag, inputs, change] of [
      [
        "aws:cloudfront/function:Function",
        "etag",
        { code: "1", runtime: "cloudfront-js-2.0" },
        { code: "2" },
      ],
      ["aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy", "etag", {}, { comment: "x" }],
      ["aws:cloudfront/originAccessControl:OriginAccessControl", "etag", {}, { description: "x" }],
      ["aws:wafv2/webAcl:WebAcl", "lockToken", { scope: "REGIONAL" }, { description: "x" }],
    ] as const) {
      const world = new World();
      const existing = world.add(type, inputs);
      const at = { ...place, urn: existing.urn };
      const next = updated(findModel(type), { ...existing.inputs, ...change }, at, world.account, existing);
      assert.notEqual(next.outputs[tag], existing.outputs[tag], type);
      assert.equal(next.outputs.arn, existing.outputs.arn, type);
      assert.deepEqual([next.id, next.urn], [existing.id, existing.urn]);
    }
  });

  it("keeps what the provider chose when the program gives none", () => {
    const world = new World();
    const type = "aws:lb/listenerRule:ListenerRule";
    const first = world.add(type, { listenerArn: "arn", priority: 5 });
    const second = world.add(type, { listenerArn: "arn" });
    assert.deepEqual([first.outputs.priority, second.outputs.priority], [5, 6]);
    const at = { ...place, urn: second.urn };
    const next = updated(findModel(type), { ...second.inputs, tags: {} }, at, world.account, second);
    assert.equal(next.outputs.priority, 6);
    assert.deepEqual(changes(findModel(type), first.inputs, { ...first.inputs, priority: undefined }), []);
  });
});

describe("a replacement", () => {
  it("deletes first where the provider does, or where the program gives the name", () => {
    for (const type of [
      "aws:ecr/lifecyclePolicy:LifecyclePolicy",
      "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
      "aws:ec2/securityGroupRule:SecurityGroupRule",
    ]) {
      assert.ok(deletesFirst(findModel(type), {}), type);
    }
    for (const type of ["aws:lb/targetGroup:TargetGroup", "aws:ecs/service:Service", "aws:iam/role:Role"]) {
      assert.ok(deletesFirst(findModel(type), { name: "web" }), type);
      assert.ok(!deletesFirst(findModel(type), {}), type);
    }
    // The name of a record is the name that it answers to; the provider does not make one up.
    assert.ok(!deletesFirst(findModel("aws:route53/record:Record"), { name: "api" }));
    assert.ok(!deletesFirst(findModel("aws:ec2/securityGroup:SecurityGroup"), { namePrefix: "web-" }));
  });
});

describe("a deletion", () => {
  const CASES: Readonly<Record<string, (world: World) => readonly ReturnType<World["add"]>[]>> = {
    "a load balancer's listeners and rules": (world) => {
      const owner = world.add(LOAD_BALANCER, { subnets: [] });
      const listener = world.add("aws:lb/listener:Listener", { loadBalancerArn: owner.id, port: 80 });
      world.add("aws:lb/listenerRule:ListenerRule", { listenerArn: listener.id });
      return [owner];
    },
    "a scalable target's policies and schedules": (world) => {
      const identity = { resourceId: "service/a/b", scalableDimension: "d", serviceNamespace: "ecs" };
      world.add("aws:appautoscaling/policy:Policy", identity);
      world.add("aws:appautoscaling/scheduledAction:ScheduledAction", identity);
      return [world.add("aws:appautoscaling/target:Target", identity)];
    },
    "a bucket's settings": (world) => {
      world.add("aws:s3/bucketPolicy:BucketPolicy", { bucket: "site", policy: "{}" });
      return [world.add("aws:s3/bucket:Bucket", { bucket: "site" })];
    },
    "a repository's policies": (world) => {
      world.add("aws:ecr/lifecyclePolicy:LifecyclePolicy", { repository: "web", policy: "{}" });
      return [world.add("aws:ecr/repository:Repository", { name: "web" })];
    },
    "a security group's rules": (world) => {
      const group = world.add("aws:ec2/securityGroup:SecurityGroup", { vpcId: "vpc-1" });
      world.add(RULE, { securityGroupId: group.id, cidrIpv4: "10.0.0.0/8", ipProtocol: "tcp" });
      return [group];
    },
    "a route table's routes and associations": (world) => {
      const table = world.add("aws:ec2/routeTable:RouteTable", { vpcId: "vpc-1" });
      world.add("aws:ec2/route:Route", { routeTableId: table.id, destinationCidrBlock: "0.0.0.0/0" });
      world.add("aws:ec2/routeTableAssociation:RouteTableAssociation", { routeTableId: table.id });
      return [table];
    },
    "a zone's records": (world) => {
      const zone = world.add("aws:route53/zone:Zone", { name: "a.com" });
      world.add("aws:route53/record:Record", { zoneId: zone.id, name: "b", type: "A" });
      return [zone];
    },
    "a topic's subscriptions and policy": (world) => {
      const topic = world.add("aws:sns/topic:Topic", {});
      world.add("aws:sns/topicSubscription:TopicSubscription", { topic: topic.id, protocol: "email" });
      world.add("aws:sns/topicPolicy:TopicPolicy", { arn: topic.id, policy: "{}" });
      return [topic];
    },
    "a log group's metric filters": (world) => {
      world.add("aws:cloudwatch/logMetricFilter:LogMetricFilter", { logGroupName: "/a" });
      return [world.add("aws:cloudwatch/logGroup:LogGroup", { name: "/a" })];
    },
    "a schedule group's schedules": (world) => {
      world.add("aws:scheduler/schedule:Schedule", { groupName: "g" });
      return [world.add("aws:scheduler/scheduleGroup:ScheduleGroup", { name: "g" })];
    },
    "a cluster's capacity providers": (world) => {
      world.add("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders", { clusterName: "c" });
      return [world.add("aws:ecs/cluster:Cluster", { name: "c" })];
    },
    "a role's policies": (world) => {
      world.add("aws:iam/rolePolicy:RolePolicy", { role: "r", policy: "{}" });
      world.add("aws:iam/rolePolicyAttachment:RolePolicyAttachment", { role: "r", policyArn: "arn" });
      return [world.add("aws:iam/role:Role", { name: "r", assumeRolePolicy: "{}" })];
    },
  };
  for (const [words, make] of Object.entries(CASES)) {
    it(`takes along ${words}, and nothing of others`, () => {
      const world = new World();
      const other = world.add("aws:sqs/queue:Queue", {});
      const owners = make(world);
      assert.ok(world.account.all().length > owners.length + 1);
      for (const owner of owners) world.delete(owner);
      assert.deepEqual(world.account.all(), [other]);
    });
  }
});
