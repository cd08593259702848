import assert from "node:assert/strict";
import type { Props } from "../../../simulator/model";
import { declareZones, edgeInvokes } from "../../../simulator/models/edge";
import { findInvoke } from "../../../simulator/registry";
import { World } from "../support";

const ZONE = "aws:route53/zone:Zone";

function ask(token: string, args: Props, world = new World(), region = "eu-west-1"): Props {
  const place = { accountId: world.account.id, region, partition: "aws", defaultTags: {} };
  return findInvoke(token).answer(args, place, world.account);
}

describe("the edge invokes", () => {
  it("have one model a token", () => {
    const tokens = edgeInvokes.map((invoke) => invoke.token);
    assert.deepEqual([...new Set(tokens)], tokens);
  });
});

describe("route53/getZone", () => {
  const getZone = (args: Props, world?: World): Props => ask("aws:route53/getZone:getZone", args, world);

  it("takes any zone to exist that nobody made, the same in every run", () => {
    const zone = getZone({ name: "harena.com" });
    assert.match(String(zone.id), /^Z[A-Z0-9]{13,20}$/);
    assert.equal(zone.zoneId, zone.id);
    assert.equal(zone.arn, `arn:aws:route53:::hostedzone/${String(zone.id)}`);
    assert.equal(zone.privateZone, false);
    assert.equal(zone.resourceRecordSetCount, 2);
    assert.equal((zone.nameServers as unknown[]).length, 4);
    assert.deepEqual(getZone({ name: "HARENA.com." }), zone);
  });

  it("makes such a zone fit for records", () => {
    const world = new World();
    const zone = getZone({ name: "harena.com" }, world);
    world.add("aws:route53/record:Record", {
      zoneId: zone.id,
      name: "a",
      type: "A",
      ttl: 60,
      records: ["192.0.2.1"],
    });
    const again = getZone({ zoneId: zone.id }, world);
    assert.equal(again.name, "harena.com");
    assert.equal(again.resourceRecordSetCount, 3);
  });

  it("finds the zone that the program made", () => {
    const world = new World();
    const { id } = world.add(ZONE, { name: "harena.com" });
    assert.equal(getZone({ name: "harena.com" }, world).id, id);
  });

  it("finds nothing else once the account's zones are said", () => {
    const world = new World();
    declareZones(world.account, ["harena.com"]);
    assert.equal(getZone({ name: "harena.com" }, world).name, "harena.com");
    assert.throws(() => getZone({ name: "harena.org" }, world), /no matching Route 53 Hosted Zone found/);
  });

  it("refuses what is ambiguous, private without being made, or unknown", () => {
    const world = new World();
    world.add(ZONE, { name: "harena.com" });
    world.add(ZONE, { name: "harena.com" });
    assert.throws(() => getZone({ name: "harena.com" }, world), /multiple Route 53 Hosted Zones matched/);
    assert.throws(() => getZone({ name: "a.internal", privateZone: true }), /no matching/);
    assert.throws(() => getZone({ zoneId: "Z1" }), /NoSuchHostedZone: No hosted zone found with ID: Z1/);
  });

  it("answers with nothing when id and name are given", () => {
    assert.deepEqual(getZone({ zoneId: "Z1", name: "harena.com" }), {});
  });

  it("tells private zones from public ones", () => {
    const world = new World();
    const { id } = world.add(ZONE, { name: "harena.com", vpcs: [{ vpcId: "vpc-1" }] });
    assert.equal(getZone({ name: "harena.com", privateZone: true }, world).id, id);
    assert.notEqual(getZone({ name: "harena.com" }, world).id, id);
  });
});

describe("elb/getServiceAccount", () => {
  const TOKEN = "aws:elb/getServiceAccount:getServiceAccount";

  it("knows the account of each older region", () => {
    assert.deepEqual(ask(TOKEN, {}), {
      id: "156460612806",
      arn: "arn:aws:iam::156460612806:root",
      region: "eu-west-1",
    });
    assert.equal(ask(TOKEN, {}, new World(), "us-east-1").id, "127311923021");
  });

  it("has none for the younger ones", () => {
    assert.throws(() => ask(TOKEN, {}, new World(), "eu-south-2"), /unsupported AWS Region: eu-south-2/);
  });
});

describe("cloudfront invokes", () => {
  it("know who delivers logs", () => {
    const { id } = ask("aws:cloudfront/getLogDeliveryCanonicalUserId:getLogDeliveryCanonicalUserId", {});
    assert.equal(id, "c4c1ede66af53448b93c283ce9448c4ba468c9432aa01d700d3878632f77d2d0");
  });

  for (const [kind, type, name, id] of [
    [
      "getCachePolicy",
      "cachePolicy:CachePolicy",
      "Managed-CachingOptimized",
      "658327ea-f89d-4fab-a63d-7e88639e58f6",
    ],
    [
      "getOriginRequestPolicy",
      "originRequestPolicy:OriginRequestPolicy",
      "Managed-AllViewerExceptHostHeader",
      "b689b0a8-53d0-40ab-baf2-68738e2966ac",
    ],
    [
      "getResponseHeadersPolicy",
      "responseHeadersPolicy:ResponseHeadersPolicy",
      "Managed-SecurityHeadersPolicy",
      "67f7725c-6f97-4210-82d7-5512b31e9d03",
    ],
  ] as const) {
    const token = `aws:cloudfront/${kind}:${kind}`;

    it(`${kind} finds managed policies by name and by id`, () => {
      assert.equal(ask(token, { name }).id, id);
      assert.equal(ask(token, { id }).name, name);
    });

    it(`${kind} finds the account's own`, () => {
      const world = new World();
      const own = world.add(`aws:cloudfront/${type}`, { name: "site" });
      assert.equal(ask(token, { name: "site" }, world).id, own.id);
      assert.equal(ask(token, { name: "site" }, world).arn, own.outputs.arn);
    });

    it(`${kind} refuses unknown names, and id with name or neither`, () => {
      assert.throws(() => ask(token, { name: "CachingOptimized" }), /no matching/);
      assert.throws(() => ask(token, { name, id }), /exactly one of "id,name"/);
      assert.throws(() => ask(token, {}), /exactly one of "id,name"/);
    });
  }
});

describe("s3/getBucket", () => {
  const TOKEN = "aws:s3/getBucket:getBucket";

  it("describes a bucket of the account", () => {
    const world = new World();
    world.add("aws:s3/bucket:Bucket", { bucket: "site-files" });
    const answer = ask(TOKEN, { bucket: "site-files" }, world);
    assert.equal(answer.arn, "arn:aws:s3:::site-files");
    assert.equal(answer.bucketRegionalDomainName, "site-files.s3.eu-west-1.amazonaws.com");
    assert.equal(answer.websiteEndpoint, "");
  });

  it("finds no other, nor one of another region", () => {
    const world = new World();
    world.add("aws:s3/bucket:Bucket", { bucket: "site-files" });
    assert.throws(() => ask(TOKEN, { bucket: "other" }, world), /reading S3 Bucket \(other\)/);
    assert.throws(() => ask(TOKEN, { bucket: "site-files" }, world, "us-east-1"), /couldn't find resource/);
  });
});
