import type { Account } from "../../../account";
import { hex } from "../../../ids";
import type { Created, Place, Props, ResourceModel, Rule, RuleInput } from "../../../model";
import { arnOf } from "../../foundation/kit/arn";
import { APPLY, rule } from "../../foundation/kit/rules";
import { tagRule } from "../../foundation/kit/tags";
import { TYPES } from "../../foundation/kit/types";
import { isOn, object, text, textsAt } from "../../foundation/kit/values";
import { DELIVERED_LOGS } from "../../memory";
import { BUCKET_POLICY, exists, LISTENER } from "../references";
import { listener as listenerModel } from "./listener";
import { NAME, NAME_PREFIX, subnetIdsOf, subnetsOf } from "./shared";

const PREFIX = "lb/loadBalancer";
const SOURCE = "terraform-provider-aws internal/service/elbv2/load_balancer.go";
const API = "Elastic Load Balancing API, CreateLoadBalancer";

export const loadBalancer: ResourceModel = {
  type: TYPES.loadBalancer,
  shape: {
    source: SOURCE,
    replaceOn: ["name", "namePrefix", "internal", "loadBalancerType", "customerOwnedIpv4Pool", "region"],
    exactlyOneOf: [["subnetMappings", "subnets"]],
    conflicts: [["name", "namePrefix"]],
    required: ["accessLogs.bucket", "connectionLogs.bucket", "subnetMappings[].subnetId"],
    values: {
      loadBalancerType: ["application", "network", "gateway"],
      ipAddressType: ["ipv4", "dualstack", "dualstack-without-public-ipv4"],
      desyncMitigationMode: ["monitor", "defensive", "strictest"],
      xffHeaderProcessingMode: ["append", "preserve", "remove"],
    },
    ranges: { idleTimeout: [1, 4000], clientKeepAlive: [60, 604800] },
    lengths: { name: [0, 32], namePrefix: [0, 6], securityGroups: [0, 5] },
    formats: { name: NAME, namePrefix: NAME_PREFIX },
    defaults: {
      loadBalancerType: "application",
      internal: false,
      ipAddressType: "ipv4",
      idleTimeout: 60,
      clientKeepAlive: 3600,
      desyncMitigationMode: "defensive",
      dropInvalidHeaderFields: false,
      enableCrossZoneLoadBalancing: false,
      enableDeletionProtection: false,
      enableHttp2: true,
      enableTlsVersionAndCipherSuiteHeaders: false,
      enableWafFailOpen: false,
      enableXffClientPort: false,
      enableZonalShift: false,
      preserveHostHeader: false,
      xffHeaderProcessingMode: "append",
    },
    autoName: { property: "name", max: 32 },
  },
  rules: [
    rule(`${PREFIX}:name-internal`, "check", SOURCE, ({ inputs }) =>
      (text(inputs, "name") ?? text(inputs, "namePrefix") ?? "").startsWith("internal-")
        ? `"name" cannot begin with "internal-": ${String(inputs.name ?? inputs.namePrefix)}`
        : undefined,
    ),
    rule(`${PREFIX}:duplicate`, "create", SOURCE, ({ inputs, place, account }) => {
      const twin = account
        .ofType(TYPES.loadBalancer)
        .some(
          ({ urn, region, outputs }) =>
            urn !== place.urn &&
            region === place.region &&
            outputs.name === inputs.name &&
            outputs.loadBalancerType === inputs.loadBalancerType,
        );
      return twin ? `ELBv2 Load Balancer (${String(inputs.name)}) already exists` : undefined;
    }),
    exists(
      PREFIX,
      "subnets[]",
      [TYPES.subnet],
      API,
      (id) => `SubnetNotFound: The subnet ID '${id}' does not exist`,
    ),
    exists(
      PREFIX,
      "securityGroups[]",
      [TYPES.securityGroup],
      API,
      (id) => `InvalidSecurityGroup: The security group ID '${id}' does not exist`,
    ),
    exists(
      PREFIX,
      "accessLogs.bucket",
      [TYPES.bucket],
      "Elastic Load Balancing API, ModifyLoadBalancerAttributes",
      (bucket) => `InvalidConfigurationRequest: S3Bucket: ${bucket} does not exist`,
    ),
    ...networkRules(),
    logPermission(),
    tagRule(PREFIX),
    rule(
      `${PREFIX}:deletion-protection`,
      "delete",
      "Elastic Load Balancing API, DeleteLoadBalancer",
      ({ inputs }) =>
        isOn(inputs, "enableDeletionProtection")
          ? "OperationNotPermitted: Load balancer cannot be deleted because deletion protection is enabled"
          : undefined,
    ),
  ],
  replaces: networkReplacements,
  create: createLoadBalancer,
  note: (_place, account, { inputs }) => {
    const logs = object(inputs, "accessLogs");
    const bucket = text(logs, "bucket");
    // The first thing that is written is a test file, ELBAccessLogTestFile: the bucket is not empty from then on.
    if (isOn(logs, "enabled") && bucket !== undefined) account.remember(DELIVERED_LOGS, bucket, true);
  },
  remove: (place, account, self) => {
    for (const listener of account.ofType(LISTENER)) {
      if (listener.inputs.loadBalancerArn !== self.id) continue;
      listenerModel.remove?.(place, account, listener);
      account.remove(listener.urn);
    }
  },
};

/** A network load balancer's subnets can only grow in place, and it cannot gain its first or lose its last security group. */
function networkReplacements(before: Props, after: Props): string[] {
  if (after.loadBalancerType !== "network") return [];
  const gone = subnetIdsOf(before).filter((id) => !subnetIdsOf(after).includes(id));
  const groups = [before, after].map((inputs) => textsAt(inputs, "securityGroups[]").length > 0);
  const subnets = after.subnetMappings === undefined ? "subnets" : "subnetMappings";
  return [
    ...(subnetIdsOf(after).length > 0 && gone.length > 0 ? [subnets] : []),
    ...(after.securityGroups !== undefined && groups[0] !== groups[1] ? ["securityGroups"] : []),
  ];
}

function networkRules(): Rule[] {
  const forApplication = (refuse: Rule["refuse"]): Rule["refuse"] => {
    return (input) => (input.inputs.loadBalancerType === "application" ? refuse(input) : undefined);
  };
  return [
    rule(
      `${PREFIX}:two-zones`,
      APPLY,
      API,
      forApplication(({ inputs, account }) => {
        const zones = zonesOf(account, inputs);
        return zones.length > 0 && new Set(zones).size < 2
          ? `ValidationError: At least two subnets in two different Availability Zones must be specified, got ${zones.join(", ")}`
          : undefined;
      }),
    ),
    rule(`${PREFIX}:one-subnet-a-zone`, APPLY, API, ({ inputs, account }) => {
      const zones = zonesOf(account, inputs);
      const repeated = zones.find((zone, index) => zones.indexOf(zone) !== index);
      return repeated !== undefined && new Set(zones).size > 1
        ? `InvalidConfigurationRequest: A load balancer cannot be attached to multiple subnets in the same Availability Zone: ${repeated}`
        : undefined;
    }),
    rule(`${PREFIX}:one-vpc`, APPLY, API, ({ inputs, account }) => {
      const vpcs = new Set([
        ...subnetsOf(account, inputs).map((subnet) => text(subnet.inputs, "vpcId")),
        ...((inputs.securityGroups ?? []) as string[]).flatMap((id) => {
          const group = account.find(TYPES.securityGroup, id);
          return group ? [text(group.outputs, "vpcId")] : [];
        }),
      ]);
      return vpcs.size > 1
        ? `InvalidConfigurationRequest: subnets and security groups belong to different VPCs: ${[...vpcs].join(", ")}`
        : undefined;
    }),
    rule(`${PREFIX}:internet-gateway`, APPLY, API, ({ inputs, account }) => {
      const vpcId = text(subnetsOf(account, inputs)[0]?.inputs, "vpcId");
      if (isOn(inputs, "internal") || vpcId === undefined) return undefined;
      const attached = account
        .ofType(TYPES.internetGateway)
        .some((gateway) => gateway.inputs.vpcId === vpcId);
      return attached ? undefined : `InvalidSubnet: VPC ${vpcId} has no internet gateway`;
    }),
  ];
}

function zonesOf(account: Account, inputs: Props): string[] {
  return subnetsOf(account, inputs).map((subnet) => text(subnet.outputs, "availabilityZone") ?? "?");
}

/** The log delivery must be allowed to write before the load balancer is told to log. */
function logPermission(): Rule {
  const source = "Elastic Load Balancing User Guide, Enable access logs: attach a policy to your S3 bucket";
  return rule(`${PREFIX}:access-logs-permission`, APPLY, source, ({ inputs, account }: RuleInput) => {
    const logs = object(inputs, "accessLogs");
    const bucket = text(logs, "bucket");
    if (!isOn(logs, "enabled") || bucket === undefined || !account.find(TYPES.bucket, bucket))
      return undefined;
    const allowed = account
      .ofType(BUCKET_POLICY)
      .some(({ inputs: policy }) => policy.bucket === bucket && allowsDelivery(String(policy.policy)));
    return allowed
      ? undefined
      : `InvalidConfigurationRequest: Access Denied for bucket: ${bucket}. Please check S3bucket permission`;
  });
}

function allowsDelivery(policy: string): boolean {
  return (
    /s3:(PutObject|\*)/.test(policy) && /elasticloadbalancing|arn:aws[a-z-]*:iam::\d{12}:root/.test(policy)
  );
}

// Zones of the load balancers' own names, Elastic Load Balancing endpoints and quotas.
const HOSTED_ZONES: Readonly<Record<string, string>> = {
  "eu-central-1": "Z215JYRZR1TBD5",
  "eu-west-1": "Z32O12XQLNTSW2",
  "eu-west-2": "ZHURV8PSTC4K8",
  "eu-west-3": "Z3Q77PNBQS71R4",
  "us-east-1": "Z35SXDOTRQ7X7K",
  "us-east-2": "Z3AADJGX6KTTL2",
  "us-west-2": "Z1H1FL5HABSF5",
};

const KINDS: Readonly<Record<string, string>> = { application: "app", network: "net", gateway: "gwy" };

function createLoadBalancer(inputs: Props, place: Place, account: Account): Created {
  const name = text(inputs, "name") ?? "";
  const suffix = `${KINDS[String(inputs.loadBalancerType)] ?? "app"}/${name}/${hex(place.urn, 16)}`;
  const arn = arnOf(place, "elasticloadbalancing", `loadbalancer/${suffix}`);
  const number = String(parseInt(hex(`dns|${place.urn}`, 8), 16)).padStart(10, "1");
  const vpcId = text(subnetsOf(account, inputs)[0]?.inputs, "vpcId");
  return {
    id: arn,
    outputs: {
      arn,
      arnSuffix: suffix,
      dnsName: `${isOn(inputs, "internal") ? "internal-" : ""}${name}-${number}.${place.region}.elb.amazonaws.com`,
      zoneId: HOSTED_ZONES[place.region] ?? `Z${hex(place.region, 13).toUpperCase()}`,
      ...(vpcId !== undefined && { vpcId }),
    },
  };
}
