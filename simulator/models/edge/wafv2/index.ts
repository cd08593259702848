import type { ResourceModel } from "../../../model";
import { attachmentModels } from "./attachments";
import { webAcl } from "./webAcl";

export const wafv2Models: readonly ResourceModel[] = [webAcl, ...attachmentModels];
