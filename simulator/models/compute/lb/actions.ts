/** Actions of listeners and listener rules: one vocabulary for both. */
import type { Account } from "../../../account";
import type { Props, Rule } from "../../../model";
import type { Shape } from "../../../shape";
import { ARN } from "../../foundation/kit/arn";
import { APPLY, rule } from "../../foundation/kit/rules";
import { TYPES } from "../../foundation/kit/types";
import { object, objects, text } from "../../foundation/kit/values";
import { exists, TARGET_GROUP } from "../references";
import { loadBalancerArnOf, targetGroupsOf, usersOf, vpcOf } from "./shared";

const FINAL = ["forward", "redirect", "fixed-response"];
const AUTHENTICATION = ["authenticate-cognito", "authenticate-oidc", "jwt-validation"];

/** The part of the shape that describes a list of actions. */
export function actionShape(
  property: string,
): Pick<Shape, "required" | "values" | "ranges" | "lengths" | "formats"> {
  const action = `${property}[]`;
  return {
    required: [
      `${action}.type`,
      `${action}.redirect.statusCode`,
      `${action}.fixedResponse.contentType`,
      `${action}.forward.targetGroups[].arn`,
    ],
    values: {
      [`${action}.type`]: [...FINAL, ...AUTHENTICATION],
      [`${action}.redirect.statusCode`]: ["HTTP_301", "HTTP_302"],
      [`${action}.redirect.protocol`]: ["#{protocol}", "HTTP", "HTTPS"],
      [`${action}.fixedResponse.contentType`]: [
        "text/plain",
        "text/css",
        "text/html",
        "application/javascript",
        "application/json",
      ],
    },
    ranges: { [`${action}.order`]: [1, 50000], [`${action}.forward.targetGroups[].weight`]: [0, 999] },
    lengths: {
      [`${action}.redirect.host`]: [1, 128],
      [`${action}.redirect.path`]: [1, 128],
      [`${action}.redirect.query`]: [0, 128],
      [`${action}.fixedResponse.messageBody`]: [0, 1024],
      [`${action}.forward.targetGroups`]: [1, 5],
    },
    formats: {
      [`${action}.targetGroupArn`]: ARN,
      [`${action}.fixedResponse.statusCode`]: { pattern: /^[245]\d\d$/, words: "a 2xx, 4xx or 5xx code" },
    },
  };
}

interface Context {
  readonly prefix: string;
  readonly property: string;
  readonly source: string;
  readonly api: string;
  /** ARN of the load balancer that will carry the actions. */
  readonly loadBalancer: (inputs: Props, account: Account) => string | undefined;
}

/** The rules about a list of actions. */
export function actionRules({ prefix, property, source, api, loadBalancer }: Context): Rule[] {
  const actions = (inputs: Props): Props[] => objects(inputs, property);
  return [
    rule(`${prefix}:action-block`, "check", source, ({ inputs }) => {
      for (const [index, action] of actions(inputs).entries()) {
        const missing = missingBlock(action);
        if (missing) return `${property}[${index}]: type ${String(action.type)} needs ${missing}`;
      }
      return undefined;
    }),
    rule(`${prefix}:last-action`, APPLY, api, ({ inputs }) => {
      const types = actions(inputs).map((action) => String(action.type));
      const ends = types.map((type) => FINAL.includes(type));
      const fine = types.length === 0 || (ends.at(-1) === true && ends.filter(Boolean).length === 1);
      return fine
        ? undefined
        : `InvalidLoadBalancerAction: exactly one forward, redirect or fixed-response action is allowed and it must be the last, got ${types.join(", ")}`;
    }),
    ...targetRules({ prefix, property, source, api, loadBalancer }),
  ];
}

function targetRules({ prefix, property, api, loadBalancer }: Context): Rule[] {
  const missing = (arn: string): string => `TargetGroupNotFound: Target groups '${arn}' not found`;
  const targets = (inputs: Props): string[] => targetGroupsOf(objects(inputs, property));
  return [
    exists(prefix, `${property}[].targetGroupArn`, [TARGET_GROUP], api, missing),
    exists(prefix, `${property}[].forward.targetGroups[].arn`, [TARGET_GROUP], api, missing),
    rule(`${prefix}:one-load-balancer`, APPLY, api, ({ inputs, account }) => {
      const own = loadBalancer(inputs, account);
      for (const arn of targets(inputs)) {
        const other = usersOf(account, arn).find((user) => loadBalancerArnOf(account, user) !== own);
        if (own !== undefined && other) {
          return `TargetGroupAssociationLimit: The following target groups cannot be associated with more than one load balancer: ${arn}`;
        }
      }
      return undefined;
    }),
    rule(`${prefix}:target-vpc`, APPLY, api, ({ inputs, account }) => {
      const vpcId = vpcOf(account.find(TYPES.loadBalancer, loadBalancer(inputs, account)));
      const foreign = targets(inputs).find((arn) => {
        const group = account.find(TARGET_GROUP, arn);
        return group && vpcId !== undefined && group.inputs.vpcId !== vpcId;
      });
      return foreign === undefined
        ? undefined
        : `InvalidConfigurationRequest: Target group '${foreign}' is not in the load balancer's VPC '${String(vpcId)}'`;
    }),
    rule(`${prefix}:target-protocol`, APPLY, api, ({ inputs, account }) => {
      const owner = account.find(TYPES.loadBalancer, loadBalancer(inputs, account));
      const misfit = targets(inputs).find((arn) => {
        const protocol = text(account.find(TARGET_GROUP, arn)?.inputs, "protocol");
        return owner && protocol !== undefined && !fits(String(owner.outputs.loadBalancerType), protocol);
      });
      return misfit === undefined
        ? undefined
        : `InvalidConfigurationRequest: The protocol of target group '${misfit}' is not supported by this type of load balancer`;
    }),
  ];
}

function fits(loadBalancerType: string, protocol: string): boolean {
  return loadBalancerType !== "application" || /^HTTPS?$/.test(protocol);
}

/** The block that an action's type needs and lacks. */
function missingBlock(action: Props): string | undefined {
  const needs: Readonly<Record<string, string | undefined>> = {
    redirect: "redirect",
    "fixed-response": "fixedResponse",
    "authenticate-cognito": "authenticateCognito",
    "authenticate-oidc": "authenticateOidc",
    "jwt-validation": "jwtValidation",
  };
  if (action.type === "forward") {
    const forwards = text(action, "targetGroupArn") ?? object(action, "forward");
    return forwards === undefined ? "targetGroupArn or forward" : undefined;
  }
  const block = needs[String(action.type)];
  return block !== undefined && object(action, block) === undefined ? block : undefined;
}
