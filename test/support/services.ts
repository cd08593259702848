/** Everything that a Fargate service needs around it, and the service itself. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { AlarmTopic } from "../../components/alarmTopic";
import { Cluster } from "../../components/cluster";
import { FargateService } from "../../components/fargateService";
import type { FargateServiceArgs } from "../../components/fargateServiceArgs";
import { LoadBalancer } from "../../components/loadBalancer";
import { planRoutes } from "../../components/routes";
import { ServiceSecret } from "../../components/serviceSecret";
import { surroundings } from "./surroundings";

export type Changes = Partial<FargateServiceArgs>;
export type AddService = (name: string, changes?: Changes) => FargateService;

const DIGEST = `sha256:${"ab".repeat(32)}`;

/** Sets up a cluster behind a load balancer; gives what adds a service to it. */
export function servicesOn(): AddService {
  const { vpc, publicSubnets, privateSubnets, certificate } = surroundings();
  const balancer = new LoadBalancer("api", {
    vpcId: vpc.id,
    subnetIds: publicSubnets.map((subnet) => subnet.id),
    certificateArn: certificate.arn,
  });
  const cluster = new Cluster("cluster", {});
  const topic = new AlarmTopic("alarms", {});
  const route = new aws.ec2.RouteTable("routes", { vpcId: vpc.id });
  return (name, changes = {}) => {
    const repository = new aws.ecr.Repository(`${name}-repository`, { name: `test/${name}` });
    return new FargateService(name, {
      cluster,
      network: {
        vpcId: vpc.id,
        privateSubnetIds: privateSubnets.map((subnet) => subnet.id),
        egressReady: [route],
      },
      databaseCidr: "203.0.113.7/32",
      loadBalancer: balancer,
      routes: { host: "api.example.com", rules: rulesOf(name) },
      image: {
        imageUri: pulumi.interpolate`${repository.repositoryUrl}@${DIGEST}`,
        repositoryArn: repository.arn,
      },
      port: 8000,
      healthPath: "/health",
      settings: { ALGORITHM: "HS256" },
      secrets: [],
      callees: [],
      size: { cpu: 256, memory: 512 },
      architecture: "arm64",
      capacity: "spot",
      scaling: { minTasks: 1, maxTasks: 2, cpuPercent: 70, requestsPerTask: 1000 },
      requestTimeout: 60,
      logRetentionDays: 14,
      execCommand: false,
      alarmTopicArn: topic.arn,
      ...changes,
    });
  };
}

export function secret(name: string): ServiceSecret {
  return new ServiceSecret(name, {
    secretName: name,
    description: name,
    source: { kind: "value", value: pulumi.secret(`value-of-${name}`) },
  });
}

export function rulesOf(name: string): FargateServiceArgs["routes"]["rules"] {
  const service = {
    name,
    healthPath: "/health",
    routes: [{ paths: [`/api/${name}/*`], rewrite: `/api/v1/${name}` }],
  };
  return planRoutes([service], { healthService: "none" }).rules;
}
