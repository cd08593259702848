/** Deployments of a service. */
import type { Props, Rule } from "../../../model";
import { APPLY, rule } from "../../foundation/kit/rules";
import { num, object, text } from "../../foundation/kit/values";

function controllerOf(inputs: Props): string {
  return text(object(inputs, "deploymentController"), "type") ?? "ECS";
}

export function rolloutRules(prefix: string, api: string): Rule[] {
  return [
    rule(`${prefix}:percentages`, APPLY, api, ({ inputs }) => {
      const maximum = num(inputs, "deploymentMaximumPercent") ?? 200;
      const minimum = num(inputs, "deploymentMinimumHealthyPercent") ?? 100;
      if (maximum < 100 || minimum < 0) {
        return `InvalidParameterException: maximumPercent must be at least 100 and minimumHealthyPercent at least 0, got ${maximum} and ${minimum}`;
      }
      return maximum <= 100 && minimum >= 100 && inputs.schedulingStrategy !== "DAEMON"
        ? "InvalidParameterException: Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments."
        : undefined;
    }),
    rule(`${prefix}:circuit-breaker-controller`, APPLY, api, ({ inputs }) => {
      const used = ["deploymentCircuitBreaker", "alarms"].find(
        (property) => object(inputs, property)?.enable === true,
      );
      return used !== undefined && controllerOf(inputs) !== "ECS"
        ? `InvalidParameterException: ${used} is supported with the ECS deployment controller only, got ${controllerOf(inputs)}`
        : undefined;
    }),
    rule(`${prefix}:rebalancing`, APPLY, api, ({ inputs }) =>
      inputs.availabilityZoneRebalancing === "ENABLED" &&
      (num(inputs, "deploymentMaximumPercent") ?? 200) <= 100
        ? "InvalidParameterException: availabilityZoneRebalancing needs a maximumPercent above 100"
        : undefined,
    ),
  ];
}
