import type { ResourceModel } from "../../../model";
import { distribution } from "./distribution";
import { cloudfrontFunction } from "./function";
import { originAccessControl } from "./originAccessControl";
import { policyModels } from "./policies";
import { responseHeadersPolicy } from "./responseHeaders";

export const cloudfrontModels: readonly ResourceModel[] = [
  distribution,
  originAccessControl,
  cloudfrontFunction,
  responseHeadersPolicy,
  ...policyModels,
];
