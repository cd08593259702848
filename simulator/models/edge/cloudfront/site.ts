/** A distribution as a whole: error pages, logs, restrictions, web ACL and quotas. */
import type { Rule } from "../../../model";
import { ownershipOf, BUCKET_TYPES } from "../s3/buckets";
import { APPLY, at, entries, firstTwice, list, parseArn, text, find } from "../support";
import { WEB_ACL } from "../wafv2/arns";

const PREFIX = "cloudfront/distribution";
const ERRORS = "Amazon CloudFront API Reference, CustomErrorResponse";
const ERROR_CODES = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];
const RESPONSE_CODES = [200, ...ERROR_CODES];

const QUOTAS: readonly (readonly [property: string, most: number])[] = [
  ["aliases", 100],
  ["orderedCacheBehaviors", 74],
  ["origins", 100],
  ["originGroups", 10],
];

const pageRules: readonly Rule[] = [
  {
    id: `${PREFIX}:default-root-object`,
    when: APPLY,
    source: "Amazon CloudFront API Reference, DistributionConfig: DefaultRootObject",
    refuse: ({ inputs }) => {
      const name = text(inputs.defaultRootObject);
      return /^([A-Za-z0-9_\-.*$~"'&][A-Za-z0-9_\-.*$/~"'&]{0,254})?$/.test(name)
        ? undefined
        : `InvalidDefaultRootObject: the default root object is a file name without a leading slash: ${name}`;
    },
  },
  {
    id: `${PREFIX}:error-code`,
    when: APPLY,
    source: ERRORS,
    refuse: ({ inputs }) => {
      const wrong = entries(inputs.customErrorResponses).find(
        ({ errorCode }) => !ERROR_CODES.includes(Number(errorCode)),
      );
      return wrong && `InvalidErrorCode: ${Number(wrong.errorCode)} is none of ${ERROR_CODES.join(", ")}`;
    },
  },
  {
    id: `${PREFIX}:response-code`,
    when: APPLY,
    source: ERRORS,
    refuse: ({ inputs }) => {
      const wrong = entries(inputs.customErrorResponses).find(
        ({ responseCode }) => responseCode !== undefined && !RESPONSE_CODES.includes(Number(responseCode)),
      );
      return (
        wrong && `InvalidResponseCode: ${Number(wrong.responseCode)} is none of ${RESPONSE_CODES.join(", ")}`
      );
    },
  },
  {
    id: `${PREFIX}:error-page`,
    when: APPLY,
    source: ERRORS,
    refuse: ({ inputs }) =>
      entries(inputs.customErrorResponses).some(
        ({ responseCode, responsePagePath }) =>
          (responseCode === undefined) !== (responsePagePath === undefined),
      )
        ? "InvalidArgument: Your request must specify both ResponsePagePath and ResponseCode together or none of them"
        : undefined,
  },
  {
    id: `${PREFIX}:error-page-path`,
    when: APPLY,
    source: ERRORS,
    refuse: ({ inputs }) => {
      const wrong = entries(inputs.customErrorResponses).find(
        ({ responsePagePath }) => responsePagePath !== undefined && !text(responsePagePath).startsWith("/"),
      );
      return (
        wrong &&
        `InvalidArgument: The parameter ResponsePagePath must begin with /: ${text(wrong.responsePagePath)}`
      );
    },
  },
  {
    id: `${PREFIX}:error-code-twice`,
    when: APPLY,
    source: ERRORS,
    refuse: ({ inputs }) => {
      const twice = firstTwice(entries(inputs.customErrorResponses), ({ errorCode }) => errorCode);
      return twice && `InvalidArgument: two custom error responses for ${Number(twice.errorCode)}`;
    },
  },
];

const LOGS = "Amazon CloudFront Developer Guide: Configure standard logging (legacy), choosing a bucket";

const logRules: readonly Rule[] = [
  {
    id: `${PREFIX}:log-bucket`,
    when: APPLY,
    source: LOGS,
    refuse: ({ inputs }) => {
      const bucket = at(inputs, "loggingConfig.bucket");
      return bucket === undefined || /\.s3(\.[a-z0-9-]+)?\.amazonaws\.com(\.cn)?$/.test(text(bucket))
        ? undefined
        : `InvalidArgument: The parameter Logging Bucket does not refer to a valid S3 bucket: ${text(bucket)}; give its bucketDomainName`;
    },
  },
  {
    id: `${PREFIX}:log-bucket-acl`,
    when: APPLY,
    source: LOGS,
    refuse: ({ inputs, account }) => {
      const domain = at(inputs, "loggingConfig.bucket");
      const bucket = BUCKET_TYPES.flatMap((type) => account.ofType(type)).find(({ outputs }) =>
        [outputs.bucketDomainName, outputs.bucketRegionalDomainName].includes(domain),
      );
      return bucket && ownershipOf(account, bucket.id) === "BucketOwnerEnforced"
        ? `InvalidArgument: The S3 bucket that you specified for CloudFront logs does not enable ACL access: ${bucket.id}`
        : undefined;
    },
  },
];

const accessRules: readonly Rule[] = [
  {
    id: `${PREFIX}:geo-restriction`,
    when: APPLY,
    source: "Amazon CloudFront API Reference, GeoRestriction",
    refuse: ({ inputs }) => {
      const type = text(at(inputs, "restrictions.geoRestriction.restrictionType"));
      const locations = list(at(inputs, "restrictions.geoRestriction.locations"));
      if (type === "none" && locations.length > 0) {
        return "InvalidGeoRestrictionParameter: the restriction type none takes no locations";
      }
      const wrong = locations.find((location) => !/^[A-Z]{2}$/.test(text(location)));
      if (wrong !== undefined)
        return `InvalidGeoRestrictionParameter: ${text(wrong)} is no ISO 3166-1 country code`;
      return /^(white|black)list$/.test(type) && locations.length === 0
        ? `InvalidGeoRestrictionParameter: the restriction type ${type} needs locations`
        : undefined;
    },
  },
  {
    id: `${PREFIX}:web-acl`,
    when: APPLY,
    source: "Amazon CloudFront API Reference: InvalidWebACLId",
    refuse: ({ inputs, account }) => {
      const id = text(inputs.webAclId);
      if (id === "") return undefined;
      const arn = parseArn(id);
      const isGlobal = arn?.region === "us-east-1" && arn.resource.startsWith("global/webacl/");
      if (!isGlobal) return `InvalidWebACLId: ${id} is no web ACL of the scope CLOUDFRONT`;
      return find(account, WEB_ACL, id)
        ? undefined
        : `InvalidWebACLId: Web ACL is not accessible by the requester: ${id}`;
    },
  },
  {
    id: `${PREFIX}:quota`,
    when: APPLY,
    source: "Amazon CloudFront Developer Guide: Quotas, general quotas on distributions",
    refuse: ({ inputs }) => {
      const over = QUOTAS.find(([property, most]) => list(inputs[property]).length > most);
      return (
        over &&
        `TooMany: ${list(inputs[over[0]]).length} ${over[0]}, of which a distribution has at most ${over[1]}`
      );
    },
  },
];

export const siteRules: readonly Rule[] = [...pageRules, ...logRules, ...accessRules];
