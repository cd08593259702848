/** The rules of bucket names. */
import type { Rule } from "../../../model";
import { others, text } from "../support";
import { BUCKET_TYPES } from "./buckets";

const NAMING = "Amazon S3 User Guide: General purpose bucket naming rules";

const RESERVED_PREFIXES = ["xn--", "sthree-", "amzn-s3-demo-"] as const;
const RESERVED_SUFFIXES = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"] as const;

/** What is wrong with a bucket's name, or nothing. */
export function bucketNameFault(name: string): string | undefined {
  if (name.length < 3 || name.length > 63) return "it must have 3 to 63 characters";
  if (!/^[a-z0-9.-]+$/.test(name)) return "only lower-case letters, digits, dots and hyphens are allowed";
  if (!/^[a-z0-9].*[a-z0-9]$/.test(name)) return "it must begin and end with a letter or digit";
  if (name.includes("..")) return "two dots must not stand side by side";
  if (/^\d+\.\d+\.\d+\.\d+$/.test(name)) return "it must not have the form of an IP address";
  const prefix = RESERVED_PREFIXES.find((reserved) => name.startsWith(reserved));
  if (prefix) return `names beginning with ${prefix} are reserved`;
  const suffix = RESERVED_SUFFIXES.find((reserved) => name.endsWith(reserved));
  return suffix && `names ending with ${suffix} are reserved`;
}

/** `prefix` is the type in the rules' ids. */
export const bucketNameRules = (prefix: string): readonly Rule[] => [
  {
    id: `${prefix}:name`,
    when: "create",
    source: NAMING,
    refuse: ({ inputs }) => {
      const name = text(inputs.bucket);
      const fault = bucketNameFault(name);
      return fault && `InvalidBucketName: The specified bucket is not valid: ${name}: ${fault}`;
    },
  },
  {
    id: `${prefix}:name-taken`,
    when: "create",
    source: "Amazon S3 API Reference, CreateBucket: BucketAlreadyOwnedByYou",
    refuse: ({ inputs, place, account }) =>
      others(account, place, ...BUCKET_TYPES).some((bucket) => bucket.id === inputs.bucket)
        ? `BucketAlreadyOwnedByYou: a bucket named ${text(inputs.bucket)} exists already; names are unique over all accounts and regions`
        : undefined,
  },
];
