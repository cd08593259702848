import type { InvokeModel, ResourceModel } from "../../model";

export const edgeModels: readonly ResourceModel[] = [];

export const edgeInvokes: readonly InvokeModel[] = [];
