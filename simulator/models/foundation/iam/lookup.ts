import type { Existing } from "../../../account";
import type { Place, Props } from "../../../model";
import { parseArn } from "../kit/arn";
import { parsePolicy, statementsOf } from "../kit/policy";
import { asList, isProps } from "../kit/values";

/** Whether an ARN names a role of the simulated account, so that it can be looked up. */
export function isOwnRole(place: Pick<Place, "accountId">, value: string): boolean {
  const arn = parseArn(value);
  return arn?.service === "iam" && arn.account === place.accountId && arn.resource.startsWith("role/");
}

/** Whether a role's trust policy lets a service assume it. */
export function trusts(role: Existing, service: string): boolean {
  return statementsOf(parsePolicy(role.inputs.assumeRolePolicy)).some(
    (statement) => statement.Effect === "Allow" && servicesOf(statement).includes(service),
  );
}

function servicesOf({ Principal }: Props): unknown[] {
  return isProps(Principal) ? asList(Principal.Service) : [];
}
