import type { Account } from "../../../account";
import { hex } from "../../../ids";
import type { Created, Place, Props, ResourceModel } from "../../../model";
import { ARN, arnOf } from "../../foundation/kit/arn";
import { APPLY, rule } from "../../foundation/kit/rules";
import { tagRule } from "../../foundation/kit/tags";
import { num, text } from "../../foundation/kit/values";
import { exists, LISTENER, LISTENER_RULE, show } from "../references";
import { actionRules, actionShape } from "./actions";
import { conditionRules, conditionShape } from "./conditions";

const PREFIX = "lb/listenerRule";
const SOURCE = "terraform-provider-aws internal/service/elbv2/listener_rule.go";
const API = "Elastic Load Balancing API, CreateRule";
/** Elastic Load Balancing quotas: rules of a load balancer, default rules not counted. */
const MAX_RULES = 100;

const actions = actionShape("actions");

export const listenerRule: ResourceModel = {
  type: LISTENER_RULE,
  shape: {
    source: SOURCE,
    replaceOn: ["listenerArn", "region"],
    required: [
      "listenerArn",
      "actions",
      "conditions",
      ...(actions.required ?? []),
      ...conditionShape.required,
    ],
    values: { ...actions.values, ...conditionShape.values },
    ranges: { ...actions.ranges, priority: [1, 50000] },
    lengths: { ...actions.lengths, ...conditionShape.lengths },
    formats: { ...actions.formats, ...conditionShape.formats, listenerArn: ARN },
  },
  rules: [
    exists(PREFIX, "listenerArn", [LISTENER], API, (arn) => `ListenerNotFound: Listener '${arn}' not found`),
    rule(`${PREFIX}:priority-in-use`, APPLY, API, ({ inputs, place, account }) => {
      const twin = rulesOf(account, inputs.listenerArn).some(
        (other) => other.urn !== place.urn && other.outputs.priority === inputs.priority,
      );
      return inputs.priority !== undefined && twin
        ? `PriorityInUse: Priority '${show(inputs.priority)}' is currently in use`
        : undefined;
    }),
    rule(
      `${PREFIX}:rules-quota`,
      "create",
      "Elastic Load Balancing quotas, Rules per Application Load Balancer",
      ({ inputs, place, account }) => {
        const owner = ownerOf(inputs.listenerArn, account);
        const others = account
          .ofType(LISTENER_RULE)
          .filter((other) => other.urn !== place.urn && ownerOf(other.inputs.listenerArn, account) === owner);
        return others.length >= MAX_RULES
          ? `TooManyRules: The maximum number of rules on the load balancer '${String(owner)}' has been reached: ${MAX_RULES}`
          : undefined;
      },
    ),
    ...conditionRules(PREFIX, SOURCE, API),
    ...actionRules({
      prefix: PREFIX,
      property: "actions",
      source: SOURCE,
      api: API,
      loadBalancer: (inputs, account) => ownerOf(inputs.listenerArn, account),
    }),
    tagRule(PREFIX),
  ],
  create: createRule,
};

function rulesOf(account: Account, listenerArn: unknown): ReturnType<Account["ofType"]> {
  return account.ofType(LISTENER_RULE).filter((other) => other.inputs.listenerArn === listenerArn);
}

function ownerOf(listenerArn: unknown, account: Account): string | undefined {
  return text(account.find(LISTENER, listenerArn)?.inputs, "loadBalancerArn");
}

function createRule(inputs: Props, place: Place, account: Account): Created {
  const [, listener = ""] = String(inputs.listenerArn).split(":listener/");
  const arn = arnOf(place, "elasticloadbalancing", `listener-rule/${listener}/${hex(place.urn, 16)}`);
  const taken = rulesOf(account, inputs.listenerArn).map((other) => num(other.outputs, "priority") ?? 0);
  return { id: arn, outputs: { arn, priority: inputs.priority ?? Math.max(0, ...taken) + 1 } };
}
