/** What every rule does with what it finds, and with what it cannot know yet. */
import type {
  PolicyProviderResource,
  PolicyResource,
  PolicyResourceOptions,
  ReportViolation,
  ResourceValidation,
  StackValidation,
} from "@pulumi/policy";
import { asList, isUnknownValue, type Bag } from "./reading";
import { completeAll } from "./sources";
import { Stack } from "./stack";

/**
 * Collects what one run of a rule finds. A value unknown to a preview ends only the check that needed it: the
 * others go on, and at the end the engine is told, once, that the rule could not decide everything.
 */
export class Findings {
  private undecided: Error | undefined;

  constructor(private readonly report: ReportViolation) {}

  /** @param where the resource that is at fault; rules on one resource need not say */
  violation(message: string, where?: string | Pick<PolicyResource, "urn">): void {
    this.report(message, typeof where === "object" ? where.urn : where);
  }

  attempt(check: () => void): void {
    try {
      check();
    } catch (error) {
      if (!isUnknownValue(error)) throw error;
      this.undecided ??= error;
    }
  }

  /** What a read finds; `otherwise` where a preview does not know it yet, which is noted as undecided. */
  known<T>(read: () => T, otherwise: T): T {
    let found = otherwise;
    this.attempt(() => {
      found = read();
    });
    return found;
  }

  /** {@link attempt} for each resource. */
  forEach(resources: readonly PolicyResource[], check: (resource: PolicyResource) => void): void {
    for (const resource of resources) {
      this.attempt(() => {
        check(resource);
      });
    }
  }

  /** Checks each item by itself; `items` may be a single one. */
  each(items: unknown, check: (item: unknown, index: number) => void): void {
    const list = asList(items);
    for (let index = 0; index < list.length; index++)
      this.attempt(() => {
        check(list[index], index);
      });
  }

  /** @throws the first unknown value that left a check undecided; the engine makes an advice of it */
  settle(): void {
    if (this.undecided) throw this.undecided;
  }
}

export type Config = Bag;

export interface About {
  readonly name: string;
  readonly type: string;
  readonly urn: string;
  readonly config: Config;
  readonly options: PolicyResourceOptions;
  readonly provider: PolicyProviderResource | undefined;
}

/** A validation of resources of some types; the engine learns that it applies to no other. */
export function forTypes(
  types: readonly string[],
  check: (props: Bag, findings: Findings, about: About) => void,
): TypedValidation {
  const known = new Set(types);
  const reason = `only for ${types.join(", ")}`;
  const validate: ResourceValidation = (args, report) => {
    if (!known.has(args.type)) args.notApplicable(reason);
    const findings = new Findings(report);
    const { name, type, urn, opts: options, provider } = args;
    const about = { name, type, urn, options, provider, config: args.getConfig<Config>() };
    findings.attempt(() => {
      check(args.props, findings, about);
    });
    findings.settle();
  };
  return Object.assign(validate, { types: known });
}

/** A validation that tells for which types it is, so that nobody need ask it about others. */
export type TypedValidation = ResourceValidation & { readonly types: ReadonlySet<string> };

/** False for a validation that says itself that it is not for that type. */
export function concerns(validate: ResourceValidation, type: string): boolean {
  return !("types" in validate) || (validate as TypedValidation).types.has(type);
}

/** A validation of all resources of a stack together. Their properties are outputs, with the id among them. */
export function forStack(check: (stack: Stack, findings: Findings, config: Config) => void): StackValidation {
  return (args, report) => {
    const findings = new Findings(report);
    completeAll(args.resources);
    findings.attempt(() => {
      check(new Stack(args.resources), findings, args.getConfig<Config>());
    });
    findings.settle();
  };
}

/** A list of texts from a rule's config; the engine has held it to the rule's schema. */
export function configTexts(config: Config, key: string): readonly string[] {
  return asList(config[key]).filter((item): item is string => typeof item === "string");
}

/** A setting from a rule's config; the default is the schema's, for runs without an engine to fill it in. */
export function configNumber(config: Config, key: string, fallback: number): number {
  const value = config[key];
  return typeof value === "number" ? value : fallback;
}
