/** Cache policies and origin request policies: which parts of a request count, and which travel on. */
import type { Props, ResourceModel, Rule } from "../../../model";
import type { Shape } from "../../../shape";
import { entityTag, uuid } from "../ids";
import { APPLY, at, fields, text, texts } from "../support";
import { behaviorUses, CACHE_POLICY, inUse, nameTaken, ORIGIN_REQUEST_POLICY } from "./references";

const MAX_ITEMS = 10;
const KEY = "parametersInCacheKeyAndForwardedToOrigin";
const QUOTAS = "Amazon CloudFront Developer Guide: Quotas on policies";

/** One part of a request: how it is chosen, and by which names. */
interface Part {
  readonly what: string;
  readonly behavior: string;
  readonly items: readonly string[];
}

function headersOf(config: unknown): Part {
  return part("headers", at(config, "headersConfig"), "headerBehavior", "headers");
}

function partsOf(config: unknown): readonly Part[] {
  return [
    headersOf(config),
    part("cookies", at(config, "cookiesConfig"), "cookieBehavior", "cookies"),
    part("query strings", at(config, "queryStringsConfig"), "queryStringBehavior", "queryStrings"),
  ];
}

function part(what: string, config: unknown, behavior: string, items: string): Part {
  const { [behavior]: chosen, [items]: chosenItems } = fields(config);
  return { what, behavior: text(chosen) || "none", items: texts(fields(chosenItems).items) };
}

/** The rules of both kinds; `partsIn` finds the parts in a policy's inputs. */
function partRules(prefix: string, partsIn: (inputs: Props) => readonly Part[]): readonly Rule[] {
  const source = "Amazon CloudFront API Reference, CachePolicyConfig and OriginRequestPolicyConfig";
  return [
    {
      id: `${prefix}:items`,
      when: APPLY,
      source,
      refuse: ({ inputs }) => {
        for (const { what, behavior, items } of partsIn(inputs)) {
          const named = ["whitelist", "allExcept", "allViewerAndWhitelistCloudFront"].includes(behavior);
          if (named && items.length === 0)
            return `InvalidArgument: the ${what} behavior ${behavior} needs items`;
          if (!named && items.length > 0)
            return `InvalidArgument: the ${what} behavior ${behavior} takes no items`;
        }
        return undefined;
      },
    },
    {
      id: `${prefix}:item-count`,
      when: APPLY,
      source: QUOTAS,
      refuse: ({ inputs }) => {
        const over = partsIn(inputs).find(({ items }) => items.length > MAX_ITEMS);
        return (
          over && `TooMany: ${over.items.length} ${over.what}, of which a policy names at most ${MAX_ITEMS}`
        );
      },
    },
    {
      id: `${prefix}:name`,
      when: APPLY,
      source,
      refuse: ({ inputs }) =>
        /^[A-Za-z0-9_-]{1,128}$/.test(text(inputs.name))
          ? undefined
          : `InvalidArgument: the policy's name has 1 to 128 letters, digits, hyphens and underscores: ${text(inputs.name)}`,
    },
  ];
}

/** TTLs and compression, which only cache policies have. */
const cachingRules: readonly Rule[] = [
  {
    id: "cloudfront/cachePolicy:ttl-order",
    when: APPLY,
    source: "Amazon CloudFront API Reference, CachePolicyConfig",
    refuse: ({ inputs }) => {
      const { minTtl, defaultTtl, maxTtl } = inputs;
      return Number(minTtl) <= Number(defaultTtl) && Number(defaultTtl) <= Number(maxTtl)
        ? undefined
        : `InvalidArgument: MinTTL ${Number(minTtl)} must be less than or equal to DefaultTTL ${Number(defaultTtl)}, and that to MaxTTL ${Number(maxTtl)}`;
    },
  },
  {
    id: "cloudfront/cachePolicy:caching-off",
    when: APPLY,
    source: "Amazon CloudFront Developer Guide: Understand cache policies, caching disabled with TTLs of 0",
    refuse: ({ inputs }) => {
      const compressed =
        at(inputs, `${KEY}.enableAcceptEncodingGzip`) === true ||
        at(inputs, `${KEY}.enableAcceptEncodingBrotli`) === true;
      const keyed = partsOf(inputs[KEY]).find(({ behavior }) => behavior !== "none");
      return inputs.maxTtl === 0 && (compressed || keyed)
        ? `InvalidArgument: The parameter ${keyed ? keyed.what : "EnableAcceptEncoding"} is not allowed when caching is disabled with MaxTTL 0`
        : undefined;
    },
  },
  {
    id: "cloudfront/cachePolicy:accept-encoding",
    when: APPLY,
    source: "Amazon CloudFront API Reference, ParametersInCacheKeyAndForwardedToOrigin",
    refuse: ({ inputs }) =>
      headersOf(inputs[KEY]).items.some((header) => header.toLowerCase() === "accept-encoding")
        ? "InvalidArgument: The parameter Headers contains Accept-Encoding that is not allowed"
        : undefined,
  },
];

/** Headers that CloudFront does not let an origin request policy name. */
const forwardingRules: readonly Rule[] = [
  {
    id: "cloudfront/originRequestPolicy:headers",
    when: APPLY,
    source: "Amazon CloudFront Developer Guide: Understand origin request policies",
    refuse: ({ inputs }) => {
      const headers = headersOf(inputs);
      const wrong =
        headers.behavior === "whitelist" &&
        headers.items.find((header) => /^(authorization|accept-encoding)$/i.test(header));
      return wrong
        ? `InvalidArgument: The parameter Headers contains ${wrong} that is not allowed`
        : undefined;
    },
  },
  {
    id: "cloudfront/originRequestPolicy:cloudfront-headers",
    when: APPLY,
    source: "Amazon CloudFront API Reference, OriginRequestPolicyHeadersConfig",
    refuse: ({ inputs }) => {
      const headers = headersOf(inputs);
      const wrong =
        headers.behavior === "allViewerAndWhitelistCloudFront" &&
        headers.items.find((header) => !/^cloudfront-/i.test(header));
      return wrong
        ? `InvalidArgument: only CloudFront's own headers can be added to all, not ${wrong}`
        : undefined;
    },
  },
];

function policyModel(
  type: string,
  arnPart: string,
  shape: Omit<Shape, "replaceOn" | "tags" | "autoName">,
  rules: readonly Rule[],
): ResourceModel {
  return {
    type,
    shape: {
      ...shape,
      replaceOn: [],
      lengths: { comment: [0, 128] },
      autoName: { property: "name", max: 128 },
      tags: false,
    },
    rules,
    create: (inputs, place) => {
      const id = uuid(`${arnPart}|${place.urn}`);
      return {
        id,
        outputs: {
          arn: `arn:${place.partition}:cloudfront::${place.accountId}:${arnPart}/${id}`,
          etag: entityTag(place.urn, inputs),
        },
      };
    },
  };
}

const cachePolicy = policyModel(
  CACHE_POLICY,
  "cache-policy",
  {
    source: "terraform-provider-aws internal/service/cloudfront/cache_policy.go",
    required: [
      KEY,
      `${KEY}.cookiesConfig`,
      `${KEY}.cookiesConfig.cookieBehavior`,
      `${KEY}.headersConfig`,
      `${KEY}.queryStringsConfig`,
      `${KEY}.queryStringsConfig.queryStringBehavior`,
    ],
    values: {
      [`${KEY}.cookiesConfig.cookieBehavior`]: ["none", "whitelist", "allExcept", "all"],
      [`${KEY}.headersConfig.headerBehavior`]: ["none", "whitelist"],
      [`${KEY}.queryStringsConfig.queryStringBehavior`]: ["none", "whitelist", "allExcept", "all"],
    },
    defaults: { defaultTtl: 86400, maxTtl: 31536000, minTtl: 0 },
  },
  [
    nameTaken("cloudfront/cachePolicy:name-taken", CACHE_POLICY, "CachePolicyAlreadyExists"),
    ...partRules("cloudfront/cachePolicy", (inputs) => partsOf(inputs[KEY])),
    ...cachingRules,
    inUse("cloudfront/cachePolicy:in-use", "CachePolicyInUse", behaviorUses("cachePolicyId")),
  ],
);

const originRequestPolicy = policyModel(
  ORIGIN_REQUEST_POLICY,
  "origin-request-policy",
  {
    source: "terraform-provider-aws internal/service/cloudfront/origin_request_policy.go",
    required: [
      "cookiesConfig",
      "cookiesConfig.cookieBehavior",
      "headersConfig",
      "queryStringsConfig",
      "queryStringsConfig.queryStringBehavior",
    ],
    values: {
      "cookiesConfig.cookieBehavior": ["none", "whitelist", "all", "allExcept"],
      "headersConfig.headerBehavior": [
        "none",
        "whitelist",
        "allViewer",
        "allViewerAndWhitelistCloudFront",
        "allExcept",
      ],
      "queryStringsConfig.queryStringBehavior": ["none", "whitelist", "all", "allExcept"],
    },
  },
  [
    nameTaken(
      "cloudfront/originRequestPolicy:name-taken",
      ORIGIN_REQUEST_POLICY,
      "OriginRequestPolicyAlreadyExists",
    ),
    ...partRules("cloudfront/originRequestPolicy", partsOf),
    ...forwardingRules,
    inUse(
      "cloudfront/originRequestPolicy:in-use",
      "OriginRequestPolicyInUse",
      behaviorUses("originRequestPolicyId"),
    ),
  ],
);

export const policyModels: readonly ResourceModel[] = [cachePolicy, originRequestPolicy];
