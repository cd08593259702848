import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { awsContext } from "../../components/awsContext";
import { plan } from "../support/plan";

class Parent extends pulumi.ComponentResource {
  constructor(opts?: pulumi.ComponentResourceOptions) {
    super("test:index:Parent", "parent", {}, opts);
  }
}

describe("awsContext", () => {
  it("is where the stack's provider is", async () => {
    const { simulation } = await plan(() => ({ ...awsContext(new Parent()) }));
    assert.deepEqual(simulation.outputs, {
      region: "eu-west-1",
      accountId: "111122223333",
      partition: "aws",
    });
    assert.deepEqual(simulation.invokes.map(({ token, args }) => [token, args]).sort(), [
      ["aws:index/getCallerIdentity:getCallerIdentity", {}],
      ["aws:index/getPartition:getPartition", {}],
      ["aws:index/getRegion:getRegion", {}],
    ]);
  });

  it("is where the provider of the component is, when it has its own", async () => {
    const { simulation } = await plan(() => {
      const provider = new aws.Provider("elsewhere", { region: "us-east-1" });
      return { region: awsContext(new Parent({ providers: [provider] })).region };
    });
    assert.deepEqual(simulation.outputs, { region: "us-east-1" });
  });
});
