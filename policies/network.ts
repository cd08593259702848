/** Nothing is reachable that need not be. */
import type { Rule } from "./lib/rule";
import { loadBalancerBehindCloudfront } from "./network/behindCloudfront";
import {
  flowLogs,
  loadBalancerHeaders,
  publicEntryWebAcl,
  targetGroupHttps,
  webAclBlocks,
  webAclLogged,
} from "./network/entrances";
import {
  defaultSecurityGroupClosed,
  egressLimited,
  securityGroupOpenToWorld,
  securityGroupRulesMixed,
  securityGroupsDescribed,
} from "./network/groups";
import {
  taskPorts,
  tasksInPrivateSubnets,
  tasksUnreachable,
  tasksWithoutPublicAddress,
} from "./network/tasks";

export * from "./network/behindCloudfront";
export * from "./network/entrances";
export * from "./network/groups";
export * from "./network/tasks";

export const rules: readonly Rule[] = [
  tasksWithoutPublicAddress,
  tasksInPrivateSubnets,
  tasksUnreachable,
  taskPorts,
  securityGroupOpenToWorld,
  securityGroupRulesMixed,
  defaultSecurityGroupClosed,
  egressLimited,
  securityGroupsDescribed,
  loadBalancerHeaders,
  loadBalancerBehindCloudfront,
  publicEntryWebAcl,
  webAclBlocks,
  webAclLogged,
  flowLogs,
  targetGroupHttps,
];
