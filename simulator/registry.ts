import type { InvokeModel, ResourceModel } from "./model";
import { allInvokes, allModels } from "./models";

const models = new Map<string, ResourceModel>(allModels.map((model) => [model.type, model]));
const invokes = new Map<string, InvokeModel>(allInvokes.map((model) => [model.token, model]));

/** The model of a resource type; an unknown type is an error, so that nothing passes unchecked. */
export function findModel(type: string): ResourceModel {
  const model = models.get(type);
  if (!model) throw new Error(`the simulator has no model of the resource type ${type}`);
  return model;
}

/** The model of an invoke; an unknown one is an error. */
export function findInvoke(token: string): InvokeModel {
  const model = invokes.get(token);
  if (!model) throw new Error(`the simulator has no model of the invoke ${token}`);
  return model;
}
