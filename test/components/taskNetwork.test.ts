import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { TaskNetwork, type Callee, type TaskNetworkArgs } from "../../components/taskNetwork";
import { failure, plan, type Plan } from "../support/plan";
import { surroundings } from "../support/surroundings";

const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";

/** The network of `search-service`, which calls the services of these names and ports. */
const make = (calls: Readonly<Record<string, number>> = {}): Promise<Plan> =>
  plan(() => {
    const { vpc } = surroundings();
    const group = (name: string): aws.ec2.SecurityGroup =>
      new aws.ec2.SecurityGroup(name, { vpcId: vpc.id, description: name });
    const callees = Object.entries(calls).map(([serviceName, port]): Callee => {
      const own = group(serviceName);
      return { serviceName, port, securityGroupId: own.id, service: own };
    });
    const network = new TaskNetwork("search-service", {
      vpcId: vpc.id,
      port: 8000,
      loadBalancerGroupId: group("balancer").id,
      callees,
      databaseCidr: "203.0.113.7/32",
    });
    return { ready: pulumi.all(network.ready.map((resource) => resource.urn)) };
  });

const tcp = (port: number): object => ({ ipProtocol: "tcp", fromPort: port, toPort: port });

describe("TaskNetwork", () => {
  it("is a security group, the way in from the load balancer, and two ways out", async () => {
    const made = await make();
    const component = made.one("harena:network:TaskNetwork");
    assert.deepEqual(made.children(component), [
      `${GROUP} search-service-group`,
      `${EGRESS} search-service-balancer-out`,
      `${EGRESS} search-service-out-database`,
      `${EGRESS} search-service-out-https`,
      `${INGRESS} search-service-from-balancer`,
    ]);
    const group = made.one(GROUP, "search-service-group");
    assert.deepEqual(group.inputs, {
      namePrefix: "harena-dev-search-service-",
      description: "Tasks of search-service",
      vpcId: made.one("aws:ec2/vpc:Vpc").id,
    });
    assert.deepEqual(component.registeredOutputs, { securityGroupId: group.id });
  });

  it("opens both ends between the load balancer and the tasks, on their port alone", async () => {
    const made = await make();
    const tasks = made.one(GROUP, "search-service-group").id;
    const balancer = made.one(GROUP, "balancer").id;
    assert.deepEqual(made.inputs(INGRESS, "search-service-from-balancer"), {
      securityGroupId: tasks,
      referencedSecurityGroupId: balancer,
      description: "Requests and health checks of the load balancer",
      ...tcp(8000),
    });
    assert.deepEqual(made.inputs(EGRESS, "search-service-balancer-out"), {
      securityGroupId: balancer,
      referencedSecurityGroupId: tasks,
      description: "Requests and health checks to search-service",
      ...tcp(8000),
    });
  });

  it("lets tasks out to HTTPS anywhere and to PostgreSQL at one place", async () => {
    const made = await make();
    const securityGroupId = made.one(GROUP, "search-service-group").id;
    assert.deepEqual(made.inputs(EGRESS, "search-service-out-https"), {
      securityGroupId,
      description: "HTTPS: image registry, logs, secrets and services outside AWS",
      cidrIpv4: "0.0.0.0/0",
      ...tcp(443),
    });
    assert.deepEqual(made.inputs(EGRESS, "search-service-out-database"), {
      securityGroupId,
      description: "PostgreSQL",
      cidrIpv4: "203.0.113.7/32",
      ...tcp(5432),
    });
  });

  it("opens both ends to each service that it calls, on that service's port", async () => {
    const made = await make({ "user-service": 3000, "conversation-service": 8001 });
    assert.equal(made.ofType(INGRESS).length, 3);
    assert.equal(made.ofType(EGRESS).length, 5);
    const own = made.one(GROUP, "search-service-group").id;
    for (const [callee, port] of [
      ["user-service", 3000],
      ["conversation-service", 8001],
    ] as const) {
      const theirs = made.one(GROUP, callee).id;
      assert.deepEqual(made.inputs(EGRESS, `search-service-to-${callee}`), {
        securityGroupId: own,
        referencedSecurityGroupId: theirs,
        description: `Calls to ${callee}`,
        ...tcp(port),
      });
      assert.deepEqual(made.inputs(INGRESS, `search-service-into-${callee}`), {
        securityGroupId: theirs,
        referencedSecurityGroupId: own,
        description: "Calls of search-service",
        ...tcp(port),
      });
    }
  });

  it("names every rule among what a task needs before it starts", async () => {
    const made = await make({ "user-service": 3000 });
    const rules = [...made.ofType(INGRESS), ...made.ofType(EGRESS)].map(({ urn }) => urn);
    assert.equal(rules.length, 6);
    assert.deepEqual([...(made.simulation.outputs.ready as string[])].sort(), rules.sort());
  });

  const refused = (changes: Partial<TaskNetworkArgs>): Promise<Error> =>
    failure(
      () =>
        new TaskNetwork("search-service", {
          vpcId: "vpc-1",
          port: 8000,
          loadBalancerGroupId: "sg-1",
          callees: [],
          databaseCidr: "203.0.113.7/32",
          ...changes,
        }),
    );

  for (const port of [0, 65_536]) {
    it(`refuses port ${port}`, async () => {
      assert.equal(
        (await refused({ port })).message,
        `the network of search-service cannot be created: port: got ${port}; allowed: whole numbers from 1 to 65535`,
      );
    });
  }

  for (const databaseCidr of ["203.0.113.7", "203.0.113.7/24", "203.0.113.7/33", "2001:db8::/32", ""]) {
    it(`refuses "${databaseCidr}" as the database's address`, async () => {
      assert.equal(
        (await refused({ databaseCidr })).message,
        `the network of search-service cannot be created: databaseCidr: got "${databaseCidr}"; allowed: the first address of an IPv4 block and its length, e.g. "203.0.113.7/32"`,
      );
    });
  }
});
