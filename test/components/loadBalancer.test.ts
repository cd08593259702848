import assert from "node:assert/strict";
import { LoadBalancer, type LoadBalancerArgs } from "../../components/loadBalancer";
import { MANAGED_RULES } from "../../components/webAcl";
import { failure, json, plan, type Plan } from "../support/plan";
import { surroundings } from "../support/surroundings";

const LISTENER = "aws:lb/listener:Listener";

const make = (changes: Partial<LoadBalancerArgs> = {}): Promise<Plan> =>
  plan(() => {
    const { vpc, publicSubnets, certificate } = surroundings();
    const balancer = new LoadBalancer("api", {
      vpcId: vpc.id,
      subnetIds: publicSubnets.map((subnet) => subnet.id),
      certificateArn: certificate.arn,
      ...changes,
    });
    assert.equal(balancer.idleTimeout, changes.idleTimeout ?? 130);
  });

describe("LoadBalancer", () => {
  it("is a public load balancer with two listeners and nothing that was not asked for", async () => {
    const made = await make();
    const component = made.one("harena:network:LoadBalancer");
    assert.deepEqual(made.children(component), [
      "aws:ec2/securityGroup:SecurityGroup api-group",
      "aws:lb/listener:Listener api-http",
      "aws:lb/listener:Listener api-https",
      "aws:lb/loadBalancer:LoadBalancer api-balancer",
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule api-in-443",
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule api-in-80",
    ]);
    const group = made.one("aws:ec2/securityGroup:SecurityGroup");
    assert.deepEqual(made.inputs("aws:lb/loadBalancer:LoadBalancer"), {
      name: "harena-dev-api",
      loadBalancerType: "application",
      internal: false,
      ipAddressType: "ipv4",
      securityGroups: [group.id],
      subnets: made
        .ofType("aws:ec2/subnet:Subnet")
        .slice(0, 2)
        .map(({ id }) => id),
      idleTimeout: 130,
      dropInvalidHeaderFields: true,
      desyncMitigationMode: "defensive",
      enableHttp2: true,
      enableDeletionProtection: false,
    });
    const balancer = made.one("aws:lb/loadBalancer:LoadBalancer");
    assert.deepEqual(component.registeredOutputs, {
      arn: balancer.outputs.arn,
      arnSuffix: balancer.outputs.arnSuffix,
      dnsName: balancer.outputs.dnsName,
      zoneId: balancer.outputs.zoneId,
      securityGroupId: group.id,
      listenerArn: made.one(LISTENER, "api-https").outputs.arn,
      idleTimeout: 130,
    });
  });

  it("only redirects on port 80", async () => {
    const made = await make();
    assert.deepEqual(made.inputs(LISTENER, "api-http"), {
      loadBalancerArn: made.one("aws:lb/loadBalancer:LoadBalancer").outputs.arn,
      port: 80,
      protocol: "HTTP",
      routingHttpResponseServerEnabled: false,
      defaultActions: [
        { type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } },
      ],
    });
  });

  it("answers HTTPS with TLS 1.2 or 1.3, and 404 in JSON by default", async () => {
    const made = await make();
    const { defaultActions, ...listener } = made.inputs(LISTENER, "api-https");
    assert.deepEqual(listener, {
      loadBalancerArn: made.one("aws:lb/loadBalancer:LoadBalancer").outputs.arn,
      port: 443,
      protocol: "HTTPS",
      sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
      certificateArn: made.one("aws:acm/certificateValidation:CertificateValidation").inputs.certificateArn,
      routingHttpResponseServerEnabled: false,
      routingHttpResponseStrictTransportSecurityHeaderValue: "max-age=31536000; includeSubDomains",
      routingHttpResponseXContentTypeOptionsHeaderValue: "nosniff",
    });
    assert.deepEqual(defaultActions, [
      {
        type: "fixed-response",
        fixedResponse: {
          statusCode: "404",
          contentType: "application/json",
          messageBody: '{"detail":"Not Found"}',
        },
      },
    ]);
  });

  it("lets the internet in on 80 and 443 alone, and nothing out by itself", async () => {
    const made = await make();
    const group = made.one("aws:ec2/securityGroup:SecurityGroup");
    assert.equal(group.inputs.namePrefix, "harena-dev-api-");
    assert.deepEqual([group.inputs.ingress, group.inputs.egress], [undefined, undefined]);
    const rules = made.ofType("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
    assert.deepEqual(
      rules.map(({ inputs: { description: _words, ...rule } }) => rule),
      [443, 80].map((port) => ({
        securityGroupId: group.id,
        cidrIpv4: "0.0.0.0/0",
        ipProtocol: "tcp",
        fromPort: port,
        toPort: port,
      })),
    );
    assert.deepEqual(made.ofType("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"), []);
  });

  it("writes access logs to a bucket that only log delivery may write to", async () => {
    const made = await make({
      accessLogs: { retentionDays: 90, forceDestroy: true },
      deletionProtection: true,
    });
    const balancer = made.one("aws:lb/loadBalancer:LoadBalancer");
    const bucket = made.one("aws:s3/bucket:Bucket");
    assert.deepEqual(balancer.inputs.accessLogs, { enabled: true, bucket: bucket.outputs.bucket });
    assert.equal(balancer.inputs.enableDeletionProtection, true);
    assert.equal(bucket.inputs.forceDestroy, true);
    const policy = made.one("aws:s3/bucketPolicy:BucketPolicy");
    assert.ok(made.waitsFor(balancer).includes(policy.name));
    const { Statement } = json(policy.inputs.policy) as { Statement: { Sid?: string }[] };
    const arn = String(bucket.outputs.arn);
    assert.deepEqual(
      Statement.find(({ Sid }) => Sid === "LoadBalancerLogs"),
      {
        Sid: "LoadBalancerLogs",
        Effect: "Allow",
        Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: `${arn}/AWSLogs/111122223333/*`,
      },
    );
    const { rules } = made.inputs("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration") as {
      rules: { id: string; expiration?: unknown }[];
    };
    assert.deepEqual(rules.find(({ id }) => id === "expire")?.expiration, { days: 90 });
  });

  it("puts a web ACL in front when there is a limit", async () => {
    const made = await make({ wafRateLimit: 2000 });
    const component = made.one("harena:network:WebAcl");
    assert.equal(component.parent, made.one("harena:network:LoadBalancer").urn);
    assert.deepEqual(made.children(component), [
      "aws:cloudwatch/logGroup:LogGroup api-waf-log",
      "aws:wafv2/webAcl:WebAcl api-waf-acl",
      "aws:wafv2/webAclAssociation:WebAclAssociation api-waf-association",
      "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration api-waf-logging",
    ]);
    const acl = made.one("aws:wafv2/webAcl:WebAcl");
    assert.equal(acl.inputs.name, "harena-dev-api-waf");
    assert.equal(acl.inputs.scope, "REGIONAL");
    const rules = acl.inputs.rules as {
      name: string;
      priority: number;
      action?: unknown;
      overrideAction?: unknown;
      statement: Record<string, { limit?: number }>;
    }[];
    assert.deepEqual(
      rules.map(({ name, priority }) => [priority, name]),
      [[0, "rate-limit"], ...MANAGED_RULES.map((name, index) => [index + 1, name])],
    );
    assert.deepEqual(rules[0]?.action, { block: { customResponse: { responseCode: 429 } } });
    assert.equal(rules[0]?.statement.rateBasedStatement?.limit, 2000);
    for (const rule of rules.slice(1)) assert.deepEqual(rule.overrideAction, { none: {} });
    assert.deepEqual(made.inputs("aws:wafv2/webAclAssociation:WebAclAssociation"), {
      resourceArn: made.one("aws:lb/loadBalancer:LoadBalancer").outputs.arn,
      webAclArn: acl.outputs.arn,
    });
    const log = made.one("aws:cloudwatch/logGroup:LogGroup");
    assert.deepEqual(log.inputs, { name: "aws-waf-logs-harena-dev-api-waf", retentionInDays: 30 });
    const logging = made.inputs("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration");
    assert.deepEqual(logging.logDestinationConfigs, [log.outputs.arn]);
    assert.deepEqual(logging.redactedFields, [
      { singleHeader: { name: "authorization" } },
      { singleHeader: { name: "cookie" } },
    ]);
  });

  it("refuses what AWS would, before anything is made", async () => {
    const error = await failure(
      () =>
        new LoadBalancer("api", {
          vpcId: "vpc-1",
          subnetIds: [],
          certificateArn: "arn",
          idleTimeout: 4001,
          wafRateLimit: 9,
          sslPolicy: "ELBSecurityPolicy-TLS13-1-0-2021-06",
        }),
    );
    assert.equal(
      error.message,
      "the load balancer cannot be created: idleTimeout: got 4001; allowed: whole numbers from 1 to 4000; " +
        "wafRateLimit: got 9; allowed: whole numbers from 10 to 2000000000; " +
        'sslPolicy: got "ELBSecurityPolicy-TLS13-1-0-2021-06"; allowed: a policy of TLS 1.3 whose oldest version is 1.2 or 1.3, ELBSecurityPolicy-TLS13-1-2-… or …-1-3-…',
    );
  });
});
