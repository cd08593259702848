import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { AliasRecords, CaaRecord, caaValues } from "../../components/dns";
import { failure, plan } from "../support/plan";

const RECORD = "aws:route53/record:Record";
const ZONE_ID = "Z0123456789ABCDEFGHIJ";

/** A load balancer and all that it stands on. */
function loadBalancer(): aws.lb.LoadBalancer {
  const vpc = new aws.ec2.Vpc("vpc", { cidrBlock: "10.0.0.0/16" });
  const subnets = ["a", "b"].map(
    (zone, index) =>
      new aws.ec2.Subnet(`subnet-${zone}`, {
        vpcId: vpc.id,
        cidrBlock: `10.0.${index}.0/24`,
        availabilityZone: `eu-west-1${zone}`,
      }),
  );
  return new aws.lb.LoadBalancer("lb", { internal: true, subnets: subnets.map(({ id }) => id) });
}

describe("alias records", () => {
  it("are an A and an AAAA record for each name", async () => {
    const result = await plan(() => {
      const zone = new aws.route53.Zone("zone", { name: "example.com" });
      const balancer = loadBalancer();
      new AliasRecords("site", {
        zoneId: zone.zoneId,
        names: ["example.com", "www.example.com"],
        target: { dnsName: balancer.dnsName, zoneId: balancer.zoneId },
        evaluateTargetHealth: true,
      });
    });
    const { dnsName, zoneId } = result.one("aws:lb/loadBalancer:LoadBalancer").outputs;
    assert.deepEqual(result.children(result.one("harena:dns:AliasRecords")), [
      `${RECORD} site-example.com-a`,
      `${RECORD} site-example.com-aaaa`,
      `${RECORD} site-www.example.com-a`,
      `${RECORD} site-www.example.com-aaaa`,
    ]);
    for (const host of ["example.com", "www.example.com"]) {
      for (const type of ["A", "AAAA"]) {
        assert.deepEqual(result.inputs(RECORD, `site-${host}-${type.toLowerCase()}`), {
          zoneId: result.one("aws:route53/zone:Zone").outputs.zoneId,
          name: host,
          type,
          aliases: [{ name: dnsName, zoneId, evaluateTargetHealth: true }],
        });
      }
    }
    assert.deepEqual(result.one("harena:dns:AliasRecords").registeredOutputs, {
      names: ["example.com", "www.example.com"],
    });
  });

  it("do not look at the target's health by themselves", async () => {
    const result = await plan(() => {
      const zone = new aws.route53.Zone("zone", { name: "example.com" });
      const balancer = loadBalancer();
      const target = { dnsName: balancer.dnsName, zoneId: balancer.zoneId };
      new AliasRecords("site", { zoneId: zone.zoneId, names: ["example.com"], target });
    });
    const [alias] = result.inputs(RECORD, "site-example.com-a").aliases as {
      evaluateTargetHealth: boolean;
    }[];
    assert.equal(alias.evaluateTargetHealth, false);
  });

  it("refuse an empty list, wrong names and names listed twice", async () => {
    const target = { dnsName: "d111111abcdef8.cloudfront.net", zoneId: "Z2FDTNDATAQYW2" };
    const messageFor = async (names: string[]): Promise<string> =>
      (await failure(() => new AliasRecords("site", { zoneId: ZONE_ID, names, target }))).message;
    assert.match(await messageFor([]), /names: is empty: give at least one name/);
    const message = await messageFor(["example.com", "*.example.com", "example.com"]);
    assert.match(
      message,
      /names\[1\]: "\*\.example\.com" is not a host name; .* such as example\.com or www\.example\.com/,
    );
    assert.match(message, /names\[2\]: "example\.com" is listed twice; leave one out/);
  });
});

describe("a CAA record", () => {
  it("lets Amazon issue, and nobody else", async () => {
    const result = await plan(() => {
      const zone = new aws.route53.Zone("zone", { name: "example.com" });
      const record = new CaaRecord("caa", { zoneId: zone.zoneId, domainName: "dev.example.com" });
      return { fqdn: record.fqdn };
    });
    assert.deepEqual(result.inputs(RECORD), {
      zoneId: result.one("aws:route53/zone:Zone").outputs.zoneId,
      name: "dev.example.com",
      type: "CAA",
      ttl: 3600,
      records: [
        '0 issue "amazon.com"',
        '0 issue "amazontrust.com"',
        '0 issue "awstrust.com"',
        '0 issue "amazonaws.com"',
        '0 issuewild "amazon.com"',
        '0 issuewild "amazontrust.com"',
        '0 issuewild "awstrust.com"',
        '0 issuewild "amazonaws.com"',
      ],
    });
    assert.equal(result.one(RECORD).parent, result.one("harena:dns:CaaRecord").urn);
    assert.deepEqual(result.one("harena:dns:CaaRecord").registeredOutputs, { fqdn: "dev.example.com" });
  });

  it("takes other issuers and an address for reports", () => {
    const values = caaValues(["letsencrypt.org"], "security@example.com");
    assert.equal(values.length, 11);
    assert.equal(values[4], '0 issue "letsencrypt.org"');
    assert.equal(values[9], '0 issuewild "letsencrypt.org"');
    assert.equal(values[10], '0 iodef "mailto:security@example.com"');
  });

  it("refuses what would break the record, all of it at once", async () => {
    const error = await failure(
      () =>
        new CaaRecord("caa", {
          zoneId: ZONE_ID,
          domainName: "*.example.com",
          otherIssuers: ['letsencrypt.org"'],
          reportEmail: "nobody",
        }),
    );
    assert.ok(pulumi.InputPropertiesError.isInstance(error));
    assert.deepEqual(
      error.errors.map(({ propertyPath }) => propertyPath),
      ["domainName", "otherIssuers[0]", "reportEmail"],
    );
    assert.match(error.message, /reportEmail: "nobody" is not an e-mail address; give one such as/);
  });
});
