/** What other models ask about certificates. */
import type { Account, Existing } from "../../../account";
import { hex } from "../../../ids";
import type { Props } from "../../../model";
import { letters } from "../ids";
import { dnsName, texts } from "../support";

export const CERTIFICATE = "aws:acm/certificate:Certificate";
export const VALIDATION = "aws:acm/certificateValidation:CertificateValidation";

/** A DNS record by which ACM checks that a name is the requester's. */
export interface ValidationOption {
  readonly domainName: string;
  readonly resourceRecordName: string;
  readonly resourceRecordType: string;
  readonly resourceRecordValue: string;
}

/** The certificate's names, its main one first. */
export function namesOf(certificate: Props): readonly string[] {
  const names = [certificate.domainName, ...texts(certificate.subjectAlternativeNames)].map(dnsName);
  return [...new Set(names)].filter((name) => name !== "");
}

/** Whether one of the names covers the host; a wildcard stands for exactly one label. */
export function covers(names: readonly string[], host: string): boolean {
  const name = dnsName(host);
  return names.includes(name) || names.includes(name.replace(/^[^.]+\./, "*."));
}

/**
 * One option a name. ACM derives the record from the account and the name without its wildcard: `*.NAME`
 * and `NAME` share it, and so do several certificates of one account.
 */
export function validationOptions(certificate: Props, accountId: string): readonly ValidationOption[] {
  return namesOf(certificate).map((domainName) => {
    const base = domainName.replace(/^\*\./, "");
    const seed = `${accountId}|${base}`;
    return {
      domainName,
      resourceRecordName: `_${hex(`name|${seed}`, 32)}.${base}.`,
      resourceRecordType: "CNAME",
      resourceRecordValue: `_${hex(`value|${seed}`, 32)}.${letters(seed, 10)}.acm-validations.aws.`,
    };
  });
}

/** Imported and private certificates are issued at once, the others when their validation has been waited for. */
export function isIssued(account: Account, certificate: Existing): boolean {
  return (
    certificate.outputs.status === "ISSUED" ||
    account
      .ofType(VALIDATION)
      .some((validation) => validation.inputs.certificateArn === certificate.outputs.arn)
  );
}
