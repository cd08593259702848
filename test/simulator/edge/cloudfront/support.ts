import type { Existing } from "../../../../simulator/account";
import type { Props } from "../../../../simulator/model";
import type { World } from "../../support";

export const DISTRIBUTION = "aws:cloudfront/distribution:Distribution";
const CERTIFICATE = "aws:acm/certificate:Certificate";

/** An issued certificate for these names, in the region where CloudFront looks for it. */
export function addCertificate(world: World, names: readonly string[], region = "us-east-1"): Existing {
  const [domainName, ...subjectAlternativeNames] = names;
  const inputs = { domainName, subjectAlternativeNames, validationMethod: "DNS" };
  const certificate = world.add(CERTIFICATE, inputs, {}, region);
  world.add(
    "aws:acm/certificateValidation:CertificateValidation",
    { certificateArn: certificate.id },
    {},
    region,
  );
  return certificate;
}

/** A site in a bucket behind CloudFront that uses a bit of everything. */
export function site(world: World): Props {
  const control = world.add("aws:cloudfront/originAccessControl:OriginAccessControl", {
    originAccessControlOriginType: "s3",
    signingBehavior: "always",
    signingProtocol: "sigv4",
  });
  const routes = world.add("aws:cloudfront/function:Function", {
    code: "function handler(event) { return event.request; }",
    runtime: "cloudfront-js-2.0",
  });
  return {
    enabled: true,
    aliases: ["harena.com", "www.harena.com"],
    defaultRootObject: "index.html",
    origins: [
      {
        originId: "files",
        domainName: "site-files.s3.eu-west-1.amazonaws.com",
        originAccessControlId: control.id,
      },
    ],
    defaultCacheBehavior: {
      allowedMethods: ["GET", "HEAD"],
      cachedMethods: ["HEAD", "GET"],
      targetOriginId: "files",
      viewerProtocolPolicy: "redirect-to-https",
      cachePolicyId: "658327ea-f89d-4fab-a63d-7e88639e58f6",
      functionAssociations: [{ eventType: "viewer-request", functionArn: routes.outputs.arn }],
    },
    orderedCacheBehaviors: [
      {
        pathPattern: "/assets/*",
        allowedMethods: ["GET", "HEAD", "OPTIONS"],
        cachedMethods: ["GET", "HEAD"],
        targetOriginId: "files",
        viewerProtocolPolicy: "https-only",
        cachePolicyId: "658327ea-f89d-4fab-a63d-7e88639e58f6",
      },
    ],
    customErrorResponses: [{ errorCode: 404, responseCode: 404, responsePagePath: "/404.html" }],
    restrictions: { geoRestriction: { restrictionType: "none" } },
    viewerCertificate: {
      acmCertificateArn: addCertificate(world, ["harena.com", "*.harena.com"]).id,
      sslSupportMethod: "sni-only",
      minimumProtocolVersion: "TLSv1.2_2021",
    },
  };
}
