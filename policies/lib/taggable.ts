/** Which types take tags, and which tags a resource has in the end. */
import type { PolicyProviderResource } from "@pulumi/policy";
import { parsedJson } from "./documents";
import { at, keysOf, type Bag } from "./reading";

const CLASSES: Readonly<Record<string, string>> = {
  acm: "Certificate",
  alb: "LoadBalancer TargetGroup",
  backup: "Plan Vault",
  budgets: "Budget",
  cloudfront: "Distribution",
  cloudwatch: "CompositeAlarm EventBus EventRule LogGroup MetricAlarm",
  dynamodb: "Table",
  ebs: "Snapshot Volume",
  ec2:
    "Ami Eip FlowLog Instance InternetGateway KeyPair LaunchTemplate NatGateway NetworkAcl NetworkInterface " +
    "RouteTable SecurityGroup SpotInstanceRequest Subnet Vpc VpcEndpoint VpcPeeringConnection",
  ecr: "Repository",
  ecs: "CapacityProvider Cluster Service TaskDefinition",
  efs: "AccessPoint FileSystem",
  elasticache: "Cluster ReplicationGroup",
  iam: "InstanceProfile Policy Role User",
  kms: "ExternalKey Key",
  lambda: "Function",
  lb: "LoadBalancer TargetGroup",
  rds: "Cluster ClusterInstance Instance",
  route53: "HealthCheck Zone",
  s3: "Bucket BucketV2",
  scheduler: "ScheduleGroup",
  secretsmanager: "Secret",
  servicediscovery: "HttpNamespace PrivateDnsNamespace PublicDnsNamespace Service",
  sfn: "StateMachine",
  sns: "Topic",
  sqs: "Queue",
  ssm: "Parameter",
  wafv2: "IpSet RuleGroup WebAcl",
};

/** Types that take tags; not all that AWS has, but those that most programs use. */
export const TAGGABLE = Object.entries(CLASSES).flatMap(([module, classes]) =>
  classes.split(" ").map((name) => `aws:${module}/${name[0].toLowerCase()}${name.slice(1)}:${name}`),
);

/** The names of a resource's tags: its own, and those that its provider gives to all. */
export function tagNamesOf(props: Bag, provider: PolicyProviderResource | undefined): readonly string[] {
  return [...keysOf(at(props, "tags")), ...keysOf(at(defaultTagsOf(provider), "tags"))];
}

/** A provider's settings are texts; those that are objects, JSON. */
function defaultTagsOf(provider: PolicyProviderResource | undefined): unknown {
  const given = at(provider?.props, "defaultTags");
  return typeof given === "string" ? parsedJson(given) : given;
}
