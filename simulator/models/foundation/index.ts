/** The types under everything else: network, identity, secrets, watching, messages. */
import type { InvokeModel, ResourceModel } from "../../model";
import { eip, eipAssociation } from "./ec2/addresses";
import { flowLog } from "./ec2/flowLog";
import { instance } from "./ec2/instance";
import { natGateway } from "./ec2/natGateway";
import { networkInterface } from "./ec2/networkInterface";
import { route, routeTable, routeTableAssociation } from "./ec2/routing";
import { securityGroup } from "./ec2/securityGroup";
import {
  securityGroupEgressRule,
  securityGroupIngressRule,
  securityGroupRule,
} from "./ec2/securityGroupRules";
import { subnet } from "./ec2/subnet";
import { internetGateway, vpc } from "./ec2/vpc";
import { vpcEndpoint } from "./ec2/vpcEndpoint";
import { instanceProfile, policy, rolePolicy, rolePolicyAttachment } from "./iam/policies";
import { role } from "./iam/role";
import { getAmi, getManagedPrefixList, getRouteTable } from "./invokes/ec2";
import { getAvailabilityZones, getCallerIdentity, getPartition, getRegion } from "./invokes/place";
import { getPolicyDocument } from "./invokes/policyDocument";
import { getParameter, getSecret, getSecretVersions } from "./invokes/secrets";
import { budget } from "./messaging/budgets";
import { schedule, scheduleGroup } from "./messaging/scheduler";
import { topic, topicPolicy, topicSubscription } from "./messaging/sns";
import { queue } from "./messaging/sqs";
import { alias, key } from "./secrets/kms";
import { parameter } from "./secrets/parameter";
import { secret, secretPolicy, secretVersion } from "./secrets/secretsManager";
import { compositeAlarm, metricAlarm } from "./watching/alarms";
import { dashboard } from "./watching/dashboard";
import { eventRule, eventTarget } from "./watching/events";
import { logGroup, logMetricFilter } from "./watching/logs";

const models: readonly ResourceModel[] = [
  ...[
    vpc,
    subnet,
    routeTable,
    route,
    routeTableAssociation,
    internetGateway,
    natGateway,
    eip,
    eipAssociation,
  ],
  ...[networkInterface, instance, securityGroup, securityGroupRule],
  ...[securityGroupIngressRule, securityGroupEgressRule, vpcEndpoint, flowLog],
  ...[role, rolePolicy, rolePolicyAttachment, policy, instanceProfile],
  ...[secret, secretVersion, secretPolicy, parameter, key, alias],
  ...[logGroup, logMetricFilter, metricAlarm, compositeAlarm, dashboard, eventRule, eventTarget],
  ...[topic, topicPolicy, topicSubscription, queue, budget, schedule, scheduleGroup],
];

/** Regional types tell their region, given or the provider's; those of global services have none. */
export const foundationModels: readonly ResourceModel[] = models.map((model) =>
  model.shape.replaceOn.includes("region") ? { ...model, create: withRegion(model.create) } : model,
);

function withRegion(create: ResourceModel["create"]): ResourceModel["create"] {
  return (inputs, place, account) => {
    const { id, outputs } = create(inputs, place, account);
    return { id, outputs: { region: place.region, ...outputs } };
  };
}

export const foundationInvokes: readonly InvokeModel[] = [
  ...[getAvailabilityZones, getCallerIdentity, getRegion, getPartition],
  ...[getAmi, getManagedPrefixList, getRouteTable],
  ...[getParameter, getPolicyDocument, getSecret, getSecretVersions],
];
