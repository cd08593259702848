import assert from "node:assert/strict";
import { secondsOf } from "../../simulator/lifecycle";
import { allModels } from "../../simulator/models";
import { DURATIONS } from "../../simulator/models/durations";
import { findModel } from "../../simulator/registry";
import { World } from "./support";

const OPERATIONS = ["create", "update", "delete"] as const;

describe("how long AWS takes", () => {
  it("is known by types that exist, each with a source and at least one wait", () => {
    const types = allModels.map(({ type }) => type);
    for (const [type, durations] of DURATIONS) {
      assert.ok(types.includes(type), type);
      assert.ok(durations.source.length > 20, type);
      assert.ok(
        OPERATIONS.some((operation) => secondsOf(findModel(type), operation, {}) > 0),
        type,
      );
    }
  });

  it("is the distribution's propagation, unless nobody waits for it", () => {
    const model = findModel("aws:cloudfront/distribution:Distribution");
    const seconds = (inputs: object): number[] =>
      OPERATIONS.map((operation) => secondsOf(model, operation, { ...inputs }));
    assert.deepEqual(seconds({ waitForDeployment: true }), [200, 200, 210]);
    assert.deepEqual(seconds({ waitForDeployment: false, retainOnDelete: true }), [5, 5, 5]);
  });

  it("depends on what kind of thing it is", () => {
    const create = (type: string, inputs: object): number =>
      secondsOf(findModel(type), "create", { ...inputs });
    assert.equal(create("aws:ec2/vpcEndpoint:VpcEndpoint", { vpcEndpointType: "Interface" }), 75);
    assert.equal(create("aws:ec2/vpcEndpoint:VpcEndpoint", { vpcEndpointType: "Gateway" }), 6);
    assert.deepEqual(
      [true, false].map((on) => create("aws:ec2/vpc:Vpc", { enableDnsHostnames: on })),
      [22, 3],
    );
    assert.deepEqual(
      [true, false].map((on) => create("aws:ec2/subnet:Subnet", { mapPublicIpOnLaunch: on })),
      [11, 1],
    );
    assert.equal(create("aws:sns/topic:Topic", {}), 0);
  });

  it("is the launch, the slowest health check and the draining of a service", () => {
    const world = new World();
    const group = world.add("aws:lb/targetGroup:TargetGroup", {
      name: "web",
      healthCheck: { interval: 20 },
      deregistrationDelay: 120,
    });
    const containers = [{ name: "web", healthCheck: { interval: 25 } }, { name: "side" }];
    const task = world.add("aws:ecs/taskDefinition:TaskDefinition", {
      family: "web",
      containerDefinitions: JSON.stringify(containers),
    });
    const model = findModel("aws:ecs/service:Service");
    const seconds = (inputs: object): number[] =>
      OPERATIONS.map((operation) =>
        secondsOf(
          model,
          operation,
          {
            desiredCount: 1,
            waitForSteadyState: true,
            taskDefinition: task.outputs.arn,
            loadBalancers: [{ targetGroupArn: group.id }],
            ...inputs,
          },
          world.account,
        ),
      );
    assert.deepEqual(seconds({}), [60 + 25 + 15, 60 + 25 + 15 + 120 + 15, 15 + 120 + 15]);
    assert.deepEqual(seconds({ loadBalancers: [] }), [100, 115, 30]);
    assert.deepEqual(seconds({ taskDefinition: "unknown:1" }), [95, 230, 150]);
    assert.deepEqual(seconds({ desiredCount: 0 }), [15, 15, 15]);
    assert.deepEqual(seconds({ waitForSteadyState: false }), [15, 15, 15]);
  });
});
