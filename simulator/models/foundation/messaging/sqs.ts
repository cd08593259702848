import type { ResourceModel } from "../../../model";
import { arnOf, parseArn } from "../kit/arn";
import { isJson, jsonRule } from "../kit/json";
import { policyRules } from "../kit/policy";
import { rule, unique } from "../kit/rules";
import { tagRule } from "../kit/tags";
import { TYPES } from "../kit/types";
import { isOn, isProps, text } from "../kit/values";
import { isMissing } from "./lookup";

const SOURCE = "terraform-provider-aws internal/service/sqs/queue.go";

export const queue: ResourceModel = {
  type: TYPES.queue,
  shape: {
    source: SOURCE,
    replaceOn: ["fifoQueue", "name", "namePrefix", "region"],
    conflicts: [
      ["name", "namePrefix"],
      ["kmsMasterKeyId", "sqsManagedSseEnabled"],
    ],
    values: {
      deduplicationScope: ["messageGroup", "queue"],
      fifoThroughputLimit: ["perQueue", "perMessageGroupId"],
    },
    ranges: {
      delaySeconds: [0, 900],
      kmsDataKeyReusePeriodSeconds: [60, 86400],
      maxMessageSize: [1024, 1048576],
      messageRetentionSeconds: [60, 1209600],
      receiveWaitTimeSeconds: [0, 20],
      visibilityTimeoutSeconds: [0, 43200],
    },
    defaults: {
      contentBasedDeduplication: false,
      delaySeconds: 0,
      fifoQueue: false,
      maxMessageSize: 262144,
      messageRetentionSeconds: 345600,
      receiveWaitTimeSeconds: 0,
      visibilityTimeoutSeconds: 30,
    },
    autoName: { property: "name", max: 80 },
  },
  rules: [
    rule("sqs/queue:name", "check", SOURCE, ({ inputs }) => {
      const name = text(inputs, "name") ?? "";
      const pattern = isOn(inputs, "fifoQueue") ? /^[\w-]{1,75}\.fifo$/ : /^[\w-]{1,80}$/;
      return pattern.test(name) ? undefined : `invalid queue name: ${name}`;
    }),
    unique({
      id: "sqs/queue:duplicate",
      type: TYPES.queue,
      source: "SQS CreateQueue: QueueAlreadyExists",
      same: ["name"],
      words: (inputs) =>
        `QueueAlreadyExists: A queue already exists with the same name: ${String(inputs.name)}`,
    }),
    rule("sqs/queue:fifo-only", "check", SOURCE, ({ inputs }) =>
      isOn(inputs, "contentBasedDeduplication") && !isOn(inputs, "fifoQueue")
        ? "content-based deduplication can only be set for FIFO queue"
        : undefined,
    ),
    jsonRule("sqs/queue:json", ["redrivePolicy", "redriveAllowPolicy"], SOURCE),
    rule("sqs/queue:dead-letter", ["create", "update"], "SQS SetQueueAttributes: RedrivePolicy", (input) => {
      const redrive = text(input.inputs, "redrivePolicy");
      const parsed: unknown = redrive !== undefined && isJson(redrive) ? JSON.parse(redrive) : undefined;
      if (!isProps(parsed)) return undefined;
      const target = String(parsed.deadLetterTargetArn);
      if (parseArn(target) && !isMissing(input.account, input.place, target)) return undefined;
      return `InvalidParameterValue: Value ${target} for parameter RedrivePolicy is invalid. Reason: Dead letter target does not exist.`;
    }),
    ...policyRules("sqs/queue", "policy", "resource"),
    tagRule("sqs/queue"),
  ],
  create: (inputs, place) => {
    const name = String(inputs.name);
    const url = `https://sqs.${place.region}.amazonaws.com/${place.accountId}/${name}`;
    return { id: url, outputs: { arn: arnOf(place, "sqs", name), url, policy: inputs.policy ?? "" } };
  },
};
