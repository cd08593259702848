/**
 * Checks of the simulator that provider 5.100 passes on to AWS, whose own documents have the limit: the simulator is
 * stricter at preview than this provider, and agrees with it about what is deployed.
 */
const JSON_KIND = "only JSON is asked for at preview: that it is a policy is AWS's own check";
const FORMAT = "the format is AWS's own check";
const LENGTH = "the length is AWS's own check";
const RANGE = "the range is AWS's own check";
const VALUES = "the set of values is AWS's own check";
const COMBINATION = "the combination is AWS's own check";

/** Why, by rule. */
export const PASSED_ON: Readonly<Record<string, string>> = {
  "acm/certificateValidation:format:certificateArn": FORMAT,
  "appautoscaling/policy:format:stepScalingPolicyConfiguration.stepAdjustments[].metricIntervalLowerBound":
    FORMAT,
  "appautoscaling/policy:format:stepScalingPolicyConfiguration.stepAdjustments[].metricIntervalUpperBound":
    FORMAT,
  "appautoscaling/policy:length:stepScalingPolicyConfiguration.stepAdjustments": LENGTH,
  "appautoscaling/policy:values:policyType": VALUES,
  "appautoscaling/policy:values:stepScalingPolicyConfiguration.adjustmentType": VALUES,
  "appautoscaling/policy:values:stepScalingPolicyConfiguration.metricAggregationType": VALUES,
  "appautoscaling/target:range:maxCapacity": RANGE,
  "appautoscaling/target:range:minCapacity": RANGE,
  "appautoscaling/target:values:serviceNamespace": VALUES,
  "budgets/budget:format:name": FORMAT,
  "budgets/budget:length:name": LENGTH,
  "cloudfront/cachePolicy:length:comment": LENGTH,
  "cloudfront/function:length:comment": LENGTH,
  "cloudfront/originRequestPolicy:length:comment": LENGTH,
  "cloudwatch/eventRule:length:namePrefix": LENGTH,
  "cloudwatch/eventTarget:range:ecsTarget.taskCount": RANGE,
  "cloudwatch/metricAlarm:length:alarmActions": LENGTH,
  "cloudwatch/metricAlarm:length:dimensions": LENGTH,
  "cloudwatch/metricAlarm:length:metricQueries": LENGTH,
  "cloudwatch/metricAlarm:length:metricQueries[].metric.dimensions": LENGTH,
  "cloudwatch/metricAlarm:period": COMBINATION,
  "ec2/eip:values:domain": VALUES,
  "ec2/securityGroupRule:format:prefixListIds[]": FORMAT,
  "ec2/vpcEndpoint:policy-json": JSON_KIND,
  "ecr/lifecyclePolicy:json": JSON_KIND,
  "ecr/lifecyclePolicy:length:policy": LENGTH,
  "ecr/repository:format:name": FORMAT,
  "ecr/repository:length:name": LENGTH,
  "ecr/repositoryPolicy:length:policy": LENGTH,
  "ecs/cluster:values:settings[].value": VALUES,
  "ecs/service:format:name": FORMAT,
  "ecs/service:length:capacityProviderStrategies": LENGTH,
  "ecs/service:length:loadBalancers": LENGTH,
  "ecs/service:length:networkConfiguration.securityGroups": LENGTH,
  "ecs/service:length:networkConfiguration.subnets": LENGTH,
  "ecs/service:range:desiredCount": RANGE,
  "iam/policy:policy-json": JSON_KIND,
  "iam/role:assumeRolePolicy-json": JSON_KIND,
  "iam/role:format:path": FORMAT,
  "iam/role:inlinePolicies[].policy-json": JSON_KIND,
  "iam/rolePolicy:policy-json": JSON_KIND,
  "kms/alias:length:name": LENGTH,
  "kms/key:policy-json": JSON_KIND,
  "lb/loadBalancer:length:securityGroups": LENGTH,
  "lb/loadBalancer:range:clientKeepAlive": RANGE,
  "lb/loadBalancer:range:idleTimeout": RANGE,
  "lb/targetGroup:format:healthCheck.matcher": FORMAT,
  "s3/bucketLifecycleConfiguration:conflicts:rules[].filter+rules[].prefix": COMBINATION,
  "s3/bucketLifecycleConfiguration:exactlyOneOf:rules[].transitions[].date+rules[].transitions[].days":
    COMBINATION,
  "s3/bucketNotification:format:lambdaFunctions[].lambdaFunctionArn": FORMAT,
  "s3/bucketNotification:format:queues[].queueArn": FORMAT,
  "s3/bucketNotification:format:topics[].topicArn": FORMAT,
  "secretsmanager/secret:length:description": LENGTH,
  "secretsmanager/secret:policy-json": JSON_KIND,
  "secretsmanager/secretPolicy:policy-json": JSON_KIND,
  "servicediscovery/service:format:name": FORMAT,
  "servicediscovery/service:range:dnsConfig.dnsRecords[].ttl": RANGE,
  "servicediscovery/service:range:healthCheckConfig.failureThreshold": RANGE,
  "sns/topic:length:displayName": LENGTH,
  "sns/topic:policy-json": JSON_KIND,
  "sns/topicPolicy:policy-json": JSON_KIND,
  "sqs/queue:policy-json": JSON_KIND,
  "sqs/queue:range:receiveWaitTimeSeconds": RANGE,
  "vpc/securityGroupEgressRule:format:description": FORMAT,
  "vpc/securityGroupEgressRule:format:prefixListId": FORMAT,
  "vpc/securityGroupEgressRule:format:referencedSecurityGroupId": FORMAT,
  "vpc/securityGroupEgressRule:length:description": LENGTH,
  "vpc/securityGroupIngressRule:format:description": FORMAT,
  "vpc/securityGroupIngressRule:format:prefixListId": FORMAT,
  "vpc/securityGroupIngressRule:format:referencedSecurityGroupId": FORMAT,
  "vpc/securityGroupIngressRule:length:description": LENGTH,
  "wafv2/webAclLoggingConfiguration:length:logDestinationConfigs": LENGTH,
};

/** Checks whose cases need arguments that 5.100 does not have. */
export const TOO_OLD: readonly string[] = [
  "acm/certificate:values:options.export",
  "budgets/budget:conflicts:costFilters+filterExpression",
  "budgets/budget:format:billingViewArn",
  "cloudfront/distribution:values:viewerMtlsConfig.mode",
  "ec2/instance:conflicts:primaryNetworkInterface+networkInterfaces",
  "ec2/natGateway:values:availabilityMode",
  "ec2/subnet:conflicts:ipv4IpamPoolId+customerOwnedIpv4Pool",
  "ec2/subnet:conflicts:ipv4NetmaskLength+cidrBlock",
  "ec2/subnet:conflicts:ipv4NetmaskLength+customerOwnedIpv4Pool",
  "ec2/subnet:conflicts:ipv6NetmaskLength+ipv6CidrBlock",
  "ec2/subnet:range:ipv4NetmaskLength",
  "ec2/subnet:required-with",
  "ec2/subnet:values:ipv6NetmaskLength",
  "ec2/vpcEndpoint:length:dnsOptions.privateDnsSpecifiedDomains",
  "ec2/vpcEndpoint:values:dnsOptions.privateDnsPreference",
  "ecr/repository:exclusion-filters",
  "ecr/repository:format:imageTagMutabilityExclusionFilters[].filter",
  "ecr/repository:length:imageTagMutabilityExclusionFilters",
  "ecr/repository:length:imageTagMutabilityExclusionFilters[].filter",
  "ecr/repository:required:imageTagMutabilityExclusionFilters[].filter",
  "ecr/repository:required:imageTagMutabilityExclusionFilters[].filterType",
  "ecr/repository:values:imageTagMutabilityExclusionFilters[].filterType",
  "ecs/service:values:deploymentConfiguration.strategy",
  "ecs/service:values:serviceConnectConfiguration.accessLogConfiguration.format",
  "lb/listenerRule:format:conditions[].hostHeader.values[]",
  "lb/listenerRule:format:conditions[].pathPattern.values[]",
  "lb/listenerRule:length:conditions[].queryStrings[].value",
  "lb/listenerRule:length:transforms[].hostHeaderRewriteConfig.rewrite.regex",
  "lb/listenerRule:length:transforms[].hostHeaderRewriteConfig.rewrite.replace",
  "lb/listenerRule:length:transforms[].urlRewriteConfig.rewrite.regex",
  "lb/listenerRule:length:transforms[].urlRewriteConfig.rewrite.replace",
  "lb/listenerRule:one-kind-a-condition",
  "lb/listenerRule:required:transforms[].hostHeaderRewriteConfig.rewrite.regex",
  "lb/listenerRule:required:transforms[].hostHeaderRewriteConfig.rewrite.replace",
  "lb/listenerRule:required:transforms[].type",
  "lb/listenerRule:required:transforms[].urlRewriteConfig.rewrite.regex",
  "lb/listenerRule:required:transforms[].urlRewriteConfig.rewrite.replace",
  "lb/listenerRule:transform-block",
  "lb/listenerRule:values:transforms[].type",
  "s3/bucket:values:bucketNamespace",
  "s3/bucketV2:values:bucketNamespace",
  "scheduler/schedule:values:actionAfterCompletion",
  "secretsmanager/secret:values:type",
];

const OLDER = "5.100 is stricter here than the released provider, which leaves it to AWS";
const PART = "the provider checks one of the things that AWS answers in the same way (type, JSON or length)";

/** What the simulator has AWS answer although the provider refuses it as well, with the reason, by rule. */
export const ALSO_CHECKED: Readonly<Record<string, string>> = {
  "cloudwatch/metricAlarm:operator": OLDER,
  "ec2/eipAssociation:target": OLDER,
  "ec2/natGateway:missing": OLDER,
  "ec2/natGateway:vpc": OLDER,
  "ecs/service:connect-client-alias": OLDER,
  "ecs/taskDefinition:log-options": PART,
  "lb/listener:last-action": "the action that comes last in the case lacks its own arguments as well",
  "lb/listenerRule:last-action": "the action that comes last in the case lacks its own arguments as well",
  "s3/bucketPolicy:malformed": PART,
  "scheduler/schedule:input": PART,
};

/** Compliant cases that 5.100 refuses, `type case`: it wants an argument that the released provider does not. */
export const COMPLIANT_LATER: readonly string[] = ["aws:ec2/natGateway:NatGateway a regional gateway"];
