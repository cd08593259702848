/** Certificates: that there is one, that it is issued, and that it covers every name by which people come. */
import { checkHostNames } from "../lib/addresses";
import { CERTIFICATE, certificateAt, missingValidation, regionOf, VALIDATION } from "../lib/certificates";
import { DISTRIBUTION } from "../lib/distributions";
import { forStack, forTypes } from "../lib/findings";
import { LISTENER_CERTIFICATES, LISTENERS, protocolOf } from "../lib/loadBalancers";
import { at, isGiven, shown, textAt } from "../lib/reading";
import { referredTo } from "../lib/references";
import { defineRule, ref, type ExampleResource } from "../lib/rule";

const LISTENER = "aws:lb/listener:Listener";
const https = (props: object): ExampleResource[] => [
  { type: LISTENER, name: "https", props: { port: 443, protocol: "HTTPS", ...props } },
];

export const listenerCertificate = defineRule({
  name: "listener-certificate",
  description: "HTTPS listeners have a certificate, and it is ACM's.",
  level: "mandatory",
  severity: "high",
  tags: ["https", "load-balancer", "certificate"],
  why: "ACM renews its certificates by itself; one that was uploaded to IAM expires on the day nobody remembers.",
  fix: "Give the listener a certificateArn of ACM, best from an aws.acm.CertificateValidation.",
  url: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/https-listener-certificates.html",
  controls: { fsbp: ["ELB.2"], cdkNag: ["ELBv2ACMCertificateRequired"] },
  examples: {
    fails: https({ certificateArn: "arn:aws:iam::111122223333:server-certificate/old" }),
    passes: https({ certificateArn: "arn:aws:acm:eu-west-1:111122223333:certificate/5c2e1f4a" }),
  },
  validateResource: forTypes(LISTENERS, (listener, findings) => {
    if (!["HTTPS", "TLS"].includes(protocolOf((key) => at(listener, key)))) return;
    if (!isGiven(() => at(listener, "certificateArn"))) {
      findings.violation("has no certificateArn; give it one of ACM.");
      return;
    }
    const arn = textAt(listener, "certificateArn") ?? "";
    if (/^arn:[^:]+:acm:/.test(arn)) return;
    findings.violation(`certificateArn is ${shown(arn)}, which is not ACM's; ACM renews by itself.`);
  }),
});

const CERTIFICATE_EXAMPLE = {
  type: CERTIFICATE,
  name: "api",
  props: { domainName: "api.example.com", validationMethod: "DNS" },
};

export const certificateValidated = defineRule({
  name: "certificate-validated",
  description:
    "Listeners and distributions take a certificate from its validation, so they wait until it is issued.",
  level: "mandatory",
  severity: "medium",
  tags: ["https", "certificate"],
  why: "A certificate that is still pending is refused by AWS, and a first deployment fails half-way.",
  fix: "Add an aws.acm.CertificateValidation and use its certificateArn instead of the certificate's arn.",
  url: "https://www.pulumi.com/registry/packages/aws/api-docs/acm/certificatevalidation/",
  controls: {},
  examples: {
    fails: [CERTIFICATE_EXAMPLE, ...https({ certificateArn: ref("api", "arn") })],
    passes: [
      CERTIFICATE_EXAMPLE,
      { type: VALIDATION, name: "issued", props: { certificateArn: ref("api", "arn") } },
      ...https({ certificateArn: ref("issued", "certificateArn") }),
    ],
  },
  validateStack: forStack((stack, findings) => {
    const consumers = [
      ...stack.of([...LISTENERS, ...LISTENER_CERTIFICATES]).map((one) => [one, ["certificateArn"]] as const),
      ...stack.of([DISTRIBUTION]).map((one) => [one, ["viewerCertificate", "acmCertificateArn"]] as const),
    ];
    for (const [consumer, path] of consumers) {
      findings.attempt(() => {
        const certificate = certificateAt(consumer, path, stack);
        const fault = certificate && missingValidation(consumer, path, certificate, stack);
        if (fault !== undefined) findings.violation(`${fault}.`, consumer);
      });
    }
  }),
});

const site = (...aliases: string[]): ExampleResource[] => [
  { type: CERTIFICATE, name: "site", props: { domainName: "example.com", validationMethod: "DNS" } },
  {
    type: DISTRIBUTION,
    name: "cdn",
    props: {
      aliases,
      viewerCertificate: { acmCertificateArn: ref("site", "arn"), sslSupportMethod: "sni-only" },
    },
  },
];

export const hostNamesCertified = defineRule({
  name: "host-names-certified",
  description:
    "Every alias of a distribution, host header of a rule and record to either is covered by the certificate there.",
  level: "mandatory",
  severity: "high",
  tags: ["https", "certificate", "dns"],
  why: "A name without a certificate greets everybody with a warning, and teaches them to click it away.",
  fix: "Add the name to the certificate's subjectAlternativeNames, or to the distribution's aliases.",
  url: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/CNAMEs.html",
  controls: { fsbp: ["CloudFront.7"] },
  examples: { fails: site("example.com", "www.example.com"), passes: site("example.com") },
  validateStack: forStack(checkHostNames),
});

export const WEB_ACL = "aws:wafv2/webAcl:WebAcl";

const acl = (region: string): ExampleResource[] => [
  { type: WEB_ACL, name: "cdn", props: { scope: "CLOUDFRONT", region, defaultAction: { allow: {} } } },
];

export const cloudfrontRegion = defineRule({
  name: "cloudfront-home-region",
  description: "What distributions use lies in us-east-1: their certificates and their web ACLs.",
  level: "mandatory",
  severity: "medium",
  tags: ["https", "cloudfront", "certificate"],
  why: "CloudFront sees no other region's certificates and web ACLs, and says so only when everything else is made.",
  fix: 'Set region: "us-east-1" on the certificate, its validation and the web ACL.',
  url: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html",
  controls: {},
  examples: { fails: acl("eu-west-1"), passes: acl("us-east-1") },
  validateStack: forStack((stack, findings) => {
    findings.forEach(stack.of([DISTRIBUTION]), (distribution) => {
      const certificate = certificateAt(distribution, ["viewerCertificate", "acmCertificateArn"], stack);
      const region = certificate
        ? regionOf(certificate)
        : textAt(distribution.props, "viewerCertificate", "acmCertificateArn")?.split(":")[3];
      if (region === undefined || region === "us-east-1") return;
      findings.violation(
        `has a certificate in ${region}; CloudFront takes those of us-east-1 only.`,
        distribution,
      );
    });
    findings.forEach(stack.of([WEB_ACL]), (acl) => {
      if (textAt(acl.props, "scope") !== "CLOUDFRONT") return;
      const region = regionOf(acl);
      if (region === undefined || region === "us-east-1") return;
      findings.violation(`is for CloudFront and lies in ${region}; it must lie in us-east-1.`, acl);
    });
    findings.forEach(stack.of([DISTRIBUTION]), (distribution) => {
      const acl = referredTo(distribution, "webAclId", stack.of([WEB_ACL]), ["arn", "id"]);
      if (!acl || textAt(acl.props, "scope") === "CLOUDFRONT") return;
      findings.violation(`has web ACL ${acl.name}, whose scope is not CLOUDFRONT.`, distribution);
    });
  }),
});
