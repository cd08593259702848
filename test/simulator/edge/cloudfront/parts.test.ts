import assert from "node:assert/strict";
import { describeRules, World, type Change } from "../../support";
import { shapeBreaks } from "../shapes";
import { DISTRIBUTION } from "./support";

const CONTROL = "aws:cloudfront/originAccessControl:OriginAccessControl";
const FUNCTION = "aws:cloudfront/function:Function";
const CACHE = "aws:cloudfront/cachePolicy:CachePolicy";
const REQUEST = "aws:cloudfront/originRequestPolicy:OriginRequestPolicy";

/** Another resource of the type with the same name. */
const again =
  (type: string): Change =>
  (inputs, world) =>
    void world.add(type, structuredClone(inputs));

/** A distribution that names the case's own resource, found by its name. */
const used =
  (type: string, name: string, property: string): Change =>
  (_inputs, world) => {
    const own = world.account.find(type, name);
    world.add(DISTRIBUTION, { defaultCacheBehavior: { [property]: own?.id } });
  };

describeRules(CONTROL, {
  compliant: () => ({
    name: "site",
    originAccessControlOriginType: "s3",
    signingBehavior: "always",
    signingProtocol: "sigv4",
  }),
  breaks: {
    ...shapeBreaks(CONTROL),
    "name-taken": again(CONTROL),
    "in-use": (_inputs, world) =>
      void world.add(DISTRIBUTION, {
        origins: [{ originAccessControlId: world.account.find(CONTROL, "site")?.id }],
      }),
  },
});

describeRules(FUNCTION, {
  compliant: () => ({
    name: "site-routes",
    runtime: "cloudfront-js-2.0",
    code: "import cf from 'cloudfront';\nasync function handler(event) { return event.request; }\n",
  }),
  breaks: {
    ...shapeBreaks(FUNCTION),
    "name-taken": again(FUNCTION),
    name: [{ name: "site.routes" }, { name: "n".repeat(65) }],
    size: [{ code: `//${"x".repeat(10239)}` }, { code: "" }],
    code: [
      { code: "function handler(event) { return" },
      { code: "import fs from 'fs'; function handler() {}" },
      { runtime: "cloudfront-js-1.0" },
    ],
    "key-value-stores": [
      {
        keyValueStoreAssociations: [
          "arn:aws:cloudfront::1:key-value-store/a",
          "arn:aws:cloudfront::1:key-value-store/b",
        ],
      },
      {
        code: "function handler(event) { return event.request; }",
        runtime: "cloudfront-js-1.0",
        keyValueStoreAssociations: ["arn:aws:cloudfront::111122223333:key-value-store/a"],
      },
    ].map((change) => ({
      ...change,
      keyValueStoreAssociations: change.keyValueStoreAssociations.map((arn) =>
        arn.replace("::1:", "::111122223333:"),
      ),
    })),
    "in-use": (_inputs, world) =>
      void world.add(DISTRIBUTION, {
        orderedCacheBehaviors: [
          {
            functionAssociations: [
              {
                eventType: "viewer-request",
                functionArn: world.account.find(FUNCTION, "site-routes")?.outputs.arn,
              },
            ],
          },
        ],
      }),
  },
  accepts: {
    "the largest code": { code: `//${"x".repeat(10238)}` },
    "one key value store": {
      keyValueStoreAssociations: ["arn:aws:cloudfront::111122223333:key-value-store/a"],
    },
  },
});

const KEY = "parametersInCacheKeyAndForwardedToOrigin";
const eleven = Array.from({ length: 11 }, (_, index) => `x-${index}`);

describeRules(CACHE, {
  compliant: () => ({
    name: "site",
    [KEY]: {
      cookiesConfig: { cookieBehavior: "none" },
      headersConfig: { headerBehavior: "whitelist", headers: { items: ["Origin"] } },
      queryStringsConfig: { queryStringBehavior: "allExcept", queryStrings: { items: ["utm_source"] } },
    },
  }),
  breaks: {
    ...shapeBreaks(CACHE),
    "name-taken": again(CACHE),
    name: { name: "site policy" },
    items: [
      { [`${KEY}.headersConfig.headers`]: undefined },
      { [`${KEY}.cookiesConfig.cookies`]: { items: ["session"] } },
    ],
    "item-count": { [`${KEY}.headersConfig.headers.items`]: eleven },
    "ttl-order": [{ minTtl: 86401 }, { maxTtl: 86399 }],
    "caching-off": [
      { defaultTtl: 0, maxTtl: 0 },
      {
        defaultTtl: 0,
        maxTtl: 0,
        [KEY]: {
          cookiesConfig: { cookieBehavior: "none" },
          headersConfig: {},
          queryStringsConfig: { queryStringBehavior: "none" },
          enableAcceptEncodingGzip: true,
        },
      },
    ],
    "accept-encoding": { [`${KEY}.headersConfig.headers.items`]: ["accept-encoding"] },
    "in-use": used(CACHE, "site", "cachePolicyId"),
  },
  accepts: {
    "ten headers": { [`${KEY}.headersConfig.headers.items`]: eleven.slice(1) },
    "a default equal to both ends": { minTtl: 60, defaultTtl: 60, maxTtl: 60 },
  },
});

describeRules(REQUEST, {
  compliant: () => ({
    name: "api",
    cookiesConfig: { cookieBehavior: "all" },
    headersConfig: { headerBehavior: "whitelist", headers: { items: ["Accept"] } },
    queryStringsConfig: { queryStringBehavior: "all" },
  }),
  breaks: {
    ...shapeBreaks(REQUEST),
    "name-taken": again(REQUEST),
    name: { name: "a".repeat(129) },
    items: [{ "headersConfig.headers.items": [] }, { "cookiesConfig.cookies": { items: ["session"] } }],
    "item-count": { "headersConfig.headers.items": eleven },
    headers: [
      { "headersConfig.headers.items": ["Authorization"] },
      { "headersConfig.headers.items": ["Accept-Encoding"] },
    ],
    "cloudfront-headers": { "headersConfig.headerBehavior": "allViewerAndWhitelistCloudFront" },
    "in-use": used(REQUEST, "api", "originRequestPolicyId"),
  },
  accepts: {
    "CloudFront's headers beside all": {
      headersConfig: {
        headerBehavior: "allViewerAndWhitelistCloudFront",
        headers: { items: ["CloudFront-Viewer-Country"] },
      },
    },
  },
});

describe("ids of CloudFront's parts", () => {
  const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

  it("have CloudFront's formats", () => {
    const world = new World();
    const control = world.add(CONTROL, {});
    assert.match(control.id, /^E[A-Z0-9]{13}$/);
    assert.equal(control.outputs.arn, `arn:aws:cloudfront::111122223333:origin-access-control/${control.id}`);
    assert.match(String(control.outputs.name), /^existing-1-[0-9a-f]{7}$/);
    for (const [type, part] of [
      [CACHE, "cache-policy"],
      [REQUEST, "origin-request-policy"],
      ["aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy", "response-headers-policy"],
    ] as const) {
      const policy = world.add(type, {});
      assert.match(policy.id, UUID);
      assert.equal(policy.outputs.arn, `arn:aws:cloudfront::111122223333:${part}/${policy.id}`);
    }
  });

  it("are a function's name, which stays unpublished on demand", () => {
    const world = new World();
    const live = world.add(FUNCTION, { name: "routes" });
    const draft = world.add(FUNCTION, { name: "draft", publish: false });
    assert.equal(live.id, "routes");
    assert.equal(live.outputs.arn, "arn:aws:cloudfront::111122223333:function/routes");
    assert.match(String(live.outputs.liveStageEtag), /^E[A-Z0-9]{13}$/);
    assert.deepEqual([draft.outputs.liveStageEtag, draft.outputs.status], ["", "UNPUBLISHED"]);
  });
});
