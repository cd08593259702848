/** The policies' verdict, at the end of a plan. */
import type { Verdict, Violation } from "../policies/judge";
import { groupBy } from "./groupBy";
import { count, item, section, type Paint } from "./text";
import { shortType } from "./tree";

export function policiesSection(paint: Paint, verdict: Verdict): string[] {
  const { violations, exempted } = verdict;
  const of = (level: Violation["level"]): readonly Violation[] =>
    violations.filter((one) => one.level === level);
  return section(paint, "POLICIES", [
    ...levelLines(paint("red", "mandatory"), of("mandatory")),
    ...levelLines(paint("yellow", "advisory"), of("advisory")),
    ...exempted.flatMap(({ policy, resource, reason, expires }) =>
      item(
        "- ",
        `${policy} at ${resource} is exempted${expires === undefined ? "" : ` until ${expires}`}: ${reason}`,
      ),
    ),
    paint(of("mandatory").length === 0 ? "green" : "red", verdictLine(verdict)),
  ]);
}

/** In one line: `62 rules: 1 mandatory violation, 2 advisory ones, 3 exempted`. */
export function verdictLine({ violations, exempted, rules }: Verdict): string {
  const mandatory = violations.filter(({ level }) => level === "mandatory").length;
  const advisory = violations.length - mandatory;
  const accepted = exempted.reduce((sum, one) => sum + one.violations, 0);
  const parts = [
    mandatory === 0 ? "no mandatory violation" : count(mandatory, "mandatory violation"),
    ...(advisory > 0 ? [`${advisory} advisory`] : []),
    ...(accepted > 0 ? [`${accepted} exempted`] : []),
  ];
  return `${count(rules, "rule")}: ${parts.join(", ")}`;
}

/** By rule, since what to do is the rule's. */
function levelLines(level: string, violations: readonly Violation[]): string[] {
  return [...groupBy(violations, ({ rule }) => rule)].flatMap(([rule, same]) => [
    `${level}  ${rule} (${same[0].severity})`,
    ...same.flatMap(({ urn, message }) => item("  ! ", `${placeOf(urn)} ${message}`)),
    ...item("  > ", same[0].fix),
    "",
  ]);
}

/** `lb.Listener api-http:` */
function placeOf(urn: string): string {
  const [, , types = "", ...name] = urn.split("::");
  const type = types.split("$").at(-1) ?? "";
  return type === "pulumi:pulumi:Stack" ? "the stack:" : `${shortType(type)} ${name.join("::")}:`;
}
