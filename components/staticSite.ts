/** A built single-page application on S3 behind CloudFront, at names of its own. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { AliasRecords } from "./dns";
import { hostnameProblems } from "./hostnames";
import { NAME_LIMITS, physicalName } from "./names";
import { PrivateBucket } from "./privateBucket";
import { type ExtraSources, extraSourceProblems, securityHeaders } from "./securityHeaders";
import { buildFault, readSiteFiles, type SiteFile } from "./siteFiles";
import { siteFunctionCode } from "./siteFunction";
import { type ArgumentProblem, refuseProblems } from "./validation";

export interface StaticSiteArgs {
  /** Host names of the site, the canonical one first; the others are redirected to it. */
  readonly domainNames: readonly string[];
  /** The public Route 53 zone that holds these names. */
  readonly zoneId: pulumi.Input<string>;
  /** ARN of an issued certificate in us-east-1 that covers all the names. */
  readonly certificateArn: pulumi.Input<string>;
  /** Folder with the built site, relative to the working directory. */
  readonly dist: string;
  /** Absolute `https://` address of the API, as the site was built with it: pages may call it and nothing else. */
  readonly apiUrl: string;
  /** The command that builds the site, for error messages, e.g. `npm run build`. */
  readonly buildCommand: string;
  /** Sources beside the site's own that its content security policy allows, by directive. @default none */
  readonly extraSources?: ExtraSources;
  /** Where CloudFront answers from; the default is North America and Europe. @default "PriceClass_100" */
  readonly priceClass?: "PriceClass_100" | "PriceClass_200" | "PriceClass_All";
  /** ARN of a web ACL of scope CLOUDFRONT. @default none */
  readonly webAclArn?: pulumi.Input<string>;
  /**
   * Whether destroying the site deletes its files. Without it S3 refuses to delete the bucket while files
   * are in it, and those of earlier builds stay in it: see {@link StaticSite}. @default false
   */
  readonly forceDestroy?: pulumi.Input<boolean>;
}

/**
 * AWS's managed cache policy CachingOptimized: nothing but the path makes a cache entry, `Cache-Control`
 * decides how long it lives (`no-cache`: one second), gzip and Brotli.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
 */
const CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6";

/** CloudFront, DistributionConfig: Comment. */
const MAX_COMMENT = 128;

/**
 * A single-page application: private bucket, CloudFront, host names, security headers.
 *
 * Files whose names hold a hash are uploaded before the pages that refer to them, and stay in the bucket when a
 * later build has them no more, so that a tab opened before a deployment can still load its parts. They are
 * never expired: S3 counts a file's age from its upload, not from the day on which a build stopped using it, so
 * any lifecycle rule would either take files in use or those of yesterday's build. A build of 1 MB a day costs
 * about one US cent a month more for every year. Two things follow: a roll back uploads nothing twice, and
 * only `forceDestroy` (or emptying the bucket by hand) lets the site be destroyed.
 */
export class StaticSite extends pulumi.ComponentResource {
  /** `https://<canonical name>` */
  readonly url: pulumi.Output<string>;
  readonly bucketName: pulumi.Output<string>;
  readonly distributionId: pulumi.Output<string>;
  readonly distributionArn: pulumi.Output<string>;
  /** `d….cloudfront.net` */
  readonly distributionDomainName: pulumi.Output<string>;

  constructor(name: string, args: StaticSiteArgs, opts?: pulumi.ComponentResourceOptions) {
    super("harena:web:StaticSite", name, {}, opts);
    const files = readSiteFiles(args.dist);
    refuseProblems("StaticSite", problemsOf(args, files));
    // The distribution needs the bucket, and the bucket's policy the distribution.
    const [readerArn, resolveReaderArn] = pulumi.deferredOutput<string>();
    const bucket = this.createBucket(name, args, readerArn);
    const distribution = this.createDistribution(name, args, bucket);
    resolveReaderArn(distribution.arn);
    this.uploadFiles(name, bucket, files);
    const records = this.createRecords(name, args, distribution);

    this.url = records.names.apply((names) => `https://${names[0]}`);
    this.bucketName = bucket.bucketName;
    this.distributionId = distribution.id;
    this.distributionArn = distribution.arn;
    this.distributionDomainName = distribution.domainName;
    this.registerOutputs({
      url: this.url,
      bucketName: this.bucketName,
      distributionId: this.distributionId,
      distributionArn: this.distributionArn,
      distributionDomainName: this.distributionDomainName,
    });
  }

  private createBucket(name: string, args: StaticSiteArgs, readerArn: pulumi.Output<string>): PrivateBucket {
    return new PrivateBucket(
      `${name}-files`,
      {
        forceDestroy: args.forceDestroy ?? false,
        policyStatements: (bucketArn) =>
          readStatements(bucketArn, pulumi.interpolate`${bucketArn}/*`, readerArn),
      },
      { parent: this },
    );
  }

  private createDistribution(
    name: string,
    args: StaticSiteArgs,
    bucket: PrivateBucket,
  ): aws.cloudfront.Distribution {
    const originId = "files";
    return new aws.cloudfront.Distribution(
      name,
      {
        enabled: true,
        comment: physicalName({ name, max: MAX_COMMENT }),
        aliases: [...args.domainNames],
        httpVersion: "http2and3",
        isIpv6Enabled: true,
        priceClass: args.priceClass ?? "PriceClass_100",
        defaultRootObject: "index.html",
        origins: [
          {
            originId,
            domainName: bucket.bucketRegionalDomainName,
            originAccessControlId: this.createAccessControl(name).id,
          },
        ],
        defaultCacheBehavior: {
          targetOriginId: originId,
          viewerProtocolPolicy: "redirect-to-https",
          allowedMethods: ["GET", "HEAD", "OPTIONS"],
          cachedMethods: ["GET", "HEAD"],
          cachePolicyId: CACHING_OPTIMIZED,
          responseHeadersPolicyId: this.createHeadersPolicy(name, args).id,
          compress: true,
          functionAssociations: [
            { eventType: "viewer-request", functionArn: this.createFunction(name, args).arn },
          ],
        },
        viewerCertificate: {
          acmCertificateArn: args.certificateArn,
          minimumProtocolVersion: "TLSv1.2_2021",
          sslSupportMethod: "sni-only",
        },
        restrictions: { geoRestriction: { restrictionType: "none" } },
        ...(args.webAclArn !== undefined && { webAclId: args.webAclArn }),
      },
      { parent: this },
    );
  }

  private createAccessControl(name: string): aws.cloudfront.OriginAccessControl {
    return new aws.cloudfront.OriginAccessControl(
      `${name}-access`,
      {
        name: cloudFrontName(name),
        originAccessControlOriginType: "s3",
        signingBehavior: "always",
        signingProtocol: "sigv4",
      },
      { parent: this },
    );
  }

  private createHeadersPolicy(name: string, args: StaticSiteArgs): aws.cloudfront.ResponseHeadersPolicy {
    const headers = securityHeaders(args.apiUrl, args.extraSources);
    return new aws.cloudfront.ResponseHeadersPolicy(
      `${name}-headers`,
      {
        name: cloudFrontName(name),
        securityHeadersConfig: headers.securityHeadersConfig,
        customHeadersConfig: headers.customHeadersConfig,
        removeHeadersConfig: headers.removeHeadersConfig,
      },
      { parent: this },
    );
  }

  private createFunction(name: string, { domainNames }: StaticSiteArgs): aws.cloudfront.Function {
    return new aws.cloudfront.Function(
      `${name}-routes`,
      {
        name: cloudFrontName(name),
        runtime: "cloudfront-js-2.0",
        code: siteFunctionCode(domainNames[0] ?? ""),
        publish: true,
      },
      { parent: this },
    );
  }

  /** Pages last: a page never refers to a file that is not there yet. */
  private uploadFiles(name: string, bucket: PrivateBucket, files: readonly SiteFile[]): void {
    const upload = (file: SiteFile, dependsOn: pulumi.Resource[]): aws.s3.BucketObjectv2 =>
      new aws.s3.BucketObjectv2(
        `${name}-${file.path}`,
        {
          bucket: bucket.bucketName,
          key: file.path,
          source: new pulumi.asset.FileAsset(file.source),
          sourceHash: file.hash,
          contentType: file.contentType,
          cacheControl: file.cacheControl,
        },
        { parent: this, dependsOn, retainOnDelete: file.kind === "hashed" },
      );
    const parts = files.filter(({ kind }) => kind !== "page").map((file) => upload(file, []));
    for (const page of files.filter(({ kind }) => kind === "page")) upload(page, parts);
  }

  private createRecords(
    name: string,
    { domainNames, zoneId }: StaticSiteArgs,
    distribution: aws.cloudfront.Distribution,
  ): AliasRecords {
    return new AliasRecords(
      `${name}-names`,
      {
        zoneId,
        names: domainNames,
        target: { dnsName: distribution.domainName, zoneId: distribution.hostedZoneId },
      },
      { parent: this },
    );
  }
}

/** CloudFront takes letters, digits, `-` and `_` in names; Pulumi allows a `.` in project and stack names. */
function cloudFrontName(name: string): string {
  return physicalName({ name, max: NAME_LIMITS.cloudfront }).replace(/\./g, "-");
}

/**
 * What one distribution may do with the bucket: read. `s3:ListBucket` makes S3 answer 404 for a missing file, where
 * it would say 403 to a reader who may not know which files exist. No listing gets out: the function never lets
 * the bare `/` through, and the cache policy forwards no query string.
 */
export function readStatements(
  bucketArn: pulumi.Input<string>,
  objectsArn: pulumi.Input<string>,
  distributionArn: pulumi.Input<string>,
): aws.iam.PolicyStatement[] {
  const reader = {
    Effect: "Allow",
    Principal: { Service: "cloudfront.amazonaws.com" },
    Condition: { StringEquals: { "AWS:SourceArn": distributionArn } },
  } as const;
  return [
    { ...reader, Sid: "AllowDistributionRead", Action: "s3:GetObject", Resource: objectsArn },
    { ...reader, Sid: "AllowDistributionNotFound", Action: "s3:ListBucket", Resource: bucketArn },
  ];
}

/** All that is wrong with the arguments, before the first resource exists. */
function problemsOf(args: StaticSiteArgs, files: readonly SiteFile[]): ArgumentProblem[] {
  return [
    ...(args.domainNames.length === 0
      ? [{ propertyPath: "domainNames", reason: "is empty: give the site's host name, and others after it" }]
      : hostnameProblems(args.domainNames, (index) => `domainNames[${index}]`)),
    ...problem("apiUrl", apiUrlProblem(args.apiUrl)),
    ...problem("dist", buildProblem(files, args)),
    ...extraSourceProblems(args.extraSources ?? {}),
  ];
}

/** Browsers let no page of an `https:` site call anything else. */
function apiUrlProblem(apiUrl: string): string | undefined {
  const fine = URL.canParse(apiUrl) && new URL(apiUrl).protocol === "https:" && !apiUrl.endsWith("/");
  return fine
    ? undefined
    : `"${apiUrl}" is not the API's address; give an absolute one that begins with https:// and ends without "/"`;
}

function buildProblem(files: readonly SiteFile[], args: StaticSiteArgs): string | undefined {
  const fault = buildFault(files, args);
  return fault && `${fault}; build the site with: ${args.buildCommand}`;
}

function problem(propertyPath: string, reason: string | undefined): ArgumentProblem[] {
  return reason === undefined ? [] : [{ propertyPath, reason }];
}
