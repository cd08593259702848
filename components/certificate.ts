/** A TLS certificate of AWS Certificate Manager, validated by DNS in a Route 53 zone. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { hostnameProblems } from "./hostnames";
import { type ArgumentProblem, refuseProblems } from "./validation";

export interface CertificateArgs {
  /** The certificate's first name, at most 64 characters (ACM's limit for it). */
  readonly domainName: string;
  /** Further names; `*.example.com` is one. @default none */
  readonly alternativeNames?: readonly string[];
  /** The public zone that holds all of these names. */
  readonly zoneId: pulumi.Input<string>;
  /** AWS region: CloudFront takes certificates of `us-east-1` alone. @default the provider's */
  readonly region?: string;
  /**
   * Another certificate of this stack with some of the same names, in another region say. ACM gives a name the
   * same validation record in every region and certificate of an account, so the other certificate's
   * records are used, and no second resource claims (and one day deletes) them. @default none
   */
  readonly sharesRecordsWith?: Certificate;
}

/** Seconds that resolvers keep a validation record. */
const VALIDATION_TTL = 300;

/** ACM mostly issues within minutes; after this long the zone is most likely not delegated. */
const ISSUE_TIMEOUT = "45m";

/** ACM: the first name becomes the common name, whose limit is 64 characters. */
const MAX_COMMON_NAME = 64;

/**
 * A certificate that is ready for use: `arn` is known only once ACM has issued it, so that listeners and
 * distributions wait. ACM renews it by itself as long as the validation records stand.
 */
export class Certificate extends pulumi.ComponentResource {
  /** ARN of the issued certificate. */
  readonly arn: pulumi.Output<string>;
  /** The validation records' names, by the domain that each proves: wildcards without their `*.`. */
  readonly validationRecords: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: CertificateArgs, opts?: pulumi.ComponentResourceOptions) {
    super("harena:dns:Certificate", name, {}, opts);
    refuseProblems("Certificate", problemsOf(args));
    const certificate = this.createCertificate(name, args);
    this.validationRecords = Object.fromEntries(
      validatedNames(args).map((domain) => [
        domain,
        args.sharesRecordsWith?.validationRecords[domain] ??
          this.createRecord(name, domain, args.zoneId, certificate),
      ]),
    );
    this.arn = this.awaitIssue(name, args, certificate);
    this.registerOutputs({ arn: this.arn, validationRecords: this.validationRecords });
  }

  private createCertificate(
    name: string,
    { domainName, alternativeNames, region }: CertificateArgs,
  ): aws.acm.Certificate {
    return new aws.acm.Certificate(
      name,
      {
        domainName,
        ...(alternativeNames && { subjectAlternativeNames: [...alternativeNames] }),
        validationMethod: "DNS",
        ...(region !== undefined && { region }),
      },
      // Names cannot be changed: the successor must be in use before the one in use can go.
      { parent: this, deleteBeforeReplace: false },
    );
  }

  private createRecord(
    name: string,
    domain: string,
    zoneId: pulumi.Input<string>,
    certificate: aws.acm.Certificate,
  ): pulumi.Output<string> {
    const option = certificate.domainValidationOptions.apply((options) => validationOption(options, domain));
    const record = new aws.route53.Record(
      `${name}-validation-${domain}`,
      {
        zoneId,
        name: option.resourceRecordName,
        type: option.resourceRecordType,
        records: [option.resourceRecordValue],
        ttl: VALIDATION_TTL,
        // Another stack, or a certificate made by hand, may have left the very same record.
        allowOverwrite: true,
      },
      { parent: this },
    );
    return record.fqdn;
  }

  private awaitIssue(
    name: string,
    { region }: CertificateArgs,
    certificate: aws.acm.Certificate,
  ): pulumi.Output<string> {
    const validation = new aws.acm.CertificateValidation(
      `${name}-issue`,
      {
        certificateArn: certificate.arn,
        validationRecordFqdns: Object.values(this.validationRecords),
        ...(region !== undefined && { region }),
      },
      { parent: this, customTimeouts: { create: ISSUE_TIMEOUT } },
    );
    return validation.certificateArn;
  }
}

/**
 * The names that need a validation record each, sorted: a wildcard's record is that of the name below it, so
 * `example.com` and `*.example.com` need one together.
 */
export function validatedNames(args: Pick<CertificateArgs, "domainName" | "alternativeNames">): string[] {
  const names = [args.domainName, ...(args.alternativeNames ?? [])];
  return [...new Set(names.map((host) => host.replace(/^\*\./, "")))].sort();
}

type ValidationOption = aws.types.output.acm.CertificateDomainValidationOption;

function validationOption(options: ValidationOption[], domain: string): ValidationOption {
  const option = options.find(({ domainName }) => domainName.replace(/^\*\./, "") === domain);
  if (!option) {
    const offered = options.map(({ domainName }) => domainName).join(", ");
    throw new Error(`ACM offers no validation record for ${domain}, only for: ${offered}`);
  }
  return option;
}

function problemsOf({ domainName, alternativeNames = [] }: CertificateArgs): ArgumentProblem[] {
  const problems = hostnameProblems(
    [domainName, ...alternativeNames],
    (index) => (index === 0 ? "domainName" : `alternativeNames[${index - 1}]`),
    true,
  );
  if (domainName.length > MAX_COMMON_NAME) {
    problems.push({
      propertyPath: "domainName",
      reason: `"${domainName}" has ${domainName.length} characters, of which ACM takes ${MAX_COMMON_NAME} in the first name; put a shorter name first`,
    });
  }
  return problems;
}
