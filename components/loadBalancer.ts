import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { AccessLogs } from "./accessLogs";
import { NAME_LIMITS, physicalName, physicalPrefix } from "./names";
import { NO_ROUTE } from "./routeTypes";
import { outside, refuseProblems } from "./validation";
import { WebAcl } from "./webAcl";

export interface LoadBalancerArgs {
  readonly vpcId: pulumi.Input<string>;
  /** Public subnets in at least two zones. */
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /** ARN of an issued certificate in the load balancer's region. */
  readonly certificateArn: pulumi.Input<string>;
  /**
   * Seconds without a byte after which a connection is closed, 1-4000: above the longest pause of a
   * streamed answer. @default 130
   */
  readonly idleTimeout?: number;
  /**
   * TLS policy of the HTTPS listener.
   * @default "ELBSecurityPolicy-TLS13-1-2-2021-06": TLS 1.3 and 1.2, forward secrecy only in 1.2
   */
  readonly sslPolicy?: string;
  /** @default false */
  readonly deletionProtection?: boolean;
  /** Access logs, kept this many days; none when left out. */
  readonly accessLogs?: { readonly retentionDays: number; readonly forceDestroy: boolean };
  /** A web ACL with AWS's managed rules and this limit of requests per client address in five minutes. */
  readonly wafRateLimit?: number;
  /** Days that the web ACL's log is kept. @default 30 */
  readonly wafLogRetentionDays?: number;
}

/**
 * A public Application Load Balancer: HTTPS with TLS 1.2 or 1.3, port 80 only redirects to it, and a path
 * that no listener rule takes is answered 404 in JSON.
 *
 * About $18 a month in eu-west-1 without traffic, and $3.65 for the public address in each zone.
 */
export class LoadBalancer extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  /** For CloudWatch's `LoadBalancer` dimension and request-count scaling. */
  readonly arnSuffix: pulumi.Output<string>;
  readonly dnsName: pulumi.Output<string>;
  /** Zone id for Route 53 aliases to the load balancer. */
  readonly zoneId: pulumi.Output<string>;
  readonly securityGroupId: pulumi.Output<string>;
  /** The HTTPS listener, to which rules are added. */
  readonly listenerArn: pulumi.Output<string>;
  /** Seconds; a target's keep-alive must be longer. */
  readonly idleTimeout: number;

  constructor(name: string, args: LoadBalancerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("harena:network:LoadBalancer", name, {}, opts);
    validate(args);
    this.idleTimeout = args.idleTimeout ?? 130;
    const group = this.createSecurityGroup(name, args);
    const balancer = this.createBalancer(name, args, group);
    this.createRedirect(name, balancer);
    const listener = this.createListener(name, args, balancer);
    if (args.wafRateLimit !== undefined) {
      const { wafRateLimit: rateLimit, wafLogRetentionDays: logRetentionDays = 30 } = args;
      new WebAcl(`${name}-waf`, { resourceArn: balancer.arn, rateLimit, logRetentionDays }, { parent: this });
    }
    this.arn = balancer.arn;
    this.arnSuffix = balancer.arnSuffix;
    this.dnsName = balancer.dnsName;
    this.zoneId = balancer.zoneId;
    this.securityGroupId = group.id;
    this.listenerArn = listener.arn;
    this.registerOutputs({
      arn: this.arn,
      arnSuffix: this.arnSuffix,
      dnsName: this.dnsName,
      zoneId: this.zoneId,
      securityGroupId: this.securityGroupId,
      listenerArn: this.listenerArn,
      idleTimeout: this.idleTimeout,
    });
  }

  /** In from everywhere on 80 and 443; the way out is opened towards each target by what adds it. */
  private createSecurityGroup(name: string, args: LoadBalancerArgs): aws.ec2.SecurityGroup {
    const group = new aws.ec2.SecurityGroup(
      `${name}-group`,
      {
        namePrefix: physicalPrefix({ name, max: NAME_LIMITS.securityGroupPrefix }),
        description: "Load balancer: HTTPS from the internet, HTTP only to be redirected",
        vpcId: args.vpcId,
      },
      { parent: this },
    );
    for (const [port, purpose] of [
      [443, "HTTPS"],
      [80, "HTTP, redirected to HTTPS"],
    ] as const) {
      new aws.vpc.SecurityGroupIngressRule(
        `${name}-in-${port}`,
        {
          securityGroupId: group.id,
          description: `${purpose}, from the internet`,
          cidrIpv4: "0.0.0.0/0",
          ipProtocol: "tcp",
          fromPort: port,
          toPort: port,
        },
        { parent: this },
      );
    }
    return group;
  }

  private createBalancer(
    name: string,
    args: LoadBalancerArgs,
    group: aws.ec2.SecurityGroup,
  ): aws.lb.LoadBalancer {
    const logs = args.accessLogs && new AccessLogs(`${name}-logs`, args.accessLogs, { parent: this });
    return new aws.lb.LoadBalancer(
      `${name}-balancer`,
      {
        name: physicalName({ name, max: NAME_LIMITS.loadBalancer }),
        loadBalancerType: "application",
        internal: false,
        ipAddressType: "ipv4",
        securityGroups: [group.id],
        subnets: args.subnetIds,
        idleTimeout: this.idleTimeout,
        dropInvalidHeaderFields: true,
        desyncMitigationMode: "defensive",
        enableHttp2: true,
        enableDeletionProtection: args.deletionProtection ?? false,
        ...(logs && { accessLogs: { enabled: true, bucket: logs.bucketName } }),
      },
      // The load balancer writes a test object at once, so the bucket must let it.
      { parent: this, dependsOn: logs ? [...logs.ready] : [] },
    );
  }

  private createRedirect(name: string, balancer: aws.lb.LoadBalancer): void {
    new aws.lb.Listener(
      `${name}-http`,
      {
        loadBalancerArn: balancer.arn,
        port: 80,
        protocol: "HTTP",
        routingHttpResponseServerEnabled: false,
        defaultActions: [
          { type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } },
        ],
      },
      { parent: this },
    );
  }

  private createListener(
    name: string,
    args: LoadBalancerArgs,
    balancer: aws.lb.LoadBalancer,
  ): aws.lb.Listener {
    return new aws.lb.Listener(
      `${name}-https`,
      {
        loadBalancerArn: balancer.arn,
        port: 443,
        protocol: "HTTPS",
        sslPolicy: args.sslPolicy ?? "ELBSecurityPolicy-TLS13-1-2-2021-06",
        certificateArn: args.certificateArn,
        routingHttpResponseServerEnabled: false,
        routingHttpResponseStrictTransportSecurityHeaderValue: "max-age=31536000; includeSubDomains",
        routingHttpResponseXContentTypeOptionsHeaderValue: "nosniff",
        defaultActions: [
          {
            type: "fixed-response",
            fixedResponse: {
              statusCode: String(NO_ROUTE.statusCode),
              contentType: NO_ROUTE.contentType,
              messageBody: NO_ROUTE.body,
            },
          },
        ],
      },
      { parent: this },
    );
  }
}

function validate(args: LoadBalancerArgs): void {
  const { sslPolicy } = args;
  refuseProblems("the load balancer", [
    ...(args.idleTimeout === undefined ? [] : outside("idleTimeout", args.idleTimeout, 1, 4000)),
    ...(args.wafRateLimit === undefined ? [] : outside("wafRateLimit", args.wafRateLimit, 10, 2_000_000_000)),
    ...(sslPolicy === undefined || /^ELBSecurityPolicy-TLS13-1-[23]-/.test(sslPolicy)
      ? []
      : [
          {
            propertyPath: "sslPolicy",
            reason: `got "${sslPolicy}"; allowed: a policy of TLS 1.3 whose oldest version is 1.2 or 1.3, ELBSecurityPolicy-TLS13-1-2-… or …-1-3-…`,
          },
        ]),
  ]);
}
