/** An S3 bucket that nobody outside the account can read, with all that S3 configures beside the bucket. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { Documents } from "./documents";
import { policyContent } from "./iam";
import { NAME_LIMITS, physicalName } from "./names";

type LifecycleRule = aws.types.input.s3.BucketLifecycleConfigurationRule;

export interface PrivateBucketArgs {
  /** ARN of a KMS key to encrypt with. @default S3's own keys (`AES256`) */
  readonly encryptionKeyArn?: pulumi.Input<string>;
  /**
   * Keeps overwritten and deleted objects as old versions; give a lifecycle rule with
   * `noncurrentVersionExpiration` too, since they are billed until something removes them. @default false
   */
  readonly versioning?: boolean;
  /** Rules beside the bucket's own one, which ends uploads that were never completed after a week. */
  readonly lifecycleRules?: readonly LifecycleRule[];
  /** Where S3 writes the log of requests: a bucket in the same region whose policy lets it. @default no log */
  readonly accessLogs?: {
    readonly bucketName: pulumi.Input<string>;
    /** What keys of the log files begin with, e.g. `frontend/`. */
    readonly prefix: string;
  };
  /** Who may do what, beside the statement that denies everything without TLS. @default nobody */
  readonly policyStatements?: (bucketArn: pulumi.Output<string>) => readonly aws.iam.PolicyStatement[];
  /**
   * Whether deleting the bucket deletes what is in it; S3 refuses to delete a bucket with objects otherwise.
   * It counts once an update has applied it, so set it, run `pulumi up`, and then destroy. @default false
   */
  readonly forceDestroy?: pulumi.Input<boolean>;
}

/** Days after which S3 throws away the parts of an upload that was never completed. */
const INCOMPLETE_UPLOAD_DAYS = 7;

/**
 * A private bucket: no public access by any way, no access control lists, encrypted, TLS only.
 * Its name begins with project and stack and ends in a suffix of the provider's, so that a replacement
 * can exist beside its predecessor.
 */
export class PrivateBucket extends pulumi.ComponentResource {
  readonly bucketName: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;
  /** `<name>.s3.<region>.amazonaws.com`, what CloudFront takes as an origin. */
  readonly bucketRegionalDomainName: pulumi.Output<string>;
  private readonly documents = new Documents();
  /** What must exist before the bucket is used: log delivery, for one, needs the policy. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: PrivateBucketArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("harena:storage:PrivateBucket", name, {}, opts);
    const bucket = new aws.s3.Bucket(
      name,
      { bucketPrefix: bucketPrefix(name), forceDestroy: args.forceDestroy ?? false },
      { parent: this },
    );
    const ownership = this.createOwnership(name, bucket);
    const publicAccess = this.createPublicAccessBlock(name, bucket, ownership);
    const policy = this.createPolicy(name, bucket, args, publicAccess);
    const encryption = this.createEncryption(name, bucket, args);
    const versioning = args.versioning ? this.createVersioning(name, bucket) : undefined;
    const lifecycle = this.createLifecycle(name, bucket, args, versioning);
    const logging = args.accessLogs ? this.createLogging(name, bucket, args.accessLogs) : undefined;

    this.bucketName = bucket.bucket;
    this.arn = bucket.arn;
    this.bucketRegionalDomainName = bucket.bucketRegionalDomainName;
    this.ready = [ownership, publicAccess, policy, encryption, versioning, lifecycle, logging].filter(
      (resource) => resource !== undefined,
    );
    this.registerOutputs({
      bucketName: this.bucketName,
      arn: this.arn,
      bucketRegionalDomainName: this.bucketRegionalDomainName,
      documents: this.documents.outputs,
    });
  }

  private createOwnership(name: string, bucket: aws.s3.Bucket): aws.s3.BucketOwnershipControls {
    return new aws.s3.BucketOwnershipControls(
      `${name}-ownership`,
      { bucket: bucket.bucket, rule: { objectOwnership: "BucketOwnerEnforced" } },
      { parent: this },
    );
  }

  /**
   * After the ownership controls, and before the policy: S3 answers "a conflicting conditional operation is
   * currently in progress" when it gets two of these at the same moment.
   */
  private createPublicAccessBlock(
    name: string,
    bucket: aws.s3.Bucket,
    ownership: pulumi.Resource,
  ): aws.s3.BucketPublicAccessBlock {
    return new aws.s3.BucketPublicAccessBlock(
      `${name}-public-access`,
      {
        bucket: bucket.bucket,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      { parent: this, dependsOn: ownership },
    );
  }

  private createPolicy(
    name: string,
    bucket: aws.s3.Bucket,
    args: PrivateBucketArgs,
    publicAccess: pulumi.Resource,
  ): aws.s3.BucketPolicy {
    const content = bucketPolicy(bucket.arn, args.policyStatements?.(bucket.arn) ?? []);
    return new aws.s3.BucketPolicy(
      `${name}-policy`,
      { bucket: bucket.bucket, policy: this.documents.json(`${name}-policy`, "policy", content) },
      { parent: this, dependsOn: publicAccess },
    );
  }

  private createEncryption(
    name: string,
    bucket: aws.s3.Bucket,
    { encryptionKeyArn }: PrivateBucketArgs,
  ): aws.s3.BucketServerSideEncryptionConfiguration {
    const applyServerSideEncryptionByDefault =
      encryptionKeyArn === undefined
        ? { sseAlgorithm: "AES256" }
        : { sseAlgorithm: "aws:kms", kmsMasterKeyId: encryptionKeyArn };
    return new aws.s3.BucketServerSideEncryptionConfiguration(
      `${name}-encryption`,
      { bucket: bucket.bucket, rules: [{ applyServerSideEncryptionByDefault, bucketKeyEnabled: true }] },
      { parent: this },
    );
  }

  private createVersioning(name: string, bucket: aws.s3.Bucket): aws.s3.BucketVersioning {
    return new aws.s3.BucketVersioning(
      `${name}-versioning`,
      { bucket: bucket.bucket, versioningConfiguration: { status: "Enabled" } },
      { parent: this },
    );
  }

  /** After versioning, which rules about noncurrent versions presuppose. */
  private createLifecycle(
    name: string,
    bucket: aws.s3.Bucket,
    { lifecycleRules = [] }: PrivateBucketArgs,
    versioning: pulumi.Resource | undefined,
  ): aws.s3.BucketLifecycleConfiguration {
    const incompleteUploads: LifecycleRule = {
      id: "abort-incomplete-uploads",
      status: "Enabled",
      filter: { prefix: "" },
      abortIncompleteMultipartUpload: { daysAfterInitiation: INCOMPLETE_UPLOAD_DAYS },
    };
    return new aws.s3.BucketLifecycleConfiguration(
      `${name}-lifecycle`,
      { bucket: bucket.bucket, rules: [incompleteUploads, ...lifecycleRules] },
      { parent: this, ...(versioning && { dependsOn: versioning }) },
    );
  }

  private createLogging(
    name: string,
    bucket: aws.s3.Bucket,
    logs: NonNullable<PrivateBucketArgs["accessLogs"]>,
  ): aws.s3.BucketLogging {
    return new aws.s3.BucketLogging(
      `${name}-logging`,
      { bucket: bucket.bucket, targetBucket: logs.bucketName, targetPrefix: logs.prefix },
      { parent: this },
    );
  }
}

/**
 * The bucket's name up to the provider's suffix. Pulumi allows characters in project and stack names that
 * S3 does not (capitals, `_`, `.`).
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 */
export function bucketPrefix(name: string, stack?: { project: string; stack: string }): string {
  const whole = physicalName({ name, max: NAME_LIMITS.bucketPrefix - 1, ...stack });
  return `${whole.toLowerCase().replace(/[^a-z0-9]+/g, "-")}-`;
}

/** A bucket's whole policy: nothing without TLS, and the given statements. */
function bucketPolicy(
  bucketArn: pulumi.Output<string>,
  statements: readonly aws.iam.PolicyStatement[],
): object {
  return policyContent([
    {
      Sid: "DenyWithoutTls",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: [bucketArn, pulumi.interpolate`${bucketArn}/*`],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
    ...statements,
  ]);
}
