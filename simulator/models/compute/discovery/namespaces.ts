import type { Created, Place, ResourceModel, Rule } from "../../../model";
import type { Shape } from "../../../shape";
import { hex } from "../../../ids";
import { arnOf } from "../../foundation/kit/arn";
import { rule, unique } from "../../foundation/kit/rules";
import { tagRule } from "../../foundation/kit/tags";
import { TYPES } from "../../foundation/kit/types";
import { isOn, object, text } from "../../foundation/kit/values";
import { clusterOf } from "../ecs/cluster";
import { DISCOVERY_SERVICE, exists, HTTP_NAMESPACE, PRIVATE_NAMESPACE } from "../references";

const SHAPE: Pick<Shape, "lengths" | "formats" | "autoName"> = {
  lengths: { name: [1, 1024] },
  formats: {
    name: { pattern: /^[0-9A-Za-z._-]+$/, words: "letters, digits, periods, underscores and hyphens" },
  },
  autoName: { property: "name", max: 1024 },
};

export const httpNamespace: ResourceModel = {
  type: HTTP_NAMESPACE,
  shape: {
    source: "terraform-provider-aws internal/service/servicediscovery/http_namespace.go",
    replaceOn: ["name", "description", "region"],
    ...SHAPE,
  },
  rules: [...namespaceRules("servicediscovery/httpNamespace", HTTP_NAMESPACE)],
  create: (inputs, place) => {
    const created = namespaceOf(place);
    return { ...created, outputs: { ...created.outputs, httpName: inputs.name } };
  },
};

const PRIVATE = "servicediscovery/privateDnsNamespace";

export const privateDnsNamespace: ResourceModel = {
  type: PRIVATE_NAMESPACE,
  shape: {
    source: "terraform-provider-aws internal/service/servicediscovery/private_dns_namespace.go",
    replaceOn: ["name", "vpc", "region"],
    required: ["vpc"],
    ...SHAPE,
  },
  rules: [
    exists(
      PRIVATE,
      "vpc",
      [TYPES.vpc],
      "AWS Cloud Map API, CreatePrivateDnsNamespace",
      (id) => `CANNOT_CREATE_HOSTED_ZONE: The VPC that you chose, ${id}, does not exist`,
    ),
    ...namespaceRules(PRIVATE, PRIVATE_NAMESPACE),
  ],
  create: (_inputs, place) => {
    const created = namespaceOf(place);
    const hostedZone = `Z${hex(`zone|${place.urn}`, 19).toUpperCase()}`;
    return { ...created, outputs: { ...created.outputs, hostedZone } };
  },
};

function namespaceOf(place: Place): Created {
  const id = `ns-${hex(place.urn, 16)}`;
  return { id, outputs: { arn: arnOf(place, "servicediscovery", `namespace/${id}`) } };
}

function namespaceRules(prefix: string, type: string): Rule[] {
  return [
    unique({
      id: `${prefix}:duplicate`,
      type,
      source: "AWS Cloud Map API, NamespaceAlreadyExists",
      // Two VPCs may have a zone of the same name each.
      same: type === PRIVATE_NAMESPACE ? ["name", "vpc"] : ["name"],
      words: ({ name }) => `NamespaceAlreadyExists: A namespace with the name ${String(name)} already exists`,
    }),
    tagRule(prefix),
    rule(`${prefix}:in-use`, "delete", "AWS Cloud Map API, DeleteNamespace", ({ place, account }) => {
      const self = account.get(place.urn);
      const references = [self?.id, self?.outputs.arn, self?.outputs.name];
      const service = account
        .ofType(DISCOVERY_SERVICE)
        .find(({ outputs }) => outputs.namespaceId === self?.id);
      const connected = account.ofType(TYPES.ecsService).find(({ inputs }) => {
        const connect = object(inputs, "serviceConnectConfiguration");
        const defaults = object(clusterOf(account, inputs.cluster)?.inputs, "serviceConnectDefaults");
        return (
          isOn(connect, "enabled") &&
          references.includes(text(connect, "namespace") ?? text(defaults, "namespace"))
        );
      });
      return self && (service ?? connected)
        ? `ResourceInUse: Namespace ${self.id} still contains services and can not be deleted`
        : undefined;
    }),
  ];
}
