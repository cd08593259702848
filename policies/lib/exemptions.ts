/** Exemptions: violations that a team accepts, each of one rule at one resource, for a written reason. */
import type { EnforcementLevel } from "@pulumi/policy";
import { configTexts, type Config } from "./findings";
import { asList, textAt } from "./reading";

export interface Exemption {
  readonly policy: string;
  /** A resource's URN, its name, `type::name`, or `type::*` for every resource of a type. */
  readonly resource: string;
  readonly reason: string;
  /** The last day on which it holds, as `2027-01-31`; in UTC. Nothing for an exemption for good. */
  readonly expires: string | undefined;
  /** The stacks that have it; none named for all. */
  readonly stacks: readonly string[];
}

/** An exemption that holds for nothing, and why. */
export interface Fault {
  readonly exemption: Exemption;
  readonly message: string;
}

/**
 * What the pack's config exempts, and what of it was needed. The engine configures the pack's process before each
 * preview and update, and a ledger begins anew with each config.
 */
export class Ledger {
  private source: unknown;
  private list: readonly Exemption[] = [];
  /** Mandatory rules that the config lets be exempted. */
  private consented: readonly string[] = [];
  private readonly used = new Map<Exemption, number>();
  private readonly undecided = new Set<string>();

  /** @param levels the rules' own levels, by name: a config that lowers one changes nothing here */
  constructor(
    private readonly levels: ReadonlyMap<string, EnforcementLevel | undefined>,
    private readonly now: () => Date = () => new Date(),
  ) {}

  configure(config: Config): void {
    if (this.source === config.list) return;
    this.source = config.list;
    this.list = asList(config.list).map(exemptionOf);
    this.consented = configTexts(config, "mandatory");
    this.used.clear();
    this.undecided.clear();
  }

  /** True when a violation of the rule at that resource is exempted; it is noted. */
  exempts(policy: string, urn: string): boolean {
    const exemption = this.list.find((one) => one.policy === policy && isFor(one, urn) && !this.faultOf(one));
    if (!exemption) return false;
    this.used.set(exemption, (this.used.get(exemption) ?? 0) + 1);
    return true;
  }

  /** Notes that a rule could not decide everything: whether its exemptions are needed is open, too. */
  doubt(policy: string): void {
    this.undecided.add(policy);
  }

  /** Exemptions that hold for nothing. */
  faults(stack: string): readonly Fault[] {
    return this.forStack(stack).flatMap((exemption) => {
      const message = this.faultOf(exemption);
      return message === undefined ? [] : [{ exemption, message }];
    });
  }

  /** Exemptions that would hold and that nothing needed. */
  unused(stack: string): readonly Exemption[] {
    return this.forStack(stack).filter(
      (one) => !this.faultOf(one) && !this.used.has(one) && !this.undecided.has(one.policy),
    );
  }

  /** Exemptions that something needed, and how many violations each took. */
  inForce(): ReadonlyMap<Exemption, number> {
    return this.used;
  }

  private forStack(stack: string): readonly Exemption[] {
    return this.list.filter(({ stacks }) => stacks.length === 0 || stacks.includes(stack));
  }

  private faultOf({ policy, reason, expires }: Exemption): string | undefined {
    if (!this.levels.has(policy)) return "names no rule of this pack.";
    if (reason.trim() === "") return "has no reason; say why the violation is acceptable.";
    if (this.levels.get(policy) === "mandatory" && !this.consented.includes(policy)) {
      return `is of a mandatory rule; it holds only when exemptions.mandatory names ${policy}, too.`;
    }
    if (expires === undefined) return undefined;
    const end = endOf(expires);
    if (end === undefined) return `expires on "${expires}", which is no date such as 2027-01-31.`;
    return this.now().getTime() < end
      ? undefined
      : `expired on ${expires}; mend the resource, or decide again.`;
  }
}

/** The stack's name is the second part of a URN. */
export function stackOf(urn: string): string {
  return /^urn:pulumi:([^:]+)::/.exec(urn)?.[1] ?? "";
}

function isFor({ resource, stacks }: Exemption, urn: string): boolean {
  if (stacks.length > 0 && !stacks.includes(stackOf(urn))) return false;
  const [, , types = "", ...rest] = urn.split("::");
  const name = rest.join("::");
  const type = types.split("$").at(-1) ?? "";
  return [urn, name, `${type}::${name}`, `${type}::*`].includes(resource);
}

/** The end of a day in UTC, or undefined for what is no date. */
function endOf(day: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined;
  const start = Date.parse(`${day}T00:00:00Z`);
  // `2027-02-30` parses as a day of March.
  if (Number.isNaN(start) || new Date(start).toISOString().slice(0, 10) !== day) return undefined;
  return start + 24 * 3600 * 1000;
}

function exemptionOf(item: unknown): Exemption {
  return {
    policy: textAt(item, "policy") ?? "",
    resource: textAt(item, "resource") ?? "",
    reason: textAt(item, "reason") ?? "",
    expires: textAt(item, "expires"),
    stacks: configTexts((item ?? {}) as Config, "stacks"),
  };
}
