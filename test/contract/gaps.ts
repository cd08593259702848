/**
 * What moto 5.2.5 cannot do of what the stacks need, and what its answers are bound to change. Each entry is
 * tried: one that moto has learned meanwhile fails the suite.
 */
type Body = Readonly<Record<string, unknown>>;

/** Something that moto does not do at all; the rest of the configuration is applied without it. */
export interface Gap {
  /** Terraform's type. */
  readonly type: string;
  readonly reason: string;
  /** What the provider says when it is made or deleted; a part of another gap has none. */
  readonly fails?: RegExp;
  /** What is tried, by type and label. @default the stack's own resources of the type */
  readonly probe?: Readonly<Record<string, Readonly<Record<string, Record<string, unknown>>>>>;
  /** The resource without what moto lacks; undefined leaves it out. */
  readonly without: (body: Body) => Body | undefined;
  /** What references to a resource that is left out become. */
  readonly standIn?: string;
}

const PROBE_CONTAINERS = JSON.stringify([{ name: "probe", image: "probe", memory: 128 }]);
const PROBE_POLICY = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: ["arn:aws:s3:::harena-probe", "arn:aws:s3:::harena-probe/*"],
      Condition: { StringEquals: { "aws:SourceVpc": "vpc-0123456789abcdef0" } },
    },
  ],
});

/** What the probes' instance starts from. */
export const PROBE_IMAGE = { id: "ami-0123456789abcdef0", architecture: "x86_64" };

export const GAPS: readonly Gap[] = [
  {
    type: "aws_cloudfront_function",
    reason: "moto has no PublishFunction; the function is created, not published",
    fails: /PublishFunction, .*StatusCode: 404/,
    without: (body) => ({ ...body, publish: false }),
  },
  {
    type: "aws_cloudfront_response_headers_policy",
    reason: "moto has no response headers policies; the distribution names one of AWS's own",
    fails: /CreateResponseHeadersPolicy, .*StatusCode: 404/,
    without: () => undefined,
    standIn: "67f7725c-6f97-4210-82d7-5512b31e9d03",
  },
  {
    type: "aws_budgets_budget",
    reason: "moto has no DescribeSubscribersForNotification and no ListTagsForResource for budgets",
    fails: /(DescribeSubscribersForNotification|ListTagsForResource), .*StatusCode: 500/,
    without: () => undefined,
  },
  {
    type: "aws_appautoscaling_target",
    reason:
      "moto has no ListTagsForResource for Application Auto Scaling, without which no target can be read",
    fails: /Application Auto Scaling: ListTagsForResource, .*StatusCode: 500/,
    without: () => undefined,
  },
  ...["aws_appautoscaling_policy", "aws_appautoscaling_scheduled_action"].map((type) => ({
    type,
    reason: "it needs a scalable target",
    without: () => undefined,
  })),
  {
    type: "aws_ecs_service",
    reason: "moto starts no tasks, so that no service becomes steady; nobody waits for it",
    fails: /timeout while waiting for state to become 'tfSTABLE'/,
    without: ({ wait_for_steady_state: _wait, ...body }) => body,
    probe: {
      aws_ecs_cluster: { probe: { name: "probe" } },
      aws_ecs_task_definition: { probe: { family: "probe", container_definitions: PROBE_CONTAINERS } },
      aws_ecs_service: {
        probe: {
          name: "probe",
          cluster: "${aws_ecs_cluster.probe.id}",
          task_definition: "${aws_ecs_task_definition.probe.arn}",
          desired_count: 1,
          wait_for_steady_state: true,
          timeouts: { create: "20s" },
        },
      },
    },
  },
  {
    type: "aws_s3_bucket_policy",
    reason:
      "moto denies what a policy denies without looking at its conditions, so that objects cannot be read",
    fails: /S3 Object .*StatusCode: 403/,
    without: ({ policy, ...body }) => ({ ...body, policy: withoutConditionalDenials(String(policy)) }),
    probe: {
      aws_s3_bucket: { probe: { bucket: "harena-probe" } },
      aws_s3_bucket_policy: { probe: { bucket: "${aws_s3_bucket.probe.id}", policy: PROBE_POLICY } },
      aws_s3_object: {
        probe: {
          bucket: "harena-probe",
          key: "probe",
          content: "x",
          depends_on: ["aws_s3_bucket_policy.probe"],
        },
      },
    },
  },
  {
    type: "aws_network_interface",
    reason:
      "moto leaves an interface attached to an instance that was terminated; what is destroyed is what the state has",
    fails: /DetachNetworkInterface, .*cannot be detached/,
    without: (body) => body,
    probe: {
      aws_vpc: { probe: { cidr_block: "10.99.0.0/16" } },
      aws_subnet: { probe: { vpc_id: "${aws_vpc.probe.id}", cidr_block: "10.99.0.0/24" } },
      aws_network_interface: { probe: { subnet_id: "${aws_subnet.probe.id}" } },
      aws_instance: {
        probe: {
          ami: PROBE_IMAGE.id,
          instance_type: "t3.micro",
          network_interface: [{ device_index: 0, network_interface_id: "${aws_network_interface.probe.id}" }],
        },
      },
    },
  },
];

function withoutConditionalDenials(policy: string): string {
  const { Statement, ...rest } = JSON.parse(policy) as { readonly Statement: readonly Body[] };
  const kept = Statement.filter(({ Effect, Condition }) => Effect !== "Deny" || Condition === undefined);
  return JSON.stringify({ ...rest, Statement: kept });
}

/** An answer of moto's that makes an idle plan show a change. */
export interface Quirk {
  readonly type: string;
  /** The arguments that seem to change. */
  readonly arguments: readonly string[];
  readonly reason: string;
}

export const QUIRKS: readonly Quirk[] = [
  {
    type: "aws_cloudfront_distribution",
    arguments: ["default_cache_behavior", "origin", "viewer_certificate"],
    reason:
      "moto forgets function associations and the origin access control, and answers forwarded values and a default certificate that nobody gave",
  },
  ...["aws_vpc_security_group_egress_rule", "aws_vpc_security_group_ingress_rule"].map((type) => ({
    type,
    arguments: ["description"],
    reason: "moto forgets the description of a rule that refers to a security group",
  })),
  {
    type: "aws_ecs_service",
    arguments: [
      "availability_zone_rebalancing",
      "capacity_provider_strategy",
      "deployment_controller",
      "enable_ecs_managed_tags",
      "enable_execute_command",
      "health_check_grace_period_seconds",
      "iam_role",
      "id",
      "launch_type",
      "platform_version",
      "service_connect_configuration",
      "tags",
    ],
    reason: "moto forgets capacity providers, zone rebalancing, managed tags and grace periods of a service",
  },
];
