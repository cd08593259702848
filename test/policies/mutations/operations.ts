/** What would fall, cost or go wrong without anybody's noticing. */
import { changed, drop, put, statement, type Mutation } from "./mutation";
import { inside, type Mutable, type Plan, type Planned } from "./plan";

const BALANCER = "aws:lb/loadBalancer:LoadBalancer";
const GROUP = "aws:lb/targetGroup:TargetGroup";
const SERVICE = "aws:ecs/service:Service";
const TASK = "aws:ecs/taskDefinition:TaskDefinition";
const CLUSTER = "aws:ecs/cluster:Cluster";
const TARGET = "aws:appautoscaling/target:Target";
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const TOPIC = "aws:sns/topic:Topic";
const TOPIC_POLICY = "aws:sns/topicPolicy:TopicPolicy";
const CERTIFICATE = "aws:acm/certificate:Certificate";
const RECORD = "aws:route53/record:Record";
const BUDGET = "aws:budgets/budget:Budget";
const SITE = "aws:cloudfront/distribution:Distribution";
const ROLE = "aws:iam/role:Role";
const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
const SCHEDULE = "aws:scheduler/schedule:Schedule";

const PROD = { stacks: ["prod"] } as const;

function inService(what: string, rule: string, change: (props: Mutable) => void, more = {}): Mutation {
  return changed(what, SERVICE, "user-service-service", change, rule, more);
}

/** A schedule that runs the user service's task, with a role whose policy is given. */
function scheduled(plan: Plan, statements: (task: Planned) => readonly object[], target: object = {}): void {
  const task = plan.get(TASK, "user-service-task");
  const arn = `arn:aws:iam::111122223333:role/harena-${plan.stack}-starter`;
  const trust = {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "scheduler.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
      },
    ],
  };
  const role = plan.add({
    type: ROLE,
    name: "starter",
    inputs: { name: `harena-${plan.stack}-starter`, assumeRolePolicy: JSON.stringify(trust), tags: TAGS },
    computed: { arn },
  });
  const policy = plan.add({ type: ROLE_POLICY, name: "start" });
  plan.refer(policy, "role", role, "name");
  plan.refer(policy, "policy", task, "arn", () =>
    JSON.stringify({ Version: "2012-10-17", Statement: statements(task) }),
  );
  const schedule = plan.add({ type: SCHEDULE, inputs: { scheduleExpression: "rate(1 day)" } });
  plan.refer(schedule, "target", role, "arn", (roleArn) => ({
    arn: "arn:aws:ecs:eu-west-1:111122223333:cluster/harena",
    roleArn,
    ecsParameters: { taskDefinitionArn: task.outputs.arnWithoutRevision },
    ...target,
  }));
  schedule.dependencies.target = [role.urn, task.urn];
}

/** Lets a role do something with the files of a bucket that the stack has: the front end's stands for it. */
function backups(plan: Plan, actions: readonly string[], roleName: string): void {
  const bucket = plan.get("aws:s3/bucket:Bucket", "frontend-files");
  const policy = plan.add({ type: ROLE_POLICY, name: `${roleName}-backup` });
  plan.refer(policy, "role", plan.get(ROLE, roleName), "name");
  plan.refer(policy, "policy", bucket, "arn", (arn) =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: actions, Resource: `${arn as string}/*` }],
    }),
  );
}

const TAGS = { Project: "harena", Stack: "any" };
const MISSED = { deadLetterConfig: { arn: "arn:aws:sqs:eu-west-1:111122223333:missed" } };

const run = (resource: unknown): object => ({ Effect: "Allow", Action: "ecs:RunTask", Resource: resource });
const ownTask = ({ outputs }: Planned): object => run(outputs.arnWithoutRevision);

export const mutations: readonly Mutation[] = [
  changed(
    "the load balancer may be deleted",
    BALANCER,
    "api-balancer",
    put(false, "enableDeletionProtection"),
    "load-balancer-kept",
    PROD,
  ),
  changed(
    "the load balancer logs nothing",
    BALANCER,
    "api-balancer",
    drop("accessLogs"),
    "load-balancer-access-logs",
    PROD,
  ),
  changed(
    "the load balancer's log is off",
    BALANCER,
    "api-balancer",
    put(false, "accessLogs", "enabled"),
    "load-balancer-access-logs",
    PROD,
  ),
  {
    what: "the load balancer closes late",
    expect: {
      "keep-alive-above-idle-timeout": [
        "conversation-service-task",
        "search-service-task",
        "user-service-task",
      ],
    },
    change: (plan) => {
      plan.change(BALANCER, "api-balancer", put(400, "idleTimeout"));
    },
  },
  {
    what: "a load balancer is in one zone",
    expect: { "load-balancer-zones": "added" },
    change: (plan) => {
      plan.add({
        type: BALANCER,
        inputs: {
          name: `harena-${plan.stack}-more`,
          loadBalancerType: "network",
          internal: true,
          subnets: ["subnet-0123456789abcdef0"],
          enableDeletionProtection: true,
          accessLogs: { bucket: "logs", enabled: true },
          tags: TAGS,
        },
      });
    },
  },
  changed(
    "nobody asks for health",
    GROUP,
    "user-service-targets",
    put(false, "healthCheck", "enabled"),
    "target-group-health-check",
  ),
  changed(
    "any path is healthy",
    GROUP,
    "user-service-targets",
    drop("healthCheck", "path"),
    "target-group-health-check",
  ),
  changed(
    "an error is healthy",
    GROUP,
    "user-service-targets",
    put("200-499", "healthCheck", "matcher"),
    "target-group-health-check",
  ),
  changed(
    "the site has no first page",
    SITE,
    "frontend",
    drop("defaultRootObject"),
    "distribution-root-object",
  ),
  inService(
    "a failed deployment goes on",
    "service-rolls-back",
    put(false, "deploymentCircuitBreaker", "enable"),
  ),
  inService(
    "a failed deployment stays",
    "service-rolls-back",
    put(false, "deploymentCircuitBreaker", "rollback"),
  ),
  inService("nothing ends a failed deployment", "service-rolls-back", drop("deploymentCircuitBreaker")),
  inService(
    "a deployment takes half away",
    "service-stands-while-deployed",
    put(50, "deploymentMinimumHealthyPercent"),
    PROD,
  ),
  inService(
    "a deployment has no room",
    "service-stands-while-deployed",
    put(100, "deploymentMaximumPercent"),
    PROD,
  ),
  inService(
    "everything runs on Spot",
    "service-on-demand",
    put([{ capacityProvider: "FARGATE_SPOT", weight: 1 }], "capacityProviderStrategies"),
    PROD,
  ),
  inService("anybody may open a shell", "service-exec-recorded", put(true, "enableExecuteCommand"), PROD),
  {
    what: "one zone has it all",
    expect: { "service-redundant": "user-service-service" },
    stacks: ["prod"],
    change: (plan) => {
      plan.change(SERVICE, "user-service-service", (props) => {
        const network = inside(props, "networkConfiguration");
        network.subnets = [(network.subnets as unknown[])[0]];
      });
    },
  },
  changed("one task is enough", TARGET, "search-service-target", put(1, "minCapacity"), "service-redundant", {
    at: "search-service-service",
    ...PROD,
  }),
  changed(
    "a service grows without end",
    TARGET,
    "search-service-target",
    put(1000, "maxCapacity"),
    "scaling-bounded",
  ),
  changed(
    "a service cannot grow",
    TARGET,
    "search-service-target",
    put(2, "maxCapacity"),
    "scaling-bounded",
    PROD,
  ),
  {
    what: "every deployment sets the count back",
    expect: { "scaling-owns-count": "search-service-service" },
    change: (plan) => {
      Object.assign(plan.get(SERVICE, "search-service-service"), { options: { ignoreChanges: [] } });
    },
  },
  changed(
    "nobody sees single tasks",
    CLUSTER,
    "cluster-cluster",
    put("disabled", "settings", 0, "value"),
    "cluster-insights",
    PROD,
  ),
  changed("an alarm tells nobody", ALARM, "user-service-errors", put([], "alarmActions"), "alarm-acts"),
  changed(
    "an alarm's actions are off",
    ALARM,
    "user-service-errors",
    put(false, "actionsEnabled"),
    "alarm-acts",
  ),
  changed(
    "an alarm tells a topic that is gone",
    ALARM,
    "user-service-errors",
    put(["arn:aws:sns:us-west-2:444455556666:gone"], "alarmActions"),
    "publisher-let-in",
  ),
  ...[
    ["Alarms", "alarms"],
    ["Budgets", "the budget"],
    ["Events", "events"],
  ].map(([sid, who]) =>
    changed(
      `the topic refuses ${who}`,
      TOPIC_POLICY,
      "alarms-policy",
      statement(sid, (one) => (one.Action = "sns:Subscribe")),
      "publisher-let-in",
      { at: "alarms-topic" },
    ),
  ),
  changed(
    "events must say what they never say",
    TOPIC_POLICY,
    "alarms-policy",
    statement("Events", (one) => (one.Condition = { StringEquals: { "aws:SourceAccount": "111122223333" } })),
    "publisher-let-in",
    { at: "alarms-topic" },
  ),
  {
    what: "the topic has a key that alarms may not use",
    expect: { "publisher-let-in": "alarms-topic" },
    change: (plan) => {
      plan.change(TOPIC, "alarms-topic", put("alias/aws/sns", "kmsMasterKeyId"));
    },
  },
  {
    what: "nobody hears the alarms",
    expect: { "topic-heard": "alarms-topic" },
    change: (plan) => {
      plan.remove("aws:sns/topicSubscription:TopicSubscription", "alarms-email");
    },
  },
  {
    what: "a service has no alarm",
    expect: { "service-alarmed": "search-service-service" },
    change: (plan) => {
      for (const { name } of plan.all(ALARM))
        if (name.startsWith("search-service-")) plan.remove(ALARM, name);
      plan.change(SERVICE, "search-service-service", drop("alarms"));
    },
  },
  {
    what: "there is no budget",
    expect: { "budget-set": "the stack" },
    change: (plan) => {
      plan.remove(BUDGET, "budget-budget");
    },
  },
  changed("the budget tells nobody", BUDGET, "budget-budget", put([], "notifications"), "budget-set", {
    at: "the stack",
  }),
  changed(
    "a certificate waits for an e-mail",
    CERTIFICATE,
    "api-certificate",
    put("EMAIL", "validationMethod"),
    "certificate-kept",
  ),
  {
    what: "a certificate goes before its successor comes",
    expect: { "certificate-kept": "api-certificate" },
    change: (plan) => {
      Object.assign(plan.get(CERTIFICATE, "api-certificate"), { options: { deleteBeforeReplace: true } });
    },
  },
  {
    what: "any authority may issue",
    expect: { "caa-record": ["api-certificate", "frontend-certificate"] },
    change: (plan) => {
      plan.remove(RECORD, "caa");
    },
  },
  {
    what: "Amazon may not issue",
    expect: { "caa-record": ["api-certificate", "frontend-certificate"] },
    change: (plan) => {
      plan.change(RECORD, "caa", put(['0 issue "letsencrypt.org"'], "records"));
    },
  },
  changed(
    "the NAT's credentials are for whoever asks",
    "aws:ec2/instance:Instance",
    "network-nat-instance",
    put("optional", "metadataOptions", "httpTokens"),
    "instance-metadata-tokens",
    { stacks: ["dev"] },
  ),
  {
    what: "a thing belongs to nobody",
    expect: { "tags-required": "alarms-topic" },
    change: (plan) => {
      const topic: { provider?: unknown } = plan.get(TOPIC, "alarms-topic");
      delete topic.provider;
    },
  },
  changed("a name is every stack's", TOPIC, "alarms-topic", put("alarms", "name"), "names-unique"),
  {
    what: "two alarms have one name",
    expect: { "names-unique": "search-service-cpu" },
    change: (plan) => {
      const { name } = plan.get(ALARM, "user-service-cpu").outputs;
      plan.change(ALARM, "search-service-cpu", put(name, "name"));
    },
  },
  {
    what: "a schedule may start another task",
    expect: { "schedule-role-scope": "starter" },
    change: (plan) => {
      const other = plan.get(TASK, "search-service-task").outputs.arnWithoutRevision;
      scheduled(plan, (task) => [ownTask(task), run(other)], MISSED);
    },
  },
  {
    what: "a schedule may hand over any role of the stack",
    expect: { "schedule-role-scope": "starter" },
    change: (plan) => {
      const other = plan.get(ROLE, "search-service-task").outputs.arn;
      scheduled(
        plan,
        (task) => [
          ownTask(task),
          {
            Effect: "Allow",
            Action: "iam:PassRole",
            Resource: [task.outputs.executionRoleArn, other],
            Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
          },
        ],
        MISSED,
      );
    },
  },
  {
    what: "nobody misses a schedule",
    expect: { "schedule-missed": "added" },
    change: (plan) => {
      scheduled(plan, (task) => [ownTask(task)]);
    },
  },
  {
    what: "a backup may be deleted by the task that writes it",
    expect: { "backup-written-once": "user-service-task" },
    change: (plan) => {
      scheduled(plan, (task) => [ownTask(task)], MISSED);
      backups(plan, ["s3:PutObject", "s3:DeleteObject"], "user-service-task");
    },
  },
  {
    what: "another service may write backups",
    expect: { "backup-written-once": "search-service-task" },
    change: (plan) => {
      scheduled(plan, (task) => [ownTask(task)], MISSED);
      backups(plan, ["s3:PutObject"], "user-service-task");
      backups(plan, ["s3:PutObject"], "search-service-task");
    },
  },
  changed(
    "a certificate is for every name",
    CERTIFICATE,
    "frontend-certificate",
    (props) => {
      props.subjectAlternativeNames = [`*.${props.domainName as string}`];
    },
    "certificate-kept",
  ),
];
