/** What would let something travel in the clear, or under a name that no certificate has. */
import { changed, container, drop, put, statement, type Mutation } from "./mutation";
import { inside, type Mutable, type Plan } from "./plan";

const LISTENER = "aws:lb/listener:Listener";
const LISTENER_RULE = "aws:lb/listenerRule:ListenerRule";
const SITE = "aws:cloudfront/distribution:Distribution";
const HEADERS = "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy";
const CERTIFICATE = "aws:acm/certificate:Certificate";
const VALIDATION = "aws:acm/certificateValidation:CertificateValidation";
const RECORD = "aws:route53/record:Record";
const TASK = "aws:ecs/taskDefinition:TaskDefinition";
const BUCKET_POLICY = "aws:s3/bucketPolicy:BucketPolicy";
const TOPIC_POLICY = "aws:sns/topicPolicy:TopicPolicy";
const IMAGE = "docker:index/image:Image";
const QUEUE = "aws:sqs/queue:Queue";

const FORWARD = {
  type: "forward",
  targetGroupArn: "arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/x/1",
};
const REDIRECT = ["defaultActions", 0, "redirect"] as const;

const domain = (plan: Plan): string =>
  plan.get(CERTIFICATE, "frontend-certificate").inputs.domainName as string;

const http = (what: string, change: (props: Mutable) => void): Mutation =>
  changed(what, LISTENER, "api-http", change, "load-balancer-listener-https");
const tls = (what: string, change: (props: Mutable) => void): Mutation =>
  changed(what, LISTENER, "api-https", change, "load-balancer-listener-https");

const listeners: readonly Mutation[] = [
  http("port 80 redirects for now", put("HTTP_302", ...REDIRECT, "statusCode")),
  http("port 80 redirects to HTTP", put("HTTP", ...REDIRECT, "protocol")),
  http("port 80 redirects by the protocol of the request", drop(...REDIRECT, "protocol")),
  http("port 80 redirects to port 8443", put("8443", ...REDIRECT, "port")),
  http("port 80 redirects to its own port", drop(...REDIRECT, "port")),
  http("port 80 forwards", put([FORWARD], "defaultActions")),
  http(
    "port 80 answers by itself",
    put(
      [{ type: "fixed-response", fixedResponse: { contentType: "text/plain", statusCode: "200" } }],
      "defaultActions",
    ),
  ),
  tls("port 443 allows TLS 1.0 under a modern name", put("ELBSecurityPolicy-TLS13-1-0-2021-06", "sslPolicy")),
  tls("port 443 allows TLS 1.1", put("ELBSecurityPolicy-TLS-1-1-2017-01", "sslPolicy")),
  tls("port 443 allows forward secrecy by TLS 1.0", put("ELBSecurityPolicy-FS-2018-06", "sslPolicy")),
  tls("port 443 has AWS's oldest default", put("ELBSecurityPolicy-2016-08", "sslPolicy")),
  tls("port 443 names no policy", drop("sslPolicy")),
  {
    what: "a rule forwards on port 80",
    expect: { "load-balancer-rule-https": "added" },
    change: (plan) => {
      const rule = plan.add({ type: LISTENER_RULE, inputs: { actions: [FORWARD] } });
      plan.refer(rule, "listenerArn", plan.get(LISTENER, "api-http"));
    },
  },
  {
    what: "a service's rule moves to port 80",
    expect: { "load-balancer-rule-https": "user-service-health" },
    change: (plan) => {
      const rule = plan.get(LISTENER_RULE, "user-service-health");
      rule.dependencies.listenerArn = [];
      plan.refer(rule, "listenerArn", plan.get(LISTENER, "api-http"));
    },
  },
  {
    what: "a rule on port 80, under the type's older name, redirects to HTTP",
    expect: { "load-balancer-rule-https": "added" },
    change: (plan) => {
      const redirect = { protocol: "HTTP", port: "8080", statusCode: "HTTP_301" };
      const rule = plan.add({
        type: "aws:alb/listenerRule:ListenerRule",
        inputs: { actions: [{ type: "redirect", redirect }] },
      });
      plan.refer(rule, "listenerArn", plan.get(LISTENER, "api-http"));
    },
  },
  changed(
    "port 443 passes connections on",
    LISTENER,
    "api-https",
    put("TCP", "protocol"),
    "load-balancer-rule-https",
    { at: "api-balancer" },
  ),
  {
    what: "nobody listens on port 443",
    expect: { "load-balancer-rule-https": "api-balancer" },
    change: (plan) => {
      plan.remove(LISTENER, "api-https");
    },
  },
];

const site = (what: string, change: (props: Mutable) => void, rule: string): Mutation =>
  changed(what, SITE, "frontend", change, rule);

/** A second behaviour as sound as the first but for what changes. */
const behaviour =
  (changes: Mutable) =>
  (props: Mutable): void => {
    props.orderedCacheBehaviors = [
      { ...inside(props, "defaultCacheBehavior"), pathPattern: "/assets/*", ...changes },
    ];
  };

const cdnOrigin =
  (customOriginConfig: Mutable) =>
  (props: Mutable): void => {
    (props.origins as unknown[]).push({ originId: "api", domainName: "api.example.com", customOriginConfig });
  };

const SOUND = {
  originProtocolPolicy: "https-only",
  originSslProtocols: ["TLSv1.2"],
  httpPort: 80,
  httpsPort: 443,
};

const cloudfront: readonly Mutation[] = [
  site(
    "pages by HTTP",
    put("allow-all", "defaultCacheBehavior", "viewerProtocolPolicy"),
    "cloudfront-viewer-https",
  ),
  site("assets by HTTP", behaviour({ viewerProtocolPolicy: "allow-all" }), "cloudfront-viewer-https"),
  site(
    "viewers by TLS 1.1",
    put("TLSv1.1_2016", "viewerCertificate", "minimumProtocolVersion"),
    "cloudfront-tls",
  ),
  site("viewers by TLS 1.0", put("TLSv1", "viewerCertificate", "minimumProtocolVersion"), "cloudfront-tls"),
  site("no oldest TLS version", drop("viewerCertificate", "minimumProtocolVersion"), "cloudfront-tls"),
  {
    what: "CloudFront's own certificate",
    expect: { "cloudfront-tls": "frontend" },
    change: (plan) => {
      plan.change(SITE, "frontend", put({ cloudfrontDefaultCertificate: true }, "viewerCertificate"));
    },
  },
  site(
    "an origin by HTTP",
    cdnOrigin({ ...SOUND, originProtocolPolicy: "http-only" }),
    "cloudfront-origin-https",
  ),
  site(
    "an origin by what the viewer used",
    cdnOrigin({ ...SOUND, originProtocolPolicy: "match-viewer" }),
    "cloudfront-origin-https",
  ),
  site(
    "an origin by TLS 1.0",
    cdnOrigin({ ...SOUND, originSslProtocols: ["TLSv1", "TLSv1.2"] }),
    "cloudfront-origin-https",
  ),
  site("pages without HSTS", drop("defaultCacheBehavior", "responseHeadersPolicyId"), "cloudfront-hsts"),
  site("assets without HSTS", behaviour({ responseHeadersPolicyId: undefined }), "cloudfront-hsts"),
  {
    what: "headers of AWS's policy for CORS alone",
    expect: { "cloudfront-hsts": "frontend" },
    change: (plan) => {
      const { dependencies } = plan.get(SITE, "frontend");
      dependencies.defaultCacheBehavior = [];
      plan.change(
        SITE,
        "frontend",
        put("60669652-455b-4ae9-85a4-c4c02393f86c", "defaultCacheBehavior", "responseHeadersPolicyId"),
      );
    },
  },
  changed(
    "HSTS of a day",
    HEADERS,
    "frontend-headers",
    put(86_400, "securityHeadersConfig", "strictTransportSecurity", "accessControlMaxAgeSec"),
    "cloudfront-hsts",
    { at: "frontend" },
  ),
  changed(
    "headers without HSTS",
    HEADERS,
    "frontend-headers",
    drop("securityHeadersConfig", "strictTransportSecurity"),
    "cloudfront-hsts",
    { at: "frontend" },
  ),
];

const certificates: readonly Mutation[] = [
  {
    what: "a certificate of IAM on port 443",
    expect: { "listener-certificate": "api-https" },
    change: (plan) => {
      plan.get(LISTENER, "api-https").dependencies.certificateArn = [];
      plan.change(
        LISTENER,
        "api-https",
        put("arn:aws:iam::111122223333:server-certificate/old", "certificateArn"),
      );
    },
  },
  changed(
    "no certificate on port 443",
    LISTENER,
    "api-https",
    drop("certificateArn"),
    "listener-certificate",
  ),
  {
    what: "the API's certificate is never validated",
    expect: { "certificate-validated": "api-https" },
    change: (plan) => {
      plan.remove(VALIDATION, "api-certificate-issue");
      plan.get(LISTENER, "api-https").dependencies.certificateArn = [];
      plan.refer(plan.get(LISTENER, "api-https"), "certificateArn", plan.get(CERTIFICATE, "api-certificate"));
    },
  },
  {
    what: "port 443 does not wait for its certificate",
    expect: { "certificate-validated": "api-https" },
    change: (plan) => {
      plan.get(LISTENER, "api-https").dependencies.certificateArn = [];
      plan.refer(plan.get(LISTENER, "api-https"), "certificateArn", plan.get(CERTIFICATE, "api-certificate"));
    },
  },
  {
    what: "an alias that the certificate does not cover",
    expect: { "host-names-certified": "frontend" },
    change: (plan) => {
      const more = `shop.${domain(plan)}`;
      plan.change(SITE, "frontend", (props) => (props.aliases as string[]).push(more));
    },
  },
  {
    what: "a certificate without the second name",
    expect: { "host-names-certified": "frontend" },
    change: (plan) => {
      plan.change(CERTIFICATE, "frontend-certificate", put([], "subjectAlternativeNames"));
    },
  },
  {
    what: "a host header that the certificate does not cover",
    expect: { "host-names-certified": "user-service-health" },
    change: (plan) => {
      const other = `v2.api.${domain(plan)}`;
      plan.change(
        LISTENER_RULE,
        "user-service-health",
        put([other], "conditions", 0, "hostHeader", "values"),
      );
    },
  },
  {
    what: "the API's certificate is of another name",
    expect: { "host-names-certified": rulesAndRecords() },
    change: (plan) => {
      plan.change(CERTIFICATE, "api-certificate", put(`old-api.${domain(plan)}`, "domainName"));
      plan.change(CERTIFICATE, "api-certificate", drop("subjectAlternativeNames"));
    },
    stacks: ["dev"],
  },
  {
    what: "a record leads another name to the API",
    expect: { "host-names-certified": "added" },
    change: (plan) => {
      addRecord(plan, `legacy.${domain(plan)}`, "api-dns-", 0);
    },
  },
  {
    what: "a record leads another name to the front end",
    expect: { "host-names-certified": "added" },
    change: (plan) => {
      addRecord(plan, `legacy.${domain(plan)}`, "frontend-names-", 0);
    },
  },
  {
    what: "the front end's certificate lies where the API is",
    expect: { "cloudfront-home-region": "frontend" },
    change: (plan) => {
      const region = "eu-west-1";
      const arn = `arn:aws:acm:${region}:111122223333:certificate/650cdbed-a0eb-4841-a39e-5b90648d1883`;
      const certificate = plan.get(CERTIFICATE, "frontend-certificate");
      plan.change(CERTIFICATE, "frontend-certificate", put(region, "region"));
      certificate.outputs.arn = arn;
      certificate.outputs.id = arn;
      plan.change(SITE, "frontend", put(arn, "viewerCertificate", "acmCertificateArn"));
      plan.change(VALIDATION, "frontend-certificate-issue", put(arn, "certificateArn"));
    },
  },
  {
    what: "a web ACL for CloudFront lies where the API is",
    expect: { "cloudfront-home-region": "api-waf-acl" },
    change: (plan) => {
      plan.change("aws:wafv2/webAcl:WebAcl", "api-waf-acl", put("CLOUDFRONT", "scope"));
    },
    stacks: ["prod"],
  },
];

/** Every rule of the API, and its records, by name. */
function rulesAndRecords(): readonly string[] {
  const services = ["user-service", "search-service", "conversation-service"];
  return [
    ...services.map((name) => `${name}-health`),
    ...["conversation", "search", "user"].map((name) => `${name}-service-route.api-${name}`),
    ...["conversation", "search"].map((name) => `${name}-service-route.api-v1-${name}`),
    "user-service-route.api-v1-users",
    "api-dns-api.dev.harena.com-a",
    "api-dns-api.dev.harena.com-aaaa",
  ];
}

/** A further record like the first whose name begins so. */
function addRecord(plan: Plan, name: string, like: string, index: number): void {
  const records = plan.all(RECORD).filter((one) => one.name.startsWith(like));
  const added = plan.copy(records[index], "added", { id: "added-record", fqdn: name });
  added.inputs.name = name;
  added.outputs.name = name;
}

const setting = (what: string, name: string, value: string, service = "search-service"): Mutation =>
  changed(
    what,
    TASK,
    `${service}-task`,
    container((one) => (one.environment as unknown[]).push({ name, value })),
    "plaintext-endpoints",
  );

const settings: readonly Mutation[] = [
  setting("a partner by HTTP", "PARTNER_URL", "http://api.partner.com/v1"),
  setting("events by ws", "EVENTS_URL", "ws://events.partner.com"),
  setting("a cache by redis", "CACHE_URL", "redis://cache.partner.com:6379/0", "user-service"),
  setting("a queue by amqp", "BROKER_URL", "amqp://mq.partner.com:5672", "conversation-service"),
  setting(
    "a database that may stay in the clear",
    "REPORTS_URL",
    "postgresql://db.partner.com/x?sslmode=prefer",
  ),
  setting("a database in the clear", "REPORTS_URL2", "postgresql+asyncpg://db.partner.com/x?sslmode=disable"),
  setting("one HTTP address among several", "PEERS", "https://a.partner.com,http://b.partner.com"),
  setting("no check of certificates in Node.js", "NODE_TLS_REJECT_UNAUTHORIZED", "0"),
  setting("no check of certificates in Python", "PYTHONHTTPSVERIFY", "0"),
  changed(
    "a partner by HTTP in a command",
    TASK,
    "user-service-task",
    container((one) => (one.command = ["uvicorn", "--forward=http://api.partner.com"])),
    "plaintext-endpoints",
  ),
  changed(
    "a front end built for HTTP",
    IMAGE,
    "search-service-image",
    put("http://api.harena.com", "build", "args", "VITE_API_URL"),
    "plaintext-endpoints",
  ),
];

const denial = (what: string, change: (one: Mutable) => void): Mutation =>
  changed(what, BUCKET_POLICY, "frontend-files-policy", statement(0, change), "bucket-denies-http", {
    at: "frontend-files",
  });

const topic = (what: string, change: (one: Mutable) => void): Mutation =>
  changed(what, TOPIC_POLICY, "alarms-policy", statement("TlsOnly", change), "messages-deny-http", {
    at: "alarms-topic",
  });

const policies: readonly Mutation[] = [
  denial("files: a denial of reads alone", (one) => (one.Action = "s3:GetObject")),
  denial("files: a denial for objects alone", (one) => (one.Resource = inside(one, "Resource")[1])),
  denial("files: a denial for the bucket alone", (one) => (one.Resource = inside(one, "Resource")[0])),
  denial(
    "files: a denial of requests with TLS",
    (one) => (one.Condition = { Bool: { "aws:SecureTransport": "true" } }),
  ),
  denial("files: a denial that a second condition narrows", (one) => {
    one.Condition = {
      Bool: { "aws:SecureTransport": "false" },
      IpAddress: { "aws:SourceIp": "192.0.2.0/24" },
    };
  }),
  denial(
    "files: a denial for one user",
    (one) => (one.Principal = { AWS: "arn:aws:iam::111122223333:user/x" }),
  ),
  topic("alarms: a denial of requests with TLS", (one) => {
    one.Condition = { Bool: { "aws:SecureTransport": "true" } };
  }),
  topic("alarms: a denial of subscribing", (one) => (one.Action = "sns:Subscribe")),
  topic(
    "alarms: a denial for another topic",
    (one) => (one.Resource = "arn:aws:sns:eu-west-1:111122223333:x"),
  ),
  {
    what: "a queue answers HTTP",
    expect: { "messages-deny-http": "added" },
    change: (plan) => {
      plan.add({
        type: QUEUE,
        inputs: {
          name: `harena-${plan.stack}-added`,
          sqsManagedSseEnabled: true,
          tags: { Project: "harena", Stack: plan.stack },
        },
        computed: {
          arn: "arn:aws:sqs:eu-west-1:111122223333:added",
          url: "https://sqs.eu-west-1.amazonaws.com/1/added",
        },
      });
    },
  },
  {
    what: "a queue refuses HTTP to senders alone",
    expect: { "messages-deny-http": "added" },
    change: (plan) => {
      const arn = "arn:aws:sqs:eu-west-1:111122223333:added";
      const policy = {
        Statement: [
          {
            Effect: "Deny",
            Principal: "*",
            Action: "sqs:SendMessage",
            Resource: "*",
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          },
        ],
      };
      plan.add({
        type: QUEUE,
        inputs: {
          name: `harena-${plan.stack}-added`,
          sqsManagedSseEnabled: true,
          policy: JSON.stringify(policy),
          tags: { Project: "harena", Stack: plan.stack },
        },
        computed: { arn, url: "https://sqs.eu-west-1.amazonaws.com/1/added" },
      });
    },
  },
];

export const mutations: readonly Mutation[] = [
  ...listeners,
  ...cloudfront,
  ...certificates,
  ...settings,
  ...policies,
];
