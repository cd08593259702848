/** What would open a way in, or take the guard from one. */
import { mutations as behindCloudfront } from "./behindCloudfront";
import { changed, container, drop, put, type Mutation } from "./mutation";
import { inside, type Mutable, type Plan, type Planned } from "./plan";

const SERVICE = "aws:ecs/service:Service";
const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const DEFAULT_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";
const CLASSIC_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule";
const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
const TARGETS = "aws:lb/targetGroup:TargetGroup";
const TASK = "aws:ecs/taskDefinition:TaskDefinition";
const SUBNET = "aws:ec2/subnet:Subnet";
const ROUTE = "aws:ec2/route:Route";
const BALANCER = "aws:lb/loadBalancer:LoadBalancer";
const ACL = "aws:wafv2/webAcl:WebAcl";
const SCHEDULE = "aws:scheduler/schedule:Schedule";

const SERVICES = ["user-service", "search-service", "conversation-service"];

const open = "security-group-open-to-world";
const reachable = "tasks-unreachable-from-internet";
const ports = "task-ports-agree";

const DOOR = "user-service-from-balancer";

/** A further rule on a group of the plan, or from one. */
function addRule(plan: Plan, type: string, group: Planned, inputs: Mutable, from?: [string, Planned]): void {
  const rule = plan.add({ type, inputs: { description: "Added", ...inputs } });
  plan.refer(rule, "securityGroupId", group, "id");
  if (from) plan.refer(rule, from[0], from[1], "id");
}

function addGroup(plan: Plan, name: string): Planned {
  const first = plan.get(GROUP, "api-group");
  return plan.copy(first, name, {
    id: `sg-of-${name}`,
    arn: `arn:aws:ec2:eu-west-1:1:security-group/${name}`,
  });
}

const tcp = (port: number): Mutable => ({ ipProtocol: "tcp", fromPort: port, toPort: port });
const tcpClassic = (port: number): Mutable => ({
  type: "ingress",
  protocol: "tcp",
  fromPort: port,
  toPort: port,
});

const entrance = (what: string, change: (props: Mutable) => void): Mutation =>
  changed(what, INGRESS, "api-in-443", change, open);

const worlds: readonly Mutation[] = [
  entrance("one port beside 443", put(444, "toPort")),
  entrance("all ports below 443", put(0, "fromPort")),
  entrance("every protocol", put("-1", "ipProtocol")),
  entrance("UDP on port 53", (props) => Object.assign(props, tcp(53), { ipProtocol: "udp" })),
  entrance("SSH to the load balancer", (props) => Object.assign(props, tcp(22))),
  changed(
    "port 8080 by half of the internet",
    INGRESS,
    "api-in-443",
    (props) => Object.assign(props, tcp(8080), { cidrIpv4: "128.0.0.0/1" }),
    open,
  ),
  changed(
    "port 8080 by IPv6",
    INGRESS,
    "api-in-443",
    (props) => Object.assign(props, tcp(8080), { cidrIpv4: undefined, cidrIpv6: "::/0" }),
    open,
  ),
  {
    what: "a database port by a classic rule",
    expect: { [open]: "added" },
    change: (plan) => {
      addRule(plan, CLASSIC_RULE, plan.get(GROUP, "api-group"), {
        ...tcpClassic(5432),
        cidrBlocks: ["0.0.0.0/0"],
      });
    },
  },
];

/** What lets the internet into a task's group also opens a port to the world, unless it is the web's. */
const ways: readonly Mutation[] = [
  {
    what: "the internet on a task's port",
    expect: { [open]: "added", [reachable]: "added" },
    change: (plan) => {
      addRule(plan, INGRESS, plan.get(GROUP, "user-service-group"), { ...tcp(8000), cidrIpv4: "0.0.0.0/0" });
    },
  },
  {
    what: "the internet on a task's port 443",
    expect: { [reachable]: "added" },
    change: (plan) => {
      addRule(plan, INGRESS, plan.get(GROUP, "search-service-group"), { ...tcp(443), cidrIpv4: "0.0.0.0/0" });
    },
  },
  {
    what: "the internet by IPv6 on a task's port 443, by a classic rule",
    expect: { [reachable]: "added" },
    change: (plan) => {
      addRule(plan, CLASSIC_RULE, plan.get(GROUP, "search-service-group"), {
        ...tcpClassic(443),
        ipv6CidrBlocks: ["::/0"],
      });
    },
  },
  {
    what: "the internet in two halves on a task's port 443",
    expect: { [reachable]: "added" },
    change: (plan) => {
      addRule(plan, CLASSIC_RULE, plan.get(GROUP, "search-service-group"), {
        ...tcpClassic(443),
        cidrBlocks: ["0.0.0.0/1", "128.0.0.0/1"],
      });
    },
  },
  {
    what: "a bastion between the internet and a task",
    expect: { [reachable]: "added" },
    change: (plan) => {
      const bastion = addGroup(plan, "bastion");
      const door = plan.add({
        type: INGRESS,
        name: "bastion-in",
        inputs: { ...tcp(443), description: "Tunnel", cidrIpv4: "0.0.0.0/0" },
      });
      plan.refer(door, "securityGroupId", bastion, "id");
      addRule(plan, INGRESS, plan.get(GROUP, "user-service-group"), tcp(8000), [
        "referencedSecurityGroupId",
        bastion,
      ]);
    },
  },
  {
    what: "two groups between the internet and a task, in two forms of rules",
    expect: { [reachable]: "added" },
    change: (plan) => {
      const [outer, inner] = [addGroup(plan, "outer"), addGroup(plan, "inner")];
      const door = plan.add({
        type: INGRESS,
        name: "outer-in",
        inputs: { ...tcp(80), description: "Redirects", cidrIpv4: "0.0.0.0/0" },
      });
      plan.refer(door, "securityGroupId", outer, "id");
      const middle = plan.add({
        type: CLASSIC_RULE,
        name: "inner-in",
        inputs: { ...tcpClassic(8000), description: "From outer" },
      });
      plan.refer(middle, "securityGroupId", inner, "id");
      plan.refer(middle, "sourceSecurityGroupId", outer, "id");
      addRule(plan, INGRESS, plan.get(GROUP, "user-service-group"), tcp(8000), [
        "referencedSecurityGroupId",
        inner,
      ]);
    },
  },
  {
    what: "a service in the load balancer's group",
    expect: { [reachable]: "api-group", [ports]: "user-service-service" },
    change: (plan) => {
      const service = plan.get(SERVICE, "user-service-service");
      service.dependencies.networkConfiguration = service.dependencies.networkConfiguration.filter(
        (urn) => !urn.endsWith("::user-service-group"),
      );
      const network = inside(service.inputs, "networkConfiguration");
      plan.refer(service, "networkConfiguration", plan.get(GROUP, "api-group"), "id", (id) => ({
        ...network,
        securityGroups: [id],
      }));
    },
  },
  {
    what: "a scheduled task in a group open to the internet",
    expect: { [reachable]: "open-in" },
    change: (plan) => {
      const group = addGroup(plan, "open");
      const door = plan.add({
        type: INGRESS,
        name: "open-in",
        inputs: { ...tcp(443), description: "Added", cidrIpv4: "0.0.0.0/0" },
      });
      plan.refer(door, "securityGroupId", group, "id");
      const task = plan.add({ type: "aws:ecs/taskSet:TaskSet", inputs: { launchType: "FARGATE" } });
      plan.refer(task, "networkConfiguration", group, "id", (id) => ({ securityGroups: [id], subnets: [] }));
    },
  },
];

const addresses: readonly Mutation[] = SERVICES.map((service) =>
  changed(
    `tasks of ${service} with public addresses`,
    SERVICE,
    `${service}-service`,
    put(true, "networkConfiguration", "assignPublicIp"),
    "tasks-without-public-address",
  ),
);

const services = SERVICES.map((name) => `${name}-service`);

const routes: readonly Mutation[] = [
  {
    what: "a private subnet's way out is the internet gateway",
    expect: { "tasks-in-private-subnets": services },
    change: (plan) => {
      const route = plan.get(ROUTE, "network-egress-1");
      const gateway = plan.get("aws:ec2/internetGateway:InternetGateway");
      for (const key of ["natGatewayId", "networkInterfaceId"]) plan.change(ROUTE, route.name, drop(key));
      plan.refer(route, "gatewayId", gateway, "id");
    },
  },
  {
    what: "a private subnet has a second way out, by IPv6",
    expect: { "tasks-in-private-subnets": services },
    change: (plan) => {
      const route = plan.add({ type: ROUTE, inputs: { destinationIpv6CidrBlock: "::/0" } });
      plan.refer(route, "routeTableId", plan.get("aws:ec2/routeTable:RouteTable", "network-private-2"), "id");
      plan.refer(route, "gatewayId", plan.get("aws:ec2/internetGateway:InternetGateway"), "id");
    },
  },
  {
    what: "a service in public subnets",
    expect: { "tasks-in-private-subnets": "search-service-service" },
    change: (plan) => {
      const service = plan.get(SERVICE, "search-service-service");
      const network = inside(service.inputs, "networkConfiguration");
      service.dependencies.networkConfiguration = [];
      const subnets = ["network-public-1", "network-public-2"].map((name) => plan.get(SUBNET, name));
      for (const subnet of [...subnets, plan.get(GROUP, "search-service-group")]) {
        plan.refer(service, "networkConfiguration", subnet, "id", () => ({
          ...network,
          subnets: subnets.map(({ outputs }) => outputs.id),
        }));
      }
    },
  },
  {
    what: "a private subnet joins a public route table",
    expect: { "tasks-in-private-subnets": services },
    change: (plan) => {
      const type = "aws:ec2/routeTableAssociation:RouteTableAssociation";
      const association = plan.get(type, "network-private-1");
      association.dependencies.routeTableId = [];
      plan.refer(
        association,
        "routeTableId",
        plan.get("aws:ec2/routeTable:RouteTable", "network-public-1"),
        "id",
      );
    },
  },
  {
    what: "a private subnet gives public addresses",
    expect: { "tasks-in-private-subnets": services },
    change: (plan) => {
      plan.change(SUBNET, "network-private-2", put(true, "mapPublicIpOnLaunch"));
    },
  },
];

const agreement: readonly Mutation[] = [
  changed("a target group for another port", TARGETS, "user-service-targets", put(9000, "port"), ports, {
    at: "user-service-service",
  }),
  changed("a door one port too wide", INGRESS, DOOR, put(8001, "toPort"), ports, { at: DOOR }),
  {
    what: "a door to every port",
    expect: { [ports]: DOOR },
    change: (plan) => {
      plan.change(INGRESS, DOOR, (props) => Object.assign(props, { fromPort: 0, toPort: 65_535 }));
    },
  },
  {
    what: "a door to every protocol",
    expect: { [ports]: DOOR },
    change: (plan) => {
      plan.change(INGRESS, DOOR, put("-1", "ipProtocol"));
    },
  },
  {
    what: "a door to another port",
    expect: { [ports]: [DOOR, "user-service-service"] },
    change: (plan) => {
      plan.change(INGRESS, DOOR, (props) => Object.assign(props, tcp(9000)));
    },
  },
  {
    what: "no door at all",
    expect: { [ports]: "user-service-service" },
    change: (plan) => {
      plan.remove(INGRESS, DOOR);
    },
  },
  changed(
    "a container that listens elsewhere",
    TASK,
    "user-service-task",
    container((one) => (one.portMappings = [{ name: "user-service", containerPort: 9000, protocol: "tcp" }])),
    ports,
    { at: "user-service-service" },
  ),
];

const groups: readonly Mutation[] = [
  {
    what: "an inline rule beside rules that are resources",
    expect: { "security-group-rules-in-one-way": "user-service-group" },
    change: (plan) => {
      const rule = {
        protocol: "tcp",
        fromPort: 9000,
        toPort: 9000,
        cidrBlocks: ["10.0.0.0/16"],
        description: "Metrics",
      };
      plan.change(GROUP, "user-service-group", put([rule], "ingress"));
    },
  },
  {
    what: "an inline outgoing rule beside rules that are resources",
    expect: { "security-group-rules-in-one-way": "search-service-group" },
    change: (plan) => {
      const rule = {
        protocol: "tcp",
        fromPort: 123,
        toPort: 123,
        cidrBlocks: ["10.0.0.0/16"],
        description: "Time",
      };
      plan.change(GROUP, "search-service-group", put([rule], "egress"));
    },
  },
  {
    what: "a default group with a rule",
    expect: { "default-security-group-closed": "added" },
    change: (plan) => {
      const tags = { Project: "harena", Stack: plan.stack };
      const ingress = [{ protocol: "-1", fromPort: 0, toPort: 0, self: true, description: "Each other" }];
      const group = plan.add({ type: DEFAULT_GROUP, inputs: { ingress, tags } });
      plan.refer(group, "vpcId", plan.get("aws:ec2/vpc:Vpc"), "id");
    },
  },
  changed(
    "everything out of a task",
    EGRESS,
    "user-service-out-https",
    put("-1", "ipProtocol"),
    "egress-limited",
  ),
  changed(
    "all TCP ports out of a task",
    EGRESS,
    "search-service-out-https",
    (props) => Object.assign(props, { fromPort: 0, toPort: 65_535 }),
    "egress-limited",
  ),
  changed("a rule that says nothing", INGRESS, DOOR, drop("description"), "security-groups-described"),
  changed(
    "a group that says what the provider says",
    GROUP,
    "api-group",
    put("Managed by Pulumi", "description"),
    "security-groups-described",
  ),
];

const acl = (what: string, change: (props: Mutable) => void): Mutation =>
  changed(what, ACL, "api-waf-acl", change, "web-acl-blocks", { stacks: ["prod"] });

const rulesOf = (props: Mutable): Mutable[] => props.rules as Mutable[];

const entrances: readonly Mutation[] = [
  changed(
    "invalid headers pass",
    BALANCER,
    "api-balancer",
    put(false, "dropInvalidHeaderFields"),
    "load-balancer-headers",
  ),
  changed(
    "nobody says whether invalid headers pass",
    BALANCER,
    "api-balancer",
    drop("dropInvalidHeaderFields"),
    "load-balancer-headers",
  ),
  changed(
    "ambiguous requests are only watched",
    BALANCER,
    "api-balancer",
    put("monitor", "desyncMitigationMode"),
    "load-balancer-headers",
  ),
  {
    what: "the firewall guards nothing",
    expect: { "public-entry-web-acl": "api-balancer" },
    change: (plan) => {
      plan.remove("aws:wafv2/webAclAssociation:WebAclAssociation", "api-waf-association");
    },
    stacks: ["prod"],
  },
  acl("the firewall has no rule", put([], "rules")),
  acl("the firewall only counts", (props) => {
    for (const rule of rulesOf(props)) {
      const key = "action" in rule ? "action" : "overrideAction";
      rule[key] = { count: {} };
    }
  }),
  acl("the firewall only counts what exploits known holes", (props) => {
    const rule = rulesOf(props).find(({ name }) => name === "AWSManagedRulesKnownBadInputsRuleSet");
    if (rule) rule.overrideAction = { count: {} };
  }),
  acl("the firewall does not look for what exploits known holes", (props) => {
    props.rules = rulesOf(props).filter(({ name }) => name !== "AWSManagedRulesKnownBadInputsRuleSet");
  }),
  {
    what: "the firewall keeps no log",
    expect: { "web-acl-logged": "api-waf-acl" },
    change: (plan) => {
      plan.remove("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration", "api-waf-logging");
    },
    stacks: ["prod"],
  },
  {
    what: "the network keeps no log",
    expect: { "vpc-flow-logs": "network" },
    change: (plan) => {
      plan.remove("aws:ec2/flowLog:FlowLog", "network-flow-logs-vpc");
    },
    stacks: ["prod"],
  },
  changed(
    "the network's log leaves out what is rejected",
    "aws:ec2/flowLog:FlowLog",
    "network-flow-logs-vpc",
    put("ACCEPT", "trafficType"),
    "vpc-flow-logs",
    { at: "network", stacks: ["prod"] },
  ),
];

const schedules: readonly Mutation[] = [
  {
    what: "a schedule runs tasks with public addresses",
    expect: { "tasks-without-public-address": "added" },
    change: (plan) => {
      const networkConfiguration = { assignPublicIp: true, subnets: [], securityGroups: [] };
      plan.add({
        type: SCHEDULE,
        inputs: {
          target: {
            ecsParameters: { networkConfiguration },
            retryPolicy: { maximumRetryAttempts: 3 },
            deadLetterConfig: { arn: "arn:aws:sqs:eu-west-1:1:missed" },
          },
        },
      });
    },
  },
];

export const mutations: readonly Mutation[] = [
  ...worlds,
  ...ways,
  ...addresses,
  ...routes,
  ...agreement,
  ...groups,
  ...entrances,
  ...behindCloudfront,
  ...schedules,
];
