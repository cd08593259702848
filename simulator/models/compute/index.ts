import type { InvokeModel, ResourceModel } from "../../model";

export const computeModels: readonly ResourceModel[] = [];

export const computeInvokes: readonly InvokeModel[] = [];
