import type { ResourceModel } from "../../../model";
import { certificate } from "./certificate";
import { certificateValidation } from "./certificateValidation";

export const acmModels: readonly ResourceModel[] = [certificate, certificateValidation];
