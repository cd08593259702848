import assert from "node:assert/strict";
import { Cluster } from "../../components/cluster";
import { plan } from "../support/plan";

describe("Cluster", () => {
  it("has a namespace for names, and Fargate on demand and Spot", async () => {
    const made = await plan(() => {
      const cluster = new Cluster("cluster", {});
      assert.equal(cluster.ready.length, 1);
      return { arn: cluster.arn };
    });
    const cluster = made.one("harena:containers:Cluster");
    assert.deepEqual(made.children(cluster), [
      "aws:ecs/cluster:Cluster cluster-cluster",
      "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders cluster-capacity",
      "aws:servicediscovery/httpNamespace:HttpNamespace cluster-names",
    ]);
    const namespace = made.one("aws:servicediscovery/httpNamespace:HttpNamespace");
    assert.deepEqual(namespace.inputs, {
      name: "harena-dev-services",
      description: "Names by which the services of the cluster call one another",
    });
    assert.deepEqual(made.inputs("aws:ecs/cluster:Cluster"), {
      name: "harena-dev-cluster",
      settings: [{ name: "containerInsights", value: "disabled" }],
      serviceConnectDefaults: { namespace: namespace.outputs.arn },
    });
    assert.deepEqual(made.inputs("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders"), {
      clusterName: "harena-dev-cluster",
      capacityProviders: ["FARGATE", "FARGATE_SPOT"],
    });
    assert.deepEqual(cluster.registeredOutputs, {
      arn: made.one("aws:ecs/cluster:Cluster").outputs.arn,
      clusterName: "harena-dev-cluster",
      namespaceArn: namespace.outputs.arn,
    });
  });

  it("turns Container Insights on when asked", async () => {
    const made = await plan(() => ({ arn: new Cluster("cluster", { containerInsights: "enhanced" }).arn }));
    assert.deepEqual(made.inputs("aws:ecs/cluster:Cluster").settings, [
      { name: "containerInsights", value: "enhanced" },
    ]);
  });
});
