/** Each role is one service's, and for one purpose. */
import type { PolicyResource } from "@pulumi/policy";
import { isAllow, statementsOf } from "../lib/documents";
import { forStack, type Findings } from "../lib/findings";
import { at, ifKnown, plainText } from "../lib/reading";
import { referredTo } from "../lib/references";
import { ROLE, ROLE_KEYS } from "../lib/rolePolicies";
import { roleUses, type RoleUse } from "../lib/roleUses";
import { defineRule, json, ref, type ExampleResource } from "../lib/rule";
import type { Stack } from "../lib/stack";
import { TASK_DEFINITION } from "../lib/taskDefinitions";

const role = (name: string, service = "ecs-tasks"): ExampleResource => ({
  type: ROLE,
  name,
  props: {
    name,
    assumeRolePolicy: json({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: `${service}.amazonaws.com` } },
      ],
    }),
  },
});
const task = (name: string, execution: string, own: string): ExampleResource => ({
  type: TASK_DEFINITION,
  name,
  props: { family: name, executionRoleArn: ref(execution, "arn"), taskRoleArn: ref(own, "arn") },
});

export const taskRolesApart = defineRule({
  name: "task-roles-apart",
  description: "A task's execution role and the application's role are two.",
  level: "advisory",
  severity: "medium",
  tags: ["identity", "iam", "ecs"],
  why: "The application would have the rights to read every secret of its task and to pull images.",
  controls: { checkov: ["CKV_AWS_249"] },
  fix: "Make a role for each, and give the application's only what its code calls.",
  url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-iam-roles.html",
  examples: {
    fails: [role("both"), task("app", "both", "both")],
    passes: [role("starter"), role("own"), task("app", "starter", "own")],
  },
  validateStack: forStack((stack, findings) => {
    findings.forEach(stack.of([TASK_DEFINITION]), (one) => {
      if (!hasOneRole(one, stack)) return;
      findings.violation("executionRoleArn and taskRoleArn are the same role; make two.", one);
    });
  }),
});

function hasOneRole(one: PolicyResource, stack: Stack): boolean {
  const roles = stack.of([ROLE]);
  const execution = referredTo(one, "executionRoleArn", roles, ROLE_KEYS);
  const own = referredTo(one, "taskRoleArn", roles, ROLE_KEYS);
  if (execution ?? own) return execution === own;
  const arn = plainText(at(one.props, "executionRoleArn"));
  return arn !== "" && arn === at(one.props, "taskRoleArn");
}

export const taskRoleShared = defineRule({
  name: "task-role-shared",
  description:
    "No two services share a role: each task definition has an execution role and a task role of its own.",
  level: "advisory",
  severity: "medium",
  tags: ["identity", "iam", "ecs"],
  why: "With one role, each service has the rights and the secrets of the other.",
  controls: {},
  fix: "Make a role for each service.",
  url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html",
  examples: {
    fails: [role("starter"), role("own"), task("one", "starter", "own"), task("other", "starter", "own")],
    passes: [role("starter"), role("own"), task("one", "starter", "own")],
  },
  validateStack: forStack((stack, findings) => {
    const users = usersOf(stack, findings);
    for (const [shared, tasks] of users) {
      const families = [...new Set(tasks.map(familyOf))];
      if (families.length < 2) continue;
      findings.violation(`is a role of ${families.join(" and ")}; make one for each.`, shared);
    }
  }),
});

function usersOf(stack: Stack, findings: Findings): ReadonlyMap<PolicyResource, readonly PolicyResource[]> {
  const users = new Map<PolicyResource, PolicyResource[]>();
  for (const { role: used, by } of roleUses(stack, findings)) {
    if (by.type === TASK_DEFINITION) users.set(used, [...(users.get(used) ?? []), by]);
  }
  return users;
}

/** Task definitions of one family are one service's. */
function familyOf(one: PolicyResource): string {
  const family = ifKnown(() => plainText(at(one.props, "family")), "");
  return family === "" ? one.name : family;
}

export const roleTrustUsers = defineRule({
  name: "role-trust-users",
  description: "A role trusts the services that use it in the stack, and no other service.",
  level: "advisory",
  severity: "medium",
  tags: ["identity", "iam"],
  why: "A role for tasks that Lambda may take on, too, is one function away from everybody who may write functions.",
  controls: {},
  fix: "Trust the one service that uses the role; make another role for another service.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_terms-and-concepts.html",
  examples: {
    fails: [role("starter", "lambda"), role("own"), task("app", "starter", "own")],
    passes: [role("starter"), role("own"), task("app", "starter", "own")],
  },
  validateStack: forStack((stack, findings) => {
    const uses = roleUses(stack, findings);
    findings.forEach(stack.of([ROLE]), (one) => {
      checkTrust(
        one,
        uses.filter(({ role: used }) => used === one),
        findings,
      );
    });
  }),
});

function checkTrust(one: PolicyResource, uses: readonly RoleUse[], findings: Findings): void {
  // Something outside the stack uses it, by rights or not.
  if (uses.length === 0) return;
  const trusted = (statementsOf(at(one.props, "assumeRolePolicy")) ?? [])
    .filter(isAllow)
    .flatMap(({ principals }) =>
      principals.filter(({ kind }) => kind === "Service").map(({ value }) => value),
    );
  const expected = uses.flatMap(({ services }) => services);
  const foreign = trusted.filter((service) => !expected.includes(service.replace(/\.cn$/, "")));
  if (foreign.length > 0) {
    findings.violation(
      `trusts ${foreign.join(", ")}, which nothing in the stack has use it; take it away.`,
      one,
    );
  }
  for (const { by, services } of uses) {
    if (services.some((service) => trusted.some((name) => name.replace(/\.cn$/, "") === service))) continue;
    findings.violation(
      `does not trust ${services[0]}, by which ${by.name} uses it; nothing could start.`,
      one,
    );
  }
}
