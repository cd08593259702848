import type { Account, Existing } from "../../../account";
import type { ResourceModel, Rule, RuleInput } from "../../../model";
import { caaRecordsFor, recordNamed } from "../route53/records";
import { ARN_FORMAT, dnsName, list, text, texts, find } from "../support";
import { CERTIFICATE, namesOf, VALIDATION, type ValidationOption } from "./certificates";

const PREFIX = "acm/certificateValidation";
const PROVIDER = "terraform-provider-aws internal/service/acm/certificate_validation.go";

/** The authorities by which a CAA record lets ACM issue: ACM User Guide, Configure a CAA record. */
const AUTHORITIES = ["amazon.com", "amazontrust.com", "awstrust.com", "amazonaws.com"];

function certificateOf({ inputs, place, account }: RuleInput): Existing | undefined {
  const certificate = find(account, CERTIFICATE, inputs.certificateArn);
  return certificate?.region === place.region ? certificate : undefined;
}

function optionsOf(input: RuleInput): readonly ValidationOption[] {
  return list(certificateOf(input)?.outputs.domainValidationOptions) as readonly ValidationOption[];
}

function missingFqdns(input: RuleInput): readonly ValidationOption[] {
  if (input.inputs.validationRecordFqdns === undefined) return [];
  const given = texts(input.inputs.validationRecordFqdns).map(dnsName);
  return optionsOf(input).filter((option) => !given.includes(dnsName(option.resourceRecordName)));
}

function isResolvable(account: Account, option: ValidationOption): boolean {
  const record = recordNamed(account, dnsName(option.resourceRecordName), option.resourceRecordType);
  return texts(record?.inputs.records).some(
    (value) => dnsName(value) === dnsName(option.resourceRecordValue),
  );
}

const rules: readonly Rule[] = [
  {
    id: `${PREFIX}:certificate`,
    when: "create",
    source: PROVIDER,
    refuse: (input) =>
      certificateOf(input)
        ? undefined
        : `reading ACM Certificate (${text(input.inputs.certificateArn)}): couldn't find resource in ${input.place.region}`,
  },
  {
    id: `${PREFIX}:type`,
    when: "create",
    source: PROVIDER,
    refuse: (input) => {
      const type = text(certificateOf(input)?.outputs.type);
      return type === "" || type === "AMAZON_ISSUED"
        ? undefined
        : `ACM Certificate (${text(input.inputs.certificateArn)}) has type ${type}, no validation necessary`;
    },
  },
  {
    id: `${PREFIX}:email`,
    when: "create",
    source: PROVIDER,
    refuse: (input) =>
      certificateOf(input)?.inputs.validationMethod === "EMAIL" &&
      texts(input.inputs.validationRecordFqdns).length > 0
        ? "validation_record_fqdns is not valid for EMAIL validation"
        : undefined,
  },
  {
    id: `${PREFIX}:records`,
    when: "create",
    source: PROVIDER,
    refuse: (input) => {
      const missing = missingFqdns(input).map(
        ({ domainName, resourceRecordName }) =>
          `missing ${domainName} DNS validation record: ${dnsName(resourceRecordName)}`,
      );
      return missing.length > 0 ? missing.join("; ") : undefined;
    },
  },
  {
    id: `${PREFIX}:timeout`,
    when: "create",
    source: `${PROVIDER}: default timeout of 75 minutes`,
    refuse: (input) => {
      if (missingFqdns(input).length > 0) return undefined;
      const lost = optionsOf(input).find((option) => !isResolvable(input.account, option));
      return (
        lost &&
        `waiting for ACM Certificate (${text(input.inputs.certificateArn)}) to be issued: timeout while waiting for state to become 'ISSUED' (last state: 'PENDING_VALIDATION', timeout: 1h15m0s): ${dnsName(lost.resourceRecordName)} does not resolve to ${dnsName(lost.resourceRecordValue)}`
      );
    },
  },
  {
    id: `${PREFIX}:caa`,
    when: "create",
    source: "AWS Certificate Manager User Guide: Configure a CAA record",
    refuse: (input) => {
      const names = namesOf(certificateOf(input)?.inputs ?? {});
      const barred = names.find((name) => !mayIssue(input.account, name));
      return (
        barred &&
        `unexpected state 'FAILED', wanted target 'ISSUED'. last error: CAA_ERROR: the CAA record of ${barred} names no authority of Amazon`
      );
    },
  },
];

/** `issuewild` decides about wildcards where there is one, `issue` about everything else. */
function mayIssue(account: Account, name: string): boolean {
  const values = caaRecordsFor(account, name);
  const tagged = (tag: string): readonly string[] =>
    values.flatMap((value) => new RegExp(`^\\d+\\s+${tag}\\s+"([^";]*)`, "i").exec(value)?.[1]?.trim() ?? []);
  const wild = name.startsWith("*.") ? tagged("issuewild") : [];
  const authorities = wild.length > 0 ? wild : tagged("issue");
  return authorities.length === 0 || authorities.some((authority) => AUTHORITIES.includes(authority));
}

/** Waits until the certificate is issued; creates nothing at AWS. */
export const certificateValidation: ResourceModel = {
  type: VALIDATION,
  shape: {
    source: PROVIDER,
    replaceOn: ["certificateArn", "validationRecordFqdns", "region"],
    required: ["certificateArn"],
    formats: { certificateArn: ARN_FORMAT },
    tags: false,
  },
  rules,
  create: (_inputs, place) => ({
    id: "0001-01-01 00:00:00 +0000 UTC",
    outputs: { region: place.region },
  }),
};
