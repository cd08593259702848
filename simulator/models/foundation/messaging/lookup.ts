import type { Account } from "../../../account";
import type { Place } from "../../../model";
import { parseArn, type Arn } from "../kit/arn";
import { TYPES } from "../kit/types";

/** Types whose ARNs are looked up when something is sent to them, by the ARN's service and resource. */
const KINDS: readonly { readonly service: string; readonly resource: RegExp; readonly type: string }[] = [
  { service: "sns", resource: /^[^:]+$/, type: TYPES.topic },
  { service: "sqs", resource: /^[^:]+$/, type: TYPES.queue },
  { service: "logs", resource: /^log-group:/, type: TYPES.logGroup },
  { service: "ecs", resource: /^cluster\//, type: TYPES.cluster },
];

/** Whether an ARN names a thing of the simulated account that does not exist. */
export function isMissing(account: Account, place: Place, value: string): boolean {
  const arn = parseArn(value);
  if (!arn || !isOwn(arn, place)) return false;
  const kind = KINDS.find(({ service, resource }) => service === arn.service && resource.test(arn.resource));
  return kind !== undefined && account.find(kind.type, value.replace(/:\*$/, "")) === undefined;
}

function isOwn(arn: Arn, place: Place): boolean {
  return arn.account === place.accountId;
}
