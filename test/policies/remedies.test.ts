/** What the rules on HTTPS mend by themselves, where a team lets them, and what they leave alone. */
import assert from "node:assert/strict";
import type { ResourceRule } from "../../policies/lib/rule";
import { cloudfrontTls, cloudfrontViewerHttps, loadBalancerListenerHttps } from "../../policies/https";
import { judge, type Props } from "./support";
import { remedied, resource } from "./table";

const SAFE = "ELBSecurityPolicy-TLS13-1-2-2021-06";
const FORWARD = { type: "forward", targetGroupArn: "arn:tg" };
const DISTRIBUTION = "aws:cloudfront/distribution:Distribution";

/** What is mended no longer breaks the rule; undefined stands for what is left as it is. */
async function mends(
  rule: ResourceRule,
  type: string,
  props: Props,
  expected: Props | undefined,
  config: object = {},
): Promise<void> {
  const found = remedied(rule, resource(type, "it", props), config);
  assert.deepEqual(found, expected);
  if (expected) assert.deepEqual((await judge(rule, resource(type, "it", expected), config)).messages, []);
}

for (const module of ["lb", "alb", "elasticloadbalancingv2", "applicationloadbalancing"]) {
  const type = `aws:${module}/listener:Listener`;
  const policy = (sslPolicy: string | undefined, protocol = "HTTPS"): Props => ({
    port: 443,
    protocol,
    ...(sslPolicy !== undefined && { sslPolicy }),
    defaultActions: [FORWARD],
  });

  describe(`load-balancer-listener-https as a remedy: aws.${module}`, () => {
    for (const old of [
      undefined,
      "ELBSecurityPolicy-2016-08",
      "ELBSecurityPolicy-TLS-1-1-2017-01",
      "ELBSecurityPolicy-TLS13-1-0-2021-06",
    ]) {
      it(`puts a safe policy in the place of ${old ?? "none"}`, () =>
        mends(loadBalancerListenerHttps, type, policy(old), policy(SAFE)));
    }

    it("keeps to FIPS, and mends TLS listeners and those that are HTTPS by their certificate", async () => {
      const fips = (version: string): Props => policy(`ELBSecurityPolicy-TLS13-${version}-FIPS-2023-04`);
      await mends(loadBalancerListenerHttps, type, fips("1-1"), fips("1-2"));
      await mends(loadBalancerListenerHttps, type, policy(undefined, "TLS"), policy(SAFE, "TLS"));
      const bare = { port: 443, certificateArn: "arn:c", defaultActions: [FORWARD] };
      await mends(loadBalancerListenerHttps, type, bare, { ...bare, sslPolicy: SAFE });
    });

    it("leaves what is safe or allowed by name, and what passes connections on", async () => {
      const old = "ELBSecurityPolicy-TLS-1-1-2017-01";
      for (const safe of [SAFE, "ELBSecurityPolicy-TLS13-1-3-2021-06"]) {
        await mends(loadBalancerListenerHttps, type, policy(safe), undefined);
      }
      await mends(loadBalancerListenerHttps, type, policy(old), undefined, { allowedPolicies: [old] });
      await mends(loadBalancerListenerHttps, type, { port: 80, protocol: "TCP" }, undefined);
    });

    const redirect = (given: Props): Props => ({
      port: 80,
      protocol: "HTTP",
      defaultActions: [{ type: "redirect", redirect: { host: "#{host}", ...given } }],
    });
    const whole = { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" };
    for (const [what, given] of [
      ["for now", { ...whole, statusCode: "HTTP_302" }],
      ["without a port", { protocol: "HTTPS", statusCode: "HTTP_301" }],
      ["to the port that it came by", { ...whole, port: "#{port}" }],
      ["to port 443 without a protocol", { port: "443", statusCode: "HTTP_301" }],
      ["to port 443 by HTTP", { ...whole, protocol: "HTTP" }],
    ] as const) {
      it(`completes a redirect ${what}`, () =>
        mends(loadBalancerListenerHttps, type, redirect(given), redirect(whole)));
    }

    for (const [what, props] of [
      ["forwarding", { port: 80, protocol: "HTTP", defaultActions: [FORWARD] }],
      ["a redirect to another port", redirect({ ...whole, port: "8443" })],
      ["a redirect to HTTP elsewhere", redirect({ protocol: "HTTP", port: "8080", statusCode: "HTTP_301" })],
      ["a redirect to the same place", redirect({ statusCode: "HTTP_301" })],
      ["two actions", { port: 80, protocol: "HTTP", defaultActions: [FORWARD, FORWARD] }],
      ["a good redirect", redirect(whole)],
      ["one by 308", redirect({ ...whole, statusCode: "HTTP_308" })],
    ] as const) {
      it(`leaves ${what}`, () => mends(loadBalancerListenerHttps, type, props, undefined));
    }

    it("leaves other types", () =>
      mends(loadBalancerListenerHttps, "aws:lb/targetGroup:TargetGroup", { protocol: "HTTPS" }, undefined));
  });
}

describe("cloudfront-viewer-https as a remedy", () => {
  const behaviours = (first: string, ...others: string[]): Props => ({
    defaultCacheBehavior: { viewerProtocolPolicy: first },
    orderedCacheBehaviors: others.map((viewerProtocolPolicy) => ({
      pathPattern: "/a",
      viewerProtocolPolicy,
    })),
  });

  it("redirects where everything is allowed", () =>
    mends(
      cloudfrontViewerHttps,
      DISTRIBUTION,
      behaviours("allow-all", "https-only", "allow-all"),
      behaviours("redirect-to-https", "https-only", "redirect-to-https"),
    ));

  it("leaves what is encrypted, and other types", async () => {
    const fine = behaviours("https-only", "redirect-to-https");
    await mends(cloudfrontViewerHttps, DISTRIBUTION, fine, undefined);
    const other = behaviours("allow-all");
    assert.equal(remedied(cloudfrontViewerHttps, resource("aws:s3/bucket:Bucket", "it", other)), undefined);
  });
});

describe("cloudfront-tls as a remedy", () => {
  const viewer = (viewerCertificate: Props): Props => ({ viewerCertificate });
  const own = { acmCertificateArn: "arn:c", sslSupportMethod: "sni-only" };
  const safe = viewer({ ...own, minimumProtocolVersion: "TLSv1.2_2021" });

  for (const version of ["SSLv3", "TLSv1", "TLSv1.1_2016"]) {
    it(`raises ${version}`, () =>
      mends(cloudfrontTls, DISTRIBUTION, viewer({ ...own, minimumProtocolVersion: version }), safe));
  }

  it("gives the version that is missing", () => mends(cloudfrontTls, DISTRIBUTION, viewer(own), safe));

  it("leaves what is safe, and CloudFront's own certificate", async () => {
    for (const version of ["TLSv1.2_2018", "TLSv1.2_2025", "TLSv1.3_2025"]) {
      const fine = viewer({ ...own, minimumProtocolVersion: version });
      await mends(cloudfrontTls, DISTRIBUTION, fine, undefined);
    }
    const amazons = viewer({ cloudfrontDefaultCertificate: true, minimumProtocolVersion: "TLSv1" });
    await mends(cloudfrontTls, DISTRIBUTION, amazons, undefined);
  });
});
