import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import { Certificate, validatedNames, type CertificateArgs } from "../../components/certificate";
import { failure, plan, type Plan } from "../support/plan";

const CERTIFICATE = "aws:acm/certificate:Certificate";
const VALIDATION = "aws:acm/certificateValidation:CertificateValidation";
const RECORD = "aws:route53/record:Record";

type Names = Omit<CertificateArgs, "zoneId">;

/** A program with a zone and one certificate in it. */
function certificatePlan(names: Names): Promise<Plan> {
  return plan(() => {
    const zone = new aws.route53.Zone("zone", { name: "example.com" });
    new Certificate("site", { ...names, zoneId: zone.zoneId });
  });
}

interface ValidationOption {
  readonly domainName: string;
  readonly resourceRecordName: string;
  readonly resourceRecordValue: string;
}

function optionOf(result: Plan, domain: string): ValidationOption {
  const options = result.one(CERTIFICATE).outputs.domainValidationOptions as ValidationOption[];
  const option = options.find(({ domainName }) => domainName === domain);
  assert.ok(option, `no option for ${domain}`);
  return option;
}

describe("a certificate", () => {
  it("is requested, proven in the zone, and awaited", async () => {
    const result = await certificatePlan({
      domainName: "example.com",
      alternativeNames: ["www.example.com"],
      region: "us-east-1",
    });
    const component = result.one("harena:dns:Certificate");
    assert.deepEqual(
      result.children(component),
      [
        `${CERTIFICATE} site`,
        `${VALIDATION} site-issue`,
        `${RECORD} site-validation-example.com`,
        `${RECORD} site-validation-www.example.com`,
      ].sort(),
    );
    assert.deepEqual(result.inputs(CERTIFICATE), {
      domainName: "example.com",
      subjectAlternativeNames: ["www.example.com"],
      validationMethod: "DNS",
      region: "us-east-1",
    });
    assert.equal(result.one(CERTIFICATE).options.deleteBeforeReplace, false);
    for (const domain of ["example.com", "www.example.com"]) {
      const option = optionOf(result, domain);
      assert.deepEqual(result.inputs(RECORD, `site-validation-${domain}`), {
        zoneId: result.one("aws:route53/zone:Zone").outputs.zoneId,
        name: option.resourceRecordName,
        type: "CNAME",
        records: [option.resourceRecordValue],
        ttl: 300,
        allowOverwrite: true,
      });
    }
  });

  it("is known when it is issued, which all its records make possible", async () => {
    const result = await certificatePlan({
      domainName: "example.com",
      alternativeNames: ["www.example.com"],
    });
    const { arn } = result.one(CERTIFICATE).outputs;
    const fqdns = result.ofType(RECORD).map((record) => record.outputs.fqdn);
    assert.equal(new Set(fqdns).size, 2);
    assert.deepEqual(result.inputs(VALIDATION), {
      certificateArn: arn,
      validationRecordFqdns: ["example.com", "www.example.com"].map(
        (domain) => result.one(RECORD, `site-validation-${domain}`).outputs.fqdn,
      ),
    });
    assert.equal(result.one(VALIDATION).options.customTimeouts?.create, "45m");
    assert.deepEqual(result.one("harena:dns:Certificate").registeredOutputs, {
      arn,
      validationRecords: {
        "example.com": result.one(RECORD, "site-validation-example.com").outputs.fqdn,
        "www.example.com": result.one(RECORD, "site-validation-www.example.com").outputs.fqdn,
      },
    });
  });

  it("hands out an ARN that waits for the validation", async () => {
    const result = await plan(() => {
      const zone = new aws.route53.Zone("zone", { name: "example.com" });
      const { arn } = new Certificate("site", { domainName: "example.com", zoneId: zone.zoneId });
      new aws.ssm.Parameter("user", { type: "String", name: "/arn", value: arn });
    });
    const user = result.one("aws:ssm/parameter:Parameter");
    const dependencies = user.options.propertyDependencies.value;
    assert.deepEqual(
      dependencies.map((urn) => result.at(urn).type),
      [VALIDATION],
    );
  });

  it("proves an apex and its wildcard with one record", async () => {
    const result = await certificatePlan({ domainName: "*.example.com", alternativeNames: ["example.com"] });
    assert.deepEqual(
      result.ofType(RECORD).map(({ name }) => name),
      ["site-validation-example.com"],
    );
    assert.equal((result.inputs(VALIDATION).validationRecordFqdns as string[]).length, 1);
  });

  it("proves a wildcard alone", async () => {
    const result = await certificatePlan({ domainName: "*.example.com" });
    assert.equal(result.inputs(RECORD).name, optionOf(result, "*.example.com").resourceRecordName);
  });

  it("is made where the provider is, unless told otherwise", async () => {
    const result = await certificatePlan({ domainName: "example.com" });
    assert.deepEqual(result.inputs(CERTIFICATE), { domainName: "example.com", validationMethod: "DNS" });
    assert.equal("region" in result.inputs(VALIDATION), false);
    assert.match(String(result.one(CERTIFICATE).outputs.arn), /^arn:aws:acm:eu-west-1:/);
  });

  it("shares the records of a certificate of the same name in another region", async () => {
    const result = await plan(() => {
      const zone = new aws.route53.Zone("zone", { name: "example.com" });
      const first = new Certificate("api", { domainName: "example.com", zoneId: zone.zoneId });
      new Certificate("site", {
        domainName: "example.com",
        alternativeNames: ["www.example.com"],
        zoneId: zone.zoneId,
        region: "us-east-1",
        sharesRecordsWith: first,
      });
    });
    assert.deepEqual(
      result
        .ofType(RECORD)
        .map(({ name }) => name)
        .sort(),
      ["api-validation-example.com", "site-validation-www.example.com"],
    );
    assert.deepEqual(result.inputs(VALIDATION, "site-issue").validationRecordFqdns, [
      result.one(RECORD, "api-validation-example.com").outputs.fqdn,
      result.one(RECORD, "site-validation-www.example.com").outputs.fqdn,
    ]);
  });

  it("keeps its records when names are added before or after them", () => {
    const names = validatedNames({
      domainName: "b.example.com",
      alternativeNames: ["*.b.example.com", "a.example.com"],
    });
    assert.deepEqual(names, ["a.example.com", "b.example.com"]);
  });

  const refusals: readonly (readonly [string, Names, RegExp])[] = [
    [
      "an address",
      { domainName: "https://example.com" },
      /domainName: "https:\/\/example\.com" is not a host name/,
    ],
    ["a final dot", { domainName: "example.com." }, /domainName: "example\.com\." is not a host name/],
    ["capitals", { domainName: "Example.com" }, /domainName: "Example\.com" is not a host name/],
    ["a single label", { domainName: "localhost" }, /domainName: "localhost" is not a host name/],
    [
      "an inner wildcard",
      { domainName: "example.com", alternativeNames: ["a.*.example.com"] },
      /alternativeNames\[0\]: "a\.\*\.example\.com" is not a host name.* such as example\.com, www\.example\.com or \*\.example\.com/,
    ],
    [
      "a name twice",
      { domainName: "example.com", alternativeNames: ["www.example.com", "example.com"] },
      /alternativeNames\[1\]: "example\.com" is listed twice/,
    ],
    [
      "a first name that is too long",
      { domainName: `${"a".repeat(53)}.example.com` },
      /has 65 characters, of which ACM takes 64 in the first name; put a shorter name first/,
    ],
  ];
  for (const [what, names, message] of refusals) {
    it(`refuses ${what}`, async () => {
      const error = await failure(
        () => new Certificate("site", { ...names, zoneId: "Z0123456789ABCDEFGHIJ" }),
      );
      assert.match(error.message, message);
    });
  }

  it("takes a first name of 64 characters", async () => {
    const result = await certificatePlan({ domainName: `${"a".repeat(52)}.example.com` });
    assert.equal(String(result.inputs(CERTIFICATE).domainName).length, 64);
  });
});
