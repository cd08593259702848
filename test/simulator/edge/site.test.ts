import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { simulate, type Simulation } from "../../../simulator/session";

const config = { "aws:region": "eu-west-1" };

function bucket(): aws.s3.Bucket {
  const files = new aws.s3.Bucket("files", { bucketPrefix: "harena-dev-site-" });
  new aws.s3.BucketPublicAccessBlock("closed", { bucket: files.bucket, blockPublicPolicy: true });
  new aws.s3.BucketObjectv2("index", {
    bucket: files.bucket,
    key: "index.html",
    source: new pulumi.asset.FileAsset(__filename),
    contentType: "text/html",
  });
  return files;
}

/** A certificate with one record a distinct validation name; without `wait` nobody waits for it. */
function certificate(zoneId: pulumi.Input<string>, wait: boolean): pulumi.Output<string> {
  const names = { domainName: "dev.harena.com", subjectAlternativeNames: ["*.dev.harena.com"] };
  const requested = new aws.acm.Certificate("site", {
    ...names,
    validationMethod: "DNS",
    region: "us-east-1",
  });
  const option = requested.domainValidationOptions[0];
  const record = new aws.route53.Record("validation", {
    zoneId,
    name: option.resourceRecordName,
    type: option.resourceRecordType,
    records: [option.resourceRecordValue],
    ttl: 60,
  });
  if (!wait) return requested.arn;
  return new aws.acm.CertificateValidation("site", {
    certificateArn: requested.arn,
    validationRecordFqdns: [record.fqdn],
    region: "us-east-1",
  }).certificateArn;
}

function distribution(
  files: aws.s3.Bucket,
  acmCertificateArn: pulumi.Input<string>,
): aws.cloudfront.Distribution {
  const control = new aws.cloudfront.OriginAccessControl("site", {
    originAccessControlOriginType: "s3",
    signingBehavior: "always",
    signingProtocol: "sigv4",
  });
  return new aws.cloudfront.Distribution("site", {
    enabled: true,
    aliases: ["dev.harena.com", "www.dev.harena.com"],
    origins: [
      { originId: "files", domainName: files.bucketRegionalDomainName, originAccessControlId: control.id },
    ],
    defaultCacheBehavior: {
      allowedMethods: ["GET", "HEAD"],
      cachedMethods: ["GET", "HEAD"],
      targetOriginId: "files",
      viewerProtocolPolicy: "redirect-to-https",
      cachePolicyId: aws.cloudfront
        .getCachePolicyOutput({ name: "Managed-CachingOptimized" })
        .apply(({ id = "" }) => id),
    },
    restrictions: { geoRestriction: { restrictionType: "none" } },
    viewerCertificate: { acmCertificateArn, sslSupportMethod: "sni-only" },
  });
}

function site(wait: boolean): Promise<Simulation> {
  return simulate({ config }, () => {
    const { zoneId } = aws.route53.getZoneOutput({ name: "harena.com" });
    const files = bucket();
    const { arn, domainName, hostedZoneId } = distribution(files, certificate(zoneId, wait));
    new aws.s3.BucketPolicy("site", {
      bucket: files.bucket,
      policy: {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: "cloudfront.amazonaws.com" },
            Action: "s3:GetObject",
            Resource: pulumi.interpolate`${files.arn}/*`,
            Condition: { StringEquals: { "AWS:SourceArn": arn } },
          },
        ],
      },
    });
    for (const type of ["A", "AAAA"]) {
      new aws.route53.Record(`site-${type}`, {
        zoneId,
        name: "dev.harena.com",
        type,
        aliases: [{ name: domainName, zoneId: hostedZoneId, evaluateTargetHealth: false }],
      });
    }
  });
}

describe("a whole site on the simulated account", () => {
  it("is refused nothing", async () => {
    const simulation = await site(true);
    assert.equal(simulation.error, undefined);
    assert.deepEqual(simulation.refusals, []);
    const index = simulation.resources.find((resource) => resource.name === "index");
    assert.match(String(index?.outputs.etag), /^[0-9a-f]{32}$/);
  });

  it("is refused its distribution when nobody waits for the certificate", async () => {
    const { error, refusals } = await site(false);
    assert.equal(error, undefined);
    assert.deepEqual(
      refusals.map(({ rule }) => rule),
      ["cloudfront/distribution:certificate-issued"],
    );
  });
});
