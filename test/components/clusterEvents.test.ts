import assert from "node:assert/strict";
import { AlarmTopic } from "../../components/alarmTopic";
import { Cluster } from "../../components/cluster";
import { ClusterEvents } from "../../components/clusterEvents";
import { json, plan } from "../support/plan";

const RULE = "aws:cloudwatch/eventRule:EventRule";
const TARGET = "aws:cloudwatch/eventTarget:EventTarget";

describe("ClusterEvents", () => {
  it("reports placement, starting and deployment failures of the cluster's own services", async () => {
    const made = await plan(() => {
      const { clusterName } = new Cluster("cluster", {});
      const topicArn = new AlarmTopic("alarms", {}).arn;
      new ClusterEvents("cluster-events", { clusterName, topicArn });
    });
    const component = made.one("harena:watching:ClusterEvents");
    assert.deepEqual(made.children(component), [
      `${RULE} cluster-events-rule`,
      `${TARGET} cluster-events-target`,
    ]);
    assert.deepEqual(component.registeredOutputs, {});
    const { eventPattern, ...rule } = made.inputs(RULE);
    assert.deepEqual(rule, {
      name: "harena-dev-cluster-events",
      description: "Tasks that found no capacity or do not start, and failed deployments",
    });
    assert.deepEqual(json(eventPattern), {
      source: ["aws.ecs"],
      "detail-type": ["ECS Service Action", "ECS Deployment State Change"],
      // Ends in a slash: the services of `harena-dev-cluster-2` are another cluster's.
      resources: [{ prefix: "arn:aws:ecs:eu-west-1:111122223333:service/harena-dev-cluster/" }],
      detail: {
        eventName: [
          "SERVICE_TASK_PLACEMENT_FAILURE",
          "SERVICE_TASK_START_IMPAIRED",
          "SERVICE_DEPLOYMENT_FAILED",
        ],
      },
    });
    assert.deepEqual(made.inputs(TARGET), {
      rule: "harena-dev-cluster-events",
      targetId: "topic",
      arn: made.one("aws:sns/topic:Topic").outputs.arn,
    });
    assert.ok(made.waitsFor(made.one(TARGET)).includes("alarms-policy"));
  });

  it("has a rule whose name fits, however long the stack is called", async () => {
    const topicArn = "arn:aws:sns:eu-west-1:444455556666:alarms";
    const made = await plan(
      () => {
        new ClusterEvents("cluster-events", { clusterName: "cluster", topicArn });
      },
      { stack: "s".repeat(100) },
    );
    assert.equal(String(made.inputs(RULE).name).length, 64);
  });
});
