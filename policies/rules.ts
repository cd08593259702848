/** Every rule of the pack, in the order in which the README lists them. */
import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import * as https from "./https";
import * as network from "./network";
import * as secrets from "./secrets";

export type Rule = ResourceValidationPolicy | StackValidationPolicy;

export const rules: readonly Rule[] = [
  https.loadBalancerListenerHttps,
  https.loadBalancerRuleHttps,
  https.cloudfrontViewerHttps,
  https.cloudfrontTls,
  https.cloudfrontOriginHttps,
  https.bucketDeniesHttp,
  secrets.containerEnvironmentSecrets,
  secrets.dockerBuildArgsSecrets,
  secrets.parameterSecureString,
  network.tasksWithoutPublicAddress,
  network.securityGroupOpenToWorld,
];
