/** Every resource type and invoke that the simulator knows. */
import type { InvokeModel, ResourceModel } from "../model";
import { computeInvokes, computeModels } from "./compute";
import { edgeInvokes, edgeModels } from "./edge";
import { foundationInvokes, foundationModels } from "./foundation";
import { providerModels } from "./providers";

export const allModels: readonly ResourceModel[] = [
  ...providerModels,
  ...computeModels,
  ...foundationModels,
  ...edgeModels,
];

export const allInvokes: readonly InvokeModel[] = [...computeInvokes, ...foundationInvokes, ...edgeInvokes];
