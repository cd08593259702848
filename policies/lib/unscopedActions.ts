/**
 * Actions that AWS checks against no resource, so that `*` is the only one to give (AWS, "Service Authorization
 * Reference", the actions tables: no entry under resource types; read in April 2026).
 */
const ACTIONS: Readonly<Record<string, string>> = {
  acm:
    "GetAccountConfiguration ListCertificates PutAccountConfiguration RequestCertificate " +
    "SearchCertificates",
  "application-autoscaling":
    "DescribeScalableTargets DescribeScalingActivities DescribeScalingPolicies DescribeScheduledActions " +
    "GetPredictiveScalingForecast",
  appconfig:
    "CreateApplication CreateDeploymentStrategy CreateExtension CreateExtensionAssociation " +
    "GetAccountSettings ListApplications ListDeploymentStrategies ListExtensionAssociations " +
    "ListExtensions UpdateAccountSettings",
  autoscaling: "Describe* GetPredictiveScalingForecast PutAccountSetting",
  bedrock:
    "AssociateThirdPartyKnowledgeBase CallWithBearerToken CreateAgent CreateAutomatedReasoningPolicy " +
    "CreateBlueprint CreateCustomModel CreateFlow CreateFoundationModelAgreement CreateKnowledgeBase " +
    "CreateMarketplaceModelEndpoint CreateModelImportJob CreatePrompt CreateSession " +
    "DeleteEnforcedGuardrailConfiguration DeleteFoundationModelAgreement DeleteMarketplaceModelAgreement " +
    "DeleteModelInvocationLoggingConfiguration GenerateQuery GetBlueprintRecommendation " +
    "GetFoundationModelAvailability GetModelInvocationLoggingConfiguration GetUseCaseForModelAccess " +
    "InvokeBuilder InvokeInlineAgent ListAgents ListAsyncInvokes ListCustomModelDeployments " +
    "ListCustomModels ListEnforcedGuardrailsConfiguration ListEvaluationJobs ListFlows " +
    "ListFoundationModelAgreementOffers ListFoundationModels ListImportedModels ListInferenceProfiles " +
    "ListKnowledgeBases ListMarketplaceModelEndpoints ListModelCopyJobs ListModelCustomizationJobs " +
    "ListModelEvaluationJobs ListModelImportJobs ListModelInvocationJobs ListPromptRouters " +
    "ListProvisionedModelThroughputs ListSessions OptimizePrompt PutEnforcedGuardrailConfiguration " +
    "PutFoundationModelEntitlement PutModelInvocationLoggingConfiguration PutUseCaseForModelAccess Rerank " +
    "RetrieveAndGenerate ValidateFlowDefinition",
  budgets: "DescribeBudgetActionsForAccount",
  cloudwatch:
    "BatchGetServiceLevelIndicatorReport CreateServiceLevelObjective DeleteAnomalyDetector " +
    "DescribeAlarmsForMetric DescribeAnomalyDetectors DescribeInsightRules EnableTopologyDiscovery " +
    "GenerateQuery GenerateQueryResultsSummary GetMetricData GetMetricStatistics GetMetricWidgetImage " +
    "GetTopologyDiscoveryStatus GetTopologyMap Link ListDashboards ListEntitiesForMetric " +
    "ListManagedInsightRules ListMetricStreams ListMetrics ListServiceLevelObjectives ListServices " +
    "PutAnomalyDetector PutManagedInsightRules PutMetricData",
  dynamodb:
    "DescribeEndpoints DescribeLimits DescribeReservedCapacity DescribeReservedCapacityOfferings " +
    "GetAbacStatus InjectError ListBackups ListContributorInsights ListExports ListGlobalTables " +
    "ListImports ListStreams ListTables PurchaseReservedCapacityOfferings UpdateAbacStatus",
  ec2:
    "AdvertiseByoipCidr AssociateIpamByoasn AssociateTrunkInterface BundleInstance CancelBundleTask " +
    "CancelConversionTask CancelReservedInstancesListing ConfirmProductInstance CreateDefaultSubnet " +
    "CreateDefaultVpc CreateReservedInstancesListing CreateSpotDatafeedSubscription " +
    "DeleteSpotDatafeedSubscription DeleteSubnetCidrReservation DeprovisionByoipCidr " +
    "DeregisterInstanceEventNotificationAttributes DescribeAccountAttributes DescribeAddressTransfers " +
    "DescribeAddresses DescribeAddressesAttribute DescribeAggregateIdFormat DescribeAvailabilityZones " +
    "DescribeAwsNetworkPerformanceMetricSubscriptions DescribeBundleTasks DescribeByoipCidrs " +
    "DescribeCapacityBlockExtensionHistory DescribeCapacityBlockOfferings DescribeCapacityBlockStatus " +
    "DescribeCapacityBlocks DescribeCapacityManagerDataExports DescribeCapacityReservationBillingRequests " +
    "DescribeCapacityReservationFleets DescribeCapacityReservationTopology DescribeCapacityReservations " +
    "DescribeCarrierGateways DescribeClassicLinkInstances DescribeClientVpnEndpoints DescribeCoipPools " +
    "DescribeConversionTasks DescribeCustomerGateways DescribeDeclarativePoliciesReports " +
    "DescribeDhcpOptions DescribeEgressOnlyInternetGateways DescribeElasticGpus DescribeExportImageTasks " +
    "DescribeExportTasks DescribeFastLaunchImages DescribeFastSnapshotRestores DescribeFleets " +
    "DescribeFlowLogs DescribeFpgaImages DescribeHostReservationOfferings DescribeHostReservations " +
    "DescribeHosts DescribeIamInstanceProfileAssociations DescribeIdFormat DescribeIdentityIdFormat " +
    "DescribeImageReferences DescribeImageUsageReportEntries DescribeImageUsageReports DescribeImages " +
    "DescribeImportImageTasks DescribeImportSnapshotTasks DescribeInstanceConnectEndpoints " +
    "DescribeInstanceCreditSpecifications DescribeInstanceEventNotificationAttributes " +
    "DescribeInstanceEventWindows DescribeInstanceImageMetadata DescribeInstanceSqlHaHistoryStates " +
    "DescribeInstanceSqlHaStates DescribeInstanceStatus DescribeInstanceTopology " +
    "DescribeInstanceTypeOfferings DescribeInstanceTypes DescribeInstances DescribeInternetGateways " +
    "DescribeIpamByoasn DescribeIpamExternalResourceVerificationTokens DescribeIpamPolicies " +
    "DescribeIpamPools DescribeIpamPrefixListResolverTargets DescribeIpamPrefixListResolvers " +
    "DescribeIpamResourceDiscoveries DescribeIpamResourceDiscoveryAssociations DescribeIpamScopes " +
    "DescribeIpams DescribeIpv6Pools DescribeKeyPairs DescribeLaunchTemplateVersions " +
    "DescribeLaunchTemplates DescribeLocalGatewayRouteTablePermissions " +
    "DescribeLocalGatewayRouteTableVirtualInterfaceGroupAssociations " +
    "DescribeLocalGatewayRouteTableVpcAssociations DescribeLocalGatewayRouteTables " +
    "DescribeLocalGatewayVirtualInterfaceGroups DescribeLocalGatewayVirtualInterfaces " +
    "DescribeLocalGateways DescribeLockedSnapshots DescribeMacHosts DescribeMacModificationTasks " +
    "DescribeManagedPrefixLists DescribeMovingAddresses DescribeNatGateways DescribeNetworkAcls " +
    "DescribeNetworkInsightsAccessScopeAnalyses DescribeNetworkInsightsAccessScopes " +
    "DescribeNetworkInsightsAnalyses DescribeNetworkInsightsPaths DescribeNetworkInterfaceAttribute " +
    "DescribeNetworkInterfacePermissions DescribeNetworkInterfaces DescribeOutpostLags " +
    "DescribePlacementGroups DescribePrefixLists DescribePrincipalIdFormat DescribePublicIpv4Pools " +
    "DescribeRegions DescribeReplaceRootVolumeTasks DescribeReservedInstances " +
    "DescribeReservedInstancesListings DescribeReservedInstancesModifications " +
    "DescribeReservedInstancesOfferings DescribeRouteServerEndpoints DescribeRouteServerPeers " +
    "DescribeRouteServers DescribeRouteTables DescribeScheduledInstanceAvailability " +
    "DescribeScheduledInstances DescribeSecondaryInterfaces DescribeSecondaryNetworks " +
    "DescribeSecondarySubnets DescribeSecurityGroupRules DescribeSecurityGroupVpcAssociations " +
    "DescribeSecurityGroups DescribeServiceLinkVirtualInterfaces DescribeSnapshotTierStatus " +
    "DescribeSnapshots DescribeSpotDatafeedSubscription DescribeSpotFleetRequests " +
    "DescribeSpotInstanceRequests DescribeSpotPriceHistory DescribeStaleSecurityGroups " +
    "DescribeStoreImageTasks DescribeSubnets DescribeTags DescribeTrafficMirrorFilterRules " +
    "DescribeTrafficMirrorFilters DescribeTrafficMirrorSessions DescribeTrafficMirrorTargets " +
    "DescribeTransitGatewayAttachments DescribeTransitGatewayConnectPeers DescribeTransitGatewayConnects " +
    "DescribeTransitGatewayMeteringPolicies DescribeTransitGatewayMulticastDomains " +
    "DescribeTransitGatewayPeeringAttachments DescribeTransitGatewayPolicyTables " +
    "DescribeTransitGatewayRouteTableAnnouncements DescribeTransitGatewayRouteTables " +
    "DescribeTransitGatewayVpcAttachments DescribeTransitGateways DescribeTrunkInterfaceAssociations " +
    "DescribeVerifiedAccessEndpoints DescribeVerifiedAccessGroups " +
    "DescribeVerifiedAccessInstanceLoggingConfigurations DescribeVerifiedAccessInstanceWebAclAssociations " +
    "DescribeVerifiedAccessInstances DescribeVerifiedAccessTrustProviders DescribeVolumeStatus " +
    "DescribeVolumes DescribeVolumesModifications DescribeVpcBlockPublicAccessExclusions " +
    "DescribeVpcBlockPublicAccessOptions DescribeVpcClassicLink DescribeVpcClassicLinkDnsSupport " +
    "DescribeVpcEncryptionControls DescribeVpcEndpointAssociations " +
    "DescribeVpcEndpointConnectionNotifications DescribeVpcEndpointConnections " +
    "DescribeVpcEndpointServiceConfigurations DescribeVpcEndpointServices DescribeVpcEndpoints " +
    "DescribeVpcPeeringConnections DescribeVpcs DescribeVpnConcentrators DescribeVpnConnections " +
    "DescribeVpnGateways DisableAllowedImagesSettings DisableAwsNetworkPerformanceMetricSubscription " +
    "DisableCapacityManager DisableEbsEncryptionByDefault DisableImageBlockPublicAccess " +
    "DisableIpamOrganizationAdminAccount DisableSerialConsoleAccess DisableSnapshotBlockPublicAccess " +
    "DisassociateIpamByoasn DisassociateTrunkInterface EnableAllowedImagesSettings " +
    "EnableAwsNetworkPerformanceMetricSubscription EnableCapacityManager EnableEbsEncryptionByDefault " +
    "EnableImageBlockPublicAccess EnableIpamOrganizationAdminAccount " +
    "EnableReachabilityAnalyzerOrganizationSharing EnableSerialConsoleAccess " +
    "EnableSnapshotBlockPublicAccess ExportTransitGatewayRoutes GetAllowedImagesSettings " +
    "GetAwsNetworkPerformanceData GetCapacityManagerAttributes GetCapacityManagerMetricData " +
    "GetCapacityManagerMetricDimensions GetDefaultCreditSpecification GetEbsDefaultKmsKeyId " +
    "GetEbsEncryptionByDefault GetEnabledIpamPolicy GetHostReservationPurchasePreview " +
    "GetImageBlockPublicAccessState GetInstanceMetadataDefaults GetInstanceTypesFromInstanceRequirements " +
    "GetSerialConsoleAccessStatus GetSnapshotBlockPublicAccessState GetSpotPlacementScores " +
    "GetSubnetCidrReservations GetTransitGatewayAttachmentPropagations " +
    "GetTransitGatewayPrefixListReferences GetTransitGatewayRouteTableAssociations " +
    "GetTransitGatewayRouteTablePropagations GetVpnConnectionDeviceTypes InjectApiError " +
    "ListImagesInRecycleBin ListSnapshotsInRecycleBin ListVolumesInRecycleBin ModifyAvailabilityZoneGroup " +
    "ModifyDefaultCreditSpecification ModifyEbsDefaultKmsKeyId ModifyIdFormat ModifyIdentityIdFormat " +
    "ModifyInstanceMetadataDefaults ModifyVpcBlockPublicAccessOptions MoveAddressToVpc ProvisionByoipCidr " +
    "PurchaseReservedInstancesOffering PurchaseScheduledInstances " +
    "RegisterInstanceEventNotificationAttributes ReplaceImageCriteriaInAllowedImagesSettings " +
    "ResetEbsDefaultKmsKeyId RestoreAddressToClassic RunScheduledInstances StartDeclarativePoliciesReport " +
    "UpdateCapacityManagerOrganizationsAccess WithdrawByoipCidr",
  ec2messages: "*",
  ecr:
    "CreatePullThroughCacheRule CreateRepositoryCreationTemplate DeletePullThroughCacheRule " +
    "DeleteRegistryPolicy DeleteRepositoryCreationTemplate DeleteSigningConfiguration " +
    "DeregisterPullTimeUpdateExclusion DescribePullThroughCacheRules DescribeRegistry " +
    "DescribeRepositoryCreationTemplates GetAccountSetting GetAuthorizationToken GetRegistryPolicy " +
    "GetRegistryScanningConfiguration GetSigningConfiguration ListPullTimeUpdateExclusions " +
    "PutAccountSetting PutRegistryPolicy PutRegistryScanningConfiguration PutReplicationConfiguration " +
    "PutSigningConfiguration RegisterPullTimeUpdateExclusion UpdatePullThroughCacheRule " +
    "UpdateRepositoryCreationTemplate ValidatePullThroughCacheRule",
  ecs:
    "DeleteAccountSetting DeregisterTaskDefinition DescribeTaskDefinition DiscoverPollEndpoint " +
    "ListAccountSettings ListClusters ListServices ListServicesByNamespace ListTaskDefinitionFamilies " +
    "ListTaskDefinitions PutAccountSetting PutAccountSettingDefault",
  elasticache:
    "DescribeCacheEngineVersions DescribeEngineDefaultParameters DescribeEvents " +
    "DescribeReservedCacheNodesOfferings DescribeServiceUpdates",
  elasticloadbalancing: "Describe* AllowVendedLogDeliveryForResource SetWebAcl",
  events:
    "ListApiDestinations ListArchives ListConnections ListEndpoints ListEventBuses ListEventSources " +
    "ListPartnerEventSources ListReplays ListRuleNamesByTarget ListRules PutPartnerEvents PutPermission " +
    "RemovePermission TestEventPattern",
  firehose: "ListDeliveryStreams",
  health:
    "DescribeAffectedAccountsForOrganization DescribeAffectedEntitiesForOrganization " +
    "DescribeEntityAggregates DescribeEntityAggregatesForOrganization DescribeEventAggregates " +
    "DescribeEventDetailsForOrganization DescribeEventTypes DescribeEvents DescribeEventsForOrganization " +
    "DescribeHealthServiceStatusForOrganization DisableHealthServiceAccessForOrganization " +
    "EnableHealthServiceAccessForOrganization",
  iam:
    "CreateAccountAlias DeleteAccountAlias DeleteAccountPasswordPolicy DeleteCloudFrontPublicKey " +
    "DisableOrganizationsRootCredentialsManagement DisableOrganizationsRootSessions " +
    "DisableOutboundWebIdentityFederation EnableOrganizationsRootCredentialsManagement " +
    "EnableOrganizationsRootSessions EnableOutboundWebIdentityFederation GenerateCredentialReport " +
    "GetAccountAuthorizationDetails GetAccountEmailAddress GetAccountName GetAccountPasswordPolicy " +
    "GetAccountSummary GetCloudFrontPublicKey GetContextKeysForCustomPolicy GetCredentialReport " +
    "GetOrganizationsAccessReport GetOutboundWebIdentityFederationInfo GetServiceLastAccessedDetails " +
    "GetServiceLastAccessedDetailsWithEntities ListAccountAliases ListCloudFrontPublicKeys " +
    "ListDelegationRequests ListGroups ListInstanceProfiles ListOpenIDConnectProviders " +
    "ListOrganizationsFeatures ListPolicies ListRoles ListSAMLProviders ListSTSRegionalEndpointsStatus " +
    "ListServerCertificates ListUsers ListVirtualMFADevices SetSTSRegionalEndpointStatus " +
    "SetSecurityTokenServicePreferences SimulateCustomPolicy UpdateAccountEmailAddress UpdateAccountName " +
    "UpdateAccountPasswordPolicy UpdateCloudFrontPublicKey UploadCloudFrontPublicKey",
  kinesis:
    "DescribeAccountSettings DescribeLimits DisableEnhancedMonitoring EnableEnhancedMonitoring " +
    "InjectApiError ListStreams UpdateAccountSettings UpdateShardCount UpdateStreamMode",
  kms:
    "ConnectCustomKeyStore CreateCustomKeyStore CreateKey DeleteCustomKeyStore DescribeCustomKeyStores " +
    "DisconnectCustomKeyStore GenerateRandom ListAliases ListKeys ListRetirableGrants " +
    "UpdateCustomKeyStore",
  lambda:
    "CreateCodeSigningConfig CreateEventSourceMapping GetAccountSettings ListCapacityProviders " +
    "ListCodeSigningConfigs ListEventSourceMappings ListFunctions ListLayerVersions ListLayers",
  logs:
    "AssociateSourceToS3TableIntegration CallWithBearerToken CancelExportTask CancelImportTask " +
    "CreateImportTask CreateLogDelivery DeleteAccountPolicy DeleteIndexPolicy DeleteIntegration " +
    "DeleteLogDelivery DeletePipelineRule DeleteQueryDefinition DeleteResourcePolicy " +
    "DescribeAccountPolicies DescribeConfigurationTemplates DescribeDeliveries " +
    "DescribeDeliveryDestinations DescribeDeliverySources DescribeDestinations DescribeExportTasks " +
    "DescribeFieldIndexes DescribeImportTaskBatches DescribeImportTasks DescribeIndexPolicies " +
    "DescribeLogGroups DescribeLookupTables DescribeQueries DescribeQueryDefinitions " +
    "DescribeResourcePolicies DisassociateSourceFromS3TableIntegration GetIntegration GetLogDelivery " +
    "GetLogFields Link ListAggregateLogGroupSummaries ListEntitiesForLogGroup ListIntegrations " +
    "ListLogDeliveries ListLogGroups ListLogGroupsForEntity ListLogGroupsForQuery ListScheduledQueries " +
    "ListSourcesForS3TableIntegration PutAccountPolicy PutIndexPolicy PutIntegration PutPipelineRule " +
    "PutQueryDefinition PutResourcePolicy StopLiveTail StopQuery TestMetricFilter TestTransformer " +
    "UpdateLogDelivery",
  pricing: "*",
  rds:
    "CancelExportTask CreateDBProxy CrossRegionCommunication DescribeAccountAttributes " +
    "DescribeCertificates DescribeDBEngineVersions DescribeDBMajorEngineVersions " +
    "DescribeDBRecommendations DescribeEngineDefaultClusterParameters DescribeEngineDefaultParameters " +
    "DescribeEventCategories DescribeEvents DescribeOptionGroupOptions DescribeOrderableDBInstanceOptions " +
    "DescribeRecommendationGroups DescribeRecommendations DescribeReservedDBInstancesOfferings " +
    "DescribeSourceRegions ModifyCertificates ModifyDBRecommendation ModifyRecommendation",
  route53:
    "CreateCidrCollection CreateHealthCheck CreateHostedZone CreateReusableDelegationSet " +
    "CreateTrafficPolicy GetAccountLimit GetCheckerIpRanges GetGeoLocation GetHealthCheckCount " +
    "GetHostedZoneCount GetTrafficPolicyInstanceCount ListCidrCollections ListGeoLocations " +
    "ListHealthChecks ListHostedZones ListHostedZonesByName ListHostedZonesByVPC " +
    "ListReusableDelegationSets ListTrafficPolicies ListTrafficPolicyInstances TestDNSAnswer",
  s3:
    "CreateJob CreateStorageLensGroup GetAccessPoint GetAccountPublicAccessBlock " +
    "ListAccessGrantsInstances ListAccessPoints ListAccessPointsForObjectLambda ListAllMyBuckets ListJobs " +
    "ListMultiRegionAccessPoints ListStorageLensConfigurations ListStorageLensGroups " +
    "PutAccessPointPublicAccessBlock PutAccountPublicAccessBlock PutStorageLensConfiguration",
  scheduler: "ListScheduleGroups ListSchedules",
  secretsmanager: "BatchGetSecretValue GetRandomPassword ListSecrets",
  servicediscovery:
    "CreateHttpNamespace CreatePrivateDnsNamespace CreatePublicDnsNamespace ListNamespaces ListOperations " +
    "ListServices ListTagsForResource TagResource UntagResource",
  sns:
    "CheckIfPhoneNumberIsOptedOut CreatePlatformApplication CreatePlatformEndpoint " +
    "CreateSMSSandboxPhoneNumber DeleteEndpoint DeletePlatformApplication DeleteSMSSandboxPhoneNumber " +
    "GetEndpointAttributes GetPlatformApplicationAttributes GetSMSAttributes GetSMSSandboxAccountStatus " +
    "GetSubscriptionAttributes ListEndpointsByPlatformApplication ListOriginationNumbers " +
    "ListPhoneNumbersOptedOut ListPlatformApplications ListSMSSandboxPhoneNumbers ListSubscriptions " +
    "ListTopics OptInPhoneNumber SetEndpointAttributes SetPlatformApplicationAttributes SetSMSAttributes " +
    "SetSubscriptionAttributes Unsubscribe VerifySMSSandboxPhoneNumber",
  sqs: "ListQueues",
  ssm:
    "CancelCommand CreateActivation CreateMaintenanceWindow CreateOpsItem CreateOpsMetadata " +
    "CreatePatchBaseline DeleteActivation DeleteInventory DescribeActivations " +
    "DescribeAutomationExecutions DescribeAvailablePatches DescribeInstanceInformation " +
    "DescribeInstancePatchStatesForPatchGroup DescribeInstanceProperties DescribeInventoryDeletions " +
    "DescribeMaintenanceWindowExecutionTaskInvocations DescribeMaintenanceWindowExecutionTasks " +
    "DescribeMaintenanceWindowSchedule DescribeMaintenanceWindows DescribeMaintenanceWindowsForTarget " +
    "DescribeOpsItems DescribeParameters DescribePatchBaselines DescribePatchGroupState " +
    "DescribePatchGroups DescribePatchProperties DescribeSessions ExecuteAPI GetCommandInvocation " +
    "GetDeployablePatchSnapshotForInstance GetExecutionPreview GetInventory GetInventorySchema " +
    "GetMaintenanceWindowExecution GetMaintenanceWindowExecutionTask " +
    "GetMaintenanceWindowExecutionTaskInvocation GetManifest GetPatchBaselineForPatchGroup " +
    "ListAssociations ListCommandInvocations ListCommands ListComplianceItems ListComplianceSummaries " +
    "ListDocuments ListInventoryEntries ListOpsItemEvents ListOpsItemRelatedItems ListOpsMetadata " +
    "ListResourceComplianceSummaries ListResourceDataSync PutConfigurePackageResult PutInventory " +
    "RegisterManagedInstance StartExecutionPreview",
  ssmmessages: "*",
  states:
    "InvokeHTTPEndpoint ListActivities ListStateMachines RevealSecrets SendTaskFailure SendTaskHeartbeat " +
    "SendTaskSuccess TestState ValidateStateMachineDefinition",
  sts:
    "DecodeAuthorizationMessage GetAccessKeyInfo GetCallerIdentity GetDelegatedAccessToken " +
    "GetServiceBearerToken GetSessionToken GetWebIdentityToken TagGetWebIdentityToken",
  tag: "*",
  wafv2:
    "CheckCapacity CreateAPIKey DeleteAPIKey DescribeAllManagedProducts DescribeManagedProductsByVendor " +
    "DescribeManagedRuleGroup GenerateMobileSdkReleaseUrl GetDecryptedAPIKey GetMobileSdkRelease " +
    "ListAPIKeys ListAvailableManagedRuleGroupVersions ListAvailableManagedRuleGroups ListIPSets " +
    "ListLoggingConfigurations ListManagedRuleSets ListMobileSdkReleases ListRegexPatternSets " +
    "ListRuleGroups ListWebACLs",
  xray:
    "Put* BatchGetTraceSummaryById BatchGetTraces CancelTraceRetrieval DeleteResourcePolicy " +
    "GetDistinctTraceGraphs GetEncryptionConfig GetGroups GetIndexingRules GetInsight GetInsightEvents " +
    "GetInsightImpactGraph GetInsightSummaries GetRetrievedTracesGraph GetSamplingRules " +
    "GetSamplingStatisticSummaries GetSamplingTargets GetServiceGraph GetTimeSeriesServiceStatistics " +
    "GetTraceGraph GetTraceSegmentDestination GetTraceSummaries Link ListResourcePolicies " +
    "ListRetrievedTraces StartTraceRetrieval UpdateIndexingRule UpdateTraceSegmentDestination",
};

/** As a table for {@link takesNoResource}: whole names and beginnings, in lower case. */
const TABLE = new Map(
  Object.entries(ACTIONS).map(([service, names]) => {
    const all = names.toLowerCase().split(" ");
    const beginnings = all.filter((name) => name.endsWith("*")).map((name) => name.slice(0, -1));
    return [service, { names: new Set(all), beginnings }];
  }),
);

/**
 * True when an action, or every action of a pattern such as `ssmmessages:*`, takes no resource; `Describe*` is, since
 * nearly all of them do not. Any other pattern of which some actions do is false, and so is an action of a service
 * that the table does not have.
 */
export function takesNoResource(action: string): boolean {
  const [service, name = ""] = action.toLowerCase().split(":");
  const known = TABLE.get(service);
  if (name === "describe*") return true;
  if (!known) return false;
  return known.names.has(name) || known.beginnings.some((beginning) => name.startsWith(beginning));
}
