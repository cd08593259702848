/** VPC endpoints of `awsx.ec2.Vpc`. */
import * as aws from "@pulumi/aws";
import type { Build } from "./vpc";

/** One endpoint a spec; strategy `Auto` fills in the route tables of the VPC. */
export function createEndpoints(build: Build): void {
  const { args, vpc, made } = build;
  for (const spec of args.vpcEndpointSpecs ?? []) {
    const routeTableIds = made.routeTables.map((table) => table.id);
    const auto = args.vpcEndpointStrategy === "Auto" && spec.vpcEndpointType === "Gateway";
    made.vpcEndpoints.push(
      new aws.ec2.VpcEndpoint(
        spec.serviceName,
        {
          ...spec,
          ...(auto && { routeTableIds }),
          vpcId: vpc.id,
          tags: { ...build.tags, ...spec.tags },
        } as aws.ec2.VpcEndpointArgs,
        { parent: vpc, dependsOn: [vpc] },
      ),
    );
  }
}
