import type { Account, Existing } from "../../../account";
import type { InvokeModel, Props } from "../../../model";
import { dnsName, text } from "../support";
import { findZone, isPrivate, RECORD, ZONE } from "./records";
import { addExistingZone } from "./zone";

/** The hosted zones of an account, where somebody has said which there are. */
const declared = new WeakMap<Account, ReadonlySet<string>>();

/**
 * Says which public zones the account has beside those that the program makes. From then on a lookup of
 * any other name finds nothing; without it every zone that is looked up is taken to exist.
 */
export function declareZones(account: Account, names: readonly string[]): void {
  declared.set(account, new Set(names.map(dnsName)));
  for (const name of names) addExistingZone(account, name);
}

const NONE = "no matching Route 53 Hosted Zone found";
const SEVERAL =
  "multiple Route 53 Hosted Zones matched; use additional constraints to reduce matches to a single Route 53 Hosted Zone";

export const getZone: InvokeModel = {
  token: "aws:route53/getZone:getZone",
  answer: (args, { partition }, account) => {
    const { zoneId, name } = args;
    // The provider warns ("only one of `zone_id` or `name` may be set") and answers with nothing.
    if (zoneId !== undefined && name !== undefined) return {};
    return describe(zoneId === undefined ? byName(account, args, partition) : byId(account, zoneId), account);
  },
};

function byId(account: Account, id: unknown): Existing {
  const zone = findZone(account, id);
  if (!zone) throw new Error(`NoSuchHostedZone: No hosted zone found with ID: ${text(id)}`);
  return zone;
}

function byName(account: Account, args: Props, partition: string): Existing {
  const wantsPrivate = args.privateZone === true || args.vpcId !== undefined;
  const matching = account
    .ofType(ZONE)
    .filter((zone) => isPrivate(zone) === wantsPrivate)
    .filter((zone) => args.name === undefined || dnsName(zone.outputs.name) === dnsName(args.name));
  if (matching.length > 1) throw new Error(SEVERAL);
  const only = matching.at(0);
  if (only) return only;
  if (wantsPrivate || args.name === undefined || declared.has(account)) throw new Error(NONE);
  return byId(account, addExistingZone(account, text(args.name), partition));
}

function describe(zone: Existing, account: Account): Props {
  const { arn, name, nameServers, primaryNameServer } = zone.outputs;
  const records = account.ofType(RECORD).filter(({ inputs }) => inputs.zoneId === zone.id);
  return {
    id: zone.id,
    zoneId: zone.id,
    arn,
    name,
    nameServers,
    primaryNameServer,
    callerReference: `terraform-${zone.id}`,
    comment: zone.inputs.comment ?? "",
    linkedServiceDescription: "",
    linkedServicePrincipal: "",
    privateZone: isPrivate(zone),
    // Every zone has its own NS and SOA.
    resourceRecordSetCount: 2 + records.length,
    tags: zone.inputs.tags ?? {},
  };
}
