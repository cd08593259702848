import type { Props, ResourceModel, Rule } from "../../../model";
import type { Shape } from "../../../shape";
import { entityTag, uuid } from "../ids";
import { APPLY, at, entries, fields, firstTwice, text } from "../support";
import { contentSecurityPolicyFault } from "./contentSecurityPolicy";
import { corsRules } from "./crossOrigin";
import { behaviorUses, inUse, nameTaken, RESPONSE_HEADERS_POLICY } from "./references";

const PREFIX = "cloudfront/responseHeadersPolicy";
const GUIDE = "Amazon CloudFront Developer Guide: Understand response headers policies";
const QUOTAS = "Amazon CloudFront Developer Guide: Quotas on headers";
const MAX_HEADERS = 10;
const MAX_VALUE = 1783;

const SECURITY = "securityHeadersConfig";

/** Headers that have a setting of their own in the policy. */
const SECURITY_HEADERS = [
  "content-security-policy",
  "referrer-policy",
  "strict-transport-security",
  "x-content-type-options",
  "x-frame-options",
  "x-xss-protection",
];

/** Headers that CloudFront needs for itself. */
const KEPT =
  /^(connection|content-encoding|content-length|expect|host|keep-alive|proxy-(authenticate|authorization|connection)|trailer|transfer-encoding|upgrade|via|warning|x-accel-.+|x-amz-cf-.+|x-amzn-.+|x-cache|x-edge-.+|x-forwarded-proto|x-real-ip)$/i;

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

const customHeaders = (inputs: Props): readonly Props[] => entries(at(inputs, "customHeadersConfig.items"));
const removedHeaders = (inputs: Props): readonly Props[] => entries(at(inputs, "removeHeadersConfig.items"));

const namingRules: readonly Rule[] = [
  nameTaken(`${PREFIX}:name-taken`, RESPONSE_HEADERS_POLICY, "ResponseHeadersPolicyAlreadyExists"),
  {
    id: `${PREFIX}:name`,
    when: APPLY,
    source: "Amazon CloudFront API Reference, ResponseHeadersPolicyConfig: Name",
    refuse: ({ inputs }) =>
      /^[A-Za-z0-9_-]{1,128}$/.test(text(inputs.name))
        ? undefined
        : `InvalidArgument: the policy's name has 1 to 128 letters, digits, hyphens and underscores: ${text(inputs.name)}`,
  },
  inUse(`${PREFIX}:in-use`, "ResponseHeadersPolicyInUse", behaviorUses("responseHeadersPolicyId")),
];

const customRules: readonly Rule[] = [
  {
    id: `${PREFIX}:custom-security-header`,
    when: APPLY,
    source: GUIDE,
    refuse: ({ inputs }) => {
      const wrong = customHeaders(inputs).find(({ header }) =>
        SECURITY_HEADERS.includes(text(header).toLowerCase()),
      );
      return (
        wrong &&
        `InvalidArgument: The parameter CustomHeaders contains ${text(wrong.header)} that is a security header and cannot be set as custom header`
      );
    },
  },
  {
    id: `${PREFIX}:custom-header-name`,
    when: APPLY,
    source: GUIDE,
    refuse: ({ inputs }) => {
      const wrong = customHeaders(inputs).find(
        ({ header }) => !TOKEN.test(text(header)) || KEPT.test(text(header)),
      );
      return (
        wrong &&
        `InvalidArgument: The parameter CustomHeaders contains ${text(wrong.header)} that is not allowed`
      );
    },
  },
  {
    id: `${PREFIX}:custom-header-value`,
    when: APPLY,
    source: QUOTAS,
    refuse: ({ inputs }) => {
      const wrong = customHeaders(inputs).find(({ value }) => isBadValue(text(value)));
      return (
        wrong &&
        `InvalidArgument: The value of ${text(wrong.header)} must have at most ${MAX_VALUE} printable ASCII characters in one line`
      );
    },
  },
  {
    id: `${PREFIX}:custom-header-twice`,
    when: APPLY,
    source: GUIDE,
    refuse: ({ inputs }) => {
      const twice = firstTwice(customHeaders(inputs), ({ header }) => text(header).toLowerCase());
      return twice && `InvalidArgument: The parameter CustomHeaders contains ${text(twice.header)} twice`;
    },
  },
  {
    id: `${PREFIX}:custom-header-count`,
    when: APPLY,
    source: QUOTAS,
    refuse: ({ inputs }) => {
      const count = customHeaders(inputs).length;
      return count > MAX_HEADERS
        ? `TooManyCustomHeadersInResponseHeadersPolicy: ${count} custom headers of ${MAX_HEADERS}`
        : undefined;
    },
  },
];

function isBadValue(value: string): boolean {
  return value.length > MAX_VALUE || !/^[\t\x20-\x7e]*$/.test(value);
}

const removalRules: readonly Rule[] = [
  {
    id: `${PREFIX}:remove-header-name`,
    when: APPLY,
    source: `${GUIDE}, headers that can't be removed`,
    refuse: ({ inputs }) => {
      const wrong = removedHeaders(inputs).find(
        ({ header }) => !TOKEN.test(text(header)) || KEPT.test(text(header)),
      );
      return (
        wrong &&
        `InvalidArgument: The parameter RemoveHeaders contains ${text(wrong.header)} that is not allowed`
      );
    },
  },
  {
    id: `${PREFIX}:remove-header-twice`,
    when: APPLY,
    source: GUIDE,
    refuse: ({ inputs }) => {
      const twice = firstTwice(removedHeaders(inputs), ({ header }) => text(header).toLowerCase());
      return twice && `InvalidArgument: The parameter RemoveHeaders contains ${text(twice.header)} twice`;
    },
  },
  {
    id: `${PREFIX}:remove-header-count`,
    when: APPLY,
    source: QUOTAS,
    refuse: ({ inputs }) => {
      const count = removedHeaders(inputs).length;
      return count > MAX_HEADERS
        ? `TooManyRemoveHeadersInResponseHeadersPolicy: ${count} removed headers of ${MAX_HEADERS}`
        : undefined;
    },
  },
];

const securityRules: readonly Rule[] = [
  {
    id: `${PREFIX}:content-security-policy`,
    when: APPLY,
    source: `${GUIDE}; Content Security Policy Level 3, section 2.2`,
    refuse: ({ inputs }) => {
      const policy = at(inputs, `${SECURITY}.contentSecurityPolicy.contentSecurityPolicy`);
      const fault = policy === undefined ? undefined : contentSecurityPolicyFault(text(policy));
      return fault && `InvalidArgument: The parameter ContentSecurityPolicy is not valid: ${fault}`;
    },
  },
  {
    id: `${PREFIX}:content-security-policy-length`,
    when: APPLY,
    source: "Amazon CloudFront API Reference: TooLongCSPInResponseHeadersPolicy",
    refuse: ({ inputs }) => {
      const { length } = text(at(inputs, `${SECURITY}.contentSecurityPolicy.contentSecurityPolicy`));
      return length > MAX_VALUE
        ? `TooLongCSPInResponseHeadersPolicy: the Content-Security-Policy has ${length} characters of ${MAX_VALUE}`
        : undefined;
    },
  },
  {
    id: `${PREFIX}:strict-transport-security`,
    when: APPLY,
    source: "Amazon CloudFront API Reference, ResponseHeadersPolicyStrictTransportSecurity",
    refuse: ({ inputs }) => {
      const age = at(inputs, `${SECURITY}.strictTransportSecurity.accessControlMaxAgeSec`);
      return age === undefined || (Number.isInteger(age) && Number(age) >= 0 && Number(age) <= 2 ** 31 - 1)
        ? undefined
        : `InvalidArgument: The parameter AccessControlMaxAgeSec must be a number of seconds, not ${Number(age)}`;
    },
  },
  {
    id: `${PREFIX}:xss-protection`,
    when: APPLY,
    source: "Amazon CloudFront API Reference, ResponseHeadersPolicyXSSProtection",
    refuse: ({ inputs }) => {
      const { modeBlock, reportUri, protection } = fields(at(inputs, `${SECURITY}.xssProtection`));
      const given = [modeBlock === true, text(reportUri) !== ""].filter(Boolean).length;
      if (given === 2) return "InvalidArgument: XSSProtection takes ModeBlock or ReportUri, not both";
      return protection === false && given > 0
        ? "InvalidArgument: XSSProtection takes neither ModeBlock nor ReportUri while Protection is false"
        : undefined;
    },
  },
];

const shape: Shape = {
  source: "terraform-provider-aws internal/service/cloudfront/response_headers_policy.go",
  replaceOn: [],
  required: [
    "corsConfig.accessControlAllowCredentials",
    "corsConfig.accessControlAllowHeaders",
    "corsConfig.accessControlAllowMethods",
    "corsConfig.accessControlAllowOrigins",
    "corsConfig.originOverride",
    "customHeadersConfig.items[].header",
    "customHeadersConfig.items[].override",
    "customHeadersConfig.items[].value",
    "removeHeadersConfig.items[].header",
    `${SECURITY}.contentSecurityPolicy.contentSecurityPolicy`,
    `${SECURITY}.contentSecurityPolicy.override`,
    `${SECURITY}.contentTypeOptions.override`,
    `${SECURITY}.frameOptions.frameOption`,
    `${SECURITY}.frameOptions.override`,
    `${SECURITY}.referrerPolicy.referrerPolicy`,
    `${SECURITY}.referrerPolicy.override`,
    `${SECURITY}.strictTransportSecurity.accessControlMaxAgeSec`,
    `${SECURITY}.strictTransportSecurity.override`,
    `${SECURITY}.xssProtection.protection`,
    `${SECURITY}.xssProtection.override`,
    "serverTimingHeadersConfig.enabled",
    "serverTimingHeadersConfig.samplingRate",
  ],
  atLeastOneOf: [
    ["corsConfig", "customHeadersConfig", "removeHeadersConfig", SECURITY, "serverTimingHeadersConfig"],
  ],
  values: {
    [`${SECURITY}.frameOptions.frameOption`]: ["DENY", "SAMEORIGIN"],
    [`${SECURITY}.referrerPolicy.referrerPolicy`]: [
      "no-referrer",
      "no-referrer-when-downgrade",
      "origin",
      "origin-when-cross-origin",
      "same-origin",
      "strict-origin",
      "strict-origin-when-cross-origin",
      "unsafe-url",
    ],
  },
  ranges: { "serverTimingHeadersConfig.samplingRate": [0, 100] },
  autoName: { property: "name", max: 128 },
  tags: false,
};

export const responseHeadersPolicy: ResourceModel = {
  type: RESPONSE_HEADERS_POLICY,
  shape,
  rules: [...namingRules, ...customRules, ...removalRules, ...securityRules, ...corsRules],
  create: (inputs, place) => {
    const id = uuid(`response-headers-policy|${place.urn}`);
    return {
      id,
      outputs: {
        arn: `arn:${place.partition}:cloudfront::${place.accountId}:response-headers-policy/${id}`,
        etag: entityTag(place.urn, inputs),
      },
    };
  },
};
