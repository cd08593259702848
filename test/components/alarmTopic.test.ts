import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import { AlarmTopic, type AlarmTopicArgs } from "../../components/alarmTopic";
import { failure, json, plan, type Plan } from "../support/plan";

const TOPIC = "aws:sns/topic:Topic";
const POLICY = "aws:sns/topicPolicy:TopicPolicy";
const SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription";
const ARN = "arn:aws:sns:eu-west-1:111122223333:harena-dev-alarms";

const make = (args: AlarmTopicArgs = {}): Promise<Plan> =>
  plan(() => {
    const topic = new AlarmTopic("alarms", args);
    return { arn: topic.arn };
  });

describe("AlarmTopic", () => {
  it("is a topic with its policy, and nobody to hear of it by itself", async () => {
    const made = await make();
    const component = made.one("harena:watching:AlarmTopic");
    assert.deepEqual(made.children(component), [`${TOPIC} alarms-topic`, `${POLICY} alarms-policy`]);
    assert.equal(made.resources.length, 4);
    assert.deepEqual(made.inputs(TOPIC), { name: "harena-dev-alarms" });
    assert.equal(made.simulation.outputs.arn, ARN);
    assert.deepEqual(component.registeredOutputs, {
      arn: ARN,
      documents: { "alarms-policy": { policy: json(made.inputs(POLICY).policy) } },
    });
  });

  it("lets alarms and budgets of this account and EventBridge publish, over TLS", async () => {
    const made = await make();
    const { arn, policy, ...rest } = made.inputs(POLICY);
    assert.deepEqual(rest, {});
    assert.equal(arn, ARN);
    const publish = { Action: ["sns:Publish"], Resource: ARN };
    const Condition = { StringEquals: { "aws:SourceAccount": "111122223333" } };
    assert.deepEqual(json(policy), {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "Alarms",
          Effect: "Allow",
          Principal: { Service: "cloudwatch.amazonaws.com" },
          ...publish,
          Condition,
        },
        {
          Sid: "Budgets",
          Effect: "Allow",
          Principal: { Service: "budgets.amazonaws.com" },
          ...publish,
          Condition,
        },
        // Under any condition nothing of EventBridge's would arrive.
        { Sid: "Events", Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, ...publish },
        {
          Sid: "TlsOnly",
          Effect: "Deny",
          Principal: { AWS: "*" },
          ...publish,
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    });
  });

  it("writes to an address when there is one", async () => {
    const made = await make({ email: "ops@example.com" });
    const subscription = made.one(SUBSCRIPTION, "alarms-email");
    assert.equal(subscription.parent, made.one("harena:watching:AlarmTopic").urn);
    assert.deepEqual(subscription.inputs, { topic: ARN, protocol: "email", endpoint: "ops@example.com" });
  });

  it("gives its ARN only once its policy stands, so that no first alarm is lost", async () => {
    const made = await plan(() => {
      const { arn } = new AlarmTopic("alarms", {});
      const rule = new aws.cloudwatch.EventRule("rule", {
        name: "rule",
        eventPattern: '{"source":["aws.ecs"]}',
      });
      new aws.cloudwatch.EventTarget("target", { rule: rule.name, arn });
    });
    assert.ok(made.waitsFor(made.one("aws:cloudwatch/eventTarget:EventTarget")).includes("alarms-policy"));
  });

  for (const email of ["", "ops", "ops@", "@example.com", "ops @example.com", "a@b@c"]) {
    it(`refuses "${email}" as an address`, async () => {
      const error = await failure(() => new AlarmTopic("alarms", { email }));
      assert.equal(
        error.message,
        `the alarm topic cannot be created: email: got "${email}"; allowed: an e-mail address`,
      );
    });
  }
});
