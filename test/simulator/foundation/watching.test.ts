import { describeType, FOREIGN_ARN, network, tagBreaks, trustPolicy } from "./cases";

const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";
const FILTER = "aws:cloudwatch/logMetricFilter:LogMetricFilter";
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const COMPOSITE = "aws:cloudwatch/compositeAlarm:CompositeAlarm";
const EVENT_RULE = "aws:cloudwatch/eventRule:EventRule";
const EVENT_TARGET = "aws:cloudwatch/eventTarget:EventTarget";
const TOPIC = "aws:sns/topic:Topic";
type World = Parameters<typeof network>[0];

const GONE_TOPIC = "arn:aws:sns:eu-west-1:111122223333:gone";
const ACTIONS = ["alarmActions", "okActions", "insufficientDataActions"];

function actionBreaks(): Record<string, Record<string, unknown>[]> {
  const arns = Array.from({ length: 6 }, (_, index) => `${FOREIGN_ARN}-${index}`);
  return {
    ...Object.fromEntries(
      ACTIONS.flatMap((action) => [
        [`length:${action}`, [{ [action]: arns }]],
        [`format:${action}[]`, [{ [action]: ["topic"] }]],
      ]),
    ),
    "action-exists": ACTIONS.map((action) => ({ [action]: [GONE_TOPIC] })),
    "action-region": ACTIONS.map((action) => ({ [action]: ["arn:aws:sns:us-east-1:111122223333:alarms"] })),
  };
}

describeType(LOG_GROUP, {
  compliant: () => ({ name: "/harena/dev/user-service", retentionInDays: 14 }),
  breaks: {
    "values:retentionInDays": [{ retentionInDays: 10 }, { retentionInDays: 15 }],
    duplicate: (inputs, world) => void world.add(LOG_GROUP, inputs),
    key: { kmsKeyId: "arn:aws:kms:eu-west-1:111122223333:key/gone" },
    ...tagBreaks(),
    "deletion-protection": (_inputs, world) => {
      const subject = world.account.ofType(LOG_GROUP).at(0);
      if (subject)
        world.account.add({ ...subject, inputs: { ...subject.inputs, deletionProtectionEnabled: true } });
    },
  },
  accepts: {
    "a name of 512 characters": { name: "a".repeat(512) },
    "logs that are kept for ever": { retentionInDays: 0 },
    "the same name in another region": (inputs, world) => void world.add(LOG_GROUP, inputs, {}, "us-east-1"),
  },
});

const TRANSFORMATION = { name: "Errors", namespace: "Harena/dev", value: "1" };

describeType(FILTER, {
  compliant: (world) => ({
    name: "errors",
    logGroupName: world.add(LOG_GROUP, { name: "service" }).id,
    pattern: '{ $.level = "ERROR" }',
    metricTransformation: { ...TRANSFORMATION },
  }),
  breaks: {
    "length:logGroupName": (inputs, world) =>
      void (inputs.logGroupName = world.add(LOG_GROUP, { name: "a".repeat(513) }).id),
    "format:logGroupName": (inputs, world) =>
      void (inputs.logGroupName = world.add(LOG_GROUP, { name: "a b" }).id),
    "log-group": { logGroupName: "gone" },
    "default-value": {
      "metricTransformation.defaultValue": "0",
      "metricTransformation.dimensions": { a: "$.a" },
    },
    dimensions: { "metricTransformation.dimensions": { a: "$.a", b: "$.b", c: "$.c", d: "$.d" } },
    pattern: [
      { pattern: '{ $.level = "ERROR }' },
      { pattern: "{ $.a = 1" },
      { pattern: "[a, b" },
      { pattern: "{ (] }" },
    ],
    quota: (inputs, world) => {
      for (let index = 0; index < 100; index += 1) world.add(FILTER, { ...inputs, name: `filter-${index}` });
    },
  },
  accepts: {
    "a pattern of terms": { pattern: 'ERROR -"health check"' },
    "a regular expression": { pattern: "%5\\d\\d [(]%" },
    "an empty pattern": { pattern: "" },
    "three dimensions": { "metricTransformation.dimensions": { a: "$.a", b: "$.b", c: "$.c" } },
  },
});

const METRIC = { metricName: "CPUUtilization", namespace: "AWS/ECS", period: 60, statistic: "Average" };
const NO_METRIC = { metricName: undefined, namespace: undefined, period: undefined, statistic: undefined };
const QUERIES = [
  { id: "errors", metric: { metricName: "Errors", namespace: "Harena", period: 60, stat: "Sum" } },
  { id: "requests", metric: { metricName: "Requests", namespace: "Harena", period: 60, stat: "Sum" } },
  { id: "rate", expression: "IF(requests > 10, 100 * errors / requests, 0)", returnData: true },
];

function queries(change: (all: Record<string, unknown>[]) => void): Record<string, unknown> {
  const all = structuredClone(QUERIES) as Record<string, unknown>[];
  change(all);
  return { ...NO_METRIC, metricQueries: all };
}

function inMetric(change: Record<string, unknown>): Record<string, unknown> {
  return queries((all) => void Object.assign(all[0]?.metric ?? {}, change));
}

const MIXED = { metricQueries: QUERIES };
const dimensions = Object.fromEntries(
  Array.from({ length: 31 }, (_, index) => [`Dimension${index}`, "value"]),
);

describeType(ALARM, {
  compliant: (world) => ({
    ...METRIC,
    name: "harena-dev-cpu",
    comparisonOperator: "GreaterThanThreshold",
    evaluationPeriods: 3,
    threshold: 80,
    dimensions: { ServiceName: "user-service" },
    alarmActions: [world.add(TOPIC, { name: "alarms" }).outputs.arn],
  }),
  breaks: {
    ...actionBreaks(),
    "required:metricQueries[].id": {
      ...NO_METRIC,
      dimensions: undefined,
      metricQueries: [{ expression: "SELECT AVG(CPUUtilization) FROM x", period: 60, returnData: true }],
    },
    "required:metricQueries[].metric.metricName": {
      dimensions: undefined,
      ...inMetric({ metricName: undefined }),
    },
    "required:metricQueries[].metric.period": { dimensions: undefined, ...inMetric({ period: undefined }) },
    "required:metricQueries[].metric.stat": { dimensions: undefined, ...inMetric({ stat: undefined }) },
    "conflicts:dimensions+metricQueries": { ...NO_METRIC, ...MIXED },
    "conflicts:extendedStatistic+metricQueries": {
      ...NO_METRIC,
      dimensions: undefined,
      extendedStatistic: "p95",
      ...MIXED,
    },
    "conflicts:metricName+metricQueries": {
      ...NO_METRIC,
      ...MIXED,
      dimensions: undefined,
      metricName: "CPU",
    },
    "conflicts:namespace+metricQueries": {
      ...NO_METRIC,
      ...MIXED,
      dimensions: undefined,
      namespace: "AWS/ECS",
    },
    "conflicts:period+metricQueries": { ...NO_METRIC, ...MIXED, dimensions: undefined, period: 60 },
    "conflicts:statistic+metricQueries": { ...NO_METRIC, ...MIXED, dimensions: undefined, statistic: "Sum" },
    "conflicts:extendedStatistic+statistic": { extendedStatistic: "p95" },
    "conflicts:threshold+thresholdMetricId": { thresholdMetricId: "band" },
    "conflicts:metricQueries[].expression+metricQueries[].metric": {
      dimensions: undefined,
      ...queries((all) => void Object.assign(all[0] ?? {}, { expression: "requests * 2" })),
    },
    "values:metricQueries[].metric.unit": { dimensions: undefined, ...inMetric({ unit: "Requests" }) },
    "length:dimensions": { dimensions },
    "length:metricQueries[].metric.dimensions": { dimensions: undefined, ...inMetric({ dimensions }) },
    "length:metricQueries": {
      dimensions: undefined,
      ...queries((all) => {
        for (let index = 0; index < 18; index += 1) all.push({ ...QUERIES[0], id: `more${index}` });
      }),
    },
    operator: [{ comparisonOperator: undefined }, { evaluationPeriods: undefined }],
    metric: [
      { namespace: undefined },
      { period: undefined },
      { metricName: undefined, namespace: undefined, period: undefined, statistic: undefined },
    ],
    statistic: { statistic: undefined },
    threshold: { threshold: undefined },
    "extended-statistic": [
      { statistic: undefined, extendedStatistic: "p101" },
      { statistic: undefined, extendedStatistic: "95" },
    ],
    "query-statistic": { dimensions: undefined, ...inMetric({ stat: "Mean" }) },
    period: [{ period: 45 }, { period: 1 }, { period: 90 }, { period: 0 }],
    "query-period": [
      { dimensions: undefined, ...inMetric({ period: 45 }) },
      { dimensions: undefined, ...queries((all) => void Object.assign(all[2] ?? {}, { period: 7 })) },
    ],
    window: [
      { period: 300, evaluationPeriods: 289 },
      { period: 86_400, evaluationPeriods: 8 },
      { dimensions: undefined, evaluationPeriods: 1441, ...queries(() => undefined) },
    ],
    datapoints: { datapointsToAlarm: 4 },
    "query-id": {
      dimensions: undefined,
      ...queries((all) => void all.push({ ...QUERIES[0], id: "Errors" })),
    },
    "query-duplicate": { dimensions: undefined, ...queries((all) => void all.push({ ...QUERIES[0] })) },
    "query-empty": { dimensions: undefined, ...queries((all) => void all.push({ id: "bare" })) },
    "query-expression": {
      dimensions: undefined,
      ...queries((all) => void Object.assign(all[2] ?? {}, { expression: "100 * faults / requests" })),
    },
    "query-return": [
      { dimensions: undefined, ...queries((all) => void Object.assign(all[2] ?? {}, { returnData: false })) },
      { dimensions: undefined, ...queries((all) => void Object.assign(all[0] ?? {}, { returnData: true })) },
    ],
    "threshold-metric": {
      dimensions: undefined,
      threshold: undefined,
      thresholdMetricId: "band",
      ...queries(() => undefined),
    },
    ...tagBreaks(),
    "in-use": (_inputs, world) =>
      void world.add(COMPOSITE, { alarmName: "all", alarmRule: 'ALARM("harena-dev-cpu") OR ALARM(other)' }),
  },
  accepts: {
    "metric math": { dimensions: undefined, ...queries(() => undefined) },
    "a percentile": { statistic: undefined, extendedStatistic: "p99.9" },
    "a trimmed mean": { statistic: undefined, extendedStatistic: "TM(10%:90%)" },
    "a whole day": { period: 300, evaluationPeriods: 288 },
    "a whole week of hours": { period: 3600, evaluationPeriods: 168 },
    "30 dimensions": { dimensions: Object.fromEntries(Object.entries(dimensions).slice(1)) },
    "a topic of another account": { okActions: ["arn:aws:sns:eu-west-1:444455556666:alarms"] },
    "an EC2 action": { alarmActions: ["arn:aws:automate:eu-west-1:ec2:recover"] },
  },
});

function composite(world: World): string {
  return world.add(ALARM, { ...METRIC, name: "one", comparisonOperator: "LessThanThreshold", threshold: 1 })
    .id;
}

describeType(COMPOSITE, {
  compliant: (world) => ({
    alarmName: "service-down",
    alarmRule: `ALARM("${composite(world)}") AND NOT OK(one)`,
  }),
  samples: {
    actionsSuppressor: {},
    "actionsSuppressor.alarm": "one",
    "actionsSuppressor.extensionPeriod": 60,
    "actionsSuppressor.waitPeriod": 60,
  },
  breaks: {
    ...actionBreaks(),
    "length:alarmRule": { alarmRule: Array.from({ length: 1100 }, () => "ALARM(one)").join(" OR ") },
    "rule-syntax": [
      { alarmRule: "ALARM(one) ALARM(one)" },
      { alarmRule: "(ALARM(one)" },
      { alarmRule: "one" },
      { alarmRule: "ALARM(one) AND" },
    ],
    alarms: [{ alarmRule: "ALARM(two)" }, { alarmRule: 'ALARM(one) OR OK("two words")' }],
    ...tagBreaks(),
  },
  accepts: {
    "nested rules": { alarmRule: "(ALARM(one) OR (OK(one) AND NOT INSUFFICIENT_DATA(one))) AND TRUE" },
    "an alarm's ARN": { alarmRule: "ALARM(arn:aws:cloudwatch:eu-west-1:111122223333:alarm:one)" },
  },
});

const WIDGET = {
  type: "metric",
  x: 0,
  y: 0,
  width: 24,
  height: 6,
  properties: {
    region: "eu-west-1",
    metrics: [["AWS/ECS", "CPUUtilization", "ServiceName", "a", { stat: "Sum" }]],
  },
};

function body(...widgets: readonly object[]): Record<string, unknown> {
  return { dashboardBody: JSON.stringify({ widgets }) };
}

describeType("aws:cloudwatch/dashboard:Dashboard", {
  compliant: () => ({ dashboardName: "harena-dev", ...body(WIDGET) }),
  breaks: {
    json: { dashboardBody: "{" },
    widgets: [{ dashboardBody: "{}" }, body(...Array.from({ length: 501 }, () => WIDGET))],
    "widget-type": [body({ ...WIDGET, type: "graph" }), body({ ...WIDGET, type: undefined })],
    "widget-place": [
      body({ ...WIDGET, x: 1 }),
      body({ ...WIDGET, width: 25 }),
      body({ ...WIDGET, y: -1 }),
      body({ ...WIDGET, height: 0 }),
    ],
    "widget-properties": [
      body({ ...WIDGET, properties: {} }),
      body({ ...WIDGET, type: "text", properties: {} }),
      body({ ...WIDGET, type: "log", properties: { region: "eu-west-1" } }),
    ],
    "widget-metrics": [
      body({ ...WIDGET, properties: { region: "eu-west-1", metrics: [["AWS/ECS"]] } }),
      body({ ...WIDGET, properties: { region: "eu-west-1", metrics: [["AWS/ECS", "CPU", "ServiceName"]] } }),
      body({ ...WIDGET, properties: { region: "eu-west-1", metrics: ["AWS/ECS"] } }),
      body({ ...WIDGET, properties: { region: "eu-west-1", period: 45 } }),
    ],
  },
  accepts: {
    "an expression": body({
      ...WIDGET,
      properties: { region: "eu-west-1", metrics: [[{ expression: "m1 * 2" }]] },
    }),
    "500 widgets": body(...Array.from({ length: 500 }, () => WIDGET)),
  },
});

describeType(EVENT_RULE, {
  compliant: () => ({
    name: "stopped",
    eventPattern: JSON.stringify({ source: ["aws.ecs"], detail: { lastStatus: ["STOPPED"] } }),
  }),
  breaks: {
    "conflicts:isEnabled+state": { isEnabled: true, state: "ENABLED" },
    "length:scheduleExpression": { scheduleExpression: `cron(0 ${"0,".repeat(130)}0 * * ? *)` },
    "pattern-json": { eventPattern: "{" },
    "pattern-size": { eventPattern: JSON.stringify({ source: ["a".repeat(4096)] }) },
    pattern: [
      { eventPattern: '{"source":"aws.ecs"}' },
      { eventPattern: "{}" },
      { eventPattern: '{"source":[]}' },
    ],
    schedule: [
      { scheduleExpression: "rate(1 minutes)" },
      { scheduleExpression: "rate(5 minute)" },
      { scheduleExpression: "rate(0 minutes)" },
      { scheduleExpression: "cron(0 3 * * *)" },
      { scheduleExpression: "cron(0 3 * * * *)" },
      { scheduleExpression: "cron(0 24 * * ? *)" },
      { scheduleExpression: "every day" },
    ],
    "schedule-bus": { eventBusName: "own", scheduleExpression: "rate(1 day)" },
    ...tagBreaks(),
    "in-use": (_inputs, world) => void world.add(EVENT_TARGET, { rule: "stopped", arn: FOREIGN_ARN }),
  },
  accepts: {
    "a rate of one": { scheduleExpression: "rate(1 hour)" },
    "weekdays by name": { scheduleExpression: "cron(0/15 8-18 ? * MON-FRI *)" },
    "the last day of a month": { scheduleExpression: "cron(0 3 L * ? *)" },
  },
});

const ECS_TARGET = {
  arn: "arn:aws:ecs:eu-west-1:444455556666:cluster/harena",
  input: undefined,
  roleArn: "arn:aws:iam::444455556666:role/events",
};

describeType(EVENT_TARGET, {
  compliant: (world) => ({
    rule: world.add(EVENT_RULE, { name: "stopped", eventPattern: "{}" }).id,
    targetId: "topic",
    arn: world.add(TOPIC, { name: "alarms" }).outputs.arn,
    input: '{"text":"stopped"}',
  }),
  samples: {
    "ecsTarget.networkConfiguration": {},
    "ecsTarget.networkConfiguration.subnets": ["subnet-1"],
    inputPath: "$.detail",
    inputTransformer: { inputTemplate: '"x"' },
  },
  breaks: {
    "required:inputTransformer.inputTemplate": {
      input: undefined,
      "inputTransformer.inputPaths": { a: "$.a" },
    },
    "conflicts:input+inputPath": { inputPath: "$.detail" },
    "conflicts:input+inputTransformer": { inputTransformer: { inputTemplate: '"x"' } },
    "conflicts:inputPath+inputTransformer": {
      input: undefined,
      inputPath: "$.detail",
      inputTransformer: { inputTemplate: '"x"' },
    },
    "length:input": { input: JSON.stringify("a".repeat(8191)) },
    "length:inputPath": { input: undefined, inputPath: `$.${"a".repeat(255)}` },
    "length:inputTransformer.inputTemplate": {
      input: undefined,
      inputTransformer: { inputTemplate: "a".repeat(8193) },
    },
    "length:inputTransformer.inputPaths": {
      input: undefined,
      inputTransformer: {
        inputTemplate: '"x"',
        inputPaths: Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`key${index}`, "$.a"])),
      },
    },
    "format:rule": { rule: "arn:aws:events:eu-west-1:111122223333:rule/stopped" },
    input: { input: "not JSON" },
    "rule-exists": [{ rule: "gone" }, { eventBusName: "own" }],
    "target-exists": [
      { arn: GONE_TOPIC },
      { deadLetterConfig: { arn: "arn:aws:sqs:eu-west-1:111122223333:gone" } },
    ],
    "role-missing": { ...ECS_TARGET, roleArn: undefined },
    role: [
      { roleArn: "arn:aws:iam::111122223333:role/gone" },
      (inputs, world) =>
        void (inputs.roleArn = world.add("aws:iam/role:Role", {
          name: "other",
          assumeRolePolicy: trustPolicy(),
        }).outputs.arn),
    ],
    quota: (inputs, world) => {
      for (let index = 0; index < 5; index += 1)
        world.add(EVENT_TARGET, { ...inputs, targetId: `t${index}` });
    },
  },
  accepts: {
    "a task of another account": ECS_TARGET,
    "a role that events may assume": (inputs, world) =>
      void (inputs.roleArn = world.add("aws:iam/role:Role", {
        name: "events",
        assumeRolePolicy: trustPolicy("events.amazonaws.com"),
      }).outputs.arn),
  },
});
