/** What is stored is encrypted, and the keys are looked after. */
import { configNumber, forTypes, type Findings } from "../lib/findings";
import { asList, at, isGiven, plainText, shown, type Bag } from "../lib/reading";
import { defineRule } from "../lib/rule";

/** A property that must be true; where it lies in a list, for each item. */
type Flag = readonly string[];

const INSTANCE: readonly Flag[] = [
  ["rootBlockDevice", "encrypted"],
  ["ebsBlockDevices", "*", "encrypted"],
];

/** Where each type says that it encrypts; what is encrypted whatever one says (Fargate, DynamoDB, ECR) is not here. */
const FLAGS: Readonly<Record<string, readonly Flag[]>> = {
  "aws:ebs/volume:Volume": [["encrypted"]],
  "aws:ec2/instance:Instance": INSTANCE,
  "aws:ec2/spotInstanceRequest:SpotInstanceRequest": INSTANCE,
  "aws:ec2/launchConfiguration:LaunchConfiguration": INSTANCE,
  "aws:ec2/launchTemplate:LaunchTemplate": [["blockDeviceMappings", "*", "ebs", "encrypted"]],
  "aws:ecs/service:Service": [["volumeConfiguration", "managedEbsVolume", "encrypted"]],
  "aws:efs/fileSystem:FileSystem": [["encrypted"]],
  "aws:elasticache/replicationGroup:ReplicationGroup": [["atRestEncryptionEnabled"]],
  "aws:rds/cluster:Cluster": [["storageEncrypted"]],
  "aws:rds/instance:Instance": [["storageEncrypted"]],
};

/** Parts that need not be there; where they are, they must be encrypted. */
const OPTIONAL = ["volumeConfiguration", "ebs"];

export const volumesEncrypted = defineRule({
  name: "volumes-encrypted",
  description: "Volumes, file systems, databases and caches are encrypted.",
  why: "A snapshot, a disk that is handed on or a shared image shows everything on it that is not encrypted.",
  level: "mandatory",
  severity: "high",
  tags: ["storage", "encryption", "ec2", "rds", "efs"],
  controls: {
    fsbp: ["EC2.3", "EFS.1", "RDS.3", "ElastiCache.4"],
    cis: ["2.2.1", "2.3.1", "2.4.1"],
    checkov: ["CKV_AWS_3", "CKV_AWS_8", "CKV_AWS_16", "CKV_AWS_29", "CKV_AWS_42", "CKV_AWS_96"],
    cdkNag: ["AwsSolutions-EC26", "AwsSolutions-EFS1", "AwsSolutions-RDS2", "AwsSolutions-AEC3"],
  },
  fix: "Set the named property to true. A running instance, volume or database is replaced by that: plan its move.",
  url: "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html",
  config: {
    encryptedByDefault: {
      type: "boolean",
      default: false,
      description:
        "Whether the account encrypts EBS volumes by default, so that only an explicit false is a fault.",
    },
  },
  examples: {
    fails: [{ type: "aws:ebs/volume:Volume", name: "data", props: { size: 8 } }],
    passes: [{ type: "aws:ebs/volume:Volume", name: "data", props: { size: 8, encrypted: true } }],
  },
  validateResource: forTypes(Object.keys(FLAGS), (props, findings, { type, config }) => {
    const byDefault = config.encryptedByDefault === true && /^aws:(?:ebs|ec2)\//.test(type);
    for (const flag of FLAGS[type]) checkFlag(props, flag, "", byDefault, findings);
  }),
});

function checkFlag(value: unknown, flag: Flag, path: string, byDefault: boolean, findings: Findings): void {
  const [step, ...rest] = flag;
  if (step === "*") {
    findings.each(value, (item, index) => {
      checkFlag(item, rest, `${path}[${index}]`, byDefault, findings);
    });
    return;
  }
  findings.attempt(() => {
    const inner = at(value, step);
    const innerPath = path === "" ? step : `${path}.${step}`;
    if (rest.length > 0) {
      if (inner === undefined && OPTIONAL.includes(step)) return;
      checkFlag(inner, rest, innerPath, byDefault, findings);
    } else if (plainText(inner) !== "true" && !(byDefault && inner === undefined)) {
      findings.violation(`${innerPath} is ${shown(inner)}; set it to true.`);
    }
  });
}

export const queueEncrypted = defineRule({
  name: "queue-encrypted",
  description: "No queue has its encryption switched off.",
  why: "SQS encrypts new queues by itself; one that says false keeps its messages in the clear.",
  level: "mandatory",
  severity: "high",
  tags: ["storage", "sqs", "encryption"],
  controls: { fsbp: ["SQS.1"], checkov: ["CKV_AWS_27"], cdkNag: ["AwsSolutions-SQS2"] },
  fix: "Leave sqsManagedSseEnabled out or set it to true, or give kmsMasterKeyId.",
  url: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-sqs-sse-queue.html",
  examples: {
    fails: [{ type: "aws:sqs/queue:Queue", name: "work", props: { sqsManagedSseEnabled: false } }],
    passes: [{ type: "aws:sqs/queue:Queue", name: "work", props: {} }],
  },
  validateResource: forTypes(["aws:sqs/queue:Queue"], (props, findings) => {
    if (at(props, "sqsManagedSseEnabled") !== false || hasKey(props)) return;
    findings.violation("sqsManagedSseEnabled is false and there is no kmsMasterKeyId; leave it out.");
  }),
});

export const topicEncrypted = defineRule({
  name: "topic-encrypted",
  description: "Every topic encrypts its messages with a key in KMS.",
  why:
    "SNS encrypts its disks, but every part of it that handles a message sees it; with a key in KMS only those who " +
    "may use the key can read or send one.",
  level: "advisory",
  severity: "low",
  tags: ["storage", "sns", "encryption"],
  controls: { fsbp: ["SNS.1"], checkov: ["CKV_AWS_26"], cdkNag: ["SNSEncryptedKMS"] },
  fix:
    "Give kmsMasterKeyId. What AWS services publish to (alarms, events, budgets) needs a key of your own whose policy " +
    "lets these services use it: alias/aws/sns lets none of them.",
  url: "https://docs.aws.amazon.com/sns/latest/dg/sns-server-side-encryption.html",
  examples: {
    fails: [{ type: "aws:sns/topic:Topic", name: "orders", props: {} }],
    passes: [{ type: "aws:sns/topic:Topic", name: "orders", props: { kmsMasterKeyId: "alias/orders" } }],
  },
  validateResource: forTypes(["aws:sns/topic:Topic"], (props, findings) => {
    if (!hasKey(props)) findings.violation("has no kmsMasterKeyId; give it a key in KMS.");
  }),
});

function hasKey(props: Bag): boolean {
  return isGiven(() => at(props, "kmsMasterKeyId"));
}

const KEYS = ["aws:kms/key:Key", "aws:kms/replicaKey:ReplicaKey", "aws:kms/externalKey:ExternalKey"];

export const keyLookedAfter = defineRule({
  name: "key-looked-after",
  description: "Keys rotate every year, and a deleted key can be had back for a while.",
  why: "A key that never changes protects ever more with ever more uses; a deleted one takes all its data along.",
  level: "advisory",
  severity: "medium",
  tags: ["storage", "kms", "encryption"],
  controls: {
    fsbp: ["KMS.3", "KMS.4"],
    cis: ["3.6"],
    checkov: ["CKV_AWS_7", "CKV_AWS_227"],
    cdkNag: ["AwsSolutions-KMS5"],
  },
  fix: "Set enableKeyRotation to true, leave isEnabled alone, and give deletionWindowInDays its default, 30.",
  url: "https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
  config: {
    deletionDays: {
      type: "integer",
      minimum: 7,
      maximum: 30,
      default: 14,
      description: "Days for which a deleted key must be kept.",
    },
  },
  examples: {
    fails: [{ type: KEYS[0], name: "data", props: {} }],
    passes: [{ type: KEYS[0], name: "data", props: { enableKeyRotation: true } }],
  },
  validateResource: forTypes(KEYS, (props, findings, { type, config }) => {
    findings.attempt(() => {
      // AWS rotates no asymmetric or HMAC keys, none that were imported, and replicas along with their originals.
      const isRotatable = type === KEYS[0] && asList(at(props, "customKeyStoreId")).length === 0;
      const spec = at(props, "customerMasterKeySpec") ?? "SYMMETRIC_DEFAULT";
      if (!isRotatable || spec !== "SYMMETRIC_DEFAULT" || at(props, "enableKeyRotation") === true) return;
      findings.violation("enableKeyRotation is not true; set it.");
    });
    findings.attempt(() => {
      const [days, least] = [
        at(props, "deletionWindowInDays") ?? 30,
        configNumber(config, "deletionDays", 14),
      ];
      if (Number(days) >= least) return;
      findings.violation(`deletionWindowInDays is ${shown(days)}; it must be ${least} or more.`);
    });
    findings.attempt(() => {
      const enabled = at(props, "isEnabled") ?? at(props, "enabled");
      if (enabled === false) findings.violation("is disabled, so that nothing it protects can be read.");
    });
    findings.attempt(() => {
      if (at(props, "bypassPolicyLockoutSafetyCheck") !== true) return;
      findings.violation("bypassPolicyLockoutSafetyCheck is true; a wrong policy then locks everybody out.");
    });
  }),
});

const TASKS = ["aws:ecs/taskDefinition:TaskDefinition"];

export const fileSystemTls = defineRule({
  name: "file-system-tls",
  description: "Tasks mount EFS file systems over TLS only.",
  why: "NFS has no encryption of its own: whoever sees the network sees the files.",
  level: "mandatory",
  severity: "high",
  tags: ["storage", "efs", "ecs", "encryption"],
  controls: { fsbp: ["ECS.18"], checkov: ["CKV_AWS_97"] },
  fix: "Set transitEncryption to ENABLED in the volume's efsVolumeConfiguration.",
  url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/efs-best-practices.html",
  examples: {
    fails: [
      {
        type: TASKS[0],
        name: "app",
        props: { volumes: [{ name: "data", efsVolumeConfiguration: { fileSystemId: "fs-0123" } }] },
      },
    ],
    passes: [
      {
        type: TASKS[0],
        name: "app",
        props: {
          volumes: [
            {
              name: "data",
              efsVolumeConfiguration: { fileSystemId: "fs-0123", transitEncryption: "ENABLED" },
            },
          ],
        },
      },
    ],
  },
  validateResource: forTypes(TASKS, (props, findings) => {
    findings.each(at(props, "volumes"), (volume, index) => {
      const efs = at(volume, "efsVolumeConfiguration");
      if (efs === undefined || at(efs, "transitEncryption") === "ENABLED") return;
      findings.violation(`volumes[${index}].efsVolumeConfiguration.transitEncryption must be ENABLED.`);
    });
  }),
});
