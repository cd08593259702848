import assert from "node:assert/strict";
import {
  contentSecurityPolicy,
  extraSourceProblems,
  HSTS_HEADER,
  securityHeaders,
  type ExtraSources,
} from "../../components/securityHeaders";

describe("the content security policy", () => {
  it("allows the site itself and the API, and nothing else", () => {
    assert.equal(
      contentSecurityPolicy("https://api.example.com"),
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
        "connect-src 'self' https://api.example.com; media-src 'self'; worker-src 'self'; manifest-src 'self'; " +
        "base-uri 'self'; form-action 'self'; frame-ancestors 'none'; upgrade-insecure-requests",
    );
  });

  it("takes the API's origin, port included, and leaves out its path", () => {
    const policy = contentSecurityPolicy("https://api.example.com:8443/v1");
    assert.match(policy, /; connect-src 'self' https:\/\/api\.example\.com:8443; /);
  });

  it("adds the sources of a site to their directives, and frames only when there are some", () => {
    const policy = contentSecurityPolicy("https://api.example.com", {
      "font-src": ["https://fonts.gstatic.com"],
      "frame-src": ["https://pay.example.com"],
    });
    assert.match(policy, /; font-src 'self' https:\/\/fonts\.gstatic\.com; /);
    assert.match(policy, /; frame-src https:\/\/pay\.example\.com; /);
    assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self'; /);
  });
});

describe("extra sources", () => {
  it("are refused when one would end its directive, or is no single source", () => {
    for (const source of ["https://a.com; script-src *", "https://a.com https://b.com", "a,b", ""]) {
      assert.deepEqual(extraSourceProblems({ "font-src": ["'self'", source] }), [
        {
          propertyPath: 'extraSources["font-src"][1]',
          reason: `"${source}" is not one source; give one such as https://fonts.gstatic.com`,
        },
      ]);
    }
  });

  it("are refused for a directive that guards the page", () => {
    const [problem, ...rest] = extraSourceProblems({ "frame-ancestors": ["*"] } as ExtraSources);
    assert.deepEqual(rest, []);
    assert.equal(problem.propertyPath, 'extraSources["frame-ancestors"]');
    assert.match(problem.reason, /^"frame-ancestors" cannot be widened; use one of script-src, style-src, /);
  });

  it("are fine otherwise", () => {
    assert.deepEqual(extraSourceProblems({ "connect-src": ["https://a.com", "wss://b.com"] }), []);
  });
});

describe("the security headers", () => {
  const { securityHeadersConfig, customHeadersConfig, removeHeadersConfig } =
    securityHeaders("https://api.example.com");

  it("override what the origin sends", () => {
    assert.deepEqual(securityHeadersConfig, {
      strictTransportSecurity: {
        accessControlMaxAgeSec: 31536000,
        includeSubdomains: true,
        preload: false,
        override: true,
      },
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: "DENY", override: true },
      referrerPolicy: { referrerPolicy: "strict-origin-when-cross-origin", override: true },
      contentSecurityPolicy: {
        contentSecurityPolicy: contentSecurityPolicy("https://api.example.com"),
        override: true,
      },
    });
  });

  it("switch off what the application does not use, and hide the server", () => {
    assert.deepEqual(customHeadersConfig, {
      items: [
        {
          header: "Permissions-Policy",
          value:
            "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), " +
            "microphone=(), midi=(), payment=(), usb=()",
          override: true,
        },
        { header: "Cross-Origin-Opener-Policy", value: "same-origin", override: true },
        { header: "Cross-Origin-Resource-Policy", value: "same-origin", override: true },
      ],
    });
    assert.deepEqual(removeHeadersConfig, { items: [{ header: "Server" }] });
  });

  it("say the same of HSTS as the header's text", () => {
    assert.equal(HSTS_HEADER, "max-age=31536000; includeSubDomains");
  });
});
