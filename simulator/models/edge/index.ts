/** The edge: object storage, the content delivery network, certificates, DNS and the web application firewall. */
import type { Props, ResourceModel, Rule, RuleInput } from "../../model";
import { shapeRules } from "../../shapeRules";
import { acmModels } from "./acm";
import { cloudfrontModels } from "./cloudfront";
import { route53Models } from "./route53";
import { s3Models } from "./s3";
import { wafv2Models } from "./wafv2";

export { edgeInvokes } from "./invokes";
export { isIssued } from "./acm/certificates";
export { addExistingZone } from "./route53/zone";
export { declareZones } from "./route53/getZone";

/** AWS never sees a request that the provider's own checks refuse: its rules are asked only when these pass. */
function afterChecks(model: ResourceModel): ResourceModel {
  const isCheck = ({ when }: Rule): boolean => when === "check";
  const checks = [...shapeRules(model.type, model.shape), ...model.rules.filter(isCheck)];
  const sound = new WeakMap<Props, boolean>();
  const isSound = (input: RuleInput): boolean => {
    const known = sound.get(input.inputs) ?? checks.every((check) => check.refuse(input) === undefined);
    sound.set(input.inputs, known);
    return known;
  };
  const guarded = (rule: Rule): Rule => ({
    ...rule,
    refuse: (input) => (isSound(input) ? rule.refuse(input) : undefined),
  });
  return { ...model, rules: model.rules.map((rule) => (isCheck(rule) ? rule : guarded(rule))) };
}

export const edgeModels: readonly ResourceModel[] = [
  ...s3Models,
  ...cloudfrontModels,
  ...acmModels,
  ...route53Models,
  ...wafv2Models,
].map(afterChecks);
