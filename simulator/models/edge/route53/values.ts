/** The syntax of record values, by type: Amazon Route 53 Developer Guide, Supported DNS record types. */
import { isIPv4, isIPv6 } from "node:net";

type Check = (value: string) => string | undefined;

const HOST =
  /^(?=.{1,255}$)([A-Za-z0-9_*]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.)*[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.?$/;
const MAX_STRING = 255;

const CHECKS: Readonly<Partial<Record<string, Check>>> = {
  A: (value) =>
    isIPv4(value) ? undefined : `ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address): '${value}'`,
  AAAA: (value) =>
    isIPv6(value)
      ? undefined
      : `AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address): '${value}'`,
  CNAME: (value) => hostFault("CNAMERRDATAIllegalDomainName", value),
  NS: (value) => hostFault("NSRRDATAIllegalDomainName", value),
  PTR: (value) => hostFault("PTRRRDATAIllegalDomainName", value),
  MX: (value) => matched(/^\d{1,5} \S+$/, "MXRRDATAMalformed", value),
  SRV: (value) => matched(/^\d{1,5} \d{1,5} \d{1,5} \S+$/, "SRVRRDATAMalformed", value),
  CAA: (value) =>
    matched(/^\d{1,3}\s+(issue|issuewild|iodef)\s+"[^"]*"$/, "CAARRDATAMalformed", value) ?? flagFault(value),
  TXT: stringFault,
  SPF: stringFault,
};

/** What is wrong with a value of a record of that type; nothing for types that are not checked. */
export function valueFault(type: string, value: string): string | undefined {
  return CHECKS[type]?.(value);
}

function hostFault(error: string, value: string): string | undefined {
  return HOST.test(value) ? undefined : `${error} (Value is not a valid domain name): '${value}'`;
}

function matched(pattern: RegExp, error: string, value: string): string | undefined {
  return pattern.test(value) ? undefined : `${error}: '${value}'`;
}

function flagFault(value: string): string | undefined {
  return parseInt(value, 10) <= 255 ? undefined : `CAARRDATAMalformed (flags above 255): '${value}'`;
}

/** The provider adds the outer quotes; longer texts come as `first" "second`. */
function stringFault(value: string): string | undefined {
  const long = value.split(/"\s+"/).find((part) => part.length > MAX_STRING);
  if (long !== undefined) {
    return `CharacterStringTooLong (Value is too long): a string has at most ${MAX_STRING} characters, not ${long.length}`;
  }
  return /[^\x20-\x7e]/.test(value)
    ? `TXTRDATAMalformed (only printable ASCII; write others as octal escapes): '${value}'`
    : undefined;
}
