/** Where the simulator and provider 5.100 differ about replacements, and changes that cannot be tried alone. */

/** Differences that are the provider's age, with the reason, by type and property. */
export const OTHERWISE: Readonly<Record<string, string>> = {
  "aws:ecs/service:Service deploymentController":
    "5.100 replaces the service; the released provider changes the controller in place",
};

const ONE_VALUE = "there is only one value";
const WRITE_ONLY = "no state holds what is only written";
const NAME = "the name must change with it";
const SUPPRESSED = "the provider takes a value that AWS has by itself for no change";

/** Changes that no plan can show alone, with the reason. */
export const UNTRIED: Readonly<Record<string, string>> = {
  "aws:cloudfront/originAccessControl:OriginAccessControl signingProtocol": ONE_VALUE,
  "aws:ec2/eip:Eip domain": ONE_VALUE,
  "aws:ec2/natGateway:NatGateway connectivityType": "a public gateway has an address, a private one has none",
  "aws:lb/loadBalancer:LoadBalancer enableCrossZoneLoadBalancing": SUPPRESSED,
  "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration objectLockEnabled": ONE_VALUE,
  "aws:secretsmanager/secretVersion:SecretVersion secretStringWo": WRITE_ONLY,
  "aws:sns/topic:Topic fifoTopic": NAME,
  "aws:sqs/queue:Queue fifoQueue": NAME,
  "aws:ssm/parameter:Parameter valueWo": WRITE_ONLY,
};

/** Properties that provider 5.100 does not have, beside `region`, which none of its types has. */
export const NEWER: readonly string[] = [
  "aws:budgets/budget:Budget billingViewArn",
  "aws:budgets/budget:Budget filterExpression",
  "aws:cloudfront/distribution:Distribution viewerMtlsConfig",
  "aws:ec2/flowLog:FlowLog regionalNatGatewayId",
  "aws:ec2/flowLog:FlowLog tagFieldSpecifications",
  "aws:ec2/instance:Instance forceDestroy",
  "aws:ec2/instance:Instance primaryNetworkInterface",
  "aws:ec2/natGateway:NatGateway availabilityMode",
  "aws:ec2/natGateway:NatGateway vpcId",
  "aws:ec2/route:Route odbNetworkArn",
  "aws:ec2/subnet:Subnet ipv4IpamPoolId",
  "aws:ec2/subnet:Subnet ipv4NetmaskLength",
  "aws:ec2/subnet:Subnet ipv6IpamPoolId",
  "aws:ec2/subnet:Subnet ipv6NetmaskLength",
  "aws:ec2/vpcEndpoint:VpcEndpoint dnsOptions.privateDnsPreference",
  "aws:ec2/vpcEndpoint:VpcEndpoint dnsOptions.privateDnsSpecifiedDomains",
  "aws:ecr/repository:Repository imageTagMutabilityExclusionFilters",
  "aws:ecs/service:Service deploymentConfiguration",
  "aws:ecs/service:Service sigintRollback",
  "aws:lb/listenerRule:ListenerRule transforms",
  "aws:s3/bucket:Bucket bucketNamespace",
  "aws:s3/bucketV2:BucketV2 bucketNamespace",
  "aws:scheduler/schedule:Schedule actionAfterCompletion",
  "aws:secretsmanager/secret:Secret type",
];
