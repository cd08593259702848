import { hex } from "../../../ids";
import type { Created, Place, Props, ResourceModel, Rule } from "../../../model";
import { arnOf } from "../../foundation/kit/arn";
import { APPLY, rule } from "../../foundation/kit/rules";
import { tagRule } from "../../foundation/kit/tags";
import { TYPES } from "../../foundation/kit/types";
import { num, object, text } from "../../foundation/kit/values";
import { exists, TARGET_GROUP } from "../references";
import { NAME, NAME_PREFIX, usersOf } from "./shared";

const PREFIX = "lb/targetGroup";
const SOURCE = "terraform-provider-aws internal/service/elbv2/target_group.go";
const API = "Elastic Load Balancing API, CreateTargetGroup";

export const targetGroup: ResourceModel = {
  type: TARGET_GROUP,
  shape: {
    source: SOURCE,
    replaceOn: [
      "name",
      "namePrefix",
      "port",
      "protocol",
      "protocolVersion",
      "vpcId",
      "targetType",
      "ipAddressType",
      "region",
    ],
    conflicts: [["name", "namePrefix"]],
    required: ["stickiness.type"],
    values: {
      targetType: ["instance", "ip", "lambda", "alb"],
      protocol: ["HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP", "GENEVE", "QUIC", "TCP_QUIC"],
      protocolVersion: ["GRPC", "HTTP1", "HTTP2"],
      ipAddressType: ["ipv4", "ipv6"],
      loadBalancingAlgorithmType: ["round_robin", "least_outstanding_requests", "weighted_random"],
      loadBalancingAnomalyMitigation: ["on", "off"],
      loadBalancingCrossZoneEnabled: ["true", "false", "use_load_balancer_configuration"],
      "stickiness.type": [
        "lb_cookie",
        "app_cookie",
        "source_ip",
        "source_ip_dest_ip",
        "source_ip_dest_ip_proto",
      ],
      "healthCheck.protocol": ["HTTP", "HTTPS", "TCP"],
    },
    ranges: {
      port: [1, 65535],
      deregistrationDelay: [0, 3600],
      "stickiness.cookieDuration": [0, 604800],
      "healthCheck.healthyThreshold": [2, 10],
      "healthCheck.unhealthyThreshold": [2, 10],
      "healthCheck.interval": [5, 300],
      "healthCheck.timeout": [2, 120],
    },
    lengths: { name: [0, 32], namePrefix: [0, 6], "healthCheck.path": [1, 1024] },
    formats: {
      name: NAME,
      namePrefix: NAME_PREFIX,
      "healthCheck.path": { pattern: /^\//, words: "begins with a /" },
      "healthCheck.port": { pattern: /^(traffic-port|\d{1,5})$/, words: "traffic-port or a port number" },
      "healthCheck.matcher": {
        pattern: /^\d{1,3}([,-]\d{1,3})*$/,
        words: 'codes like "200", "200,202" or "200-299"',
      },
    },
    defaults: {
      targetType: "instance",
      deregistrationDelay: 300,
      slowStart: 0,
      ipAddressType: "ipv4",
      loadBalancingAlgorithmType: "round_robin",
      lambdaMultiValueHeadersEnabled: false,
      proxyProtocolV2: false,
    },
    autoName: { property: "name", max: 32 },
  },
  rules: [
    rule(`${PREFIX}:address`, "check", SOURCE, ({ inputs }) => {
      const missing = ["port", "protocol", "vpcId"].find((property) => inputs[property] === undefined);
      return inputs.targetType !== "lambda" && missing !== undefined
        ? `"${missing}" must be set when target_type is ${String(inputs.targetType)}`
        : undefined;
    }),
    rule(`${PREFIX}:slow-start`, "check", SOURCE, ({ inputs }) => {
      const seconds = num(inputs, "slowStart") ?? 0;
      return seconds === 0 || (seconds >= 30 && seconds <= 900)
        ? undefined
        : `expected slowStart to be 0 or in the range (30 - 900), got ${seconds}`;
    }),
    ...healthCheckRules(),
    rule(`${PREFIX}:duplicate`, "create", SOURCE, ({ inputs, place, account }) => {
      const twin = account
        .ofType(TARGET_GROUP)
        .some(
          ({ urn, region, outputs }) =>
            urn !== place.urn && region === place.region && outputs.name === inputs.name,
        );
      return twin ? `ELBv2 Target Group (${String(inputs.name)}) already exists` : undefined;
    }),
    exists(PREFIX, "vpcId", [TYPES.vpc], API, (id) => `ValidationError: The VPC ID '${id}' is not found`),
    rule(`${PREFIX}:stickiness-protocol`, APPLY, API, ({ inputs }) => {
      const type = text(object(inputs, "stickiness"), "type");
      if (type === undefined || isHttp(inputs) === type.endsWith("_cookie")) return undefined;
      return `InvalidConfigurationRequest: Stickiness type '${type}' is not supported for target groups with the ${String(inputs.protocol)} protocol`;
    }),
    tagRule(PREFIX),
    rule(
      `${PREFIX}:in-use`,
      "delete",
      "Elastic Load Balancing API, DeleteTargetGroup",
      ({ place, account }) => {
        const arn = account.get(place.urn)?.id ?? "";
        return usersOf(account, arn).length > 0
          ? `ResourceInUse: Target group '${arn}' is currently in use by a listener or a rule`
          : undefined;
      },
    ),
  ],
  create: createTargetGroup,
};

function isHttp(inputs: Props): boolean {
  return /^HTTPS?$/.test(text(inputs, "protocol") ?? "");
}

function healthCheckRules(): Rule[] {
  const check = (inputs: Props): Props => object(inputs, "healthCheck") ?? {};
  return [
    rule(`${PREFIX}:tcp-health-check`, "check", SOURCE, ({ inputs }) => {
      const { protocol, matcher, path } = check(inputs);
      if (protocol !== "TCP") return undefined;
      if (matcher !== undefined || path !== undefined) {
        return "healthCheck.matcher and healthCheck.path are not supported when healthCheck.protocol is TCP";
      }
      return isHttp(inputs) || inputs.targetType === "lambda"
        ? `healthCheck.protocol TCP is not supported for target groups with the ${String(inputs.protocol)} protocol`
        : undefined;
    }),
    rule(`${PREFIX}:health-check-timeout`, APPLY, API, ({ inputs }) => {
      const timeout = num(check(inputs), "timeout") ?? 5;
      const interval = num(check(inputs), "interval") ?? 30;
      return timeout < interval
        ? undefined
        : `ValidationError: Health check interval must be greater than the timeout, got interval ${interval} and timeout ${timeout}`;
    }),
    rule(`${PREFIX}:health-check-codes`, APPLY, API, ({ inputs }) => {
      const matcher = text(check(inputs), "matcher") ?? "";
      const [low, high] = inputs.protocolVersion === "GRPC" ? [0, 99] : [200, isHttp(inputs) ? 499 : 599];
      const outside = matcher.match(/\d+/g)?.find((code) => Number(code) < low || Number(code) > high);
      return outside === undefined
        ? undefined
        : `ValidationError: Health check matcher code ${outside} must be within ${low}-${high}`;
    }),
  ];
}

function createTargetGroup(inputs: Props, place: Place): Created {
  const suffix = `targetgroup/${text(inputs, "name") ?? ""}/${hex(place.urn, 16)}`;
  const arn = arnOf(place, "elasticloadbalancing", suffix);
  const version = isHttp(inputs) && inputs.protocolVersion === undefined ? { protocolVersion: "HTTP1" } : {};
  return { id: arn, outputs: { arn, arnSuffix: suffix, loadBalancerArns: [], ...version } };
}
