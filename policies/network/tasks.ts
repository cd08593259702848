/** Nothing on the internet reaches a task but by a load balancer, on the one port that is meant. */
import type { PolicyResource } from "@pulumi/policy";
import { targetGroupsOf, taskOf } from "../lib/ecsServices";
import { forStack, forTypes, type Findings } from "../lib/findings";
import {
  GROUP_KEYS,
  groupRules,
  GROUPS,
  INGRESS_RULE,
  SECURITY_GROUP,
  type GroupRule,
} from "../lib/groupRules";
import { balancerGroups, waysIn } from "../lib/reachability";
import { asList, at, plainText, readers } from "../lib/reading";
import { allReferredTo } from "../lib/references";
import { defineRule, json, ref, type ExampleResource } from "../lib/rule";
import { checkTaskSubnets } from "../lib/routing";
import type { Stack } from "../lib/stack";
import { containersOf, ECS_SERVICE, fieldOf, TASK_DEFINITION } from "../lib/taskDefinitions";
import { TASK_NETWORKS, taskNetworks } from "../lib/taskNetworks";

const service = (assignPublicIp: boolean): ExampleResource[] => [
  {
    type: ECS_SERVICE,
    name: "app",
    props: { networkConfiguration: { subnets: ["subnet-0a1b2c"], assignPublicIp } },
  },
];

export const tasksWithoutPublicAddress = defineRule({
  name: "tasks-without-public-address",
  description: "ECS tasks have no public address, whether a service or a schedule runs them.",
  level: "mandatory",
  severity: "high",
  tags: ["network", "ecs"],
  why: "A task with a public address is one security group rule from the internet.",
  fix: "Set assignPublicIp to false and run the tasks in subnets with a route to a NAT.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-2",
  controls: { fsbp: ["ECS.2"], checkov: ["CKV_AWS_333"] },
  examples: { fails: service(true), passes: service(false) },
  validateResource: forTypes(Object.keys(TASK_NETWORKS), (props, findings, { type }) => {
    const path = [...TASK_NETWORKS[type], "assignPublicIp"];
    if (at(props, ...path) !== true) return;
    findings.violation(`${path.join(".")} is true; set it to false.`);
  }),
});

const behind = (source: object): ExampleResource[] => [
  { type: SECURITY_GROUP, name: "balancer", props: { description: "Load balancer" } },
  { type: SECURITY_GROUP, name: "tasks", props: { description: "Tasks" } },
  {
    type: INGRESS_RULE,
    name: "in",
    props: { securityGroupId: ref("tasks", "id"), ipProtocol: "tcp", fromPort: 443, toPort: 443, ...source },
  },
  {
    type: ECS_SERVICE,
    name: "app",
    props: { networkConfiguration: { subnets: ["subnet-0a1b2c"], securityGroups: [ref("tasks", "id")] } },
  },
];

export const tasksUnreachable = defineRule({
  name: "tasks-unreachable-from-internet",
  description:
    "No security group rules, one after another, lead from the internet to a task but by a load balancer.",
  level: "mandatory",
  severity: "high",
  tags: ["network", "security-group", "ecs"],
  why: "Each rule looks harmless by itself: the internet to a bastion, the bastion to the tasks. Together they are a way in.",
  fix: "Let only the load balancer's group into the tasks' groups, and give each its own.",
  url: "https://docs.aws.amazon.com/AmazonECS/latest/bestpracticesguide/security-network.html",
  controls: { fsbp: ["EC2.18"] },
  examples: {
    fails: behind({ cidrIpv4: "0.0.0.0/0" }),
    passes: behind({ referencedSecurityGroupId: ref("balancer", "id") }),
  },
  validateStack: forStack((stack, findings) => {
    const ways = waysIn(stack, findings);
    const entrances = balancerGroups(stack, findings);
    const runners = new Map<PolicyResource, PolicyResource[]>();
    for (const { resource, groups } of taskNetworks(stack)) {
      for (const group of findings.known(groups, []))
        runners.set(group, [...(runners.get(group) ?? []), resource]);
    }
    for (const [group, tasks] of runners) {
      const way = ways.get(group);
      const names = tasks.map(({ name }) => name).join(", ");
      if (entrances.has(group)) {
        findings.violation(
          `is the group of a load balancer and of the tasks of ${names}; give each its own.`,
          group,
        );
      } else if (way && !way.groups.slice(0, -1).some((one) => runners.has(one))) {
        // Behind a task that is open, others are, too; it is that one that has to be closed.
        const path = ["the internet", ...way.groups.map(({ name }) => name)].join(" to ");
        findings.violation(`${way.rule.path}opens the tasks of ${names}: ${path}.`, way.rule.resource);
      }
    }
  }),
});

const ports = (containerPort: number): ExampleResource[] => [
  {
    type: TASK_DEFINITION,
    name: "task",
    props: {
      family: "app",
      containerDefinitions: json([{ name: "app", portMappings: [{ containerPort: 8000 }] }]),
    },
  },
  {
    type: "aws:lb/targetGroup:TargetGroup",
    name: "targets",
    props: { port: containerPort, targetType: "ip" },
  },
  {
    type: ECS_SERVICE,
    name: "app",
    props: {
      taskDefinition: ref("task", "arn"),
      loadBalancers: [{ targetGroupArn: ref("targets", "arn"), containerName: "app", containerPort }],
    },
  },
];

export const taskPorts = defineRule({
  name: "task-ports-agree",
  description:
    "A service's container, its target group and the rule that lets the load balancer in are all for one port.",
  level: "mandatory",
  severity: "medium",
  tags: ["network", "ecs", "load-balancer"],
  why: "A port too many is open to whoever takes over the load balancer; a port too few is an outage by deployment.",
  fix: "Use one value for the container's port, the target group's and the security group rule's.",
  url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html",
  controls: {},
  examples: { fails: ports(8080), passes: ports(8000) },
  validateStack: forStack((stack, findings) => {
    const rules = groupRules(stack);
    findings.forEach(stack.of([ECS_SERVICE]), (one) => {
      checkPorts(one, stack, rules, findings);
    });
  }),
});

interface Target {
  readonly container: string;
  readonly port: number;
}

function checkPorts(
  one: PolicyResource,
  stack: Stack,
  rules: readonly GroupRule[],
  findings: Findings,
): void {
  const targets = readers(at(one.props, "loadBalancers")).map((read): Target => {
    const entry = read();
    return { container: plainText(at(entry, "containerName")), port: Number(at(entry, "containerPort")) };
  });
  if (targets.length === 0) return;
  const wanted = targets.map(({ port }) => port);
  findings.attempt(() => {
    checkMappings(one, targets, stack, findings);
  });
  for (const group of findings.known(() => targetGroupsOf(one, stack), [])) {
    const port = findings.known(() => at(group.props, "port"), undefined);
    if (port === undefined || wanted.includes(Number(port))) continue;
    findings.violation(
      `target group ${group.name} is for port ${Number(port)}, not ${wanted.join(", ")}.`,
      one,
    );
  }
  checkDoor(one, wanted, stack, rules, findings);
}

function checkMappings(
  one: PolicyResource,
  targets: readonly Target[],
  stack: Stack,
  findings: Findings,
): void {
  const task = taskOf(one, stack);
  if (!task) return;
  const containers = containersOf(task.props) ?? [];
  for (const { container, port } of targets) {
    const mappings = asList(containers.find(({ name }) => name === container)?.field("portMappings"));
    if (mappings.some((mapping) => Number(fieldOf(mapping, "containerPort")) === port)) continue;
    findings.violation(
      `container ${container} of ${task.name} does not listen on ${port}, the balancer's port.`,
      one,
    );
  }
}

/** The rules that let load balancers in: for the service's ports, all of them, and no other. */
function checkDoor(
  one: PolicyResource,
  wanted: readonly number[],
  stack: Stack,
  rules: readonly GroupRule[],
  findings: Findings,
): void {
  const path = [...TASK_NETWORKS[ECS_SERVICE], "securityGroups"] as const;
  const groups = findings.known(() => allReferredTo(one, path, stack.of(GROUPS), GROUP_KEYS), []);
  const entrances = balancerGroups(stack, findings);
  if (groups.length === 0 || entrances.size === 0) return;
  const doors = rules.filter(
    (rule) =>
      findings.known<string>(rule.direction, "") === "ingress" &&
      groups.some((group) => findings.known(rule.group, undefined) === group) &&
      findings.known(rule.peers, []).some((peer) => entrances.has(peer)),
  );
  const open = findings.known(() => doors.map((rule) => ({ rule, ...rule.ports() })), []);
  for (const { rule, first, last } of open) {
    if (first === last && wanted.includes(first)) continue;
    findings.violation(
      `${rule.path}lets the load balancer in to ports ${first}-${last}; ${one.name} listens on ${wanted.join(", ")}.`,
      rule.resource,
    );
  }
  const missing = wanted.filter((port) => !open.some(({ first, last }) => first <= port && port <= last));
  if (missing.length === 0) return;
  findings.violation(`no rule lets the load balancer in to port ${missing.join(", ")} of its tasks.`, one);
}

const routed = (gateway: object): ExampleResource[] => [
  { type: "aws:ec2/subnet:Subnet", name: "subnet", props: { cidrBlock: "10.0.0.0/24" } },
  { type: "aws:ec2/routeTable:RouteTable", name: "table", props: { vpcId: "vpc-0a1b2c" } },
  {
    type: "aws:ec2/routeTableAssociation:RouteTableAssociation",
    name: "association",
    props: { subnetId: ref("subnet", "id"), routeTableId: ref("table", "id") },
  },
  {
    type: "aws:ec2/route:Route",
    name: "out",
    props: { routeTableId: ref("table", "id"), destinationCidrBlock: "0.0.0.0/0", ...gateway },
  },
  { type: ECS_SERVICE, name: "app", props: { networkConfiguration: { subnets: [ref("subnet", "id")] } } },
];

export const tasksInPrivateSubnets = defineRule({
  name: "tasks-in-private-subnets",
  description: "Tasks run in subnets that give no public addresses and have no route to an internet gateway.",
  level: "mandatory",
  severity: "high",
  tags: ["network", "ecs"],
  why: "In a public subnet one setting, on the task or on the subnet, puts a task on the internet.",
  fix: "Run tasks in subnets whose default route leads to a NAT, with mapPublicIpOnLaunch false.",
  url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html",
  controls: { fsbp: ["EC2.15"], checkov: ["CKV_AWS_130"] },
  examples: {
    fails: routed({ gatewayId: "igw-0a1b2c" }),
    passes: routed({ natGatewayId: "nat-0a1b2c" }),
  },
  validateStack: forStack(checkTaskSubnets),
});
