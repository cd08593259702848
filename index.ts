/**
 * One environment of the application on AWS: network, load balancer, ECS services, front end. What differs
 * between environments is in `stacks/`; how each part is made is in `components/`.
 */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { AlarmTopic } from "./components/alarmTopic";
import { Budget } from "./components/budget";
import { Certificate } from "./components/certificate";
import { Cluster } from "./components/cluster";
import { ClusterEvents } from "./components/clusterEvents";
import { AliasRecords, CaaRecord } from "./components/dns";
import { FargateService } from "./components/fargateService";
import { ServiceImage } from "./components/image";
import { LoadBalancer } from "./components/loadBalancer";
import { LoadBalancerAlarms } from "./components/loadBalancerAlarms";
import { Network } from "./components/network";
import { planRoutes, publicPath } from "./components/routes";
import { ServiceSecret } from "./components/serviceSecret";
import { StaticSite } from "./components/staticSite";
import { readEnvironment } from "./stacks/config";

const environment = readEnvironment();
const { profile, domain, apiDomain, frontendDomains, architecture, region, project, stack } = environment;
for (const warning of environment.warnings) void pulumi.log.warn(warning);

const tags = { Project: project, Stack: stack, Environment: `${project}-${stack}`, ManagedBy: "pulumi" };
const provider = new aws.Provider("aws", { region, defaultTags: { tags } });
const opts = { providers: [provider] };

const { zoneId } = aws.route53.getZoneOutput({ name: environment.hostedZone }, { provider });
new CaaRecord("caa", { zoneId, domainName: domain }, opts);

const alarms = new AlarmTopic("alarms", { email: environment.alarmEmail }, opts);
if (environment.monthlyBudget !== undefined) {
  // Of all tags the one that another project in the account cannot have too.
  const tag = { key: "Environment", value: tags.Environment };
  new Budget("budget", { monthlyLimit: environment.monthlyBudget, topicArn: alarms.arn, tag }, opts);
}

const network = new Network(
  "network",
  {
    cidrBlock: environment.vpcCidr,
    zones: profile.zones,
    nat: profile.nat,
    flowLogRetentionDays: profile.flowLogs ? profile.logRetentionDays : undefined,
    protectAddresses: profile.deletionProtection,
  },
  opts,
);

const certificate = new Certificate("api-certificate", { domainName: apiDomain, zoneId }, opts);
const loadBalancer = new LoadBalancer(
  "api",
  {
    vpcId: network.vpcId,
    subnetIds: network.publicSubnetIds,
    certificateArn: certificate.arn,
    idleTimeout: environment.idleTimeout,
    deletionProtection: profile.deletionProtection,
    accessLogs: profile.accessLogs
      ? { retentionDays: profile.logRetentionDays, forceDestroy: profile.forceDestroy }
      : undefined,
    wafRateLimit: profile.wafRateLimit,
    wafLogRetentionDays: profile.logRetentionDays,
  },
  opts,
);
new LoadBalancerAlarms("api", { topicArn: alarms.arn, loadBalancerArnSuffix: loadBalancer.arnSuffix }, opts);
new AliasRecords("api-dns", { zoneId, names: [apiDomain], target: loadBalancer }, opts);

const cluster = new Cluster("cluster", { containerInsights: profile.containerInsights }, opts);
new ClusterEvents("cluster-events", { clusterName: cluster.clusterName, topicArn: alarms.arn }, opts);

const secrets = new Map<string, ServiceSecret>();
for (const { name, description, source } of environment.secrets) {
  const { secretRecoveryDays: recoveryDays, deletionProtection: protect } = profile;
  secrets.set(
    name,
    new ServiceSecret(name, { secretName: name, description, source, recoveryDays, protect }, opts),
  );
}

const { rules } = planRoutes(environment.services, environment);
const serviceImages = new Map<string, ServiceImage>();
const services = new Map<string, FargateService>();
for (const spec of environment.services) {
  const platform = architecture === "arm64" ? "linux/arm64" : "linux/amd64";
  const image = new ServiceImage(
    spec.hostname,
    { source: spec.image, platform, forceDelete: profile.forceDestroy },
    opts,
  );
  const service = new FargateService(
    spec.hostname,
    {
      cluster,
      network,
      loadBalancer,
      image,
      architecture,
      routes: { host: apiDomain, rules: rules.filter((rule) => rule.service === spec.name) },
      port: spec.port,
      healthPath: spec.healthPath,
      settings: spec.settings,
      secrets: chosen(secrets, spec.secrets),
      callees: chosen(services, spec.calls),
      size: spec.size,
      scaling: spec.scaling,
      requestTimeout: spec.requestTimeout,
      latencySeconds: spec.latencySeconds,
      healthCommand: spec.healthCommand,
      capacity: profile.capacity,
      sleep: profile.sleep,
      execCommand: profile.execCommand,
      logRetentionDays: profile.logRetentionDays,
      databaseCidr: environment.databaseCidr,
      alarmTopicArn: alarms.arn,
    },
    opts,
  );
  serviceImages.set(spec.name, image);
  services.set(spec.name, service);
}

const site = new StaticSite(
  "frontend",
  {
    domainNames: frontendDomains,
    zoneId,
    certificateArn: new Certificate(
      "frontend-certificate",
      { domainName: domain, alternativeNames: frontendDomains.slice(1), zoneId, region: "us-east-1" },
      opts,
    ).arn,
    dist: environment.frontendDist,
    apiUrl: `https://${apiDomain}`,
    buildCommand: `npm run frontend -- ${stack}`,
    priceClass: profile.priceClass,
    forceDestroy: profile.forceDestroy,
  },
  opts,
);

/** The named entries of a map that `stacks/` has made sure of. */
function chosen<T>(all: ReadonlyMap<string, T>, names: readonly string[]): T[] {
  return names.flatMap((name) => all.get(name) ?? []);
}

function each<T, R>(all: ReadonlyMap<string, T>, of: (item: T) => R): Record<string, R> {
  return Object.fromEntries([...all].map(([name, item]) => [name, of(item)]));
}

export const apiUrl = `https://${apiDomain}`;
export const healthUrl = `https://${apiDomain}/health`;
export const serviceUrls = Object.fromEntries(
  environment.services.map(({ name, routes }) => [name, `${apiUrl}${publicPath(routes)}`]),
);
export const frontendUrl = site.url;
export const egressIps = network.egressIps;
export const repositoryUrls = each(serviceImages, (image) => image.repositoryUrl);
export const images = each(serviceImages, (image) => image.imageUri);
export const clusterName = cluster.clusterName;
// Known only when every service runs what was asked for, so that a rolled-back deployment fails the update.
export const serviceNames = each(services, ({ serviceName, taskDefinitionArn }) =>
  taskDefinitionArn.apply(() => serviceName),
);
export const logGroups = each(services, (service) => service.logGroupName);
export const frontendBucket = site.bucketName;
export const distributionId = site.distributionId;
