/** Nothing is reachable that need not be: tasks and security groups. */
import { forTypes } from "./lib/findings";
import { asList, at } from "./lib/reading";
import { defineRule, type Rule } from "./lib/rule";
import { checkSecurityGroup, SECURITY_GROUP_TYPES } from "./lib/securityGroups";

/** Where each type that runs tasks says how they are connected. */
const TASK_NETWORKS: Readonly<Record<string, readonly string[]>> = {
  "aws:ecs/service:Service": ["networkConfiguration"],
  "aws:ecs/taskSet:TaskSet": ["networkConfiguration"],
  "aws:cloudwatch/eventTarget:EventTarget": ["ecsTarget", "networkConfiguration"],
  "aws:scheduler/schedule:Schedule": ["target", "ecsParameters", "networkConfiguration"],
};

const service = (assignPublicIp: boolean) => [
  {
    type: "aws:ecs/service:Service",
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

const ingress = (port: number) => [
  {
    type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    name: "in",
    props: {
      securityGroupId: "sg-0a1b2c",
      ipProtocol: "tcp",
      fromPort: port,
      toPort: port,
      cidrIpv4: "0.0.0.0/0",
    },
  },
];

export const securityGroupOpenToWorld = defineRule({
  name: "security-group-open-to-world",
  description: "Security groups admit the whole internet to ports 80 and 443 only.",
  level: "mandatory",
  severity: "high",
  tags: ["network", "security-group"],
  why: "Only the web is for everybody; databases, SSH and application ports are not.",
  fix: "Admit another security group or a narrower range of addresses instead, or name the port in furtherPorts.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-18",
  controls: {
    fsbp: ["EC2.18", "EC2.19"],
    cis: ["5.2", "5.3"],
    checkov: ["CKV_AWS_24", "CKV_AWS_25", "CKV_AWS_260", "CKV_AWS_277"],
    cdkNag: ["AwsSolutions-EC23"],
  },
  config: {
    furtherPorts: {
      type: "array",
      items: { type: "integer", minimum: 0, maximum: 65_535 },
      default: [],
      description: "Ports beside 80 and 443 to which the internet may come.",
    },
  },
  examples: { fails: ingress(8000), passes: ingress(443) },
  validateResource: forTypes(SECURITY_GROUP_TYPES, (props, findings, { type, config }) => {
    const further = asList(config.furtherPorts).filter((port): port is number => typeof port === "number");
    checkSecurityGroup(type, props, findings, [80, 443, ...further]);
  }),
});

export const rules: readonly Rule[] = [tasksWithoutPublicAddress, securityGroupOpenToWorld];
