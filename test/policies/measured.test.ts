/**
 * The cases by which other rule sets were measured, before the whole pack: what they let pass is found by exactly one
 * mandatory rule, and what they report in vain by none.
 */
import assert from "node:assert/strict";
import { json, ref, type ExampleResource } from "../../policies/lib/rule";
import { rules } from "../../policies/rules";
import { asResources, judge } from "./support";

type Props = ExampleResource["props"];

const mandatory = rules.filter(({ enforcementLevel }) => enforcementLevel === "mandatory");

/** The mandatory rules that report anything of a stack, in order. */
async function found(stack: readonly ExampleResource[]): Promise<string[]> {
  const resources = asResources(stack);
  const names = await Promise.all(
    mandatory.map(async (rule) => {
      const subjects = "validateStack" in rule ? [resources] : resources;
      const verdicts = await Promise.all(subjects.map((subject) => judge(rule, subject)));
      return verdicts.some(({ messages }) => messages.length > 0) ? [rule.name] : [];
    }),
  );
  return names.flat();
}

const one = (type: string, props: Props): ExampleResource[] => [{ type, name: "it", props }];
const container = (fields: Props): ExampleResource[] =>
  one("aws:ecs/taskDefinition:TaskDefinition", {
    family: "app",
    networkMode: "awsvpc",
    containerDefinitions: json([{ name: "app", ...fields }]),
  });
const variable = (name: string, value: string): ExampleResource[] =>
  container({ environment: [{ name, value }] });

/** Joined here, so that no scanner of this repository takes an example for a leak. */
const AWS_KEY = ["AKIA", "IOSFODNN7EXAMPLE"].join("");
const PAYMENT_KEY = ["sk_", "live_", "a1".repeat(12)].join("");
const PASSWORD_URL = ["postgres://app", ":hunter2@db.example.com/app"].join("");
const HEX = "0f1e2d3c4b".repeat(4);

const PLACES: readonly (readonly [string, ExampleResource[], string])[] = [
  ["a password by its name", variable("DB_PASSWORD", "hunter2hunter2"), "container-environment-secrets"],
  ["a key of 40 hexadecimal digits", variable("JWT_SECRET", HEX), "container-environment-secrets"],
  ["an AWS key", variable("SETTING", AWS_KEY), "container-environment-secrets"],
  ["a payment key", variable("SETTING", PAYMENT_KEY), "container-environment-secrets"],
  ["an address with a password", variable("SETTING", PASSWORD_URL), "container-environment-secrets"],
  ["a command", container({ command: ["app", "--db", PASSWORD_URL] }), "container-environment-secrets"],
  ["an entry point", container({ entryPoint: ["app", PASSWORD_URL] }), "container-environment-secrets"],
  ["a label", container({ dockerLabels: { API_TOKEN: "x1y2z3" } }), "container-environment-secrets"],
  [
    "a health check",
    container({ healthCheck: { command: ["CMD", "psql", PASSWORD_URL] } }),
    "container-environment-secrets",
  ],
  [
    "build arguments",
    one("docker-build:index:Image", { buildArgs: { NPM_TOKEN: "x1y2z3" } }),
    "docker-build-args-secrets",
  ],
  [
    "a parameter of type String",
    one("aws:ssm/parameter:Parameter", { name: "/app/DB_PASSWORD", type: "String", value: "correct-horse" }),
    "parameter-secure-string",
  ],
  [
    "an edge function's code",
    one("aws:cloudfront/function:Function", { code: `const url = "${PASSWORD_URL}";` }),
    "function-code-secrets",
  ],
  [
    "what a schedule hands over",
    one("aws:scheduler/schedule:Schedule", { target: { input: `{"db":"${PASSWORD_URL}"}` } }),
    "task-input-secrets",
  ],
];

const REDIRECT = { type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } };
const FORWARD = { type: "forward", targetGroupArn: "arn:aws:elasticloadbalancing:…:targetgroup/app" };
const LISTENER = "aws:lb/listener:Listener";
const http = (...defaultActions: object[]): ExampleResource => ({
  type: LISTENER,
  name: "http",
  props: { port: 80, protocol: "HTTP", defaultActions },
});
const https = (sslPolicy: string): ExampleResource => ({
  type: LISTENER,
  name: "https",
  props: { port: 443, protocol: "HTTPS", sslPolicy, certificateArn: CERTIFICATE, defaultActions: [FORWARD] },
});
const CERTIFICATE = "arn:aws:acm:eu-west-1:111122223333:certificate/650cdbed-a0eb-4841-a39e-5b90648d1883";

/** Sound but for what is given. */
const site = (origin: Props, minimumProtocolVersion = "TLSv1.2_2021"): ExampleResource[] =>
  one("aws:cloudfront/distribution:Distribution", {
    defaultCacheBehavior: { viewerProtocolPolicy: "https-only", responseHeadersPolicyId: SECURITY_HEADERS },
    viewerCertificate: {
      acmCertificateArn: CERTIFICATE.replace("eu-west-1", "us-east-1"),
      minimumProtocolVersion,
      sslSupportMethod: "sni-only",
    },
    origins: [
      {
        originId: "api",
        domainName: "api.example.com",
        customOriginConfig: {
          originProtocolPolicy: "https-only",
          originSslProtocols: ["TLSv1.2"],
          httpPort: 80,
          httpsPort: 443,
          ...origin,
        },
      },
    ],
  });
/** AWS's own policy "SecurityHeadersPolicy", which sends HSTS for a year. */
const SECURITY_HEADERS = "67f7725c-6f97-4210-82d7-5512b31e9d03";

const TRAFFIC: readonly (readonly [string, ExampleResource[], string])[] = [
  [
    "a rule on port 80 that forwards beside a sound listener",
    [
      http(REDIRECT),
      {
        type: "aws:lb/listenerRule:ListenerRule",
        name: "api",
        props: { listenerArn: ref("http", "arn"), actions: [FORWARD] },
      },
    ],
    "load-balancer-rule-https",
  ],
  ["a second action beside the redirect", [http(REDIRECT, FORWARD)], "load-balancer-listener-https"],
  [
    "TLS 1.0 by a TLS 1.3 policy",
    [https("ELBSecurityPolicy-TLS13-1-0-2021-06")],
    "load-balancer-listener-https",
  ],
  ["an origin by HTTP", site({ originProtocolPolicy: "http-only" }), "cloudfront-origin-https"],
  [
    "an origin by the viewer's protocol",
    site({ originProtocolPolicy: "match-viewer" }),
    "cloudfront-origin-https",
  ],
  ["an origin by TLS 1.0", site({ originSslProtocols: ["TLSv1", "TLSv1.2"] }), "cloudfront-origin-https"],
  ["an origin by TLS 1.1", site({ originSslProtocols: ["TLSv1.1", "TLSv1.2"] }), "cloudfront-origin-https"],
  ["viewers by TLS 1.1", site({}, "TLSv1.1_2016"), "cloudfront-tls"],
  ["a topic that takes HTTP", one("aws:sns/topic:Topic", { name: "alarms" }), "messages-deny-http"],
  ["a queue that takes HTTP", one("aws:sqs/queue:Queue", { name: "jobs" }), "messages-deny-http"],
];

/** The internet at a port, in each form of a security group's rules. */
const FORMS: Readonly<Record<string, (port: number) => ExampleResource[]>> = {
  inline: (port) =>
    one("aws:ec2/securityGroup:SecurityGroup", {
      ingress: [{ protocol: "tcp", fromPort: port, toPort: port, cidrBlocks: ["0.0.0.0/0"] }],
    }),
  classic: (port) =>
    one("aws:ec2/securityGroupRule:SecurityGroupRule", {
      type: "ingress",
      protocol: "tcp",
      fromPort: port,
      toPort: port,
      cidrBlocks: ["0.0.0.0/0"],
    }),
  modern: (port) =>
    one("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", {
      ipProtocol: "tcp",
      fromPort: port,
      toPort: port,
      cidrIpv4: "0.0.0.0/0",
    }),
};

const balancer: ExampleResource = {
  type: "aws:lb/loadBalancer:LoadBalancer",
  name: "api",
  props: {
    loadBalancerType: "application",
    dropInvalidHeaderFields: true,
    desyncMitigationMode: "defensive",
  },
};
const attached = (listener: ExampleResource): ExampleResource => ({
  ...listener,
  props: { ...listener.props, loadBalancerArn: ref("api", "arn") },
});
const MODERN = "ELBSecurityPolicy-TLS13-1-2-2021-06";

const FALSE_ALARMS: Readonly<Record<string, ExampleResource[]>> = {
  "a redirect-only port 80": [balancer, attached(http(REDIRECT)), attached(https(MODERN))],
  "a service's own name by HTTP": variable("SEARCH_SERVICE_URL", "http://search-service:8000"),
  "a firewall with the one managed group that is asked for": one("aws:wafv2/webAcl:WebAcl", {
    scope: "REGIONAL",
    defaultAction: { allow: {} },
    rules: [
      {
        name: "bad-inputs",
        priority: 0,
        overrideAction: { none: {} },
        statement: {
          managedRuleGroupStatement: { vendorName: "AWS", name: "AWSManagedRulesKnownBadInputsRuleSet" },
        },
      },
    ],
  }),
  ...Object.fromEntries(
    Object.entries(FORMS).map(([form, at]) => [`a public 443, by a rule that is ${form}`, at(443)]),
  ),
  ...Object.fromEntries(
    ["TLS13-1-2-Res-2021-06", "TLS13-1-2-Res-PQ-2025-09", "TLS13-1-3-2021-06", "TLS13-1-2-FIPS-2023-04"].map(
      (name) => [name, [https(`ELBSecurityPolicy-${name}`)]],
    ),
  ),
  ...Object.fromEntries(
    ["TLSv1.2_2018", "TLSv1.2_2025", "TLSv1.3_2025"].map((version) => [version, site({}, version)]),
  ),
};

describe("what other rule sets let pass", () => {
  for (const [what, stack, rule] of [...PLACES, ...TRAFFIC]) {
    it(`${what} is found by ${rule} alone`, async () => {
      assert.deepEqual(await found(stack), [rule]);
    });
  }

  it("a load balancer without a listener", async () => {
    assert.deepEqual(await found([balancer]), ["load-balancer-rule-https"]);
  });

  it("a private bucket that answers HTTP, with or without an ACL", async () => {
    const bucket: ExampleResource = {
      type: "aws:s3/bucket:Bucket",
      name: "files",
      props: { bucket: "files" },
    };
    const closed: ExampleResource[] = [
      {
        type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        name: "closed",
        props: {
          bucket: ref("files", "bucket"),
          blockPublicAcls: true,
          blockPublicPolicy: true,
          ignorePublicAcls: true,
          restrictPublicBuckets: true,
        },
      },
      {
        type: "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
        name: "owner",
        props: { bucket: ref("files", "bucket"), rule: { objectOwnership: "BucketOwnerEnforced" } },
      },
    ];
    assert.deepEqual(await found([bucket, ...closed]), ["bucket-denies-http"]);
    const acl: ExampleResource = {
      type: "aws:s3/bucketAcl:BucketAcl",
      name: "acl",
      props: { bucket: ref("files", "bucket"), acl: "private" },
    };
    assert.ok((await found([bucket, ...closed, acl])).includes("bucket-denies-http"));
  });

  it("a stack's output in clear", async () => {
    const stack = one("pulumi:pulumi:Stack", { databasePassword: "correct-horse" });
    assert.deepEqual(await found(stack), ["stack-output-secrets"]);
  });

  for (const [form, at] of Object.entries(FORMS)) {
    it(`port 8080 for everybody, by a rule that is ${form}`, async () => {
      assert.deepEqual(await found(at(8080)), ["security-group-open-to-world"]);
    });
  }
});

describe("what other rule sets report in vain", () => {
  for (const [what, stack] of Object.entries(FALSE_ALARMS)) {
    it(what, async () => {
      assert.deepEqual(await found(stack), []);
    });
  }
});
