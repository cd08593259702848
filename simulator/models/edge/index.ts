/** The edge: object storage, the content delivery network, certificates, DNS and the web application firewall. */
import type { ResourceModel } from "../../model";
import { acmModels } from "./acm";
import { cloudfrontModels } from "./cloudfront";
import { route53Models } from "./route53";
import { s3Models } from "./s3";
import { wafv2Models } from "./wafv2";

export { edgeInvokes } from "./invokes";
export { isIssued } from "./acm/certificates";
export { addExistingZone } from "./route53/zone";
export { declareZones } from "./route53/getZone";

export const edgeModels: readonly ResourceModel[] = [
  ...s3Models,
  ...cloudfrontModels,
  ...acmModels,
  ...route53Models,
  ...wafv2Models,
];
