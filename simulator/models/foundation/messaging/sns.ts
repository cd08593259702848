import type { Props, ResourceModel, RuleInput } from "../../../model";
import { isMissing } from "./lookup";
import { ARN, arnOf, parseArn, uuid } from "../kit/arn";
import { jsonRule } from "../kit/json";
import { parsePolicy, policyRules, statementsOf } from "../kit/policy";
import { APPLY, mustExist, rule, takesAlong } from "../kit/rules";
import { tagRule } from "../kit/tags";
import { TYPES } from "../kit/types";
import { asList, isOn, text } from "../kit/values";
import { keyReference } from "../secrets/kms";

const SOURCE = "terraform-provider-aws internal/service/sns/topic.go";
const SUBSCRIPTION_SOURCE = "terraform-provider-aws internal/service/sns/topic_subscription.go";
const FEEDBACK = ["application", "firehose", "http", "lambda", "sqs"] as const;
const JSON_SETTINGS = ["deliveryPolicy", "filterPolicy", "redrivePolicy", "replayPolicy"] as const;
const MAX_POLICY = 30720;

export const topic: ResourceModel = {
  type: TYPES.topic,
  shape: {
    source: SOURCE,
    replaceOn: ["fifoTopic", "name", "namePrefix", "region"],
    conflicts: [["name", "namePrefix"]],
    values: {
      fifoThroughputScope: ["Topic", "MessageGroup"],
      tracingConfig: ["Active", "PassThrough"],
      signatureVersion: [1, 2],
    },
    ranges: Object.fromEntries(
      FEEDBACK.map((kind) => [`${kind}SuccessFeedbackSampleRate`, [0, 100] as const]),
    ),
    lengths: { displayName: [0, 100] },
    formats: Object.fromEntries(
      FEEDBACK.flatMap((kind) => [
        [`${kind}SuccessFeedbackRoleArn`, ARN],
        [`${kind}FailureFeedbackRoleArn`, ARN],
      ]),
    ),
    defaults: { fifoTopic: false, contentBasedDeduplication: false },
    autoName: { property: "name", max: 256 },
  },
  rules: [
    rule("sns/topic:name", "check", SOURCE, ({ inputs }) => {
      const name = text(inputs, "name") ?? "";
      const pattern = isOn(inputs, "fifoTopic") ? /^[\w-]{1,251}\.fifo$/ : /^[\w-]{1,256}$/;
      // An automatic name of a FIFO topic gets its ending from the provider.
      return pattern.test(name) || pattern.test(`${name}.fifo`) ? undefined : `invalid topic name: ${name}`;
    }),
    rule("sns/topic:fifo-only", "check", SOURCE, ({ inputs }) => {
      if (isOn(inputs, "fifoTopic")) return undefined;
      if (text(inputs, "archivePolicy")) return "message archive policy can only be set for FIFO topics";
      if (text(inputs, "fifoThroughputScope")) return "FIFO throughput scope can only be set for FIFO topics";
      return isOn(inputs, "contentBasedDeduplication")
        ? "content-based deduplication can only be set for FIFO topics"
        : undefined;
    }),
    rule(
      "sns/topic:adopted",
      "create",
      "SNS CreateTopic: idempotent by name",
      ({ inputs, account, place }) => {
        const twin = account
          .ofType(TYPES.topic)
          .some(
            (other) =>
              other.urn !== place.urn && other.region === place.region && other.outputs.name === inputs.name,
          );
        return twin
          ? `InvalidParameter: Topic already exists with different tags or attributes: ${String(inputs.name)}`
          : undefined;
      },
    ),
    jsonRule("sns/topic:json", ["deliveryPolicy", "archivePolicy"], SOURCE),
    keyReference("sns/topic", "kmsMasterKeyId"),
    ...policyRules("sns/topic", "policy", "resource", { max: MAX_POLICY }),
    tagRule("sns/topic"),
  ],
  remove: takesAlong([
    { type: TYPES.topicSubscription, path: "topic" },
    { type: TYPES.topicPolicy, path: "arn" },
  ]),
  create: (inputs, place) => {
    const arn = arnOf(place, "sns", String(inputs.name));
    return {
      id: arn,
      outputs: {
        arn,
        beginningArchiveTime: "",
        owner: place.accountId,
        policy: inputs.policy ?? defaultPolicy(arn, place.accountId),
        signatureVersion: inputs.signatureVersion ?? 0,
        tracingConfig: inputs.tracingConfig ?? "",
      },
    };
  },
};

function defaultPolicy(arn: string, owner: string): string {
  return JSON.stringify({
    Version: "2008-10-17",
    Id: "__default_policy_ID",
    Statement: [
      {
        Sid: "__default_statement_ID",
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: ["SNS:Publish", "SNS:Subscribe", "SNS:GetTopicAttributes"],
        Resource: arn,
        Condition: { StringEquals: { "AWS:SourceOwner": owner } },
      },
    ],
  });
}

function topicMustExist(prefix: string, path: string): ReturnType<typeof mustExist> {
  return mustExist({
    id: `${prefix}:topic`,
    path,
    source: "SNS API: NotFound",
    find: (arn, { account, place }) => (isMissing(account, place, arn) ? undefined : arn),
    words: () => "NotFound: Topic does not exist",
  });
}

export const topicPolicy: ResourceModel = {
  type: TYPES.topicPolicy,
  shape: {
    source: "terraform-provider-aws internal/service/sns/topic_policy.go",
    replaceOn: ["arn", "region"],
    required: ["arn", "policy"],
    formats: { arn: ARN },
    tags: false,
  },
  rules: [
    topicMustExist("sns/topicPolicy", "arn"),
    ...policyRules("sns/topicPolicy", "policy", "resource", { max: MAX_POLICY }),
    rule("sns/topicPolicy:scope", APPLY, "SNS SetTopicAttributes: InvalidParameter", ({ inputs }) => {
      const foreign = statementsOf(parsePolicy(inputs.policy))
        .flatMap(({ Action }) => asList(Action).map(String))
        .find((action) => action.includes(":") && !/^sns:/i.test(action));
      return foreign && `InvalidParameter: Policy statement action out of service scope! (${foreign})`;
    }),
  ],
  create: (inputs, place) => ({ id: String(inputs.arn), outputs: { owner: place.accountId } }),
};

export const topicSubscription: ResourceModel = {
  type: TYPES.topicSubscription,
  shape: {
    source: SUBSCRIPTION_SOURCE,
    replaceOn: ["endpoint", "protocol", "topic", "region"],
    required: ["endpoint", "protocol", "topic"],
    values: {
      protocol: ["application", "email", "email-json", "firehose", "http", "https", "lambda", "sms", "sqs"],
      filterPolicyScope: ["MessageAttributes", "MessageBody"],
    },
    formats: { topic: ARN, subscriptionRoleArn: ARN },
    defaults: { confirmationTimeoutInMinutes: 1, endpointAutoConfirms: false, rawMessageDelivery: false },
    tags: false,
  },
  rules: [
    topicMustExist("sns/topicSubscription", "topic"),
    jsonRule("sns/topicSubscription:json", JSON_SETTINGS, SUBSCRIPTION_SOURCE),
    rule("sns/topicSubscription:filter-scope", "check", SUBSCRIPTION_SOURCE, ({ inputs }) =>
      text(inputs, "filterPolicyScope") !== undefined && text(inputs, "filterPolicy") === undefined
        ? "filter_policy is required when filter_policy_scope is set"
        : undefined,
    ),
    rule("sns/topicSubscription:endpoint", "create", "SNS Subscribe: InvalidParameter", ({ inputs }) => {
      const endpoint = text(inputs, "endpoint");
      const pattern = ENDPOINTS[text(inputs, "protocol") ?? ""];
      if (endpoint === undefined || !pattern || pattern.test(endpoint)) return undefined;
      return `InvalidParameter: Invalid parameter: Endpoint ${endpoint} does not fit the protocol ${String(inputs.protocol)}`;
    }),
    rule(
      "sns/topicSubscription:endpoint-exists",
      "create",
      "SNS Subscribe: InvalidParameter",
      ({ inputs, account, place }) => {
        const endpoint = text(inputs, "endpoint") ?? "";
        return isMissing(account, place, endpoint)
          ? `InvalidParameter: Endpoint ${endpoint} does not exist`
          : undefined;
      },
    ),
    rule("sns/topicSubscription:firehose-role", "create", "SNS Subscribe: InvalidParameter", ({ inputs }) =>
      inputs.protocol === "firehose" && text(inputs, "subscriptionRoleArn") === undefined
        ? "InvalidParameter: Invalid parameter: SubscriptionRoleArn must be given for firehose"
        : undefined,
    ),
    rule("sns/topicSubscription:fifo", "create", "SNS Subscribe: InvalidParameter", fifoEndpoint),
    rule("sns/topicSubscription:duplicate", "create", "SNS Subscribe: InvalidParameter", differentTwin),
  ],
  create: (inputs, place) => {
    const arn = `${String(inputs.topic)}:${uuid(place.urn)}`;
    const waits = /^(email|http)/.test(String(inputs.protocol));
    return {
      id: arn,
      outputs: {
        arn,
        confirmationWasAuthenticated: !waits,
        filterPolicyScope: inputs.filterPolicyScope ?? (inputs.filterPolicy ? "MessageAttributes" : ""),
        ownerId: place.accountId,
        pendingConfirmation: waits,
      },
    };
  },
};

export const EMAIL =
  /^[^\s@"(),:;<>[\\\]]+@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/i;

function arnOfService(service: string): RegExp {
  return new RegExp(`^arn:aws[a-z-]*:${service}:[a-z0-9-]+:\\d{12}:.+$`);
}

const ENDPOINTS: Readonly<Record<string, RegExp | undefined>> = {
  application: arnOfService("sns"),
  email: EMAIL,
  "email-json": EMAIL,
  firehose: arnOfService("firehose"),
  http: /^http:\/\/[^\s/]+/,
  https: /^https:\/\/[^\s/]+/,
  lambda: arnOfService("lambda"),
  sms: /^\+[1-9]\d{6,14}$/,
  sqs: arnOfService("sqs"),
};

function fifoEndpoint({ inputs }: RuleInput): string | undefined {
  const isFifo = parseArn(inputs.topic)?.resource.endsWith(".fifo") ?? false;
  return isFifo && inputs.protocol !== "sqs"
    ? `InvalidParameter: Invalid parameter: Invalid protocol type for FIFO topic: ${String(inputs.protocol)}`
    : undefined;
}

/** The same subscription again is the existing one; with other settings it is refused. */
function differentTwin({ inputs, account, place }: RuleInput): string | undefined {
  const settings = (props: Props): string =>
    JSON.stringify(["rawMessageDelivery", ...JSON_SETTINGS].map((property) => props[property] ?? null));
  const twin = account
    .ofType(TYPES.topicSubscription)
    .some(
      (other) =>
        other.urn !== place.urn &&
        ["topic", "protocol", "endpoint"].every((property) => other.inputs[property] === inputs[property]) &&
        settings(other.inputs) !== settings(inputs),
    );
  return twin
    ? "InvalidParameter: Invalid parameter: Attributes Reason: Subscription already exists with different attributes"
    : undefined;
}
