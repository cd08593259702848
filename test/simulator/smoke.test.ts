import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import { simulate } from "../../simulator";

const config = { "aws:region": "eu-west-1" };

describe("a simulated program", () => {
  it("registers components and real resources", async () => {
    const simulation = await simulate({ config }, () => {
      const vpc = new awsx.ec2.Vpc("main", {
        numberOfAvailabilityZones: 2,
        subnetStrategy: "Auto",
        natGateways: { strategy: "None" },
        subnetSpecs: [{ type: "Public" }, { type: "Private" }],
      });
      const group = new aws.ec2.SecurityGroup("g", { vpcId: vpc.vpcId });
      const tables = vpc.routeTables.apply((list) => pulumi.all(list.map((table) => table.id)));
      return { tables, group: group.id, first: vpc.privateSubnetIds[0], secret: pulumi.secret("hush") };
    });
    assert.equal(simulation.error, undefined);
    assert.deepEqual(simulation.refusals, []);
    assert.equal((simulation.outputs.tables as string[]).length, 4);
    assert.equal(String(simulation.outputs.secret), "[secret]");
    assert.equal(simulation.resources.length, 19);
  });

  it("ends in the error that the program threw inside apply", async () => {
    const simulation = await simulate({ config }, () => {
      const zone = new aws.ec2.SecurityGroup("g", {});
      zone.id.apply(() => {
        throw new TypeError("boom");
      });
    });
    assert.match(String(simulation.error), /TypeError: boom/);
  });

  it("ends in the error that the program threw before its first resource", async () => {
    const simulation = await simulate({ config }, () => {
      throw new pulumi.InputPropertyError({ propertyPath: "a", reason: "bad" });
    });
    assert.match(String(simulation.error), /bad/);
  });

  it("names an unknown type and stops", async () => {
    const simulation = await simulate({ config }, () => {
      new (class extends pulumi.CustomResource {})("what:is/this:That", "x", {});
    });
    assert.match(String(simulation.error), /no model of the resource type what:is\/this:That/);
  });
});
