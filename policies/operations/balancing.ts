/** What answers the internet stays, says what it did, and sends requests where they are answered. */
import { DISTRIBUTION } from "../lib/distributions";
import { configTexts, forStack, forTypes } from "../lib/findings";
import { targetGroupsOf, taskOf } from "../lib/ecsServices";
import { LOAD_BALANCERS, TARGET_GROUPS } from "../lib/loadBalancers";
import { asList, at, isGiven, plainText, shown } from "../lib/reading";
import { allReferredTo, givenAt } from "../lib/references";
import { defineRule, json, type ExampleResource } from "../lib/rule";
import { developmentStacks, isDevelopment } from "../lib/stages";
import { eachContainer } from "../lib/taskContainers";
import { ECS_SERVICE, environmentOf, TASK_DEFINITION } from "../lib/taskDefinitions";

const HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide";
const BALANCER = LOAD_BALANCERS[0];
const GROUP = TARGET_GROUPS[0];

export const loadBalancerKept = defineRule({
  name: "load-balancer-kept",
  description: "Load balancers are protected from deletion.",
  why: "With a load balancer goes the address that everybody's DNS has, and the way to every service behind it.",
  level: "advisory",
  severity: "medium",
  tags: ["operations", "load-balancer"],
  controls: {
    fsbp: ["ELB.6"],
    checkov: ["CKV_AWS_150"],
    cdkNag: ["ELBDeletionProtectionEnabled"],
  },
  fix: "Set enableDeletionProtection to true.",
  url: `${HUB}/elb-controls.html#elb-6`,
  config: developmentStacks,
  examples: {
    fails: [{ type: BALANCER, name: "api", props: {} }],
    passes: [{ type: BALANCER, name: "api", props: { enableDeletionProtection: true } }],
  },
  validateResource: forTypes(LOAD_BALANCERS, (props, findings, about) => {
    if (isDevelopment(about, about.config) || at(props, "enableDeletionProtection") === true) return;
    findings.violation("enableDeletionProtection is not true; set it.");
  }),
});

export const loadBalancerAccessLogs = defineRule({
  name: "load-balancer-access-logs",
  description: "Load balancers log their requests to a bucket.",
  why: "When somebody asks who came from where, and what was answered, only these logs know.",
  level: "advisory",
  severity: "medium",
  tags: ["operations", "load-balancer", "logs"],
  controls: { fsbp: ["ELB.5"], checkov: ["CKV_AWS_91"], cdkNag: ["AwsSolutions-ELB2"] },
  fix: "Give accessLogs a bucket whose policy admits the load balancers' log delivery, and set enabled to true.",
  url: `${HUB}/elb-controls.html#elb-5`,
  config: developmentStacks,
  examples: {
    fails: [{ type: BALANCER, name: "api", props: { accessLogs: { bucket: "logs" } } }],
    passes: [{ type: BALANCER, name: "api", props: { accessLogs: { bucket: "logs", enabled: true } } }],
  },
  validateResource: forTypes(LOAD_BALANCERS, (props, findings, about) => {
    if (isDevelopment(about, about.config)) return;
    const hasBucket = isGiven(() => at(props, "accessLogs", "bucket"));
    if (hasBucket && at(props, "accessLogs", "enabled") === true) return;
    findings.violation("accessLogs is not enabled, or has no bucket; give it one and enable it.");
  }),
});

const LOG_SOURCE = "aws:cloudwatch/logDeliverySource:LogDeliverySource";

export const distributionAccessLogs = defineRule({
  name: "distribution-access-logs",
  description: "CloudFront distributions log their requests.",
  why: "What CloudFront answers from its caches no other log ever sees.",
  level: "advisory",
  severity: "low",
  tags: ["operations", "cloudfront", "logs"],
  controls: { fsbp: ["CloudFront.5"], checkov: ["CKV_AWS_86"], cdkNag: ["AwsSolutions-CFR3"] },
  fix: "Give the distribution a loggingConfig, or an aws.cloudwatch.LogDeliverySource with its ARN.",
  url: `${HUB}/cloudfront-controls.html#cloudfront-5`,
  config: developmentStacks,
  examples: {
    fails: [{ type: DISTRIBUTION, name: "site", props: {} }],
    passes: [
      { type: DISTRIBUTION, name: "site", props: { loggingConfig: { bucket: "logs.s3.amazonaws.com" } } },
    ],
  },
  validateStack: forStack((stack, findings, config) => {
    const distributions = stack.of([DISTRIBUTION]);
    findings.forEach(distributions, (distribution) => {
      if (isDevelopment(distribution, config)) return;
      if (isGiven(() => at(givenAt(distribution, "loggingConfig"), "bucket"))) return;
      const sources = stack.of([LOG_SOURCE]);
      if (
        sources.some((one) =>
          allReferredTo(one, "resourceArn", distributions, ["arn"]).includes(distribution),
        )
      ) {
        return;
      }
      findings.violation("logs no request; give it a loggingConfig or a log delivery source.", distribution);
    });
  }),
});

export const distributionRootObject = defineRule({
  name: "distribution-root-object",
  description: "CloudFront distributions have a default root object.",
  why: "Without one, who asks for / gets the bucket's own answer, which may be the list of everything in it.",
  level: "advisory",
  severity: "low",
  tags: ["operations", "cloudfront"],
  controls: { fsbp: ["CloudFront.1"], checkov: ["CKV_AWS_305"] },
  fix: "Set defaultRootObject, for instance to index.html.",
  url: `${HUB}/cloudfront-controls.html#cloudfront-1`,
  examples: {
    fails: [{ type: DISTRIBUTION, name: "site", props: {} }],
    passes: [{ type: DISTRIBUTION, name: "site", props: { defaultRootObject: "index.html" } }],
  },
  validateResource: forTypes([DISTRIBUTION], (props, findings) => {
    if (plainText(at(props, "defaultRootObject")) === "")
      findings.violation("has no defaultRootObject; set it.");
  }),
});

/** The first status that says that a request failed. */
const FIRST_ERROR = 400;

export const targetGroupHealthCheck = defineRule({
  name: "target-group-health-check",
  description: "Target groups ask a given path for their targets' health, and take no error for an answer.",
  why: "A check of the connection alone, or one that takes a 404 for health, keeps sending requests to what cannot answer.",
  level: "advisory",
  severity: "medium",
  tags: ["operations", "load-balancer"],
  controls: { checkov: ["CKV_AWS_261"] },
  fix: "Give healthCheck a path of the application's own and a matcher of 2xx codes.",
  url: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html",
  examples: {
    fails: [{ type: GROUP, name: "app", props: { protocol: "HTTP", port: 8000 } }],
    passes: [
      {
        type: GROUP,
        name: "app",
        props: { protocol: "HTTP", healthCheck: { path: "/health", matcher: "200" } },
      },
    ],
  },
  validateResource: forTypes(TARGET_GROUPS, (props, findings) => {
    if (at(props, "healthCheck", "enabled") === false) {
      findings.violation("healthCheck.enabled is false; leave it out.");
      return;
    }
    // Other protocols have no paths.
    const protocol = plainText(at(props, "healthCheck", "protocol") ?? at(props, "protocol")).toUpperCase();
    if (!["HTTP", "HTTPS"].includes(protocol)) return;
    findings.attempt(() => {
      if (plainText(at(props, "healthCheck", "path")) !== "") return;
      findings.violation("healthCheck has no path; give it the application's own.");
    });
    findings.attempt(() => {
      const matcher = plainText(at(props, "healthCheck", "matcher"));
      if (!matcher.split(/[-,]/).some((status) => Number(status) >= FIRST_ERROR)) return;
      findings.violation(
        `healthCheck.matcher is ${shown(matcher)}, which takes errors for health; narrow it to 2xx.`,
      );
    });
  }),
});

const VARIABLES = ["UVICORN_TIMEOUT_KEEP_ALIVE", "HYPERCORN_KEEP_ALIVE", "SANIC_KEEP_ALIVE_TIMEOUT"];

export const keepAliveAboveIdleTimeout = defineRule({
  name: "keep-alive-above-idle-timeout",
  description: "Containers behind a load balancer keep connections for longer than it does.",
  why: "If the application closes a connection first, the request that is on its way gets a 502 that nothing logged.",
  level: "advisory",
  severity: "low",
  tags: ["operations", "load-balancer", "ecs"],
  controls: {},
  fix: "Set the server's keep-alive to more seconds than the load balancer's idleTimeout.",
  url: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html",
  config: {
    variables: {
      type: "array",
      items: { type: "string" },
      default: VARIABLES,
      description: "Environment variables that tell a server its keep-alive, in seconds.",
    },
  },
  examples: { fails: keepAlive("5"), passes: keepAlive("75") },
  validateStack: forStack((stack, findings, config) => {
    const variables = config.variables === undefined ? VARIABLES : configTexts(config, "variables");
    findings.forEach(stack.of([ECS_SERVICE]), (service) => {
      const task = taskOf(service, stack);
      if (!task || targetGroupsOf(service, stack).length === 0) return;
      const idle = Math.max(
        0,
        ...stack.of(LOAD_BALANCERS).map(({ props }) => Number(at(props, "idleTimeout") ?? 60)),
      );
      eachContainer(task.props, findings, (container) => {
        for (const variable of environmentOf(container)) {
          const { name } = variable;
          if (!variables.includes(name)) continue;
          const { value } = variable;
          if (Number(value) > idle) continue;
          findings.violation(
            `${container.path}: ${name} is ${shown(value)}; it must be above the load balancer's idleTimeout, ${idle}.`,
            task,
          );
        }
      });
    });
  }),
});

function keepAlive(seconds: string): readonly ExampleResource[] {
  const environment = [{ name: VARIABLES[0], value: seconds }];
  return [
    { type: BALANCER, name: "api", props: { idleTimeout: 60 } },
    { type: GROUP, name: "targets", props: { arn: "arn:aws:…:targetgroup/app" } },
    {
      type: TASK_DEFINITION,
      name: "task",
      props: {
        arn: "arn:aws:…:task-definition/app:1",
        containerDefinitions: json([{ name: "app", environment }]),
      },
    },
    {
      type: ECS_SERVICE,
      name: "service",
      props: {
        taskDefinition: "arn:aws:…:task-definition/app:1",
        loadBalancers: [
          { targetGroupArn: "arn:aws:…:targetgroup/app", containerName: "app", containerPort: 8000 },
        ],
      },
    },
  ];
}

export const loadBalancerZones = defineRule({
  name: "load-balancer-zones",
  description: "Network and gateway load balancers are in two zones or more.",
  why: "A zone that fails takes along what is in no other. For application load balancers AWS asks for two by itself.",
  level: "advisory",
  severity: "medium",
  tags: ["operations", "load-balancer"],
  controls: { fsbp: ["ELB.13"] },
  fix: "Give subnets, or subnetMappings, one subnet in each of two zones or more.",
  url: `${HUB}/elb-controls.html#elb-13`,
  examples: {
    fails: [{ type: BALANCER, name: "api", props: { loadBalancerType: "network", subnets: ["subnet-a"] } }],
    passes: [
      {
        type: BALANCER,
        name: "api",
        props: { loadBalancerType: "network", subnets: ["subnet-a", "subnet-b"] },
      },
    ],
  },
  validateResource: forTypes(LOAD_BALANCERS, (props, findings) => {
    if ((at(props, "loadBalancerType") ?? "application") === "application") return;
    const count = asList(at(props, "subnets")).length + asList(at(props, "subnetMappings")).length;
    if (count === 1) findings.violation("has one subnet, so that it is in one zone; give it two or more.");
  }),
});
