/** Managed policies that AWS publishes: the ones that container platforms and their tools attach. */
const NAMES = `
  AdministratorAccess PowerUserAccess ReadOnlyAccess SecurityAudit
  aws-service-role/AmazonECSServiceRolePolicy
  job-function/ViewOnlyAccess job-function/SystemAdministrator
  service-role/AmazonECSTaskExecutionRolePolicy service-role/AmazonEC2ContainerServiceforEC2Role
  service-role/AmazonEC2ContainerServiceRole service-role/AmazonEC2ContainerServiceEventsRole
  service-role/AmazonEC2ContainerServiceAutoscaleRole
  service-role/AmazonECSInfrastructureRolePolicyForVolumes
  service-role/AmazonECSInfrastructureRolePolicyForServiceConnectTransportLayerSecurity
  service-role/AmazonEC2RoleforSSM service-role/AmazonSSMMaintenanceWindowRole
  service-role/AmazonSSMAutomationRole service-role/AWSLambdaBasicExecutionRole
  service-role/AWSLambdaVPCAccessExecutionRole service-role/AmazonAPIGatewayPushToCloudWatchLogs
  service-role/AWSBackupServiceRolePolicyForBackup service-role/AWSBackupServiceRolePolicyForRestores
  service-role/AWSConfigRole service-role/AWS_ConfigRole
  AmazonECS_FullAccess AmazonSSMManagedInstanceCore AmazonSSMPatchAssociation AmazonSSMReadOnlyAccess
  AmazonSSMFullAccess CloudWatchAgentServerPolicy CloudWatchAgentAdminPolicy CloudWatchFullAccess
  CloudWatchFullAccessV2 CloudWatchReadOnlyAccess CloudWatchLogsFullAccess CloudWatchLogsReadOnlyAccess
  CloudWatchEventsFullAccess AmazonEC2FullAccess AmazonEC2ReadOnlyAccess
  AmazonEC2ContainerRegistryReadOnly AmazonEC2ContainerRegistryPullOnly AmazonEC2ContainerRegistryPowerUser
  AmazonEC2ContainerRegistryFullAccess AmazonS3FullAccess AmazonS3ReadOnlyAccess SecretsManagerReadWrite
  AmazonSNSFullAccess AmazonSNSReadOnlyAccess AmazonSQSFullAccess AmazonSQSReadOnlyAccess
  AmazonVPCFullAccess AmazonVPCReadOnlyAccess AmazonRoute53FullAccess AmazonRoute53ReadOnlyAccess
  CloudFrontFullAccess CloudFrontReadOnlyAccess ElasticLoadBalancingFullAccess ElasticLoadBalancingReadOnly
  AmazonEventBridgeFullAccess AmazonEventBridgeSchedulerFullAccess AWSXRayDaemonWriteAccess AWSXrayFullAccess
  IAMFullAccess IAMReadOnlyAccess AWSKeyManagementServicePowerUser AWSWAFFullAccess AWSWAFReadOnlyAccess
  AWSCertificateManagerFullAccess AWSCertificateManagerReadOnly AmazonRDSFullAccess AmazonRDSReadOnlyAccess
  AmazonDynamoDBFullAccess AmazonDynamoDBReadOnlyAccess AmazonBedrockFullAccess AWSLambda_FullAccess
`
  .trim()
  .split(/\s+/);

const PATHS = new Map(NAMES.map((path) => [baseName(path).toLowerCase(), path]));

function baseName(path: string): string {
  return path.split("/").pop() ?? path;
}

/**
 * The path that a managed policy's name really has, when it was written with another path or case. Names
 * that are not in the table are taken as they are, since AWS has more than a thousand.
 */
export function mistakenPath(path: string): string | undefined {
  const known = PATHS.get(baseName(path).toLowerCase());
  return known === path ? undefined : known;
}
