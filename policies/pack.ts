/** The rules as the pack serves them: with exemptions, and with the two rules that watch over these. */
import type {
  ReportViolation,
  ResourceValidation,
  StackValidation,
  StackValidationArgs,
} from "@pulumi/policy";
import { Ledger, stackOf, type Exemption } from "./lib/exemptions";
import { postponing } from "./lib/postponed";
import { isUnknownValue } from "./lib/reading";
import { defineRule, type ResourceRule, type Rule, type StackRule } from "./lib/rule";

export interface Pack {
  /** In the order in which the engine must run them. */
  readonly rules: readonly Rule[];
  readonly ledger: Ledger;
}

/** @param now what exemptions expire by */
export function packOf(rules: readonly Rule[], now?: () => Date): Pack {
  const ledger = new Ledger(
    new Map(rules.map(({ name, enforcementLevel }) => [name, enforcementLevel])),
    now,
  );
  return {
    ledger,
    rules: [opening(ledger), ...rules.map((rule) => exempting(rule, ledger)), closing(ledger)],
  };
}

const LIST = {
  type: "array",
  default: [],
  items: {
    type: "object",
    required: ["policy", "resource"],
    additionalProperties: false,
    properties: {
      policy: { type: "string", description: "The rule's name." },
      resource: { type: "string", description: "The resource's name, `type::name`, its URN, or `type::*`." },
      reason: { type: "string", description: "Why the violation is acceptable." },
      expires: { type: "string", description: "The last day on which it holds, as 2027-01-31." },
      stacks: {
        type: "array",
        items: { type: "string" },
        description: "Stacks that have it; all, if left out.",
      },
    },
  },
  description: "Exemptions: policy, resource, reason, and, if wanted, expires and stacks.",
} as const;

const NO_EXAMPLES = { fails: [], passes: [] };

/**
 * The first rule: the engine gives each rule its own settings, so this one fetches the exemptions before the others
 * run. It is a rule on each resource for that, and one on the stack to say once what is wrong with them.
 */
function opening(ledger: Ledger): ResourceRule & StackRule {
  const rule = defineRule({
    name: "exemptions",
    description:
      "Every exemption names a rule and a reason, has not expired, and is of no mandatory rule unless allowed.",
    level: "mandatory",
    severity: "high",
    tags: ["exemptions"],
    why: "An exemption without a reason or an end outlives those who knew why it was made.",
    fix: "Mend what the exemption hides, or renew it with a reason and a date.",
    url: "https://www.pulumi.com/docs/insights/policy/",
    controls: {},
    config: {
      list: { ...LIST, items: { ...LIST.items, required: [...LIST.items.required] }, default: [] },
      mandatory: {
        type: "array",
        items: { type: "string" },
        default: [],
        description: "Mandatory rules that may be exempted.",
      },
    },
    examples: NO_EXAMPLES,
    validateResource: (args) => {
      ledger.configure(args.getConfig());
    },
  });
  return {
    ...rule,
    validateStack: (args, report) => {
      ledger.configure(args.getConfig());
      for (const { exemption, message } of ledger.faults(stackOf(args.resources.at(0)?.urn ?? ""))) {
        report(
          `the exemption of ${exemption.policy} at ${exemption.resource} ${message}`,
          urnOf(exemption, args),
        );
      }
    },
  };
}

/** The last rule, when all others have run. */
function closing(ledger: Ledger): Rule {
  return defineRule({
    name: "exemptions-unused",
    description: "Every exemption hides a violation that is there.",
    level: "advisory",
    severity: "low",
    tags: ["exemptions"],
    why: "An exemption that hides nothing today will hide something tomorrow, and nobody will have decided that.",
    fix: "Remove the exemption, or correct the resource that it names.",
    url: "https://www.pulumi.com/docs/insights/policy/",
    controls: {},
    examples: NO_EXAMPLES,
    validateStack: (args, report) => {
      for (const exemption of ledger.unused(stackOf(args.resources.at(0)?.urn ?? ""))) {
        const { policy, resource } = exemption;
        report(`the exemption of ${policy} at ${resource} hides nothing; remove it.`, urnOf(exemption, args));
      }
    },
  });
}

/** A violation without a URN is the stack's. */
function urnOf({ resource }: Exemption, { resources }: StackValidationArgs): string | undefined {
  return resources.find(({ urn, name }) => urn === resource || name === resource)?.urn;
}

/** Rules on one resource have a second look at the stack, see {@link postponing}. */
function exempting(rule: Rule, ledger: Ledger): Rule {
  const { validateStack, ...ready } =
    "validateStack" in rule ? rule : { validateStack: undefined, ...postponing(rule) };
  return {
    ...("validateResource" in ready ? exemptingResource(ready, ledger) : ready),
    ...(validateStack && { validateStack: exemptingStack(rule, validateStack, ledger) }),
  };
}

function exemptingStack(rule: Rule, validate: StackValidation, ledger: Ledger): StackValidation {
  return (args, report) => {
    const unlessExempted: ReportViolation = (message, urn) => {
      if (urn === undefined || !ledger.exempts(rule.name, urn)) report(message, urn);
    };
    return noting(rule, ledger, () => validate(args, unlessExempted));
  };
}

function exemptingResource(rule: ResourceRule, ledger: Ledger): ResourceRule {
  const { validateResource = [], remediateResource } = rule;
  return {
    ...rule,
    validateResource: Array.isArray(validateResource)
      ? validateResource.map((validate) => exemptingValidation(rule, validate, ledger))
      : exemptingValidation(rule, validateResource, ledger),
    ...(remediateResource && {
      remediateResource: (args) =>
        ledger.exempts(rule.name, args.urn) ? undefined : remediateResource(args),
    }),
  };
}

function exemptingValidation(
  rule: ResourceRule,
  validate: ResourceValidation,
  ledger: Ledger,
): ResourceValidation {
  const exempting: ResourceValidation = (args, report) =>
    noting(rule, ledger, () =>
      validate(args, (message, urn) => {
        if (!ledger.exempts(rule.name, args.urn)) report(message, urn);
      }),
    );
  // For which types it is, if it says so.
  return Object.assign(exempting, validate);
}

function noting(rule: Rule, ledger: Ledger, run: () => Promise<void> | void): Promise<void> | void {
  const note = (error: unknown): never => {
    if (isUnknownValue(error)) ledger.doubt(rule.name);
    throw error;
  };
  try {
    const running = run();
    return running instanceof Promise ? running.catch(note) : undefined;
  } catch (error) {
    return note(error);
  }
}
