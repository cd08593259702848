/** What is asked about hosted zones and the records in them. */
import type { Account, Existing } from "../../../account";
import type { Props } from "../../../model";
import { dnsName, list, text, texts } from "../support";

export const ZONE = "aws:route53/zone:Zone";
export const RECORD = "aws:route53/record:Record";

export function findZone(account: Account, id: unknown): Existing | undefined {
  return account.ofType(ZONE).find((zone) => zone.id === text(id).replace(/^\/hostedzone\//, ""));
}

export function isPrivate(zone: Existing): boolean {
  return list(zone.inputs.vpcs).length > 0;
}

/**
 * The full name of a record: the provider appends the zone's name when the given one does not end with it.
 * That is a plain comparison of endings, so `notexample.com` stays as it is in the zone `example.com`.
 */
export function fullName(name: unknown, zone: Existing): string {
  const given = dnsName(name);
  const apex = dnsName(zone.inputs.name);
  if (given.endsWith(apex)) return given;
  return given === "" ? apex : `${given}.${apex}`;
}

/** A record in any public zone of the account, as the internet would find it. */
export function recordNamed(account: Account, name: string, type: string): Existing | undefined {
  return account.ofType(RECORD).find((record) => {
    const zone = findZone(account, record.inputs.zoneId);
    return zone && !isPrivate(zone) && record.inputs.type === type && dnsName(record.outputs.fqdn) === name;
  });
}

/** The CAA values that bind a name: those of itself, else those of the nearest parent that has any (RFC 8659). */
export function caaRecordsFor(account: Account, name: string): readonly string[] {
  const labels = name.replace(/^\*\./, "").split(".");
  for (let first = 0; first < labels.length - 1; first++) {
    const record = recordNamed(account, labels.slice(first).join("."), "CAA");
    if (record) return texts(record.inputs.records);
  }
  return [];
}

/** The records of a zone under one name. */
export function recordsAt(account: Account, inputs: Props, name: string): readonly Existing[] {
  return account
    .ofType(RECORD)
    .filter((record) => record.inputs.zoneId === inputs.zoneId && record.outputs.fqdn === name);
}
