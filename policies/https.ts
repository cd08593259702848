/** Nothing travels in the clear: load balancers, CloudFront and buckets. */
import {
  certificateValidated,
  cloudfrontRegion,
  hostNamesCertified,
  listenerCertificate,
} from "./https/certificates";
import { plaintextEndpoints } from "./https/endpoints";
import { cloudfrontHsts } from "./https/headers";
import { messagesDenyHttp } from "./https/messages";
import { remedyListener, remedyViewers, remedyViewerTls } from "./https/remedies";
import { checkBuckets, noteInline } from "./lib/bucketPolicies";
import { BUCKETS } from "./lib/buckets";
import {
  checkOrigins,
  checkViewers,
  checkViewerTls,
  checkVpcOrigin,
  DISTRIBUTION,
  VPC_ORIGIN,
} from "./lib/distributions";
import { configTexts, forStack, forTypes } from "./lib/findings";
import { checkListener, checkLoadBalancers, LISTENERS } from "./lib/loadBalancers";
import { defineRule, json, ref, type ResourceRule, type Rule, type StackRule } from "./lib/rule";

export * from "./https/endpoints";
export * from "./https/headers";
export * from "./https/messages";
export { certificateValidated, cloudfrontRegion, hostNamesCertified, listenerCertificate };

const LISTENER = "aws:lb/listener:Listener";
const TO_HTTPS = { type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } };
const FORWARD = { type: "forward", targetGroupArn: "arn:aws:elasticloadbalancing:…:targetgroup/app" };

export const loadBalancerListenerHttps = defineRule({
  name: "load-balancer-listener-https",
  description: "HTTP listeners redirect to HTTPS, and HTTPS listeners allow TLS 1.2 at the oldest.",
  level: "mandatory",
  severity: "high",
  tags: ["https", "load-balancer"],
  why: "What a browser sends to port 80 can be read and changed on its way; TLS 1.0 and 1.1 are broken.",
  fix:
    "Give the HTTP listener one default action, a redirect to HTTPS on port 443 with HTTP_301; give the HTTPS " +
    "listener an sslPolicy such as ELBSecurityPolicy-TLS13-1-2-2021-06. Where the pack may remediate, it sets that " +
    "policy, and completes a redirect that names HTTPS or port 443; forwarding it leaves to you.",
  url: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html",
  controls: {
    fsbp: ["ELB.1", "ELB.17", "ELB.18"],
    checkov: ["CKV_AWS_2", "CKV_AWS_103", "CKV2_AWS_20", "CKV2_AWS_74"],
    cdkNag: ["ALBHttpToHttpsRedirection"],
  },
  config: {
    allowedPolicies: {
      type: "array",
      items: { type: "string" },
      default: [],
      description: "Names of TLS policies to allow whatever their names say.",
    },
  },
  examples: {
    fails: [
      { type: LISTENER, name: "http", props: { port: 80, protocol: "HTTP", defaultActions: [FORWARD] } },
    ],
    passes: [
      { type: LISTENER, name: "http", props: { port: 80, protocol: "HTTP", defaultActions: [TO_HTTPS] } },
    ],
  },
  validateResource: forTypes(LISTENERS, (listener, findings, { config }) => {
    checkListener(listener, findings, configTexts(config, "allowedPolicies"));
  }),
  remediateResource: remedyListener,
});

export const loadBalancerRuleHttps = defineRule({
  name: "load-balancer-rule-https",
  description:
    "Rules of HTTP listeners only redirect to HTTPS, and every public load balancer has an HTTPS listener.",
  level: "mandatory",
  severity: "high",
  tags: ["https", "load-balancer"],
  why: "A rule on port 80 answers before the listener redirects, and no check of listeners sees it.",
  fix: "Attach rules that forward to the HTTPS listener; add one on port 443 where there is none.",
  url: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/create-https-listener.html",
  controls: { fsbp: ["ELB.1"], checkov: ["CKV2_AWS_20"] },
  examples: {
    fails: [
      { type: LISTENER, name: "http", props: { port: 80, protocol: "HTTP", defaultActions: [TO_HTTPS] } },
      {
        type: "aws:lb/listenerRule:ListenerRule",
        name: "app",
        props: { listenerArn: ref("http", "arn"), actions: [FORWARD] },
      },
    ],
    passes: [
      { type: LISTENER, name: "https", props: { port: 443, protocol: "HTTPS", defaultActions: [FORWARD] } },
      {
        type: "aws:lb/listenerRule:ListenerRule",
        name: "app",
        props: { listenerArn: ref("https", "arn"), actions: [FORWARD] },
      },
    ],
  },
  validateStack: forStack(checkLoadBalancers),
});

const distribution = (name: string, props: object) => [{ type: DISTRIBUTION, name, props: { ...props } }];

export const cloudfrontViewerHttps = defineRule({
  name: "cloudfront-viewer-https",
  description: "Every cache behaviour of a distribution redirects to HTTPS or accepts nothing else.",
  level: "mandatory",
  severity: "high",
  tags: ["https", "cloudfront"],
  why: "One behaviour that allows HTTP is enough to take over the page.",
  fix: "Set viewerProtocolPolicy to redirect-to-https, or to https-only. Where the pack may remediate, it sets the former.",
  url: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-viewers-to-cloudfront.html",
  controls: { fsbp: ["CloudFront.3"], checkov: ["CKV_AWS_34"] },
  examples: {
    fails: distribution("site", { defaultCacheBehavior: { viewerProtocolPolicy: "allow-all" } }),
    passes: distribution("site", { defaultCacheBehavior: { viewerProtocolPolicy: "redirect-to-https" } }),
  },
  validateResource: forTypes([DISTRIBUTION], checkViewers),
  remediateResource: remedyViewers,
});

export const cloudfrontTls = defineRule({
  name: "cloudfront-tls",
  description: "Distributions have a certificate of their own and ask viewers for TLS 1.2 at the oldest.",
  level: "mandatory",
  severity: "high",
  tags: ["https", "cloudfront"],
  why: "CloudFront's own certificate allows TLS 1.0, whatever minimum is asked for.",
  fix: "Give viewerCertificate an acmCertificateArn and minimumProtocolVersion TLSv1.2_2021. Where the pack may remediate, it raises the version.",
  url: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-viewer-protocols-ciphers.html",
  controls: {
    fsbp: ["CloudFront.7", "CloudFront.15"],
    checkov: ["CKV_AWS_174", "CKV2_AWS_42"],
    cdkNag: ["AwsSolutions-CFR4"],
  },
  examples: {
    fails: distribution("site", { viewerCertificate: { cloudfrontDefaultCertificate: true } }),
    passes: distribution("site", {
      viewerCertificate: {
        acmCertificateArn: "arn:aws:acm:us-east-1:…:certificate/…",
        minimumProtocolVersion: "TLSv1.2_2021",
        sslSupportMethod: "sni-only",
      },
    }),
  },
  validateResource: forTypes([DISTRIBUTION], checkViewerTls),
  remediateResource: remedyViewerTls,
});

const origin = (originProtocolPolicy: string) => ({
  origins: [
    {
      originId: "api",
      domainName: "api.example.com",
      customOriginConfig: {
        originProtocolPolicy,
        originSslProtocols: ["TLSv1.2"],
        httpPort: 80,
        httpsPort: 443,
      },
    },
  ],
});

export const cloudfrontOriginHttps = defineRule({
  name: "cloudfront-origin-https",
  description: "CloudFront reaches custom and VPC origins over HTTPS only, with TLS 1.2 at the oldest.",
  level: "mandatory",
  severity: "high",
  tags: ["https", "cloudfront"],
  why: "The way from CloudFront to the origin crosses the internet, too.",
  fix: 'Set originProtocolPolicy to https-only and originSslProtocols to ["TLSv1.2"].',
  url: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-cloudfront-to-custom-origin.html",
  controls: {
    fsbp: ["CloudFront.9", "CloudFront.10"],
    checkov: ["CKV2_AWS_54", "CKV2_AWS_72"],
    cdkNag: ["AwsSolutions-CFR5"],
  },
  examples: {
    fails: distribution("site", origin("http-only")),
    passes: distribution("site", origin("https-only")),
  },
  validateResource: forTypes([DISTRIBUTION, VPC_ORIGIN], (props, findings, { type }) => {
    if (type === VPC_ORIGIN) checkVpcOrigin(props, findings);
    else checkOrigins(props, findings);
  }),
});

const bucket = { type: "aws:s3/bucket:Bucket", name: "files", props: { bucket: "files" } };

const bucketPolicyDeniesHttp = defineRule({
  name: "bucket-denies-http",
  description:
    "Every bucket has a policy that denies all requests without TLS, for the bucket and its objects.",
  level: "mandatory",
  severity: "medium",
  tags: ["https", "s3"],
  why: "S3 answers HTTP on every bucket until its policy forbids it.",
  fix:
    "Add a bucket policy statement: Deny, principal *, action s3:*, on the bucket and its objects, with the one " +
    'condition Bool { "aws:SecureTransport": "false" }.',
  url: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html",
  controls: { fsbp: ["S3.5"], cis: ["2.1.1"], checkov: ["CKV_AWS_379"], cdkNag: ["AwsSolutions-S10"] },
  examples: {
    fails: [bucket],
    passes: [
      bucket,
      {
        type: "aws:s3/bucketPolicy:BucketPolicy",
        name: "tls",
        props: {
          bucket: ref("files", "bucket"),
          policy: json({
            Version: "2012-10-17",
            Statement: [
              {
                Effect: "Deny",
                Principal: "*",
                Action: "s3:*",
                Resource: ["arn:aws:s3:::files", "arn:aws:s3:::files/*"],
                Condition: { Bool: { "aws:SecureTransport": "false" } },
              },
            ],
          }),
        },
      },
    ],
  },
  validateStack: forStack(checkBuckets),
});

export const bucketDeniesHttp: ResourceRule & StackRule = {
  ...bucketPolicyDeniesHttp,
  validateResource: forTypes(BUCKETS, (bucket, _, { urn }) => {
    noteInline(bucket, urn);
  }),
};

export const rules: readonly Rule[] = [
  loadBalancerListenerHttps,
  loadBalancerRuleHttps,
  cloudfrontViewerHttps,
  cloudfrontTls,
  cloudfrontOriginHttps,
  cloudfrontHsts,
  listenerCertificate,
  certificateValidated,
  hostNamesCertified,
  cloudfrontRegion,
  plaintextEndpoints,
  bucketDeniesHttp,
  messagesDenyHttp,
];
