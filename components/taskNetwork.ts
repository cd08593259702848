import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { parseCidr, sizeOf } from "./cidrs";
import { NAME_LIMITS, physicalPrefix } from "./names";
import { type ArgumentProblem, outside, refuseProblems } from "./validation";

/** A service that another one calls by name. */
export interface Callee {
  readonly serviceName: string;
  readonly port: number;
  readonly securityGroupId: pulumi.Input<string>;
  /** The ECS service, which must exist before its callers start. */
  readonly service: pulumi.Resource;
}

export interface TaskNetworkArgs {
  readonly vpcId: pulumi.Input<string>;
  /** Port that the tasks listen on. */
  readonly port: number;
  /** Security group of the load balancer that sends them requests. */
  readonly loadBalancerGroupId: pulumi.Input<string>;
  readonly callees: readonly Callee[];
  /** Where the tasks may reach PostgreSQL on port 5432: an IPv4 CIDR block. */
  readonly databaseCidr: string;
}

const HTTPS = 443;
const POSTGRESQL = 5432;

/**
 * The security group of one service's tasks: in from the load balancer and from the services that call it,
 * out to HTTPS, to the database and to the services that it calls; both ends of every way are opened here.
 */
export class TaskNetwork extends pulumi.ComponentResource {
  readonly securityGroupId: pulumi.Output<string>;
  /** The rules: a task that starts without them cannot pull its image. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: TaskNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("harena:network:TaskNetwork", name, {}, opts);
    validate(name, args);
    const group = new aws.ec2.SecurityGroup(
      `${name}-group`,
      {
        namePrefix: physicalPrefix({ name, max: NAME_LIMITS.securityGroupPrefix }),
        description: `Tasks of ${name}`,
        vpcId: args.vpcId,
      },
      { parent: this },
    );
    this.ready = [
      ...this.openFromLoadBalancer(name, args, group),
      this.openOut(
        name,
        "https",
        group,
        "HTTPS: image registry, logs, secrets and services outside AWS",
        HTTPS,
        "0.0.0.0/0",
      ),
      this.openOut(name, "database", group, "PostgreSQL", POSTGRESQL, args.databaseCidr),
      ...args.callees.flatMap((callee) => this.openToCallee(name, group, callee)),
    ];
    this.securityGroupId = group.id;
    this.registerOutputs({ securityGroupId: this.securityGroupId });
  }

  private openFromLoadBalancer(
    name: string,
    args: TaskNetworkArgs,
    group: aws.ec2.SecurityGroup,
  ): pulumi.Resource[] {
    const port = { ipProtocol: "tcp", fromPort: args.port, toPort: args.port };
    return [
      new aws.vpc.SecurityGroupIngressRule(
        `${name}-from-balancer`,
        {
          securityGroupId: group.id,
          referencedSecurityGroupId: args.loadBalancerGroupId,
          description: "Requests and health checks of the load balancer",
          ...port,
        },
        { parent: this },
      ),
      new aws.vpc.SecurityGroupEgressRule(
        `${name}-balancer-out`,
        {
          securityGroupId: args.loadBalancerGroupId,
          referencedSecurityGroupId: group.id,
          description: `Requests and health checks to ${name}`,
          ...port,
        },
        { parent: this },
      ),
    ];
  }

  private openToCallee(name: string, group: aws.ec2.SecurityGroup, callee: Callee): pulumi.Resource[] {
    const port = { ipProtocol: "tcp", fromPort: callee.port, toPort: callee.port };
    return [
      new aws.vpc.SecurityGroupEgressRule(
        `${name}-to-${callee.serviceName}`,
        {
          securityGroupId: group.id,
          referencedSecurityGroupId: callee.securityGroupId,
          description: `Calls to ${callee.serviceName}`,
          ...port,
        },
        { parent: this },
      ),
      new aws.vpc.SecurityGroupIngressRule(
        `${name}-into-${callee.serviceName}`,
        {
          securityGroupId: callee.securityGroupId,
          referencedSecurityGroupId: group.id,
          description: `Calls of ${name}`,
          ...port,
        },
        { parent: this },
      ),
    ];
  }

  private openOut(
    name: string,
    suffix: string,
    group: aws.ec2.SecurityGroup,
    description: string,
    port: number,
    cidrIpv4: string,
  ): pulumi.Resource {
    return new aws.vpc.SecurityGroupEgressRule(
      `${name}-out-${suffix}`,
      { securityGroupId: group.id, description, cidrIpv4, ipProtocol: "tcp", fromPort: port, toPort: port },
      { parent: this },
    );
  }
}

function validate(name: string, { port, databaseCidr }: TaskNetworkArgs): void {
  refuseProblems(`the network of ${name}`, [
    ...outside("port", port, 1, 65_535),
    ...databaseCidrProblems(databaseCidr),
  ]);
}

/** A problem when the text is no IPv4 block in its plain form. */
export function databaseCidrProblems(databaseCidr: string): ArgumentProblem[] {
  if (isNetwork(databaseCidr)) return [];
  const reason = `got "${databaseCidr}"; allowed: the first address of an IPv4 block and its length, e.g. "203.0.113.7/32"`;
  return [{ propertyPath: "databaseCidr", reason }];
}

function isNetwork(text: string): boolean {
  const cidr = parseCidr(text);
  return cidr !== undefined && cidr.base % sizeOf(cidr) === 0;
}
