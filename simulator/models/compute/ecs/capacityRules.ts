/** Where a service's tasks run: launch type, capacity providers, and what only Fargate can. */
import { isDeepStrictEqual } from "node:util";
import type { Props, Rule } from "../../../model";
import { APPLY, rule } from "../../foundation/kit/rules";
import { object, objects } from "../../foundation/kit/values";
import { capacityProvidersOf, clusterOf, strategyProblem } from "./cluster";

/** True when launch type or strategy puts the tasks on Fargate. */
export function usesFargate(inputs: Props): boolean {
  const providers = objects(inputs, "capacityProviderStrategies").map((item) =>
    String(item.capacityProvider),
  );
  return inputs.launchType === "FARGATE" || providers.some((name) => name.startsWith("FARGATE"));
}

export function capacityRules(prefix: string, api: string): Rule[] {
  const strategy = (inputs: Props): Props[] => objects(inputs, "capacityProviderStrategies");
  return [
    rule(`${prefix}:launch-type-or-strategy`, APPLY, api, ({ inputs }) =>
      inputs.launchType !== undefined && strategy(inputs).length > 0
        ? "InvalidParameterException: Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again."
        : undefined,
    ),
    rule(`${prefix}:strategy`, APPLY, api, ({ inputs }) => strategyProblem(strategy(inputs))),
    rule(`${prefix}:strategy-associated`, APPLY, api, ({ inputs, account }) => {
      const owner = clusterOf(account, inputs.cluster ?? "default");
      const associated = owner ? capacityProvidersOf(account, owner) : undefined;
      const stray = strategy(inputs).find(
        (item) => associated && !associated.includes(item.capacityProvider),
      );
      return stray === undefined
        ? undefined
        : `InvalidParameterException: The specified capacity provider strategy cannot contain a capacity provider that is not associated with the cluster: ${String(stray.capacityProvider)}`;
    }),
    rule(
      `${prefix}:strategy-update`,
      "update",
      "terraform-provider-aws internal/service/ecs/service.go",
      ({ inputs, before }) =>
        before !== undefined &&
        inputs.forceNewDeployment !== true &&
        JSON.stringify(strategy(inputs)) !== JSON.stringify(strategy(before))
          ? "force_new_deployment should be true when capacity_provider_strategy is being updated"
          : undefined,
    ),
    rule(`${prefix}:fargate-daemon`, APPLY, api, ({ inputs }) =>
      usesFargate(inputs) && inputs.schedulingStrategy === "DAEMON"
        ? "InvalidParameterException: The daemon scheduling strategy is not supported with Fargate."
        : undefined,
    ),
    rule(`${prefix}:fargate-only`, APPLY, api, ({ inputs }) => {
      const address = object(inputs, "networkConfiguration")?.assignPublicIp === true;
      const used = address
        ? "assignPublicIp"
        : inputs.platformVersion === undefined
          ? undefined
          : "platformVersion";
      return used !== undefined && !usesFargate(inputs)
        ? `InvalidParameterException: ${used} is supported on Fargate only.`
        : undefined;
    }),
  ];
}

/**
 * The provider's CustomizeDiff: tasks move between capacity providers in place only with a new deployment,
 * and only from one strategy to another.
 */
export function strategyReplacement(before: Props, after: Props): readonly string[] {
  const property = "capacityProviderStrategies";
  const [former, next] = [objects(before, property), objects(after, property)];
  const moves = after.forceNewDeployment === true && former.length > 0 && next.length > 0;
  return moves || isDeepStrictEqual(former, next) ? [] : [property];
}
