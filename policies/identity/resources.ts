/** Policies of resources: whom a key, a function or an event bus lets in. */
import { demanded, isAllow, statementsOf } from "../lib/documents";
import { letsEverybodyIn } from "../lib/exposure";
import { forTypes } from "../lib/findings";
import { at, isGiven, plainText, type Bag } from "../lib/reading";
import { defineRule, json, type ExampleResource } from "../lib/rule";

/** Where each type holds its document; buckets, topics, queues and repositories are another rule's. */
const POLICIES: Readonly<Record<string, string>> = {
  "aws:kms/key:Key": "policy",
  "aws:kms/keyPolicy:KeyPolicy": "policy",
  "aws:kms/replicaKey:ReplicaKey": "policy",
  "aws:kms/externalKey:ExternalKey": "policy",
  "aws:backup/vaultPolicy:VaultPolicy": "policy",
  "aws:cloudwatch/eventBusPolicy:EventBusPolicy": "policy",
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": "policyDocument",
  "aws:dynamodb/resourcePolicy:ResourcePolicy": "policy",
  "aws:ecr/registryPolicy:RegistryPolicy": "policy",
  "aws:efs/fileSystemPolicy:FileSystemPolicy": "policy",
  "aws:kinesis/resourcePolicy:ResourcePolicy": "policy",
  "aws:opensearch/domain:Domain": "accessPolicies",
  "aws:opensearch/domainPolicy:DomainPolicy": "accessPolicies",
  "aws:s3/accessPoint:AccessPoint": "policy",
  "aws:s3control/accessPointPolicy:AccessPointPolicy": "policy",
};
const LAMBDA_PERMISSION = "aws:lambda/permission:Permission";
/** Where a principal stands by itself, without a document. */
const PRINCIPALS: Readonly<Record<string, readonly string[]>> = {
  [LAMBDA_PERMISSION]: ["sourceAccount", "sourceArn", "principalOrgId"],
  "aws:lambda/layerVersionPermission:LayerVersionPermission": ["organizationId"],
  "aws:cloudwatch/eventPermission:EventPermission": ["condition"],
};

const key = (principal: unknown): readonly ExampleResource[] => [
  {
    type: "aws:kms/key:Key",
    name: "data",
    props: {
      policy: json({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "kms:*", Resource: "*", Principal: principal }],
      }),
    },
  },
];

export const accessPolicyClosed = defineRule({
  name: "access-policy-closed",
  description:
    "No policy of a key, function, event bus, log group, file system, stream or vault lets everybody in.",
  level: "mandatory",
  severity: "critical",
  tags: ["identity", "kms", "lambda"],
  why: "A statement for * without a condition is for every AWS account.",
  controls: {
    fsbp: ["KMS.5", "Lambda.1", "EventBridge.3"],
    checkov: ["CKV_AWS_33", "CKV_AWS_301", "CKV_AWS_283"],
    cdkNag: ["LambdaFunctionPublicAccessProhibited"],
  },
  fix: "Name the accounts, roles or services as principals, or add a condition on the source's account or ARN.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/kms-controls.html#kms-5",
  examples: { fails: key("*"), passes: key({ AWS: "arn:aws:iam::111122223333:root" }) },
  validateResource: forTypes(
    [...Object.keys(POLICIES), ...Object.keys(PRINCIPALS)],
    (props, findings, { type }) => {
      if (type in PRINCIPALS) {
        const narrowed = PRINCIPALS[type].some((property) => isGiven(() => at(props, property)));
        if (plainText(at(props, "principal")) !== "*" || narrowed) return;
        findings.violation("principal is *, everybody; name it, or give the account or ARN of the source.");
        return;
      }
      for (const { path } of (statementsOf(at(props, POLICIES[type])) ?? []).filter(letsEverybodyIn)) {
        findings.violation(
          `${POLICIES[type]}: ${path} allows everybody; name principals, or a condition that only they meet.`,
        );
      }
    },
  ),
});

/** Documents by which services act on a resource for their own customers. */
const FOR_SERVICES: Readonly<Record<string, string>> = {
  "aws:sns/topic:Topic": "policy",
  "aws:sns/topicPolicy:TopicPolicy": "policy",
  "aws:sqs/queue:Queue": "policy",
  "aws:sqs/queuePolicy:QueuePolicy": "policy",
};
/** Amazon EventBridge, "Troubleshooting": no Condition blocks in topic policies; it sends no source there. */
const WITHOUT_SOURCE: Readonly<Record<string, readonly string[]>> = {
  "aws:sns/topic:Topic": ["events.amazonaws.com"],
  "aws:sns/topicPolicy:TopicPolicy": ["events.amazonaws.com"],
};
const SOURCES = ["aws:SourceAccount", "aws:SourceArn", "aws:SourceOrgID", "aws:SourceOwner"];

const topicPolicy = (more: object): readonly ExampleResource[] => [
  {
    type: "aws:sns/topicPolicy:TopicPolicy",
    name: "alarms",
    props: {
      policy: json({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: "sns:Publish",
            Resource: "*",
            Principal: { Service: "cloudwatch.amazonaws.com" },
            ...more,
          },
        ],
      }),
    },
  },
];

export const accessPolicySource = defineRule({
  name: "access-policy-source",
  description: "Where a topic, queue or function lets a service in, it says for whose resources.",
  level: "advisory",
  severity: "medium",
  tags: ["identity", "sns", "sqs", "lambda"],
  why: "The service acts for every account: anybody's alarm could post to the topic, anybody's bucket call the function.",
  controls: { checkov: ["CKV_AWS_364"] },
  fix: "Demand aws:SourceAccount or aws:SourceArn; for functions, give sourceArn or sourceAccount.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
  examples: {
    fails: topicPolicy({}),
    passes: topicPolicy({ Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } } }),
  },
  validateResource: forTypes(
    [...Object.keys(FOR_SERVICES), LAMBDA_PERMISSION],
    (props, findings, { type }) => {
      const services = type === LAMBDA_PERMISSION ? permitted(props) : servicesIn(props, type);
      for (const service of services) {
        findings.violation(
          `lets ${service} in for every account; demand aws:SourceAccount or aws:SourceArn.`,
        );
      }
    },
  ),
});

function permitted(permission: Bag): readonly string[] {
  const principal = plainText(at(permission, "principal"));
  const narrowed = PRINCIPALS[LAMBDA_PERMISSION].some((property) => isGiven(() => at(permission, property)));
  return principal.endsWith(".amazonaws.com") && !narrowed ? [principal] : [];
}

function servicesIn(props: Bag, type: string): readonly string[] {
  const excepted = type in WITHOUT_SOURCE ? WITHOUT_SOURCE[type] : [];
  return (statementsOf(at(props, FOR_SERVICES[type])) ?? [])
    .filter(
      (statement) => isAllow(statement) && !SOURCES.some((source) => demanded(statement, source).length > 0),
    )
    .flatMap(({ principals }) => principals)
    .filter(({ kind, value }) => kind === "Service" && !excepted.includes(value))
    .map(({ value }) => value);
}
