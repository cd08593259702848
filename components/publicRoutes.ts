import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { NAME_LIMITS, physicalName } from "./names";
import type { PlannedRule } from "./routeTypes";
import { type ArgumentProblem, outside, refuseProblems } from "./validation";

export interface PublicRoutesArgs {
  readonly vpcId: pulumi.Input<string>;
  readonly listenerArn: pulumi.Input<string>;
  /** The only host name that requests may carry. */
  readonly host: string;
  /** The service's rules, as `planRoutes` gives them. */
  readonly rules: readonly PlannedRule[];
  /** Port that the tasks listen on. */
  readonly port: number;
  /** Path that answers 200 when a task can serve, up to 1024 characters. */
  readonly healthPath: string;
  /** Seconds that a leaving task may go on answering, 0-3600: as long as the longest request. */
  readonly deregistrationDelay: number;
}

/** A target group of Fargate tasks, and the listener rules that send requests to it. */
export class PublicRoutes extends pulumi.ComponentResource {
  readonly targetGroupArn: pulumi.Output<string>;
  readonly targetGroupArnSuffix: pulumi.Output<string>;
  /** The rules: ECS refuses a target group that no rule forwards to yet. */
  readonly attached: readonly pulumi.Resource[];

  constructor(name: string, args: PublicRoutesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("harena:network:PublicRoutes", name, {}, opts);
    refuseProblems(`the routes of ${name}`, [
      ...outside("port", args.port, 1, 65_535),
      ...healthPathProblems(args.healthPath),
      ...outside("deregistrationDelay", args.deregistrationDelay, 0, 3600),
    ]);
    const group = this.createTargetGroup(name, args);
    this.attached = args.rules.map((rule) => this.createRule(name, args, rule, group));
    this.targetGroupArn = group.arn;
    this.targetGroupArnSuffix = group.arnSuffix;
    this.registerOutputs({
      targetGroupArn: this.targetGroupArn,
      targetGroupArnSuffix: this.targetGroupArnSuffix,
    });
  }

  private createTargetGroup(name: string, args: PublicRoutesArgs): aws.lb.TargetGroup {
    const { port } = args;
    return new aws.lb.TargetGroup(
      `${name}-targets`,
      {
        // Another port is another target group: the name must differ for it to be made before the old one goes.
        name: physicalName({ name, max: NAME_LIMITS.targetGroup, identity: [port, "HTTP", "ip"] }),
        vpcId: args.vpcId,
        port,
        protocol: "HTTP",
        targetType: "ip",
        deregistrationDelay: args.deregistrationDelay,
        loadBalancingAlgorithmType: "least_outstanding_requests",
        healthCheck: {
          path: args.healthPath,
          protocol: "HTTP",
          port: "traffic-port",
          matcher: "200",
          // Two good answers in 20 s bring a task in, three bad ones in 30 s take it out.
          interval: 10,
          timeout: 5,
          healthyThreshold: 2,
          unhealthyThreshold: 3,
        },
      },
      { parent: this, deleteBeforeReplace: false },
    );
  }

  private createRule(
    name: string,
    args: PublicRoutesArgs,
    rule: PlannedRule,
    group: aws.lb.TargetGroup,
  ): aws.lb.ListenerRule {
    return new aws.lb.ListenerRule(
      // The key begins with the service, as the name of its component does.
      `${name}-${rule.key.slice(rule.key.indexOf(".") + 1)}`,
      {
        listenerArn: args.listenerArn,
        priority: rule.priority,
        conditions: [{ hostHeader: { values: [args.host] } }, { pathPattern: { values: [...rule.paths] } }],
        actions: [{ type: "forward", targetGroupArn: group.arn }],
        ...(rule.rewrite && {
          transforms: [{ type: "url-rewrite", urlRewriteConfig: { rewrite: rule.rewrite } }],
        }),
      },
      { parent: this },
    );
  }
}

/** A problem when a target group would not take the path (Elastic Load Balancing, CreateTargetGroup: HealthCheckPath). */
export function healthPathProblems(healthPath: string): ArgumentProblem[] {
  if (/^\/\S{0,1023}$/.test(healthPath)) return [];
  const reason = `got "${healthPath}"; allowed: a path that begins with "/", up to 1024 characters`;
  return [{ propertyPath: "healthPath", reason }];
}
