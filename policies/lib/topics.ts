/** Topics, who reports to them, and whom their policies let publish. */
import type { PolicyResource } from "@pulumi/policy";
import {
  coversAction,
  coversResource,
  isAllow,
  isDeny,
  isEverybody,
  statementsOf,
  type Statement,
} from "./documents";
import { asList, at, isUnknownValue, plainText, some } from "./reading";
import { allReferredTo, givenAt, referringTo, type Path } from "./references";
import type { Stack } from "./stack";

export const TOPIC = "aws:sns/topic:Topic";
export const TOPIC_POLICY = "aws:sns/topicPolicy:TopicPolicy";
export const TOPIC_KEYS = ["arn", "id"];

export const ALARMS = [
  "aws:cloudwatch/metricAlarm:MetricAlarm",
  "aws:cloudwatch/compositeAlarm:CompositeAlarm",
];
export const BUDGET = "aws:budgets/budget:Budget";
const EVENT_TARGET = "aws:cloudwatch/eventTarget:EventTarget";

const ALARM_ACTIONS = ["alarmActions", "okActions", "insufficientDataActions"];

/** Something that reports to topics. */
export interface Report {
  readonly from: PolicyResource;
  /** The service that publishes. */
  readonly service: string;
  readonly path: Path;
}

export function reportsOf(stack: Stack): readonly Report[] {
  const alarms = stack
    .of(ALARMS)
    .flatMap((from) =>
      ALARM_ACTIONS.map((path): Report => ({ from, service: "cloudwatch.amazonaws.com", path })),
    );
  const budgets = stack.of([BUDGET]).flatMap((from) =>
    asList(givenAt(from, "notifications")).map((_, index): Report => ({
      from,
      service: "budgets.amazonaws.com",
      path: ["notifications", index, "subscriberSnsTopicArns"],
    })),
  );
  const events = stack
    .of([EVENT_TARGET])
    .map((from): Report => ({ from, service: "events.amazonaws.com", path: "arn" }));
  return [...alarms, ...budgets, ...events];
}

/** The topics of the stack to which something reports, and the ARNs of topics that are not the stack's. */
export function topicsOf({ from, path }: Report, stack: Stack): readonly PolicyResource[] {
  try {
    return allReferredTo(from, path, stack.of([TOPIC]), TOPIC_KEYS);
  } catch (error) {
    // What refers to no topic of the stack is of no interest here.
    if (isUnknownValue(error)) return [];
    throw error;
  }
}

/** Why a topic takes nothing from a service; undefined when it does. */
export function refusal(topic: PolicyResource, service: string, stack: Stack): string | undefined {
  if (plainText(givenAt(topic, "kmsMasterKeyId")) === "alias/aws/sns") {
    return "is encrypted with alias/aws/sns, which no AWS service may use; give it a key of your own";
  }
  const separate = referringTo(topic, stack.of([TOPIC_POLICY]), "arn", stack.of([TOPIC]), TOPIC_KEYS);
  const given = givenAt(topic, "policy");
  // A policy of its own takes the place of AWS's default, under which the account's alarms may publish.
  if (separate.length === 0 && given === undefined && service === "cloudwatch.amazonaws.com")
    return undefined;
  const documents =
    separate.length > 0 ? separate.map((policy) => () => at(policy.props, "policy")) : [() => given];
  // Read last: who is refused by every statement is refused whatever the ARN is.
  const arn = (): string => plainText(at(topic.props, "arn"));
  const allowed = some(documents, (read) => {
    const statements = statementsOf(read()) ?? [];
    const lets = (statement: Statement): boolean => letsPublish(statement, service, arn);
    return (
      some(statements, (one) => isAllow(one) && lets(one)) &&
      !some(statements, (one) => isDeny(one) && lets(one))
    );
  });
  return allowed ? undefined : `has no policy that lets ${service} publish; allow it sns:Publish`;
}

/** True for a statement that a service meets when it publishes; for denials, that it cannot but meet. */
function letsPublish(statement: Statement, service: string, arn: () => string): boolean {
  const isService = some(statement.principals, (one) => one.kind === "Service" && one.value === service);
  const isOwner =
    service === "cloudwatch.amazonaws.com" && some(statement.principals, isEverybody) && isAllow(statement);
  const met = statement.conditions.every(({ key }) => said(service).includes(key));
  return (
    (isService || isOwner) &&
    met &&
    coversAction(statement, "sns:Publish") &&
    coversResource(statement, arn())
  );
}

/** What a service says of itself when it publishes. EventBridge says nothing: under any condition it may not. */
function said(service: string): readonly string[] {
  return service === "events.amazonaws.com" ? [] : ["aws:sourceaccount", "aws:sourcearn", "aws:sourceowner"];
}
