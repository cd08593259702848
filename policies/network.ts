/** Nothing is reachable that need not be: tasks and security groups. */
import type { ResourceValidationPolicy } from "@pulumi/policy";
import { forTypes } from "./findings";
import { asList, at } from "./reading";
import { checkSecurityGroup, SECURITY_GROUP_TYPES } from "./securityGroups";

/** Where each type that runs tasks says how they are connected. */
const TASK_NETWORKS: Readonly<Record<string, readonly string[]>> = {
  "aws:ecs/service:Service": ["networkConfiguration"],
  "aws:ecs/taskSet:TaskSet": ["networkConfiguration"],
  "aws:cloudwatch/eventTarget:EventTarget": ["ecsTarget", "networkConfiguration"],
  "aws:scheduler/schedule:Schedule": ["target", "ecsParameters", "networkConfiguration"],
};

export const tasksWithoutPublicAddress: ResourceValidationPolicy = {
  name: "tasks-without-public-address",
  description: "ECS tasks have no public address, whether a service or a schedule runs them.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["network", "ecs"],
  remediationSteps: "Set assignPublicIp to false and run the tasks in subnets with a route to a NAT.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-2",
  validateResource: forTypes(Object.keys(TASK_NETWORKS), (props, findings, { type }) => {
    const path = [...TASK_NETWORKS[type], "assignPublicIp"];
    if (at(props, ...path) !== true) return;
    findings.violation(`${path.join(".")} is true; set it to false.`);
  }),
};

export const securityGroupOpenToWorld: ResourceValidationPolicy = {
  name: "security-group-open-to-world",
  description: "Security groups admit the whole internet to ports 80 and 443 only.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["network", "security-group"],
  remediationSteps:
    "Admit another security group or a narrower range of addresses instead, or name the port in furtherPorts.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-18",
  configSchema: {
    properties: {
      furtherPorts: {
        type: "array",
        items: { type: "integer", minimum: 0, maximum: 65_535 },
        default: [],
        description: "Ports beside 80 and 443 to which the internet may come.",
      },
    },
  },
  validateResource: forTypes(SECURITY_GROUP_TYPES, (props, findings, { type, config }) => {
    const further = asList(config.furtherPorts).filter((port): port is number => typeof port === "number");
    checkSecurityGroup(type, props, findings, [80, 443, ...further]);
  }),
};
