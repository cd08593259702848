import assert from "node:assert/strict";
import { Autoscaling, dailyAt, type AutoscalingArgs } from "../../components/autoscaling";
import { failure, plan, type Plan } from "../support/plan";
import { servicesOn, type Changes } from "../support/services";

const TARGET = "aws:appautoscaling/target:Target";
const POLICY = "aws:appautoscaling/policy:Policy";
const ACTION = "aws:appautoscaling/scheduledAction:ScheduledAction";
const NIGHT = { from: "20:30", to: "07:05", timezone: "Europe/Paris" };

/** The scaling of a service: Application Auto Scaling refuses services and target groups that do not exist. */
const make = (changes: Changes = {}): Promise<Plan> => plan(() => void servicesOn()("user-service", changes));

const what = {
  serviceNamespace: "ecs",
  scalableDimension: "ecs:service:DesiredCount",
  resourceId: "service/harena-dev-cluster/user-service",
};

const refused = (changes: Partial<AutoscalingArgs>): Promise<Error> =>
  failure(
    () =>
      new Autoscaling("user-service", {
        clusterName: "cluster",
        serviceName: "user-service",
        minTasks: 1,
        maxTasks: 2,
        cpuPercent: 70,
        requestsPerTask: 1000,
        requestLabel: "label",
        ...changes,
      }),
  );

describe("Autoscaling", () => {
  it("keeps a service between two bounds by CPU and requests, and has no hours without tasks", async () => {
    const made = await make({
      scaling: { minTasks: 2, maxTasks: 6, cpuPercent: 60, requestsPerTask: 600 },
    });
    const scaling = made.one("harena:containers:Autoscaling");
    assert.equal(scaling.parent, made.one("harena:containers:FargateService").urn);
    assert.deepEqual(made.children(scaling), [
      `${POLICY} user-service-cpu`,
      `${POLICY} user-service-requests`,
      `${TARGET} user-service-target`,
    ]);
    assert.deepEqual(scaling.registeredOutputs, {});
    assert.deepEqual(made.inputs(TARGET), { ...what, minCapacity: 2, maxCapacity: 6 });
    const tracking = { scaleOutCooldown: 60, scaleInCooldown: 300 };
    assert.deepEqual(made.inputs(POLICY, "user-service-cpu"), {
      ...what,
      name: "cpu",
      policyType: "TargetTrackingScaling",
      targetTrackingScalingPolicyConfiguration: {
        ...tracking,
        targetValue: 60,
        predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageCPUUtilization" },
      },
    });
    const balancer = String(made.one("aws:lb/loadBalancer:LoadBalancer").outputs.arnSuffix);
    const targets = String(made.one("aws:lb/targetGroup:TargetGroup").outputs.arnSuffix);
    assert.match(balancer, /^app\//);
    assert.match(targets, /^targetgroup\//);
    assert.deepEqual(made.inputs(POLICY, "user-service-requests"), {
      ...what,
      name: "requests",
      policyType: "TargetTrackingScaling",
      targetTrackingScalingPolicyConfiguration: {
        ...tracking,
        targetValue: 600,
        predefinedMetricSpecification: {
          predefinedMetricType: "ALBRequestCountPerTarget",
          resourceLabel: `${balancer}/${targets}`,
        },
      },
    });
  });

  it("stops the last task in the evening and starts the usual number in the morning", async () => {
    const made = await make({
      scaling: { minTasks: 2, maxTasks: 3, cpuPercent: 70, requestsPerTask: 1000 },
      sleep: NIGHT,
    });
    assert.deepEqual(
      made.ofType(ACTION).map(({ inputs }) => inputs),
      [
        {
          ...what,
          name: "sleep",
          schedule: "cron(30 20 * * ? *)",
          timezone: "Europe/Paris",
          scalableTargetAction: { minCapacity: 0, maxCapacity: 0 },
        },
        {
          ...what,
          name: "wake",
          schedule: "cron(5 7 * * ? *)",
          timezone: "Europe/Paris",
          scalableTargetAction: { minCapacity: 2, maxCapacity: 3 },
        },
      ],
    );
    const parents = made.ofType(ACTION).map(({ parent }) => parent);
    const { urn } = made.one("harena:containers:Autoscaling");
    assert.deepEqual(parents, [urn, urn]);
  });

  it("changes the target one by one, which the API refuses at once", async () => {
    const made = await make({ sleep: NIGHT });
    const order = ["target", "cpu", "requests", "sleep", "wake"].map((suffix) => `user-service-${suffix}`);
    const own = [...made.ofType(TARGET), ...made.ofType(POLICY), ...made.ofType(ACTION)];
    assert.deepEqual(
      own.map(({ name }) => name),
      order,
    );
    for (const [index, resource] of own.slice(1).entries()) {
      assert.ok(made.waitsFor(resource).includes(order[index]), resource.name);
    }
  });

  it("writes a time of day as a daily cron expression without leading zeros", () => {
    assert.equal(dailyAt("00:00"), "cron(0 0 * * ? *)");
    assert.equal(dailyAt("07:30"), "cron(30 7 * * ? *)");
    assert.equal(dailyAt("23:59"), "cron(59 23 * * ? *)");
  });

  it("takes the outermost numbers that are allowed", async () => {
    await make({ scaling: { minTasks: 1, maxTasks: 1, cpuPercent: 1, requestsPerTask: 1 } });
    await make({
      scaling: { minTasks: 1000, maxTasks: 1000, cpuPercent: 100, requestsPerTask: 1_000_000 },
      sleep: { from: "00:00", to: "23:59", timezone: "UTC" },
    });
  });

  const cases: [Partial<AutoscalingArgs>, string][] = [
    [{ minTasks: 0 }, "minTasks: got 0; allowed: whole numbers from 1 to 1000"],
    [{ minTasks: 1.5 }, "minTasks: got 1.5; allowed: whole numbers from 1 to 1000"],
    [{ maxTasks: 1001 }, "maxTasks: got 1001; allowed: whole numbers from 1 to 1000"],
    [{ minTasks: 3 }, "minTasks: got 3; allowed: at most maxTasks, 2"],
    [{ cpuPercent: 0 }, "cpuPercent: got 0; allowed: whole numbers from 1 to 100"],
    [{ cpuPercent: 101 }, "cpuPercent: got 101; allowed: whole numbers from 1 to 100"],
    [{ requestsPerTask: 0 }, "requestsPerTask: got 0; allowed: whole numbers from 1 to 1000000"],
    [
      { requestsPerTask: 1_000_001 },
      "requestsPerTask: got 1000001; allowed: whole numbers from 1 to 1000000",
    ],
    [{ sleep: { ...NIGHT, from: "24:00" } }, 'sleep.from: got "24:00"; allowed: HH:MM'],
    [{ sleep: { ...NIGHT, to: "7:00" } }, 'sleep.to: got "7:00"; allowed: HH:MM'],
    [{ sleep: { ...NIGHT, to: "07:60" } }, 'sleep.to: got "07:60"; allowed: HH:MM'],
    [
      { sleep: { ...NIGHT, to: NIGHT.from } },
      'sleep.to: got "20:30", when sleep begins; allowed: any other time',
    ],
    [
      { sleep: { ...NIGHT, timezone: "Europe/Pariss" } },
      'sleep.timezone: got "Europe/Pariss"; allowed: an IANA time zone, e.g. "Europe/Paris"',
    ],
  ];
  for (const [changes, words] of cases) {
    it(`refuses ${words.split(";")[0] ?? ""}`, async () => {
      const error = await refused(changes);
      assert.equal(error.message, `the scaling of user-service cannot be created: ${words}`);
    });
  }

  it("reports everything that is wrong at once", async () => {
    const error = await refused({ minTasks: 0, cpuPercent: 0, sleep: { ...NIGHT, from: "" } });
    assert.equal(
      error.message,
      "the scaling of user-service cannot be created: minTasks: got 0; allowed: whole numbers from 1 to 1000; " +
        'cpuPercent: got 0; allowed: whole numbers from 1 to 100; sleep.from: got ""; allowed: HH:MM',
    );
  });
});
