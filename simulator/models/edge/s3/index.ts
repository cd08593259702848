import type { ResourceModel } from "../../../model";
import { bucketModels } from "./bucket";
import { bucketPolicy } from "./bucketPolicy";
import { bucketLifecycle } from "./lifecycle";
import { loggingModels } from "./logging";
import { objectModels } from "./objects";
import { settingModels } from "./settings";

export const s3Models: readonly ResourceModel[] = [
  ...bucketModels,
  bucketPolicy,
  ...settingModels,
  bucketLifecycle,
  ...loggingModels,
  ...objectModels,
];
