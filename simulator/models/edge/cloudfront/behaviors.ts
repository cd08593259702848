/** A distribution's cache behaviours. */
import type { Account } from "../../../account";
import type { Props, Rule } from "../../../model";
import { APPLY, entries, firstTwice, parseArn, text, texts, find } from "../support";
import {
  MANAGED_CACHE_POLICIES,
  MANAGED_ORIGIN_REQUEST_POLICIES,
  MANAGED_RESPONSE_HEADERS_POLICIES,
} from "./managedPolicies";
import {
  behaviorsOf,
  CACHE_POLICY,
  FUNCTION,
  nameOfBehavior,
  ORIGIN_REQUEST_POLICY,
  policyExists,
  RESPONSE_HEADERS_POLICY,
} from "./references";

const PREFIX = "cloudfront/distribution";
const BEHAVIOR = "Amazon CloudFront API Reference, CacheBehavior";

const ALLOWED_METHODS = [
  ["GET", "HEAD"],
  ["GET", "HEAD", "OPTIONS"],
  ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"],
];
const CACHED_METHODS = ALLOWED_METHODS.slice(0, 2);

/** The viewer's two moments, at which CloudFront functions can run. */
const VIEWER_EVENTS = ["viewer-request", "viewer-response"];

/** A rule about each behaviour by itself. */
function each(
  what: string,
  source: string,
  refuse: (behavior: Props, account: Account) => string | undefined,
): Rule {
  return {
    id: `${PREFIX}:${what}`,
    when: APPLY,
    source,
    refuse: ({ inputs, account }) => {
      for (const behavior of behaviorsOf(inputs)) {
        const reason = refuse(behavior, account);
        if (reason) return `${reason} (${nameOfBehavior(behavior)})`;
      }
      return undefined;
    },
  };
}

function isOneOf(sets: readonly (readonly string[])[], methods: unknown): boolean {
  const given = [...texts(methods)].sort().join();
  return sets.some((set) => set.join() === given);
}

const methodRules: readonly Rule[] = [
  each("allowed-methods", `${BEHAVIOR}: AllowedMethods`, ({ allowedMethods }) =>
    isOneOf(ALLOWED_METHODS, allowedMethods)
      ? undefined
      : `InvalidArgument: The parameter AllowedMethods must be ${ALLOWED_METHODS.map(String).join(" or ")}, not ${texts(allowedMethods).join()}`,
  ),
  each("cached-methods", `${BEHAVIOR}: CachedMethods`, ({ allowedMethods, cachedMethods }) => {
    if (!isOneOf(CACHED_METHODS, cachedMethods)) {
      return `InvalidArgument: The parameter CachedMethods must be ${CACHED_METHODS.map(String).join(" or ")}`;
    }
    const extra = texts(cachedMethods).find((method) => !texts(allowedMethods).includes(method));
    return extra && `InvalidArgument: The parameter CachedMethods contains ${extra}, which is not allowed`;
  }),
];

/** The policy of that kind has to exist. */
function policyRule(
  what: string,
  property: string,
  type: string,
  managed: Readonly<Record<string, string>>,
): Rule {
  const error = `NoSuch${property.charAt(0).toUpperCase()}${property.slice(1, -2)}`;
  return each(what, `Amazon CloudFront API Reference: ${error}`, (behavior, account) =>
    behavior[property] === undefined || policyExists(account, type, managed, behavior[property])
      ? undefined
      : `${error}: The policy ${text(behavior[property])} does not exist`,
  );
}

const cachingRules: readonly Rule[] = [
  each("caching", `${BEHAVIOR}: CachePolicyId, ForwardedValues`, ({ cachePolicyId, forwardedValues }) => {
    if (cachePolicyId === undefined && forwardedValues === undefined) {
      return "InvalidArgument: The parameter ForwardedValues is required without a CachePolicyId";
    }
    return cachePolicyId !== undefined && forwardedValues !== undefined
      ? "InvalidArgument: The parameter ForwardedValues cannot be used when a cache policy is associated to the cache behavior"
      : undefined;
  }),
  each("ttl-order", `${BEHAVIOR}: MinTTL, DefaultTTL, MaxTTL`, (behavior) => {
    if (behavior.cachePolicyId !== undefined) return undefined;
    const { minTtl = 0, defaultTtl = 86400, maxTtl = 31536000 } = behavior;
    return Number(minTtl) <= Number(defaultTtl) && Number(defaultTtl) <= Number(maxTtl)
      ? undefined
      : `InvalidArgument: MinTTL ${Number(minTtl)} must be less than or equal to DefaultTTL ${Number(defaultTtl)}, and that to MaxTTL ${Number(maxTtl)}`;
  }),
  policyRule("cache-policy", "cachePolicyId", CACHE_POLICY, MANAGED_CACHE_POLICIES),
  policyRule(
    "origin-request-policy",
    "originRequestPolicyId",
    ORIGIN_REQUEST_POLICY,
    MANAGED_ORIGIN_REQUEST_POLICIES,
  ),
  policyRule(
    "response-headers-policy",
    "responseHeadersPolicyId",
    RESPONSE_HEADERS_POLICY,
    MANAGED_RESPONSE_HEADERS_POLICIES,
  ),
  each(
    "origin-request-without-cache-policy",
    `${BEHAVIOR}: OriginRequestPolicyId`,
    ({ originRequestPolicyId, cachePolicyId }) =>
      originRequestPolicyId !== undefined && cachePolicyId === undefined
        ? "InvalidArgument: an origin request policy needs a cache policy in the same behavior"
        : undefined,
  ),
];

const EDGE_FUNCTIONS = "Amazon CloudFront Developer Guide: Restrictions on edge functions";

const functionRules: readonly Rule[] = [
  each("function-event", EDGE_FUNCTIONS, ({ functionAssociations }) => {
    const wrong = entries(functionAssociations).find(
      ({ eventType }) => !VIEWER_EVENTS.includes(text(eventType)),
    );
    return (
      wrong &&
      `InvalidFunctionAssociation: a CloudFront function runs at ${VIEWER_EVENTS.join(" or ")}, not at ${text(wrong.eventType)}`
    );
  }),
  each("function", "Amazon CloudFront API Reference: InvalidFunctionAssociation", (behavior, account) => {
    for (const { functionArn } of entries(behavior.functionAssociations)) {
      const known = find(account, FUNCTION, functionArn);
      if (!known) return `InvalidFunctionAssociation: the function ${text(functionArn)} does not exist`;
      if (known.inputs.publish === false) {
        return `InvalidFunctionAssociation: the function ${known.id} has no LIVE stage: it was never published`;
      }
    }
    return undefined;
  }),
  each("function-twice", EDGE_FUNCTIONS, ({ functionAssociations, lambdaFunctionAssociations }) => {
    const both = [...entries(functionAssociations), ...entries(lambdaFunctionAssociations)];
    const twice = firstTwice(both, (association) => association.eventType);
    return twice && `InvalidFunctionAssociation: two functions at ${text(twice.eventType)}`;
  }),
  each("function-mix", EDGE_FUNCTIONS, ({ functionAssociations, lambdaFunctionAssociations }) => {
    const events = entries(functionAssociations).map(({ eventType }) => text(eventType));
    const clash = entries(lambdaFunctionAssociations)
      .map(({ eventType }) => text(eventType))
      .find((event) => VIEWER_EVENTS.includes(event) && events.length > 0 && !events.includes(event));
    return (
      clash &&
      "InvalidFunctionAssociation: a behavior cannot combine CloudFront functions with Lambda@Edge at viewer events"
    );
  }),
  each("lambda", "Amazon CloudFront API Reference: InvalidLambdaFunctionAssociation", (behavior) => {
    const wrong = entries(behavior.lambdaFunctionAssociations).find(({ lambdaArn }) => {
      const arn = parseArn(lambdaArn);
      return arn?.region !== "us-east-1" || !/^function:[\w-]+:\d+$/.test(arn.resource);
    });
    return (
      wrong &&
      `InvalidLambdaFunctionAssociation: The function ARN must reference a specific function version in us-east-1: ${text(wrong.lambdaArn)}`
    );
  }),
];

const patternRules: readonly Rule[] = [
  {
    id: `${PREFIX}:path-pattern`,
    when: APPLY,
    source: "Amazon CloudFront Developer Guide: Cache behavior settings, path pattern",
    refuse: ({ inputs }) => {
      const wrong = entries(inputs.orderedCacheBehaviors)
        .map(({ pathPattern }) => text(pathPattern))
        .find((pattern) => !/^[A-Za-z0-9_\-.*$/~"'@:+&?=%;,!()]{1,255}$/.test(pattern));
      return wrong === undefined
        ? undefined
        : `InvalidArgument: The parameter PathPattern is not valid: ${JSON.stringify(wrong)}`;
    },
  },
  {
    id: `${PREFIX}:path-pattern-twice`,
    when: APPLY,
    source: BEHAVIOR,
    refuse: ({ inputs }) => {
      // CloudFront treats a leading slash as optional.
      const twice = firstTwice(entries(inputs.orderedCacheBehaviors), ({ pathPattern }) =>
        text(pathPattern).replace(/^\//, ""),
      );
      return twice && `InvalidArgument: The parameter PathPattern contains ${text(twice.pathPattern)} twice`;
    },
  },
];

export const behaviorRules: readonly Rule[] = [
  ...methodRules,
  ...cachingRules,
  ...functionRules,
  ...patternRules,
];
