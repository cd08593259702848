import assert from "node:assert/strict";
import { join } from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { Certificate } from "../../components/certificate";
import { securityHeaders } from "../../components/securityHeaders";
import { readSiteFiles } from "../../components/siteFiles";
import { siteFunctionCode } from "../../components/siteFunction";
import { readStatements, StaticSite, type StaticSiteArgs } from "../../components/staticSite";
import { failure, json, plan, type Plan } from "../support/plan";
import { API, folderOf, goodSite, removeFolders } from "./siteFixture";

const DISTRIBUTION = "aws:cloudfront/distribution:Distribution";
const ACCESS_CONTROL = "aws:cloudfront/originAccessControl:OriginAccessControl";
const FUNCTION = "aws:cloudfront/function:Function";
const HEADERS = "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy";
const OBJECT = "aws:s3/bucketObjectv2:BucketObjectv2";
const BUCKET = "aws:s3/bucket:Bucket";
const BUCKET_POLICY = "aws:s3/bucketPolicy:BucketPolicy";
const RECORD = "aws:route53/record:Record";

const domainNames = ["dev.example.com", "www.dev.example.com"];

type Choices = Partial<Omit<StaticSiteArgs, "zoneId" | "certificateArn">>;

afterEach(removeFolders);

function argsOf(choices: Choices): Omit<StaticSiteArgs, "zoneId" | "certificateArn"> {
  return { domainNames, dist: folderOf(goodSite), apiUrl: API, buildCommand: "make site", ...choices };
}

/** A program with a zone, a certificate and a site. */
function sitePlan(choices: Choices = {}): Promise<Plan> {
  const args = argsOf(choices);
  return plan(() => {
    const zone = new aws.route53.Zone("zone", { name: "example.com" });
    const certificate = new Certificate("certificate", {
      domainName: "dev.example.com",
      alternativeNames: ["www.dev.example.com"],
      zoneId: zone.zoneId,
      region: "us-east-1",
    });
    new StaticSite("frontend", { ...args, zoneId: zone.zoneId, certificateArn: certificate.arn });
  });
}

/** The message with which a site is refused. */
async function refusal(choices: Choices): Promise<string> {
  const args = {
    ...argsOf(choices),
    zoneId: "Z0123456789ABCDEFGHIJ",
    certificateArn: "arn:aws:acm:us-east-1:1:c/1",
  };
  const error = await failure(() => new StaticSite("frontend", args));
  assert.ok(pulumi.InputPropertiesError.isInstance(error), String(error));
  return error.message.replaceAll(args.dist, "DIST");
}

describe("a static site", () => {
  it("is a bucket, its files, a distribution and its names", async () => {
    const result = await sitePlan();
    const component = result.one("harena:web:StaticSite");
    assert.deepEqual(
      result.children(component),
      [
        "harena:storage:PrivateBucket frontend-files",
        "harena:dns:AliasRecords frontend-names",
        `${DISTRIBUTION} frontend`,
        `${ACCESS_CONTROL} frontend-access`,
        `${FUNCTION} frontend-routes`,
        `${HEADERS} frontend-headers`,
        ...Object.keys(goodSite).map((path) => `${OBJECT} frontend-${path}`),
      ].sort(),
    );
  });

  it("is served by a distribution of its own names over HTTPS alone", async () => {
    const result = await sitePlan();
    assert.deepEqual(result.inputs(DISTRIBUTION), {
      enabled: true,
      comment: "harena-dev-frontend",
      aliases: domainNames,
      httpVersion: "http2and3",
      isIpv6Enabled: true,
      priceClass: "PriceClass_100",
      defaultRootObject: "index.html",
      origins: [
        {
          originId: "files",
          domainName: result.one(BUCKET).outputs.bucketRegionalDomainName,
          originAccessControlId: result.one(ACCESS_CONTROL).id,
        },
      ],
      defaultCacheBehavior: {
        targetOriginId: "files",
        viewerProtocolPolicy: "redirect-to-https",
        allowedMethods: ["GET", "HEAD", "OPTIONS"],
        cachedMethods: ["GET", "HEAD"],
        cachePolicyId: "658327ea-f89d-4fab-a63d-7e88639e58f6",
        responseHeadersPolicyId: result.one(HEADERS).id,
        compress: true,
        functionAssociations: [
          { eventType: "viewer-request", functionArn: result.one(FUNCTION).outputs.arn },
        ],
      },
      viewerCertificate: {
        acmCertificateArn: result.one("aws:acm/certificate:Certificate").outputs.arn,
        minimumProtocolVersion: "TLSv1.2_2021",
        sslSupportMethod: "sni-only",
      },
      restrictions: { geoRestriction: { restrictionType: "none" } },
    });
  });

  it("signs its requests to the bucket, always", async () => {
    const result = await sitePlan();
    assert.deepEqual(result.inputs(ACCESS_CONTROL), {
      name: "harena-dev-frontend",
      originAccessControlOriginType: "s3",
      signingBehavior: "always",
      signingProtocol: "sigv4",
    });
  });

  it("has the function and the headers that are described elsewhere", async () => {
    const extraSources = { "font-src": ["https://fonts.gstatic.com"] };
    const result = await sitePlan({ extraSources });
    assert.deepEqual(result.inputs(FUNCTION), {
      name: "harena-dev-frontend",
      runtime: "cloudfront-js-2.0",
      code: siteFunctionCode("dev.example.com"),
      publish: true,
    });
    assert.deepEqual(result.inputs(HEADERS), {
      name: "harena-dev-frontend",
      ...securityHeaders(API, extraSources),
    });
  });

  it("lets its distribution, and nobody else, read the bucket", async () => {
    const result = await sitePlan();
    const bucketArn = result.one(BUCKET).outputs.arn as string;
    const distributionArn = result.one(DISTRIBUTION).outputs.arn as string;
    const { Statement } = json(result.inputs(BUCKET_POLICY).policy) as { Statement: unknown[] };
    assert.equal(Statement.length, 3);
    assert.deepEqual(Statement.slice(1), readStatements(bucketArn, `${bucketArn}/*`, distributionArn));
    assert.deepEqual(
      readStatements(bucketArn, `${bucketArn}/*`, distributionArn),
      [
        ["AllowDistributionRead", "s3:GetObject", `${bucketArn}/*`],
        ["AllowDistributionNotFound", "s3:ListBucket", bucketArn],
      ].map(([Sid, Action, Resource]) => ({
        Sid,
        Effect: "Allow",
        Principal: { Service: "cloudfront.amazonaws.com" },
        Action,
        Resource,
        Condition: { StringEquals: { "AWS:SourceArn": distributionArn } },
      })),
    );
  });

  it("uploads each file with its type, caching and content hash", async () => {
    const dist = folderOf(goodSite);
    const result = await sitePlan({ dist });
    assert.equal(result.ofType(OBJECT).length, 4);
    for (const file of readSiteFiles(dist)) {
      const { source, ...inputs } = result.inputs(OBJECT, `frontend-${file.path}`);
      assert.deepEqual(inputs, {
        bucket: result.one(BUCKET).outputs.bucket,
        key: file.path,
        sourceHash: file.hash,
        contentType: file.contentType,
        cacheControl: file.cacheControl,
      });
      assert.equal((source as { path: string }).path, join(dist, file.path));
    }
  });

  it("uploads its pages last, and leaves hashed files in the bucket for ever", async () => {
    const result = await sitePlan({ dist: folderOf({ ...goodSite, "help/index.html": "<!doctype html>" }) });
    const parts = [
      "frontend-assets/index-B3xK9_qa.js",
      "frontend-assets/index-C0ffee42.css",
      "frontend-favicon.svg",
    ];
    const waits = (path: string): string[] => result.waitsFor(result.one(OBJECT, `frontend-${path}`));
    for (const page of ["index.html", "help/index.html"]) {
      assert.deepEqual(waits(page), [...parts, "frontend-files"].sort());
    }
    for (const part of parts) {
      assert.deepEqual(result.waitsFor(result.one(OBJECT, part)), ["frontend-files"]);
    }
    assert.deepEqual(
      result
        .ofType(OBJECT)
        .filter(({ options }) => options.retainOnDelete)
        .map(({ name }) => name)
        .sort(),
      parts.slice(0, 2),
    );
    const rules = result.inputs("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration").rules;
    assert.deepEqual(
      (rules as { id: string }[]).map(({ id }) => id),
      ["abort-incomplete-uploads"],
    );
  });

  it("answers at each name, over IPv4 and IPv6", async () => {
    const result = await sitePlan();
    const { domainName, hostedZoneId } = result.one(DISTRIBUTION).outputs;
    for (const host of domainNames) {
      for (const type of ["A", "AAAA"]) {
        assert.deepEqual(result.inputs(RECORD, `frontend-names-${host}-${type.toLowerCase()}`), {
          zoneId: result.one("aws:route53/zone:Zone").outputs.zoneId,
          name: host,
          type,
          aliases: [{ name: domainName, zoneId: hostedZoneId, evaluateTargetHealth: false }],
        });
      }
    }
  });

  it("tells where it is", async () => {
    const result = await sitePlan();
    const { id, outputs } = result.one(DISTRIBUTION);
    assert.deepEqual(result.one("harena:web:StaticSite").registeredOutputs, {
      url: "https://dev.example.com",
      bucketName: result.one(BUCKET).outputs.bucket,
      distributionId: id,
      distributionArn: outputs.arn,
      distributionDomainName: outputs.domainName,
    });
  });

  it("takes a price class, a web ACL and leave to be emptied", async () => {
    const args = argsOf({ priceClass: "PriceClass_All", forceDestroy: true });
    const result = await plan(() => {
      const zone = new aws.route53.Zone("zone", { name: "example.com" });
      const { arn } = new Certificate("certificate", {
        domainName: "dev.example.com",
        alternativeNames: ["*.dev.example.com"],
        zoneId: zone.zoneId,
        region: "us-east-1",
      });
      const acl = new aws.wafv2.WebAcl("acl", {
        scope: "CLOUDFRONT",
        region: "us-east-1",
        defaultAction: { allow: {} },
        visibilityConfig: { cloudwatchMetricsEnabled: true, metricName: "acl", sampledRequestsEnabled: true },
      });
      new StaticSite("frontend", { ...args, zoneId: zone.zoneId, certificateArn: arn, webAclArn: acl.arn });
    });
    const { priceClass, webAclId } = result.inputs(DISTRIBUTION);
    assert.equal(priceClass, "PriceClass_All");
    assert.equal(webAclId, result.one("aws:wafv2/webAcl:WebAcl").outputs.arn);
    assert.equal(result.inputs(BUCKET).forceDestroy, true);
  });
});

describe("a static site is refused before anything exists", () => {
  it("when its build is missing, with the command that makes it", async () => {
    assert.equal(
      await refusal({ dist: "/no/such/dist" }),
      'StaticSite cannot be created: dist: "DIST" does not exist; build the site with: make site',
    );
  });

  it("when it was built for another API", async () => {
    assert.equal(
      await refusal({ apiUrl: "https://api.example.com" }),
      `StaticSite cannot be created: dist: "DIST" was built for the API at ${API}, not https://api.example.com; ` +
        "build the site with: make site",
    );
  });

  for (const apiUrl of ["http://api.example.com", "/api", "api.example.com", "https://api.example.com/"]) {
    it(`when its API is ${apiUrl}`, async () => {
      assert.match(
        await refusal({ apiUrl }),
        /apiUrl: "[^"]+" is not the API's address; give an absolute one that begins with https:\/\//,
      );
    });
  }

  it("when it has no name", async () => {
    assert.match(await refusal({ domainNames: [] }), /domainNames: is empty: give the site's host name/);
  });

  it("with everything that is wrong, at once", async () => {
    const message = await refusal({
      domainNames: ["dev.example.com", "dev.example.com", "https://x"],
      apiUrl: "http://x",
      extraSources: { "img-src": ["a b"] },
    });
    for (const part of [
      'domainNames[1]: "dev.example.com" is listed twice',
      'domainNames[2]: "https://x" is not a host name',
      'apiUrl: "http://x" is not',
      'dist: "DIST" was built for the API at',
      'extraSources["img-src"][0]: "a b" is not one source',
    ]) {
      assert.ok(message.includes(part), `${part} in: ${message}`);
    }
  });
});
