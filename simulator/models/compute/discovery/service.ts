import type { Props, ResourceModel } from "../../../model";
import { hex } from "../../../ids";
import { arnOf } from "../../foundation/kit/arn";
import { APPLY, rule } from "../../foundation/kit/rules";
import { tagRule } from "../../foundation/kit/tags";
import { TYPES } from "../../foundation/kit/types";
import { object, objects, text } from "../../foundation/kit/values";
import { DISCOVERY_SERVICE, exists, HTTP_NAMESPACE, PRIVATE_NAMESPACE } from "../references";

const PREFIX = "servicediscovery/service";
const API = "AWS Cloud Map API, CreateService";
/** Record sets that Cloud Map can make. */
const RECORD_SETS = ["A", "AAAA", "A,AAAA", "SRV", "CNAME"];

export const discoveryService: ResourceModel = {
  type: DISCOVERY_SERVICE,
  shape: {
    source: "terraform-provider-aws internal/service/servicediscovery/service.go",
    replaceOn: [
      "name",
      "namespaceId",
      "type",
      "dnsConfig.namespaceId",
      "dnsConfig.routingPolicy",
      "dnsConfig.dnsRecords[].type",
      "healthCheckConfig.type",
      "healthCheckCustomConfig",
      "region",
    ],
    required: [
      "dnsConfig.namespaceId",
      "dnsConfig.dnsRecords",
      "dnsConfig.dnsRecords[].ttl",
      "dnsConfig.dnsRecords[].type",
    ],
    values: {
      "dnsConfig.dnsRecords[].type": ["A", "AAAA", "CNAME", "SRV"],
      "dnsConfig.routingPolicy": ["MULTIVALUE", "WEIGHTED"],
      "healthCheckConfig.type": ["HTTP", "HTTPS", "TCP"],
      type: ["HTTP"],
    },
    ranges: { "dnsConfig.dnsRecords[].ttl": [0, 2147483647], "healthCheckConfig.failureThreshold": [1, 10] },
    formats: {
      name: {
        pattern: /^[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*$/,
        words: "DNS labels of at most 63 letters, digits, hyphens and underscores",
      },
    },
    defaults: { forceDestroy: false },
    autoName: { property: "name", max: 63 },
  },
  rules: [
    ...["namespaceId", "dnsConfig.namespaceId"].map((path) =>
      exists(
        PREFIX,
        path,
        [HTTP_NAMESPACE, PRIVATE_NAMESPACE],
        API,
        (id) => `NamespaceNotFound: The namespace ${id} does not exist`,
      ),
    ),
    rule(`${PREFIX}:namespace-given`, APPLY, API, ({ inputs }) =>
      namespaceIdOf(inputs) === undefined
        ? "InvalidInput: Either namespaceId or dnsConfig must be given"
        : undefined,
    ),
    rule(`${PREFIX}:http-namespace`, APPLY, API, ({ inputs, account }) =>
      object(inputs, "dnsConfig") && account.find(HTTP_NAMESPACE, namespaceIdOf(inputs))
        ? "InvalidInput: dnsConfig cannot be given for a service in an HTTP namespace"
        : undefined,
    ),
    rule(`${PREFIX}:duplicate`, "create", API, ({ inputs, place, account }) => {
      const twin = account
        .ofType(DISCOVERY_SERVICE)
        .some(
          (other) =>
            other.urn !== place.urn &&
            other.outputs.name === inputs.name &&
            namespaceIdOf(other.inputs) === namespaceIdOf(inputs),
        );
      return twin ? `ServiceAlreadyExists: Service already exists: ${String(inputs.name)}` : undefined;
    }),
    rule(`${PREFIX}:health-checks`, APPLY, API, ({ inputs }) =>
      object(inputs, "healthCheckConfig") && object(inputs, "healthCheckCustomConfig")
        ? "InvalidInput: healthCheckConfig and healthCheckCustomConfig cannot both be given"
        : undefined,
    ),
    rule(`${PREFIX}:public-health-check`, APPLY, API, ({ inputs, account }) =>
      object(inputs, "healthCheckConfig") && account.find(PRIVATE_NAMESPACE, namespaceIdOf(inputs))
        ? "InvalidInput: healthCheckConfig is for public DNS namespaces; use healthCheckCustomConfig"
        : undefined,
    ),
    rule(`${PREFIX}:record-set`, APPLY, API, ({ inputs }) => {
      const config = object(inputs, "dnsConfig");
      const types = objects(config, "dnsRecords").map((record) => String(record.type));
      if (types.length === 0) return undefined;
      const set = [...types].sort().join(",");
      const weighted = text(config, "routingPolicy") === "WEIGHTED";
      return RECORD_SETS.includes(set) && (set !== "CNAME" || weighted)
        ? undefined
        : `InvalidInput: ${set} is not an allowed set of DNS records (CNAME needs routing policy WEIGHTED)`;
    }),
    tagRule(PREFIX),
    rule(
      `${PREFIX}:in-use`,
      "delete",
      "AWS Cloud Map API, DeleteService: ResourceInUse",
      ({ inputs, place, account }) => {
        const self = account.get(place.urn);
        const user = account
          .ofType(TYPES.ecsService)
          .find((service) => object(service.inputs, "serviceRegistries")?.registryArn === self?.outputs.arn);
        return self && user && inputs.forceDestroy !== true
          ? `ResourceInUse: Service contains registered instances; delete the instances before deleting the service ${self.id}`
          : undefined;
      },
    ),
  ],
  create: (inputs, place) => {
    const id = `srv-${hex(place.urn, 16)}`;
    return {
      id,
      outputs: {
        arn: arnOf(place, "servicediscovery", `service/${id}`),
        namespaceId: namespaceIdOf(inputs),
        type: inputs.type ?? (object(inputs, "dnsConfig") ? "DNS_HTTP" : "HTTP"),
      },
    };
  },
};

function namespaceIdOf(inputs: Props): string | undefined {
  return text(inputs, "namespaceId") ?? text(object(inputs, "dnsConfig"), "namespaceId");
}
