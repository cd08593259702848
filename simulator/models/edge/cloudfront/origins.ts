/** A distribution's origins: where CloudFront fetches from. */
import type { Props, Rule } from "../../../model";
import { APPLY, at, entries, firstTwice, list, text, find } from "../support";
import { behaviorsOf, nameOfBehavior, ORIGIN_ACCESS_CONTROL } from "./references";

const PREFIX = "cloudfront/distribution";
const ORIGINS = "Amazon CloudFront API Reference, Origin";

const KINDS = ["customOriginConfig", "s3OriginConfig", "vpcOriginConfig"] as const;
const BUCKET_DOMAIN = /^[a-z0-9][a-z0-9.-]+\.s3(\.dualstack)?([.-][a-z0-9-]+)?\.amazonaws\.com(\.cn)?$/;
const WEBSITE_DOMAIN = /\.s3-website[.-][a-z0-9-]+\.amazonaws\.com$/;
const FAILOVER_CODES = [400, 403, 404, 416, 429, 500, 502, 503, 504];

/** A rule about each origin by itself. */
function each(what: string, source: string, refuse: (origin: Props) => string | undefined): Rule {
  return {
    id: `${PREFIX}:${what}`,
    when: APPLY,
    source,
    refuse: ({ inputs }) => {
      for (const origin of entries(inputs.origins)) {
        const reason = refuse(origin);
        if (reason) return `${reason} (origin ${text(origin.originId)})`;
      }
      return undefined;
    },
  };
}

const isS3 = (origin: Props): boolean =>
  origin.customOriginConfig === undefined && origin.vpcOriginConfig === undefined;

const originChecks: readonly Rule[] = [
  each("origin-kind", ORIGINS, (origin) =>
    KINDS.filter((kind) => origin[kind] !== undefined).length > 1
      ? "InvalidOrigin: an origin is a custom, an S3 or a VPC origin, only one of them"
      : undefined,
  ),
  each("origin-domain", ORIGINS, ({ domainName }) => {
    const name = text(domainName);
    if (/^\d+\.\d+\.\d+\.\d+$/.test(name))
      return `InvalidArgument: the origin ${name} must not be an IP address`;
    return /^([a-z0-9]([a-z0-9_-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*$/i.test(name)
      ? undefined
      : `InvalidArgument: The parameter Origin DomainName must be a domain name without scheme, port or path, not ${name}`;
  }),
  each("origin-bucket", ORIGINS, (origin) => {
    const name = text(origin.domainName);
    return isS3(origin) && /\.[a-z]/i.test(name) && !BUCKET_DOMAIN.test(name) && !WEBSITE_DOMAIN.test(name)
      ? `InvalidArgument: The parameter Origin DomainName does not refer to a valid S3 bucket: ${name}`
      : undefined;
  }),
  each(
    "origin-website",
    "Amazon CloudFront Developer Guide: Using an Amazon S3 bucket that's configured as a website endpoint",
    (origin) =>
      WEBSITE_DOMAIN.test(text(origin.domainName)) &&
      at(origin, "customOriginConfig.originProtocolPolicy") !== "http-only"
        ? "InvalidOrigin: an S3 website endpoint must be a custom origin with the protocol policy http-only"
        : undefined,
  ),
  each("origin-path", ORIGINS, ({ originPath }) => {
    const path = text(originPath);
    return path === "" || /^\/[^?#]*[^/?#]$/.test(path)
      ? undefined
      : `InvalidArgument: The parameter Origin Path must begin with / and must not end with /: ${path}`;
  }),
  each(
    "origin-timeouts",
    "Amazon CloudFront Developer Guide: Quotas, origin response timeout and keep-alive timeout 1-120 seconds",
    (origin) => {
      for (const kind of KINDS) {
        for (const property of ["originReadTimeout", "originKeepaliveTimeout"]) {
          const value = at(origin[kind], property);
          if (typeof value === "number" && value > 120) {
            return `InvalidArgument: ${property} is at most 120 seconds without a higher quota, not ${value}`;
          }
        }
      }
      return undefined;
    },
  ),
];

const accessRules: readonly Rule[] = [
  {
    id: `${PREFIX}:origin-access-control`,
    when: APPLY,
    source: "Amazon CloudFront API Reference: NoSuchOriginAccessControl",
    refuse: ({ inputs, account }) => {
      const missing = entries(inputs.origins)
        .map((origin) => text(origin.originAccessControlId))
        .find(
          (id) => id !== "" && !account.ofType(ORIGIN_ACCESS_CONTROL).some((control) => control.id === id),
        );
      return missing && `NoSuchOriginAccessControl: the origin access control ${missing} does not exist`;
    },
  },
  {
    id: `${PREFIX}:origin-access-type`,
    when: APPLY,
    source: "Amazon CloudFront API Reference: IllegalOriginAccessConfiguration",
    refuse: ({ inputs, account }) => {
      const wrong = entries(inputs.origins).find((origin) => {
        const control = find(account, ORIGIN_ACCESS_CONTROL, origin.originAccessControlId);
        return control?.inputs.originAccessControlOriginType === "s3" && !isS3(origin);
      });
      return (
        wrong &&
        `IllegalOriginAccessConfiguration: an origin access control for S3 needs an S3 origin, ${text(wrong.originId)} is a custom one`
      );
    },
  },
  each("origin-access-both", "Amazon CloudFront API Reference: IllegalOriginAccessConfiguration", (origin) =>
    origin.originAccessControlId !== undefined &&
    text(at(origin, "s3OriginConfig.originAccessIdentity")) !== ""
      ? "IllegalOriginAccessConfiguration: an origin has an origin access control or an origin access identity, not both"
      : undefined,
  ),
];

const groupRules: readonly Rule[] = [
  {
    id: `${PREFIX}:origin-ids`,
    when: APPLY,
    source: ORIGINS,
    refuse: ({ inputs }) => {
      const all = [...entries(inputs.origins), ...entries(inputs.originGroups)];
      const twice = firstTwice(all, (origin) => origin.originId);
      return twice && `InvalidArgument: The origin id ${text(twice.originId)} is used twice`;
    },
  },
  {
    id: `${PREFIX}:origin-group-members`,
    when: APPLY,
    source: "Amazon CloudFront API Reference, OriginGroup",
    refuse: ({ inputs }) => {
      const ids = entries(inputs.origins).map((origin) => origin.originId);
      const missing = entries(inputs.originGroups)
        .flatMap((group) => entries(group.members))
        .find((member) => !ids.includes(member.originId));
      return missing && `NoSuchOrigin: the origin group names an unknown origin: ${text(missing.originId)}`;
    },
  },
  {
    id: `${PREFIX}:origin-group-codes`,
    when: APPLY,
    source: "Amazon CloudFront API Reference, OriginGroupFailoverCriteria",
    refuse: ({ inputs }) => {
      const wrong = entries(inputs.originGroups)
        .flatMap((group) => list(at(group, "failoverCriteria.statusCodes")).map(Number))
        .find((code) => !FAILOVER_CODES.includes(code));
      return wrong === undefined ? undefined : `InvalidArgument: ${wrong} is no failover status code`;
    },
  },
  {
    id: `${PREFIX}:target-origin`,
    when: APPLY,
    source: "Amazon CloudFront API Reference: NoSuchOrigin",
    refuse: ({ inputs }) => {
      const ids = [...entries(inputs.origins), ...entries(inputs.originGroups)].map(
        (origin) => origin.originId,
      );
      const lost = behaviorsOf(inputs).find((behavior) => !ids.includes(behavior.targetOriginId));
      return (
        lost &&
        `NoSuchOrigin: One or more of your origins or origin groups do not exist: ${text(lost.targetOriginId)} (${nameOfBehavior(lost)})`
      );
    },
  },
];

export const originRules: readonly Rule[] = [...originChecks, ...accessRules, ...groupRules];
