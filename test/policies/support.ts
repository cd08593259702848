/** Runs rules as the engine's server does: properties behind the proxy that throws on unknown values. */
import assert from "node:assert/strict";
import * as policySdk from "@pulumi/policy";
import type {
  PolicyProviderResource,
  PolicyResource,
  PolicyResourceOptions,
  ResourceValidationArgs,
  StackValidationArgs,
} from "@pulumi/policy";
import type { ExampleResource } from "../../policies/lib/rule";
import { Json, Ref } from "../../policies/lib/rule";
import { markSecrets, type ValuePath } from "../../policies/lib/secretMarks";
import type { Rule } from "../../policies/rules";

export type Props = Readonly<Record<string, unknown>>;

/** How the engine writes a text that a preview does not know; any kind of value may be given as one. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

// The package's types leave out what it marks as internal.
const { unknownCheckingProxy } = policySdk as unknown as { unknownCheckingProxy: (props: object) => Props };

export interface Resource {
  readonly type: string;
  readonly name?: string;
  readonly urn?: string;
  readonly props: Props;
  /** Names of properties, each with the URNs of the resources that it comes from. */
  readonly dependencies?: Readonly<Record<string, readonly string[]>>;
  readonly options?: Partial<PolicyResourceOptions>;
  readonly provider?: PolicyProviderResource;
  /** URN of the parent, for rules of a whole stack. */
  readonly parent?: string;
  /** Where the properties hold what the program marked as secrets. @default nowhere */
  readonly secrets?: readonly ValuePath[];
}

export interface Verdict {
  readonly messages: readonly string[];
  /** Of each message, for rules of a whole stack. */
  readonly urns: readonly (string | undefined)[];
  /** Why the rule could not decide everything; undefined when it could. */
  readonly undecided: string | undefined;
  readonly applicable: boolean;
}

class NotApplicable extends Error {}

/** A rule's verdict on one resource, or on a stack. */
export async function judge(
  rule: Rule,
  subject: Resource | readonly Resource[],
  config: object = {},
): Promise<Verdict> {
  return judgeArgs(rule, isStack(subject) ? stackArgs(subject, config) : resourceArgs(subject, config));
}

function isStack(subject: Resource | readonly Resource[]): subject is readonly Resource[] {
  return Array.isArray(subject);
}

/** The verdicts of rules on one stack, which is made ready once for all of them. */
export async function judgeStack(rules: readonly Rule[], stack: readonly Resource[]): Promise<Verdict[]> {
  const args = stackArgs(stack, {});
  return Promise.all(rules.map((rule) => judgeArgs(rule, args)));
}

async function judgeArgs(rule: Rule, args: ResourceValidationArgs | StackValidationArgs): Promise<Verdict> {
  const messages: string[] = [];
  const urns: (string | undefined)[] = [];
  const report = (message: string, urn?: string): void => {
    messages.push(message);
    urns.push(urn);
  };
  let [undecided, applicable]: [string | undefined, boolean] = [undefined, true];
  try {
    if ("resources" in args) {
      assert.ok("validateStack" in rule, `${rule.name} is no rule on a stack`);
      await rule.validateStack(args, report);
    } else {
      assert.ok("validateResource" in rule && typeof rule.validateResource === "function");
      await rule.validateResource(args, report);
    }
  } catch (error) {
    if (error instanceof NotApplicable) applicable = false;
    else if (error instanceof Error && "unknownTypeSentinel" in error) undecided = error.message;
    else throw error;
  }
  return { messages, urns, undecided, applicable };
}

/** Asserts that a rule finds nothing, and could decide everything. */
export async function assertCompliant(
  rule: Rule,
  subject: Resource | readonly Resource[],
  config?: object,
): Promise<void> {
  assert.deepEqual(await judge(rule, subject, config), {
    messages: [],
    urns: [],
    undecided: undefined,
    applicable: true,
  });
}

/** Asserts that a rule finds exactly these, in order; each is a part of a message. */
export async function assertViolations(
  rule: Rule,
  subject: Resource | readonly Resource[],
  expected: readonly (string | RegExp)[],
  config?: object,
): Promise<void> {
  const { messages, applicable } = await judge(rule, subject, config);
  assert.ok(applicable, "the rule does not apply");
  assert.equal(messages.length, expected.length, `found: ${messages.join(" | ") || "nothing"}`);
  expected.forEach((part, index) => {
    const found = typeof part === "string" ? messages[index].includes(part) : part.test(messages[index]);
    assert.ok(found, `expected ${String(part)} in: ${messages[index]}`);
  });
}

const DEFAULTS: PolicyResourceOptions = {
  protect: false,
  ignoreChanges: [],
  aliases: [],
  customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
  additionalSecretOutputs: [],
};

const urnOf = ({ urn, type, name }: Resource): string =>
  urn ?? `urn:pulumi:dev::test::${type}::${name ?? "it"}`;

function propsOf({ props, secrets = [] }: Resource): Props {
  markSecrets(props, secrets);
  return unknownCheckingProxy(props);
}

function notApplicable(reason?: string): never {
  throw new NotApplicable(reason);
}

function resourceArgs(resource: Resource, config: object): ResourceValidationArgs {
  return {
    type: resource.type,
    name: resource.name ?? "it",
    urn: urnOf(resource),
    props: propsOf(resource),
    opts: { ...DEFAULTS, ...resource.options },
    ...(resource.provider && { provider: resource.provider }),
    stackTags: new Map(),
    isType: () => false,
    asType: () => undefined,
    getConfig: () => config as never,
    notApplicable,
  };
}

function stackArgs(resources: readonly Resource[], config: object): StackValidationArgs {
  const made = new Map<string, PolicyResource>(
    resources.map((resource) => [
      urnOf(resource),
      {
        type: resource.type,
        name: resource.name ?? "it",
        urn: urnOf(resource),
        props: propsOf(resource),
        opts: { ...DEFAULTS, ...resource.options },
        ...(resource.provider && { provider: resource.provider }),
        dependencies: [],
        propertyDependencies: {},
        isType: () => false,
        asType: () => undefined,
      },
    ]),
  );
  for (const resource of resources) {
    const one = made.get(urnOf(resource));
    const parent = made.get(resource.parent ?? "");
    if (one && parent) one.parent = parent;
    for (const [property, urns] of Object.entries(resource.dependencies ?? {})) {
      if (one) one.propertyDependencies[property] = urns.flatMap((urn) => made.get(urn) ?? []);
    }
  }
  return {
    resources: [...made.values()],
    stackTags: new Map(),
    getConfig: () => config as never,
    notApplicable,
  };
}

/** A rule's example as the engine would give it: references have values, and are recorded. */
export function asResources(example: readonly ExampleResource[]): Resource[] {
  return example.map(({ type, name, props, options }) => {
    const dependencies = Object.entries(props).map(
      ([key, value]) => [key, refsIn(value).map(urnNamed)] as const,
    );
    const own = example.flatMap((one) => refsIn(one.props)).filter(({ resource }) => resource === name);
    const computed = Object.fromEntries(own.map((reference) => [reference.property, valueOf(reference)]));
    return {
      type,
      name,
      urn: urnNamed({ resource: name }),
      props: { ...computed, ...(resolved(props) as Props) },
      dependencies: Object.fromEntries(dependencies),
      ...(options && { options }),
    };
  });

  function urnNamed({ resource }: Pick<Ref, "resource">): string {
    const type = example.find(({ name }) => name === resource)?.type ?? "example";
    return `urn:pulumi:prod::test::${type}::${resource}`;
  }

  /** What the program gives, or what AWS would make. */
  function valueOf({ resource, property }: Ref): string {
    const given = example.find(({ name }) => name === resource)?.props[property];
    if (typeof given === "string") return given;
    return property === "arn" ? `arn:aws:test:eu-west-1:111122223333:${resource}` : `${resource}-${property}`;
  }

  function resolved(value: unknown): unknown {
    if (value instanceof Ref) return valueOf(value);
    if (value instanceof Json) return JSON.stringify(resolved(value.value));
    if (Array.isArray(value)) return value.map(resolved);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolved(inner)]));
  }
}

function refsIn(value: unknown): Ref[] {
  if (value instanceof Ref) return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(refsIn) : [];
}
