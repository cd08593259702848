import type { Existing } from "../../../account";
import type { Props, ResourceModel, Rule, RuleInput } from "../../../model";
import type { Shape } from "../../../shape";
import { APPLY, entries, firstTwice, text, texts } from "../support";
import { aliasRules } from "./aliases";
import { findZone, fullName, RECORD, recordsAt } from "./records";
import { valueFault } from "./values";

const PREFIX = "route53/record";
const CHANGE = "Amazon Route 53 API Reference, ChangeResourceRecordSets: InvalidChangeBatch";

const ROUTING = [
  "cidrRoutingPolicy",
  "failoverRoutingPolicies",
  "geolocationRoutingPolicies",
  "geoproximityRoutingPolicy",
  "latencyRoutingPolicies",
  "multivalueAnswerRoutingPolicy",
  "weightedRoutingPolicies",
];

const NAME = /^(\*\.)?([a-z0-9_!"#$%&'()*+,/:;<=>?@[\\\]^`{|}~-]{1,63}\.)*[a-z0-9_-]{1,63}$/;
const MAX_VALUES = 400;

const shape: Shape = {
  source: "terraform-provider-aws internal/service/route53/record.go",
  replaceOn: ["name", "zoneId"],
  required: [
    "name",
    "type",
    "zoneId",
    "aliases[].name",
    "aliases[].zoneId",
    "aliases[].evaluateTargetHealth",
    "weightedRoutingPolicies[].weight",
    "failoverRoutingPolicies[].type",
    "latencyRoutingPolicies[].region",
    "cidrRoutingPolicy.collectionId",
    "cidrRoutingPolicy.locationName",
  ],
  exactlyOneOf: [["aliases", "records"]],
  conflicts: [["aliases", "ttl"], ROUTING],
  values: {
    type: [
      "SOA",
      "A",
      "TXT",
      "NS",
      "CNAME",
      "MX",
      "NAPTR",
      "PTR",
      "SRV",
      "SPF",
      "AAAA",
      "CAA",
      "DS",
      "TLSA",
      "SSHFP",
      "SVCB",
      "HTTPS",
    ],
    "failoverRoutingPolicies[].type": ["PRIMARY", "SECONDARY"],
  },
  ranges: { "geoproximityRoutingPolicy.bias": [-99, 99] },
  lengths: { aliases: [0, 1], "aliases[].name": [1, 1024], "aliases[].zoneId": [1, 32] },
  tags: false,
};

/** The zone and the record's full name in it; nothing when the zone does not exist. */
function located({ inputs, account }: RuleInput): { zone: Existing; name: string } | undefined {
  const zone = findZone(account, inputs.zoneId);
  return zone && { zone, name: fullName(inputs.name, zone) };
}

function apexOf(zone: Existing): string {
  return fullName("", zone);
}

/** The other records under the same name; none when this one may overwrite. */
function neighbours(input: RuleInput): readonly Existing[] {
  const at = located(input);
  const records = at ? recordsAt(input.account, input.inputs, at.name) : [];
  return records.filter((record) => record.urn !== input.place.urn);
}

const placeRules: readonly Rule[] = [
  {
    id: `${PREFIX}:zone`,
    when: APPLY,
    source: "Amazon Route 53 API Reference: NoSuchHostedZone",
    refuse: ({ inputs, account }) =>
      findZone(account, inputs.zoneId)
        ? undefined
        : `reading Route 53 Hosted Zone (${text(inputs.zoneId)}): NoSuchHostedZone: No hosted zone found with ID: ${text(inputs.zoneId)}`,
  },
  {
    id: `${PREFIX}:outside-zone`,
    when: APPLY,
    source: CHANGE,
    refuse: (input) => {
      const at = located(input);
      if (!at || at.name === apexOf(at.zone) || at.name.endsWith(`.${apexOf(at.zone)}`)) return undefined;
      return `InvalidChangeBatch: [RRSet with DNS name ${at.name}. is not permitted in zone ${apexOf(at.zone)}.]`;
    },
  },
  {
    id: `${PREFIX}:name`,
    when: APPLY,
    source: "Amazon Route 53 Developer Guide: DNS domain name format",
    refuse: (input) => {
      const name = located(input)?.name;
      return name === undefined || (NAME.test(name) && name.length <= 255)
        ? undefined
        : `InvalidChangeBatch: [FATAL problem: DomainLabelEmpty or illegal character encountered with '${name}']`;
    },
  },
  {
    id: `${PREFIX}:cname-apex`,
    when: APPLY,
    source: CHANGE,
    refuse: (input) => {
      const at = located(input);
      return at && input.inputs.type === "CNAME" && at.name === apexOf(at.zone)
        ? `InvalidChangeBatch: [RRSet of type CNAME with DNS name ${at.name}. is not permitted at apex in zone ${at.name}.]`
        : undefined;
    },
  },
];

function isSame(record: Existing, inputs: Props): boolean {
  return record.inputs.type === inputs.type && record.inputs.setIdentifier === inputs.setIdentifier;
}

const neighbourRules: readonly Rule[] = [
  {
    id: `${PREFIX}:taken`,
    when: APPLY,
    source: CHANGE,
    refuse: (input) => {
      const { inputs } = input;
      if (inputs.allowOverwrite === true || !neighbours(input).some((record) => isSame(record, inputs))) {
        return undefined;
      }
      return `InvalidChangeBatch: [Tried to create resource record set [name='${located(input)?.name ?? ""}.', type='${text(inputs.type)}'] but it already exists]`;
    },
  },
  {
    id: `${PREFIX}:apex-taken`,
    when: "create",
    source:
      "Amazon Route 53 Developer Guide: NS and SOA records that Route 53 creates for a public hosted zone",
    refuse: (input) => {
      const at = located(input);
      const type = text(input.inputs.type);
      const isOwn = ["NS", "SOA"].includes(type) && input.inputs.allowOverwrite !== true;
      if (!at || !isOwn) return undefined;
      return at.name !== apexOf(at.zone)
        ? undefined
        : `InvalidChangeBatch: [Tried to create resource record set [name='${at.name}.', type='${type}'] but it already exists]; set allowOverwrite`;
    },
  },
  {
    id: `${PREFIX}:cname-beside`,
    when: APPLY,
    source: CHANGE,
    refuse: (input) => {
      const isAlone = input.inputs.type === "CNAME";
      const rival = neighbours(input).find(
        ({ inputs }) => inputs.type !== input.inputs.type && (isAlone || inputs.type === "CNAME"),
      );
      return (
        rival &&
        `InvalidChangeBatch: [RRSet of type ${text(input.inputs.type)} with DNS name ${text(rival.outputs.fqdn)}. is not permitted as it conflicts with other records with the same DNS name]`
      );
    },
  },
  {
    id: `${PREFIX}:routing-mix`,
    when: APPLY,
    source: CHANGE,
    refuse: (input) => {
      const simple = input.inputs.setIdentifier === undefined;
      const rival = neighbours(input).find(
        ({ inputs }) => inputs.type === input.inputs.type && (inputs.setIdentifier === undefined) !== simple,
      );
      return (
        rival &&
        `InvalidChangeBatch: [RRSet with DNS name ${text(rival.outputs.fqdn)}., type ${text(rival.inputs.type)} cannot be created as a non-simple and a simple one exist side by side]`
      );
    },
  },
];

const contentRules: readonly Rule[] = [
  {
    id: `${PREFIX}:set-identifier`,
    when: "check",
    source: "terraform-provider-aws internal/service/route53/record.go: RequiredWith set_identifier",
    refuse: ({ inputs }) => {
      const policy = ROUTING.find((name) => inputs[name] !== undefined && inputs[name] !== false);
      return policy && text(inputs.setIdentifier) === "" ? `${policy} needs setIdentifier` : undefined;
    },
  },
  {
    id: `${PREFIX}:ttl`,
    when: APPLY,
    source: "Amazon Route 53 API Reference, ResourceRecordSet: TTL",
    refuse: ({ inputs }) => {
      if (inputs.records === undefined) return undefined;
      if (inputs.ttl === undefined)
        return "InvalidInput: Missing field 'TTL' in Change with resource records";
      const ttl = Number(inputs.ttl);
      return Number.isInteger(ttl) && ttl >= 0 && ttl <= 2 ** 31 - 1
        ? undefined
        : `InvalidInput: TTL must be 0 to 2147483647 seconds, not ${ttl}`;
    },
  },
  {
    id: `${PREFIX}:weight`,
    when: APPLY,
    source: "Amazon Route 53 API Reference, ResourceRecordSet: Weight",
    refuse: ({ inputs }) => {
      const wrong = entries(inputs.weightedRoutingPolicies).find(
        ({ weight }) => Number(weight) < 0 || Number(weight) > 255,
      );
      return wrong && `InvalidInput: a weight must be 0 to 255, not ${Number(wrong.weight)}`;
    },
  },
  {
    id: `${PREFIX}:value`,
    when: APPLY,
    source: "Amazon Route 53 Developer Guide: Supported DNS record types",
    refuse: ({ inputs }) => {
      for (const value of texts(inputs.records)) {
        const fault = valueFault(text(inputs.type), value);
        if (fault) return `InvalidChangeBatch: [Invalid Resource Record: FATAL problem: ${fault}]`;
      }
      return undefined;
    },
  },
  {
    id: `${PREFIX}:value-count`,
    when: APPLY,
    source: "Amazon Route 53 Developer Guide: Quotas, records in a record set",
    refuse: ({ inputs }) => {
      const values = texts(inputs.records);
      if (values.length > MAX_VALUES) {
        return `InvalidChangeBatch: [${values.length} values of ${MAX_VALUES} in one record]`;
      }
      return inputs.type === "CNAME" && values.length > 1
        ? "InvalidChangeBatch: [a CNAME record has exactly one value]"
        : undefined;
    },
  },
  {
    id: `${PREFIX}:value-twice`,
    when: APPLY,
    source: CHANGE,
    refuse: ({ inputs }) => {
      const twice = firstTwice(texts(inputs.records), (value) => value);
      return twice === undefined ? undefined : `InvalidChangeBatch: [Duplicate Resource Record: '${twice}']`;
    },
  },
];

export const record: ResourceModel = {
  type: RECORD,
  shape,
  rules: [...placeRules, ...neighbourRules, ...contentRules, ...aliasRules],
  create: (inputs, _place, account) => {
    const zone = findZone(account, inputs.zoneId);
    const set = text(inputs.setIdentifier);
    const name = text(inputs.name).toLowerCase().replace(/\.$/, "");
    return {
      id: [text(inputs.zoneId), name, text(inputs.type), ...(set ? [set] : [])].join("_"),
      outputs: { name, fqdn: zone ? fullName(inputs.name, zone) : name },
    };
  },
};
