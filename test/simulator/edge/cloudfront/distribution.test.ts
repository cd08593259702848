import assert from "node:assert/strict";
import { describeRules, World } from "../../support";
import { shapeBreaks } from "../shapes";
import { addCertificate, DISTRIBUTION, site } from "./support";

const FUNCTION = "aws:cloudfront/function:Function";
const WEB_ACL = "aws:wafv2/webAcl:WebAcl";
const LAMBDA = "arn:aws:lambda:us-east-1:111122223333:function:rewrite:3";
const BEHAVIOR = "defaultCacheBehavior";
const ORIGIN = "origins[0]";

const custom = {
  httpPort: 80,
  httpsPort: 443,
  originProtocolPolicy: "https-only",
  originSslProtocols: ["TLSv1.2"],
};
const cookies = { queryString: false, cookies: { forward: "none" } };
const group = {
  originId: "both",
  failoverCriteria: { statusCodes: [500] },
  members: [{ originId: "files" }, { originId: "files" }],
};

const samples = {
  "defaultCacheBehavior.functionAssociations[].functionArn": LAMBDA,
  "defaultCacheBehavior.lambdaFunctionAssociations[].lambdaArn": LAMBDA,
  "orderedCacheBehaviors[].functionAssociations[].functionArn": LAMBDA,
  "orderedCacheBehaviors[].lambdaFunctionAssociations[].lambdaArn": LAMBDA,
  "originGroups[].members": group.members,
  "originGroups[].failoverCriteria.statusCodes": [500],
  "orderedCacheBehaviors[].functionAssociations": [{ eventType: "viewer-request", functionArn: LAMBDA }],
  "defaultCacheBehavior.lambdaFunctionAssociations": [{ eventType: "viewer-request", lambdaArn: LAMBDA }],
  "orderedCacheBehaviors[].lambdaFunctionAssociations": [{ eventType: "viewer-request", lambdaArn: LAMBDA }],
  "origins[].customOriginConfig.originSslProtocols": ["TLSv1.2"],
  "orderedCacheBehaviors[].allowedMethods": ["GET", "HEAD"],
};

describeRules(DISTRIBUTION, {
  compliant: site,
  breaks: {
    ...shapeBreaks(DISTRIBUTION, samples),
    "certificate-region": (inputs, world) =>
      (inputs.viewerCertificate = {
        acmCertificateArn: addCertificate(world, ["harena.com", "*.harena.com"], "eu-west-1").id,
        sslSupportMethod: "sni-only",
      }),
    certificate: {
      "viewerCertificate.acmCertificateArn": "arn:aws:acm:us-east-1:111122223333:certificate/none",
    },
    "certificate-issued": (_inputs, world) => {
      const validation = world.account.ofType("aws:acm/certificateValidation:CertificateValidation").at(0);
      world.account.remove(validation?.urn ?? "");
    },
    "ssl-support-method": { "viewerCertificate.sslSupportMethod": undefined },
    "protocol-version": { "viewerCertificate.minimumProtocolVersion": "SSLv3" },
    // Of a certificate in IAM nobody knows the names, so that only the form of the alias is in question.
    "alias-format": ["https://harena.com", "api.*.harena.com", "harena"].map((alias) => ({
      aliases: [alias],
      viewerCertificate: { iamCertificateId: "ABC", sslSupportMethod: "sni-only" },
    })),
    "alias-certificate": { viewerCertificate: { cloudfrontDefaultCertificate: true } },
    "alias-covered": [{ "aliases[1]": "harena.org" }, { "aliases[1]": "a.b.harena.com" }],
    "alias-taken": (_inputs, world) => void world.add(DISTRIBUTION, { aliases: ["WWW.harena.com"] }),
    "alias-twice": { "aliases[1]": "Harena.com" },
    "origin-kind": {
      [`${ORIGIN}.s3OriginConfig`]: { originAccessIdentity: "" },
      [`${ORIGIN}.customOriginConfig`]: custom,
      [`${ORIGIN}.originAccessControlId`]: undefined,
    },
    "origin-domain": ["192.0.2.1", "https://api.harena.com", "api.harena.com/v1", "localhost"].map(
      (domainName) => ({ [ORIGIN]: { originId: "files", domainName, customOriginConfig: custom } }),
    ),
    "origin-bucket": { [`${ORIGIN}.domainName`]: "files.harena.com" },
    "origin-website": [
      { [`${ORIGIN}.domainName`]: "site-files.s3-website-eu-west-1.amazonaws.com" },
      {
        [ORIGIN]: {
          originId: "files",
          domainName: "site-files.s3-website-eu-west-1.amazonaws.com",
          customOriginConfig: custom,
        },
      },
    ],
    "origin-path": [{ [`${ORIGIN}.originPath`]: "app" }, { [`${ORIGIN}.originPath`]: "/app/" }],
    "origin-timeouts": {
      [ORIGIN]: {
        originId: "files",
        domainName: "a.harena.com",
        customOriginConfig: { ...custom, originReadTimeout: 121 },
      },
    },
    "origin-access-control": { [`${ORIGIN}.originAccessControlId`]: "E0000000000000" },
    "origin-access-type": {
      [`${ORIGIN}.domainName`]: "api.harena.com",
      [`${ORIGIN}.customOriginConfig`]: custom,
    },
    "origin-access-both": {
      [`${ORIGIN}.s3OriginConfig`]: { originAccessIdentity: "origin-access-identity/cloudfront/ABC" },
    },
    "origin-ids": (inputs) => {
      const [origin] = inputs.origins as unknown[];
      inputs.origins = [origin, origin];
    },
    "origin-group-members": {
      originGroups: [{ ...group, members: [{ originId: "files" }, { originId: "none" }] }],
    },
    "origin-group-codes": { originGroups: [{ ...group, failoverCriteria: { statusCodes: [200] } }] },
    "target-origin": [
      { [`${BEHAVIOR}.targetOriginId`]: "file" },
      { "orderedCacheBehaviors[0].targetOriginId": "file" },
    ],
    "allowed-methods": { [`${BEHAVIOR}.allowedMethods`]: ["GET", "HEAD", "POST"] },
    "cached-methods": [
      { [`${BEHAVIOR}.cachedMethods`]: ["GET"] },
      { [`${BEHAVIOR}.cachedMethods`]: ["GET", "HEAD", "OPTIONS"] },
    ],
    caching: [{ [`${BEHAVIOR}.cachePolicyId`]: undefined }, { [`${BEHAVIOR}.forwardedValues`]: cookies }],
    "ttl-order": [{ minTtl: 10, defaultTtl: 5 }, { defaultTtl: 10, maxTtl: 5 }, { maxTtl: 60 }].map(
      (ttl) => ({
        [`${BEHAVIOR}.cachePolicyId`]: undefined,
        [`${BEHAVIOR}.forwardedValues`]: cookies,
        ...Object.fromEntries(Object.entries(ttl).map(([key, value]) => [`${BEHAVIOR}.${key}`, value])),
      }),
    ),
    "cache-policy": { [`${BEHAVIOR}.cachePolicyId`]: "658327ea-0000-4000-a000-7e88639e58f6" },
    "origin-request-policy": { [`${BEHAVIOR}.originRequestPolicyId`]: "none" },
    "response-headers-policy": { [`${BEHAVIOR}.responseHeadersPolicyId`]: "none" },
    "origin-request-without-cache-policy": {
      [`${BEHAVIOR}.cachePolicyId`]: undefined,
      [`${BEHAVIOR}.forwardedValues`]: cookies,
      [`${BEHAVIOR}.originRequestPolicyId`]: "216adef6-5c7f-47e4-b989-5492eafa07d3",
    },
    "function-event": { [`${BEHAVIOR}.functionAssociations[0].eventType`]: "origin-request" },
    function: [
      {
        [`${BEHAVIOR}.functionAssociations[0].functionArn`]: "arn:aws:cloudfront::111122223333:function/none",
      },
      (inputs, world) => {
        const draft = world.add(FUNCTION, {
          name: "draft",
          code: "",
          runtime: "cloudfront-js-2.0",
          publish: false,
        });
        inputs[BEHAVIOR] = {
          ...(inputs[BEHAVIOR] as object),
          functionAssociations: [{ eventType: "viewer-request", functionArn: draft.outputs.arn }],
        };
      },
    ],
    "function-twice": [
      (inputs) => {
        const behavior = inputs[BEHAVIOR] as { functionAssociations: unknown[] };
        behavior.functionAssociations.push(behavior.functionAssociations[0]);
      },
      { [`${BEHAVIOR}.lambdaFunctionAssociations`]: [{ eventType: "viewer-request", lambdaArn: LAMBDA }] },
    ],
    "function-mix": {
      [`${BEHAVIOR}.lambdaFunctionAssociations`]: [{ eventType: "viewer-response", lambdaArn: LAMBDA }],
    },
    lambda: [LAMBDA.replace(":3", ":$LATEST"), LAMBDA.replace("us-east-1", "eu-west-1")].map((lambdaArn) => ({
      [`${BEHAVIOR}.lambdaFunctionAssociations`]: [{ eventType: "origin-request", lambdaArn }],
    })),
    "path-pattern": [
      { "orderedCacheBehaviors[0].pathPattern": "/a b/*" },
      { "orderedCacheBehaviors[0].pathPattern": `/${"a".repeat(255)}` },
    ],
    "path-pattern-twice": (inputs) => {
      const [behavior] = inputs.orderedCacheBehaviors as object[];
      inputs.orderedCacheBehaviors = [behavior, { ...behavior, pathPattern: "assets/*" }];
    },
    "default-root-object": { defaultRootObject: "/index.html" },
    "error-code": { "customErrorResponses[0].errorCode": 418 },
    "response-code": { "customErrorResponses[0].responseCode": 201 },
    "error-page": [
      { "customErrorResponses[0].responseCode": undefined },
      { "customErrorResponses[0].responsePagePath": undefined },
    ],
    "error-page-path": { "customErrorResponses[0].responsePagePath": "404.html" },
    "error-code-twice": { "customErrorResponses[1]": { errorCode: 404 } },
    "log-bucket": { loggingConfig: { bucket: "the-logs" } },
    "log-bucket-acl": (inputs, world) =>
      (inputs.loggingConfig = {
        bucket: world.add("aws:s3/bucket:Bucket", { bucket: "the-logs" }).outputs.bucketDomainName,
      }),
    "geo-restriction": [
      { "restrictions.geoRestriction.locations": ["FR"] },
      { "restrictions.geoRestriction": { restrictionType: "whitelist" } },
      { "restrictions.geoRestriction": { restrictionType: "whitelist", locations: ["France"] } },
    ],
    "web-acl": [
      { webAclId: "arn:aws:wafv2:us-east-1:111122223333:global/webacl/none/1" },
      (inputs, world) =>
        (inputs.webAclId = world.add(WEB_ACL, { name: "api", scope: "REGIONAL" }).outputs.arn),
    ],
    quota: (inputs) => {
      inputs.aliases = Array.from({ length: 101 }, (_, index) => `www${index}.harena.com`);
    },
  },
  accepts: {
    "an origin of one's own": {
      [ORIGIN]: { originId: "files", domainName: "api.harena.com", customOriginConfig: custom },
    },
    "the longest timeout": {
      [ORIGIN]: {
        originId: "files",
        domainName: "a.harena.com",
        customOriginConfig: { ...custom, originReadTimeout: 120 },
      },
    },
    "no alias and CloudFront's certificate": {
      aliases: undefined,
      viewerCertificate: { cloudfrontDefaultCertificate: true },
    },
    "a web ACL for CloudFront": (inputs, world) =>
      (inputs.webAclId = world.add(
        WEB_ACL,
        { name: "edge", scope: "CLOUDFRONT" },
        {},
        "us-east-1",
      ).outputs.arn),
    "a log bucket with access control lists": (inputs, world) => {
      const bucket = world.add("aws:s3/bucket:Bucket", { bucket: "the-logs" });
      world.add("aws:s3/bucketOwnershipControls:BucketOwnershipControls", {
        bucket: bucket.id,
        rule: { objectOwnership: "BucketOwnerPreferred" },
      });
      inputs.loggingConfig = { bucket: bucket.outputs.bucketDomainName };
    },
    "an origin group": { originGroups: [group], [`${BEHAVIOR}.targetOriginId`]: "both" },
    "functions at both of the viewer's events": (inputs) => {
      const behavior = inputs[BEHAVIOR] as { functionAssociations: object[] };
      behavior.functionAssociations.push({
        ...behavior.functionAssociations[0],
        eventType: "viewer-response",
      });
    },
    "chosen countries": {
      "restrictions.geoRestriction": { restrictionType: "whitelist", locations: ["FR"] },
    },
  },
});

describe("outputs of cloudfront/distribution", () => {
  it("have CloudFront's formats", () => {
    const { id, outputs } = new World().add(DISTRIBUTION, {});
    assert.match(id, /^E[A-Z0-9]{13}$/);
    assert.equal(outputs.arn, `arn:aws:cloudfront::111122223333:distribution/${id}`);
    assert.match(String(outputs.domainName), /^d[a-z0-9]{13}\.cloudfront\.net$/);
    assert.equal(outputs.hostedZoneId, "Z2FDTNDATAQYW2");
    assert.match(String(outputs.etag), /^E[A-Z0-9]{13}$/);
    assert.equal(outputs.status, "Deployed");
    assert.equal(new World().add(DISTRIBUTION, { waitForDeployment: false }).outputs.status, "InProgress");
  });

  it("are the same in every run and another for every distribution", () => {
    const world = new World();
    const [one, two] = [world.add(DISTRIBUTION, {}), world.add(DISTRIBUTION, {})];
    assert.equal(new World().add(DISTRIBUTION, {}).outputs.domainName, one.outputs.domainName);
    assert.notEqual(one.outputs.domainName, two.outputs.domainName);
  });
});
