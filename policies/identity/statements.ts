/** The statements of all policies that say what somebody may do, and how far they reach. */
import type { ResourceValidation } from "@pulumi/policy";
import { isAllow, statementsOf, type Statement } from "../lib/documents";
import { forTypes, type Config, type Findings } from "../lib/findings";
import { asList, at, some, type Bag } from "../lib/reading";
import { ROLE } from "../lib/rolePolicies";
import { json, type ExampleResource } from "../lib/rule";

/** Where each type holds its document. */
const POLICIES: Readonly<Record<string, string>> = {
  "aws:iam/policy:Policy": "policy",
  "aws:iam/rolePolicy:RolePolicy": "policy",
  "aws:iam/userPolicy:UserPolicy": "policy",
  "aws:iam/groupPolicy:GroupPolicy": "policy",
  "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy": "inlinePolicy",
};

/** A rule's check of each statement that allows something; `say` is told what is wrong with it. */
export function forGrants(
  check: (statement: Statement, say: (message: string) => void, config: Config) => void,
): ResourceValidation {
  return forTypes([...Object.keys(POLICIES), ROLE], (props, findings, { type, config }) => {
    const checkDocument = (path: string, read: () => unknown): void => {
      findings.attempt(() => {
        for (const statement of (statementsOf(read()) ?? []).filter(isAllow)) {
          findings.attempt(() => {
            check(
              statement,
              (message) => {
                findings.violation(`${path}: ${statement.path} ${message}`);
              },
              config,
            );
          });
        }
      });
    };
    if (type === ROLE) forInline(props, findings, checkDocument);
    else checkDocument(POLICIES[type], () => at(props, POLICIES[type]));
  });
}

function forInline(
  role: Bag,
  findings: Findings,
  checkDocument: (path: string, read: () => unknown) => void,
): void {
  findings.attempt(() => {
    asList(at(role, "inlinePolicies")).forEach((_, index) => {
      checkDocument(`inlinePolicies[${index}].policy`, () => at(role, "inlinePolicies", index, "policy"));
    });
  });
}

/** True for actions that are all of AWS. */
export function isEverything(action: string): boolean {
  return /^\**(?::\**)?$/.test(action);
}

/** True for all actions of one service. */
export function isWholeService(action: string): boolean {
  return /^[\w-]+:\*+$/.test(action);
}

/** True for resources that say no more than their kind: `*`, `arn:aws:iam::111122223333:role/*`. */
export function isAnything(resource: string): boolean {
  if (/^\*+$/.test(resource)) return true;
  const named = resource.split(":").slice(5).join(":");
  return resource.startsWith("arn:") && /^(?:[\w-]+[/:])?\*+$/.test(named);
}

/** True when a statement's resources leave out none, or name those that they leave out. */
export function reachesAnything({ resources, notResources }: Statement): boolean {
  return notResources.length > 0 || some(resources, isAnything);
}

/** Conditions on how somebody asks, not on what for. */
const NO_RESOURCE =
  /^aws:(?:securetransport|multifactorauth\w+|requestedregion|sourceip|vpcsourceip|currenttime|useragent|principal\w+(?:\/.*)?|calledvia\w*)$/;

/** True when a condition narrows what a statement reaches. */
export function isNarrowed({ conditions }: Statement): boolean {
  return conditions.some(({ key }) => !NO_RESOURCE.test(key));
}

/** An example's policy with one statement. */
export function policyWith(statement: object): readonly ExampleResource[] {
  return [
    {
      type: "aws:iam/rolePolicy:RolePolicy",
      name: "app",
      props: {
        role: "app",
        policy: json({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] }),
      },
    },
  ];
}
