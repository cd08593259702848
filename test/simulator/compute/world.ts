/** The things around the resources of the compute tests. */
import type { Existing } from "../../../simulator/account";
import type { World } from "../support";

export interface Net {
  readonly vpcId: string;
  readonly subnets: readonly string[];
  readonly securityGroup: string;
}

/** A VPC with an internet gateway, a subnet in each of two zones, and a security group. */
export function network(world: World): Net {
  const vpcId = world.add("aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16" }).id;
  world.add("aws:ec2/internetGateway:InternetGateway", { vpcId });
  const subnets = ["a", "b"].map((zone, index) => subnet(world, vpcId, `eu-west-1${zone}`, index));
  return { vpcId, subnets, securityGroup: securityGroup(world, vpcId) };
}

export function subnet(world: World, vpcId: string, availabilityZone: string, index: number): string {
  return world.add("aws:ec2/subnet:Subnet", { vpcId, availabilityZone, cidrBlock: `10.0.${index}.0/24` }).id;
}

export function securityGroup(world: World, vpcId: string): string {
  return world.add("aws:ec2/securityGroup:SecurityGroup", { vpcId, description: "test" }).id;
}

export interface Front extends Net {
  readonly loadBalancer: Existing;
  readonly targetGroup: Existing;
}

/** The network with a load balancer and a target group that nothing uses yet. */
export function front(world: World): Front {
  const net = network(world);
  const { vpcId } = net;
  const loadBalancer = world.add("aws:lb/loadBalancer:LoadBalancer", { name: "front", subnets: net.subnets });
  return { ...net, loadBalancer, targetGroup: targetGroup(world, vpcId) };
}

export function targetGroup(world: World, vpcId: string, inputs: object = {}): Existing {
  const name = `targets-${world.account.all().length}`;
  return world.add("aws:lb/targetGroup:TargetGroup", {
    name,
    port: 80,
    protocol: "HTTP",
    targetType: "ip",
    vpcId,
    ...inputs,
  });
}

export function listener(world: World, loadBalancerArn: string, inputs: object = {}): Existing {
  return world.add("aws:lb/listener:Listener", {
    loadBalancerArn,
    port: 443,
    protocol: "HTTPS",
    defaultActions: [{ type: "fixed-response", fixedResponse: { contentType: "text/plain" } }],
    ...inputs,
  });
}

/** An issued certificate. */
export function certificate(world: World, region = "eu-west-1"): Existing {
  const made = pendingCertificate(world, region);
  world.add(
    "aws:acm/certificateValidation:CertificateValidation",
    { certificateArn: made.outputs.arn },
    {},
    region,
  );
  return made;
}

export function pendingCertificate(world: World, region = "eu-west-1"): Existing {
  const inputs = { domainName: "api.example.com", validationMethod: "DNS" };
  return world.add("aws:acm/certificate:Certificate", inputs, {}, region);
}

export interface Runtime extends Front {
  readonly cluster: Existing;
  readonly role: string;
}

/** The front with a cluster on Fargate capacity, a role, and the target group attached to a listener. */
export function runtime(world: World): Runtime {
  const made = front(world);
  listener(world, made.loadBalancer.id, {
    defaultActions: [{ type: "forward", targetGroupArn: made.targetGroup.id }],
  });
  const cluster = world.add("aws:ecs/cluster:Cluster", { name: "main" });
  world.add("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders", {
    clusterName: "main",
    capacityProviders: ["FARGATE", "FARGATE_SPOT"],
  });
  return { ...made, cluster, role: role(world) };
}

export function role(world: World): string {
  const trust = JSON.stringify({ Version: "2012-10-17", Statement: [] });
  return String(world.add("aws:iam/role:Role", { name: "task", assumeRolePolicy: trust }).outputs.arn);
}

export function container(inputs: object = {}): Record<string, unknown> {
  return {
    name: "web",
    image: "111122223333.dkr.ecr.eu-west-1.amazonaws.com/web@sha256:" + "a".repeat(64),
    portMappings: [{ name: "http", containerPort: 8000, appProtocol: "http" }],
    ...inputs,
  };
}

export function taskInputs(world: World, inputs: object = {}): Record<string, unknown> {
  return {
    family: "web",
    cpu: "256",
    memory: "512",
    networkMode: "awsvpc",
    requiresCompatibilities: ["FARGATE"],
    executionRoleArn: role(world),
    containerDefinitions: JSON.stringify([container()]),
    ...inputs,
  };
}
