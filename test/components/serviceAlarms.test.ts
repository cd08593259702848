import assert from "node:assert/strict";
import { AlarmTopic } from "../../components/alarmTopic";
import { ServiceAlarms, type ServiceAlarmsArgs } from "../../components/serviceAlarms";
import type { Props, SimulationOptions } from "../../simulator";
import { failure, plan, type Plan } from "../support/plan";

const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const args: Omit<ServiceAlarmsArgs, "topicArn"> = {
  clusterName: "harena-dev-cluster",
  serviceName: "user-service",
  loadBalancerArnSuffix: "app/api/0123456789abcdef",
  targetGroupArnSuffix: "targetgroup/user/fedcba9876543210",
  sleeps: false,
};

const make = (changes: Partial<ServiceAlarmsArgs> = {}, options: SimulationOptions = {}): Promise<Plan> =>
  plan(() => {
    const topic = new AlarmTopic("alarms", {});
    const alarms = new ServiceAlarms("user-service", { ...args, topicArn: topic.arn, ...changes });
    return { deploymentAlarmNames: alarms.deploymentAlarmNames };
  }, options);

/** An alarm's inputs but its actions, which are the same for all: the topic hears when it begins and ends. */
function alarm(made: Plan, suffix: string): Props {
  const { alarmActions, okActions, ...rest } = made.inputs(ALARM, `user-service-${suffix}`);
  const { arn } = made.one("aws:sns/topic:Topic").outputs;
  assert.deepEqual([alarmActions, okActions], [[arn], [arn]]);
  return rest;
}

const targets = {
  namespace: "AWS/ApplicationELB",
  dimensions: { LoadBalancer: args.loadBalancerArnSuffix, TargetGroup: args.targetGroupArnSuffix },
};
const threeOfFive = {
  period: 60,
  evaluationPeriods: 5,
  datapointsToAlarm: 3,
  treatMissingData: "notBreaching",
};

describe("ServiceAlarms", () => {
  it("has six alarms", async () => {
    const made = await make();
    const component = made.one("harena:watching:ServiceAlarms");
    assert.deepEqual(
      made.children(component),
      ["cpu", "errors", "latency", "memory", "no-task", "unhealthy"].map(
        (suffix) => `${ALARM} user-service-${suffix}`,
      ),
    );
  });

  it("ends a deployment by failed answers and latency, and by nothing that a deployment itself moves", async () => {
    const made = await make();
    const names = ["harena-dev-user-service-errors", "harena-dev-user-service-latency"];
    assert.deepEqual(made.simulation.outputs.deploymentAlarmNames, names);
    assert.deepEqual(made.one("harena:watching:ServiceAlarms").registeredOutputs, {
      deploymentAlarmNames: names,
    });
  });

  it("counts the service's own 5xx answers", async () => {
    assert.deepEqual(alarm(await make(), "errors"), {
      ...targets,
      ...threeOfFive,
      name: "harena-dev-user-service-errors",
      metricName: "HTTPCode_Target_5XX_Count",
      alarmDescription: "user-service: 5 or more answers a minute are 5xx, three minutes of five",
      statistic: "Sum",
      threshold: 5,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
    });
  });

  it("looks at the slowest answers but five in a hundred, where there are enough of them", async () => {
    assert.deepEqual(alarm(await make(), "latency"), {
      ...targets,
      ...threeOfFive,
      name: "harena-dev-user-service-latency",
      metricName: "TargetResponseTime",
      alarmDescription: "user-service: 5 % of the answers begin later than 5 s, three minutes of five",
      extendedStatistic: "p95",
      threshold: 5,
      comparisonOperator: "GreaterThanThreshold",
      evaluateLowSampleCountPercentiles: "ignore",
    });
  });

  it("takes other thresholds", async () => {
    const made = await make({ latencySeconds: 0.5, errorsPerMinute: 1 });
    assert.equal(alarm(made, "latency").threshold, 0.5);
    assert.equal(
      alarm(made, "latency").alarmDescription,
      "user-service: 5 % of the answers begin later than 0.5 s, three minutes of five",
    );
    assert.equal(alarm(made, "errors").threshold, 1);
    assert.equal(
      alarm(made, "errors").alarmDescription,
      "user-service: 1 or more answers a minute are 5xx, three minutes of five",
    );
  });

  it("tells of a task that fails its health check without a break", async () => {
    assert.deepEqual(alarm(await make(), "unhealthy"), {
      ...targets,
      name: "harena-dev-user-service-unhealthy",
      metricName: "UnHealthyHostCount",
      alarmDescription: "user-service: a task has failed the load balancer's health check for five minutes",
      statistic: "Minimum",
      period: 60,
      evaluationPeriods: 5,
      threshold: 0,
      comparisonOperator: "GreaterThanThreshold",
      treatMissingData: "notBreaching",
    });
  });

  const noTask = {
    ...targets,
    name: "harena-dev-user-service-no-task",
    metricName: "HealthyHostCount",
    alarmDescription:
      "user-service: no healthy task for three minutes (crash, lost dependency, or Spot capacity taken back)",
    statistic: "Maximum",
    period: 60,
    evaluationPeriods: 3,
    threshold: 1,
    comparisonOperator: "LessThanThreshold",
  };

  it("takes missing figures for missing tasks", async () => {
    assert.deepEqual(alarm(await make(), "no-task"), { ...noTask, treatMissingData: "breaching" });
  });

  it("takes missing figures for sleep where the service sleeps", async () => {
    assert.deepEqual(alarm(await make({ sleeps: true }), "no-task"), {
      ...noTask,
      treatMissingData: "notBreaching",
    });
  });

  for (const [suffix, metricName, what] of [
    ["cpu", "CPUUtilization", "CPU"],
    ["memory", "MemoryUtilization", "memory"],
  ] as const) {
    it(`tells when ${what} runs out`, async () => {
      assert.deepEqual(alarm(await make(), suffix), {
        namespace: "AWS/ECS",
        metricName,
        dimensions: { ClusterName: "harena-dev-cluster", ServiceName: "user-service" },
        name: `harena-dev-user-service-${suffix}`,
        alarmDescription: `user-service: tasks use more than 90 % of their ${what} for ten minutes`,
        statistic: "Average",
        period: 300,
        evaluationPeriods: 2,
        threshold: 90,
        comparisonOperator: "GreaterThanThreshold",
        treatMissingData: "notBreaching",
      });
    });
  }

  it("has names that differ and fit, however long stack and service are called", async () => {
    const made = await make(
      { serviceName: "x".repeat(200) },
      { project: "p".repeat(100), stack: "s".repeat(100) },
    );
    const names = made.ofType(ALARM).map(({ inputs }) => String(inputs.name));
    assert.equal(new Set(names).size, 6);
    for (const name of names) assert.equal(name.length, 255);
    assert.deepEqual(
      made.simulation.outputs.deploymentAlarmNames,
      ["errors", "latency"].map((suffix) => made.inputs(ALARM, `user-service-${suffix}`).name),
    );
  });

  it("refuses thresholds that would always or never be crossed", async () => {
    const cases: [Partial<ServiceAlarmsArgs>, string][] = [
      [{ latencySeconds: 0 }, "latencySeconds: got 0; allowed: seconds above 0"],
      [{ latencySeconds: Infinity }, "latencySeconds: got Infinity; allowed: seconds above 0"],
      [{ latencySeconds: NaN }, "latencySeconds: got NaN; allowed: seconds above 0"],
      [{ errorsPerMinute: 0 }, "errorsPerMinute: got 0; allowed: whole numbers from 1 to 1000000"],
      [{ errorsPerMinute: 1.5 }, "errorsPerMinute: got 1.5; allowed: whole numbers from 1 to 1000000"],
    ];
    for (const [changes, words] of cases) {
      const error = await failure(
        () => new ServiceAlarms("user-service", { ...args, topicArn: "arn", ...changes }),
      );
      assert.equal(error.message, `the alarms of user-service cannot be created: ${words}`);
    }
  });
});
