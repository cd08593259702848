import type { Props } from "../../../../simulator/model";
import { describeRules, type Change, type World } from "../../support";
import { shapeBreaks } from "../shapes";

const TYPE = "aws:s3/bucketPolicy:BucketPolicy";
const ARN = "arn:aws:s3:::site-files";

/** What CloudFront's origin access control needs. */
const STATEMENT = {
  Effect: "Allow",
  Principal: { Service: "cloudfront.amazonaws.com" },
  Action: "s3:GetObject",
  Resource: `${ARN}/*`,
};

const policy = (changes: Props, version = "2012-10-17"): string =>
  JSON.stringify({ Version: version, Statement: [{ ...STATEMENT, ...changes }] });

const changed = (changes: Props): Change => ({ policy: policy(changes) });

const open = (world: World, blockPublicPolicy: boolean): void =>
  void world.add("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", {
    bucket: "site-files",
    blockPublicPolicy,
  });

describeRules(TYPE, {
  compliant: (world) => ({
    bucket: world.add("aws:s3/bucket:Bucket", { bucket: "site-files" }).id,
    policy: policy({}),
  }),
  breaks: {
    ...shapeBreaks(TYPE),
    bucket: (_inputs, world) => {
      for (const bucket of world.account.ofType("aws:s3/bucket:Bucket")) world.account.remove(bucket.urn);
    },
    "only-one": (inputs, world) => void world.add(TYPE, structuredClone(inputs)),
    malformed: [
      { policy: "{" },
      { policy: "[]" },
      { policy: "{}" },
      { policy: policy({}, "2013-01-01") },
      changed({ Effect: undefined }),
      changed({ Effect: "Permit" }),
      changed({ Principal: undefined }),
      changed({ Action: undefined }),
      changed({ Resource: undefined }),
      changed({ Actions: ["s3:GetObject"] }),
    ],
    size: changed({ Sid: "x".repeat(20 * 1024) }),
    principal: [
      changed({ Principal: "cloudfront.amazonaws.com" }),
      changed({ Principal: { AWS: "cloudfront" } }),
      changed({ Principal: { Services: "cloudfront.amazonaws.com" } }),
      changed({ Principal: { CanonicalUser: "abc" } }),
    ],
    resource: [
      changed({ Resource: "arn:aws:s3:::other-files/*" }),
      changed({ Resource: ["*"] }),
      changed({ Resource: [`${ARN}/*`, "arn:aws:s3:::site-files-2/*"] }),
    ],
    action: [
      changed({ Action: "ec2:RunInstances" }),
      changed({ Action: "GetObject" }),
      changed({ Resource: ARN }),
      changed({ Action: ["s3:GetObject", "s3:ListBucket"] }),
    ],
    public: [
      changed({ Principal: "*" }),
      changed({ Principal: { AWS: "*" }, Condition: { StringLike: { "aws:UserAgent": "x" } } }),
      changed({ Principal: "*", Condition: { IpAddress: { "aws:SourceIp": "0.0.0.0/0" } } }),
      (inputs, world) => {
        open(world, true);
        inputs.policy = policy({ Principal: "*" });
      },
    ],
  },
  accepts: {
    "an object instead of text": { policy: { Version: "2012-10-17", Statement: STATEMENT } },
    "a bucket action on the bucket": changed({ Action: "s3:ListBucket", Resource: ARN }),
    "both kinds on both": changed({ Action: ["s3:GetObject", "s3:ListBucket"], Resource: [ARN, `${ARN}/*`] }),
    "every action": changed({ Action: "s3:*", Resource: [ARN, `${ARN}/*`] }),
    "anybody denied": changed({ Effect: "Deny", Principal: "*" }),
    "anybody of one organization": changed({
      Principal: "*",
      Condition: { StringEquals: { "aws:PrincipalOrgID": "o-abcdefghij" } },
    }),
    "the account's root": changed({ Principal: { AWS: "arn:aws:iam::156460612806:root" } }),
    "a public policy where that is not blocked": (inputs, world) => {
      open(world, false);
      inputs.policy = policy({ Principal: "*" });
    },
  },
});
