/** A distribution's names and certificate: what viewers connect to. */
import type { Account, Existing } from "../../../account";
import type { Props, Rule } from "../../../model";
import { CERTIFICATE, covers, isIssued, namesOf } from "../acm/certificates";
import { APPLY, at, dnsName, fields, firstTwice, others, parseArn, text, texts, find } from "../support";
import { DISTRIBUTION } from "./references";

const PREFIX = "cloudfront/distribution";
const CERTIFICATES =
  "Amazon CloudFront Developer Guide: Requirements for using SSL/TLS certificates with CloudFront";
const ALIASES = "Amazon CloudFront Developer Guide: Requirements for using alternate domain names";
const REQUIRED_REGION = "us-east-1";

const BAD_CERTIFICATE =
  "InvalidViewerCertificate: The specified SSL certificate doesn't exist, isn't in us-east-1 region, isn't valid, or doesn't include a valid certificate chain";

const ALIAS_LABEL = /^(\*\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z]([a-z0-9-]*[a-z0-9])?$/;

function arnOf(inputs: Props): unknown {
  return at(inputs, "viewerCertificate.acmCertificateArn");
}

function certificateOf(inputs: Props, account: Account): Existing | undefined {
  return find(account, CERTIFICATE, arnOf(inputs));
}

function inRegion(inputs: Props): boolean {
  return parseArn(arnOf(inputs))?.region === REQUIRED_REGION;
}

const certificateRules: readonly Rule[] = [
  {
    id: `${PREFIX}:certificate-region`,
    when: APPLY,
    source: CERTIFICATES,
    refuse: ({ inputs }) =>
      arnOf(inputs) === undefined || inRegion(inputs)
        ? undefined
        : `${BAD_CERTIFICATE}: ${text(arnOf(inputs))} is not in ${REQUIRED_REGION}`,
  },
  {
    id: `${PREFIX}:certificate`,
    when: APPLY,
    source: CERTIFICATES,
    refuse: ({ inputs, account }) =>
      arnOf(inputs) === undefined || !inRegion(inputs) || certificateOf(inputs, account)
        ? undefined
        : `${BAD_CERTIFICATE}: there is no certificate ${text(arnOf(inputs))}`,
  },
  {
    id: `${PREFIX}:certificate-issued`,
    when: APPLY,
    source: CERTIFICATES,
    refuse: ({ inputs, account }) => {
      const certificate = certificateOf(inputs, account);
      return certificate && !isIssued(account, certificate)
        ? `${BAD_CERTIFICATE}: ${certificate.id} is not issued yet; wait for an aws.acm.CertificateValidation`
        : undefined;
    },
  },
  {
    id: `${PREFIX}:ssl-support-method`,
    when: APPLY,
    source: "Amazon CloudFront API Reference, ViewerCertificate: SSLSupportMethod",
    refuse: ({ inputs }) => {
      const { iamCertificateId, sslSupportMethod } = fields(inputs.viewerCertificate);
      return (arnOf(inputs) ?? iamCertificateId) !== undefined && sslSupportMethod === undefined
        ? "InvalidViewerCertificate: the parameter SSLSupportMethod is required with a certificate of your own"
        : undefined;
    },
  },
  {
    id: `${PREFIX}:protocol-version`,
    when: APPLY,
    source: "Amazon CloudFront API Reference, ViewerCertificate: MinimumProtocolVersion",
    refuse: ({ inputs }) => {
      const { minimumProtocolVersion, sslSupportMethod } = fields(inputs.viewerCertificate);
      return minimumProtocolVersion === "SSLv3" && sslSupportMethod === "sni-only"
        ? "InvalidViewerCertificate: with sni-only the minimum protocol version must be TLSv1 or later"
        : undefined;
    },
  },
];

const aliasRules: readonly Rule[] = [
  {
    id: `${PREFIX}:alias-format`,
    when: APPLY,
    source: ALIASES,
    refuse: ({ inputs }) => {
      const wrong = texts(inputs.aliases).find(
        (alias) => !ALIAS_LABEL.test(dnsName(alias)) || alias.length > 253,
      );
      return wrong && `InvalidArgument: the parameter CNAME is not a valid domain name: ${wrong}`;
    },
  },
  {
    id: `${PREFIX}:alias-certificate`,
    when: APPLY,
    source: ALIASES,
    refuse: ({ inputs }) => {
      const { iamCertificateId } = fields(inputs.viewerCertificate);
      return texts(inputs.aliases).length > 0 && (arnOf(inputs) ?? iamCertificateId) === undefined
        ? "InvalidViewerCertificate: To add an alternate domain name (CNAME) to a CloudFront distribution, you must attach a trusted certificate that validates your authorization to use the domain name"
        : undefined;
    },
  },
  {
    id: `${PREFIX}:alias-covered`,
    when: APPLY,
    source: ALIASES,
    refuse: ({ inputs, account }) => {
      const certificate = certificateOf(inputs, account);
      if (!certificate) return undefined;
      const names = namesOf(certificate.inputs);
      const bare = texts(inputs.aliases).find((alias) => !covers(names, alias));
      return (
        bare &&
        `InvalidViewerCertificate: The certificate that is attached to your distribution doesn't cover the alternate domain name (CNAME) that you're trying to add: ${bare} is none of ${names.join(", ")}`
      );
    },
  },
  {
    id: `${PREFIX}:alias-taken`,
    when: APPLY,
    source: "Amazon CloudFront API Reference: CNAMEAlreadyExists",
    refuse: ({ inputs, place, account }) => {
      const taken = new Set(
        others(account, place, DISTRIBUTION).flatMap((other) => texts(other.inputs.aliases).map(dnsName)),
      );
      const alias = texts(inputs.aliases).find((name) => taken.has(dnsName(name)));
      return (
        alias &&
        `CNAMEAlreadyExists: One or more of the CNAMEs you provided are already associated with a different resource: ${alias}`
      );
    },
  },
  {
    id: `${PREFIX}:alias-twice`,
    when: APPLY,
    source: "Amazon CloudFront API Reference, Aliases",
    refuse: ({ inputs }) => {
      const twice = firstTwice(texts(inputs.aliases), dnsName);
      return twice && `InvalidArgument: the alternate domain name ${twice} is given twice`;
    },
  },
];

export const viewerRules: readonly Rule[] = [...certificateRules, ...aliasRules];
