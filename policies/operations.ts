/** What runs stays up, is watched, belongs to somebody, and is missed when it does not run. */
import type { Rule } from "./lib/rule";
import * as balancing from "./operations/balancing";
import * as belonging from "./operations/belonging";
import * as certificates from "./operations/certificates";
import * as deploying from "./operations/deploying";
import * as instances from "./operations/instances";
import * as scaling from "./operations/scaling";
import * as schedules from "./operations/schedules";
import * as watching from "./operations/watching";

export * from "./operations/balancing";
export * from "./operations/belonging";
export * from "./operations/certificates";
export * from "./operations/deploying";
export * from "./operations/instances";
export * from "./operations/scaling";
export * from "./operations/schedules";
export * from "./operations/watching";

export const rules: readonly Rule[] = [
  balancing.loadBalancerKept,
  balancing.loadBalancerAccessLogs,
  balancing.loadBalancerZones,
  balancing.targetGroupHealthCheck,
  balancing.keepAliveAboveIdleTimeout,
  balancing.distributionAccessLogs,
  balancing.distributionRootObject,
  deploying.serviceRollsBack,
  deploying.serviceStandsWhileDeployed,
  deploying.serviceRedundant,
  scaling.serviceOnDemand,
  deploying.serviceExecRecorded,
  deploying.clusterInsights,
  scaling.scalingBounded,
  scaling.scalingOwnsCount,
  watching.alarmActs,
  watching.publisherLetIn,
  watching.topicHeard,
  watching.serviceAlarmed,
  watching.budgetSet,
  schedules.scheduleMissed,
  schedules.scheduleRoleScope,
  schedules.backupWrittenOnce,
  certificates.certificateKept,
  certificates.caaRecord,
  instances.instanceMetadataTokens,
  belonging.tagsRequired,
  belonging.namesUnique,
];
