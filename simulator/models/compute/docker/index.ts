import type { ResourceModel } from "../../../model";
import { image } from "./image";

export const dockerModels: readonly ResourceModel[] = [image];
