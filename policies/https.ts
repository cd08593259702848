/** Nothing travels in the clear: load balancers, CloudFront and buckets. */
import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { checkBuckets } from "./bucketPolicies";
import {
  checkOrigins,
  checkViewers,
  checkViewerTls,
  checkVpcOrigin,
  DISTRIBUTION,
  VPC_ORIGIN,
} from "./distributions";
import { configTexts, forStack, forTypes } from "./findings";
import { checkListener, checkLoadBalancers, LISTENERS } from "./loadBalancers";

export const loadBalancerListenerHttps: ResourceValidationPolicy = {
  name: "load-balancer-listener-https",
  description: "HTTP listeners redirect to HTTPS, and HTTPS listeners allow TLS 1.2 at the oldest.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["https", "load-balancer"],
  remediationSteps:
    "Give the HTTP listener one default action, a redirect to HTTPS on port 443 with HTTP_301; give the HTTPS " +
    "listener an sslPolicy such as ELBSecurityPolicy-TLS13-1-2-2021-06.",
  url: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html",
  configSchema: {
    properties: {
      allowedPolicies: {
        type: "array",
        items: { type: "string" },
        default: [],
        description: "Names of TLS policies to allow whatever their names say.",
      },
    },
  },
  validateResource: forTypes(LISTENERS, (listener, findings, { config }) => {
    checkListener(listener, findings, configTexts(config, "allowedPolicies"));
  }),
};

export const loadBalancerRuleHttps: StackValidationPolicy = {
  name: "load-balancer-rule-https",
  description:
    "Rules of HTTP listeners only redirect to HTTPS, and every public load balancer has an HTTPS listener.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["https", "load-balancer"],
  remediationSteps:
    "Attach rules that forward to the HTTPS listener; add one on port 443 where there is none.",
  url: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/create-https-listener.html",
  validateStack: forStack(checkLoadBalancers),
};

export const cloudfrontViewerHttps: ResourceValidationPolicy = {
  name: "cloudfront-viewer-https",
  description: "Every cache behaviour of a distribution redirects to HTTPS or accepts nothing else.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["https", "cloudfront"],
  remediationSteps: "Set viewerProtocolPolicy to redirect-to-https, or to https-only.",
  url: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-viewers-to-cloudfront.html",
  validateResource: forTypes([DISTRIBUTION], checkViewers),
};

export const cloudfrontTls: ResourceValidationPolicy = {
  name: "cloudfront-tls",
  description: "Distributions have a certificate of their own and ask viewers for TLS 1.2 at the oldest.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["https", "cloudfront"],
  remediationSteps: "Give viewerCertificate an acmCertificateArn and minimumProtocolVersion TLSv1.2_2021.",
  url: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-viewer-protocols-ciphers.html",
  validateResource: forTypes([DISTRIBUTION], checkViewerTls),
};

export const cloudfrontOriginHttps: ResourceValidationPolicy = {
  name: "cloudfront-origin-https",
  description: "CloudFront reaches custom and VPC origins over HTTPS only, with TLS 1.2 at the oldest.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["https", "cloudfront"],
  remediationSteps: 'Set originProtocolPolicy to https-only and originSslProtocols to ["TLSv1.2"].',
  url: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-cloudfront-to-custom-origin.html",
  validateResource: forTypes([DISTRIBUTION, VPC_ORIGIN], (props, findings, { type }) => {
    if (type === VPC_ORIGIN) checkVpcOrigin(props, findings);
    else checkOrigins(props, findings);
  }),
};

export const bucketDeniesHttp: StackValidationPolicy = {
  name: "bucket-denies-http",
  description:
    "Every bucket has a policy that denies all requests without TLS, for the bucket and its objects.",
  enforcementLevel: "mandatory",
  severity: "medium",
  tags: ["https", "s3"],
  remediationSteps:
    "Add a bucket policy statement: Deny, principal *, action s3:*, on the bucket and its objects, with the one " +
    'condition Bool { "aws:SecureTransport": "false" }.',
  url: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html",
  validateStack: forStack(checkBuckets),
};
