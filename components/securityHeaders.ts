/** The HTTP headers that keep a browser from being used against the people who visit a site. */
import type * as aws from "@pulumi/aws";
import type { ArgumentProblem } from "./validation";

/** One year in seconds: the least that browsers' preload lists and scanners ask of HSTS. */
const HSTS_SECONDS = 365 * 24 * 60 * 60;

/** The `Strict-Transport-Security` header as text, for answers that no response headers policy reaches. */
export const HSTS_HEADER = `max-age=${HSTS_SECONDS}; includeSubDomains`;

/** The directives of a content security policy whose sources a site may widen. */
export const SOURCE_DIRECTIVES = [
  "script-src",
  "style-src",
  "img-src",
  "font-src",
  "connect-src",
  "media-src",
  "worker-src",
  "frame-src",
] as const;

export type SourceDirective = (typeof SOURCE_DIRECTIVES)[number];

/** Sources beside the site's own, e.g. `{ "font-src": ["https://fonts.gstatic.com"] }`. */
export type ExtraSources = Readonly<Partial<Record<SourceDirective, readonly string[]>>>;

/** What a built single-page application loads from its own origin; frames and plug-ins it loads from nowhere. */
const OWN_SOURCES: Readonly<Record<SourceDirective, readonly string[]>> = {
  "script-src": ["'self'"],
  "style-src": ["'self'"],
  "img-src": ["'self'", "data:"],
  "font-src": ["'self'"],
  "connect-src": ["'self'"],
  "media-src": ["'self'"],
  "worker-src": ["'self'"],
  "frame-src": [],
};

/** What the application cannot switch on, so that an injected script cannot either. */
const PERMISSIONS_POLICY = [
  "accelerometer",
  "camera",
  "display-capture",
  "geolocation",
  "gyroscope",
  "magnetometer",
  "microphone",
  "midi",
  "payment",
  "usb",
]
  .map((feature) => `${feature}=()`)
  .join(", ");

/**
 * A content security policy that allows the site's own files, calls to the API, and the extra sources.
 * Inline scripts and style sheets are not allowed: Vite writes none.
 * @param apiUrl the API's absolute address, of which the origin counts
 */
export function contentSecurityPolicy(apiUrl: string, extra: ExtraSources = {}): string {
  const fetches = SOURCE_DIRECTIVES.map((directive) => {
    const api = directive === "connect-src" ? [new URL(apiUrl).origin] : [];
    return [directive, ...OWN_SOURCES[directive], ...api, ...(extra[directive] ?? [])];
  }).filter((words) => words.length > 1);
  return [
    ["default-src", "'none'"],
    ...fetches,
    ["manifest-src", "'self'"],
    ["base-uri", "'self'"],
    ["form-action", "'self'"],
    ["frame-ancestors", "'none'"],
    ["upgrade-insecure-requests"],
  ]
    .map((words) => words.join(" "))
    .join("; ");
}

/** What is wrong with the extra sources: a blank, `;` or `,` in one would end its directive and begin another. */
export function extraSourceProblems(extra: ExtraSources): ArgumentProblem[] {
  return Object.entries(extra).flatMap(([directive, sources]) => {
    const path = `extraSources["${directive}"]`;
    if (!(SOURCE_DIRECTIVES as readonly string[]).includes(directive)) {
      const reason = `"${directive}" cannot be widened; use one of ${SOURCE_DIRECTIVES.join(", ")}`;
      return [{ propertyPath: path, reason }];
    }
    return sources.flatMap((source, index) =>
      /^[^\s;,]+$/.test(source)
        ? []
        : [
            {
              propertyPath: `${path}[${index}]`,
              reason: `"${source}" is not one source; give one such as https://fonts.gstatic.com`,
            },
          ],
    );
  });
}

type HeadersPolicy = Pick<
  aws.cloudfront.ResponseHeadersPolicyArgs,
  "securityHeadersConfig" | "customHeadersConfig" | "removeHeadersConfig"
>;

/** All headers, as a CloudFront response headers policy takes them; each wins over what the origin sends. */
export function securityHeaders(apiUrl: string, extra?: ExtraSources): HeadersPolicy {
  return {
    securityHeadersConfig: {
      strictTransportSecurity: {
        accessControlMaxAgeSec: HSTS_SECONDS,
        includeSubdomains: true,
        // A browser's preload list is left only after months: no default of ours puts a domain there.
        preload: false,
        override: true,
      },
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: "DENY", override: true },
      referrerPolicy: { referrerPolicy: "strict-origin-when-cross-origin", override: true },
      contentSecurityPolicy: { contentSecurityPolicy: contentSecurityPolicy(apiUrl, extra), override: true },
    },
    customHeadersConfig: {
      items: [
        { header: "Permissions-Policy", value: PERMISSIONS_POLICY, override: true },
        { header: "Cross-Origin-Opener-Policy", value: "same-origin", override: true },
        { header: "Cross-Origin-Resource-Policy", value: "same-origin", override: true },
      ],
    },
    removeHeadersConfig: { items: [{ header: "Server" }] },
  };
}
