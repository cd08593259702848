/** What goes wrong is noticed, and somebody is told. */
import type { PolicyResource } from "@pulumi/policy";
import { configTexts, forStack, forTypes } from "../lib/findings";
import { matches } from "../lib/documents";
import { targetGroupsOf } from "../lib/ecsServices";
import { asList, at, ifKnown, isGiven, plainText, readers, some } from "../lib/reading";
import { dependenciesAmong, referringTo } from "../lib/references";
import { defineRule, json, ref, type ExampleResource } from "../lib/rule";
import type { Stack } from "../lib/stack";
import { ECS_SERVICE } from "../lib/taskDefinitions";
import { ALARMS, BUDGET, refusal, reportsOf, TOPIC, TOPIC_KEYS, topicsOf } from "../lib/topics";

const HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html";
const [ALARM] = ALARMS;

export const alarmActs = defineRule({
  name: "alarm-acts",
  description: "Every alarm has an action, and its actions are on.",
  why: "An alarm without an action turns red where nobody looks.",
  level: "advisory",
  severity: "medium",
  tags: ["operations", "alarms"],
  controls: {
    fsbp: ["CloudWatch.15", "CloudWatch.17"],
    checkov: ["CKV_AWS_319"],
    cdkNag: ["CloudWatchAlarmAction"],
  },
  fix: "Give alarmActions a topic that somebody reads, and leave actionsEnabled alone.",
  url: `${HUB}#cloudwatch-15`,
  examples: {
    fails: [{ type: ALARM, name: "errors", props: {} }],
    passes: [
      { type: ALARM, name: "errors", props: { alarmActions: ["arn:aws:sns:eu-west-1:111122223333:alarms"] } },
    ],
  },
  validateResource: forTypes(ALARMS, (props, findings) => {
    findings.attempt(() => {
      if (at(props, "actionsEnabled") === false) findings.violation("actionsEnabled is false; leave it out.");
    });
    findings.attempt(() => {
      if (asList(at(props, "alarmActions")).length === 0)
        findings.violation("has no alarmActions; give it a topic.");
    });
  }),
});

const ALARMS_TOPIC: ExampleResource = { type: TOPIC, name: "topic", props: { name: "alarms" } };
const ERRORS: ExampleResource = {
  type: ALARM,
  name: "errors",
  props: { alarmActions: [ref("topic", "arn")] },
};

function topicPolicy(service: string): ExampleResource {
  const statement = {
    Effect: "Allow",
    Principal: { Service: service },
    Action: "sns:Publish",
    Resource: ref("topic", "arn"),
  };
  return {
    type: "aws:sns/topicPolicy:TopicPolicy",
    name: "policy",
    props: { arn: ref("topic", "arn"), policy: json({ Version: "2012-10-17", Statement: [statement] }) },
  };
}

export const publisherLetIn = defineRule({
  name: "publisher-let-in",
  description: "Alarms, budgets and events report to topics of the stack whose policies and keys let them.",
  why: "A report that its topic refuses is lost without a trace: the first to notice is a customer.",
  level: "advisory",
  severity: "high",
  tags: ["operations", "alarms", "sns"],
  controls: {},
  fix:
    "Allow sns:Publish to the named service in the topic's policy: under a condition on aws:SourceAccount or none, and " +
    "for events.amazonaws.com under none.",
  url: "https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html",
  config: {
    foreignTopics: {
      type: "array",
      items: { type: "string" },
      default: [],
      description: "ARNs of topics outside the stack that may be reported to; `*` stands for any text.",
    },
  },
  examples: {
    fails: [ALARMS_TOPIC, topicPolicy("budgets.amazonaws.com"), ERRORS],
    passes: [ALARMS_TOPIC, topicPolicy("cloudwatch.amazonaws.com"), ERRORS],
  },
  validateStack: forStack((stack, findings, config) => {
    const foreign = configTexts(config, "foreignTopics");
    const asked = new Set<string>();
    for (const report of reportsOf(stack)) {
      for (const topic of topicsOf(report, stack)) {
        const question = `${topic.urn} ${report.service}`;
        if (asked.has(question)) continue;
        asked.add(question);
        findings.attempt(() => {
          const problem = refusal(topic, report.service, stack);
          if (problem !== undefined)
            findings.violation(`${problem}; ${report.from.name} reports to it.`, topic);
        });
      }
    }
    findings.forEach(stack.of(ALARMS), (alarm) => {
      for (const arn of strangers(alarm, stack)) {
        if (foreign.some((pattern) => matches(pattern, arn))) continue;
        findings.violation(`reports to ${arn}, which is no topic of this stack.`, alarm);
      }
    });
  }),
});

/** ARNs of topics that an alarm reports to and the stack has not. */
function strangers(alarm: PolicyResource, stack: Stack): readonly string[] {
  const topics = stack.of([TOPIC]);
  const own = topics.map(({ props }) => ifKnown(() => at(props, "arn"), undefined));
  // What a preview does not know comes from topics of the stack, if it comes from any.
  const comesFromOwn = dependenciesAmong(alarm, "alarmActions", topics).length > 0;
  const arns = readers(at(alarm.props, "alarmActions")).map((read) =>
    plainText(comesFromOwn ? ifKnown(read, "") : read()),
  );
  return arns.filter((arn) => /^arn:[^:]*:sns:/.test(arn) && !own.includes(arn));
}

const SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription";

export const topicHeard = defineRule({
  name: "topic-heard",
  description: "Every topic that something reports to has a subscription.",
  why: "A topic keeps nothing: without a subscription, what is published is gone.",
  level: "advisory",
  severity: "medium",
  tags: ["operations", "alarms", "sns"],
  controls: {},
  fix: "Add an aws.sns.TopicSubscription: an e-mail address, a chat, whatever wakes somebody.",
  url: "https://docs.aws.amazon.com/sns/latest/dg/sns-create-subscribe-endpoint-to-topic.html",
  examples: {
    fails: [ALARMS_TOPIC, ERRORS],
    passes: [
      ALARMS_TOPIC,
      ERRORS,
      {
        type: SUBSCRIPTION,
        name: "mail",
        props: { topic: ref("topic", "arn"), protocol: "email", endpoint: "team@example.com" },
      },
    ],
  },
  validateStack: forStack((stack, findings) => {
    const reported = new Set(reportsOf(stack).flatMap((report) => topicsOf(report, stack)));
    const topics = stack.of([TOPIC]);
    findings.forEach([...reported], (topic) => {
      if (referringTo(topic, stack.of([SUBSCRIPTION]), "topic", topics, TOPIC_KEYS).length > 0) return;
      findings.violation("is reported to, and has no subscription; add one.", topic);
    });
  }),
});

export const serviceAlarmed = defineRule({
  name: "service-alarmed",
  description: "Every service has an alarm on it or on its target group.",
  why: "Without one, the team hears of an outage from its users.",
  level: "advisory",
  severity: "medium",
  tags: ["operations", "alarms", "ecs"],
  controls: {},
  fix: "Add an aws.cloudwatch.MetricAlarm with the service's name, or its target group's suffix, in its dimensions.",
  url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cloudwatch-metrics.html",
  examples: {
    fails: [{ type: ECS_SERVICE, name: "app", props: { name: "app" } }],
    passes: [
      { type: ECS_SERVICE, name: "app", props: { name: "app" } },
      { type: ALARM, name: "cpu", props: { namespace: "AWS/ECS", dimensions: { ServiceName: "app" } } },
    ],
  },
  validateStack: forStack((stack, findings) => {
    findings.forEach(stack.of([ECS_SERVICE]), (service) => {
      const groups = targetGroupsOf(service, stack);
      if (some(stack.of(ALARMS), (alarm) => isOn(alarm, service, groups))) return;
      findings.violation("has no alarm on it or on its target group; add one.", service);
    });
  }),
});

function isOn(alarm: PolicyResource, service: PolicyResource, groups: readonly PolicyResource[]): boolean {
  if (dependenciesAmong(alarm, "dimensions", [service, ...groups]).length > 0) return true;
  const dimension = (key: string): unknown => ifKnown(() => at(alarm.props, "dimensions", key), undefined);
  const [name, suffix] = [dimension("ServiceName"), dimension("TargetGroup")];
  return (
    (name !== undefined && name === at(service.props, "name")) ||
    (suffix !== undefined &&
      groups.some(({ props }) => ifKnown(() => at(props, "arnSuffix"), undefined) === suffix))
  );
}

/** Types of which one costs as much as to deserve a budget. */
const BILLED = [
  ECS_SERVICE,
  "aws:ec2/instance:Instance",
  "aws:ec2/natGateway:NatGateway",
  "aws:lb/loadBalancer:LoadBalancer",
  "aws:rds/cluster:Cluster",
  "aws:rds/instance:Instance",
];

export const budgetSet = defineRule({
  name: "budget-set",
  description: "A stack that runs something has a budget that tells somebody when it is used up.",
  why: "AWS has no limit: what runs by mistake is noticed with the next bill.",
  level: "advisory",
  severity: "low",
  tags: ["operations", "cost"],
  controls: {},
  fix: "Add an aws.budgets.Budget with a notification that has subscribers.",
  url: "https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-managing-costs.html",
  examples: {
    fails: [{ type: ECS_SERVICE, name: "app", props: {} }],
    passes: [
      { type: ECS_SERVICE, name: "app", props: {} },
      {
        type: BUDGET,
        name: "budget",
        props: { notifications: [{ threshold: 100, subscriberEmailAddresses: ["team@example.com"] }] },
      },
    ],
  },
  validateStack: forStack((stack, findings) => {
    if (!stack.has(BILLED)) return;
    if (some(stack.of([BUDGET]), ({ props }) => some(asList(at(props, "notifications")), tellsSomebody)))
      return;
    findings.violation("The stack runs what costs money, and has no budget that tells somebody; add one.");
  }),
});

function tellsSomebody(notification: unknown): boolean {
  return ["subscriberEmailAddresses", "subscriberSnsTopicArns"].some(
    (key) => isGiven(() => at(notification, key, 0)) && at(notification, "threshold") !== undefined,
  );
}
