import type { Created, Place, Props, ResourceModel, RuleInput } from "../../../model";
import { ec2Id, hex } from "../../../ids";
import type { Account } from "../../../account";
import { ARN, arnOf } from "../kit/arn";
import { policyRules } from "../kit/policy";
import { APPLY, byId, mustExist, rule } from "../kit/rules";
import { tagRule } from "../kit/tags";
import { TYPES } from "../kit/types";
import { asList, isOn, text, textsAt } from "../kit/values";
import { findSubnet, vpcOfTable } from "./lookup";
import { prefixListsOf } from "./prefixLists";
import { groupMustExist, groupsInSubnetsVpc, subnetMustExist, vpcMustExist } from "./shared";

const SOURCE = "terraform-provider-aws internal/service/ec2/vpc_endpoint.go";
const CREATE = "EC2 CreateVpcEndpoint";
const GATEWAY_SERVICES = ["s3", "dynamodb"];

/** Services with interface endpoints, of the list in the VPC user guide: what container platforms use. */
const INTERFACE_SERVICES = new Set(
  `acm-pca application-autoscaling athena autoscaling backup bedrock bedrock-runtime cloudformation cloudtrail
  codebuild config dynamodb ebs ec2 ec2messages ecr.api ecr.dkr ecs ecs-agent ecs-telemetry elasticache
  elasticfilesystem elasticloadbalancing email-smtp events evidently execute-api firehose glue guardduty-data
  inspector2 kinesis-streams kms lambda logs monitoring notebook pipes rds rds-data s3 scheduler secretsmanager
  securityhub servicediscovery sns sqs ssm ssm-contacts ssm-incidents ssmmessages states sts
  synthetics wafv2 xray`.split(/\s+/),
);

export const vpcEndpoint: ResourceModel = {
  type: TYPES.vpcEndpoint,
  shape: {
    source: SOURCE,
    replaceOn: [
      "resourceConfigurationArn",
      "serviceName",
      "serviceNetworkArn",
      "serviceRegion",
      "vpcEndpointType",
      "vpcId",
      "dnsOptions.privateDnsPreference",
      "dnsOptions.privateDnsSpecifiedDomains",
      "region",
    ],
    required: ["vpcId"],
    conflicts: [
      ["serviceName", "resourceConfigurationArn"],
      ["serviceName", "serviceNetworkArn"],
      ["resourceConfigurationArn", "serviceNetworkArn"],
    ],
    values: {
      vpcEndpointType: ["Gateway", "GatewayLoadBalancer", "Interface", "Resource", "ServiceNetwork"],
      ipAddressType: ["ipv4", "dualstack", "ipv6"],
      "dnsOptions.dnsRecordIpType": ["ipv4", "dualstack", "ipv6", "service-defined"],
      "dnsOptions.privateDnsPreference": [
        "ALL_DOMAINS",
        "VERIFIED_DOMAINS_ONLY",
        "VERIFIED_DOMAINS_AND_SPECIFIED_DOMAINS",
        "SPECIFIED_DOMAINS_ONLY",
      ],
    },
    lengths: { "dnsOptions.privateDnsSpecifiedDomains": [1, 10] },
    formats: { resourceConfigurationArn: ARN, serviceNetworkArn: ARN },
    defaults: { vpcEndpointType: "Gateway" },
  },
  rules: [
    vpcMustExist("ec2/vpcEndpoint"),
    subnetMustExist("ec2/vpcEndpoint", "subnetIds[]"),
    groupMustExist("ec2/vpcEndpoint", "securityGroupIds[]"),
    groupsInSubnetsVpc("ec2/vpcEndpoint", "securityGroupIds[]", "subnetIds[]"),
    mustExist({
      id: "ec2/vpcEndpoint:route-table",
      path: "routeTableIds[]",
      source: "EC2 API error codes: InvalidRouteTableID.NotFound",
      find: (id, { account, place }) => vpcOfTable(account, id, place.region),
      words: (id) => `InvalidRouteTableID.NotFound: The routeTable ID '${id}' does not exist`,
    }),
    rule("ec2/vpcEndpoint:service-missing", "create", `${CREATE}: MissingParameter`, ({ inputs }) =>
      ["serviceName", "resourceConfigurationArn", "serviceNetworkArn"].some((property) =>
        text(inputs, property),
      )
        ? undefined
        : "MissingParameter: The request must contain the parameter ServiceName",
    ),
    rule("ec2/vpcEndpoint:service", "create", `${CREATE}: InvalidServiceName`, unknownService),
    rule("ec2/vpcEndpoint:type", "create", `${CREATE}: InvalidParameter`, wrongType),
    rule("ec2/vpcEndpoint:type-settings", APPLY, `${CREATE}: InvalidParameter`, wrongSettings),
    rule(
      "ec2/vpcEndpoint:zones",
      APPLY,
      `${CREATE}: DuplicateSubnetsInSameZone`,
      ({ inputs, account, place }) => {
        const zones = textsAt(inputs, "subnetIds[]").flatMap((id) =>
          asList(findSubnet(account, id, place.region)?.outputs.availabilityZone),
        );
        return new Set(zones).size === zones.length
          ? undefined
          : "DuplicateSubnetsInSameZone: Found another VPC endpoint subnet in the availability zone";
      },
    ),
    rule("ec2/vpcEndpoint:private-dns", APPLY, `${CREATE}: InvalidParameter`, ({ inputs, account }) => {
      const vpc = byId(account, TYPES.vpc, text(inputs, "vpcId") ?? "");
      if (!isOn(inputs, "privateDnsEnabled") || !vpc) return undefined;
      if (isOn(vpc.outputs, "enableDnsSupport") && isOn(vpc.outputs, "enableDnsHostnames")) return undefined;
      return `InvalidParameter: Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for ${vpc.id}`;
    }),
    rule("ec2/vpcEndpoint:private-dns-taken", "create", `${CREATE}: InvalidParameter`, privateDnsTaken),
    rule("ec2/vpcEndpoint:route-exists", "create", `${CREATE}: RouteAlreadyExists`, routeTaken),
    ...policyRules("ec2/vpcEndpoint", "policy", "resource"),
    tagRule("ec2/vpcEndpoint", { anyCharacter: true }),
  ],
  create: createEndpoint,
};

/** The last part of an AWS service's endpoint name in this region. */
function awsService(inputs: Props, region: string): string | undefined {
  const start = `com.amazonaws.${region}.`;
  const name = text(inputs, "serviceName");
  return name?.startsWith(start) ? name.slice(start.length) : undefined;
}

function unknownService({ inputs, place }: RuleInput): string | undefined {
  const name = text(inputs, "serviceName");
  // Endpoint services of others (`com.amazonaws.vpce.REGION.vpce-svc-…`) cannot be looked up.
  if (name === undefined || name.includes(".vpce-svc-")) return undefined;
  const region = text(inputs, "serviceRegion") ?? place.region;
  const service = awsService(inputs, region);
  if (service !== undefined && (INTERFACE_SERVICES.has(service) || GATEWAY_SERVICES.includes(service)))
    return undefined;
  return `InvalidServiceName: The Vpc Endpoint Service '${name}' does not exist`;
}

function wrongType({ inputs, place }: RuleInput): string | undefined {
  const service = awsService(inputs, place.region);
  if (service === undefined || !INTERFACE_SERVICES.has(service)) return undefined;
  const type = inputs.vpcEndpointType;
  if (type === "Interface" || (type === "Gateway" && GATEWAY_SERVICES.includes(service))) return undefined;
  return `InvalidParameter: Endpoint type (${String(type)}) does not match available service types ([Interface]) of ${String(inputs.serviceName)}.`;
}

function wrongSettings({ inputs }: RuleInput): string | undefined {
  const type = inputs.vpcEndpointType;
  const foreign =
    type === "Gateway" ? ["subnetIds", "securityGroupIds"] : type === "Interface" ? ["routeTableIds"] : [];
  const given = foreign.find((property) => asList(inputs[property]).length > 0);
  return given && `InvalidParameter: ${given} cannot be set on an endpoint of type ${String(type)}`;
}

function privateDnsTaken({ inputs, account, place }: RuleInput): string | undefined {
  if (!isOn(inputs, "privateDnsEnabled")) return undefined;
  const twin = account
    .ofType(TYPES.vpcEndpoint)
    .some(
      (other) =>
        other.urn !== place.urn &&
        isOn(other.inputs, "privateDnsEnabled") &&
        other.inputs.vpcId === inputs.vpcId &&
        other.inputs.serviceName === inputs.serviceName,
    );
  if (!twin) return undefined;
  return (
    "InvalidParameter: private-dns-enabled cannot be set because there is already a conflicting DNS domain for " +
    `${String(inputs.serviceName)} in the VPC ${String(inputs.vpcId)}`
  );
}

function routeTaken({ inputs, account, place }: RuleInput): string | undefined {
  const tables = new Set(textsAt(inputs, "routeTableIds[]"));
  if (tables.size === 0) return undefined;
  for (const other of account.ofType(TYPES.vpcEndpoint)) {
    if (other.urn === place.urn || other.inputs.serviceName !== inputs.serviceName) continue;
    const shared = textsAt(other.inputs, "routeTableIds[]").find((id) => tables.has(id));
    if (shared) return `RouteAlreadyExists: route table ${shared} already has a route to ${other.id}`;
  }
  return undefined;
}

const FULL_ACCESS = JSON.stringify({
  Version: "2008-10-17",
  Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }],
});

function createEndpoint(inputs: Props, place: Place, account: Account): Created {
  const id = ec2Id("vpce", place.urn);
  const isInterface = inputs.vpcEndpointType === "Interface";
  const service = awsService(inputs, place.region) ?? "";
  const list = prefixListsOf(place.region).find(({ name }) => name === inputs.serviceName);
  const vpc = byId(account, TYPES.vpc, text(inputs, "vpcId") ?? "");
  const dnsName = `${id}-${hex(`dns|${place.urn}`, 8)}.${service}.${place.region}.vpce.amazonaws.com`;
  return {
    id,
    outputs: {
      arn: arnOf(place, "ec2", `vpc-endpoint/${id}`),
      cidrBlocks: [],
      dnsEntries: isInterface ? [{ dnsName, hostedZoneId: `Z${hex(place.region, 13).toUpperCase()}` }] : [],
      ipAddressType: inputs.ipAddressType ?? "ipv4",
      networkInterfaceIds: textsAt(inputs, "subnetIds[]").map((subnet) =>
        ec2Id("eni", `${place.urn}|${subnet}`),
      ),
      ownerId: place.accountId,
      policy: inputs.policy ?? FULL_ACCESS,
      prefixListId: isInterface ? "" : (list?.id ?? ""),
      privateDnsEnabled: inputs.privateDnsEnabled ?? false,
      requesterManaged: false,
      routeTableIds: inputs.routeTableIds ?? [],
      securityGroupIds:
        inputs.securityGroupIds ?? (isInterface ? [text(vpc?.outputs, "defaultSecurityGroupId") ?? ""] : []),
      state: "available",
      subnetIds: inputs.subnetIds ?? [],
    },
  };
}
