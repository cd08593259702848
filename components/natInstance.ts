import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type * as random from "@pulumi/random";
import { awsContext, type AwsContext } from "./awsContext";
import { policyDocument } from "./iam";
import { NAME_LIMITS, physicalName, physicalPrefix } from "./names";

export interface NatInstanceArgs {
  readonly vpcId: pulumi.Input<string>;
  /** The VPC's block: what goes elsewhere is translated. */
  readonly vpcCidr: string;
  /** Blocks that may send through the instance, by the name of their zone. */
  readonly clients: Readonly<Record<string, string>>;
  /** A public subnet. */
  readonly subnetId: pulumi.Input<string>;
  /** The Elastic IP that the outside sees. */
  readonly address: aws.ec2.Eip;
  /** EC2 instance type; Graviton types get an ARM image, all others an x86 one. */
  readonly instanceType: string;
  /** Replaced when the address passes to another kind of NAT: the association must be gone by then. */
  readonly handover: random.RandomId;
}

/**
 * One small EC2 instance that translates for all zones: a tenth of a NAT gateway's price, and a few
 * minutes without internet when it fails. Its network interface is a resource of its own, so that address
 * and routes stay when the instance is replaced. Sessions by SSM only; there is no key and no SSH.
 *
 * The image is looked up once. To renew it, terminate the instance and run `pulumi up --refresh`; to patch
 * it where it is, `dnf upgrade --releasever=latest` in an SSM session.
 */
export class NatInstance extends pulumi.ComponentResource {
  /** Target of the private subnets' default routes. */
  readonly networkInterfaceId: pulumi.Output<string>;
  /** What must exist before the way out is open. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: NatInstanceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("harena:network:NatInstance", name, {}, opts);
    const context = awsContext(this);
    const group = this.createSecurityGroup(name, args);
    const networkInterface = new aws.ec2.NetworkInterface(
      `${name}-interface`,
      {
        subnetId: args.subnetId,
        description: "The NAT instance: address and routes stay here when it is replaced",
        securityGroups: [group.id],
        // It forwards packets that are neither from nor for itself.
        sourceDestCheck: false,
        tags: { Name: name },
      },
      { parent: this },
    );
    const association = new aws.ec2.EipAssociation(
      `${name}-address`,
      { allocationId: args.address.allocationId, networkInterfaceId: networkInterface.id },
      { parent: this, replaceWith: [args.handover] },
    );
    const profile = this.createProfile(name, context);
    const instance = this.createInstance(name, args, { networkInterface, association, profile });
    this.createRebootAlarm(name, context, instance);
    this.networkInterfaceId = networkInterface.id;
    this.ready = [association, instance];
    this.registerOutputs({ networkInterfaceId: this.networkInterfaceId });
  }

  private createSecurityGroup(name: string, args: NatInstanceArgs): aws.ec2.SecurityGroup {
    const group = new aws.ec2.SecurityGroup(
      `${name}-group`,
      {
        namePrefix: physicalPrefix({ name, max: NAME_LIMITS.securityGroupPrefix }),
        description: "NAT instance: from the private subnets to anywhere",
        vpcId: args.vpcId,
        tags: { Name: name },
      },
      { parent: this },
    );
    for (const [zone, cidrIpv4] of Object.entries(args.clients)) {
      new aws.vpc.SecurityGroupIngressRule(
        `${name}-from-${zone}`,
        {
          securityGroupId: group.id,
          description: `Private subnet of zone ${zone}`,
          ipProtocol: "-1",
          cidrIpv4,
        },
        { parent: this },
      );
    }
    new aws.vpc.SecurityGroupEgressRule(
      `${name}-to-anywhere`,
      { securityGroupId: group.id, description: "Internet", ipProtocol: "-1", cidrIpv4: "0.0.0.0/0" },
      { parent: this },
    );
    return group;
  }

  private createProfile(name: string, { partition }: AwsContext): Profile {
    const role = new aws.iam.Role(
      `${name}-role`,
      {
        name: physicalName({ name, max: NAME_LIMITS.role }),
        description: "NAT instance: SSM sessions, nothing else",
        assumeRolePolicy: policyDocument([
          { Effect: "Allow", Action: ["sts:AssumeRole"], Principal: { Service: "ec2.amazonaws.com" } },
        ]),
      },
      { parent: this },
    );
    const sessions = new aws.iam.RolePolicyAttachment(
      `${name}-sessions`,
      {
        role: role.name,
        policyArn: pulumi.interpolate`arn:${partition}:iam::aws:policy/AmazonSSMManagedInstanceCore`,
      },
      { parent: this },
    );
    const profile = new aws.iam.InstanceProfile(
      `${name}-profile`,
      { name: physicalName({ name, max: NAME_LIMITS.instanceProfile }), role: role.name },
      { parent: this },
    );
    return { name: profile.name, sessions };
  }

  private createInstance(name: string, args: NatInstanceArgs, parts: Parts): aws.ec2.Instance {
    const image = aws.ssm.getParameterOutput({ name: imageParameter(args.instanceType) }, { parent: this });
    return new aws.ec2.Instance(
      `${name}-instance`,
      {
        instanceType: args.instanceType,
        // Not `value`, which the provider marks as a secret.
        ami: image.insecureValue,
        primaryNetworkInterface: { networkInterfaceId: parts.networkInterface.id },
        iamInstanceProfile: parts.profile.name,
        metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
        rootBlockDevice: { volumeType: "gp3", volumeSize: 8, encrypted: true },
        monitoring: false,
        userData: natUserData(args.vpcCidr),
        userDataReplaceOnChange: true,
        tags: { Name: name },
      },
      {
        parent: this,
        // User data runs once, and installs a package: the address must be there at the first boot.
        dependsOn: [parts.association, parts.profile.sessions],
        // A new image appears every few weeks, and replacing the instance cuts the way out for minutes.
        ignoreChanges: ["ami"],
        // Two instances cannot have the same interface.
        deleteBeforeReplace: true,
      },
    );
  }

  /**
   * EC2 moves an instance away from failed hardware by itself (simplified automatic recovery); against an
   * operating system that hangs it does nothing.
   */
  private createRebootAlarm(name: string, context: AwsContext, instance: aws.ec2.Instance): void {
    new aws.cloudwatch.MetricAlarm(
      `${name}-hangs`,
      {
        name: physicalName({ name: `${name}-hangs`, max: NAME_LIMITS.alarm }),
        alarmDescription: "The NAT instance fails its own status check: EC2 reboots it",
        namespace: "AWS/EC2",
        metricName: "StatusCheckFailed_Instance",
        dimensions: { InstanceId: instance.id },
        statistic: "Maximum",
        period: 60,
        evaluationPeriods: 3,
        threshold: 1,
        comparisonOperator: "GreaterThanOrEqualToThreshold",
        treatMissingData: "missing",
        alarmActions: [pulumi.interpolate`arn:${context.partition}:automate:${context.region}:ec2:reboot`],
      },
      { parent: this },
    );
  }
}

interface Profile {
  readonly name: pulumi.Output<string>;
  readonly sessions: pulumi.Resource;
}

interface Parts {
  readonly networkInterface: aws.ec2.NetworkInterface;
  readonly association: aws.ec2.EipAssociation;
  readonly profile: Profile;
}

/** True for instance types with Graviton processors: `a1`, or a `g` after the generation (`t4g`, `c7gn`). */
export function isGraviton(instanceType: string): boolean {
  return /^(a1|[a-z]+\d+[a-z]*g[a-z]*)\./.test(instanceType);
}

/** Public SSM parameter with the id of the newest Amazon Linux 2023 image for the instance type. */
export function imageParameter(instanceType: string): string {
  const architecture = isGraviton(instanceType) ? "arm64" : "x86_64";
  return `/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${architecture}`;
}

/**
 * Makes Amazon Linux 2023 a NAT, across reboots. Translating all that leaves the VPC, instead of all that
 * goes out at an interface, spares the interface's name, which differs between instance types.
 */
export function natUserData(vpcCidr: string): string {
  return `#!/bin/bash
set -euo pipefail

cat >/etc/sysctl.d/90-nat.conf <<'EOF'
net.ipv4.ip_forward = 1
EOF
sysctl -p /etc/sysctl.d/90-nat.conf

# The repositories may be out of reach in the first seconds.
for attempt in {1..30}; do
  dnf install -y iptables-services && break
  sleep 10
done

cat >/etc/sysconfig/iptables <<'EOF'
*nat
:PREROUTING ACCEPT [0:0]
:INPUT ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
-A POSTROUTING -s ${vpcCidr} ! -d ${vpcCidr} -j MASQUERADE
COMMIT
*filter
:INPUT ACCEPT [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
-A FORWARD -s ${vpcCidr} -j ACCEPT
-A FORWARD -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT
COMMIT
EOF
systemctl enable iptables
systemctl restart iptables
`;
}
