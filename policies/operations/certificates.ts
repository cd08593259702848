/** Certificates renew themselves, and nobody else gets one for the same names. */
import type { PolicyResource } from "@pulumi/policy";
import { forStack, forTypes } from "../lib/findings";
import { asList, at, plainText, shown } from "../lib/reading";
import { dependenciesAmong, givenAt } from "../lib/references";
import { defineRule, type ExampleResource } from "../lib/rule";

const CERTIFICATE = "aws:acm/certificate:Certificate";
const RECORD = "aws:route53/record:Record";

/** AWS takes no shorter keys but from imported certificates. */
const WEAK = ["RSA_1024"];

export const certificateKept = defineRule({
  name: "certificate-kept",
  description: "Certificates renew by DNS, have strong keys, are logged, and are replaced before they go.",
  why: "What is renewed by e-mail expires when nobody reads it, and what is deleted first takes HTTPS along until the next one is issued.",
  level: "advisory",
  severity: "medium",
  tags: ["operations", "acm", "https"],
  controls: { fsbp: ["ACM.2"], checkov: ["CKV_AWS_233", "CKV_AWS_234", "CKV2_AWS_71"] },
  fix: "Use validationMethod DNS, leave out keyAlgorithm, options and deleteBeforeReplace, and name every host.",
  url: "https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html",
  config: {
    allowWildcards: {
      type: "boolean",
      default: false,
      description: "Whether a certificate may be for every name under a domain.",
    },
  },
  examples: {
    fails: [
      { type: CERTIFICATE, name: "api", props: { domainName: "api.example.com", validationMethod: "EMAIL" } },
    ],
    passes: [
      { type: CERTIFICATE, name: "api", props: { domainName: "api.example.com", validationMethod: "DNS" } },
    ],
  },
  validateResource: forTypes([CERTIFICATE], (props, findings, { options, config }) => {
    if (at(props, "validationMethod") === "EMAIL") findings.violation("validationMethod is EMAIL; use DNS.");
    const algorithm = plainText(at(props, "keyAlgorithm"));
    if (WEAK.includes(algorithm))
      findings.violation(`keyAlgorithm is ${algorithm}, which is too short; leave it out.`);
    const logging = at(props, "options", "certificateTransparencyLoggingPreference");
    if (logging === "DISABLED") {
      findings.violation(
        "options.certificateTransparencyLoggingPreference is DISABLED; browsers refuse what is not logged.",
      );
    }
    if (options.deleteBeforeReplace === true) {
      findings.violation("is deleted before its successor exists; leave out the option deleteBeforeReplace.");
    }
    const wide = namesOf((key) => at(props, key)).filter((name) => name.startsWith("*."));
    if (wide.length === 0 || config.allowWildcards === true) return;
    findings.violation(`is for ${wide.join(", ")}, and with it for every name there; name the hosts.`);
  }),
});

function namesOf(read: (key: string) => unknown): readonly string[] {
  return [read("domainName"), ...asList(read("subjectAlternativeNames"))].map(plainText);
}

/** By which AWS recognises itself in CAA records. */
const AMAZON = /^\d+\s+issue\s+"(?:amazon|amazontrust|awstrust|amazonaws)\.com[";]/;

const ISSUED: ExampleResource = {
  type: CERTIFICATE,
  name: "api",
  props: { domainName: "api.example.com", validationMethod: "DNS" },
};

function record(issuer: string): ExampleResource {
  return {
    type: RECORD,
    name: "caa",
    props: { name: "example.com", type: "CAA", records: [`0 issue "${issuer}"`] },
  };
}

export const caaRecord = defineRule({
  name: "caa-record",
  description: "CAA records say that Amazon, and who else, may issue certificates for the stack's names.",
  why: "Without, each of a hundred authorities may issue one to whoever tricks it; with one that forgets Amazon, ACM cannot renew.",
  level: "advisory",
  severity: "low",
  tags: ["operations", "acm", "route53", "https"],
  controls: {},
  fix: 'Add an aws.route53.Record of type CAA at the domain, with 0 issue "amazon.com".',
  url: "https://docs.aws.amazon.com/acm/latest/userguide/setup-caa.html",
  examples: { fails: [ISSUED, record("letsencrypt.org")], passes: [ISSUED, record("amazon.com")] },
  validateStack: forStack((stack, findings) => {
    const certificates = stack.of([CERTIFICATE]);
    findings.forEach(certificates, (certificate) => {
      // Imported certificates are somebody else's.
      if (["", "NONE"].includes(plainText(givenAt(certificate, "validationMethod")))) return;
      const records = stack.of([RECORD]).filter((record) => isCaa(record, certificates));
      const names = new Set(namesOf((key) => givenAt(certificate, key)));
      const refused = [...names].filter((name) => name !== "" && !admitsAmazon(closest(name, records)));
      if (refused.length === 0) return;
      findings.violation(
        `no CAA record lets Amazon issue for ${refused.map(shown).join(", ")}; add one.`,
        certificate,
      );
    });
  }),
});

/** Records by which a certificate is validated have the type that ACM says, which is never this one. */
function isCaa(record: PolicyResource, certificates: readonly PolicyResource[]): boolean {
  if (dependenciesAmong(record, "type", certificates).length > 0) return false;
  return at(record.props, "type") === "CAA";
}

/** Authorities climb from the name towards the root, and take the first records that they meet. */
function closest(name: string, records: readonly PolicyResource[]): readonly PolicyResource[] {
  const labels = name.replace(/^\*\./, "").split(".");
  for (let depth = 0; depth < labels.length; depth++) {
    const domain = labels.slice(depth).join(".");
    const found = records.filter(({ props }) => plainText(at(props, "name")).replace(/\.$/, "") === domain);
    if (found.length > 0) return found;
  }
  return [];
}

function admitsAmazon(records: readonly PolicyResource[]): boolean {
  return records.some(({ props }) =>
    asList(at(props, "records")).some((text) => AMAZON.test(plainText(text))),
  );
}
