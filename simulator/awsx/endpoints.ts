/** VPC endpoints of `awsx.ec2.Vpc`. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Build } from "./vpc";
import type { EndpointSpec } from "./vpcArgs";

/** One endpoint a spec; strategy `Auto` fills in route tables, subnets and a security group. */
export function createEndpoints(build: Build): void {
  const { args, vpc, region, made } = build;
  for (const spec of args.vpcEndpointSpecs ?? []) {
    const filled = args.vpcEndpointStrategy === "Auto" ? fillIn(build, spec) : warnOf(build, spec);
    const properties = { ...spec, ...filled, ...region };
    made.vpcEndpoints.push(
      new aws.ec2.VpcEndpoint(
        spec.serviceName,
        {
          ...(properties as unknown as aws.ec2.VpcEndpointArgs),
          vpcId: vpc.id,
          tags: { ...build.tags, ...spec.tags },
        },
        { parent: vpc, dependsOn: [vpc] },
      ),
    );
  }
}

function fillIn(build: Build, spec: EndpointSpec): Partial<aws.ec2.VpcEndpointArgs> {
  if (spec.vpcEndpointType === "Gateway") {
    return spec.routeTableIds ? {} : { routeTableIds: build.made.routeTables.map((table) => table.id) };
  }
  if (spec.vpcEndpointType !== "Interface") return {};
  const hidden = build.made.subnets.filter(({ kind }) => kind === "private");
  const placed = spec.subnetIds ?? spec.subnetConfigurations;
  return {
    privateDnsEnabled: spec.privateDnsEnabled ?? true,
    ...(!placed && { subnetIds: hidden.map(({ resource }) => resource.id) }),
    ...(!spec.securityGroupIds && { securityGroupIds: [createSecurityGroup(build, spec).id] }),
  };
}

function createSecurityGroup(build: Build, spec: EndpointSpec): aws.ec2.SecurityGroup {
  const { vpc, region, tags } = build;
  const group = new aws.ec2.SecurityGroup(
    `${spec.serviceName}-sg`,
    { vpcId: vpc.id, ...region, tags: { ...tags, ...spec.tags } },
    { parent: vpc, dependsOn: [vpc] },
  );
  new aws.ec2.SecurityGroupRule(
    `${spec.serviceName}-ingress`,
    {
      type: "ingress",
      protocol: "tcp",
      fromPort: 443,
      toPort: 443,
      cidrBlocks: [vpc.cidrBlock],
      securityGroupId: group.id,
      ...region,
    },
    { parent: vpc, dependsOn: [group] },
  );
  return group;
}

function warnOf(build: Build, spec: EndpointSpec): Partial<aws.ec2.VpcEndpointArgs> {
  if (build.args.vpcEndpointStrategy !== undefined && build.args.vpcEndpointStrategy !== "Legacy") return {};
  const warn = (what: string, generated: string): void => {
    void pulumi.log.warn(
      `VPC endpoint "${spec.serviceName}" is ${what}. Specify vpcEndpointStrategy: "Auto" to use generated VPC ${generated}.`,
      build.component,
    );
  };
  if (spec.vpcEndpointType === "Gateway" && !spec.routeTableIds) {
    warn("a Gateway endpoint without routeTableIds", "route tables");
  } else if (spec.vpcEndpointType === "Interface" && !spec.subnetIds && !spec.subnetConfigurations) {
    warn("an Interface endpoint without subnetIds or subnetConfigurations", "subnets");
  }
  return {};
}
