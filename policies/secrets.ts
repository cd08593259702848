/** Secrets stay where they are encrypted, and only those read them who need them. No violation shows a value. */
import type { Rule } from "./lib/rule";
import { containerEnvironmentSecrets, secretNamedOnce } from "./secrets/containers";
import {
  computeEnvironmentSecrets,
  dockerBuildArgsSecrets,
  parameterSecureString,
} from "./secrets/environments";
import { stackOutputSecrets } from "./secrets/outputs";
import { secretReaders } from "./secrets/readers";
import { functionCodeSecrets, taskInputSecrets, userDataSecrets } from "./secrets/scripts";
import { secretPolicyClosed, secretSharedKey } from "./secrets/sharing";
import { plainTextSecrets, tagSecrets } from "./secrets/texts";
import { secretRecovery, secretRotation, secretUnused, secretVersionPinned } from "./secrets/upkeep";

export * from "./secrets/containers";
export * from "./secrets/readers";
export * from "./secrets/sharing";
export * from "./secrets/upkeep";
export {
  computeEnvironmentSecrets,
  dockerBuildArgsSecrets,
  functionCodeSecrets,
  parameterSecureString,
  plainTextSecrets,
  stackOutputSecrets,
  tagSecrets,
  taskInputSecrets,
  userDataSecrets,
};

export const rules: readonly Rule[] = [
  containerEnvironmentSecrets,
  secretNamedOnce,
  computeEnvironmentSecrets,
  dockerBuildArgsSecrets,
  parameterSecureString,
  userDataSecrets,
  taskInputSecrets,
  functionCodeSecrets,
  tagSecrets,
  plainTextSecrets,
  stackOutputSecrets,
  secretReaders,
  secretVersionPinned,
  secretUnused,
  secretRecovery,
  secretRotation,
  secretPolicyClosed,
  secretSharedKey,
];
