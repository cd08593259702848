import type { ResourceModel } from "../../../model";
import { ARN } from "../../foundation/kit/arn";
import { rule } from "../../foundation/kit/rules";
import { exists, LISTENER, show } from "../references";
import { certificateRules } from "./certificates";

const PREFIX = "lb/listenerCertificate";
const API = "Elastic Load Balancing API, AddListenerCertificates";
/** Elastic Load Balancing quotas: certificates of a load balancer beside the default one. */
const MAX_CERTIFICATES = 25;
const TYPE = "aws:lb/listenerCertificate:ListenerCertificate";

export const listenerCertificate: ResourceModel = {
  type: TYPE,
  shape: {
    source: "terraform-provider-aws internal/service/elbv2/listener_certificate.go",
    replaceOn: ["certificateArn", "listenerArn", "region"],
    required: ["certificateArn", "listenerArn"],
    formats: { certificateArn: ARN, listenerArn: ARN },
    tags: false,
  },
  rules: [
    exists(PREFIX, "listenerArn", [LISTENER], API, (arn) => `ListenerNotFound: Listener '${arn}' not found`),
    rule(`${PREFIX}:listener-protocol`, "create", API, ({ inputs, account }) => {
      const protocol = account.find(LISTENER, inputs.listenerArn)?.outputs.protocol;
      return protocol === undefined || protocol === "HTTPS" || protocol === "TLS"
        ? undefined
        : `InvalidConfigurationRequest: Certificates can be added to HTTPS and TLS listeners only, not to ${show(protocol)}`;
    }),
    rule(`${PREFIX}:default-certificate`, "create", API, ({ inputs, account }) =>
      inputs.certificateArn !== undefined &&
      account.find(LISTENER, inputs.listenerArn)?.inputs.certificateArn === inputs.certificateArn
        ? `couldn't find resource: '${show(inputs.certificateArn)}' is the listener's default certificate`
        : undefined,
    ),
    rule(
      `${PREFIX}:quota`,
      "create",
      "Elastic Load Balancing quotas, Certificates per Application Load Balancer",
      ({ inputs, place, account }) => {
        const others = account
          .ofType(TYPE)
          .filter((other) => other.urn !== place.urn && other.inputs.listenerArn === inputs.listenerArn);
        return others.length >= MAX_CERTIFICATES
          ? `TooManyCertificates: You've reached the limit of ${MAX_CERTIFICATES} certificates for the listener`
          : undefined;
      },
    ),
    ...certificateRules(PREFIX, API),
  ],
  create: (inputs) => ({
    id: `${String(inputs.listenerArn)}_${String(inputs.certificateArn)}`,
    outputs: {},
  }),
};
