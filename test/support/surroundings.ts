/** Real neighbours for components under test: the simulator refuses references to what does not exist. */
import * as aws from "@pulumi/aws";

export interface Surroundings {
  readonly vpc: aws.ec2.Vpc;
  readonly publicSubnets: readonly aws.ec2.Subnet[];
  readonly privateSubnets: readonly aws.ec2.Subnet[];
  readonly zone: aws.route53.Zone;
  /** Issued, for api.example.com. */
  readonly certificate: { readonly arn: aws.acm.CertificateValidation["certificateArn"] };
}

const ZONES = ["eu-west-1a", "eu-west-1b"] as const;

/** A VPC with subnets in two zones, a Route 53 zone, and an issued certificate. */
export function surroundings(): Surroundings {
  const vpc = new aws.ec2.Vpc("vpc", { cidrBlock: "10.0.0.0/16" });
  const gateway = new aws.ec2.InternetGateway("gateway", { vpcId: vpc.id });
  const subnet = (kind: string, first: number) => (availabilityZone: string, index: number) =>
    new aws.ec2.Subnet(
      `${kind}-${availabilityZone}`,
      { vpcId: vpc.id, availabilityZone, cidrBlock: `10.0.${first + index}.0/24` },
      // A public load balancer in a subnet needs the way to the internet.
      { dependsOn: [gateway] },
    );
  const publicSubnets = ZONES.map(subnet("public", 0));
  const privateSubnets = ZONES.map(subnet("private", 10));
  const zone = new aws.route53.Zone("zone", { name: "example.com" });
  return { vpc, publicSubnets, privateSubnets, zone, certificate: issued(zone) };
}

function issued(zone: aws.route53.Zone): Surroundings["certificate"] {
  const certificate = new aws.acm.Certificate("certificate", {
    domainName: "api.example.com",
    validationMethod: "DNS",
  });
  const option = certificate.domainValidationOptions[0];
  const record = new aws.route53.Record("validation", {
    zoneId: zone.zoneId,
    name: option.resourceRecordName,
    type: option.resourceRecordType,
    ttl: 60,
    records: [option.resourceRecordValue],
  });
  const validation = new aws.acm.CertificateValidation("validation", {
    certificateArn: certificate.arn,
    validationRecordFqdns: [record.fqdn],
  });
  return { arn: validation.certificateArn };
}
