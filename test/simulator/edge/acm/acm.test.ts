import assert from "node:assert/strict";
import type { Existing } from "../../../../simulator/account";
import type { Props } from "../../../../simulator/model";
import { covers, validationOptions } from "../../../../simulator/models/edge/acm/certificates";
import { isIssued } from "../../../../simulator/models/edge";
import { describeRules, World, type Change } from "../../support";
import { shapeBreaks } from "../shapes";

const CERTIFICATE = "aws:acm/certificate:Certificate";
const VALIDATION = "aws:acm/certificateValidation:CertificateValidation";
const ZONE = "aws:route53/zone:Zone";
const RECORD = "aws:route53/record:Record";

const names = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `a${index}.harena.com`);

/** A request becomes an import, which leaves most other properties out. */
const imported = { domainName: undefined, validationMethod: undefined, subjectAlternativeNames: undefined };
const material = { certificateBody: "body", privateKey: "key" };

describeRules(CERTIFICATE, {
  compliant: () => ({
    domainName: "harena.com",
    subjectAlternativeNames: ["*.harena.com", "www.api.harena.com"],
    validationMethod: "DNS",
  }),
  breaks: {
    ...shapeBreaks(CERTIFICATE),
    "exactlyOneOf:domainName+privateKey": [
      { ...imported },
      { ...imported, ...material, domainName: "harena.com" },
    ],
    "conflicts:certificateAuthorityArn+privateKey": {
      ...imported,
      ...material,
      certificateAuthorityArn: "arn:aws:acm-pca:eu-west-1:111122223333:certificate-authority/a",
    },
    "conflicts:validationMethod+privateKey": { ...imported, ...material, validationMethod: "DNS" },
    "conflicts:keyAlgorithm+privateKey": { ...imported, ...material, keyAlgorithm: "RSA_2048" },
    "conflicts:subjectAlternativeNames+privateKey": {
      ...imported,
      ...material,
      subjectAlternativeNames: ["a.harena.com"],
    },
    "conflicts:validationOptions+privateKey": {
      ...imported,
      ...material,
      validationOptions: [{ domainName: "harena.com", validationDomain: "harena.com" }],
    },
    "conflicts:earlyRenewalDuration+privateKey": { ...imported, ...material, earlyRenewalDuration: "P90D" },
    "conflicts:certificateAuthorityArn+validationMethod": {
      certificateAuthorityArn: "arn:aws:acm-pca:eu-west-1:111122223333:certificate-authority/a",
    },
    "conflicts:earlyRenewalDuration+validationMethod": { earlyRenewalDuration: "P90D" },
    "format:earlyRenewalDuration": { validationMethod: undefined, earlyRenewalDuration: "ninety days" },
    "format:certificateAuthorityArn": {
      validationMethod: undefined,
      certificateAuthorityArn: "the-authority",
    },
    "format:domainName": { domainName: "harena.com." },
    "format:subjectAlternativeNames[]": { "subjectAlternativeNames[0]": "a.harena.com." },
    "validation-method": { validationMethod: undefined },
    "key-needed": { certificateBody: "body" },
    domain: [
      { domainName: "harena" },
      { domainName: "api.*.harena.com" },
      { "subjectAlternativeNames[0]": "-a.harena.com" },
      { "subjectAlternativeNames[0]": "https://harena.com" },
    ],
    "main-name-length": { domainName: `${"a".repeat(54)}.harena.com` },
    "name-count": { subjectAlternativeNames: names(10) },
    "in-use": [
      (_inputs, world) =>
        void world.add("aws:cloudfront/distribution:Distribution", {
          viewerCertificate: { acmCertificateArn: ownArn(world) },
        }),
      (_inputs, world) =>
        void world.add("aws:lb/listenerCertificate:ListenerCertificate", {
          listenerArn: "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/a/b/c",
          certificateArn: ownArn(world),
        }),
    ],
  },
  accepts: {
    "the longest main name": { domainName: `${"a".repeat(53)}.harena.com` },
    "ten names, the main one among them": { subjectAlternativeNames: ["harena.com", ...names(9)] },
    "an import": { ...imported, ...material, certificateChain: "chain" },
  },
});

function ownArn(world: World): unknown {
  return world.account.ofType(CERTIFICATE)[0]?.outputs.arn;
}

/** A requested certificate with its records in the domain's zone. */
function requested(world: World, recorded = true): { certificate: Existing; fqdns: string[] } {
  const zone = world.add(ZONE, { name: "harena.com" });
  const certificate = world.add(CERTIFICATE, {
    domainName: "harena.com",
    subjectAlternativeNames: ["*.harena.com", "www.harena.com"],
    validationMethod: "DNS",
  });
  const options = validationOptions(certificate.inputs, world.account.id);
  const fqdns = [...new Set(options.map((option) => option.resourceRecordName))];
  for (const name of recorded ? fqdns : []) {
    const value = options.find((option) => option.resourceRecordName === name)?.resourceRecordValue;
    world.add(RECORD, { zoneId: zone.id, name, type: "CNAME", ttl: 60, records: [value] });
  }
  return { certificate, fqdns };
}

/** CAA values under a name of the domain's zone. */
function withCaa(name: string, ...records: string[]): Change {
  return (_inputs, world) => {
    const zoneId = world.account.ofType(ZONE).at(0)?.id;
    world.add(RECORD, { zoneId, name, type: "CAA", ttl: 60, records });
  };
}

describeRules(VALIDATION, {
  compliant: (world) => {
    const { certificate, fqdns } = requested(world);
    return { certificateArn: certificate.id, validationRecordFqdns: fqdns };
  },
  breaks: {
    ...shapeBreaks(VALIDATION),
    certificate: [
      { certificateArn: "arn:aws:acm:eu-west-1:111122223333:certificate/none" },
      (inputs, world) =>
        (inputs.certificateArn = world.add(CERTIFICATE, { domainName: "a.harena.com" }, {}, "us-east-1").id),
    ],
    type: (inputs: Props, world) => {
      inputs.certificateArn = world.add(CERTIFICATE, material).id;
    },
    email: (inputs, world) =>
      (inputs.certificateArn = world.add(CERTIFICATE, {
        domainName: "harena.com",
        validationMethod: "EMAIL",
      }).id),
    records: [{ "validationRecordFqdns[0]": "harena.com" }, { validationRecordFqdns: [] }],
    timeout: [
      (_inputs, world) => {
        for (const record of world.account.ofType(RECORD)) world.account.remove(record.urn);
      },
      (_inputs, world) => {
        const record = world.account.ofType(RECORD).at(0);
        if (record) record.inputs.records = ["_0.acm-validations.aws."];
      },
      (_inputs, world) => {
        const zone = world.account.ofType(ZONE).at(0);
        if (zone) zone.inputs.vpcs = [{ vpcId: "vpc-1" }];
      },
    ],
    caa: [
      withCaa("", '0 issue "letsencrypt.org"'),
      withCaa("", '0 issue ";"'),
      withCaa("www", '0 issue "letsencrypt.org"'),
      withCaa("", '0 issue "amazon.com"', '0 issuewild "letsencrypt.org"'),
    ],
  },
  accepts: {
    "fully written names": (inputs) =>
      (inputs.validationRecordFqdns = (inputs.validationRecordFqdns as string[]).map((name) =>
        name.replace(/\.$/, ""),
      )),
    "no list of names": { validationRecordFqdns: undefined },
    "Amazon among several authorities": withCaa("", '0 issue "letsencrypt.org"', '0 issue "amazon.com"'),
    "a CAA record about reports": withCaa("", '0 iodef "mailto:a@harena.com"'),
  },
});

describe("outputs of acm/certificate", () => {
  it("have ACM's formats", () => {
    const { certificate } = requested(new World(), false);
    assert.match(
      certificate.id,
      /^arn:aws:acm:eu-west-1:111122223333:certificate\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
    );
    assert.equal(certificate.outputs.arn, certificate.id);
    assert.equal(certificate.outputs.status, "PENDING_VALIDATION");
    assert.equal(certificate.outputs.type, "AMAZON_ISSUED");
    assert.deepEqual(certificate.outputs.subjectAlternativeNames, [
      "harena.com",
      "*.harena.com",
      "www.harena.com",
    ]);
  });

  it("name one validation record a name, the same for a domain and its wildcard", () => {
    const { certificate } = requested(new World(), false);
    const options = validationOptions(certificate.inputs, "111122223333");
    const [apex, wildcard, www] = options;
    assert.deepEqual(certificate.outputs.domainValidationOptions, options);
    assert.equal(options.length, 3);
    assert.equal(wildcard.domainName, "*.harena.com");
    assert.equal(apex.resourceRecordName, wildcard.resourceRecordName);
    assert.equal(apex.resourceRecordValue, wildcard.resourceRecordValue);
    assert.notEqual(apex.resourceRecordName, www.resourceRecordName);
    assert.match(apex.resourceRecordName, /^_[0-9a-f]{32}\.harena\.com\.$/);
    assert.match(apex.resourceRecordValue, /^_[0-9a-f]{32}\.[a-z]{10}\.acm-validations\.aws\.$/);
  });

  it("name the addresses to which ACM writes", () => {
    const { outputs } = new World().add(CERTIFICATE, {
      domainName: "*.harena.com",
      validationMethod: "EMAIL",
    });
    assert.ok((outputs.validationEmails as string[]).includes("hostmaster@harena.com"));
    assert.deepEqual(outputs.domainValidationOptions, []);
  });
});

describe("isIssued", () => {
  it("asks for a validation of what Amazon issues, and for none of an import", () => {
    const world = new World();
    const { certificate, fqdns } = requested(world);
    assert.equal(isIssued(world.account, certificate), false);
    world.add(VALIDATION, { certificateArn: certificate.id, validationRecordFqdns: fqdns });
    assert.equal(isIssued(world.account, certificate), true);
    assert.equal(isIssued(world.account, world.add(CERTIFICATE, material)), true);
  });
});

describe("covers", () => {
  it("lets a wildcard stand for one label", () => {
    const certificate = ["harena.com", "*.harena.com"];
    const hosts = ["harena.com", "API.harena.com", "a.b.harena.com", "harena.org"];
    assert.deepEqual(
      hosts.map((host) => covers(certificate, host)),
      [true, true, false, false],
    );
    assert.equal(covers(["*.harena.com"], "harena.com"), false);
  });
});
