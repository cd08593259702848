import assert from "node:assert/strict";
import {
  bucketDeniesHttp,
  cloudfrontOriginHttps,
  cloudfrontTls,
  cloudfrontViewerHttps,
  loadBalancerListenerHttps,
  loadBalancerRuleHttps,
} from "../../policies/https";
import { assertCompliant, assertViolations, judge, UNKNOWN, type Props, type Resource } from "./support";

const MODULES = ["lb", "alb", "elasticloadbalancingv2", "applicationloadbalancing"];
const MODERN = "ELBSecurityPolicy-TLS13-1-2-2021-06";
const TO_HTTPS = { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" };
const redirect = (changes: Props = {}): Props => ({
  type: "redirect",
  redirect: { ...TO_HTTPS, ...changes },
});
const FORWARD = { type: "forward", targetGroupArn: "arn:tg" };

for (const module of MODULES) {
  describe(`load-balancer-listener-https: aws.${module}`, () => {
    const listener = (props: Props): Resource => ({ type: `aws:${module}/listener:Listener`, props });
    const http = (...defaultActions: unknown[]): Resource =>
      listener({ port: 80, protocol: "HTTP", defaultActions });
    const https = (sslPolicy?: unknown, protocol = "HTTPS"): Resource =>
      listener({
        port: 443,
        protocol,
        defaultActions: [FORWARD],
        ...(sslPolicy !== undefined && { sslPolicy }),
      });

    it("allows a permanent redirect to HTTPS", async () => {
      await assertCompliant(loadBalancerListenerHttps, http(redirect()));
      await assertCompliant(loadBalancerListenerHttps, http(redirect({ statusCode: "HTTP_308" })));
      await assertCompliant(loadBalancerListenerHttps, http({ ...redirect(), order: 1 }));
    });
    const broken: readonly [string, unknown[], string[]][] = [
      ["no action", [], ["has 0 actions"]],
      ["a second action", [redirect(), redirect()], ["has 2 actions"]],
      ["forwarding", [FORWARD], ['type is "forward"']],
      ["a temporary redirect", [redirect({ statusCode: "HTTP_302" })], ["statusCode"]],
      ["no status", [redirect({ statusCode: undefined })], ["statusCode is nothing"]],
      ["a redirect to HTTP", [redirect({ protocol: "HTTP" })], ["protocol"]],
      ["a redirect by the same protocol", [redirect({ protocol: undefined })], ["#{protocol}"]],
      ["a redirect to another port", [redirect({ port: "8443" })], ["port"]],
      ["a redirect to the same port", [redirect({ port: undefined })], ["#{port}"]],
    ];
    for (const [what, actions, parts] of broken) {
      it(`reports ${what} on an HTTP listener`, () =>
        assertViolations(loadBalancerListenerHttps, http(...actions), parts));
    }
    it("takes a listener without protocol for what AWS makes of it", async () => {
      const bare = { port: 80, defaultActions: [FORWARD] };
      await assertViolations(loadBalancerListenerHttps, listener(bare), ["forward"]);
      await assertViolations(loadBalancerListenerHttps, listener({ ...bare, certificateArn: "arn:c" }), [
        "sslPolicy",
      ]);
      await assertViolations(loadBalancerListenerHttps, listener({ ...bare, certificateArn: UNKNOWN }), [
        "sslPolicy",
      ]);
      await assertCompliant(loadBalancerListenerHttps, listener({ defaultActions: [FORWARD] }));
    });
    it("leaves listeners alone that pass connections on", () =>
      assertCompliant(
        loadBalancerListenerHttps,
        listener({ port: 80, protocol: "TCP", defaultActions: [FORWARD] }),
      ));
    for (const policy of [
      MODERN,
      "ELBSecurityPolicy-TLS-1-2-2017-01",
      "ELBSecurityPolicy-TLS-1-2-Ext-2018-06",
      "ELBSecurityPolicy-FS-1-2-Res-2020-10",
      "ELBSecurityPolicy-TLS13-1-3-2021-06",
      "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-2023-04",
      "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
    ]) {
      it(`allows ${policy}`, () => assertCompliant(loadBalancerListenerHttps, https(policy)));
    }
    for (const policy of [
      undefined,
      "ELBSecurityPolicy-2016-08",
      "ELBSecurityPolicy-FS-2018-06",
      "ELBSecurityPolicy-TLS-1-0-2015-04",
      "ELBSecurityPolicy-TLS-1-1-2017-01",
      "ELBSecurityPolicy-FS-1-1-2019-08",
      "ELBSecurityPolicy-TLS13-1-0-2021-06",
      "ELBSecurityPolicy-TLS13-1-1-2021-06",
      "ELBSecurityPolicy-TLS13-1-0-FIPS-2023-04",
      "My-TLS13-1-2-2021-06",
    ]) {
      it(`reports ${policy ?? "the default policy"}`, async () => {
        await assertViolations(loadBalancerListenerHttps, https(policy), [policy ?? "sslPolicy is nothing"]);
        await assertViolations(loadBalancerListenerHttps, https(policy, "TLS"), ["sslPolicy"]);
        if (policy)
          await assertCompliant(loadBalancerListenerHttps, https(policy), { allowedPolicies: [policy] });
      });
    }
    it("finds one fault while another value is unknown", async () => {
      for (const changes of [
        { protocol: UNKNOWN, statusCode: "HTTP_302" },
        { port: UNKNOWN, protocol: "HTTP" },
      ]) {
        const verdict = await judge(loadBalancerListenerHttps, http(redirect(changes)));
        assert.equal(verdict.messages.length, 1);
        assert.match(verdict.undecided ?? "", /redirect/);
      }
      for (const subject of [https(UNKNOWN), http(UNKNOWN), listener({ protocol: UNKNOWN, port: 80 })]) {
        const verdict = await judge(loadBalancerListenerHttps, subject);
        assert.deepEqual(verdict.messages, []);
        assert.ok(verdict.undecided);
      }
    });
  });

  describe(`load-balancer-rule-https: aws.${module}`, () => {
    interface Changes {
      readonly balancer?: Props;
      readonly http?: Props;
      readonly https?: Props;
      readonly rule?: Props;
      /** ARNs and what refers to them are unknown, as in the preview of a new stack. */
      readonly preview?: boolean;
    }
    function stack({
      balancer = {},
      http = {},
      https = {},
      rule = {},
      preview = false,
    }: Changes): Resource[] {
      const arn = (value: string): string => (preview ? UNKNOWN : value);
      const listenerOf = (name: string, props: Props): Resource => ({
        type: `aws:${module}/listener:Listener`,
        urn: name,
        props: { arn: arn(`arn:${name}`), loadBalancerArn: arn("arn:balancer"), ...props },
        dependencies: { loadBalancerArn: ["balancer"] },
      });
      const ruleOf = (name: string, listener: string, props: Props): Resource => ({
        type: `aws:${module}/listenerRule:ListenerRule`,
        urn: name,
        props: { listenerArn: arn(`arn:${listener}`), ...props },
        dependencies: { listenerArn: [listener] },
      });
      return [
        {
          type: `aws:${module}/loadBalancer:LoadBalancer`,
          urn: "balancer",
          props: { arn: arn("arn:balancer"), internal: false, loadBalancerType: "application", ...balancer },
        },
        listenerOf("http", { port: 80, protocol: "HTTP", ...http }),
        listenerOf("https", { port: 443, protocol: "HTTPS", ...https }),
        ruleOf("plain", "http", { actions: [redirect()], ...rule }),
        ruleOf("encrypted", "https", { actions: [FORWARD] }),
      ];
    }
    for (const preview of [false, true]) {
      describe(preview ? "in a preview" : "in an update", () => {
        it("allows redirects on HTTP, anything on HTTPS", () =>
          assertCompliant(loadBalancerRuleHttps, stack({ preview })));
        it("reports a rule that forwards on HTTP, at the rule", async () => {
          const verdict = await judge(
            loadBalancerRuleHttps,
            stack({ preview, rule: { actions: [FORWARD] } }),
          );
          assert.deepEqual(verdict.urns, ["plain"]);
          assert.match(verdict.messages[0], /^actions\[0\]\.type is "forward"/);
        });
        it("reports a redirect to elsewhere", () =>
          assertViolations(
            loadBalancerRuleHttps,
            stack({ preview, rule: { actions: [redirect({ port: "80" })] } }),
            ["actions[0].redirect.port"],
          ));
        it("reports a public load balancer without HTTPS, at the load balancer", async () => {
          const verdict = await judge(loadBalancerRuleHttps, stack({ preview, https: { protocol: "HTTP" } }));
          assert.ok(verdict.urns.includes("balancer"));
        });
        it("asks no HTTPS of internal load balancers, nor of network ones", async () => {
          for (const balancer of [
            { internal: true },
            { loadBalancerType: "network" },
            { loadBalancerType: "gateway" },
          ]) {
            const alone = stack({ preview, balancer }).slice(0, 2);
            await assertCompliant(loadBalancerRuleHttps, alone);
          }
          const bare = stack({
            preview,
            balancer: { internal: undefined, loadBalancerType: undefined },
          }).slice(0, 2);
          await assertViolations(loadBalancerRuleHttps, bare, ["no HTTPS listener"]);
        });
      });
    }
    it("takes what the provider will compute for its default", () =>
      assertViolations(
        loadBalancerRuleHttps,
        stack({ preview: true, balancer: { internal: UNKNOWN, loadBalancerType: UNKNOWN } }).slice(0, 2),
        ["no HTTPS listener"],
      ));
    it("leaves rules of other stacks' listeners alone", () =>
      assertCompliant(
        loadBalancerRuleHttps,
        stack({ rule: { listenerArn: "arn:elsewhere", actions: [FORWARD] } }),
      ));
    it("takes a rule without a listener for no other's", () =>
      assertCompliant(
        loadBalancerRuleHttps,
        stack({ rule: { listenerArn: undefined, actions: [FORWARD] } }),
      ));
    it("is undecided about a rule that may be on either listener", async () => {
      const [balancer, http, https, plain] = stack({ preview: true, rule: { actions: [FORWARD] } });
      const either = { ...plain, dependencies: { listenerArn: ["http", "https"] } };
      const verdict = await judge(loadBalancerRuleHttps, [balancer, http, https, either]);
      assert.deepEqual(verdict.messages, []);
      assert.match(verdict.undecided ?? "", /listenerArn/);
    });
    it("finds one rule while another cannot be placed", async () => {
      const [balancer, http, https, plain, encrypted] = stack({ rule: { actions: [FORWARD] } });
      const lost = {
        ...plain,
        urn: "lost",
        props: { ...plain.props, listenerArn: UNKNOWN },
        dependencies: {},
      };
      const verdict = await judge(loadBalancerRuleHttps, [balancer, http, https, lost, plain, encrypted]);
      assert.deepEqual(verdict.urns, ["plain"]);
      assert.match(verdict.undecided ?? "", /listenerArn/);
    });
    it("is undecided about a load balancer whose listener cannot be placed", async () => {
      const [balancer, , https] = stack({ preview: true });
      const verdict = await judge(loadBalancerRuleHttps, [balancer, { ...https, dependencies: {} }]);
      assert.deepEqual(verdict.messages, []);
      assert.match(verdict.undecided ?? "", /loadBalancerArn/);
    });
  });
}

const distribution = (props: Props): Resource => ({
  type: "aws:cloudfront/distribution:Distribution",
  props,
});

describe("cloudfront-viewer-https", () => {
  const behaviours = (first: unknown, second: unknown = "https-only"): Resource =>
    distribution({
      defaultCacheBehavior: { viewerProtocolPolicy: first },
      orderedCacheBehaviors: [
        { viewerProtocolPolicy: "redirect-to-https" },
        { viewerProtocolPolicy: second },
      ],
    });
  it("allows redirects and HTTPS only", async () => {
    await assertCompliant(cloudfrontViewerHttps, behaviours("redirect-to-https"));
    await assertCompliant(cloudfrontViewerHttps, behaviours("https-only"));
    await assertCompliant(
      cloudfrontViewerHttps,
      distribution({ defaultCacheBehavior: { viewerProtocolPolicy: "https-only" } }),
    );
  });
  it("reports allow-all, by behaviour", async () => {
    await assertViolations(cloudfrontViewerHttps, behaviours("allow-all"), ["defaultCacheBehavior."]);
    await assertViolations(cloudfrontViewerHttps, behaviours("https-only", "allow-all"), [
      "orderedCacheBehaviors[1].",
    ]);
    await assertViolations(cloudfrontViewerHttps, behaviours(undefined), ["is nothing"]);
  });
  it("finds one behaviour while another is unknown", async () => {
    const verdict = await judge(cloudfrontViewerHttps, behaviours(UNKNOWN, "allow-all"));
    assert.equal(verdict.messages.length, 1);
    assert.ok(verdict.undecided);
  });
});

describe("cloudfront-tls", () => {
  const certificate = (
    minimumProtocolVersion: unknown,
    own: Props = { acmCertificateArn: "arn:c" },
  ): Resource =>
    distribution({ viewerCertificate: { ...own, minimumProtocolVersion, sslSupportMethod: "sni-only" } });
  for (const version of ["TLSv1.2_2018", "TLSv1.2_2019", "TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025"]) {
    it(`allows ${version}`, () => assertCompliant(cloudfrontTls, certificate(version)));
  }
  for (const version of ["SSLv3", "TLSv1", "TLSv1_2016", "TLSv1.1_2016", undefined]) {
    it(`reports ${version ?? "no version"}`, () =>
      assertViolations(cloudfrontTls, certificate(version), ["minimumProtocolVersion"]));
  }
  it("asks for a certificate", async () => {
    await assertCompliant(cloudfrontTls, certificate("TLSv1.2_2021", { iamCertificateId: "c" }));
    await assertCompliant(cloudfrontTls, certificate("TLSv1.2_2021", { acmCertificateArn: UNKNOWN }));
    await assertViolations(
      cloudfrontTls,
      certificate("TLSv1.2_2021", { cloudfrontDefaultCertificate: true }),
      ["CloudFront's own"],
    );
    await assertViolations(cloudfrontTls, distribution({}), ["CloudFront's own"]);
  });
  it("is undecided while the version is unknown", async () => {
    const verdict = await judge(cloudfrontTls, certificate(UNKNOWN));
    assert.deepEqual(verdict.messages, []);
    assert.ok(verdict.undecided);
  });
});

describe("cloudfront-origin-https", () => {
  const SOUND = { originProtocolPolicy: "https-only", originSslProtocols: ["TLSv1.2"] };
  const origin = (changes: Props): Resource =>
    distribution({ origins: [{ originId: "files" }, { customOriginConfig: { ...SOUND, ...changes } }] });
  const vpcOrigin = ({ originProtocolPolicy, originSslProtocols }: Props): Resource => ({
    type: "aws:cloudfront/vpcOrigin:VpcOrigin",
    props: {
      vpcOriginEndpointConfig: { originProtocolPolicy, originSslProtocols: { items: originSslProtocols } },
    },
  });
  for (const [form, resource] of [
    ["a distribution's", origin],
    ["a VPC", (changes: Props) => vpcOrigin({ ...SOUND, ...changes })],
  ] as const) {
    it(`allows HTTPS with TLS 1.2 or newer at ${form} origin`, async () => {
      await assertCompliant(cloudfrontOriginHttps, resource({}));
      await assertCompliant(cloudfrontOriginHttps, resource({ originSslProtocols: ["TLSv1.2", "TLSv1.3"] }));
    });
    for (const policy of ["http-only", "match-viewer", undefined]) {
      it(`reports ${policy ?? "no policy"} at ${form} origin`, () =>
        assertViolations(cloudfrontOriginHttps, resource({ originProtocolPolicy: policy }), [
          "originProtocolPolicy",
        ]));
    }
    for (const old of ["SSLv3", "TLSv1", "TLSv1.1"]) {
      it(`reports ${old} beside TLS 1.2 at ${form} origin`, () =>
        assertViolations(cloudfrontOriginHttps, resource({ originSslProtocols: ["TLSv1.2", old] }), [
          `is "${old}"`,
        ]));
    }
    it(`reports no protocol at ${form} origin`, () =>
      assertViolations(cloudfrontOriginHttps, resource({ originSslProtocols: [] }), ["is empty"]));
    it(`finds one fault of ${form} origin while another value is unknown`, async () => {
      for (const changes of [
        { originProtocolPolicy: UNKNOWN, originSslProtocols: ["TLSv1"] },
        { originProtocolPolicy: "http-only", originSslProtocols: UNKNOWN },
        { originSslProtocols: [UNKNOWN, "TLSv1.1"] },
      ]) {
        const verdict = await judge(cloudfrontOriginHttps, resource(changes));
        assert.equal(verdict.messages.length, 1);
        assert.ok(verdict.undecided);
      }
    });
  }
});

describe("bucket-denies-http", () => {
  const ARN = "arn:aws:s3:::files";
  const DENY = {
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [ARN, `${ARN}/*`],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
  const ALLOW = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: `${ARN}/*` };
  const bucket = (type = "aws:s3/bucket:Bucket", props: Props = {}): Resource => ({
    type,
    urn: "files",
    props: { bucket: "files", arn: ARN, ...props },
  });
  const policy = (statements: unknown, props: Props = {}): Resource => ({
    type: "aws:s3/bucketPolicy:BucketPolicy",
    urn: "policy",
    props: { bucket: "files", policy: JSON.stringify({ Statement: statements }), ...props },
    dependencies: { bucket: ["files"], policy: ["files"] },
  });
  // The rule remembers of each bucket what the program gave it.
  afterEach(() => judge(bucketDeniesHttp, bucket()));
  for (const type of ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"]) {
    it(`asks each ${type} for a denial`, async () => {
      await assertCompliant(bucketDeniesHttp, [bucket(type), policy([ALLOW, DENY])]);
      await assertViolations(bucketDeniesHttp, [bucket(type)], ["no bucket policy denies"]);
      assert.deepEqual((await judge(bucketDeniesHttp, [bucket(type), policy([ALLOW])])).urns, ["files"]);
    });
  }
  for (const type of ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"]) {
    it(`reads the policy that a ${type} is given inline, and not one that it merely reports`, async () => {
      const given = bucket(type, { policy: JSON.stringify({ Statement: [DENY] }) });
      const missing = ["no bucket policy denies"];
      await assertViolations(bucketDeniesHttp, [given], missing);
      await assertCompliant(bucketDeniesHttp, given);
      await assertCompliant(bucketDeniesHttp, [given]);
      const allowing = bucket(type, { policy: JSON.stringify({ Statement: [ALLOW] }) });
      await assertViolations(bucketDeniesHttp, [allowing], missing);
      await assertCompliant(bucketDeniesHttp, bucket(type));
      await assertViolations(bucketDeniesHttp, [given], missing);
    });
  }
  it("is undecided by an inline policy that a preview does not know", async () => {
    const unknown = bucket("aws:s3/bucket:Bucket", { policy: UNKNOWN });
    await judge(bucketDeniesHttp, unknown);
    const { messages, undecided } = await judge(bucketDeniesHttp, [unknown]);
    assert.deepEqual(messages, []);
    assert.ok(undecided);
  });
  const equal: readonly [string, Props][] = [
    ["everybody as AWS accounts", { Principal: { AWS: "*" } }],
    ["everybody in a list", { Principal: { AWS: ["*"] } }],
    ["every action", { Action: ["*"] }],
    ["another case", { Action: "S3:*", Condition: { Bool: { "AWS:securetransport": ["false"] } } }],
    ["a boolean", { Condition: { BoolIfExists: { "aws:SecureTransport": false } } }],
    ["another partition", { Resource: ["arn:aws-cn:s3:::files", "arn:aws-cn:s3:::files/*"] }],
    ["a wider pattern", { Resource: `${ARN}*` }],
  ];
  for (const [what, changes] of equal) {
    it(`allows ${what}`, () =>
      assertCompliant(bucketDeniesHttp, [bucket(), policy({ ...DENY, ...changes })]));
  }
  const short: readonly [string, Props][] = [
    ["an allowance", { Effect: "Allow" }],
    ["one principal", { Principal: { AWS: "arn:aws:iam::111122223333:root" } }],
    ["one action", { Action: "s3:GetObject" }],
    ["objects only", { Resource: `${ARN}/*` }],
    ["the bucket only", { Resource: ARN }],
    ["some objects only", { Resource: [ARN, `${ARN}/public/*`] }],
    ["objects of one letter", { Resource: [ARN, `${ARN}/?`] }],
    ["another bucket", { Resource: ["arn:aws:s3:::other", "arn:aws:s3:::other/*"] }],
    ["a dot taken for any letter", { Resource: ["arn:aws:s3:::f.les", "arn:aws:s3:::f.les/*"] }],
    ["requests with TLS", { Condition: { Bool: { "aws:SecureTransport": "true" } } }],
    ["another condition", { Condition: { Bool: { "aws:ViaAWSService": "false" } } }],
    [
      "a second key",
      { Condition: { Bool: { "aws:SecureTransport": "false", "aws:ViaAWSService": "false" } } },
    ],
    [
      "a second operator",
      { Condition: { ...DENY.Condition, StringEquals: { "aws:PrincipalAccount": "1" } } },
    ],
    ["no condition", { Condition: undefined }],
    ["another operator", { Condition: { StringNotEquals: { "aws:SecureTransport": "false" } } }],
    ["all but some actions", { Action: undefined, NotAction: "s3:GetObject" }],
    ["all but some objects", { Resource: undefined, NotResource: `${ARN}/x` }],
    ["all but some principals", { Principal: undefined, NotPrincipal: { AWS: "arn:x" } }],
  ];
  for (const [what, changes] of short) {
    it(`reports a denial of ${what}`, () =>
      assertViolations(
        bucketDeniesHttp,
        [bucket(), policy({ ...DENY, ...changes })],
        ["no bucket policy denies"],
      ));
  }
  it("allows a denial in two statements", () => {
    const parts = [
      { ...DENY, Resource: ARN },
      { ...DENY, Resource: `${ARN}/*` },
    ];
    return assertCompliant(bucketDeniesHttp, [bucket(), policy(parts)]);
  });
  it("takes no bucket's word for a policy whose resource may be gone", () =>
    assertViolations(
      bucketDeniesHttp,
      [bucket(undefined, { policy: JSON.stringify({ Statement: DENY }) })],
      ["no bucket policy denies"],
    ));
  it("reads documents that are no text", async () => {
    await assertCompliant(bucketDeniesHttp, [bucket(), policy([], { policy: { Statement: [DENY] } })]);
    await assertViolations(
      bucketDeniesHttp,
      [bucket(), policy([], { policy: "{" })],
      ["no bucket policy denies"],
    );
  });
  it("takes no other bucket's policy", () =>
    assertViolations(
      bucketDeniesHttp,
      [bucket(), policy([DENY], { bucket: "other" })],
      ["no bucket policy denies"],
    ));
  it("decides in a preview what it can", async () => {
    const fresh = bucket(undefined, { bucket: UNKNOWN, arn: UNKNOWN, policy: UNKNOWN });
    await assertViolations(bucketDeniesHttp, [fresh], ["no bucket policy denies"]);
    const lacking = {
      ...bucket(),
      urn: "lacking",
      props: { bucket: "lacking", arn: "arn:aws:s3:::lacking" },
    };
    const verdict = await judge(bucketDeniesHttp, [
      fresh,
      policy([], { bucket: UNKNOWN, policy: UNKNOWN }),
      lacking,
    ]);
    assert.deepEqual(verdict.urns, ["lacking"]);
    assert.match(verdict.undecided ?? "", /policy/);
  });
});
