/** Every resource type and invoke that the simulator knows. */
import type { InvokeModel, ResourceModel } from "../model";
import { computeInvokes, computeModels } from "./compute";
import { edgeInvokes, edgeModels } from "./edge";
import { foundationInvokes, foundationModels } from "./foundation";
import { DURATIONS } from "./durations";
import { providerModels } from "./providers";
import { KEPT, UNORDERED } from "./schemaFacts";

export const allModels: readonly ResourceModel[] = [
  ...providerModels,
  ...computeModels,
  ...foundationModels,
  ...edgeModels,
].map(withFacts);

/** Adds what is known of all types alike. */
function withFacts(model: ResourceModel): ResourceModel {
  const durations = DURATIONS.get(model.type);
  const kept = KEPT.get(model.type) ?? [];
  const unordered = UNORDERED.get(model.type) ?? [];
  return { ...model, shape: { ...model.shape, kept, unordered }, ...(durations && { durations }) };
}

export const allInvokes: readonly InvokeModel[] = [...computeInvokes, ...foundationInvokes, ...edgeInvokes];
