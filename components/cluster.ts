import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { NAME_LIMITS, physicalName } from "./names";

export interface ClusterArgs {
  /** CloudWatch Container Insights: `enhanced` has metrics of each task and container, at a price. @default "disabled" */
  readonly containerInsights?: "disabled" | "enabled" | "enhanced";
}

/**
 * An ECS cluster for Fargate, on demand and Spot, with a Service Connect namespace in which its services
 * find one another by short names.
 */
export class Cluster extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly clusterName: pulumi.Output<string>;
  /** ARN of the Cloud Map namespace of the names between services. */
  readonly namespaceArn: pulumi.Output<string>;
  /** What a service needs before it can choose a capacity provider. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: ClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("harena:containers:Cluster", name, {}, opts);
    // An HTTP namespace has no DNS zone: Service Connect resolves names in the task's own proxy.
    const namespace = new aws.servicediscovery.HttpNamespace(
      `${name}-names`,
      {
        name: physicalName({ name: "services", max: NAME_LIMITS.namespace }),
        description: "Names by which the services of the cluster call one another",
      },
      { parent: this },
    );
    const cluster = new aws.ecs.Cluster(
      `${name}-cluster`,
      {
        name: physicalName({ name, max: NAME_LIMITS.ecs }),
        settings: [{ name: "containerInsights", value: args.containerInsights ?? "disabled" }],
        serviceConnectDefaults: { namespace: namespace.arn },
      },
      { parent: this },
    );
    const providers = new aws.ecs.ClusterCapacityProviders(
      `${name}-capacity`,
      { clusterName: cluster.name, capacityProviders: ["FARGATE", "FARGATE_SPOT"] },
      { parent: this },
    );
    this.arn = cluster.arn;
    this.clusterName = cluster.name;
    this.namespaceArn = namespace.arn;
    this.ready = [providers];
    this.registerOutputs({ arn: this.arn, clusterName: this.clusterName, namespaceArn: this.namespaceArn });
  }
}
