import assert from "node:assert/strict";
import { createContext, runInContext } from "node:vm";
import { MAX_FUNCTION_BYTES, siteFunctionCode } from "../../components/siteFunction";

interface Request {
  readonly uri: string;
  readonly host?: string;
  readonly querystring?: Readonly<Record<string, unknown>>;
}

interface Response {
  readonly statusCode: number;
  readonly statusDescription: string;
  readonly headers: Readonly<Record<string, { readonly value: string }>>;
}

/** Runs the function as CloudFront does: a bare JavaScript engine, an event, a request or a response back. */
function answer({
  uri,
  host = "example.com",
  querystring = {},
}: Request): { uri?: string } & Partial<Response> {
  const event = {
    version: "1.0",
    context: { eventType: "viewer-request", distributionId: "EDFDVBD6EXAMPLE" },
    viewer: { ip: "198.51.100.11" },
    request: { method: "GET", uri, querystring, headers: { host: { value: host } }, cookies: {} },
  };
  const context = createContext({ text: JSON.stringify(event) });
  const result = runInContext(
    `${siteFunctionCode("example.com")}; JSON.stringify(handler(JSON.parse(text)))`,
    context,
  ) as string;
  return JSON.parse(result) as { uri?: string } & Partial<Response>;
}

describe("the site's function", () => {
  it("fits into CloudFront's quota, with the longest host name too", () => {
    assert.ok(Buffer.byteLength(siteFunctionCode("x".repeat(253))) < MAX_FUNCTION_BYTES / 2);
  });

  for (const uri of ["/", "/login", "/accounts/42", "/accounts/", "/v1.2/accounts", "/assetsfoo", "/index"]) {
    it(`answers the route ${uri} with the page`, () => {
      assert.equal(answer({ uri }).uri, "/index.html");
    });
  }

  for (const uri of [
    "/index.html",
    "/favicon.svg",
    "/assets/index-B3xK9_qa.js",
    "/assets/gone-00000000.js",
    "/assets/without-extension",
    "/assets/",
    "/.well-known/apple-app-site-association",
    "/robots.txt",
  ]) {
    it(`leaves the file ${uri} to S3`, () => {
      assert.equal(answer({ uri }).uri, uri);
    });
  }

  it("hands the rest of the request on as it came", () => {
    const querystring = { code: { value: "a%20b" } };
    assert.deepEqual(answer({ uri: "/login", querystring }), {
      method: "GET",
      uri: "/index.html",
      querystring,
      headers: { host: { value: "example.com" } },
      cookies: {},
    });
  });

  it("takes the canonical name in any case", () => {
    assert.equal(answer({ uri: "/login", host: "Example.COM" }).uri, "/index.html");
  });

  for (const host of ["www.example.com", "d111111abcdef8.cloudfront.net"]) {
    it(`redirects ${host} to the canonical name`, () => {
      assert.deepEqual(answer({ uri: "/accounts/42", host }), {
        statusCode: 301,
        statusDescription: "Moved Permanently",
        headers: {
          location: { value: "https://example.com/accounts/42" },
          "cache-control": { value: "public, max-age=3600" },
          "strict-transport-security": { value: "max-age=31536000; includeSubDomains" },
        },
      });
    });
  }

  it("keeps the query of a redirected request: encoding, repeated names and empty values", () => {
    const querystring = {
      next: { value: "%2Faccounts%3Fa%3D1" },
      tag: { value: "a", multiValue: [{ value: "a" }, { value: "b+c" }] },
      flag: { value: "" },
    };
    const { headers } = answer({ uri: "/login", host: "www.example.com", querystring });
    assert.equal(
      headers?.location.value,
      "https://example.com/login?next=%2Faccounts%3Fa%3D1&tag=a&tag=b+c&flag",
    );
  });

  it("redirects to no other host, whatever the path", () => {
    const { headers } = answer({ uri: "//evil.example/@x", host: "www.example.com" });
    assert.equal(headers?.location.value, "https://example.com//evil.example/@x");
    assert.equal(new URL(headers.location.value).host, "example.com");
  });
});
