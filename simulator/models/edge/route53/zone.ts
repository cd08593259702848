import type { Account } from "../../../account";
import type { Place, Props, ResourceModel, Rule } from "../../../model";
import { hex } from "../../../ids";
import { zoneId } from "../ids";
import { dnsName, entries, others, text } from "../support";
import { findZone, RECORD, ZONE } from "./records";

const PREFIX = "route53/zone";

const NAME = /^([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/;

const rules: readonly Rule[] = [
  {
    id: `${PREFIX}:name`,
    when: "create",
    source: "Amazon Route 53 API Reference, CreateHostedZone: InvalidDomainName",
    refuse: ({ inputs }) => {
      const name = dnsName(inputs.name);
      return NAME.test(name) && name.length <= 255
        ? undefined
        : `InvalidDomainName: ${text(inputs.name)} is not a valid domain name`;
    },
  },
  {
    id: `${PREFIX}:private-twice`,
    when: "create",
    source: "Amazon Route 53 API Reference, CreateHostedZone: ConflictingDomainExists",
    refuse: ({ inputs, place, account }) => {
      const networks = new Set(entries(inputs.vpcs).map((vpc) => vpc.vpcId));
      const rival = others(account, place, ZONE).find(
        (zone) =>
          dnsName(zone.inputs.name) === dnsName(inputs.name) &&
          entries(zone.inputs.vpcs).some((vpc) => networks.has(vpc.vpcId)),
      );
      return (
        rival &&
        `ConflictingDomainExists: The VPC already has the private hosted zone ${rival.id} of that name`
      );
    },
  },
  {
    id: `${PREFIX}:public-network`,
    when: "update",
    source: "Amazon Route 53 API Reference, AssociateVPCWithHostedZone: PublicZoneVPCAssociation",
    refuse: ({ inputs, before }) =>
      before && entries(before.vpcs).length === 0 && entries(inputs.vpcs).length > 0
        ? "PublicZoneVPCAssociation: a public hosted zone cannot be associated with a VPC"
        : undefined,
  },
  {
    id: `${PREFIX}:last-network`,
    when: "update",
    source: "Amazon Route 53 API Reference, DisassociateVPCFromHostedZone: LastVPCAssociation",
    refuse: ({ inputs, before }) =>
      before && entries(before.vpcs).length > 0 && entries(inputs.vpcs).length === 0
        ? "LastVPCAssociation: the last VPC cannot leave a private hosted zone"
        : undefined,
  },
  {
    id: `${PREFIX}:not-empty`,
    when: "delete",
    source: "Amazon Route 53 API Reference, DeleteHostedZone: HostedZoneNotEmpty",
    refuse: ({ inputs, place, account }) => {
      const zone = account.get(place.urn);
      const record = account.ofType(RECORD).find(({ inputs: { zoneId: id } }) => id === zone?.id);
      return inputs.forceDestroy !== true && record
        ? `HostedZoneNotEmpty: the hosted zone still has ${text(record.outputs.fqdn)}; set forceDestroy and run an update first`
        : undefined;
    },
  },
];

/** Four name servers, each under another top-level domain. */
function nameServersOf(seed: string): readonly string[] {
  return ["com", "net", "org", "co.uk"].map((domain, index) => {
    const number = parseInt(hex(`${domain}|${seed}`, 4), 16) % 512;
    return `ns-${number + 512 * index}.awsdns-${String(number % 64).padStart(2, "0")}.${domain}`;
  });
}

/** What Route 53 tells about a zone. */
export function zoneOutputs(id: string, partition: string): Props {
  const nameServers = nameServersOf(id);
  return {
    arn: `arn:${partition}:route53:::hostedzone/${id}`,
    zoneId: id,
    nameServers: [...nameServers].sort(),
    primaryNameServer: nameServers[0],
  };
}

const EXISTING_ZONE = "urn:existing::hosted-zone::";

/**
 * Puts a public zone into the account that no program made: the domain's zone, which the team has owned
 * since before the first stack. Returns its id.
 */
export function addExistingZone(account: Account, name: string, partition = "aws"): string {
  const id = zoneId(`existing|${account.id}|${dnsName(name)}`);
  if (!findZone(account, id)) {
    const inputs: Props = { name: dnsName(name), comment: "", forceDestroy: false };
    const outputs = { ...inputs, ...zoneOutputs(id, partition) };
    account.add({ urn: EXISTING_ZONE + dnsName(name), type: ZONE, id, region: "us-east-1", inputs, outputs });
  }
  return id;
}

function create(inputs: Props, place: Place): { id: string; outputs: Props } {
  const id = zoneId(`zone|${place.urn}`);
  return { id, outputs: { name: dnsName(inputs.name), ...zoneOutputs(id, place.partition) } };
}

export const zone: ResourceModel = {
  type: ZONE,
  shape: {
    source: "terraform-provider-aws internal/service/route53/zone.go",
    replaceOn: ["name", "delegationSetId"],
    required: ["vpcs[].vpcId"],
    conflicts: [["delegationSetId", "vpcs"]],
    lengths: { name: [1, 1024], comment: [0, 256], delegationSetId: [0, 32] },
    defaults: { comment: "Managed by Pulumi", forceDestroy: false },
    autoName: { property: "name", max: 255 },
  },
  rules,
  create,
  remove: (_place, account, self) => {
    for (const record of account.ofType(RECORD)) {
      if (record.inputs.zoneId === self.id) account.remove(record.urn);
    }
  },
};
