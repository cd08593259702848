import type { Props, ResourceModel } from "../../../model";
import type { Shape } from "../../../shape";
import { cloudfrontDomain, cloudfrontId, entityTag } from "../ids";
import { ARN_FORMAT } from "../support";
import { behaviorRules } from "./behaviors";
import { originRules } from "./origins";
import { DISTRIBUTION } from "./references";
import { siteRules } from "./site";
import { viewerRules } from "./viewers";

/** CloudFront's own hosted zone, for alias records: AWS General Reference, CloudFront endpoints. */
export const CLOUDFRONT_ZONE = "Z2FDTNDATAQYW2";

const BEHAVIORS = ["defaultCacheBehavior", "orderedCacheBehaviors[]"];

/** The same data for the default behaviour and each ordered one. */
function inBehaviors<T>(data: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(
    BEHAVIORS.flatMap((behavior) =>
      Object.entries(data).map(([path, value]) => [`${behavior}.${path}`, value]),
    ),
  );
}

const behaviorPaths = (paths: readonly string[]): string[] =>
  BEHAVIORS.flatMap((behavior) => paths.map((path) => `${behavior}.${path}`));

const shape: Shape = {
  source: "terraform-provider-aws internal/service/cloudfront/distribution.go",
  replaceOn: ["staging"],
  required: [
    "enabled",
    "defaultCacheBehavior",
    "origins",
    "restrictions",
    "viewerCertificate",
    ...behaviorPaths([
      "allowedMethods",
      "cachedMethods",
      "targetOriginId",
      "viewerProtocolPolicy",
      "functionAssociations[].eventType",
      "functionAssociations[].functionArn",
      "lambdaFunctionAssociations[].eventType",
      "lambdaFunctionAssociations[].lambdaArn",
      "forwardedValues.queryString",
      "forwardedValues.cookies.forward",
    ]),
    "orderedCacheBehaviors[].pathPattern",
    "origins[].originId",
    "origins[].domainName",
    "origins[].customOriginConfig.httpPort",
    "origins[].customOriginConfig.httpsPort",
    "origins[].customOriginConfig.originProtocolPolicy",
    "origins[].customOriginConfig.originSslProtocols",
    "origins[].s3OriginConfig.originAccessIdentity",
    "origins[].vpcOriginConfig.vpcOriginId",
    "origins[].originShield.enabled",
    "origins[].customHeaders[].name",
    "origins[].customHeaders[].value",
    "restrictions.geoRestriction.restrictionType",
    "customErrorResponses[].errorCode",
    "originGroups[].originId",
    "originGroups[].failoverCriteria.statusCodes",
    "originGroups[].members",
  ],
  values: {
    httpVersion: ["http1.1", "http2", "http3", "http2and3"],
    priceClass: ["PriceClass_100", "PriceClass_200", "PriceClass_All", "None"],
    ...inBehaviors({
      viewerProtocolPolicy: ["allow-all", "https-only", "redirect-to-https"],
      "forwardedValues.cookies.forward": ["none", "whitelist", "all"],
      "functionAssociations[].eventType": [
        "viewer-request",
        "viewer-response",
        "origin-request",
        "origin-response",
      ],
      "lambdaFunctionAssociations[].eventType": [
        "viewer-request",
        "viewer-response",
        "origin-request",
        "origin-response",
      ],
    }),
    "origins[].customOriginConfig.originProtocolPolicy": ["http-only", "match-viewer", "https-only"],
    "origins[].customOriginConfig.originSslProtocols[]": ["SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2"],
    "origins[].customOriginConfig.ipAddressType": ["ipv4", "ipv6", "dualstack"],
    "viewerCertificate.minimumProtocolVersion": [
      "SSLv3",
      "TLSv1",
      "TLSv1_2016",
      "TLSv1.1_2016",
      "TLSv1.2_2018",
      "TLSv1.2_2019",
      "TLSv1.2_2021",
      "TLSv1.2_2025",
      "TLSv1.3_2025",
    ],
    "viewerCertificate.sslSupportMethod": ["sni-only", "vip", "static-ip"],
    "restrictions.geoRestriction.restrictionType": ["blacklist", "whitelist", "none"],
    "viewerMtlsConfig.mode": ["required", "optional"],
  },
  ranges: {
    "origins[].connectionAttempts": [1, 3],
    "origins[].connectionTimeout": [1, 10],
    "origins[].customOriginConfig.originKeepaliveTimeout": [1, Infinity],
    "origins[].customOriginConfig.originReadTimeout": [1, Infinity],
    "origins[].vpcOriginConfig.originKeepaliveTimeout": [1, Infinity],
    "origins[].vpcOriginConfig.originReadTimeout": [1, Infinity],
  },
  lengths: {
    comment: [0, 128],
    "originGroups[].members": [2, 2],
    ...inBehaviors<readonly [number, number]>({
      functionAssociations: [0, 2],
      lambdaFunctionAssociations: [0, 4],
    }),
  },
  formats: {
    "origins[].originShield.originShieldRegion": { pattern: /^[a-z]{2}(-[a-z]+)+-\d$/, words: "a region" },
    "viewerCertificate.acmCertificateArn": ARN_FORMAT,
    ...inBehaviors({
      "functionAssociations[].functionArn": ARN_FORMAT,
      "lambdaFunctionAssociations[].lambdaArn": ARN_FORMAT,
      realtimeLogConfigArn: ARN_FORMAT,
    }),
  },
  defaults: {
    httpVersion: "http2",
    priceClass: "PriceClass_All",
    isIpv6Enabled: false,
    retainOnDelete: false,
    waitForDeployment: true,
    staging: false,
  },
};

function outputs(inputs: Props, urn: string, id: string, arn: string): Props {
  return {
    arn,
    domainName: cloudfrontDomain(`domain|${urn}`),
    hostedZoneId: CLOUDFRONT_ZONE,
    etag: entityTag(urn, inputs),
    callerReference: `terraform-${id}`,
    status: inputs.waitForDeployment === false ? "InProgress" : "Deployed",
    inProgressValidationBatches: 0,
    loggingV1Enabled: inputs.loggingConfig !== undefined,
    trustedKeyGroups: [{ enabled: false, items: [] }],
    trustedSigners: [{ enabled: false, items: [] }],
  };
}

export const distribution: ResourceModel = {
  type: DISTRIBUTION,
  shape,
  rules: [...viewerRules, ...originRules, ...behaviorRules, ...siteRules],
  create: (inputs, place) => {
    const id = cloudfrontId(`distribution|${place.urn}`);
    const arn = `arn:${place.partition}:cloudfront::${place.accountId}:distribution/${id}`;
    return { id, outputs: outputs(inputs, place.urn, id, arn) };
  },
};
