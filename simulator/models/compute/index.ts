/** Containers, load balancing, scaling, discovery, registry, images and random values. */
import type { InvokeModel, ResourceModel } from "../../model";
import { discoveryModels } from "./discovery";
import { dockerModels } from "./docker";
import { ecrInvokes, ecrModels } from "./ecr";
import { ecsInvokes, ecsModels } from "./ecs";
import { lbModels } from "./lb";
import { randomModels } from "./random";
import { scalingModels } from "./scaling";

export const computeModels: readonly ResourceModel[] = [
  ...lbModels,
  ...ecsModels,
  ...scalingModels,
  ...discoveryModels,
  ...ecrModels,
  ...dockerModels,
  ...randomModels,
];

export const computeInvokes: readonly InvokeModel[] = [...ecsInvokes, ...ecrInvokes];
