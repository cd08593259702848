/** The prefix lists that AWS manages in each region. */
import { hex } from "../../../ids";

export interface PrefixList {
  readonly id: string;
  readonly name: string;
  readonly family: "IPv4" | "IPv6";
  /** How many rules of a security group it counts as. */
  readonly maxEntries: number;
}

const CLOUDFRONT_IDS: Readonly<Record<string, string | undefined>> = {
  "us-east-1": "pl-3b927c52",
  "us-west-2": "pl-82a045eb",
  "eu-west-1": "pl-4fa04526",
  "eu-central-1": "pl-a3a144ca",
};

export function prefixListsOf(region: string): PrefixList[] {
  const list = (name: string, maxEntries: number, id?: string): PrefixList => ({
    id: id ?? `pl-${hex(`${name}|${region}`, 8)}`,
    name,
    family: "IPv4",
    maxEntries,
  });
  return [
    // Amazon VPC, "AWS-managed prefix list weight".
    list("com.amazonaws.global.cloudfront.origin-facing", 55, CLOUDFRONT_IDS[region]),
    list(`com.amazonaws.${region}.s3`, 1),
    list(`com.amazonaws.${region}.dynamodb`, 1),
    list(`com.amazonaws.${region}.ec2-instance-connect`, 2),
    list("com.amazonaws.global.route53-healthchecks", 25),
  ];
}

/** How many rules a list counts as; lists of the account's own count as one here. */
export function entriesOf(id: string, region: string): number {
  return prefixListsOf(region).find((list) => list.id === id)?.maxEntries ?? 1;
}
