import { describeRules, type World } from "../support";

const HTTP = "aws:servicediscovery/httpNamespace:HttpNamespace";
const PRIVATE = "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace";
const SERVICE = "aws:servicediscovery/service:Service";

describeRules(HTTP, {
  compliant: () => ({ name: "app" }),
  breaks: {
    "length:name": { name: "a".repeat(1025) },
    "format:name": { name: "my app" },
    duplicate: (_inputs, world) => void world.add(HTTP, { name: "app" }),
    tags: { "tags.aws:mine": "x" },
    "in-use": [
      (_inputs, world) => {
        const subject = world.account.ofType(HTTP)[0];
        world.add(SERVICE, { name: "web", namespaceId: subject.id });
      },
      (_inputs, world) => {
        const serviceConnectConfiguration = { enabled: true, namespace: "app" };
        world.add("aws:ecs/service:Service", { name: "web", serviceConnectConfiguration });
      },
    ],
  },
});

describeRules(PRIVATE, {
  compliant: (world) => ({ name: "app.local", vpc: world.add("aws:ec2/vpc:Vpc", {}).id }),
  breaks: {
    "required:vpc": { vpc: undefined },
    "length:name": { name: "a".repeat(1025) },
    "format:name": { name: "my app" },
    "exists:vpc": { vpc: "vpc-0aaaaaaaaaaaaaaaa" },
    duplicate: (inputs, world) => void world.add(PRIVATE, { ...inputs }),
    tags: { "tags.aws:mine": "x" },
    "in-use": (_inputs, world) => {
      world.add(SERVICE, { name: "web", namespaceId: world.account.ofType(PRIVATE)[0]?.id });
    },
  },
  accepts: {
    "the same name in another VPC": (_inputs, world) => {
      world.add(PRIVATE, { name: "app.local", vpc: world.add("aws:ec2/vpc:Vpc", {}).id });
    },
  },
});

const records = (...types: string[]): object => ({
  "dnsConfig.dnsRecords": types.map((type) => ({ ttl: 10, type })),
});

function registered(world: World): void {
  const registryArn = world.account.ofType(SERVICE)[0]?.outputs.arn;
  world.add("aws:ecs/service:Service", { name: "web", serviceRegistries: { registryArn } });
}

describeRules(SERVICE, {
  compliant: (world) => ({
    name: "web",
    dnsConfig: {
      namespaceId: world.add(PRIVATE, { name: "app.local" }).id,
      dnsRecords: [{ ttl: 10, type: "A" }],
    },
    healthCheckCustomConfig: {},
  }),
  breaks: {
    "required:dnsConfig.namespaceId": { "dnsConfig.namespaceId": undefined },
    "required:dnsConfig.dnsRecords": { "dnsConfig.dnsRecords": undefined },
    "required:dnsConfig.dnsRecords[].ttl": { "dnsConfig.dnsRecords": [{ type: "A" }] },
    "required:dnsConfig.dnsRecords[].type": { "dnsConfig.dnsRecords": [{ ttl: 10 }] },
    "values:dnsConfig.dnsRecords[].type": records("MX"),
    "values:dnsConfig.routingPolicy": { "dnsConfig.routingPolicy": "LATENCY" },
    "values:healthCheckConfig.type": { healthCheckConfig: { type: "ICMP" } },
    "values:type": { type: "DNS" },
    "range:dnsConfig.dnsRecords[].ttl": { "dnsConfig.dnsRecords[0].ttl": -1 },
    "range:healthCheckConfig.failureThreshold": { healthCheckConfig: { failureThreshold: 11 } },
    "format:name": { name: "a".repeat(64) },
    "exists:namespaceId": { namespaceId: "ns-none" },
    "exists:dnsConfig.namespaceId": { "dnsConfig.namespaceId": "ns-none" },
    "namespace-given": { dnsConfig: undefined },
    "http-namespace": (inputs, world) => {
      const namespaceId = world.add(HTTP, { name: "app" }).id;
      inputs.dnsConfig = { namespaceId, dnsRecords: [{ ttl: 10, type: "A" }] };
    },
    duplicate: (inputs, world) => void world.add(SERVICE, { ...inputs }),
    "health-checks": (inputs, world) => {
      const namespaceId = world.add(HTTP, { name: "app" }).id;
      Object.assign(inputs, { dnsConfig: undefined, namespaceId, healthCheckConfig: { type: "HTTP" } });
    },
    "public-health-check": { healthCheckCustomConfig: undefined, healthCheckConfig: { type: "HTTP" } },
    "record-set": [records("A", "SRV"), records("CNAME")],
    tags: { "tags.aws:mine": "x" },
    "in-use": (_inputs, world) => {
      registered(world);
    },
  },
  allows: {
    delete: {
      "instances, when it may take them along": (inputs, world) => {
        registered(world);
        inputs.forceDestroy = true;
      },
    },
  },
  accepts: {
    "both address families": records("AAAA", "A"),
    "a weighted alias": { ...records("CNAME"), "dnsConfig.routingPolicy": "WEIGHTED" },
  },
});
