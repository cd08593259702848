import type { ResourceModel, RuleInput } from "../../../model";
import { arnOf } from "../kit/arn";
import { APPLY, byId, mustExist, rule, takesAlong, unique } from "../kit/rules";
import { tagRule } from "../kit/tags";
import { TYPES } from "../kit/types";
import { isOn, object, text } from "../kit/values";
import { keyReference } from "../secrets/kms";
import { UNITS } from "./metrics";

const SOURCE = "terraform-provider-aws internal/service/logs/group.go";
const FILTER_SOURCE = "terraform-provider-aws internal/service/logs/metric_filter.go";
const NAME = { pattern: /^[0-9A-Za-z_./#-]+$/, words: "letters, digits and _./#-" };
const MAX_FILTERS = 100;

/** CloudWatch Logs PutRetentionPolicy: retentionInDays; 0 keeps for ever. */
export const RETENTION_DAYS = [
  0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

export const logGroup: ResourceModel = {
  type: TYPES.logGroup,
  shape: {
    source: SOURCE,
    replaceOn: ["logGroupClass", "name", "namePrefix", "region"],
    conflicts: [["name", "namePrefix"]],
    values: { retentionInDays: RETENTION_DAYS, logGroupClass: ["STANDARD", "INFREQUENT_ACCESS", "DELIVERY"] },
    lengths: { namePrefix: [1, 483], name: [1, 512] },
    formats: { namePrefix: NAME, name: NAME },
    defaults: { retentionInDays: 0, skipDestroy: false, logGroupClass: "STANDARD" },
    autoName: { property: "name", max: 512 },
  },
  rules: [
    unique({
      id: "cloudwatch/logGroup:duplicate",
      type: TYPES.logGroup,
      source: "CloudWatch Logs CreateLogGroup: ResourceAlreadyExistsException",
      same: ["name"],
      words: () => "ResourceAlreadyExistsException: The specified log group already exists",
    }),
    keyReference("cloudwatch/logGroup", "kmsKeyId"),
    tagRule("cloudwatch/logGroup"),
    rule(
      "cloudwatch/logGroup:deletion-protection",
      "delete",
      "CloudWatch Logs DeleteLogGroup: deletion protection",
      ({ account, place }) =>
        isOn(account.get(place.urn)?.inputs, "deletionProtectionEnabled")
          ? "InvalidParameterException: The log group has deletion protection enabled"
          : undefined,
    ),
  ],
  remove: takesAlong([{ type: TYPES.metricFilter, path: "logGroupName" }], (self) => self.outputs.name),
  create: (inputs, place) => ({
    id: String(inputs.name),
    outputs: {
      arn: arnOf(place, "logs", `log-group:${String(inputs.name)}`),
      deletionProtectionEnabled: inputs.deletionProtectionEnabled ?? false,
    },
  }),
};

const METRIC_NAME = { pattern: /^[^:*$]*$/, words: "no ':', '*' or '$'" };

export const logMetricFilter: ResourceModel = {
  type: TYPES.metricFilter,
  shape: {
    source: FILTER_SOURCE,
    replaceOn: ["logGroupName", "name", "region"],
    required: [
      "logGroupName",
      "metricTransformation",
      "pattern",
      "metricTransformation.name",
      "metricTransformation.namespace",
      "metricTransformation.value",
    ],
    values: { "metricTransformation.unit": UNITS },
    lengths: {
      name: [1, 512],
      pattern: [0, 1024],
      logGroupName: [1, 512],
      "metricTransformation.name": [0, 255],
      "metricTransformation.namespace": [0, 255],
      "metricTransformation.value": [0, 100],
    },
    formats: {
      name: { pattern: /^[^:*]*$/, words: "no ':' or '*'" },
      logGroupName: NAME,
      "metricTransformation.name": METRIC_NAME,
      "metricTransformation.namespace": METRIC_NAME,
      "metricTransformation.defaultValue": { pattern: /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/, words: "a number" },
    },
    autoName: { property: "name", max: 512 },
    tags: false,
  },
  rules: [
    mustExist({
      id: "cloudwatch/logMetricFilter:log-group",
      path: "logGroupName",
      source: "CloudWatch Logs PutMetricFilter: ResourceNotFoundException",
      find: (name, { account, place }) => byId(account, TYPES.logGroup, name, place.region),
      words: () => "ResourceNotFoundException: The specified log group does not exist.",
    }),
    rule(
      "cloudwatch/logMetricFilter:default-value",
      APPLY,
      "CloudWatch Logs PutMetricFilter",
      ({ inputs }) => {
        const transformation = object(inputs, "metricTransformation");
        return text(transformation, "defaultValue") !== undefined && object(transformation, "dimensions")
          ? "InvalidParameterException: Invalid metric transformation: dimensions and default value are mutually exclusive properties."
          : undefined;
      },
    ),
    rule(
      "cloudwatch/logMetricFilter:dimensions",
      APPLY,
      "CloudWatch Logs MetricTransformation",
      ({ inputs }) => {
        const count = Object.keys(object(object(inputs, "metricTransformation"), "dimensions") ?? {}).length;
        return count > 3 ? `InvalidParameterException: ${count} dimensions, at most 3` : undefined;
      },
    ),
    rule(
      "cloudwatch/logMetricFilter:pattern",
      APPLY,
      "CloudWatch Logs: filter pattern syntax",
      ({ inputs }) =>
        isBalanced(text(inputs, "pattern") ?? "")
          ? undefined
          : "InvalidParameterException: Invalid filter pattern",
    ),
    rule(
      "cloudwatch/logMetricFilter:quota",
      "create",
      "CloudWatch Logs quotas: metric filters per log group",
      full,
    ),
  ],
  create: (inputs) => ({ id: String(inputs.name), outputs: { applyOnTransformedLogs: false } }),
};

function full({ inputs, account, place }: RuleInput): string | undefined {
  const others = account
    .ofType(TYPES.metricFilter)
    .filter((other) => other.urn !== place.urn && other.inputs.logGroupName === inputs.logGroupName);
  if (others.length < MAX_FILTERS) return undefined;
  return `LimitExceededException: Resource limit exceeded: ${MAX_FILTERS} metric filters a log group`;
}

const CLOSERS: Readonly<Record<string, string | undefined>> = { "}": "{", ")": "(", "]": "[" };

/** Whether quotes and brackets of a filter pattern are closed; `%…%` holds a regular expression. */
function isBalanced(pattern: string): boolean {
  const bare = pattern.replace(/"(\\.|[^"\\])*"/g, "").replace(/%[^%]*%/g, "");
  if (bare.includes('"') || bare.includes("%")) return false;
  const open: string[] = [];
  for (const letter of bare) {
    if (Object.values(CLOSERS).includes(letter)) open.push(letter);
    else if (CLOSERS[letter] !== undefined && open.pop() !== CLOSERS[letter]) return false;
  }
  return open.length === 0;
}
