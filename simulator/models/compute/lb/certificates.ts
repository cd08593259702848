/** Certificates as load balancers take them: in their own region, and issued. */
import type { Account } from "../../../account";
import type { Place, Rule } from "../../../model";
import { parseArn } from "../../foundation/kit/arn";
import { APPLY, rule } from "../../foundation/kit/rules";
import { text } from "../../foundation/kit/values";
import { CERTIFICATE, CERTIFICATE_VALIDATION, exists, isOurs } from "../references";

const GUIDE = "Elastic Load Balancing User Guide, SSL certificates for your Application Load Balancer";

/** A certificate must exist, be issued, and lie in the load balancer's region. */
export function certificateRules(prefix: string, api: string): Rule[] {
  return [
    exists(
      prefix,
      "certificateArn",
      [CERTIFICATE, "aws:iam/serverCertificate:ServerCertificate"],
      api,
      (arn) => `CertificateNotFound: Certificate '${arn}' not found`,
    ),
    rule(`${prefix}:certificate-region`, APPLY, GUIDE, ({ inputs, place }) => {
      const arn = parseArn(inputs.certificateArn);
      return arn && arn.region !== "" && arn.region !== place.region
        ? `CertificateNotFound: Certificate '${String(inputs.certificateArn)}' is in ${arn.region}, the load balancer in ${place.region}`
        : undefined;
    }),
    rule(`${prefix}:certificate-issued`, APPLY, GUIDE, ({ inputs, place, account }) => {
      const arn = text(inputs, "certificateArn");
      return arn === undefined || isIssued(arn, place, account)
        ? undefined
        : `UnsupportedCertificate: The certificate '${arn}' must have a fully-qualified domain name, a supported signature, and a supported key size, and be issued: it is still PENDING_VALIDATION`;
    }),
  ];
}

/** Certificates of others, imported ones and validated ones; what does not exist is another rule's matter. */
function isIssued(arn: string, place: Place, account: Account): boolean {
  const certificate = account.find(CERTIFICATE, arn);
  if (!certificate || !isOurs(arn, place)) return true;
  if (certificate.inputs.certificateBody !== undefined) return true;
  return account.ofType(CERTIFICATE_VALIDATION).some(({ inputs }) => inputs.certificateArn === arn);
}
