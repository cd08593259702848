import assert from "node:assert/strict";
import { contentSecurityPolicyFault } from "../../../../simulator/models/edge/cloudfront/contentSecurityPolicy";
import { describeRules } from "../../support";
import { shapeBreaks } from "../shapes";
import { DISTRIBUTION } from "./support";

const TYPE = "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy";
const SECURITY = "securityHeadersConfig";
const CSP = `${SECURITY}.contentSecurityPolicy.contentSecurityPolicy`;
const custom = (header: string, value = "x"): object => ({ header, value, override: true });
const customs = (...headers: object[]): Record<string, unknown> => ({ "customHeadersConfig.items": headers });
const removals = (...headers: string[]): Record<string, unknown> => ({
  removeHeadersConfig: { items: headers.map((header) => ({ header })) },
});
const eleven = Array.from({ length: 11 }, (_, index) => `x-header-${index}`);
const cors = (changes: object): Record<string, unknown> => ({
  corsConfig: {
    accessControlAllowCredentials: false,
    accessControlAllowHeaders: { items: ["*"] },
    accessControlAllowMethods: { items: ["GET"] },
    accessControlAllowOrigins: { items: ["https://harena.com"] },
    originOverride: true,
    ...changes,
  },
});

describeRules(TYPE, {
  compliant: () => ({
    name: "site",
    customHeadersConfig: { items: [custom("Permissions-Policy", "camera=()")] },
    [SECURITY]: {
      contentSecurityPolicy: {
        contentSecurityPolicy: "default-src 'self'; connect-src https://api.harena.com;",
        override: true,
      },
      strictTransportSecurity: { accessControlMaxAgeSec: 63072000, override: true },
      frameOptions: { frameOption: "DENY", override: true },
    },
  }),
  breaks: {
    ...shapeBreaks(TYPE),
    "name-taken": (inputs, world) => void world.add(TYPE, structuredClone(inputs)),
    name: { name: "a site" },
    "in-use": (_inputs, world) =>
      void world.add(DISTRIBUTION, {
        defaultCacheBehavior: { responseHeadersPolicyId: world.account.find(TYPE, "site")?.id },
      }),
    "custom-security-header": customs(custom("X-Frame-Options", "DENY")),
    "custom-header-name": [
      customs(custom("Cache Control")),
      customs(custom("Via")),
      customs(custom("X-Edge-Location")),
    ],
    "custom-header-value": [customs(custom("X-A", "a\nb")), customs(custom("X-A", "x".repeat(1784)))],
    "custom-header-twice": customs(custom("X-A"), custom("x-a")),
    "custom-header-count": customs(...eleven.map((header) => custom(header))),
    "remove-header-name": [removals("Server Name"), removals("Content-Length"), removals("X-Amz-Cf-Id")],
    "remove-header-twice": removals("Server", "server"),
    "remove-header-count": removals(...eleven),
    "content-security-policy": [
      { [CSP]: "default-src 'self';\nimg-src *" },
      { [CSP]: "" },
      { [CSP]: "default_src *" },
    ],
    "content-security-policy-length": { [CSP]: `connect-src ${"x".repeat(1772)}` },
    "strict-transport-security": { [`${SECURITY}.strictTransportSecurity.accessControlMaxAgeSec`]: -1 },
    "xss-protection": [
      {
        [`${SECURITY}.xssProtection`]: { protection: true, override: true, modeBlock: true, reportUri: "/r" },
      },
      { [`${SECURITY}.xssProtection`]: { protection: false, override: true, modeBlock: true } },
    ],
    "cors-items": cors({ accessControlAllowHeaders: { items: [] } }),
    "cors-credentials": cors({ accessControlAllowCredentials: true }),
    "cors-methods": cors({ accessControlAllowMethods: { items: ["get"] } }),
    "cors-origins": cors({ accessControlAllowOrigins: { items: ["https://harena.com/app"] } }),
  },
  accepts: {
    "ten custom headers": customs(...eleven.slice(1).map((header) => custom(header))),
    "ten removed headers": removals(...eleven.slice(1)),
    "the longest policy": { [CSP]: `connect-src ${"x".repeat(1771)}` },
    "a removed server name": removals("X-Powered-By"),
    "sharing with named origins": cors({
      accessControlAllowCredentials: true,
      accessControlAllowHeaders: { items: ["Content-Type"] },
    }),
  },
});

describe("contentSecurityPolicyFault", () => {
  it("takes directives with values, without, and a semicolon at the end", () => {
    assert.equal(contentSecurityPolicyFault("default-src 'none'; upgrade-insecure-requests;"), undefined);
  });

  it("tells what it cannot read", () => {
    assert.match(contentSecurityPolicyFault("default-src é") ?? "", /default-src holds é/);
    assert.match(contentSecurityPolicyFault("https://a.example") ?? "", /no directive name/);
    assert.match(contentSecurityPolicyFault("img-src a, b") ?? "", /img-src holds a,/);
  });
});
