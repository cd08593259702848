import type { InvokeModel, ResourceModel } from "../../../model";
import { cluster, clusterCapacityProviders } from "./cluster";
import { getService } from "./getService";
import { service } from "./service";
import { taskDefinition } from "./taskDefinition";

export const ecsModels: readonly ResourceModel[] = [
  cluster,
  clusterCapacityProviders,
  taskDefinition,
  service,
];

export const ecsInvokes: readonly InvokeModel[] = [getService];
