import assert from "node:assert/strict";
import { AlarmTopic } from "../../components/alarmTopic";
import { LoadBalancerAlarms } from "../../components/loadBalancerAlarms";
import { failure, plan, type Plan } from "../support/plan";

const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";

const make = (errorsPerMinute?: number): Promise<Plan> =>
  plan(() => {
    const { arn } = new AlarmTopic("alarms", {});
    new LoadBalancerAlarms("api", { topicArn: arn, loadBalancerArnSuffix: "app/api/0123", errorsPerMinute });
  });

describe("LoadBalancerAlarms", () => {
  it("watches the answers that the load balancer gives by itself", async () => {
    const made = await make();
    const component = made.one("harena:watching:LoadBalancerAlarms");
    assert.deepEqual(made.children(component), [`${ALARM} api-errors`]);
    assert.deepEqual(component.registeredOutputs, {});
    const topic = made.one("aws:sns/topic:Topic").outputs.arn;
    assert.deepEqual(made.inputs(ALARM), {
      name: "harena-dev-api-errors",
      alarmDescription:
        "The load balancer itself answers 5 or more requests a minute with 5xx, three minutes of five",
      namespace: "AWS/ApplicationELB",
      metricName: "HTTPCode_ELB_5XX_Count",
      dimensions: { LoadBalancer: "app/api/0123" },
      statistic: "Sum",
      period: 60,
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
      threshold: 5,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      treatMissingData: "notBreaching",
      alarmActions: [topic],
      okActions: [topic],
    });
  });

  it("takes another number of answers", async () => {
    assert.equal((await make(1)).inputs(ALARM).threshold, 1);
  });

  it("refuses a number that no minute has", async () => {
    const error = await failure(
      () =>
        new LoadBalancerAlarms("api", {
          topicArn: "arn",
          loadBalancerArnSuffix: "app/api/0123",
          errorsPerMinute: 0,
        }),
    );
    assert.equal(
      error.message,
      "the alarms of api cannot be created: errorsPerMinute: got 0; allowed: whole numbers from 1 to 1000000",
    );
  });
});
