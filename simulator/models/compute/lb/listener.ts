import { hex } from "../../../ids";
import type { Created, Place, Props, ResourceModel } from "../../../model";
import { ARN, arnOf } from "../../foundation/kit/arn";
import { APPLY, rule, takesAlong } from "../../foundation/kit/rules";
import { tagRule } from "../../foundation/kit/tags";
import { TYPES } from "../../foundation/kit/types";
import { text } from "../../foundation/kit/values";
import { exists, LISTENER, show, LISTENER_CERTIFICATE, LISTENER_RULE } from "../references";
import { actionRules, actionShape } from "./actions";
import { certificateRules } from "./certificates";

const PREFIX = "lb/listener";
const SOURCE = "terraform-provider-aws internal/service/elbv2/listener.go";
const API = "Elastic Load Balancing API, CreateListener";
const PROTOCOLS = ["HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP", "GENEVE", "QUIC", "TCP_QUIC"];

// Elastic Load Balancing User Guide, "Security policies for your Application Load Balancer".
const SSL_POLICY =
  /^ELBSecurityPolicy-(2016-08|TLS-1-[12]-2017-01|TLS-1-2-Ext-2018-06|FS-2018-06|FS-1-1-2019-08|FS-1-2-(Res-)?2019-08|FS-1-2-Res-2020-10|TLS13-1-(0|1|2|3|2-Res|2-Ext[0-2])-(FIPS-)?(2021-06|2023-04|PQ-2025-09))$/;

const shape = actionShape("defaultActions");

export const listener: ResourceModel = {
  type: LISTENER,
  shape: {
    source: SOURCE,
    replaceOn: ["loadBalancerArn", "region"],
    required: ["loadBalancerArn", "defaultActions", ...(shape.required ?? [])],
    values: {
      ...shape.values,
      protocol: PROTOCOLS,
      alpnPolicy: ["HTTP1Only", "HTTP2Only", "HTTP2Optional", "HTTP2Preferred", "None"],
      "mutualAuthentication.mode": ["off", "verify", "passthrough"],
    },
    ranges: { ...shape.ranges, port: [1, 65535], tcpIdleTimeoutSeconds: [60, 6000] },
    ...(shape.lengths && { lengths: shape.lengths }),
    formats: { ...shape.formats, loadBalancerArn: ARN, certificateArn: ARN },
  },
  rules: [
    exists(
      PREFIX,
      "loadBalancerArn",
      [TYPES.loadBalancer],
      API,
      (arn) => `LoadBalancerNotFound: Load balancer '${arn}' not found`,
    ),
    rule(`${PREFIX}:protocol-fits`, APPLY, API, ({ inputs, account }) => {
      const type = account.find(TYPES.loadBalancer, inputs.loadBalancerArn)?.outputs.loadBalancerType;
      const http = /^HTTPS?$/.test(protocolOf(inputs));
      return type === undefined || http === (type === "application")
        ? undefined
        : `ValidationError: Protocol '${protocolOf(inputs)}' is not supported by ${show(type)} load balancers`;
    }),
    rule(`${PREFIX}:port-given`, APPLY, API, ({ inputs }) =>
      inputs.port === undefined ? "ValidationError: A listener port must be specified" : undefined,
    ),
    rule(`${PREFIX}:duplicate-port`, APPLY, API, ({ inputs, place, account }) => {
      const twin = account
        .ofType(LISTENER)
        .some(
          (other) =>
            other.urn !== place.urn &&
            other.inputs.loadBalancerArn === inputs.loadBalancerArn &&
            other.inputs.port === inputs.port,
        );
      return twin
        ? `DuplicateListener: A listener already exists on port ${String(inputs.port)} for this load balancer '${String(inputs.loadBalancerArn)}'`
        : undefined;
    }),
    rule(`${PREFIX}:certificate-needed`, APPLY, API, ({ inputs }) =>
      isEncrypted(inputs) && text(inputs, "certificateArn") === undefined
        ? `ValidationError: A certificate must be specified for ${protocolOf(inputs)} listeners`
        : undefined,
    ),
    rule(`${PREFIX}:certificate-unwanted`, APPLY, API, ({ inputs }) => {
      const property = ["certificateArn", "sslPolicy"].find((key) => text(inputs, key) !== undefined);
      return property !== undefined && !isEncrypted(inputs)
        ? `ValidationError: ${property} cannot be specified for a listener with the ${protocolOf(inputs)} protocol`
        : undefined;
    }),
    rule(`${PREFIX}:ssl-policy`, APPLY, API, ({ inputs }) => {
      const policy = text(inputs, "sslPolicy");
      return policy === undefined || SSL_POLICY.test(policy)
        ? undefined
        : `SSLPolicyNotFound: SSL policy '${policy}' not found`;
    }),
    ...certificateRules(PREFIX, API),
    ...actionRules({
      prefix: PREFIX,
      property: "defaultActions",
      source: SOURCE,
      api: API,
      loadBalancer: (inputs) => text(inputs, "loadBalancerArn"),
    }),
    tagRule(PREFIX),
  ],
  create: createListener,
  remove: takesAlong([
    { type: LISTENER_RULE, path: "listenerArn" },
    { type: LISTENER_CERTIFICATE, path: "listenerArn" },
  ]),
};

/** Left out, an application load balancer's listener takes HTTPS with a certificate, else HTTP. */
function protocolOf(inputs: Props): string {
  return text(inputs, "protocol") ?? (text(inputs, "certificateArn") === undefined ? "HTTP" : "HTTPS");
}

function isEncrypted(inputs: Props): boolean {
  return ["HTTPS", "TLS"].includes(protocolOf(inputs));
}

function createListener(inputs: Props, place: Place): Created {
  const [, owner = ""] = String(inputs.loadBalancerArn).split(":loadbalancer/");
  const arn = arnOf(place, "elasticloadbalancing", `listener/${owner}/${hex(place.urn, 16)}`);
  const policy = isEncrypted(inputs) && inputs.sslPolicy === undefined;
  return {
    id: arn,
    outputs: {
      arn,
      protocol: protocolOf(inputs),
      ...(policy && { sslPolicy: "ELBSecurityPolicy-2016-08" }),
    },
  };
}
