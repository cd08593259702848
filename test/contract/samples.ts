/** Values for changes of properties, where none can be guessed from the simulator's model. */
import type { Props } from "../../simulator/model";

export interface Sample {
  /** Value before the change. @default the compliant resource's */
  readonly before?: unknown;
  /** Value after the change. @default another of the same kind */
  readonly after?: unknown;
  /** What else must be different for both; null takes a property away. */
  readonly with?: Props;
  /** What else changes with it. */
  readonly then?: Props;
}

const DATE = { before: "2027-01-01T00:00:00Z", after: "2027-02-01T00:00:00Z" };
const ADDRESS = { before: "10.0.0.10", after: "10.0.0.11" };
const ADDRESSES = { before: ["10.0.0.10"], after: ["10.0.0.11"] };
const ADDRESSES_6 = { before: ["2001:db8::10"], after: ["2001:db8::11"] };
const OWNER = { after: "444455556666" };
const POOLED = { ipv6IpamPoolId: "ipam-pool-1", cidrBlock: null };
const EXTRA = { with: { setIdentifier: "one" } };
const FIFO = { fifoTopic: true, name: "alarms.fifo" };
const FIFO_QUEUE = { fifoQueue: true, name: "work.fifo" };

const PRIVATE_NAT = { connectivityType: "private", allocationId: null };
const QUERIED = { metricName: null, namespace: null, statistic: null, period: null, dimensions: null };
const IMPORTED = {
  domainName: null,
  validationMethod: null,
  subjectAlternativeNames: null,
  certificateBody: "body",
};
const KEY_ONE = "arn:aws:kms:eu-west-1:111122223333:key/11111111-1111-1111-1111-111111111111";
const KEY_TWO = "arn:aws:kms:eu-west-1:111122223333:key/22222222-2222-2222-2222-222222222222";
const QUEUE = "arn:aws:sqs:eu-west-1:111122223333:dead";
const STEPS = [{ metricIntervalLowerBound: "0", scalingAdjustment: 1 }];
const EXTRA_POLICY = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Deny", Action: "s3:*", Resource: "*" }],
};
const GRANTS = { after: [{ type: "CanonicalUser", id: "one", permissions: ["READ"] }] };
const GRANTEE = { permission: "READ", grantee: { type: "CanonicalUser", id: "one" } };
const LIFECYCLE = { after: [{ enabled: true, id: "old", expiration: { days: 1 } }] };

export const SAMPLES: Readonly<Record<string, Readonly<Record<string, Sample>>>> = {
  "aws:servicediscovery/service:Service": {
    "dnsConfig #of another namespace": {
      before: { namespaceId: "ns-1", dnsRecords: [{ ttl: 10, type: "A" }] },
      after: { namespaceId: "ns-2", dnsRecords: [{ ttl: 10, type: "A" }] },
    },
    "dnsConfig #routed otherwise": {
      before: { namespaceId: "ns-1", routingPolicy: "MULTIVALUE", dnsRecords: [{ ttl: 10, type: "A" }] },
      after: { namespaceId: "ns-1", routingPolicy: "WEIGHTED", dnsRecords: [{ ttl: 10, type: "A" }] },
    },
    dnsConfig: {
      before: { namespaceId: "ns-1", dnsRecords: [{ ttl: 10, type: "A" }] },
      after: { namespaceId: "ns-1", dnsRecords: [{ ttl: 20, type: "A" }] },
    },
    "dnsConfig #of another record": {
      before: { namespaceId: "ns-1", dnsRecords: [{ ttl: 10, type: "A" }] },
      after: { namespaceId: "ns-1", dnsRecords: [{ ttl: 10, type: "SRV" }] },
    },
    healthCheckConfig: {
      before: { type: "HTTP" },
      after: { type: "TCP" },
      with: { healthCheckCustomConfig: null },
    },
    healthCheckCustomConfig: { before: { failureThreshold: 1 }, after: { failureThreshold: 2 } },
  },
  "aws:ecr/repository:Repository": {
    encryptionConfigurations: { after: [{ encryptionType: "KMS" }] },
  },
  "aws:ecs/taskDefinition:TaskDefinition": {
    runtimePlatform: {
      before: { cpuArchitecture: "X86_64", operatingSystemFamily: "LINUX" },
      after: { cpuArchitecture: "ARM64", operatingSystemFamily: "LINUX" },
    },
    ephemeralStorage: { after: { sizeInGib: 30 } },
    placementConstraints: { after: [{ type: "memberOf", expression: "attribute:x == y" }] },
    proxyConfiguration: { after: { containerName: "envoy" } },
    requiresCompatibilities: { after: ["EC2"] },
    volumes: { after: [{ name: "data" }] },
  },
  "aws:ecs/service:Service": {
    "capacityProviderStrategies #without a new deployment": {
      after: [{ capacityProvider: "FARGATE_SPOT", weight: 1 }],
    },
    "capacityProviderStrategies #gone": { with: { forceNewDeployment: true }, after: null },
    networkConfiguration: { after: { subnets: ["subnet-0123456789abcdef0"] } },
    healthCheckGracePeriodSeconds: { after: 60 },
    triggers: { with: { forceNewDeployment: true } },
    deploymentCircuitBreaker: { after: { enable: true, rollback: false } },
    capacityProviderStrategies: {
      with: { forceNewDeployment: true },
      after: [{ capacityProvider: "FARGATE_SPOT", weight: 1 }],
    },
    alarms: { after: { alarmNames: ["errors"], enable: true, rollback: true } },
    serviceRegistries: {
      after: { registryArn: "arn:aws:servicediscovery:eu-west-1:111122223333:service/srv-1" },
    },
    deploymentController: { after: { type: "CODE_DEPLOY" } },
  },
  "aws:lb/loadBalancer:LoadBalancer": {
    "subnets #of a network load balancer": {
      with: { loadBalancerType: "network", idleTimeout: null, dropInvalidHeaderFields: null },
      before: ["subnet-1", "subnet-2"],
      after: ["subnet-1", "subnet-3"],
    },
    accessLogs: { after: { bucket: "logs", enabled: true } },
    connectionLogs: { after: { bucket: "logs", enabled: true } },
    subnetMappings: {
      before: [{ subnetId: "subnet-1" }, { subnetId: "subnet-2" }],
      after: [{ subnetId: "subnet-1" }, { subnetId: "subnet-3" }],
    },
  },
  "aws:lb/targetGroup:TargetGroup": {
    stickiness: { after: { type: "lb_cookie", cookieDuration: 60 } },
    slowStart: { after: 30 },
  },
  "aws:lb/listener:Listener": {
    tcpIdleTimeoutSeconds: {
      with: { protocol: "TCP", port: 80, sslPolicy: null, certificateArn: null },
      before: 60,
      after: 61,
    },
    defaultActions: {
      after: [{ type: "fixed-response", fixedResponse: { contentType: "text/plain", statusCode: "503" } }],
    },
    mutualAuthentication: { after: { mode: "passthrough" } },
  },
  "aws:lb/listenerRule:ListenerRule": {
    actions: {
      after: [{ type: "fixed-response", fixedResponse: { contentType: "text/plain", statusCode: "503" } }],
    },
  },
  "aws:appautoscaling/scheduledAction:ScheduledAction": {
    scalableTargetAction: { after: { minCapacity: 1, maxCapacity: 2 } },
    startTime: DATE,
    endTime: DATE,
  },
  "aws:iam/role:Role": {
    inlinePolicies: { after: [{ name: "extra", policy: JSON.stringify(EXTRA_POLICY) }] },
    managedPolicyArns: { after: ["arn:aws:iam::aws:policy/ReadOnlyAccess"] },
  },
  "aws:ec2/networkInterface:NetworkInterface": {
    attachments: { after: [{ instance: "i-0123456789abcdef0", deviceIndex: 1 }] },
    privateIps: ADDRESSES,
    ipv6Addresses: ADDRESSES_6,
    ipv4Prefixes: { before: ["10.0.0.16/28"], after: ["10.0.0.32/28"] },
    ipv6Prefixes: { before: ["2001:db8:0:1::/80"], after: ["2001:db8:0:2::/80"] },
  },
  "aws:ec2/instance:Instance": {
    privateDnsNameOptions: {
      before: { hostnameType: "ip-name" },
      after: { hostnameType: "resource-name" },
    },
    "rootBlockDevice #of another key": {
      before: { volumeSize: 8, encrypted: true, kmsKeyId: KEY_ONE },
      after: { volumeSize: 8, encrypted: true, kmsKeyId: KEY_TWO },
    },
    "userData #that replaces": {
      with: { userDataReplaceOnChange: true },
      before: "#!/bin/sh\n",
      after: "#!/bin/bash\n",
    },
    sourceDestCheck: { before: true, after: false },
    ipv6Addresses: ADDRESSES_6,
    privateIp: ADDRESS,
    ephemeralBlockDevices: { after: [{ deviceName: "/dev/sdb", virtualName: "ephemeral0" }] },
    ebsBlockDevices: { after: [{ deviceName: "/dev/sdb", volumeSize: 10 }] },
    rootBlockDevice: {
      before: { volumeSize: 8, encrypted: false },
      after: { volumeSize: 8, encrypted: true },
    },
    cpuOptions: { before: { coreCount: 1 }, after: { coreCount: 2 } },
    networkInterfaces: {
      with: { subnetId: null, vpcSecurityGroupIds: null },
      before: [{ deviceIndex: 0, networkInterfaceId: "eni-1" }],
      after: [{ deviceIndex: 0, networkInterfaceId: "eni-2" }],
    },
    launchTemplate: { before: { id: "lt-1", version: "1" }, after: { id: "lt-2", version: "1" } },
    secondaryPrivateIps: ADDRESSES,
    userDataBase64: { before: "YQ==", after: "Yg==" },
    instanceType: { after: "t4g.micro" },
    metadataOptions: { after: { httpTokens: "required", httpPutResponseHopLimit: 2 } },
    creditSpecification: { after: { cpuCredits: "standard" } },
    maintenanceOptions: { after: { autoRecovery: "disabled" } },
  },
  "aws:sns/topic:Topic": {
    applicationSuccessFeedbackSampleRate: { after: 50 },
    firehoseSuccessFeedbackSampleRate: { after: 50 },
    httpSuccessFeedbackSampleRate: { after: 50 },
    lambdaSuccessFeedbackSampleRate: { after: 50 },
    sqsSuccessFeedbackSampleRate: { after: 50 },
    fifoTopic: { with: { name: "alarms.fifo" }, before: true, after: false },
    fifoThroughputScope: { with: FIFO, before: "Topic", after: "MessageGroup" },
    contentBasedDeduplication: { with: FIFO },
  },
  "aws:sns/topicSubscription:TopicSubscription": {
    filterPolicyScope: {
      with: { filterPolicy: '{"kind":["one"]}' },
      before: "MessageAttributes",
      after: "MessageBody",
    },
  },
  "aws:sqs/queue:Queue": {
    kmsDataKeyReusePeriodSeconds: { with: { kmsMasterKeyId: "alias/queue" }, before: 300, after: 600 },
    maxMessageSize: { after: 1024 },
    contentBasedDeduplication: { with: FIFO_QUEUE },
    deduplicationScope: { with: FIFO_QUEUE },
    fifoThroughputLimit: { with: FIFO_QUEUE },
  },
  "aws:budgets/budget:Budget": {
    accountId: OWNER,
    costFilters: { after: [{ name: "Service", values: ["Amazon Elastic Container Service"] }] },
    plannedLimits: {
      with: { limitAmount: null, limitUnit: null },
      before: [{ startTime: "2027-01-01_00:00", amount: "1", unit: "USD" }],
      after: [{ startTime: "2027-01-01_00:00", amount: "2", unit: "USD" }],
    },
    autoAdjustData: { after: { autoAdjustType: "FORECAST" } },
    timePeriodStart: { before: "2027-01-01_00:00", after: "2027-02-01_00:00" },
    timePeriodEnd: { before: "2028-01-01_00:00", after: "2028-02-01_00:00" },
  },
  "aws:scheduler/schedule:Schedule": {
    startDate: DATE,
    endDate: DATE,
    flexibleTimeWindow: { after: { mode: "FLEXIBLE", maximumWindowInMinutes: 5 } },
    target: {
      after: {
        arn: "arn:aws:sqs:eu-west-1:111122223333:other",
        roleArn: "arn:aws:iam::111122223333:role/run",
      },
    },
  },
  "aws:ec2/vpc:Vpc": {
    cidrBlock: { after: "10.1.0.0/16" },
    ipv4NetmaskLength: { with: { cidrBlock: null, ipv4IpamPoolId: "ipam-pool-1" }, before: 16, after: 17 },
    ipv6CidrBlock: {
      with: { ...POOLED, cidrBlock: "10.0.0.0/16" },
      before: "2001:db8::/56",
      after: "2001:db8:1::/56",
    },
    ipv6NetmaskLength: { with: { ...POOLED, cidrBlock: "10.0.0.0/16" }, before: 52, after: 56 },
  },
  "aws:ec2/subnet:Subnet": {
    "ipv6CidrBlock #of addresses given on creation": {
      with: { assignIpv6AddressOnCreation: true },
      before: "2001:db8::/64",
      after: "2001:db8:1::/64",
    },
    cidrBlock: { after: "10.9.0.0/24" },
    ipv6CidrBlock: { before: "2001:db8::/64", after: "2001:db8:1::/64" },
    customerOwnedIpv4Pool: {
      with: {
        mapCustomerOwnedIpOnLaunch: true,
        outpostArn: "arn:aws:outposts:eu-west-1:111122223333:outpost/op-1",
      },
      before: "coip-1",
      after: "coip-2",
    },
  },
  "aws:ec2/route:Route": {
    egressOnlyGatewayId: {
      with: { destinationCidrBlock: null, destinationIpv6CidrBlock: "::/0", gatewayId: null },
      before: "eigw-1",
      after: "eigw-2",
    },
    destinationIpv6CidrBlock: { before: "2001:db8::/64", after: "2001:db8:1::/64" },
  },
  "aws:secretsmanager/secret:Secret": { replicas: { after: [{ region: "eu-central-1" }] } },
  "aws:secretsmanager/secretVersion:SecretVersion": {
    secretStringWoVersion: { with: { secretString: null, secretStringWo: "one" }, before: 1, after: 2 },
    secretBinary: { before: "YQ==", after: "Yg==" },
  },
  "aws:kms/key:Key": {
    xksKeyId: {
      with: { customKeyStoreId: "cks-1", origin: "EXTERNAL_KEY_STORE" },
      before: "one",
      after: "two",
    },
  },
  "aws:ec2/securityGroup:SecurityGroup": Object.fromEntries(
    ["ingress", "egress"].map((property) => [
      property,
      { after: [{ protocol: "tcp", fromPort: 80, toPort: 80, cidrBlocks: ["10.0.0.0/8"] }] },
    ]),
  ),
  ...Object.fromEntries(
    ["Ingress", "Egress"].map((direction) => [
      `aws:vpc/securityGroup${direction}Rule:SecurityGroup${direction}Rule`,
      {
        cidrIpv4: { before: "10.0.0.0/8", after: "192.168.0.0/16" },
        "cidrIpv4 #in place of a group": {
          with: { referencedSecurityGroupId: "sg-0123456789abcdef0", cidrIpv4: null },
          after: "10.0.0.0/8",
          then: { referencedSecurityGroupId: null },
        },
        cidrIpv6: { before: "2001:db8::/64", after: "2001:db8:1::/64" },
        prefixListId: { before: "pl-0123456789abcdef0", after: "pl-0123456789abcdef1" },
        referencedSecurityGroupId: { before: "sg-0123456789abcdef0", after: "sg-0123456789abcdef1" },
      },
    ]),
  ),
  "aws:ec2/securityGroupRule:SecurityGroupRule": {
    ipv6CidrBlocks: { before: ["2001:db8::/64"], after: ["2001:db8:1::/64"] },
    self: { before: true, after: false, with: { cidrBlocks: null } },
  },
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": {
    metricTransformation: { after: { name: "Other", namespace: "Harena/dev", value: "1" } },
  },
  "aws:cloudwatch/metricAlarm:MetricAlarm": {
    metricQueries: {
      with: QUERIED,
      before: [{ id: "one", expression: "1", returnData: true }],
      after: [{ id: "one", expression: "2", returnData: true }],
    },
    thresholdMetricId: {
      with: {
        ...QUERIED,
        threshold: null,
        comparisonOperator: "GreaterThanUpperThreshold",
        metricQueries: [{ id: "one", expression: "1", returnData: true }],
      },
      before: "one",
      after: "two",
    },
    extendedStatistic: { with: { statistic: null }, before: "p90", after: "p99" },
    period: { after: 300 },
  },
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": {
    actionsSuppressor: { after: { alarm: "other", extensionPeriod: 10, waitPeriod: 10 } },
  },
  "aws:cloudwatch/eventTarget:EventTarget": {
    deadLetterConfig: { after: { arn: QUEUE } },
    retryPolicy: { after: { maximumRetryAttempts: 3, maximumEventAgeInSeconds: 60 } },
    ecsTarget: { after: { taskDefinitionArn: "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:1" } },
    inputTransformer: { before: { inputTemplate: '"before"' }, after: { inputTemplate: '"changed"' } },
    inputPath: { before: "$.one", after: "$.two" },
  },
  "aws:acm/certificate:Certificate": {
    options: { after: { certificateTransparencyLoggingPreference: "DISABLED" } },
    privateKey: { with: IMPORTED, before: "one", after: "two" },
    certificateChain: { with: { ...IMPORTED, privateKey: "key" }, before: "one", after: "two" },
    certificateBody: { with: { ...IMPORTED, privateKey: "key" }, before: "one", after: "two" },
    earlyRenewalDuration: {
      with: {
        validationMethod: null,
        certificateAuthorityArn: "arn:aws:acm-pca:eu-west-1:111122223333:certificate-authority/one",
      },
      before: "P30D",
      after: "P60D",
    },
    validationOptions: { after: [{ domainName: "api.example.com", validationDomain: "example.com" }] },
    certificateAuthorityArn: { with: { validationMethod: null } },
  },
  "aws:cloudfront/distribution:Distribution": {
    restrictions: { after: { geoRestriction: { restrictionType: "whitelist", locations: ["FR"] } } },
    viewerCertificate: { after: { cloudfrontDefaultCertificate: true } },
    defaultCacheBehavior: {
      after: {
        allowedMethods: ["GET", "HEAD"],
        cachedMethods: ["GET", "HEAD"],
        targetOriginId: "files",
        viewerProtocolPolicy: "https-only",
        cachePolicyId: "658327ea-f89d-4fab-a63d-7e88639e58f6",
      },
    },
    origins: { after: [{ domainName: "other.s3.eu-west-1.amazonaws.com", originId: "files" }] },
    originGroups: {
      after: [
        {
          originId: "group",
          failoverCriteria: { statusCodes: [500] },
          members: [{ originId: "files" }, { originId: "other" }],
        },
      ],
    },
  },
  "aws:cloudfront/cachePolicy:CachePolicy": {
    parametersInCacheKeyAndForwardedToOrigin: {
      after: {
        cookiesConfig: { cookieBehavior: "all" },
        headersConfig: { headerBehavior: "none" },
        queryStringsConfig: { queryStringBehavior: "none" },
      },
    },
  },
  "aws:cloudfront/originRequestPolicy:OriginRequestPolicy": {
    cookiesConfig: { after: { cookieBehavior: "none" } },
    headersConfig: { after: { headerBehavior: "none" } },
    queryStringsConfig: { after: { queryStringBehavior: "none" } },
  },
  "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": {
    removeHeadersConfig: { after: { items: [{ header: "X-Old" }] } },
    corsConfig: {
      after: {
        accessControlAllowCredentials: false,
        accessControlAllowHeaders: { items: ["x"] },
        accessControlAllowMethods: { items: ["GET"] },
        accessControlAllowOrigins: { items: ["*"] },
        originOverride: true,
      },
    },
    serverTimingHeadersConfig: { after: { enabled: true, samplingRate: 1 } },
    customHeadersConfig: { after: { items: [{ header: "X-Other", value: "one", override: true }] } },
    securityHeadersConfig: { after: { contentTypeOptions: { override: true } } },
  },
  "aws:route53/zone:Zone": { vpcs: { after: [{ vpcId: "vpc-0123456789abcdef0" }] } },
  "aws:route53/record:Record": {
    aliases: {
      with: { records: null, ttl: null },
      before: [{ name: "one.example.com", zoneId: "Z1", evaluateTargetHealth: false }],
      after: [{ name: "two.example.com", zoneId: "Z1", evaluateTargetHealth: false }],
    },
    weightedRoutingPolicies: { ...EXTRA, after: [{ weight: 1 }] },
    failoverRoutingPolicies: { ...EXTRA, after: [{ type: "PRIMARY" }] },
    latencyRoutingPolicies: { ...EXTRA, after: [{ region: "eu-west-1" }] },
    cidrRoutingPolicy: { ...EXTRA, after: { collectionId: "c", locationName: "l" } },
    geolocationRoutingPolicies: { ...EXTRA, after: [{ continent: "EU" }] },
    geoproximityRoutingPolicy: { ...EXTRA, after: { awsRegion: "eu-west-1" } },
    multivalueAnswerRoutingPolicy: EXTRA,
  },
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": {
    rules: {
      with: { expectedBucketOwner: "111122223333" },
      after: [{ id: "other", status: "Enabled", filter: { prefix: "" }, expiration: { days: 9 } }],
    },
    transitionDefaultMinimumObjectSize: { with: { expectedBucketOwner: "111122223333" } },
    expectedBucketOwner: OWNER,
  },
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": {
    rule: { after: { objectOwnership: "ObjectWriter" } },
  },
  "aws:s3/bucketVersioning:BucketVersioning": {
    expectedBucketOwner: OWNER,
    versioningConfiguration: { after: { status: "Suspended" } },
  },
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": {
    expectedBucketOwner: OWNER,
    rules: { after: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" } }] },
  },
  "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": { expectedBucketOwner: OWNER },
  "aws:s3/bucketAcl:BucketAcl": {
    expectedBucketOwner: OWNER,
    accessControlPolicy: {
      with: { acl: null },
      before: { owner: { id: "one" }, grants: [GRANTEE] },
      after: { owner: { id: "two" }, grants: [GRANTEE] },
    },
  },
  "aws:s3/bucketLogging:BucketLogging": {
    expectedBucketOwner: OWNER,
    targetGrants: { after: [GRANTEE] },
    targetObjectKeyFormat: { after: { simplePrefix: {} } },
  },
  "aws:s3/bucketObject:BucketObject": {
    serverSideEncryption: { before: "AES256", after: "aws:kms" },
    source: { before: "one.txt", after: "two.txt" },
    contentBase64: { before: "YQ==", after: "Yg==" },
    objectLockRetainUntilDate: DATE,
  },
  "aws:s3/bucketObjectv2:BucketObjectv2": {
    serverSideEncryption: { before: "AES256", after: "aws:kms" },
    source: { before: "one.txt", after: "two.txt" },
    contentBase64: { before: "YQ==", after: "Yg==" },
    objectLockRetainUntilDate: DATE,
  },
  "aws:s3/bucketNotification:BucketNotification": {
    queues: {
      after: [{ queueArn: "arn:aws:sqs:eu-west-1:111122223333:queue", events: ["s3:ObjectCreated:*"] }],
    },
    lambdaFunctions: {
      after: [
        {
          lambdaFunctionArn: "arn:aws:lambda:eu-west-1:111122223333:function:run",
          events: ["s3:ObjectCreated:*"],
        },
      ],
    },
  },
  "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": {
    loggingFilter: {
      after: {
        defaultBehavior: "DROP",
        filters: [
          {
            behavior: "KEEP",
            requirement: "MEETS_ANY",
            conditions: [{ actionCondition: { action: "BLOCK" } }],
          },
        ],
      },
    },
    redactedFields: { after: [{ singleHeader: { name: "x-other" } }] },
  },
  "aws:ec2/natGateway:NatGateway": {
    privateIp: { ...ADDRESS, with: PRIVATE_NAT },
    secondaryPrivateIpAddressCount: { before: 1, after: 2, with: PRIVATE_NAT },
  },
  "aws:ec2/eipAssociation:EipAssociation": {
    instanceId: {
      with: { networkInterfaceId: null },
      before: "i-0123456789abcdef0",
      after: "i-0123456789abcdef1",
    },
  },
  "aws:kms/alias:Alias": {
    namePrefix: { before: "alias/old-", after: "alias/new-" },
  },
  "aws:cloudfront/function:Function": {
    keyValueStoreAssociations: { after: ["arn:aws:cloudfront::111122223333:key-value-store/one"] },
  },
  "aws:s3/bucket:Bucket": {
    objectLockConfiguration: { after: { objectLockEnabled: "Enabled" } },
    grants: GRANTS,
    lifecycleRules: LIFECYCLE,
    serverSideEncryptionConfiguration: {
      after: { rule: { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } } },
    },
  },
  "aws:s3/bucketV2:BucketV2": {
    objectLockConfiguration: { after: { objectLockEnabled: "Enabled" } },
    grants: GRANTS,
    lifecycleRules: LIFECYCLE,
  },
  "aws:wafv2/webAcl:WebAcl": {
    defaultAction: { after: { block: {} } },
    ruleJson: { with: { rules: null }, before: "[]", after: '[{"Name":"one"}]' },
  },
  "aws:ecs/cluster:Cluster": {
    configuration: { after: { executeCommandConfiguration: { logging: "NONE" } } },
    settings: { after: [{ name: "containerInsights", value: "disabled" }] },
    serviceConnectDefaults: {
      after: { namespace: "arn:aws:servicediscovery:eu-west-1:111122223333:namespace/ns-1" },
    },
  },
  "aws:appautoscaling/policy:Policy": {
    stepScalingPolicyConfiguration: {
      with: { policyType: "StepScaling", targetTrackingScalingPolicyConfiguration: null },
      before: { adjustmentType: "ChangeInCapacity", cooldown: 60, stepAdjustments: STEPS },
      after: { adjustmentType: "ChangeInCapacity", cooldown: 61, stepAdjustments: STEPS },
    },
    targetTrackingScalingPolicyConfiguration: {
      after: {
        targetValue: 61,
        predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageCPUUtilization" },
      },
    },
  },
  "aws:ec2/flowLog:FlowLog": {
    destinationOptions: { before: { fileFormat: "plain-text" }, after: { fileFormat: "parquet" } },
  },
  "aws:ec2/vpcEndpoint:VpcEndpoint": {
    ipAddressType: { before: "ipv4", after: "dualstack" },
    dnsOptions: { before: { dnsRecordIpType: "ipv4" }, after: { dnsRecordIpType: "dualstack" } },
    "dnsOptions #preferred otherwise": {
      before: { privateDnsPreference: "ALL_DOMAINS" },
      after: { privateDnsPreference: "VERIFIED_DOMAINS_ONLY" },
    },
    "dnsOptions #of other domains": {
      before: { privateDnsSpecifiedDomains: ["one.example.com"] },
      after: { privateDnsSpecifiedDomains: ["two.example.com"] },
    },
    "privateDnsEnabled #of a gateway": {
      with: { vpcEndpointType: "Gateway", subnetIds: null, securityGroupIds: null },
      before: false,
      after: true,
    },
  },
  "aws:ssm/parameter:Parameter": {
    "tier #down": { before: "Advanced", after: "Standard" },
    valueWoVersion: { with: { value: null, valueWo: "one" }, before: 1, after: 2 },
  },
};
