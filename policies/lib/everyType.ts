/** Rules for resources of every type, but for some. */
import type { ResourceValidation } from "@pulumi/policy";
import { forTypes, type About, type Findings } from "./findings";
import type { Bag } from "./reading";

/** Like {@link forTypes}, for every type that applies. */
export function forEveryType(
  applies: (type: string) => boolean,
  check: (props: Bag, findings: Findings, about: About) => void,
): ResourceValidation {
  return (args, report) => {
    if (!applies(args.type)) args.notApplicable("made for secrets, or no resource of its own");
    return forTypes([args.type], check)(args, report);
  };
}
