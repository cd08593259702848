/** Rules' tests as tables: what a rule is shown, and exactly what it finds. */
import assert from "node:assert/strict";
import type { ResourceValidationArgs } from "@pulumi/policy";
import type { ResourceRule } from "../../policies/lib/rule";
import type { Rule } from "../../policies/rules";
import { judge, type Resource } from "./support";

export interface Case {
  /** A resource, or a stack for rules on stacks. */
  readonly on: Resource | readonly Resource[];
  /** A part of each violation's message, in order. @default nothing */
  readonly finds?: readonly string[];
  /** Names of the resources that are at fault, in order; for rules on stacks. @default not asked */
  readonly at?: readonly string[];
  readonly config?: object;
  /** Whether the rule says that it could not decide everything. @default false */
  readonly undecided?: boolean;
}

export function table(rule: Rule, cases: Readonly<Record<string, Case>>): void {
  describe(rule.name, () => {
    for (const [what, { on, finds = [], at, config, undecided = false }] of Object.entries(cases)) {
      it(what, async () => {
        const verdict = await judge(rule, on, config);
        assert.ok(verdict.applicable, "the rule does not apply");
        assert.equal(
          verdict.messages.length,
          finds.length,
          `found: ${verdict.messages.join(" | ") || "nothing"}`,
        );
        finds.forEach((part, index) => {
          assert.ok(
            verdict.messages[index].includes(part),
            `expected ${part} in: ${verdict.messages[index]}`,
          );
        });
        if (at) {
          assert.deepEqual(
            verdict.urns.map((urn) => urn?.split("::").at(-1)),
            at,
          );
        }
        assert.equal(
          verdict.undecided !== undefined,
          undecided,
          verdict.undecided ?? "it could decide everything",
        );
      });
    }
  });
}

/** A resource of a stack, production unless said otherwise. */
export function resource(
  type: string,
  name: string,
  props: Resource["props"],
  more: Partial<Resource> = {},
): Resource {
  return { type, name, urn: `urn:pulumi:prod::test::${type}::${name}`, props, ...more };
}

/** The same in a stack for development. */
export function inDevelopment(one: Resource): Resource {
  return { ...one, urn: one.urn?.replace(":prod::", ":dev::") };
}

/** That a property comes from other resources, as the engine records it. */
export function from(one: Resource, property: string, ...sources: readonly Resource[]): Resource {
  const urns = sources.flatMap(({ urn }) => urn ?? []);
  return { ...one, dependencies: { ...one.dependencies, [property]: urns } };
}

/** What a rule makes of a resource's properties; undefined when it leaves them alone. */
export function remedied(rule: ResourceRule, one: Resource, config: object = {}): unknown {
  const { type, urn = "", props, provider } = one;
  // The rest is of no interest to remedies.
  const args = {
    type,
    urn,
    props: structuredClone(props),
    ...(provider && { provider }),
    getConfig: () => config,
  };
  return rule.remediateResource?.(args as unknown as ResourceValidationArgs);
}
