import type { ResourceModel } from "../../../model";
import { policy } from "./policy";
import { scheduledAction } from "./scheduledAction";
import { target } from "./target";

export const scalingModels: readonly ResourceModel[] = [target, policy, scheduledAction];
