/** Where and who: answers that need no lookup. */
import type { InvokeModel } from "../../../model";
import { asList, objects, text } from "../kit/values";
import { zonesOf } from "../kit/zones";

/** Names of the regions as the provider describes them. */
const DESCRIPTIONS: Readonly<Record<string, string | undefined>> = {
  "af-south-1": "Africa (Cape Town)",
  "ap-northeast-1": "Asia Pacific (Tokyo)",
  "ap-northeast-2": "Asia Pacific (Seoul)",
  "ap-south-1": "Asia Pacific (Mumbai)",
  "ap-southeast-1": "Asia Pacific (Singapore)",
  "ap-southeast-2": "Asia Pacific (Sydney)",
  "ca-central-1": "Canada (Central)",
  "eu-central-1": "Europe (Frankfurt)",
  "eu-central-2": "Europe (Zurich)",
  "eu-north-1": "Europe (Stockholm)",
  "eu-south-1": "Europe (Milan)",
  "eu-south-2": "Europe (Spain)",
  "eu-west-1": "Europe (Ireland)",
  "eu-west-2": "Europe (London)",
  "eu-west-3": "Europe (Paris)",
  "me-central-1": "Middle East (UAE)",
  "sa-east-1": "South America (Sao Paulo)",
  "us-east-1": "US East (N. Virginia)",
  "us-east-2": "US East (Ohio)",
  "us-west-1": "US West (N. California)",
  "us-west-2": "US West (Oregon)",
};

export const getAvailabilityZones: InvokeModel = {
  token: "aws:index/getAvailabilityZones:getAvailabilityZones",
  answer: (args, { region }) => {
    const excluded = new Set([...asList(args.excludeNames), ...asList(args.excludeZoneIds)]);
    const isAvailable = text(args, "state") === undefined || args.state === "available";
    const zones = zonesOf(region).filter(
      ({ name, id }) => isAvailable && !excluded.has(name) && !excluded.has(id) && passes(args, { name, id }),
    );
    return {
      ...args,
      groupNames: zones.length > 0 ? [region] : [],
      id: region,
      names: zones.map(({ name }) => name),
      region,
      zoneIds: zones.map(({ id }) => id),
    };
  },
};

function passes(args: Parameters<InvokeModel["answer"]>[0], zone: { name: string; id: string }): boolean {
  const values: Readonly<Record<string, string | undefined>> = {
    "zone-name": zone.name,
    "zone-id": zone.id,
    "zone-type": "availability-zone",
    "opt-in-status": "opt-in-not-required",
    state: "available",
    "region-name": zone.name.slice(0, -1),
    "group-name": zone.name.slice(0, -1),
  };
  return objects(args, "filters").every((filter) => {
    const value = values[text(filter, "name") ?? ""];
    if (value === undefined) {
      throw new Error(`InvalidParameterValue: The filter '${String(filter.name)}' is invalid`);
    }
    return asList(filter.values).includes(value);
  });
}

export const getCallerIdentity: InvokeModel = {
  token: "aws:index/getCallerIdentity:getCallerIdentity",
  answer: (_args, { accountId, partition }) => ({
    accountId,
    arn: `arn:${partition}:iam::${accountId}:user/simulator`,
    id: accountId,
    userId: "AIDASIMULATEDACCOUNT",
  }),
};

export const getRegion: InvokeModel = {
  token: "aws:index/getRegion:getRegion",
  answer: (args, place) => {
    const byEndpoint = /^ec2\.([a-z0-9-]+)\.amazonaws\.com$/.exec(text(args, "endpoint") ?? "")?.[1];
    const region = text(args, "region") ?? text(args, "name") ?? byEndpoint ?? place.region;
    if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) throw new Error(`region not found for name "${region}"`);
    return {
      description: DESCRIPTIONS[region] ?? region,
      endpoint: `ec2.${region}.amazonaws.com`,
      id: region,
      name: region,
      region,
    };
  },
};

export const getPartition: InvokeModel = {
  token: "aws:index/getPartition:getPartition",
  answer: (_args, { partition }) => ({
    dnsSuffix: partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com",
    id: partition,
    partition,
    reverseDnsPrefix: partition === "aws-cn" ? "cn.com.amazonaws" : "com.amazonaws",
  }),
};
