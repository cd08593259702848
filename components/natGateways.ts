import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type * as random from "@pulumi/random";

export interface NatGatewaysArgs {
  /** The Elastic IP of each zone, in zone order; one gateway is made for each. */
  readonly addresses: readonly aws.ec2.Eip[];
  /** The public subnet of each zone, in zone order. */
  readonly publicSubnetIds: pulumi.Output<string[]>;
  /** Replaced when the addresses pass to another kind of NAT: the gateways must be gone by then. */
  readonly handover: random.RandomId;
}

/** A NAT gateway in each zone: no zone depends on another for its way out. About $35 a month each. */
export class NatGateways extends pulumi.ComponentResource {
  /** In zone order. */
  readonly gatewayIds: readonly pulumi.Output<string>[];
  /** What must exist before the way out is open. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: NatGatewaysArgs, opts?: pulumi.ComponentResourceOptions) {
    super("harena:network:NatGateways", name, {}, opts);
    const gateways = args.addresses.map((address, index) => {
      const child = `${name}-${index + 1}`;
      return new aws.ec2.NatGateway(
        child,
        {
          allocationId: address.allocationId,
          subnetId: args.publicSubnetIds[index],
          tags: { Name: child },
        },
        { parent: this, replaceWith: [args.handover] },
      );
    });
    this.gatewayIds = gateways.map((gateway) => gateway.id);
    this.ready = gateways;
    this.registerOutputs({ gatewayIds: this.gatewayIds });
  }
}
