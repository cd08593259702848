import type { InvokeModel, ResourceModel } from "../../model";

export const foundationModels: readonly ResourceModel[] = [];

export const foundationInvokes: readonly InvokeModel[] = [];
