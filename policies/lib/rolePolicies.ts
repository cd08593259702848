/** What a role of the stack may do: all policy documents that are its own or attached to it. */
import type { PolicyResource } from "@pulumi/policy";
import { statementsOf, type Statement } from "./documents";
import { asList, at, every, textAt } from "./reading";
import { allReferredTo, givenAt, referredTo, type Path } from "./references";
import type { Stack } from "./stack";

export const ROLE = "aws:iam/role:Role";
export const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
export const POLICY = "aws:iam/policy:Policy";
export const ROLE_ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
export const ATTACHMENT = "aws:iam/policyAttachment:PolicyAttachment";

/** By which of its properties others name a role. */
export const ROLE_KEYS = ["arn", "name", "id"];

/** One policy document in effect for a role. */
export interface RolePolicy {
  /** Where a violation of it belongs. */
  readonly resource: PolicyResource;
  /** @throws the unknown value, where a preview does not know the document */
  readonly statements: () => readonly Statement[];
}

/** The documents of a role that the stack holds; not those of AWS or of other stacks, see {@link managedArns}. */
export function policiesOf(role: PolicyResource, stack: Stack): readonly RolePolicy[] {
  const roles = stack.of([ROLE]);
  const isItsOwn = (resource: PolicyResource, path: Path): boolean =>
    referredTo(resource, path, roles, ROLE_KEYS) === role;
  const document = (resource: PolicyResource, path: Path): RolePolicy => ({
    resource,
    statements: () => statementsOf(givenAt(resource, path)) ?? [],
  });
  const inline = asList(givenAt(role, "inlinePolicies")).map((_, index) =>
    document(role, ["inlinePolicies", index, "policy"]),
  );
  const own = stack.of([ROLE_POLICY]).filter((policy) => isItsOwn(policy, "role"));
  return [...inline, ...own.map((policy) => document(policy, "policy")), ...attached(role, stack, document)];
}

function attached(
  role: PolicyResource,
  stack: Stack,
  document: (resource: PolicyResource, path: Path) => RolePolicy,
): readonly RolePolicy[] {
  const policies = stack.of([POLICY]);
  return attachmentsOf(role, stack).flatMap((attachment) => {
    const policy = referredTo(attachment, "policyArn", policies, ["arn", "id"]);
    return policy ? [document(policy, "policy")] : [];
  });
}

/** The attachments of policies to a role. */
export function attachmentsOf(role: PolicyResource, stack: Stack): readonly PolicyResource[] {
  const roles = stack.of([ROLE]);
  return [
    ...stack.of([ROLE_ATTACHMENT]).filter((one) => referredTo(one, "role", roles, ROLE_KEYS) === role),
    ...stack.of([ATTACHMENT]).filter((one) => allReferredTo(one, "roles", roles, ROLE_KEYS).includes(role)),
  ];
}

/** ARNs of the managed policies of a role that are not the stack's: AWS's, and other stacks'. */
export function managedArns(role: PolicyResource, stack: Stack): readonly string[] {
  const policies = stack.of([POLICY]);
  const given = asList(givenAt(role, "managedPolicyArns")).flatMap((arn) =>
    typeof arn === "string" ? [arn] : [],
  );
  const attachments = attachmentsOf(role, stack).filter(
    (one) => referredTo(one, "policyArn", policies, ["arn", "id"]) === undefined,
  );
  return [...given, ...attachments.flatMap((one) => textAt(one.props, "policyArn") ?? [])].filter((arn) =>
    every(policies, (policy) => at(policy.props, "arn") !== arn),
  );
}
