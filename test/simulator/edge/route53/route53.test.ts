import assert from "node:assert/strict";
import { valueFault } from "../../../../simulator/models/edge/route53/values";
import { describeRules, World, type Change } from "../../support";
import { shapeBreaks } from "../shapes";

const ZONE = "aws:route53/zone:Zone";
const RECORD = "aws:route53/record:Record";
const DISTRIBUTION = "aws:cloudfront/distribution:Distribution";
const LOAD_BALANCER = "aws:lb/loadBalancer:LoadBalancer";

describeRules(ZONE, {
  compliant: () => ({ name: "harena.com" }),
  breaks: {
    ...shapeBreaks(ZONE, { delegationSetId: "N1", vpcs: [{ vpcId: "vpc-1" }] }),
    name: [{ name: "https://harena.com" }, { name: "-a.com" }, { name: `${"a".repeat(64)}.com` }],
    "private-twice": (inputs, world) => {
      inputs.vpcs = [{ vpcId: "vpc-1" }];
      world.add(ZONE, { name: "HARENA.com.", vpcs: [{ vpcId: "vpc-1" }] });
    },
    "public-network": { vpcs: [{ vpcId: "vpc-1" }] },
    "not-empty": (_inputs, world) => {
      const zoneId = world.account.ofType(ZONE)[0]?.id;
      world.add(RECORD, { zoneId, name: "a", type: "A", ttl: 60, records: ["192.0.2.1"] });
    },
  },
  accepts: {
    "a second public zone of the name": (_inputs, world) => void world.add(ZONE, { name: "harena.com" }),
    "a final dot": { name: "harena.com." },
  },
});

describeRules(ZONE, {
  compliant: () => ({ name: "harena.internal", vpcs: [{ vpcId: "vpc-1" }] }),
  breaks: { "last-network": { vpcs: [] } },
});

const ROUTING = [
  "cidrRoutingPolicy",
  "failoverRoutingPolicies",
  "geolocationRoutingPolicies",
  "geoproximityRoutingPolicy",
  "latencyRoutingPolicies",
  "multivalueAnswerRoutingPolicy",
  "weightedRoutingPolicies",
];
const CLOUDFRONT_ZONE = "Z2FDTNDATAQYW2";

const neighbour =
  (type: string, records: readonly string[], more: object = {}): Change =>
  (inputs, world) =>
    void world.add(RECORD, { zoneId: inputs.zoneId, name: "api", type, ttl: 60, records, ...more });

const valued = (type: string, ...records: string[]): Record<string, unknown> => ({ type, records });

describeRules(RECORD, {
  compliant: (world) => ({
    zoneId: world.add(ZONE, { name: "harena.com" }).id,
    name: "api.harena.com",
    type: "A",
    ttl: 300,
    records: ["192.0.2.1"],
  }),
  breaks: {
    ...shapeBreaks(RECORD),
    // An alias takes the place of records and ttl.
    ...aliasShapes(),
    ...routingShapes(),
    "required:name": { name: undefined },
    "exactlyOneOf:aliases+records": [
      { records: undefined, ttl: undefined },
      { ttl: undefined, aliases: [{ name: "a.harena.com", zoneId: "Z1", evaluateTargetHealth: false }] },
    ],
    "conflicts:aliases+ttl": {
      records: undefined,
      aliases: [{ name: "a.harena.com", zoneId: "Z1", evaluateTargetHealth: false }],
    },
    zone: { zoneId: "Z0000000000000" },
    "outside-zone": { name: "api-harena.com" },
    name: [{ name: "api..harena.com" }, { name: `${"a".repeat(64)}.harena.com` }],
    "cname-apex": { name: "", ...valued("CNAME", "a.harena.org") },
    taken: [
      neighbour("A", ["192.0.2.2"]),
      (inputs, world) => void world.add(RECORD, { ...structuredClone(inputs), name: "API.harena.com." }),
    ],
    "apex-taken": { name: "harena.com", ...valued("NS", "ns-1.awsdns-01.com") },
    "cname-beside": [
      neighbour("CNAME", ["a.harena.org"]),
      (inputs, world) => {
        void world.add(RECORD, { ...structuredClone(inputs) });
        Object.assign(inputs, valued("CNAME", "a.harena.org"));
      },
    ],
    "routing-mix": neighbour("A", ["192.0.2.2"], {
      setIdentifier: "one",
      weightedRoutingPolicies: [{ weight: 1 }],
    }),
    "set-identifier": { weightedRoutingPolicies: [{ weight: 1 }] },
    ttl: [{ ttl: undefined }, { ttl: -1 }, { ttl: 2 ** 31 }],
    weight: { setIdentifier: "one", weightedRoutingPolicies: [{ weight: 256 }] },
    value: [
      valued("A", "192.0.2.256"),
      valued("AAAA", "192.0.2.1"),
      valued("CNAME", "https://harena.org"),
      valued("CAA", "0 issue amazon.com"),
      valued("CAA", '256 issue "amazon.com"'),
      valued("TXT", "x".repeat(256)),
      valued("MX", "mail.harena.com"),
    ],
    "value-count": [
      valued("CNAME", "a.harena.org", "b.harena.org"),
      valued("TXT", ...Array.from({ length: 401 }, (_, index) => `v${index}`)),
    ],
    "value-twice": { records: ["192.0.2.1", "192.0.2.1"] },
    ...aliasBreaks(),
  },
  accepts: {
    "an overwritten record": (inputs, world) => {
      void world.add(RECORD, structuredClone(inputs));
      inputs.allowOverwrite = true;
    },
    "another type of the name": neighbour("AAAA", ["2001:db8::1"]),
    "two weights": (inputs, world) => {
      Object.assign(inputs, { setIdentifier: "one", weightedRoutingPolicies: [{ weight: 255 }] });
      world.add(RECORD, { ...structuredClone(inputs), setIdentifier: "two" });
    },
    "a relative name": { name: "www" },
    "a wildcard": { name: "*.harena.com" },
    "a validation record": { name: "_0a1b.harena.com.", ...valued("CNAME", "_0.abc.acm-validations.aws.") },
    "the longest string, and a text of two": valued("TXT", "x".repeat(255), `${"x".repeat(255)}" "y`),
    "the longest time": { ttl: 2 ** 31 - 1 },
    "an authority": valued("CAA", '0 issue "amazon.com"', '0 issuewild ";"'),
    ...aliasAccepts(),
  },
});

function aliasShapes(): Record<string, Change> {
  const alias = (changes: object): Change => ({
    records: undefined,
    ttl: undefined,
    aliases: [{ name: "a.harena.com", zoneId: "Z1", evaluateTargetHealth: false, ...changes }],
  });
  const one = { name: "a.harena.com", zoneId: "Z1", evaluateTargetHealth: false };
  return {
    "required:aliases[].name": alias({ name: undefined }),
    "required:aliases[].zoneId": alias({ zoneId: undefined }),
    "required:aliases[].evaluateTargetHealth": alias({ evaluateTargetHealth: undefined }),
    "length:aliases": { records: undefined, ttl: undefined, aliases: [one, one] },
    "length:aliases[].name": alias({ name: "a".repeat(1025) }),
    "length:aliases[].zoneId": alias({ zoneId: "Z".repeat(33) }),
  };
}

function routingShapes(): Record<string, Change> {
  const routed = (property: string, policy: unknown): Change => ({
    setIdentifier: "one",
    [property]: policy,
  });
  return {
    "required:weightedRoutingPolicies[].weight": routed("weightedRoutingPolicies", [{}]),
    "required:failoverRoutingPolicies[].type": routed("failoverRoutingPolicies", [{}]),
    "required:latencyRoutingPolicies[].region": routed("latencyRoutingPolicies", [{}]),
    "required:cidrRoutingPolicy.collectionId": routed("cidrRoutingPolicy", { locationName: "*" }),
    "required:cidrRoutingPolicy.locationName": routed("cidrRoutingPolicy", { collectionId: "c" }),
    "values:failoverRoutingPolicies[].type": routed("failoverRoutingPolicies", [{ type: "THIRD" }]),
    "range:geoproximityRoutingPolicy.bias": routed("geoproximityRoutingPolicy", { bias: 100 }),
    [`conflicts:${ROUTING.join("+")}`]: {
      setIdentifier: "one",
      weightedRoutingPolicies: [{ weight: 1 }],
      latencyRoutingPolicies: [{ region: "eu-west-1" }],
    },
  };
}

/** Turns the record into an alias; what it names is made by `target`. */
function aliased(target: (world: World, inputs: Record<string, unknown>) => object, type = "A"): Change {
  return (inputs, world) => {
    const { zoneId, name } = inputs;
    const alias = { evaluateTargetHealth: false, ...target(world, inputs) };
    for (const key of Object.keys(inputs)) Reflect.deleteProperty(inputs, key);
    Object.assign(inputs, { zoneId, name, type, aliases: [alias] });
  };
}

function toDistribution(changes: object = {}): (world: World) => object {
  return (world) => {
    const { domainName } = world.add(DISTRIBUTION, {}).outputs;
    return { name: domainName, zoneId: CLOUDFRONT_ZONE, ...changes };
  };
}

function toBalancer(changes: object = {}): (world: World) => object {
  return (world) => {
    const name = "api-123.eu-west-1.elb.amazonaws.com";
    world.add(LOAD_BALANCER, {}, { dnsName: name, zoneId: "Z32O12XQLNTSW2" });
    return { name, zoneId: "Z32O12XQLNTSW2", ...changes };
  };
}

function aliasBreaks(): Record<string, Change | readonly Change[]> {
  return {
    "alias-target": [
      aliased(() => ({ name: "d0000000000000.cloudfront.net", zoneId: CLOUDFRONT_ZONE })),
      aliased(() => ({ name: "no-123.eu-west-1.elb.amazonaws.com", zoneId: "Z32O12XQLNTSW2" })),
      aliased((_world, { zoneId }) => ({ name: "no.harena.com", zoneId })),
    ],
    "alias-zone": [
      aliased(toDistribution({ zoneId: "Z1" })),
      aliased((world, { zoneId }) => ({ ...toBalancer()(world), zoneId })),
    ],
    "alias-type": aliased(toDistribution(), "TXT"),
    "alias-health": aliased(toDistribution({ evaluateTargetHealth: true })),
  };
}

function aliasAccepts(): Record<string, Change> {
  return {
    "an alias to CloudFront": aliased(toDistribution(), "AAAA"),
    "an alias to a load balancer": aliased(toBalancer({ evaluateTargetHealth: true })),
    "the load balancer's name with its customary prefix": aliased(
      toBalancer({ name: "dualstack.api-123.eu-west-1.elb.amazonaws.com" }),
    ),
    "an alias to a record of the zone": aliased((world, { zoneId }) => {
      world.add(RECORD, { zoneId, name: "www", type: "A", ttl: 60, records: ["192.0.2.9"] });
      return { name: "www.harena.com", zoneId };
    }),
  };
}

describe("outputs of Route 53", () => {
  it("have Route 53's formats", () => {
    const { id, outputs } = new World().add(ZONE, { name: "Harena.com." });
    assert.match(id, /^Z[A-Z0-9]{13,20}$/);
    assert.equal(outputs.zoneId, id);
    assert.equal(outputs.name, "harena.com");
    assert.equal(outputs.arn, `arn:aws:route53:::hostedzone/${id}`);
    const servers = outputs.nameServers as string[];
    assert.equal(servers.length, 4);
    for (const server of servers) assert.match(server, /^ns-\d{1,4}\.awsdns-\d{2}\.(com|net|org|co\.uk)$/);
    assert.deepEqual(servers, [...servers].sort());
    assert.ok(servers.includes(String(outputs.primaryNameServer)));
  });

  it("extend a record's name by the zone's", () => {
    const world = new World();
    const zoneId = world.add(ZONE, { name: "harena.com" }).id;
    const add = (name: string, more: object = {}): unknown[] => {
      const { id, outputs } = world.add(RECORD, {
        zoneId,
        name,
        type: "TXT",
        ttl: 60,
        records: ["x"],
        ...more,
      });
      return [id, outputs.fqdn];
    };
    assert.deepEqual(add("API"), [`${zoneId}_api_TXT`, "api.harena.com"]);
    assert.deepEqual(add("www.harena.com."), [`${zoneId}_www.harena.com_TXT`, "www.harena.com"]);
    assert.deepEqual(add(""), [`${zoneId}__TXT`, "harena.com"]);
    assert.deepEqual(add("a", { setIdentifier: "one" }), [`${zoneId}_a_TXT_one`, "a.harena.com"]);
  });
});

describe("valueFault", () => {
  it("leaves types alone that it does not know", () => {
    assert.equal(valueFault("SSHFP", "anything"), undefined);
  });

  it("reads every type that it knows", () => {
    const good: Readonly<Record<string, string>> = {
      A: "192.0.2.1",
      AAAA: "2001:db8::1",
      CNAME: "a.harena.com.",
      NS: "ns-1.awsdns-01.co.uk",
      PTR: "a.harena.com",
      MX: "10 mail.harena.com",
      SRV: "1 10 5269 a.harena.com",
      CAA: '128 iodef "mailto:a@harena.com"',
      TXT: "v=spf1 -all",
      SPF: "v=spf1 -all",
    };
    for (const [type, value] of Object.entries(good)) assert.equal(valueFault(type, value), undefined, type);
    for (const type of Object.keys(good)) assert.ok(valueFault(type, "ü".repeat(300)), type);
  });
});
