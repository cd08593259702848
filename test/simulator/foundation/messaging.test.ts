import {
  describeType,
  FOREIGN_ARN,
  network,
  policyBreaks,
  policyOf,
  ROOT,
  tagBreaks,
  trustPolicy,
} from "./cases";

const TOPIC = "aws:sns/topic:Topic";
const SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription";
const QUEUE = "aws:sqs/queue:Queue";
const BUDGET = "aws:budgets/budget:Budget";
const SCHEDULE = "aws:scheduler/schedule:Schedule";
const GROUP = "aws:scheduler/scheduleGroup:ScheduleGroup";
const ROLE = "aws:iam/role:Role";
type World = Parameters<typeof network>[0];

const PUBLISH = { Effect: "Allow", Principal: { AWS: ROOT }, Action: "sns:Publish", Resource: "*" };
const SEND = { ...PUBLISH, Action: "sqs:SendMessage" };
const GONE_TOPIC = "arn:aws:sns:eu-west-1:111122223333:gone";
const GONE_QUEUE = "arn:aws:sqs:eu-west-1:111122223333:gone";

describeType(TOPIC, {
  compliant: () => ({ name: "harena-dev-alarms" }),
  breaks: {
    "values:fifoThroughputScope": { name: "a.fifo", fifoTopic: true, fifoThroughputScope: "Queue" },
    name: [
      { name: "a b" },
      { name: "a".repeat(257) },
      { fifoTopic: true, name: `${"a".repeat(252)}.fifo` },
      { name: "a.fifo" },
    ],
    "fifo-only": [
      { archivePolicy: "{}" },
      { fifoThroughputScope: "Topic" },
      { contentBasedDeduplication: true },
    ],
    adopted: (inputs, world) => void world.add(TOPIC, inputs),
    json: { deliveryPolicy: "{" },
    key: { kmsMasterKeyId: "alias/gone" },
    ...policyBreaks("policy", "resource", PUBLISH, 30720),
    ...tagBreaks(),
  },
  accepts: {
    "256 characters": { name: "a".repeat(256) },
    "a FIFO topic": { name: "a.fifo", fifoTopic: true },
    "a name from a prefix": { name: undefined, namePrefix: "harena-" },
  },
});

describeType("aws:sns/topicPolicy:TopicPolicy", {
  compliant: (world) => ({ arn: world.add(TOPIC, { name: "alarms" }).id, policy: policyOf(PUBLISH) }),
  breaks: {
    topic: { arn: GONE_TOPIC },
    ...policyBreaks("policy", "resource", PUBLISH, 30720),
    scope: { policy: policyOf({ ...PUBLISH, Action: "sqs:SendMessage" }) },
  },
});

describeType(SUBSCRIPTION, {
  compliant: (world) => ({
    topic: world.add(TOPIC, { name: "alarms" }).id,
    protocol: "email",
    endpoint: "team@example.com",
  }),
  breaks: {
    "values:filterPolicyScope": { filterPolicy: "{}", filterPolicyScope: "Everything" },
    topic: { topic: GONE_TOPIC },
    json: { filterPolicy: "{" },
    "filter-scope": { filterPolicyScope: "MessageBody" },
    endpoint: [
      { endpoint: "team" },
      { endpoint: "team@example" },
      { endpoint: "the team@example.com" },
      { protocol: "https", endpoint: "http://example.com" },
      { protocol: "sms", endpoint: "0123" },
      { protocol: "lambda", endpoint: FOREIGN_ARN },
    ],
    "endpoint-exists": { protocol: "sqs", endpoint: GONE_QUEUE },
    "firehose-role": {
      protocol: "firehose",
      endpoint: "arn:aws:firehose:eu-west-1:444455556666:deliverystream/a",
    },
    fifo: (inputs, world) => void (inputs.topic = world.add(TOPIC, { name: "a.fifo", fifoTopic: true }).id),
    duplicate: (inputs, world) => void world.add(SUBSCRIPTION, { ...inputs, filterPolicy: "{}" }),
  },
  accepts: {
    "the same subscription": (inputs, world) => void world.add(SUBSCRIPTION, inputs),
    "a queue": (inputs, world) => void Object.assign(inputs, { protocol: "sqs", endpoint: queueArn(world) }),
    "a plus in the address": { endpoint: "team+alarms@mail.example.co.uk" },
    https: { protocol: "https", endpoint: "https://example.com/hook" },
  },
});

function queueArn(world: World): unknown {
  return world.add(QUEUE, { name: "queue" }).outputs.arn;
}

describeType(QUEUE, {
  compliant: () => ({ name: "dead-letters" }),
  samples: { sqsManagedSseEnabled: true },
  breaks: {
    name: [{ name: "a b" }, { name: "a".repeat(81) }, { name: "a.fifo" }, { fifoQueue: true }],
    duplicate: (inputs, world) => void world.add(QUEUE, inputs),
    "fifo-only": { contentBasedDeduplication: true },
    json: { redrivePolicy: "{" },
    "dead-letter": { redrivePolicy: JSON.stringify({ deadLetterTargetArn: GONE_QUEUE, maxReceiveCount: 3 }) },
    ...policyBreaks("policy", "resource", SEND),
    ...tagBreaks(),
  },
  accepts: { "a FIFO queue": { name: "a.fifo", fifoQueue: true }, "80 characters": { name: "a".repeat(80) } },
});

const NOTIFICATION = {
  comparisonOperator: "GREATER_THAN",
  notificationType: "ACTUAL",
  threshold: 80,
  thresholdType: "PERCENTAGE",
  subscriberEmailAddresses: ["team@example.com"],
};
const PLANNED = { limitAmount: undefined, limitUnit: undefined };

function notifications(...list: readonly object[]): Record<string, unknown> {
  return { notifications: list };
}

describeType(BUDGET, {
  compliant: () => ({
    name: "harena-dev",
    budgetType: "COST",
    timeUnit: "MONTHLY",
    limitAmount: "36",
    limitUnit: "USD",
    notifications: [structuredClone(NOTIFICATION)],
  }),
  samples: {
    plannedLimits: [{ amount: "1", startTime: "2025-01-01_00:00", unit: "USD" }],
    "plannedLimits[].startTime": "2025-01-01_00:00",
    filterExpression: {},
  },
  breaks: {
    "required:plannedLimits[].amount": {
      ...PLANNED,
      plannedLimits: [{ startTime: "2025-01-01_00:00", unit: "USD" }],
    },
    "required:plannedLimits[].startTime": { ...PLANNED, plannedLimits: [{ amount: "1", unit: "USD" }] },
    "required:plannedLimits[].unit": {
      ...PLANNED,
      plannedLimits: [{ amount: "1", startTime: "2025-01-01_00:00" }],
    },
    "format:plannedLimits[].startTime": {
      ...PLANNED,
      plannedLimits: [{ amount: "1", startTime: "2025-01-01", unit: "USD" }],
    },
    "conflicts:limitAmount+plannedLimits": {
      limitUnit: undefined,
      plannedLimits: [{ amount: "1", startTime: "2025-01-01_00:00", unit: "USD" }],
    },
    "conflicts:limitUnit+plannedLimits": {
      limitAmount: undefined,
      plannedLimits: [{ amount: "1", startTime: "2025-01-01_00:00", unit: "USD" }],
    },
    "conflicts:costFilters+filterExpression": {
      costFilters: [{ name: "Service", values: ["x"] }],
      filterExpression: {},
    },
    duplicate: [
      (inputs, world) => void world.add(BUDGET, inputs),
      (inputs, world) => void world.add(BUDGET, inputs, {}, "us-east-1"),
    ],
    "limit-missing": [{ limitAmount: undefined }, { limitUnit: undefined }],
    limit: [{ limitAmount: "0" }, { limitAmount: "-1" }, { limitAmount: "thirty" }],
    unit: { limitUnit: "EUR" },
    thresholds: [{ "notifications[0].threshold": 0 }, { "notifications[0].threshold": -5 }],
    subscribers: [
      { "notifications[0].subscriberEmailAddresses": [] },
      {
        "notifications[0].subscriberEmailAddresses": Array.from(
          { length: 11 },
          (_, index) => `a${index}@example.com`,
        ),
      },
      { "notifications[0].subscriberSnsTopicArns": [`${FOREIGN_ARN}-1`, `${FOREIGN_ARN}-2`] },
    ],
    email: { "notifications[0].subscriberEmailAddresses": ["team"] },
    topic: { "notifications[0].subscriberSnsTopicArns": [GONE_TOPIC] },
    "duplicate-notification": notifications(NOTIFICATION, {
      ...NOTIFICATION,
      subscriberEmailAddresses: ["b@example.com"],
    }),
    notifications: notifications(
      ...Array.from({ length: 11 }, (_, index) => ({ ...NOTIFICATION, threshold: index + 1 })),
    ),
    forecast: { timeUnit: "DAILY", "notifications[0].notificationType": "FORECASTED" },
    ...tagBreaks(),
  },
  accepts: {
    cents: { limitAmount: "36.50" },
    "ten notifications": notifications(
      ...Array.from({ length: 10 }, (_, index) => ({ ...NOTIFICATION, threshold: index + 1 })),
    ),
    "a topic": (inputs, world) =>
      void (inputs.notifications = [
        { ...NOTIFICATION, subscriberSnsTopicArns: [world.add(TOPIC, { name: "alarms" }).id] },
      ]),
  },
});

describeType(SCHEDULE, {
  compliant: (world) => ({
    name: "backup",
    groupName: world.add(GROUP, { name: "harena-dev" }).id,
    scheduleExpression: "cron(0 3 * * ? *)",
    scheduleExpressionTimezone: "Europe/Paris",
    flexibleTimeWindow: { mode: "OFF" },
    target: {
      arn: queueArn(world),
      roleArn: world.add(ROLE, { name: "backup", assumeRolePolicy: trustPolicy("scheduler.amazonaws.com") })
        .outputs.arn,
    },
  }),
  samples: {
    "target.ecsParameters.networkConfiguration.subnets": ["subnet-1"],
    "target.eventbridgeParameters.source": "harena",
  },
  breaks: {
    "required:flexibleTimeWindow": { flexibleTimeWindow: undefined },
    "required:target": { target: undefined },
    "range:flexibleTimeWindow.maximumWindowInMinutes": [0, 1441].map((maximumWindowInMinutes) => ({
      flexibleTimeWindow: { mode: "FLEXIBLE", maximumWindowInMinutes },
    })),
    "length:groupName": (inputs, world) =>
      void (inputs.groupName = world.add(GROUP, { name: "a".repeat(65) }).id),
    "length:scheduleExpression": { scheduleExpression: `cron(0 ${"0,".repeat(130)}0 * * ? *)` },
    ...capacity("capacityProviderStrategies", 7),
    ...capacity("placementConstraints", 11),
    ...capacity("placementStrategies", 6),
    duplicate: (inputs, world) => void world.add(SCHEDULE, inputs),
    group: { groupName: "gone" },
    expression: [
      { scheduleExpression: "cron(0 3 * * *)" },
      { scheduleExpression: "cron(60 3 * * ? *)" },
      { scheduleExpression: "cron(0 3 ? * ? *)" },
      { scheduleExpression: "rate(5 seconds)" },
      { scheduleExpression: "at(2025-13-01T00:00:00)" },
      { scheduleExpression: "daily" },
    ],
    timezone: [{ scheduleExpressionTimezone: "Europe/Lutetia" }, { scheduleExpressionTimezone: "+01:00" }],
    window: [
      { flexibleTimeWindow: { mode: "FLEXIBLE" } },
      { flexibleTimeWindow: { mode: "OFF", maximumWindowInMinutes: 5 } },
    ],
    role: [
      { "target.roleArn": "arn:aws:iam::111122223333:role/gone" },
      (inputs, world) => {
        const other = world.add(ROLE, { name: "other", assumeRolePolicy: trustPolicy() });
        inputs.target = { ...(inputs.target as object), roleArn: other.outputs.arn };
      },
    ],
    "target-exists": [{ "target.arn": GONE_QUEUE }, { "target.deadLetterConfig": { arn: GONE_QUEUE } }],
    input: { "target.input": "" },
  },
  accepts: {
    "a single time": { scheduleExpression: "at(2030-01-31T03:00:00)" },
    "a rate in either number": { scheduleExpression: "rate(1 days)" },
    "the default group": { groupName: undefined },
    "a window": { flexibleTimeWindow: { mode: "FLEXIBLE", maximumWindowInMinutes: 1440 } },
  },
});

function capacity(list: string, count: number): Record<string, Record<string, unknown>> {
  const taskDefinitionArn = "arn:aws:ecs:eu-west-1:444455556666:task-definition/backup:1";
  const items = Array.from({ length: count }, () => ({}));
  return {
    [`length:target.ecsParameters.${list}`]: { "target.ecsParameters": { taskDefinitionArn, [list]: items } },
  };
}

describeType(GROUP, {
  compliant: () => ({ name: "harena-dev" }),
  breaks: {
    duplicate: (inputs, world) => void world.add(GROUP, inputs),
    default: { name: "default" },
    ...tagBreaks(),
  },
});
