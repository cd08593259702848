/** What a rule is: what the engine needs, and what a reader does. */
import type {
  PolicyConfigSchema,
  ResourceValidationPolicy,
  Severity,
  StackValidationPolicy,
} from "@pulumi/policy";
import type { Bag } from "./reading";

/** Which of others' controls a rule covers, by their ids. */
export interface Controls {
  /** AWS Foundational Security Best Practices, as Security Hub numbers them: `ELB.1`. */
  readonly fsbp?: readonly string[];
  /** CIS AWS Foundations Benchmark 3.0: `5.2`. */
  readonly cis?: readonly string[];
  /** `CKV_AWS_2`. */
  readonly checkov?: readonly string[];
  /** `AwsSolutions-ELB2`, or a rule's name from another of its packs. */
  readonly cdkNag?: readonly string[];
}

/** A value of an example that another of its resources has, such as `ref("balancer", "arn")`. */
export class Ref {
  constructor(
    readonly resource: string,
    readonly property: string,
  ) {}
}

export const ref = (resource: string, property: string): Ref => new Ref(resource, property);

/** A value of an example that is given as JSON text: a policy, container definitions. May hold references. */
export class Json {
  constructor(readonly value: unknown) {}
}

export const json = (value: unknown): Json => new Json(value);

export interface ExampleResource {
  readonly type: string;
  readonly name: string;
  readonly props: Bag;
  /** Resource options that a rule looks at. */
  readonly options?: { readonly protect?: boolean };
}

/** Tests judge both, and the README shows them. Several resources for rules on a whole stack. */
export interface Examples {
  readonly fails: readonly ExampleResource[];
  readonly passes: readonly ExampleResource[];
}

/** What the README tells of a rule beside what the engine knows. */
interface Story {
  /** What happens where the rule is not kept; whole sentences. */
  readonly why: string;
  readonly controls: Controls;
  readonly examples: Examples;
}

interface Facts extends Story {
  /** In lower case with hyphens. It stays: configs name it. */
  readonly name: string;
  /** What holds where the rule is kept; one sentence. */
  readonly description: string;
  readonly level: "mandatory" | "advisory";
  readonly severity: Severity;
  /** The first is the topic. */
  readonly tags: readonly [string, ...string[]];
  /** What to do about a violation; whole sentences. */
  readonly fix: string;
  /** Where AWS, or whoever knows, says more. */
  readonly url: string;
  /** Settings by name, each with `type`, `default` and `description`. */
  readonly config?: PolicyConfigSchema["properties"];
}

type ResourceFacts = Facts & Pick<ResourceValidationPolicy, "validateResource" | "remediateResource">;
type StackFacts = Facts & Pick<StackValidationPolicy, "validateStack">;

export type ResourceRule = ResourceValidationPolicy & Story;
export type StackRule = StackValidationPolicy & Story;
export type Rule = ResourceRule | StackRule;

export function defineRule(facts: StackFacts): StackRule;
export function defineRule(facts: ResourceFacts): ResourceRule;
export function defineRule({ level, tags, fix, config, ...rest }: ResourceFacts | StackFacts): Rule {
  const first = controlsOf(rest.controls).at(0);
  return {
    ...rest,
    enforcementLevel: level,
    tags: [...tags, ...controlsOf(rest.controls).map(({ id }) => id)],
    remediationSteps: fix,
    ...(config && { configSchema: { properties: config } }),
    ...(first && {
      framework: { name: first.name, version: first.version, reference: first.id, specification: rest.url },
    }),
  };
}

export interface Control {
  readonly name: string;
  readonly version: string;
  readonly id: string;
}

/** The same ids with the names of their frameworks. */
export function controlsOf({ fsbp = [], cis = [], checkov = [], cdkNag = [] }: Controls): readonly Control[] {
  const of = (name: string, version: string, ids: readonly string[]): Control[] =>
    ids.map((id) => ({ name, version, id }));
  return [
    ...of("AWS Foundational Security Best Practices", "1.0.0", fsbp),
    ...of("CIS AWS Foundations Benchmark", "3.0.0", cis),
    ...of("checkov", "3", checkov),
    ...of("cdk-nag", "3", cdkNag),
  ];
}
