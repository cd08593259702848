/** Data sources of the edge services. */
import type { Account } from "../../account";
import type { InvokeModel, Props } from "../../model";
import {
  MANAGED_CACHE_POLICIES,
  MANAGED_ORIGIN_REQUEST_POLICIES,
  MANAGED_RESPONSE_HEADERS_POLICIES,
} from "./cloudfront/managedPolicies";
import { CACHE_POLICY, ORIGIN_REQUEST_POLICY, RESPONSE_HEADERS_POLICY } from "./cloudfront/references";
import { cloudfrontId } from "./ids";
import { getZone } from "./route53/getZone";
import { findBucket } from "./s3/buckets";
import { text } from "./support";

/** Canonical user of CloudFront's standard logs: Amazon CloudFront Developer Guide, standard logging. */
const LOG_DELIVERY = "c4c1ede66af53448b93c283ce9448c4ba468c9432aa01d700d3878632f77d2d0";
const LOG_DELIVERY_CHINA = "a52cb28745c0c06e84ec548334e44bfa7fc2a85c54af20cd59e4969344b7af56";

/** Accounts of the load balancers: Elastic Load Balancing User Guide, Access logs, step 2. */
const LOAD_BALANCER_ACCOUNTS: Readonly<Record<string, string>> = {
  "af-south-1": "098369216593",
  "ap-east-1": "754344448648",
  "ap-northeast-1": "582318560864",
  "ap-northeast-2": "600734575887",
  "ap-northeast-3": "383597477331",
  "ap-south-1": "718504428378",
  "ap-southeast-1": "114774131450",
  "ap-southeast-2": "783225319266",
  "ap-southeast-3": "589379963580",
  "ca-central-1": "985666609251",
  "eu-central-1": "054676820928",
  "eu-north-1": "897822967062",
  "eu-south-1": "635631232127",
  "eu-west-1": "156460612806",
  "eu-west-2": "652711504416",
  "eu-west-3": "009996457667",
  "me-south-1": "076674570225",
  "sa-east-1": "507241528517",
  "us-east-1": "127311923021",
  "us-east-2": "033677994240",
  "us-west-1": "027434742980",
  "us-west-2": "797873946194",
  "cn-north-1": "638102146993",
  "cn-northwest-1": "037604701340",
  "us-gov-east-1": "190560391635",
  "us-gov-west-1": "048591011584",
};

const getServiceAccount: InvokeModel = {
  token: "aws:elb/getServiceAccount:getServiceAccount",
  answer: (_args, { region, partition }) => {
    const id = LOAD_BALANCER_ACCOUNTS[region];
    if (!id) throw new Error(`unsupported AWS Region: ${region}`);
    return { id, arn: `arn:${partition}:iam::${id}:root`, region };
  },
};

const getLogDeliveryCanonicalUserId: InvokeModel = {
  token: "aws:cloudfront/getLogDeliveryCanonicalUserId:getLogDeliveryCanonicalUserId",
  answer: (_args, { region }) => ({
    id: region.startsWith("cn-") ? LOG_DELIVERY_CHINA : LOG_DELIVERY,
    region,
  }),
};

const getBucket: InvokeModel = {
  token: "aws:s3/getBucket:getBucket",
  answer: ({ bucket }, { region }, account) => {
    const found = findBucket(account, bucket);
    if (found?.region !== region)
      throw new Error(`reading S3 Bucket (${text(bucket)}): couldn't find resource`);
    const { arn, bucketDomainName, bucketRegion, bucketRegionalDomainName, hostedZoneId } = found.outputs;
    const { websiteDomain = "", websiteEndpoint = "" } = found.outputs;
    return {
      id: found.id,
      arn,
      bucket,
      bucketDomainName,
      bucketRegion,
      bucketRegionalDomainName,
      hostedZoneId,
      region,
      websiteDomain,
      websiteEndpoint,
    };
  },
};

interface PolicyKind {
  readonly token: string;
  readonly type: string;
  readonly managed: Readonly<Record<string, string>>;
  readonly arnPart: string;
  /** In the provider's messages. */
  readonly what: string;
}

interface FoundPolicy {
  readonly id: string;
  readonly name: string;
  readonly inputs: Props;
}

/** A policy by id or name, the account's own or a managed one (whose names begin with `Managed-`). */
function findPolicy(account: Account, kind: PolicyKind, args: Props): FoundPolicy | undefined {
  const known: FoundPolicy[] = [
    ...Object.entries(kind.managed).map(([name, id]) => ({ id, name: `Managed-${name}`, inputs: {} })),
    ...account.ofType(kind.type).map(({ id, inputs }) => ({ id, name: text(inputs.name), inputs })),
  ];
  return known.find((policy) => (args.id === undefined ? policy.name === args.name : policy.id === args.id));
}

function policyInvoke(kind: PolicyKind): InvokeModel {
  return {
    token: kind.token,
    answer: (args, { accountId, partition }, account) => {
      if ((args.id === undefined) === (args.name === undefined)) {
        throw new Error('Invalid combination of arguments: exactly one of "id,name" must be specified');
      }
      const found = findPolicy(account, kind, args);
      if (!found) {
        throw new Error(
          `reading CloudFront ${kind.what}: no matching ${kind.what}: ${text(args.id ?? args.name)}`,
        );
      }
      const owner = found.name.startsWith("Managed-") ? "" : accountId;
      return {
        comment: "",
        ...found.inputs,
        id: found.id,
        name: found.name,
        arn: `arn:${partition}:cloudfront::${owner}:${kind.arnPart}/${found.id}`,
        etag: cloudfrontId(`etag|${found.id}`),
      };
    },
  };
}

const policyInvokes = [
  policyInvoke({
    token: "aws:cloudfront/getCachePolicy:getCachePolicy",
    type: CACHE_POLICY,
    managed: MANAGED_CACHE_POLICIES,
    arnPart: "cache-policy",
    what: "Cache Policy",
  }),
  policyInvoke({
    token: "aws:cloudfront/getOriginRequestPolicy:getOriginRequestPolicy",
    type: ORIGIN_REQUEST_POLICY,
    managed: MANAGED_ORIGIN_REQUEST_POLICIES,
    arnPart: "origin-request-policy",
    what: "Origin Request Policy",
  }),
  policyInvoke({
    token: "aws:cloudfront/getResponseHeadersPolicy:getResponseHeadersPolicy",
    type: RESPONSE_HEADERS_POLICY,
    managed: MANAGED_RESPONSE_HEADERS_POLICIES,
    arnPart: "response-headers-policy",
    what: "Response Headers Policy",
  }),
];

export const edgeInvokes: readonly InvokeModel[] = [
  getZone,
  getServiceAccount,
  getLogDeliveryCanonicalUserId,
  getBucket,
  ...policyInvokes,
];
