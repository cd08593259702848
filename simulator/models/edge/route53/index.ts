import type { ResourceModel } from "../../../model";
import { record } from "./record";
import { zone } from "./zone";

export const route53Models: readonly ResourceModel[] = [zone, record];
