import assert from "node:assert/strict";
import * as rules from "../../policies/operations";
import { judge, UNKNOWN, type Props, type Resource } from "./support";
import { from, inDevelopment, remedied, resource, table } from "./table";

const TASK = "aws:ecs/taskDefinition:TaskDefinition";
const SERVICE = "aws:ecs/service:Service";
const MODULES = ["lb", "alb", "elasticloadbalancingv2", "applicationloadbalancing"];

const balancer = (props: Props, module = "lb"): Resource =>
  resource(`aws:${module}/loadBalancer:LoadBalancer`, "api", props);
const group = (props: Props, module = "lb"): Resource =>
  resource(`aws:${module}/targetGroup:TargetGroup`, "targets", props);

for (const module of MODULES) {
  table(rules.loadBalancerKept, {
    [`asks ${module}`]: { on: balancer({}, module), finds: ["enableDeletionProtection is not true"] },
    [`takes it of ${module}`]: { on: balancer({ enableDeletionProtection: true }, module) },
  });
  table(rules.loadBalancerAccessLogs, {
    [`asks ${module}`]: { on: balancer({}, module), finds: ["accessLogs is not enabled, or has no bucket"] },
    [`takes it of ${module}`]: { on: balancer({ accessLogs: { enabled: true, bucket: UNKNOWN } }, module) },
  });
  table(rules.targetGroupHealthCheck, {
    [`asks ${module}`]: { on: group({ protocol: "HTTP" }, module), finds: ["has no path"] },
  });
}

table(rules.loadBalancerKept, {
  "refuses false": { on: balancer({ enableDeletionProtection: false }), finds: ["not true"] },
  "does not ask in development": { on: inDevelopment(balancer({})) },
  "asks there, too, where told": {
    on: inDevelopment(balancer({})),
    config: { developmentStacks: [] },
    finds: ["not true"],
  },
});

table(rules.loadBalancerAccessLogs, {
  "refuses logs that are off": {
    on: balancer({ accessLogs: { bucket: "logs", enabled: false } }),
    finds: ["not enabled"],
  },
  "refuses AWS's default, which is off": {
    on: balancer({ accessLogs: { bucket: "logs" } }),
    finds: ["not enabled"],
  },
  "refuses logs to nowhere": { on: balancer({ accessLogs: { enabled: true } }), finds: ["no bucket"] },
  "does not ask in development": { on: inDevelopment(balancer({})) },
});

const network = (props: Props): Resource => balancer({ loadBalancerType: "network", ...props });
table(rules.loadBalancerZones, {
  "takes two subnets": { on: network({ subnets: [UNKNOWN, UNKNOWN] }) },
  "refuses one": { on: network({ subnets: ["subnet-1"] }), finds: ["has one subnet"] },
  "refuses one of a gateway": {
    on: balancer({ loadBalancerType: "gateway", subnets: ["subnet-1"] }),
    finds: ["has one subnet"],
  },
  "refuses one mapping": {
    on: network({ subnetMappings: [{ subnetId: "subnet-1" }] }),
    finds: ["has one subnet"],
  },
  "takes none, which are elsewhere": { on: network({}) },
  "leaves to AWS what it asks for": { on: balancer({ subnets: UNKNOWN }) },
});

const site = resource("aws:cloudfront/distribution:Distribution", "site", {
  arn: "arn:aws:cloudfront::1:distribution/E1",
});
const logSource = resource("aws:cloudwatch/logDeliverySource:LogDeliverySource", "source", {
  resourceArn: site.props.arn,
});

table(rules.distributionAccessLogs, {
  "asks for logs": { on: [site], finds: ["logs no request"], at: ["site"] },
  "takes the older way": { on: [{ ...site, props: { loggingConfig: { bucket: "logs.s3.amazonaws.com" } } }] },
  "takes the newer way": { on: [site, logSource] },
  "does not take another distribution's": {
    on: [site, { ...logSource, props: { resourceArn: "arn:aws:cloudfront::1:distribution/E2" } }],
    finds: ["logs no request"],
  },
  "does not ask in development": { on: [inDevelopment(site)] },
});

table(rules.distributionRootObject, {
  "asks for one": { on: site, finds: ["has no defaultRootObject"] },
  "takes an empty one for none": {
    on: { ...site, props: { defaultRootObject: "" } },
    finds: ["no defaultRootObject"],
  },
  "takes one": { on: { ...site, props: { defaultRootObject: "index.html" } } },
});

const health = (healthCheck: Props, protocol = "HTTP"): Resource => group({ protocol, healthCheck });
table(rules.targetGroupHealthCheck, {
  "takes a path and a code": { on: health({ path: "/health", matcher: "200" }) },
  "takes a range up to 399": { on: health({ path: "/", matcher: "200-399" }) },
  "refuses one from 400": { on: health({ path: "/", matcher: "200-400" }), finds: ['matcher is "200-400"'] },
  "refuses an error in a list": {
    on: health({ path: "/", matcher: "200,404" }),
    finds: ["takes errors for health"],
  },
  "takes AWS's default code": { on: health({ path: "/" }) },
  "asks for a path": { on: health({ matcher: "200" }), finds: ["has no path"] },
  "refuses no check": { on: health({ enabled: false }), finds: ["enabled is false"] },
  "does not ask what has no paths": { on: health({}, "TCP") },
  "asks a TCP group that checks by HTTP": { on: health({ protocol: "HTTP" }, "TCP"), finds: ["has no path"] },
  "finds a code beside an unknown path": {
    on: health({ path: UNKNOWN, matcher: "200-499" }),
    finds: ["matcher"],
    undecided: true,
  },
});

const keepAlive = (value: string, variable = "UVICORN_TIMEOUT_KEEP_ALIVE"): Resource =>
  resource(TASK, "task", {
    arn: "arn:task:1",
    containerDefinitions: JSON.stringify([{ name: "app", environment: [{ name: variable, value }] }]),
  });
const behind = resource(SERVICE, "app", {
  taskDefinition: "arn:task:1",
  loadBalancers: [{ targetGroupArn: "arn:group" }],
});
const targets = group({ arn: "arn:group" });

table(rules.keepAliveAboveIdleTimeout, {
  "takes more than the load balancer": {
    on: [balancer({ idleTimeout: 120 }), targets, behind, keepAlive("121")],
  },
  "refuses as much": {
    on: [balancer({ idleTimeout: 120 }), targets, behind, keepAlive("120")],
    finds: ['UVICORN_TIMEOUT_KEEP_ALIVE is "120"; it must be above the load balancer\'s idleTimeout, 120'],
    at: ["task"],
  },
  "takes AWS's default of a minute": { on: [balancer({}), targets, behind, keepAlive("61")] },
  "refuses less than that": {
    on: [balancer({}), targets, behind, keepAlive("60")],
    finds: ["idleTimeout, 60"],
  },
  "leaves alone what no load balancer reaches": {
    on: [balancer({}), resource(SERVICE, "app", { taskDefinition: "arn:task:1" }), keepAlive("5")],
  },
  "reads other servers' variables where told": {
    on: [balancer({}), targets, behind, keepAlive("5", "MY_KEEP_ALIVE")],
    config: { variables: ["MY_KEEP_ALIVE"] },
    finds: ["MY_KEEP_ALIVE"],
  },
});

const service = (props: Props, more: Partial<Resource> = {}): Resource =>
  resource(SERVICE, "app", { name: "app", cluster: "arn:aws:ecs:eu-west-1:1:cluster/main", ...props }, more);
const breaker = (enable: unknown, rollback: unknown): Resource =>
  service({ deploymentCircuitBreaker: { enable, rollback } });

table(rules.serviceRollsBack, {
  "takes both": { on: breaker(true, true) },
  "asks for a rollback": { on: breaker(true, false), finds: ["lacks rollback"] },
  "asks for an end": { on: breaker(false, true), finds: ["lacks enable"] },
  "asks for both": { on: service({}), finds: ["lacks enable and rollback"] },
  "leaves CodeDeploy's alone": { on: service({ deploymentController: { type: "CODE_DEPLOY" } }) },
});

const percents = (desiredCount: number, minimum?: number, maximum?: number): Resource =>
  service({ desiredCount, deploymentMinimumHealthyPercent: minimum, deploymentMaximumPercent: maximum });

table(rules.serviceStandsWhileDeployed, {
  "takes AWS's defaults": { on: percents(2) },
  "takes all of it": { on: percents(2, 100, 200) },
  "refuses less": {
    on: percents(2, 99, 200),
    finds: ["deploymentMinimumHealthyPercent is 99; it must be 100 or more"],
  },
  "refuses no room": { on: percents(2, 100, 100), finds: ["deploymentMaximumPercent is 100"] },
  "takes the least room": { on: percents(2, 100, 101) },
  "takes less where told": { on: percents(4, 50, 100), config: { percent: 50 } },
  "takes less of one task in development": { on: inDevelopment(percents(1, 0, 100)) },
  "refuses less of two in development": { on: inDevelopment(percents(2, 0, 200)), finds: ["is 0"] },
  "refuses less of one task in production": { on: percents(1, 0, 200), finds: ["is 0"] },
  "leaves daemons alone": {
    on: service({ schedulingStrategy: "DAEMON", deploymentMinimumHealthyPercent: 0 }),
  },
});

const scaling = (minCapacity: number, maxCapacity = 10, resourceId = "service/main/app"): Resource =>
  resource("aws:appautoscaling/target:Target", "scaling", {
    serviceNamespace: "ecs",
    resourceId,
    minCapacity,
    maxCapacity,
  });
const subnet = (id: string, availabilityZone: string): Resource =>
  resource("aws:ec2/subnet:Subnet", id, { id, availabilityZone });
const inSubnets = (...subnets: readonly string[]): Resource =>
  service({ desiredCount: 2, networkConfiguration: { subnets } });

table(rules.serviceRedundant, {
  "takes two tasks": { on: [service({ desiredCount: 2 })] },
  "refuses one": {
    on: [service({ desiredCount: 1 })],
    finds: ["desiredCount is 1; it must be 2 or more"],
    at: ["app"],
  },
  "refuses AWS's default, which is one": { on: [service({})], finds: ["desiredCount is 1"] },
  "takes what scaling starts from": { on: [service({ desiredCount: 1 }), scaling(2)] },
  "refuses what scaling may leave": {
    on: [service({ desiredCount: 5 }), scaling(1)],
    finds: ["minCapacity of scaling is 1"],
  },
  "takes no other service's scaling": {
    on: [service({ desiredCount: 1 }), scaling(2, 10, "service/main/web")],
    finds: ["desiredCount is 1"],
  },
  "takes no other cluster's": {
    on: [service({ desiredCount: 1 }), scaling(2, 10, "service/other/app")],
    finds: ["desiredCount is 1"],
  },
  "asks for more where told": {
    on: [service({ desiredCount: 2 })],
    config: { tasks: 3 },
    finds: ["must be 3 or more"],
  },
  "takes two zones": { on: [inSubnets("a", "b"), subnet("a", "eu-west-1a"), subnet("b", "eu-west-1b")] },
  "refuses one zone": {
    on: [inSubnets("a", "b"), subnet("a", "eu-west-1a"), subnet("b", "eu-west-1a")],
    finds: ["all in one zone"],
  },
  "refuses one subnet": { on: [inSubnets("a")], finds: ["all in one zone"] },
  "refuses one subnet that is unknown": { on: [inSubnets(UNKNOWN)], finds: ["all in one zone"] },
  "does not ask in development": { on: [inDevelopment(service({ desiredCount: 1 }))] },
  "leaves daemons alone": { on: [service({ schedulingStrategy: "DAEMON" })] },
  "finds one task beside unknown subnets": {
    on: [service({ desiredCount: 1, networkConfiguration: { subnets: UNKNOWN } })],
    finds: ["desiredCount is 1"],
    undecided: true,
  },
  "finds scaling by dependency": {
    on: [service({ desiredCount: 5 }), from(scaling(1, 10, UNKNOWN), "resourceId", service({}))],
    finds: ["minCapacity of scaling is 1"],
  },
});

const on = (...capacityProviderStrategies: readonly Props[]): Resource =>
  service({ capacityProviderStrategies });
const SPOT = { capacityProvider: "FARGATE_SPOT", weight: 1 };

table(rules.serviceOnDemand, {
  "takes on-demand": { on: on({ capacityProvider: "FARGATE", weight: 1 }) },
  "refuses Spot alone": { on: on(SPOT), finds: ["capacityProviderStrategies has Spot capacity only"] },
  "takes Spot above a base": { on: on({ capacityProvider: "FARGATE", base: 1 }, SPOT) },
  "refuses a provider of no weight": {
    on: on({ capacityProvider: "FARGATE", weight: 0 }, SPOT),
    finds: ["Spot capacity only"],
  },
  "takes none": { on: service({}) },
  "does not ask in development": { on: inDevelopment(on(SPOT)) },
  "asks a cluster's default": {
    on: resource("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders", "it", {
      defaultCapacityProviderStrategies: [SPOT],
    }),
    finds: ["defaultCapacityProviderStrategies has Spot capacity only"],
  },
});

const cluster = (props: Props): Resource =>
  resource("aws:ecs/cluster:Cluster", "main", { arn: "arn:aws:ecs:eu-west-1:1:cluster/main", ...props });
const recording = (logging: string, logConfiguration: Props = { s3BucketName: "shells" }): Resource =>
  cluster({ configuration: { executeCommandConfiguration: { logging, logConfiguration } } });
const shells = service({ enableExecuteCommand: true });

table(rules.serviceExecRecorded, {
  "takes no shells": { on: [service({ enableExecuteCommand: false })] },
  "takes AWS's default, which is none": { on: [service({})] },
  "refuses shells": { on: [shells], finds: ["the cluster records no shell"], at: ["app"] },
  "takes recorded ones": { on: [shells, recording("OVERRIDE")] },
  "refuses records to nowhere": { on: [shells, recording("OVERRIDE", {})], finds: ["records no shell"] },
  "refuses none": { on: [shells, recording("NONE")], finds: ["records no shell"] },
  "does not ask in development": { on: [inDevelopment(shells)] },
});

const insights = (value: string): Resource => cluster({ settings: [{ name: "containerInsights", value }] });
table(rules.clusterInsights, {
  "takes them": { on: insights("enabled") },
  "takes enhanced ones": { on: insights("enhanced") },
  "refuses none": { on: insights("disabled"), finds: ['containerInsights is "disabled"'] },
  "asks for them": { on: cluster({}), finds: ["containerInsights"] },
  "does not ask in development": { on: inDevelopment(insights("disabled")) },
});

table(rules.scalingBounded, {
  "takes bounds": { on: scaling(1, 50) },
  "refuses more than fifty": { on: scaling(1, 51), finds: ["maxCapacity is 51; it must be 50 or less"] },
  "takes more where told": { on: scaling(1, 51), config: { tasks: 100 } },
  "refuses nothing": { on: scaling(0, 10), finds: ["minCapacity is 0"] },
  "takes nothing in development": { on: inDevelopment(scaling(0, 10)) },
  "refuses what cannot scale": { on: scaling(2, 2), finds: ["nothing can scale"] },
  "takes the least that can": { on: scaling(2, 3) },
  "refuses more than fifty in development": { on: inDevelopment(scaling(1, 51)), finds: ["is 51"] },
  "leaves other things' scaling alone": {
    on: resource("aws:appautoscaling/target:Target", "it", {
      serviceNamespace: "dynamodb",
      maxCapacity: 1000,
    }),
  },
});

table(rules.scalingOwnsCount, {
  "refuses a count": {
    on: [service({ desiredCount: 2 }), scaling(2)],
    finds: ["sets desiredCount back"],
    at: ["app"],
  },
  "takes one that is left alone": {
    on: [service({ desiredCount: 2 }, { options: { ignoreChanges: ["desiredCount"] } }), scaling(2)],
  },
  "takes none": { on: [service({}), scaling(2)] },
  "takes one without scaling": { on: [service({ desiredCount: 2 })] },
});

const alarm = (props: Props, kind = "metricAlarm:MetricAlarm", name = "errors"): Resource =>
  resource(`aws:cloudwatch/${kind}`, name, props);
const ARN = "arn:aws:sns:eu-west-1:111122223333:alarms";

for (const kind of ["metricAlarm:MetricAlarm", "compositeAlarm:CompositeAlarm"]) {
  table(rules.alarmActs, {
    [`takes an action of ${kind}`]: { on: alarm({ alarmActions: [ARN] }, kind) },
    [`asks ${kind} for one`]: { on: alarm({ okActions: [ARN] }, kind), finds: ["has no alarmActions"] },
    [`asks ${kind} for one that is not empty`]: {
      on: alarm({ alarmActions: [] }, kind),
      finds: ["has no alarmActions"],
    },
    [`refuses ${kind} with actions off`]: {
      on: alarm({ alarmActions: UNKNOWN, actionsEnabled: false }, kind),
      finds: ["actionsEnabled is false"],
      undecided: true,
    },
  });
}

const topic = (props: Props = {}): Resource =>
  resource("aws:sns/topic:Topic", "alarms", { arn: ARN, ...props });
const lets = (statement: Props, more: readonly Props[] = []): Resource =>
  from(
    resource("aws:sns/topicPolicy:TopicPolicy", "policy", {
      arn: ARN,
      policy: JSON.stringify({
        Statement: [{ Effect: "Allow", Action: "sns:Publish", Resource: ARN, ...statement }, ...more],
      }),
    }),
    "arn",
    topic(),
  );
const by = (Service: string, Condition?: Props): Props => ({
  Principal: { Service: `${Service}.amazonaws.com` },
  Condition,
});
const reports = alarm({ alarmActions: [ARN] });
const event = resource("aws:cloudwatch/eventTarget:EventTarget", "event", { arn: ARN });
const budget = resource("aws:budgets/budget:Budget", "budget", {
  notifications: [{ threshold: 80, subscriberSnsTopicArns: [ARN] }],
});
const ACCOUNT = { StringEquals: { "aws:SourceAccount": "111122223333" } };

/** A topic policy in the first preview, which knows no ARN. */
const unborn = (one: Resource): Resource => ({ ...one, props: { ...one.props, arn: UNKNOWN } });

table(rules.publisherLetIn, {
  "takes AWS's default for alarms": { on: [topic(), reports] },
  "takes the default as AWS shows it": {
    on: [
      topic({
        policy: JSON.stringify({
          Statement: [
            {
              Effect: "Allow",
              Principal: { AWS: "*" },
              Action: ["SNS:Publish"],
              Resource: ARN,
              Condition: { StringEquals: { "AWS:SourceOwner": "111122223333" } },
            },
          ],
        }),
      }),
      reports,
    ],
  },
  "refuses the default for events": {
    on: [topic(), event],
    finds: ["lets events.amazonaws.com publish"],
    at: ["alarms"],
  },
  "refuses the default for budgets": {
    on: [topic(), budget],
    finds: ["lets budgets.amazonaws.com publish"],
    at: ["alarms"],
  },
  "takes a policy that lets alarms": { on: [topic(), reports, lets(by("cloudwatch", ACCOUNT))] },
  "refuses one that lets others": {
    on: [topic(), reports, lets(by("budgets"))],
    finds: ["lets cloudwatch.amazonaws.com publish; allow it sns:Publish; errors reports"],
  },
  "refuses one for another topic": {
    on: [topic(), reports, lets({ ...by("cloudwatch"), Resource: `${ARN}-2` })],
    finds: ["cloudwatch"],
  },
  "refuses one for subscribing": {
    on: [topic(), reports, lets({ ...by("cloudwatch"), Action: "sns:Subscribe" })],
    finds: ["cloudwatch"],
  },
  "refuses a condition that alarms do not meet": {
    on: [topic(), reports, lets(by("cloudwatch", { StringEquals: { "aws:SourceVpce": "vpce-1" } }))],
    finds: ["cloudwatch"],
  },
  "takes budgets under a condition": { on: [topic(), budget, lets(by("budgets", ACCOUNT))] },
  "takes events under none": { on: [topic(), event, lets(by("events"))] },
  "refuses events under a condition": {
    on: [topic(), event, lets(by("events", ACCOUNT))],
    finds: ["lets events.amazonaws.com publish"],
  },
  "takes a denial without TLS": {
    on: [
      topic(),
      reports,
      lets(by("cloudwatch"), [
        {
          Effect: "Deny",
          Principal: "*",
          Action: "sns:Publish",
          Resource: ARN,
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ]),
    ],
  },
  "refuses a denial": {
    on: [
      topic(),
      reports,
      lets(by("cloudwatch"), [{ Effect: "Deny", ...by("cloudwatch"), Action: "sns:*", Resource: "*" }]),
    ],
    finds: ["cloudwatch"],
  },
  "refuses SNS's own key": {
    on: [topic({ kmsMasterKeyId: "alias/aws/sns" }), reports],
    finds: ["encrypted with alias/aws/sns"],
  },
  "takes another key": { on: [topic({ kmsMasterKeyId: "alias/alarms" }), reports] },
  "says it once for all alarms": {
    on: [topic(), reports, alarm({ okActions: [ARN] }, undefined, "more"), lets(by("budgets"))],
    finds: ["errors reports"],
  },
  "refuses a topic that is gone": {
    on: [reports],
    finds: [`reports to ${ARN}, which is no topic of this stack`],
    at: ["errors"],
  },
  "takes it where told": { on: [reports], config: { foreignTopics: ["arn:aws:sns:*:alarms"] } },
  "leaves other actions alone": { on: [alarm({ alarmActions: ["arn:aws:automate:eu-west-1:ec2:recover"] })] },
  "finds the topic by dependency": {
    on: [
      topic({ arn: UNKNOWN }),
      from(alarm({ alarmActions: [UNKNOWN] }), "alarmActions", topic()),
      unborn(lets(by("budgets"))),
    ],
    finds: ["lets cloudwatch.amazonaws.com publish"],
  },
  "finds a topic that is gone beside an unknown one of the stack": {
    on: [topic({ arn: UNKNOWN }), from(alarm({ alarmActions: [UNKNOWN, ARN] }), "alarmActions", topic())],
    finds: [`reports to ${ARN}`],
  },
  "cannot tell of an action from nowhere": { on: [alarm({ alarmActions: [UNKNOWN] })], undecided: true },
  "cannot tell whether an unknown topic is meant": {
    on: [
      topic({ arn: UNKNOWN }),
      from(alarm({ alarmActions: [UNKNOWN] }), "alarmActions", topic()),
      unborn(lets(by("cloudwatch"))),
    ],
    undecided: true,
  },
});

const subscription = resource("aws:sns/topicSubscription:TopicSubscription", "mail", { topic: ARN });
table(rules.topicHeard, {
  "asks for a subscription": { on: [topic(), reports], finds: ["has no subscription"], at: ["alarms"] },
  "takes one": { on: [topic(), reports, subscription] },
  "does not ask where nothing reports": { on: [topic()] },
  "asks where events report": { on: [topic(), event], finds: ["no subscription"] },
  "finds it by dependency": {
    on: [
      topic({ arn: UNKNOWN }),
      from(alarm({ alarmActions: [UNKNOWN] }), "alarmActions", topic()),
      from({ ...subscription, props: { topic: UNKNOWN } }, "topic", topic()),
    ],
  },
});

table(rules.serviceAlarmed, {
  "asks for an alarm": { on: [service({})], finds: ["has no alarm"], at: ["app"] },
  "takes one by the service's name": { on: [service({}), alarm({ dimensions: { ServiceName: "app" } })] },
  "takes none of another": {
    on: [service({}), alarm({ dimensions: { ServiceName: "web" } })],
    finds: ["has no alarm"],
  },
  "takes one by the target group": {
    on: [
      behind,
      group({ arn: "arn:group", arnSuffix: "targetgroup/1" }),
      alarm({ dimensions: { TargetGroup: "targetgroup/1" } }),
    ],
  },
  "takes one by dependency": {
    on: [service({ name: UNKNOWN }), from(alarm({ dimensions: UNKNOWN }), "dimensions", service({}))],
  },
});

table(rules.budgetSet, {
  "asks what runs": { on: [service({})], finds: ["has no budget that tells somebody"] },
  "does not ask what does not": { on: [topic()] },
  "takes one": { on: [service({}), budget] },
  "takes an address": {
    on: [
      service({}),
      { ...budget, props: { notifications: [{ threshold: 1, subscriberEmailAddresses: ["a@b"] }] } },
    ],
  },
  "refuses one that tells nobody": {
    on: [service({}), { ...budget, props: { notifications: [{ threshold: 1 }] } }],
    finds: ["has no budget"],
  },
});

const certificate = (props: Props, more: Partial<Resource> = {}): Resource =>
  resource(
    "aws:acm/certificate:Certificate",
    "api",
    { domainName: "api.example.com", validationMethod: "DNS", ...props },
    more,
  );

table(rules.certificateKept, {
  "takes one by DNS": { on: certificate({}, { options: { deleteBeforeReplace: false } }) },
  "refuses e-mail": { on: certificate({ validationMethod: "EMAIL" }), finds: ["validationMethod is EMAIL"] },
  "refuses a short key": { on: certificate({ keyAlgorithm: "RSA_1024" }), finds: ["RSA_1024"] },
  "takes others": { on: certificate({ keyAlgorithm: "EC_prime256v1" }) },
  "refuses one that is not logged": {
    on: certificate({ options: { certificateTransparencyLoggingPreference: "DISABLED" } }),
    finds: ["browsers refuse"],
  },
  "refuses one that goes first": {
    on: certificate({}, { options: { deleteBeforeReplace: true } }),
    finds: ["deleteBeforeReplace"],
  },
  "refuses a wildcard": {
    on: certificate({ subjectAlternativeNames: ["*.example.com"] }),
    finds: ["is for *.example.com"],
  },
  "takes it where told": {
    on: certificate({ domainName: "*.example.com" }),
    config: { allowWildcards: true },
  },
});

const caa = (name: string, ...issuers: readonly string[]): Resource =>
  resource("aws:route53/record:Record", name, {
    name,
    type: "CAA",
    records: issuers.map((one) => `0 issue "${one}"`),
  });

table(rules.caaRecord, {
  "asks for one": { on: [certificate({})], finds: ['Amazon issue for "api.example.com"'], at: ["api"] },
  "takes one at the name": { on: [certificate({}), caa("api.example.com", "amazon.com")] },
  "takes one above": { on: [certificate({}), caa("example.com.", "amazontrust.com")] },
  "takes any of Amazon's": { on: [certificate({}), caa("example.com", "letsencrypt.org", "amazonaws.com")] },
  "refuses one beside": {
    on: [certificate({}), caa("web.example.com", "amazon.com")],
    finds: ["no CAA record"],
  },
  "refuses others": {
    on: [certificate({}), caa("example.com", "letsencrypt.org")],
    finds: ["no CAA record"],
  },
  "refuses a name that only looks like Amazon's": {
    on: [certificate({}), caa("example.com", "amazon.com.example.org")],
    finds: ["no CAA record"],
  },
  "goes by the closest": {
    on: [certificate({}), caa("example.com", "amazon.com"), caa("api.example.com", "letsencrypt.org")],
    finds: ["no CAA record"],
  },
  "asks for each name": {
    on: [
      certificate({ subjectAlternativeNames: ["api.example.com", "api.example.org"] }),
      caa("example.com", "amazon.com"),
    ],
    finds: ['for "api.example.org"'],
  },
  "sees past the validation's records in a preview": {
    on: [
      certificate({}),
      from(
        resource("aws:route53/record:Record", "validation", { name: UNKNOWN, type: UNKNOWN }),
        "type",
        certificate({}),
      ),
    ],
    finds: ["no CAA record"],
  },
  "cannot tell what other records are": {
    on: [certificate({}), resource("aws:route53/record:Record", "other", { name: UNKNOWN, type: UNKNOWN })],
    undecided: true,
  },
  "leaves imported ones alone": { on: [certificate({ validationMethod: undefined })] },
  "leaves them alone as AWS shows them": { on: [certificate({ validationMethod: "NONE" })] },
});

for (const type of [
  "instance:Instance",
  "launchTemplate:LaunchTemplate",
  "spotInstanceRequest:SpotInstanceRequest",
]) {
  const machine = (metadataOptions?: Props): Resource =>
    resource(`aws:ec2/${type}`, "it", { metadataOptions });
  table(rules.instanceMetadataTokens, {
    [`takes tokens for ${type}`]: { on: machine({ httpTokens: "required" }) },
    [`refuses none for ${type}`]: { on: machine({ httpTokens: "optional" }), finds: ["httpTokens is"] },
    [`asks ${type} for them`]: { on: machine(), finds: ["httpTokens is nothing"] },
    [`takes no metadata for ${type}`]: { on: machine({ httpEndpoint: "disabled" }) },
  });
}

const TAGS = { Project: "shop", Stack: "prod" };
const provider = (defaultTags: unknown): Partial<Resource> => ({
  provider: { type: "pulumi:providers:aws", name: "aws", urn: "urn:aws", props: { defaultTags } },
});

table(rules.tagsRequired, {
  "takes own tags": { on: topic({ tags: TAGS }) },
  "names what is missing": { on: topic({ tags: { Project: "shop" } }), finds: ["has no tag Stack;"] },
  "names all": { on: topic(), finds: ["has no tag Project and no tag Stack"] },
  "takes the provider's": { on: { ...topic(), ...provider({ tags: TAGS }) } },
  "takes the provider's as text": { on: { ...topic(), ...provider(JSON.stringify({ tags: TAGS })) } },
  "takes some of each": {
    on: { ...topic({ tags: { Stack: "prod" } }), ...provider({ tags: { Project: "shop" } }) },
  },
  "takes values that are unknown": { on: topic({ tags: { Project: UNKNOWN, Stack: UNKNOWN } }) },
  "asks for others where told": {
    on: topic({ tags: TAGS }),
    config: { required: ["Team"] },
    finds: ["has no tag Team"],
  },
});

describe("tags-required", () => {
  it("does not apply to what takes no tags", async () => {
    const verdict = await judge(rules.tagsRequired, resource("aws:iam/rolePolicy:RolePolicy", "it", {}));
    assert.equal(verdict.applicable, false);
  });

  it("adds what it knows as a remedy", () => {
    const remedy = (one: Resource, config?: object): unknown => remedied(rules.tagsRequired, one, config);
    assert.deepEqual(remedy(resource("aws:sns/topic:Topic", "it", { name: "a", tags: { Name: "a" } })), {
      name: "a",
      tags: { Name: "a", Project: "test", Stack: "prod" },
    });
    assert.deepEqual(
      remedy(resource("aws:sns/topic:Topic", "it", {}), {
        required: ["Team", "Cost"],
        values: { Team: "web" },
      }),
      { tags: { Team: "web" } },
    );
    assert.equal(remedy(resource("aws:sns/topic:Topic", "it", { tags: TAGS })), undefined);
    assert.equal(remedy(resource("aws:sns/topic:Topic", "it", {}), { required: ["Team"] }), undefined);
    assert.equal(remedy(resource("aws:iam/rolePolicy:RolePolicy", "it", {})), undefined);
  });
});

const named = (name: string, label: string, more: Props = {}): Resource =>
  resource("aws:sns/topic:Topic", label, { name, ...more });
table(rules.namesUnique, {
  "takes names of the stack": { on: [named("shop-prod-a", "a"), named("shop-prod-b", "b")] },
  "refuses the same twice": {
    on: [named("shop-prod-a", "a"), named("shop-prod-a", "b")],
    finds: ["as a is; rename one"],
    at: ["b"],
  },
  "takes it in two regions": {
    on: [named("prod-a", "a", { region: "eu-west-1" }), named("prod-a", "b", { region: "us-east-1" })],
  },
  "takes it for two kinds": {
    on: [named("prod-a", "a"), resource("aws:sqs/queue:Queue", "b", { name: "prod-a" })],
  },
  "refuses one without the stack's": { on: [named("alarms", "a")], finds: ["without the stack's name"] },
  "takes it where told": { on: [named("alarms", "a")], config: { carryStack: false } },
  "takes Pulumi's own": { on: [named("alarms-1a2b3c4", "a")] },
  "refuses six digits, which are somebody's": {
    on: [named("alarms-1a2b3c", "a")],
    finds: ["without the stack's name"],
  },
  "takes a made-up name that nobody knows yet": { on: [named(UNKNOWN, "a")] },
  "refuses a family of tasks": { on: [resource(TASK, "it", { family: "app" })], finds: ["is named app"] },
});

const role = (name: string): Resource =>
  resource("aws:iam/role:Role", name, { name, arn: `arn:aws:iam::1:role/${name}` });
const grant = (of: string, name: string, ...statements: readonly Props[]): Resource =>
  resource("aws:iam/rolePolicy:RolePolicy", name, {
    role: of,
    policy: JSON.stringify({ Statement: statements.map((one) => ({ Effect: "Allow", ...one })) }),
  });
const FAMILY = "arn:aws:ecs:eu-west-1:1:task-definition/backup";
const backup = resource(TASK, "task", {
  family: "backup",
  arnWithoutRevision: FAMILY,
  executionRoleArn: "arn:aws:iam::1:role/execution",
  taskRoleArn: "arn:aws:iam::1:role/writer",
});
const schedule = (target: Props = {}): Resource =>
  resource("aws:scheduler/schedule:Schedule", "nightly", {
    target: {
      roleArn: "arn:aws:iam::1:role/starter",
      ecsParameters: { taskDefinitionArn: FAMILY },
      ...target,
    },
  });
const DLQ = { deadLetterConfig: { arn: "arn:aws:sqs:eu-west-1:1:missed" } };

table(rules.scheduleMissed, {
  "asks for a queue": { on: [schedule()], finds: ["has no target.deadLetterConfig"], at: ["nightly"] },
  "takes one": { on: [schedule(DLQ)] },
  "takes one that is unknown": { on: [schedule({ deadLetterConfig: { arn: UNKNOWN } })] },
  "takes an alarm": {
    on: [schedule(), alarm({ namespace: "AWS/Scheduler", metricName: "TargetErrorCount" })],
  },
  "takes no other alarm": { on: [schedule(), alarm({ namespace: "AWS/ECS" })], finds: ["no alarm watches"] },
});

const starts = (...statements: readonly Props[]): readonly Resource[] => [
  role("starter"),
  backup,
  schedule(),
  grant("starter", "start", ...statements),
];
const RUN = { Action: "ecs:RunTask", Resource: FAMILY };
const pass = (...Resource: readonly string[]): Props => ({ Action: "iam:PassRole", Resource });

table(rules.scheduleRoleScope, {
  "takes its own task": {
    on: starts(RUN, pass("arn:aws:iam::1:role/execution", "arn:aws:iam::1:role/writer")),
  },
  "takes any revision of it": { on: starts({ ...RUN, Resource: `${FAMILY}:*` }) },
  "takes one revision of it": { on: starts({ ...RUN, Resource: `${FAMILY}:7` }) },
  "refuses a task whose name begins so": {
    on: starts({ ...RUN, Resource: `${FAMILY}-2` }),
    finds: [`ecs:RunTask on ${FAMILY}-2`],
    at: ["starter"],
  },
  "refuses every task": { on: starts({ ...RUN, Resource: "*" }), finds: ["ecs:RunTask on *"] },
  "refuses every action on all": {
    on: starts({ Action: "*", Resource: "*" }),
    finds: ["ecs:RunTask on *", "iam:PassRole on *"],
  },
  "refuses another role": {
    on: starts(RUN, pass("arn:aws:iam::1:role/writer", "arn:aws:iam::1:role/admin")),
    finds: ["iam:PassRole on arn:aws:iam::1:role/admin;"],
  },
  "refuses all but one": {
    on: starts({ Action: "iam:PassRole", NotResource: "arn:x" }),
    finds: ["on everything else"],
  },
  "leaves other actions alone": {
    on: starts(RUN, { Action: "sqs:SendMessage", Resource: "arn:aws:sqs:eu-west-1:1:missed" }),
  },
  "leaves a denial alone": { on: starts({ Effect: "Deny", Action: "*", Resource: "*" }) },
  "leaves other roles alone": {
    on: [...starts(RUN), grant("other", "wide", { Action: "*", Resource: "*" }), role("other")],
  },
  "leaves other targets alone": {
    on: [
      role("starter"),
      schedule({ ecsParameters: undefined }),
      grant("starter", "start", { Action: "*", Resource: "*" }),
    ],
  },
});

const backups = resource("aws:s3/bucket:Bucket", "backups", { bucket: "backups" });
const FILES = "arn:aws:s3:::backups/*";
const writes = (...more: readonly Resource[]): readonly Resource[] => [
  backups,
  backup,
  schedule(),
  role("writer"),
  role("other"),
  grant("writer", "write", { Action: "s3:PutObject", Resource: FILES }),
  ...more,
];

table(rules.backupWrittenOnce, {
  "takes one writer": { on: writes() },
  "refuses a second": {
    on: writes(grant("other", "too", { Action: "s3:Put*", Resource: FILES })),
    finds: ["which is writer's alone"],
    at: ["other"],
  },
  "refuses a writer that deletes": {
    on: writes(grant("writer", "clean", { Action: "s3:DeleteObject", Resource: FILES })),
    finds: ["take s3:DeleteObject away"],
    at: ["writer"],
  },
  "refuses anybody who deletes versions": {
    on: writes(grant("other", "clean", { Action: "s3:DeleteObjectVersion", Resource: FILES })),
    finds: ["take s3:DeleteObjectVersion away"],
    at: ["other"],
  },
  "takes a reader": { on: writes(grant("other", "read", { Action: "s3:GetObject", Resource: FILES })) },
  "takes a writer to another bucket": {
    on: writes(grant("other", "web", { Action: "s3:*", Resource: "arn:aws:s3:::web/*" })),
  },
  "takes a bucket that no schedule writes": {
    on: [backups, role("other"), grant("other", "all", { Action: "s3:*", Resource: FILES })],
  },
});
