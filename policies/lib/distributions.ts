/** What the CloudFront rules check. */
import type { Findings } from "./findings";
import { asList, at, isBag, isGiven, shown, textAt, type Bag } from "./reading";
import { isOriginProtocolModern, isViewerPolicyModern } from "./tls";

export const DISTRIBUTION = "aws:cloudfront/distribution:Distribution";
export const VPC_ORIGIN = "aws:cloudfront/vpcOrigin:VpcOrigin";

const ENCRYPTED = ["redirect-to-https", "https-only"];

export function checkViewers(distribution: Bag, findings: Findings): void {
  const check = (behaviour: unknown, path: string): void => {
    const policy = textAt(behaviour, "viewerProtocolPolicy");
    if (policy !== undefined && ENCRYPTED.includes(policy)) return;
    findings.violation(
      `${path}.viewerProtocolPolicy is ${shown(policy)}; it must be ${ENCRYPTED.join(" or ")}.`,
    );
  };
  findings.attempt(() => {
    check(at(distribution, "defaultCacheBehavior"), "defaultCacheBehavior");
  });
  findings.each(at(distribution, "orderedCacheBehaviors"), (behaviour, index) => {
    check(behaviour, `orderedCacheBehaviors[${index}]`);
  });
}

export function checkViewerTls(distribution: Bag, findings: Findings): void {
  const certificate = at(distribution, "viewerCertificate");
  const has = (key: string): boolean => isGiven(() => at(certificate, key));
  if (!has("acmCertificateArn") && !has("iamCertificateId")) {
    // CloudFront ignores the minimum with its own certificate: it always allows TLS 1.0 there.
    findings.violation(
      "viewerCertificate is CloudFront's own, which allows TLS 1.0; give it acmCertificateArn.",
    );
    return;
  }
  const version = textAt(certificate, "minimumProtocolVersion");
  if (version !== undefined && isViewerPolicyModern(version)) return;
  findings.violation(
    `viewerCertificate.minimumProtocolVersion is ${shown(version)}; it must be TLSv1.2_2018 or later, best TLSv1.2_2021.`,
  );
}

/** Origins without such a config are buckets, which CloudFront asks by the viewer's protocol. */
export function checkOrigins(distribution: Bag, findings: Findings): void {
  findings.each(at(distribution, "origins"), (origin, index) => {
    const path = `origins[${index}].customOriginConfig`;
    const config = at(origin, "customOriginConfig");
    if (!isBag(config)) return;
    findings.attempt(() => {
      checkOriginPolicy(config, path, findings);
    });
    findings.attempt(() => {
      checkOriginProtocols(at(config, "originSslProtocols"), `${path}.originSslProtocols`, findings);
    });
  });
}

export function checkVpcOrigin(origin: Bag, findings: Findings): void {
  const path = "vpcOriginEndpointConfig";
  const config = at(origin, path);
  findings.attempt(() => {
    checkOriginPolicy(config, path, findings);
  });
  findings.attempt(() => {
    const protocols = at(config, "originSslProtocols", "items");
    checkOriginProtocols(protocols, `${path}.originSslProtocols.items`, findings);
  });
}

function checkOriginPolicy(config: unknown, path: string, findings: Findings): void {
  const policy = textAt(config, "originProtocolPolicy");
  if (policy === "https-only") return;
  findings.violation(`${path}.originProtocolPolicy is ${shown(policy)}; it must be https-only.`);
}

function checkOriginProtocols(protocols: unknown, path: string, findings: Findings): void {
  if (asList(protocols).length === 0) findings.violation(`${path} is empty; it must be TLSv1.2.`);
  findings.each(protocols, (protocol, index) => {
    if (typeof protocol === "string" && isOriginProtocolModern(protocol)) return;
    findings.violation(`${path}[${index}] is ${shown(protocol)}; it must be TLSv1.2 or newer.`);
  });
}
