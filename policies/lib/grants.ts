/** What the roles of a stack are granted, looked up once for a whole rule. */
import type { PolicyResource } from "@pulumi/policy";
import { coversAction, coversResource, isAllow, isDeny, statementsOf, type Statement } from "./documents";
import type { Findings } from "./findings";
import { asList, find, ifKnown, some, textAt } from "./reading";
import { allReferredTo, dependenciesAmong, givenAt, referredTo, type Path } from "./references";
import { ATTACHMENT, POLICY, ROLE, ROLE_ATTACHMENT, ROLE_KEYS, ROLE_POLICY } from "./rolePolicies";
import type { Stack } from "./stack";

/** One policy document in effect for a role. */
export interface Grant {
  /** Where a violation of it belongs. */
  readonly resource: PolicyResource;
  /** Undefined where a preview does not know the document; {@link decide} then says so. */
  readonly statements: readonly Statement[] | undefined;
  /** @throws the unknown value, where a preview does not know the document */
  readonly decide: () => void;
  /** Of some resources, those from which the document is made. */
  readonly madeOf: (candidates: readonly PolicyResource[]) => readonly PolicyResource[];
}

export interface RoleGrants {
  readonly role: PolicyResource;
  readonly grants: readonly Grant[];
  /** The managed policies that are not the stack's, each with the resource that attaches it. */
  readonly managed: readonly { readonly arn: string; readonly resource: PolicyResource }[];
}

/** Each role of the stack with its documents. A policy that cannot be placed yet leaves the rule undecided. */
export function grantsOf(stack: Stack, findings: Findings): readonly RoleGrants[] {
  const roles = stack.of([ROLE]);
  const grants = new Map<PolicyResource, Grant[]>(roles.map((role) => [role, []]));
  const managed = new Map<PolicyResource, { arn: string; resource: PolicyResource }[]>(
    roles.map((role) => [role, []]),
  );
  const attach = (role: PolicyResource, attachment: PolicyResource): void => {
    const policy = referredTo(attachment, "policyArn", stack.of([POLICY]), ["arn", "id"]);
    const arn = ifKnown(() => textAt(attachment.props, "policyArn"), undefined);
    if (policy) grants.get(role)?.push(grant(policy, "policy"));
    else if (arn !== undefined) managed.get(role)?.push({ arn, resource: attachment });
  };
  findings.forEach(roles, (role) => {
    asList(givenAt(role, "inlinePolicies")).forEach((_, index) => {
      grants.get(role)?.push(grant(role, ["inlinePolicies", index, "policy"]));
    });
    for (const arn of asList(givenAt(role, "managedPolicyArns"))) {
      if (typeof arn === "string") managed.get(role)?.push({ arn, resource: role });
    }
  });
  findings.forEach(stack.of([ROLE_POLICY]), (policy) => {
    const role = referredTo(policy, "role", roles, ROLE_KEYS);
    if (role) grants.get(role)?.push(grant(policy, "policy"));
  });
  findings.forEach(stack.of([ROLE_ATTACHMENT]), (attachment) => {
    const role = referredTo(attachment, "role", roles, ROLE_KEYS);
    if (role) attach(role, attachment);
  });
  findings.forEach(stack.of([ATTACHMENT]), (attachment) => {
    for (const role of allReferredTo(attachment, "roles", roles, ROLE_KEYS)) attach(role, attachment);
  });
  return roles.map((role) => ({ role, grants: grants.get(role) ?? [], managed: managed.get(role) ?? [] }));
}

function grant(resource: PolicyResource, path: Path): Grant {
  const read = (): readonly Statement[] => statementsOf(givenAt(resource, path)) ?? [];
  return {
    resource,
    statements: ifKnown(read, undefined),
    decide: () => {
      read();
    },
    madeOf: (candidates) => dependenciesAmong(resource, path, candidates),
  };
}

/** The statement by which these allow an action on a resource, unless another denies it without a condition. */
export function allowing(
  statements: readonly Statement[],
  actions: readonly string[],
  covers: (statement: Statement) => boolean,
): Statement | undefined {
  const about = (statement: Statement): boolean =>
    some(actions, (action) => coversAction(statement, action)) && covers(statement);
  const denied = some(statements, (one) => isDeny(one) && one.conditions.length === 0 && about(one));
  return denied ? undefined : find(statements, (one) => isAllow(one) && about(one))?.item;
}

/** For {@link allowing}: the statement covers this ARN. */
export const covering =
  (arn: string) =>
  (statement: Statement): boolean =>
    coversResource(statement, arn);
