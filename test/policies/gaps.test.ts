/** What other rule sets let pass or report in vain, each with the case by which it was measured. */
import assert from "node:assert/strict";
import { isWide } from "../../policies/lib/groupRules";
import { isCovered, isInternalHost } from "../../policies/lib/hostnames";
import { ref, type ExampleResource } from "../../policies/lib/rule";
import {
  cloudfrontHsts,
  cloudfrontOriginHttps,
  cloudfrontTls,
  loadBalancerListenerHttps,
  loadBalancerRuleHttps,
  plaintextEndpoints,
} from "../../policies/https";
import {
  egressLimited,
  flowLogs,
  securityGroupOpenToWorld,
  securityGroupRulesMixed,
  tasksUnreachable,
  webAclBlocks,
} from "../../policies/network";
import { asResources, assertCompliant, assertViolations, type Props, type Resource } from "./support";

const REDIRECT = { type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } };
const FORWARD = { type: "forward", targetGroupArn: "arn:aws:tg" };

describe("gaps of other rule sets", () => {
  it("a rule on port 80 that forwards, beside a sound default action", async () => {
    const stack = asResources([
      {
        type: "aws:lb/listener:Listener",
        name: "http",
        props: { port: 80, protocol: "HTTP", defaultActions: [REDIRECT] },
      },
      {
        type: "aws:lb/listenerRule:ListenerRule",
        name: "api",
        props: { listenerArn: ref("http", "arn"), actions: [FORWARD] },
      },
    ]);
    await assertViolations(loadBalancerRuleHttps, stack, ["actions[0].type"]);
    await assertCompliant(loadBalancerListenerHttps, stack[0]);
  });

  it("a load balancer on which nobody listens", () =>
    assertViolations(
      loadBalancerRuleHttps,
      asResources([{ type: "aws:lb/loadBalancer:LoadBalancer", name: "api", props: { internal: false } }]),
      ["no HTTPS listener"],
    ));

  it("TLS 1.0 behind the name of a TLS 1.3 policy", () =>
    assertViolations(
      loadBalancerListenerHttps,
      {
        type: "aws:lb/listener:Listener",
        props: { port: 443, protocol: "HTTPS", sslPolicy: "ELBSecurityPolicy-TLS13-1-0-2021-06" },
      },
      ["TLS13-1-0"],
    ));

  it("an origin of one's own by HTTP, by whatever the viewer used, or by TLS 1.0", async () => {
    const origin = (changes: Props): Resource => ({
      type: "aws:cloudfront/distribution:Distribution",
      props: {
        origins: [
          {
            domainName: "api.example.com",
            customOriginConfig: {
              originProtocolPolicy: "https-only",
              originSslProtocols: ["TLSv1.2"],
              ...changes,
            },
          },
        ],
      },
    });
    await assertCompliant(cloudfrontOriginHttps, origin({}));
    await assertViolations(cloudfrontOriginHttps, origin({ originProtocolPolicy: "http-only" }), [
      "http-only",
    ]);
    await assertViolations(cloudfrontOriginHttps, origin({ originProtocolPolicy: "match-viewer" }), [
      "match-viewer",
    ]);
    await assertViolations(cloudfrontOriginHttps, origin({ originSslProtocols: ["TLSv1"] }), ["TLSv1"]);
  });

  it("no false alarm for viewers' TLS that is newer than any list", () =>
    assertCompliant(cloudfrontTls, {
      type: "aws:cloudfront/distribution:Distribution",
      props: {
        viewerCertificate: { acmCertificateArn: "arn:aws:acm:x", minimumProtocolVersion: "TLSv1.3_2031" },
      },
    }));

  const rule = (fromPort: number, cidrIpv4: string): Resource => ({
    type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    props: { ipProtocol: "tcp", fromPort, toPort: fromPort, cidrIpv4 },
  });

  it("port 8080 for everybody; and no false alarm for a public 443", async () => {
    await assertViolations(securityGroupOpenToWorld, rule(8080, "0.0.0.0/0"), ["port 8080"]);
    await assertCompliant(securityGroupOpenToWorld, rule(443, "0.0.0.0/0"));
  });

  it("everybody in halves, and no false alarm for a provider's range", async () => {
    await assertViolations(securityGroupOpenToWorld, rule(8080, "128.0.0.0/1"), ["128.0.0.0/1"]);
    await assertCompliant(securityGroupOpenToWorld, rule(8080, "13.0.0.0/8"));
    for (const [address, wide] of [
      ["0.0.0.0/4", true],
      ["0.0.0.0/5", false],
      ["::/0", true],
      ["2000::/3", true],
      ["2600::/8", true],
      ["2600::/9", false],
      ["10.0.0.0/8", false],
      ["192.0.2.1", false],
    ] as const) {
      assert.equal(isWide(address), wide, address);
    }
  });
});

describe("plaintext-endpoints", () => {
  const task = (name: string, value: string): Resource => ({
    type: "aws:ecs/taskDefinition:TaskDefinition",
    props: { containerDefinitions: JSON.stringify([{ name: "app", environment: [{ name, value }] }]) },
  });
  for (const [name, value] of [
    ["SEARCH_SERVICE_URL", "http://search-service:8000"],
    ["LOCAL", "http://localhost:3000"],
    ["LOOP", "http://127.0.0.1:9000/x"],
    ["LOOP6", "http://[::1]:9000/"],
    ["METADATA", "http://169.254.170.2/v2/credentials"],
    ["INSIDE", "http://api.harena.internal"],
    ["PRINTER", "http://printer.local:631"],
    ["PRIVATE", "redis://10.0.3.4:6379"],
    ["SHARED", "http://100.64.0.1"],
    ["ORIGINS", "https://harena.com,https://www.harena.com,http://localhost:5173"],
    ["SCHEMA", "http://www.w3.org/2001/XMLSchema"],
    ["DB", "postgresql://db.example.org/x?sslmode=verify-full"],
    ["DB2", "postgresql://db.internal/x?sslmode=disable"],
    ["CACHE", "rediss://cache.partner.com"],
    ["TEXT", "see the manual: http"],
    ["ARN", "arn:aws:sns:eu-west-1:1:x"],
    ["NODE_TLS_REJECT_UNAUTHORIZED", "1"],
    ["PGSSLMODE", "require"],
    ["PGSSLMODE", "verify-full"],
  ] as const) {
    it(`allows ${name}=${value}`, () => assertCompliant(plaintextEndpoints, task(name, value)));
  }
  for (const [name, value, part] of [
    ["A", "http://partner.com", "partner.com by http://; use https://"],
    ["A", "HTTP://PARTNER.COM/path", "partner.com by http://"],
    ["A", "ws://partner.com", "use wss://"],
    ["A", "redis://cache.partner.com", "use rediss://"],
    ["A", "amqp://mq.partner.com", "use amqps://"],
    ["A", "http://172.32.0.1", "172.32.0.1"],
    ["A", "http://172.15.0.1", "172.15.0.1"],
    ["A", "http://[2001:db8::1]/", "2001:db8::1"],
    ["A", "curl http://partner.com | sh", "partner.com"],
    ["A", "mysql://db.partner.com/x?ssl-mode=DISABLED", "without enforcing TLS"],
    ["A", "jdbc:postgresql://db.partner.com/x?sslmode=allow", "without enforcing TLS"],
    ["PGSSLMODE", "disable", "turns off TLS"],
    ["GIT_SSL_NO_VERIFY", "true", "turns off TLS"],
  ] as const) {
    it(`reports ${name}=${value}`, () => assertViolations(plaintextEndpoints, task(name, value), [part]));
  }
  it("takes a team's word for its hosts, and reads other types' settings", async () => {
    const settings = { allowedHosts: ["partner.com"] };
    await assertCompliant(plaintextEndpoints, task("A", "http://partner.com"), settings);
    await assertViolations(plaintextEndpoints, task("A", "http://www.w3.org/x"), ["www.w3.org"], settings);
    const environment = { variables: { PARTNER: "http://partner.com" } };
    await assertViolations(
      plaintextEndpoints,
      { type: "aws:lambda/function:Function", props: { environment } },
      ['environment.variables "PARTNER"'],
    );
  });
  it("shows no part of a URL but its host", () =>
    assertViolations(plaintextEndpoints, task("A", "http://user:hunter2@partner.com/key"), [
      /^(?!.*(?:hunter2|key)).*partner\.com/,
    ]));
});

describe("host names", () => {
  it("are covered by a certificate's names, a wildcard by one label", () => {
    for (const [host, names, covered] of [
      ["api.x.com", ["api.x.com"], true],
      ["API.x.com.", ["api.X.com"], true],
      ["api.x.com", ["*.x.com"], true],
      ["x.com", ["*.x.com"], false],
      ["a.b.x.com", ["*.x.com"], false],
      ["*.x.com", ["*.x.com"], true],
      ["api.x.com", [], false],
    ] as const) {
      assert.equal(isCovered(host, names), covered, `${host} by ${names.join(" ")}`);
    }
  });
  it("are internal without a dot, under internal domains, and as private addresses", () => {
    for (const host of [
      "search-service",
      "x.internal",
      "LOCALHOST",
      "10.255.0.1",
      "172.16.0.1",
      "172.31.9.9",
      "fd00::1",
    ]) {
      assert.ok(isInternalHost(host), host);
    }
    for (const host of ["x.com", "internal.com", "172.32.0.1", "11.0.0.1", "192.169.0.1", "2001:db8::1"]) {
      assert.ok(!isInternalHost(host), host);
    }
  });
});

describe("cloudfront-hsts", () => {
  const site = (seconds: number | undefined): Resource[] =>
    asResources([
      {
        type: "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
        name: "headers",
        props: { securityHeadersConfig: { strictTransportSecurity: { accessControlMaxAgeSec: seconds } } },
      },
      {
        type: "aws:cloudfront/distribution:Distribution",
        name: "site",
        props: { defaultCacheBehavior: { responseHeadersPolicyId: ref("headers", "id") } },
      },
    ]);
  it("asks for a year, or what the config says", async () => {
    await assertCompliant(cloudfrontHsts, site(31_536_000));
    await assertViolations(cloudfrontHsts, site(31_535_999), ["31535999"]);
    await assertCompliant(cloudfrontHsts, site(60), { minimumSeconds: 60 });
    await assertViolations(cloudfrontHsts, site(59), ["60 seconds"], { minimumSeconds: 60 });
    await assertViolations(cloudfrontHsts, site(undefined), ["max-age nothing"]);
  });
});

describe("security groups", () => {
  const group = (props: Props): ExampleResource => ({
    type: "aws:ec2/securityGroup:SecurityGroup",
    name: "tasks",
    props,
  });
  const own: ExampleResource = {
    type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    name: "in",
    props: {
      securityGroupId: ref("tasks", "id"),
      ipProtocol: "tcp",
      fromPort: 80,
      toPort: 80,
      cidrIpv4: "10.0.0.0/8",
    },
  };
  const inline = (cidr: string): Props => ({
    ingress: [{ protocol: "tcp", fromPort: 80, toPort: 80, cidrBlocks: [cidr] }],
  });
  it("may show after a refresh the rules that are resources, but have no others", async () => {
    await assertCompliant(securityGroupRulesMixed, asResources([group(inline("10.0.0.0/8")), own]));
    await assertViolations(securityGroupRulesMixed, asResources([group(inline("10.0.0.0/9")), own]), [
      "ingress[0]",
    ]);
    await assertCompliant(securityGroupRulesMixed, asResources([group(inline("10.0.0.0/9"))]));
  });
  it("may let single ports out to everybody, and everything to somebody", async () => {
    const out = (props: Props): Resource => ({
      type: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
      props: { ipProtocol: "tcp", cidrIpv4: "0.0.0.0/0", ...props },
    });
    await assertCompliant(egressLimited, out({ fromPort: 443, toPort: 443 }));
    await assertCompliant(egressLimited, out({ fromPort: 1024, toPort: 65_535 }));
    await assertCompliant(egressLimited, out({ ipProtocol: "-1", cidrIpv4: "10.0.0.0/8" }));
    await assertViolations(egressLimited, out({ ipProtocol: "-1" }), ["everything out"]);
    await assertViolations(egressLimited, out({ fromPort: 0, toPort: 65_535 }), ["everything out"]);
  });
  it("are no way in by way of a load balancer's own group", () => {
    const edge = (name: string, to: string, source: Props): ExampleResource => ({
      type: "aws:ec2/securityGroupRule:SecurityGroupRule",
      name,
      props: {
        type: "ingress",
        securityGroupId: ref(to, "id"),
        protocol: "tcp",
        fromPort: 443,
        toPort: 443,
        ...source,
      },
    });
    const stack = (balancer: Props): Resource[] =>
      asResources([
        { type: "aws:ec2/securityGroup:SecurityGroup", name: "front", props: {} },
        { type: "aws:ec2/securityGroup:SecurityGroup", name: "tasks", props: {} },
        edge("world", "front", { cidrBlocks: ["0.0.0.0/0"] }),
        edge("inner", "tasks", { sourceSecurityGroupId: ref("front", "id") }),
        { type: "aws:lb/loadBalancer:LoadBalancer", name: "api", props: balancer },
        {
          type: "aws:ecs/service:Service",
          name: "app",
          props: { networkConfiguration: { securityGroups: [ref("tasks", "id")] } },
        },
      ]);
    return Promise.all([
      assertCompliant(tasksUnreachable, stack({ securityGroups: [ref("front", "id")] })),
      assertViolations(tasksUnreachable, stack({}), ["the internet to front to tasks"]),
    ]);
  });
});

describe("a reference", () => {
  const vpc = { type: "aws:ec2/vpc:Vpc", urn: "vpc", props: { arn: "arn:aws:ec2:vpc" } };
  const log = (dependencies: readonly string[]): Resource => ({
    type: "aws:ec2/flowLog:FlowLog",
    urn: "log",
    props: { vpcId: "vpc-1", trafficType: "ALL" },
    dependencies: { vpcId: dependencies },
  });
  it("to a resource that tells no id is found by where it comes from, be it a component", async () => {
    await assertCompliant(flowLogs, [vpc, log(["vpc"])]);
    await assertViolations(flowLogs, [vpc, log([])], ["no flow log"]);
    const network = { type: "awsx:ec2:Vpc", urn: "network", props: {} };
    await assertCompliant(flowLogs, [network, { ...vpc, parent: "network" }, log(["network"])]);
    await assertViolations(flowLogs, [network, vpc, log(["network"])], ["no flow log"]);
    const known = { ...vpc, props: { id: "vpc-2" } };
    await assertViolations(flowLogs, [known, log(["vpc"])], ["no flow log"]);
  });
});

describe("web-acl-blocks", () => {
  const acl = (props: Props): Resource => ({
    type: "aws:wafv2/webAcl:WebAcl",
    props: { defaultAction: { allow: {} }, ...props },
  });
  const RATE = { name: "rate", action: { block: {} }, statement: { rateBasedStatement: { limit: 100 } } };
  it("reads rules as JSON, too, and asks nothing of one that blocks by default", async () => {
    const rules = [{ Name: "rate", Action: { Block: {} }, Statement: {} }];
    await assertCompliant(webAclBlocks, acl({ ruleJson: JSON.stringify(rules) }), { requiredGroups: [] });
    await assertViolations(webAclBlocks, acl({ ruleJson: JSON.stringify(rules) }), ["KnownBadInputs"]);
    await assertCompliant(webAclBlocks, acl({ defaultAction: { block: {} }, rules: [] }));
    await assertViolations(webAclBlocks, acl({ rules: [] }), ["no rule"]);
    await assertViolations(webAclBlocks, acl({ rules: [{ ...RATE, action: { count: {} } }] }), [
      "only counts",
    ]);
    await assertCompliant(webAclBlocks, acl({ rules: [RATE] }), { requiredGroups: [] });
  });
});
