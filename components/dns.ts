/** DNS records in a Route 53 zone: aliases for names of ours, and who may issue certificates for them. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { hostnameProblems } from "./hostnames";
import { type ArgumentProblem, refuseProblems } from "./validation";

export interface AliasRecordsArgs {
  readonly zoneId: pulumi.Input<string>;
  /** The names, each within the zone; one A and one AAAA record each. */
  readonly names: readonly string[];
  /** What they lead to: a load balancer's or a distribution's `dnsName` and the zone that it lies in. */
  readonly target: {
    readonly dnsName: pulumi.Input<string>;
    readonly zoneId: pulumi.Input<string>;
  };
  /**
   * Whether Route 53 leaves an unhealthy target out of its answers. CloudFront distributions refuse it; with a
   * single target it gains nothing, since Route 53 answers with it even so. @default false
   */
  readonly evaluateTargetHealth?: boolean;
}

/** A and AAAA aliases: unlike CNAMEs they are free of charge and allowed at the top of a zone. */
export class AliasRecords extends pulumi.ComponentResource {
  /** The names as given, known once both records of each exist. */
  readonly names: pulumi.Output<string[]>;

  constructor(name: string, args: AliasRecordsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("harena:dns:AliasRecords", name, {}, opts);
    refuseProblems("AliasRecords", nameProblems(args.names));
    const records = args.names.flatMap((host) =>
      (["A", "AAAA"] as const).map((type) => this.createRecord(name, host, type, args)),
    );
    this.names = pulumi.all(records.map((record) => record.id)).apply(() => [...args.names]);
    this.registerOutputs({ names: this.names });
  }

  private createRecord(
    name: string,
    host: string,
    type: "A" | "AAAA",
    { zoneId, target, evaluateTargetHealth = false }: AliasRecordsArgs,
  ): aws.route53.Record {
    return new aws.route53.Record(
      `${name}-${host}-${type.toLowerCase()}`,
      {
        zoneId,
        name: host,
        type,
        aliases: [{ name: target.dnsName, zoneId: target.zoneId, evaluateTargetHealth }],
      },
      { parent: this },
    );
  }
}

export interface CaaRecordArgs {
  readonly zoneId: pulumi.Input<string>;
  /** The name that the record protects, with everything below it that has no CAA record of its own. */
  readonly domainName: string;
  /** Domains of further certificate authorities that may issue, e.g. `letsencrypt.org`. @default none */
  readonly otherIssuers?: readonly string[];
  /** Where a certificate authority reports requests that the record forbids. @default nowhere */
  readonly reportEmail?: string;
}

/** The names by which Amazon's certificate authority answers: https://docs.aws.amazon.com/acm/latest/userguide/setup-caa.html */
const AMAZON_ISSUERS = ["amazon.com", "amazontrust.com", "awstrust.com", "amazonaws.com"] as const;

/** Seconds that resolvers keep the record. */
const CAA_TTL = 3600;

/** A CAA record: no certificate authority but Amazon's (and those named) may issue for the domain. */
export class CaaRecord extends pulumi.ComponentResource {
  readonly fqdn: pulumi.Output<string>;

  constructor(name: string, args: CaaRecordArgs, opts?: pulumi.ComponentResourceOptions) {
    super("harena:dns:CaaRecord", name, {}, opts);
    refuseProblems("CaaRecord", caaProblems(args));
    const record = new aws.route53.Record(
      name,
      {
        zoneId: args.zoneId,
        name: args.domainName,
        type: "CAA",
        ttl: CAA_TTL,
        records: caaValues(args.otherIssuers, args.reportEmail),
      },
      { parent: this },
    );
    this.fqdn = record.fqdn;
    this.registerOutputs({ fqdn: this.fqdn });
  }
}

/** The values of a CAA record (RFC 8659): `issue` and `issuewild` for each issuer, and `iodef`. */
export function caaValues(otherIssuers: readonly string[] = [], reportEmail?: string): string[] {
  const issuers = [...AMAZON_ISSUERS, ...otherIssuers];
  return [
    ...issuers.map((issuer) => `0 issue "${issuer}"`),
    ...issuers.map((issuer) => `0 issuewild "${issuer}"`),
    ...(reportEmail === undefined ? [] : [`0 iodef "mailto:${reportEmail}"`]),
  ];
}

function nameProblems(names: readonly string[]): ArgumentProblem[] {
  if (names.length === 0) {
    return [{ propertyPath: "names", reason: "is empty: give at least one name to make records for" }];
  }
  return hostnameProblems(names, (index) => `names[${index}]`);
}

function caaProblems({ domainName, otherIssuers = [], reportEmail }: CaaRecordArgs): ArgumentProblem[] {
  const problems = [
    ...hostnameProblems([domainName], () => "domainName"),
    ...hostnameProblems(otherIssuers, (index) => `otherIssuers[${index}]`),
  ];
  if (reportEmail !== undefined && !/^[^\s@"]+@[^\s@"]+$/.test(reportEmail)) {
    const reason = `"${reportEmail}" is not an e-mail address; give one such as security@example.com`;
    problems.push({ propertyPath: "reportEmail", reason });
  }
  return problems;
}
