import type { Props, ResourceModel, Rule } from "../../../model";
import type { Shape } from "../../../shape";
import { uuid } from "../ids";
import { ARN_FORMAT, at, dnsName, list, text, texts } from "../support";
import { CERTIFICATE, namesOf, validationOptions } from "./certificates";

const PREFIX = "acm/certificate";
const REQUEST = "AWS Certificate Manager API Reference, RequestCertificate";

const MAX_NAMES = 10;
const MAX_MAIN_NAME = 64;
const DOMAIN = /^(\*\.)?(((?!-)[A-Za-z0-9-]{0,62}[A-Za-z0-9])\.)+((?!-)[A-Za-z0-9-]{1,62}[A-Za-z0-9])$/;

/** Properties of requests, which an imported certificate does not take. */
const REQUESTED = [
  "certificateAuthorityArn",
  "validationMethod",
  "keyAlgorithm",
  "subjectAlternativeNames",
  "validationOptions",
  "earlyRenewalDuration",
];

const NO_DOT = { pattern: /[^.]$/, words: "a name without a trailing dot" };

const shape: Shape = {
  source: "terraform-provider-aws internal/service/acm/certificate.go",
  replaceOn: [
    "certificateAuthorityArn",
    "domainName",
    "keyAlgorithm",
    "subjectAlternativeNames",
    "validationMethod",
    "validationOptions",
    "region",
  ],
  required: ["validationOptions[].domainName", "validationOptions[].validationDomain"],
  exactlyOneOf: [["domainName", "privateKey"]],
  // The provider lists certificateBody beside privateKey; as it needs privateKey, these pairs say it all.
  conflicts: [
    ...REQUESTED.map((requested) => [requested, "privateKey"]),
    ["domainName", "certificateChain"],
    ["certificateAuthorityArn", "validationMethod"],
    ["earlyRenewalDuration", "validationMethod"],
  ],
  values: {
    validationMethod: ["DNS", "EMAIL", "HTTP"],
    keyAlgorithm: [
      "RSA_1024",
      "RSA_2048",
      "RSA_3072",
      "RSA_4096",
      "EC_prime256v1",
      "EC_secp384r1",
      "EC_secp521r1",
    ],
    "options.certificateTransparencyLoggingPreference": ["ENABLED", "DISABLED"],
    "options.export": ["ENABLED", "DISABLED"],
  },
  lengths: { "subjectAlternativeNames[]": [1, 253] },
  formats: {
    domainName: NO_DOT,
    "subjectAlternativeNames[]": NO_DOT,
    certificateAuthorityArn: ARN_FORMAT,
    earlyRenewalDuration: {
      pattern: /^(P[\dYMWDTHS]+|[\d.hms]+)$/,
      words: "a duration such as P90D or 2160h",
    },
  },
};

const rules: readonly Rule[] = [
  {
    id: `${PREFIX}:validation-method`,
    when: "create",
    source: "terraform-provider-aws internal/service/acm/certificate.go",
    refuse: ({ inputs }) =>
      inputs.domainName !== undefined &&
      inputs.validationMethod === undefined &&
      inputs.certificateAuthorityArn === undefined
        ? "`certificate_authority_arn` or `validation_method` must be set when creating an ACM certificate"
        : undefined,
  },
  {
    id: `${PREFIX}:key-needed`,
    when: "check",
    source: "terraform-provider-aws internal/service/acm/certificate.go: RequiredWith private_key",
    refuse: ({ inputs }) =>
      inputs.certificateBody !== undefined && inputs.privateKey === undefined
        ? '"certificate_body": all of `certificate_body,private_key` must be specified'
        : undefined,
  },
  {
    id: `${PREFIX}:domain`,
    when: "create",
    source: `${REQUEST}: DomainName`,
    refuse: ({ inputs }) => {
      const wrong = namesOf(inputs).find((name) => !DOMAIN.test(name));
      return (
        wrong && `ValidationException: ${wrong} is no domain name; a wildcard is the leftmost label alone`
      );
    },
  },
  {
    id: `${PREFIX}:main-name-length`,
    when: "create",
    source: `${REQUEST}: the first domain name has at most 64 octets`,
    refuse: ({ inputs }) => {
      const { length } = text(inputs.domainName);
      return length > MAX_MAIN_NAME
        ? `ValidationException: The first domain name can be no longer than ${MAX_MAIN_NAME} characters, not ${length}`
        : undefined;
    },
  },
  {
    id: `${PREFIX}:name-count`,
    when: "create",
    source: "AWS Certificate Manager User Guide: Quotas, domain names per certificate",
    refuse: ({ inputs }) => {
      const { length } = namesOf(inputs);
      return length > MAX_NAMES
        ? `LimitExceededException: ${length} names on one certificate, of which the default quota allows ${MAX_NAMES}`
        : undefined;
    },
  },
  {
    id: `${PREFIX}:in-use`,
    when: "delete",
    source: "AWS Certificate Manager API Reference, DeleteCertificate: ResourceInUseException",
    refuse: ({ place, account }) => {
      const arn = account.get(place.urn)?.outputs.arn;
      const user = account.all().find(({ inputs }) => usesCertificate(inputs, arn));
      return user && `ResourceInUseException: Certificate ${text(arn)} is in use by ${user.id}`;
    },
  },
];

/** Listeners, listener certificates and distributions hold a certificate; a validation only watches it. */
function usesCertificate(inputs: Props, arn: unknown): boolean {
  const listens = inputs.certificateArn === arn && ("listenerArn" in inputs || "loadBalancerArn" in inputs);
  return arn !== undefined && (listens || at(inputs, "viewerCertificate.acmCertificateArn") === arn);
}

function outputs(inputs: Props, accountId: string): Props {
  const imported = inputs.privateKey !== undefined;
  const isPrivate = inputs.certificateAuthorityArn !== undefined;
  const issued = imported || isPrivate;
  return {
    domainName: dnsName(inputs.domainName),
    subjectAlternativeNames: namesOf(inputs),
    keyAlgorithm: inputs.keyAlgorithm ?? "RSA_2048",
    status: issued ? "ISSUED" : "PENDING_VALIDATION",
    type: imported ? "IMPORTED" : isPrivate ? "PRIVATE" : "AMAZON_ISSUED",
    domainValidationOptions: inputs.validationMethod === "DNS" ? validationOptions(inputs, accountId) : [],
    validationEmails: inputs.validationMethod === "EMAIL" ? emailsOf(inputs) : [],
    options: inputs.options ?? { certificateTransparencyLoggingPreference: "ENABLED" },
    notAfter: "",
    notBefore: "",
    pendingRenewal: false,
    renewalEligibility: "INELIGIBLE",
    renewalSummaries: [],
  };
}

/** ACM writes to the domain's five customary addresses. */
function emailsOf(inputs: Props): readonly string[] {
  const domains = list(inputs.validationOptions).map((option) => text(at(option, "validationDomain")));
  const targets = domains.length > 0 ? domains : namesOf(inputs).map((name) => name.replace(/^\*\./, ""));
  return texts(targets).flatMap((domain) =>
    ["admin", "administrator", "hostmaster", "postmaster", "webmaster"].map((user) => `${user}@${domain}`),
  );
}

export const certificate: ResourceModel = {
  type: CERTIFICATE,
  shape,
  rules,
  create: (inputs, place) => {
    const { partition, region, accountId, urn } = place;
    const arn = `arn:${partition}:acm:${region}:${accountId}:certificate/${uuid(`certificate|${urn}`)}`;
    return { id: arn, outputs: { arn, region, ...outputs(inputs, accountId) } };
  },
  secretOutputs: ["privateKey"],
};
