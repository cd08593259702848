/** What every rule does with what it finds, and with what it cannot know yet. */
import type { PolicyResource, ReportViolation, ResourceValidation, StackValidation } from "@pulumi/policy";
import { asList, isUnknownValue, type Bag } from "./reading";

/**
 * Collects what one run of a rule finds. A value unknown to a preview ends only the check that needed it: the
 * others go on, and at the end the engine is told, once, that the rule could not decide everything.
 */
export class Findings {
  private undecided: Error | undefined;

  constructor(private readonly report: ReportViolation) {}

  violation(message: string, urn?: string): void {
    this.report(message, urn);
  }

  attempt(check: () => void): void {
    try {
      check();
    } catch (error) {
      if (!isUnknownValue(error)) throw error;
      this.undecided ??= error;
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

/** A validation of resources of some types; the engine learns that it applies to no other. */
export function forTypes(
  types: readonly string[],
  check: (
    props: Bag,
    findings: Findings,
    about: { readonly name: string; readonly type: string; readonly config: Config },
  ) => void,
): ResourceValidation {
  return (args, report) => {
    if (!types.includes(args.type)) args.notApplicable(`only for ${types.join(", ")}`);
    const findings = new Findings(report);
    const about = { name: args.name, type: args.type, config: args.getConfig<Config>() };
    findings.attempt(() => {
      check(args.props, findings, about);
    });
    findings.settle();
  };
}

/** A validation of all resources of a stack together. */
export function forStack(
  check: (resources: readonly PolicyResource[], findings: Findings) => void,
): StackValidation {
  return (args, report) => {
    const findings = new Findings(report);
    findings.attempt(() => {
      check(args.resources, findings);
    });
    findings.settle();
  };
}

/** A list of texts from a rule's config; the engine has held it to the rule's schema. */
export function configTexts(config: Config, key: string): readonly string[] {
  return asList(config[key]).filter((item): item is string => typeof item === "string");
}
