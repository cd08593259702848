import type { Props, ResourceModel, Rule } from "../../../model";
import { APPLY, text } from "../support";
import { blocksPublic, findBucket, POLICY } from "./buckets";
import { grammarFault, isPublic, principalFault, statementsOf, type Statement } from "./policyDocument";
import { settingModel } from "./settings";

const PREFIX = "s3/bucketPolicy";
const ELEMENTS = "IAM User Guide: JSON policy elements reference; Amazon S3 error MalformedPolicy";
const MAX_BYTES = 20 * 1024;

/** Actions on the bucket itself whose names do not say so. */
const BUCKET_ACTIONS = [
  "s3:getaccelerateconfiguration",
  "s3:getencryptionconfiguration",
  "s3:getinventoryconfiguration",
  "s3:getlifecycleconfiguration",
  "s3:getmetricsconfiguration",
  "s3:getreplicationconfiguration",
  "s3:putencryptionconfiguration",
  "s3:putlifecycleconfiguration",
  "s3:putreplicationconfiguration",
];

const rules: readonly Rule[] = [
  {
    id: `${PREFIX}:malformed`,
    when: APPLY,
    source: ELEMENTS,
    refuse: ({ inputs }) => {
      const fault = grammarFault(inputs.policy);
      return fault && `MalformedPolicy: ${fault}`;
    },
  },
  {
    id: `${PREFIX}:size`,
    when: APPLY,
    source: "Amazon S3 User Guide: bucket policies are limited to 20 KB",
    refuse: ({ inputs }) => {
      const { policy } = inputs;
      const size = Buffer.byteLength(typeof policy === "string" ? policy : JSON.stringify(policy ?? ""));
      return size > MAX_BYTES ? `PolicyTooLarge: the policy has ${size} bytes of ${MAX_BYTES}` : undefined;
    },
  },
  {
    id: `${PREFIX}:principal`,
    when: APPLY,
    source: "IAM User Guide: JSON policy elements, Principal",
    refuse: ({ inputs }) => {
      for (const { principal, notPrincipal } of statementsOf(inputs.policy)) {
        const wrong = principalFault(principal) ?? principalFault(notPrincipal);
        if (wrong !== undefined) return `MalformedPolicy: Invalid principal in policy: ${wrong}`;
      }
      return undefined;
    },
  },
  {
    id: `${PREFIX}:resource`,
    when: APPLY,
    source: "Amazon S3 User Guide: Policies and permissions, resources of a bucket policy",
    refuse: ({ inputs, account, place }) => {
      const wrong = statementsOf(inputs.policy)
        .flatMap((statement) => statement.resources)
        .find((resource) => !isInside(resource, arnOf(inputs, account, place.partition)));
      return wrong === undefined ? undefined : `MalformedPolicy: Policy has invalid resource: ${wrong}`;
    },
  },
  {
    id: `${PREFIX}:action`,
    when: APPLY,
    source: "Service Authorization Reference: Actions, resources and condition keys for Amazon S3",
    refuse: ({ inputs }) => {
      for (const statement of statementsOf(inputs.policy)) {
        const wrong = statement.actions.find(
          (action) => !/^(\*|s3(-object-lambda)?:[A-Za-z*?]+)$/.test(action),
        );
        if (wrong !== undefined) return `MalformedPolicy: Policy has invalid action: ${wrong}`;
        const idle = statement.actions.find((action) => !appliesTo(action, statement));
        if (idle !== undefined) {
          return `MalformedPolicy: Action does not apply to any resource(s) in statement: ${idle}`;
        }
      }
      return undefined;
    },
  },
  {
    id: `${PREFIX}:public`,
    when: APPLY,
    source: 'Amazon S3 User Guide: Blocking public access, the meaning of "public"',
    refuse: ({ inputs, account }) =>
      blocksPublic(account, inputs.bucket, "blockPublicPolicy") && statementsOf(inputs.policy).some(isPublic)
        ? "AccessDenied: because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access"
        : undefined,
  },
];

function arnOf(inputs: Props, account: Parameters<typeof findBucket>[0], partition: string): string {
  const arn = findBucket(account, inputs.bucket)?.outputs.arn;
  return text(arn) || `arn:${partition}:s3:::${text(inputs.bucket)}`;
}

/** The bucket itself, or a pattern of the objects in it. */
function isInside(resource: string, arn: string): boolean {
  return resource === arn || resource.startsWith(`${arn}/`) || resource === `${arn}*`;
}

/** Bucket actions need the bucket among the resources, object actions a pattern of objects. */
function appliesTo(action: string, { resources }: Statement): boolean {
  if (/[*?]/.test(action) || resources.length === 0) return true;
  const name = action.toLowerCase();
  const onBucket = BUCKET_ACTIONS.includes(name) || name.includes("bucket");
  const objects = resources.some((resource) => /[/*]/.test(resource));
  const bucket = resources.some((resource) => !resource.includes("/"));
  if (onBucket) return bucket;
  return /object|multipartupload/.test(name) ? objects : true;
}

export const bucketPolicy: ResourceModel = settingModel({
  type: POLICY,
  prefix: PREFIX,
  what: "policy",
  shape: {
    source: "terraform-provider-aws internal/service/s3/bucket_policy.go",
    replaceOn: ["bucket", "region"],
    required: ["bucket", "policy"],
  },
  rules,
});
