import type { InvokeModel, ResourceModel } from "../../../model";
import { getAuthorizationToken, getCredentials, getImage } from "./invokes";
import { lifecyclePolicy } from "./lifecyclePolicy";
import { repository, repositoryPolicy } from "./repository";

export const ecrModels: readonly ResourceModel[] = [repository, lifecyclePolicy, repositoryPolicy];

export const ecrInvokes: readonly InvokeModel[] = [getAuthorizationToken, getCredentials, getImage];
