import type { ResourceModel, RuleInput } from "../../../model";
import { ec2Id } from "../../../ids";
import { isOwnRole, trusts } from "../iam/lookup";
import { ARN, arnOf, parseArn } from "../kit/arn";
import { byId, mustExist, rule, unique } from "../kit/rules";
import { tagRule } from "../kit/tags";
import { TYPES } from "../kit/types";
import { text } from "../kit/values";
import { findInterface } from "./lookup";
import { subnetMustExist, vpcMustExist } from "./shared";

const SOURCE = "terraform-provider-aws internal/service/ec2/vpc_flow_log.go";
const CREATE = "EC2 CreateFlowLogs";
const SUBJECTS = [
  "eniId",
  "regionalNatGatewayId",
  "subnetId",
  "transitGatewayAttachmentId",
  "transitGatewayId",
  "vpcId",
] as const;

export const flowLog: ResourceModel = {
  type: TYPES.flowLog,
  shape: {
    source: SOURCE,
    replaceOn: [
      ...SUBJECTS,
      "deliverCrossAccountRole",
      "destinationOptions",
      "iamRoleArn",
      "logDestination",
      "logDestinationType",
      "logFormat",
      "maxAggregationInterval",
      "tagFieldSpecifications",
      "trafficType",
      "region",
    ],
    exactlyOneOf: [SUBJECTS],
    values: {
      logDestinationType: ["cloud-watch-logs", "s3", "kinesis-data-firehose"],
      trafficType: ["ACCEPT", "REJECT", "ALL"],
      maxAggregationInterval: [60, 600],
      "destinationOptions.fileFormat": ["plain-text", "parquet"],
    },
    formats: { iamRoleArn: ARN, logDestination: ARN, deliverCrossAccountRole: ARN },
    defaults: { logDestinationType: "cloud-watch-logs", maxAggregationInterval: 600 },
  },
  rules: [
    vpcMustExist("ec2/flowLog"),
    subnetMustExist("ec2/flowLog"),
    mustExist({
      id: "ec2/flowLog:network-interface",
      path: "eniId",
      source: "EC2 API error codes: InvalidNetworkInterfaceID.NotFound",
      find: (id, { account, place }) => findInterface(account, id, place.region),
      words: (id) => `InvalidNetworkInterfaceID.NotFound: The networkInterface ID '${id}' does not exist`,
    }),
    rule("ec2/flowLog:traffic-type", "create", `${CREATE}: MissingParameter`, ({ inputs }) =>
      (text(inputs, "trafficType") ??
      text(inputs, "transitGatewayId") ??
      text(inputs, "transitGatewayAttachmentId"))
        ? undefined
        : "MissingParameter: TrafficType",
    ),
    rule("ec2/flowLog:role-missing", "create", `${CREATE}: InvalidParameter`, ({ inputs }) =>
      inputs.logDestinationType === "cloud-watch-logs" && text(inputs, "iamRoleArn") === undefined
        ? "InvalidParameter: DeliverLogsPermissionArn must be specified for a CloudWatch Logs destination"
        : undefined,
    ),
    rule("ec2/flowLog:role", "create", `${CREATE}: InvalidParameter`, cannotAssume),
    rule("ec2/flowLog:destination-missing", "create", `${CREATE}: MissingParameter`, ({ inputs }) =>
      text(inputs, "logDestination") === undefined
        ? "MissingParameter: The request must contain the parameter LogDestination"
        : undefined,
    ),
    rule(
      "ec2/flowLog:destination",
      "create",
      `${CREATE}: LogDestinationNotFoundException`,
      destinationProblem,
    ),
    rule("ec2/flowLog:transit-interval", "create", `${SOURCE}: documentation`, ({ inputs }) =>
      (text(inputs, "transitGatewayId") ?? text(inputs, "transitGatewayAttachmentId")) !== undefined &&
      inputs.maxAggregationInterval !== 60
        ? "InvalidParameter: MaxAggregationInterval must be 60 seconds for a transit gateway"
        : undefined,
    ),
    unique({
      id: "ec2/flowLog:duplicate",
      type: TYPES.flowLog,
      source: `${CREATE}: FlowLogAlreadyExists`,
      same: [...SUBJECTS, "trafficType", "logDestination", "maxAggregationInterval"],
      words: () =>
        "FlowLogAlreadyExists: Error. There is an existing Flow Log with the same configuration and log destination.",
    }),
    tagRule("ec2/flowLog", { anyCharacter: true }),
  ],
  create: (_inputs, place) => {
    const id = ec2Id("fl", place.urn);
    return {
      id,
      outputs: {
        arn: arnOf(place, "ec2", `vpc-flow-log/${id}`),
        logFormat: DEFAULT_FORMAT,
      },
    };
  },
};

const DEFAULT_FORMAT = [
  "version",
  "account-id",
  "interface-id",
  "srcaddr",
  "dstaddr",
  "srcport",
  "dstport",
  "protocol",
  "packets",
  "bytes",
  "start",
  "end",
  "action",
  "log-status",
]
  .map((field) => `\${${field}}`)
  .join(" ");

function cannotAssume({ inputs, account, place }: RuleInput): string | undefined {
  const arn = text(inputs, "iamRoleArn");
  if (arn === undefined || !isOwnRole(place, arn)) return undefined;
  const role = account.find(TYPES.role, arn);
  if (role && trusts(role, "vpc-flow-logs.amazonaws.com")) return undefined;
  return `InvalidParameter: Unable to assume given IAM role ${arn}`;
}

function destinationProblem({ inputs, account, place }: RuleInput): string | undefined {
  const destination = text(inputs, "logDestination");
  const arn = parseArn(destination);
  if (destination === undefined || !arn) return undefined;
  const found = (words: string, exists: boolean): string | undefined =>
    exists ? undefined : `LogDestinationNotFoundException: ${words} ${destination} does not exist`;
  if (inputs.logDestinationType === "s3") {
    const bucket = arn.resource.split("/")[0] ?? "";
    return found("LogDestination", arn.service === "s3" && byId(account, TYPES.bucket, bucket) !== undefined);
  }
  if (inputs.logDestinationType !== "cloud-watch-logs") return undefined;
  const isHere = arn.service === "logs" && arn.region === place.region;
  const group = account.find(TYPES.logGroup, destination.replace(/:\*$/, ""));
  return found("LogDestination", isHere && group !== undefined);
}
