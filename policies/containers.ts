/** What runs is what was built, apart from its host and its neighbours, and says how it is. */
import * as images from "./containers/images";
import * as isolation from "./containers/isolation";
import * as logs from "./containers/logs";
import * as repositories from "./containers/repositories";
import * as running from "./containers/running";
import type { Rule } from "./lib/rule";

export * from "./containers/images";
export * from "./containers/isolation";
export * from "./containers/logs";
export * from "./containers/repositories";
export * from "./containers/running";

export const rules: readonly Rule[] = [
  repositories.repositoryPrivate,
  isolation.containerUnprivileged,
  isolation.taskIsolated,
  isolation.containerReadonlyRoot,
  isolation.containerUser,
  isolation.containerInitProcess,
  images.containerImagePinned,
  images.containerImageOwn,
  images.imagePlatform,
  repositories.repositoryTagsImmutable,
  repositories.repositoryScanned,
  repositories.repositoryLifecycle,
  logs.containerLogs,
  running.containerHealthCheck,
  running.containerStopTimeout,
  running.taskSize,
  running.taskRuntimePlatform,
  running.fargatePlatformLatest,
];
