import type { ResourceModel } from "../../../model";
import { randomId } from "./randomId";
import { randomPassword, randomString } from "./randomText";

export const randomModels: readonly ResourceModel[] = [randomPassword, randomString, randomId];
