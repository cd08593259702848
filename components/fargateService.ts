import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { Autoscaling } from "./autoscaling";
import { awsContext, type AwsContext } from "./awsContext";
import { containerDefinition, volumeNames } from "./containerDefinition";
import { verifyDeployment } from "./deploymentVerdict";
import { Documents } from "./documents";
import { type FargateServiceArgs, validate } from "./fargateServiceArgs";
import { NAME_LIMITS, physicalName } from "./names";
import { PublicRoutes } from "./publicRoutes";
import { ServiceAlarms } from "./serviceAlarms";
import { calledNames, serviceConnect } from "./serviceConnect";
import { TaskNetwork, type Callee } from "./taskNetwork";
import { TaskRoles } from "./taskRoles";

/** How long ECS may take to reach a steady state before the update fails. */
const STEADY_STATE_TIMEOUT = "20m";
/** Seconds in which a starting task may fail health checks. */
const GRACE_PERIOD = 60;

/**
 * One service on ECS Fargate behind a shared load balancer, with everything that belongs to it alone: target
 * group and rules, security group, roles, log group, task definition, scaling and alarms. Its name is its
 * host name within the cluster: others reach `user-service` at `http://user-service:<port>`.
 *
 * A deployment whose tasks do not become healthy is rolled back by ECS and fails the update, with the
 * service's last events in the error.
 */
export class FargateService extends pulumi.ComponentResource implements Callee {
  readonly serviceName: string;
  readonly port: number;
  readonly logGroupName: pulumi.Output<string>;
  readonly securityGroupId: pulumi.Output<string>;
  /** The task definition that runs; fails when it is not the one asked for. */
  readonly taskDefinitionArn: pulumi.Output<string>;
  readonly targetGroupArn: pulumi.Output<string>;
  /** The ECS service: what calls it is deployed after it. */
  readonly service: aws.ecs.Service;
  private readonly documents = new Documents();

  constructor(name: string, args: FargateServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("harena:containers:FargateService", name, {}, opts);
    validate(name, args);
    const context = awsContext(this);
    const logs = this.createLogGroup(name, args);
    const roles = this.createRoles(name, args, logs);
    const network = this.createNetwork(name, args);
    const routes = this.createRoutes(name, args);
    const alarms = this.createAlarms(name, args, routes);
    const task = this.createTaskDefinition(name, args, context, logs, roles);
    this.service = this.createService(name, args, { context, logs, roles, network, routes, alarms, task });
    this.createScaling(name, args, routes);
    this.serviceName = name;
    this.port = args.port;
    this.logGroupName = logs.name;
    this.securityGroupId = network.securityGroupId;
    this.targetGroupArn = routes.targetGroupArn;
    this.taskDefinitionArn = this.verify(args, task);
    this.registerOutputs({
      serviceName: this.service.name,
      logGroupName: this.logGroupName,
      securityGroupId: this.securityGroupId,
      targetGroupArn: this.targetGroupArn,
      taskDefinitionArn: this.taskDefinitionArn,
      documents: this.documents.outputs,
    });
  }

  private createLogGroup(name: string, args: FargateServiceArgs): aws.cloudwatch.LogGroup {
    return new aws.cloudwatch.LogGroup(
      `${name}-logs`,
      {
        name: `/${physicalName({ name, separator: "/", max: NAME_LIMITS.logGroup - 1 })}`,
        retentionInDays: args.logRetentionDays,
      },
      { parent: this },
    );
  }

  private createRoles(name: string, args: FargateServiceArgs, logs: aws.cloudwatch.LogGroup): TaskRoles {
    return new TaskRoles(
      name,
      {
        logGroupArn: logs.arn,
        repositoryArn: args.image.repositoryArn,
        secrets: byName(args.secrets),
        execCommand: args.execCommand,
      },
      { parent: this },
    );
  }

  private createNetwork(name: string, args: FargateServiceArgs): TaskNetwork {
    return new TaskNetwork(
      name,
      {
        vpcId: args.network.vpcId,
        port: args.port,
        loadBalancerGroupId: args.loadBalancer.securityGroupId,
        callees: args.callees,
        databaseCidr: args.databaseCidr,
      },
      { parent: this },
    );
  }

  private createRoutes(name: string, args: FargateServiceArgs): PublicRoutes {
    return new PublicRoutes(
      name,
      {
        vpcId: args.network.vpcId,
        listenerArn: args.loadBalancer.listenerArn,
        host: args.routes.host,
        rules: args.routes.rules,
        port: args.port,
        healthPath: args.healthPath,
        // Longer than Service Connect takes to forget an address, too.
        deregistrationDelay: Math.max(args.requestTimeout, 30),
      },
      { parent: this },
    );
  }

  private createAlarms(name: string, args: FargateServiceArgs, routes: PublicRoutes): ServiceAlarms {
    return new ServiceAlarms(
      name,
      {
        topicArn: args.alarmTopicArn,
        clusterName: args.cluster.clusterName,
        serviceName: name,
        loadBalancerArnSuffix: args.loadBalancer.arnSuffix,
        targetGroupArnSuffix: routes.targetGroupArnSuffix,
        sleeps: args.sleep !== undefined,
        ...(args.latencySeconds !== undefined && { latencySeconds: args.latencySeconds }),
      },
      { parent: this },
    );
  }

  private createTaskDefinition(
    name: string,
    args: FargateServiceArgs,
    context: AwsContext,
    logs: aws.cloudwatch.LogGroup,
    roles: TaskRoles,
  ): aws.ecs.TaskDefinition {
    const container = containerDefinition({
      name,
      image: args.image.imageUri,
      port: args.port,
      healthPath: args.healthPath,
      settings: args.settings,
      secrets: args.secrets.map(({ secretName, valueFrom }) => ({ name: secretName, valueFrom })),
      requestTimeout: args.requestTimeout,
      idleTimeout: args.loadBalancer.idleTimeout,
      logGroup: logs.name,
      region: context.region,
      execCommand: args.execCommand,
      ...(args.healthCommand && { healthCommand: args.healthCommand }),
    });
    return new aws.ecs.TaskDefinition(
      `${name}-task`,
      {
        family: physicalName({ name, max: NAME_LIMITS.ecs }),
        requiresCompatibilities: ["FARGATE"],
        networkMode: "awsvpc",
        cpu: String(args.size.cpu),
        memory: String(args.size.memory),
        runtimePlatform: {
          operatingSystemFamily: "LINUX",
          cpuArchitecture: args.architecture === "arm64" ? "ARM64" : "X86_64",
        },
        executionRoleArn: roles.executionRoleArn,
        taskRoleArn: roles.taskRoleArn,
        volumes: volumeNames(args.execCommand).map((volume) => ({ name: volume })),
        containerDefinitions: this.documents.json(`${name}-task`, "containerDefinitions", [container]),
      },
      { parent: this },
    );
  }

  private createService(name: string, args: FargateServiceArgs, parts: ServiceParts): aws.ecs.Service {
    const { cluster, port } = args;
    return new aws.ecs.Service(
      `${name}-service`,
      {
        name,
        cluster: cluster.arn,
        taskDefinition: parts.task.arn,
        capacityProviderStrategies: [
          { capacityProvider: args.capacity === "spot" ? "FARGATE_SPOT" : "FARGATE", weight: 1 },
        ],
        // The provider refuses another capacity provider, and drops changed triggers, without it.
        forceNewDeployment: true,
        // A caller sees only names that existed when its deployment began.
        triggers: { calls: calledNames(args.callees) },
        desiredCount: args.scaling.minTasks,
        networkConfiguration: {
          subnets: args.network.privateSubnetIds,
          securityGroups: [parts.network.securityGroupId],
          assignPublicIp: false,
        },
        loadBalancers: [
          { targetGroupArn: parts.routes.targetGroupArn, containerName: name, containerPort: port },
        ],
        serviceConnectConfiguration: serviceConnect({
          name,
          port,
          namespaceArn: cluster.namespaceArn,
          requestTimeout: args.requestTimeout,
          logGroup: parts.logs.name,
          region: parts.context.region,
        }),
        healthCheckGracePeriodSeconds: GRACE_PERIOD,
        deploymentMinimumHealthyPercent: 100,
        deploymentMaximumPercent: 200,
        deploymentCircuitBreaker: { enable: true, rollback: true },
        alarms: { enable: true, rollback: true, alarmNames: parts.alarms.deploymentAlarmNames },
        availabilityZoneRebalancing: "ENABLED",
        enableExecuteCommand: args.execCommand,
        enableEcsManagedTags: true,
        propagateTags: "SERVICE",
        waitForSteadyState: true,
        sigintRollback: true,
      },
      {
        parent: this,
        // Scaling decides the number of tasks from here on.
        ignoreChanges: ["desiredCount"],
        customTimeouts: { create: STEADY_STATE_TIMEOUT, update: STEADY_STATE_TIMEOUT },
        dependsOn: [
          ...cluster.ready,
          ...args.network.egressReady,
          ...parts.roles.ready,
          ...parts.network.ready,
          ...parts.routes.attached,
          ...args.callees.map((callee) => callee.service),
        ],
      },
    );
  }

  private createScaling(name: string, args: FargateServiceArgs, routes: PublicRoutes): void {
    new Autoscaling(
      name,
      {
        clusterName: args.cluster.clusterName,
        serviceName: this.service.name,
        ...args.scaling,
        requestLabel: pulumi.interpolate`${args.loadBalancer.arnSuffix}/${routes.targetGroupArnSuffix}`,
        ...(args.sleep && { sleep: args.sleep }),
      },
      { parent: this },
    );
  }

  private verify(args: FargateServiceArgs, task: aws.ecs.TaskDefinition): pulumi.Output<string> {
    // A preview of a changed task would compare the old one with the new.
    if (pulumi.runtime.isDryRun()) return task.arn;
    const running = aws.ecs.getServiceOutput(
      { clusterArn: args.cluster.arn, serviceName: this.service.name },
      { parent: this, dependsOn: [this.service] },
    );
    return pulumi.all([task.arn, running]).apply(([asked, service]) => verifyDeployment(asked, service));
  }
}

interface ServiceParts {
  readonly context: AwsContext;
  readonly logs: aws.cloudwatch.LogGroup;
  readonly roles: TaskRoles;
  readonly network: TaskNetwork;
  readonly routes: PublicRoutes;
  readonly alarms: ServiceAlarms;
  readonly task: aws.ecs.TaskDefinition;
}

function byName<T extends { readonly secretName: string }>(secrets: readonly T[]): T[] {
  return [...secrets].sort((a, b) => (a.secretName < b.secretName ? -1 : 1));
}
