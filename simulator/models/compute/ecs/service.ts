import type { Account, Existing } from "../../../account";
import type { Created, Place, Props, ResourceModel, Rule } from "../../../model";
import { ARN, arnOf } from "../../foundation/kit/arn";
import { APPLY, rule } from "../../foundation/kit/rules";
import { tagRule } from "../../foundation/kit/tags";
import { TYPES } from "../../foundation/kit/types";
import { object, objects, text } from "../../foundation/kit/values";
import { DISCOVERY_SERVICE, exists, TARGET_GROUP, show } from "../references";
import { capacityRules, strategyReplacement, usesFargate } from "./capacityRules";
import { clusterOf } from "./cluster";
import { loadBalancerRules } from "./serviceLoadBalancers";
import { serviceConnectRules } from "./serviceConnect";
import { rolloutRules } from "./rolloutRules";
import { taskDefinitionOf } from "./taskDefinition";

const PREFIX = "ecs/service";
const API = "Amazon ECS API, CreateService";

export const service: ResourceModel = {
  type: TYPES.ecsService,
  shape: {
    source: "terraform-provider-aws internal/service/ecs/service.go",
    replaceOn: ["name", "cluster", "iamRole", "launchType", "schedulingStrategy", "region"],
    required: [
      "networkConfiguration.subnets",
      "loadBalancers[].containerName",
      "loadBalancers[].containerPort",
      "deploymentCircuitBreaker.enable",
      "deploymentCircuitBreaker.rollback",
      "alarms.alarmNames",
      "alarms.enable",
      "alarms.rollback",
      "serviceConnectConfiguration.enabled",
      "serviceConnectConfiguration.services[].portName",
      "serviceConnectConfiguration.services[].clientAlias[].port",
      "serviceConnectConfiguration.logConfiguration.logDriver",
      "serviceRegistries.registryArn",
      "capacityProviderStrategies[].capacityProvider",
    ],
    values: {
      launchType: ["EC2", "FARGATE", "EXTERNAL"],
      schedulingStrategy: ["REPLICA", "DAEMON"],
      propagateTags: ["TASK_DEFINITION", "SERVICE", "NONE"],
      "deploymentController.type": ["ECS", "CODE_DEPLOY", "EXTERNAL"],
      "deploymentConfiguration.strategy": ["ROLLING", "BLUE_GREEN", "LINEAR", "CANARY"],
      availabilityZoneRebalancing: ["ENABLED", "DISABLED"],
      "serviceConnectConfiguration.accessLogConfiguration.format": ["TEXT", "JSON"],
    },
    ranges: {
      desiredCount: [0, 2147483647],
      healthCheckGracePeriodSeconds: [0, 2147483647],
      "capacityProviderStrategies[].base": [0, 100000],
      "capacityProviderStrategies[].weight": [0, 1000],
      "loadBalancers[].containerPort": [0, 65536],
      "serviceConnectConfiguration.services[].clientAlias[].port": [0, 65535],
      "serviceConnectConfiguration.services[].ingressPortOverride": [0, 65535],
    },
    lengths: {
      "networkConfiguration.subnets": [1, 16],
      "networkConfiguration.securityGroups": [0, 5],
      capacityProviderStrategies: [0, 20],
      loadBalancers: [0, 5],
    },
    formats: {
      name: {
        pattern: /^[0-9A-Za-z_-]{1,255}$/,
        words: "up to 255 letters, digits, underscores and hyphens",
      },
      "loadBalancers[].targetGroupArn": ARN,
      "serviceRegistries.registryArn": ARN,
    },
    defaults: {
      schedulingStrategy: "REPLICA",
      deploymentMaximumPercent: 200,
      deploymentMinimumHealthyPercent: 100,
      desiredCount: 0,
      enableEcsManagedTags: false,
      enableExecuteCommand: false,
      waitForSteadyState: false,
    },
    autoName: { property: "name", max: 255 },
  },
  rules: [
    ...referenceRules(),
    rule(`${PREFIX}:duplicate`, "create", API, ({ inputs, place, account }) => {
      const twin = account
        .ofType(TYPES.ecsService)
        .some(
          (other) =>
            other.urn !== place.urn &&
            other.outputs.name === inputs.name &&
            clusterNameOf(account, other.inputs.cluster) === clusterNameOf(account, inputs.cluster),
        );
      return twin ? "InvalidParameterException: Creation of service was not idempotent." : undefined;
    }),
    ...taskRules(),
    ...capacityRules(PREFIX, API),
    ...loadBalancerRules(PREFIX, API),
    ...rolloutRules(PREFIX, API),
    ...serviceConnectRules(PREFIX),
    tagRule(PREFIX),
  ],
  replaces: strategyReplacement,
  create: createService,
};

/** The task definition that a service runs. */
export function taskOf(inputs: Props, account: Account): Existing | undefined {
  return taskDefinitionOf(account, inputs.taskDefinition);
}

/** A cluster's name, whether it is given by name or ARN; left out, it is the one named default. */
export function clusterNameOf(account: Account, reference: unknown): string {
  const given = typeof reference === "string" ? reference : "default";
  return text(clusterOf(account, given)?.outputs, "name") ?? given.split("/").pop() ?? given;
}

function referenceRules(): Rule[] {
  const invalid = (what: string) => (reference: string) =>
    `InvalidParameterException: ${what} does not exist: ${reference}`;
  return [
    rule(`${PREFIX}:exists:cluster`, APPLY, API, ({ inputs, account }) =>
      clusterOf(account, inputs.cluster ?? "default")
        ? undefined
        : `ClusterNotFoundException: Cluster not found: ${show(inputs.cluster ?? "default")}`,
    ),
    rule(`${PREFIX}:exists:taskDefinition`, APPLY, API, ({ inputs, account }) =>
      inputs.taskDefinition === undefined || taskOf(inputs, account)
        ? undefined
        : `ClientException: Unable to find task definition: ${show(inputs.taskDefinition)}`,
    ),
    rule(`${PREFIX}:task-definition-given`, APPLY, API, ({ inputs }) =>
      inputs.taskDefinition === undefined &&
      text(object(inputs, "deploymentController"), "type") !== "EXTERNAL"
        ? "InvalidParameterException: TaskDefinition can not be blank."
        : undefined,
    ),
    exists(
      PREFIX,
      "networkConfiguration.subnets[]",
      [TYPES.subnet],
      API,
      (id) => `InvalidParameterException: The subnet ID '${id}' does not exist`,
    ),
    exists(
      PREFIX,
      "networkConfiguration.securityGroups[]",
      [TYPES.securityGroup],
      API,
      (id) => `InvalidParameterException: The security group '${id}' does not exist`,
    ),
    exists(PREFIX, "loadBalancers[].targetGroupArn", [TARGET_GROUP], API, invalid("The target group")),
    exists(
      PREFIX,
      "serviceRegistries.registryArn",
      [DISCOVERY_SERVICE],
      API,
      invalid("The service registry"),
    ),
    exists(
      PREFIX,
      "alarms.alarmNames[]",
      [TYPES.metricAlarm, TYPES.compositeAlarm],
      API,
      invalid("The alarm"),
    ),
  ];
}

function taskRules(): Rule[] {
  const modeOf = (inputs: Props, account: Account): unknown => taskOf(inputs, account)?.inputs.networkMode;
  return [
    rule(`${PREFIX}:network-configuration`, APPLY, API, ({ inputs, account }) => {
      const task = taskOf(inputs, account);
      const given = object(inputs, "networkConfiguration") !== undefined;
      if (!task || given === (modeOf(inputs, account) === "awsvpc")) return undefined;
      return given
        ? "InvalidParameterException: Network Configuration is not valid for the given networkMode of this task definition."
        : "InvalidParameterException: Network Configuration must be provided when networkMode 'awsvpc' is specified.";
    }),
    rule(`${PREFIX}:one-vpc`, APPLY, API, ({ inputs, account }) => {
      const network = object(inputs, "networkConfiguration") ?? {};
      const vpcOf = (type: string, ids: unknown): unknown[] =>
        ((ids ?? []) as unknown[]).flatMap((id) => account.find(type, id)?.outputs.vpcId ?? []);
      const vpcs = new Set([
        ...vpcOf(TYPES.subnet, network.subnets),
        ...vpcOf(TYPES.securityGroup, network.securityGroups),
        ...vpcOf(
          TARGET_GROUP,
          objects(inputs, "loadBalancers").map((item) => item.targetGroupArn),
        ),
      ]);
      return vpcs.size > 1
        ? `InvalidParameterException: subnets, security groups and target groups must be of one VPC, got ${[...vpcs].join(", ")}`
        : undefined;
    }),
    rule(`${PREFIX}:fargate-compatible`, APPLY, API, ({ inputs, account }) => {
      const compatible = (taskOf(inputs, account)?.inputs.requiresCompatibilities ?? [
        "FARGATE",
      ]) as unknown[];
      return usesFargate(inputs) && !compatible.includes("FARGATE")
        ? "InvalidParameterException: Task definition does not support launch_type FARGATE."
        : undefined;
    }),
    rule(`${PREFIX}:exec-task-role`, APPLY, API, ({ inputs, account }) => {
      const task = taskOf(inputs, account);
      return inputs.enableExecuteCommand === true && task && text(task.inputs, "taskRoleArn") === undefined
        ? "InvalidParameterException: The service couldn't be created because a valid taskRoleArn is not being used."
        : undefined;
    }),
  ];
}

function createService(inputs: Props, place: Place, account: Account): Created {
  const arn = arnOf(place, "ecs", `service/${clusterNameOf(account, inputs.cluster)}/${String(inputs.name)}`);
  const strategy = objects(inputs, "capacityProviderStrategies").length > 0;
  return {
    id: arn,
    outputs: {
      arn,
      ...(inputs.launchType === undefined && !strategy && { launchType: "EC2" }),
      ...(usesFargate(inputs) && inputs.platformVersion === undefined && { platformVersion: "LATEST" }),
    },
  };
}
