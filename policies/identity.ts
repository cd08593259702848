/** Roles, trust and keys: who may do what. */
import { iamManagedAdmin, iamManagedWide, iamNoAccessKeys, iamNoUsers } from "./identity/attachments";
import { iamNoAdmin, iamPrivilegeEscalation, iamResourceWide, iamServiceWide } from "./identity/grants";
import { accessPolicyClosed, accessPolicySource } from "./identity/resources";
import { roleTrustUsers, taskRoleShared, taskRolesApart } from "./identity/roles";
import { roleTrustAccount, roleTrustAnyone, roleTrustFederated, roleTrustSource } from "./identity/trust";
import type { Rule } from "./lib/rule";

export * from "./identity/attachments";
export * from "./identity/grants";
export * from "./identity/resources";
export * from "./identity/roles";
export * from "./identity/trust";

export const rules: readonly Rule[] = [
  iamNoAdmin,
  iamPrivilegeEscalation,
  iamServiceWide,
  iamResourceWide,
  roleTrustAnyone,
  roleTrustFederated,
  roleTrustAccount,
  roleTrustSource,
  roleTrustUsers,
  taskRolesApart,
  taskRoleShared,
  accessPolicyClosed,
  accessPolicySource,
  iamManagedAdmin,
  iamManagedWide,
  iamNoAccessKeys,
  iamNoUsers,
];
