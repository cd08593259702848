import type { Account, Existing } from "../../../account";
import type { Props, ResourceModel } from "../../../model";
import { ARN, arnOf } from "../../foundation/kit/arn";
import { APPLY, rule, takesAlong } from "../../foundation/kit/rules";
import { tagRule } from "../../foundation/kit/tags";
import { TYPES } from "../../foundation/kit/types";
import { asList, object, objects, text } from "../../foundation/kit/values";
import { CAPACITY_PROVIDERS, exists, HTTP_NAMESPACE, PRIVATE_NAMESPACE } from "../references";

const PREFIX = "ecs/cluster";
const API = "Amazon ECS API, CreateCluster";

export const cluster: ResourceModel = {
  type: TYPES.cluster,
  shape: {
    source: "terraform-provider-aws internal/service/ecs/cluster.go",
    replaceOn: ["name", "region"],
    required: ["settings[].name", "settings[].value", "serviceConnectDefaults.namespace"],
    values: {
      "settings[].name": ["containerInsights"],
      "settings[].value": ["enhanced", "enabled", "disabled"],
      "configuration.executeCommandConfiguration.logging": ["NONE", "DEFAULT", "OVERRIDE"],
    },
    lengths: { name: [1, 255] },
    formats: {
      name: { pattern: /^[0-9A-Za-z_-]+$/, words: "letters, digits, underscores and hyphens" },
      "serviceConnectDefaults.namespace": ARN,
    },
    autoName: { property: "name", max: 255 },
  },
  rules: [
    exists(
      PREFIX,
      "serviceConnectDefaults.namespace",
      [HTTP_NAMESPACE, PRIVATE_NAMESPACE],
      API,
      (arn) => `InvalidParameterException: The namespace ${arn} does not exist`,
    ),
    rule(`${PREFIX}:exec-logging`, APPLY, API, ({ inputs }) => {
      const exec = object(object(inputs, "configuration"), "executeCommandConfiguration");
      const logs = object(exec, "logConfiguration") !== undefined;
      if (!exec || logs === (exec.logging === "OVERRIDE")) return undefined;
      return "InvalidParameterException: executeCommandConfiguration.logConfiguration goes with logging OVERRIDE, and with it alone";
    }),
    tagRule(PREFIX),
    rule(`${PREFIX}:has-services`, "delete", "Amazon ECS API, DeleteCluster", ({ place, account }) => {
      const self = account.get(place.urn);
      const service = account
        .ofType(TYPES.ecsService)
        .find((other) => clusterOf(account, other.inputs.cluster) === self);
      return self && service
        ? `ClusterContainsServicesException: The cluster cannot be deleted while services are active: ${String(service.outputs.name)}`
        : undefined;
    }),
  ],
  remove: takesAlong([{ type: CAPACITY_PROVIDERS, path: "clusterName" }], (self) => self.outputs.name),
  create: (inputs, place) => {
    const arn = arnOf(place, "ecs", `cluster/${text(inputs, "name") ?? ""}`);
    return { id: arn, outputs: { arn } };
  },
};

/** The cluster that a service or rule names by ARN or name. */
export function clusterOf(account: Account, reference: unknown): Existing | undefined {
  return account.find(TYPES.cluster, reference);
}

/** The capacity providers that are associated with a cluster. */
export function capacityProvidersOf(account: Account, owner: Existing): unknown[] {
  return account
    .ofType(CAPACITY_PROVIDERS)
    .filter(({ inputs }) => inputs.clusterName === owner.outputs.name)
    .flatMap(({ inputs }) => (inputs.capacityProviders ?? []) as unknown[]);
}

const PREFIX_PROVIDERS = "ecs/clusterCapacityProviders";
const API_PROVIDERS = "Amazon ECS API, PutClusterCapacityProviders";
const IN_USE = `${API_PROVIDERS}: ResourceInUseException`;

export const clusterCapacityProviders: ResourceModel = {
  type: CAPACITY_PROVIDERS,
  shape: {
    source: "terraform-provider-aws internal/service/ecs/cluster_capacity_providers.go",
    replaceOn: ["clusterName", "region"],
    required: ["clusterName", "defaultCapacityProviderStrategies[].capacityProvider"],
    ranges: {
      "defaultCapacityProviderStrategies[].base": [0, 100000],
      "defaultCapacityProviderStrategies[].weight": [0, 1000],
    },
    formats: { clusterName: { pattern: /^[0-9A-Za-z_-]{1,255}$/, words: "a cluster's name, not its ARN" } },
    tags: false,
  },
  rules: [
    exists(
      PREFIX_PROVIDERS,
      "clusterName",
      [TYPES.cluster],
      API_PROVIDERS,
      (name) => `ClusterNotFoundException: Cluster not found: ${name}`,
    ),
    rule(`${PREFIX_PROVIDERS}:known-provider`, APPLY, API_PROVIDERS, ({ inputs }) => {
      const providers = (inputs.capacityProviders ?? []) as string[];
      const unknown = providers.find((name) => name.startsWith("FARGATE") && !/^FARGATE(_SPOT)?$/.test(name));
      return unknown === undefined
        ? undefined
        : `InvalidParameterException: The specified capacity provider does not exist: ${unknown}`;
    }),
    rule(`${PREFIX_PROVIDERS}:default-associated`, APPLY, API_PROVIDERS, ({ inputs }) => {
      const providers = (inputs.capacityProviders ?? []) as unknown[];
      const stray = objects(inputs, "defaultCapacityProviderStrategies").find(
        (item) => !providers.includes(item.capacityProvider),
      );
      return stray === undefined
        ? undefined
        : `InvalidParameterException: The specified capacity provider strategy cannot contain a capacity provider that is not associated with the cluster: ${String(stray.capacityProvider)}`;
    }),
    rule(`${PREFIX_PROVIDERS}:removed-in-use`, "update", IN_USE, ({ inputs, account }) =>
      providersInUse(account, inputs, asList(inputs.capacityProviders)),
    ),
    // The provider deletes by taking all capacity providers away from the cluster.
    rule(`${PREFIX_PROVIDERS}:in-use`, "delete", IN_USE, ({ inputs, account }) =>
      providersInUse(account, inputs, []),
    ),
    rule(`${PREFIX_PROVIDERS}:strategy`, APPLY, API_PROVIDERS, ({ inputs }) =>
      strategyProblem(objects(inputs, "defaultCapacityProviderStrategies")),
    ),
  ],
  create: (inputs) => ({ id: String(inputs.clusterName), outputs: {} }),
};

/** Refuses to leave a cluster with fewer providers than its services use. */
function providersInUse(account: Account, inputs: Props, left: readonly unknown[]): string | undefined {
  const owner = clusterOf(account, inputs.clusterName);
  const user = account
    .ofType(TYPES.ecsService)
    .filter((service) => clusterOf(account, service.inputs.cluster ?? "default") === owner)
    .find((service) =>
      objects(service.inputs, "capacityProviderStrategies").some(
        ({ capacityProvider }) => !left.includes(capacityProvider),
      ),
    );
  return owner && user
    ? `ResourceInUseException: The specified capacity provider is in use and cannot be removed: ${user.id}`
    : undefined;
}

/** What every capacity provider strategy must keep to, CapacityProviderStrategyItem. */
export function strategyProblem(items: readonly Readonly<Record<string, unknown>>[]): string | undefined {
  if (items.filter((item) => Number(item.base ?? 0) > 0).length > 1) {
    return "InvalidParameterException: Only one capacity provider in a strategy can have a base defined";
  }
  return items.length > 1 && items.every((item) => Number(item.weight ?? 0) === 0)
    ? "InvalidParameterException: At least one capacity provider of a strategy must have a weight above 0"
    : undefined;
}
